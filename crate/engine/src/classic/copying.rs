//! Putting files into an image as the classic builder does: everything goes through tar.
//!
//! What stands out against BuildKit: a file replaces a directory, the directory that is copied to gets no time from its
//! source, and parents of a copied file belong to `--chown`'s user but those of a copied directory to root.

use std::collections::BTreeMap;

use vfs::{Change, Follow, FsError, Kind, LinkId, Meta, Node, Snapshot, Time, Tree, VPath, VPathBuf, Xattrs};

use super::source::Source;
use crate::copy::{Ids, entries, place_all};

/// Copies sources into a tree.
pub(super) struct Copier<'a> {
    /// The tree that is changed; after an error it is half changed and must be dropped.
    pub(super) tree: &'a mut Tree,
    /// Where the sources lie.
    pub(super) from: &'a Snapshot,
    /// Who gets the files; they keep their owners if absent.
    pub(super) owner: Option<Ids>,
    /// Whether archives are unpacked.
    pub(super) unpack: bool,
    /// What is made without a time of its own gets this one.
    pub(super) now: Time,
    /// Where the tree is mounted, as errors show it.
    pub(super) mounted: String,
}

type Result<T> = std::result::Result<T, String>;

impl Copier<'_> {
    /// Copies one source to a destination, an absolute path. Errors as the daemon words them.
    pub(super) fn copy(&mut self, source: &Source, destination: &str) -> Result<()> {
        let to = self.place(destination)?;
        let node =
            self.from.lookup(&source.place, Follow::Never).map_err(|error| self.text("lstat", &error))?;
        let node = node.clone();
        if node.is_dir() {
            return self.directory(&node, &to).map_err(|error| format!("failed to copy directory: {error}"));
        }
        if let (true, Some(file)) = (self.unpack, node.as_file())
            && let Some(changes) =
                entries(source.place.as_str(), &file.blob.bytes()).map_err(|error| error.to_string())?
        {
            return self.archive(&changes, &to);
        }
        let is_dir = self.tree.lookup(&to, Follow::Never).is_ok_and(Node::is_dir);
        let to = match destination.ends_with('/') || is_dir {
            true => to.join(VPathBuf::normalise(&source.path).name().unwrap_or_default()),
            false => to,
        };
        self.file(&node, &to)
    }

    fn place(&self, path: &str) -> Result<VPathBuf> {
        let to =
            self.tree.destination(&VPathBuf::normalise(path)).map_err(|error| self.text("lstat", &error))?;
        let mut above = VPathBuf::root();
        for name in to.relative().split('/') {
            let below = above.join(name);
            if self.tree.lookup(&above, Follow::Never).is_ok_and(|node| !node.is_dir()) {
                return Err(format!("lstat {}{below}: not a directory", self.mounted));
            }
            above = below;
        }
        Ok(to)
    }

    fn text(&self, action: &str, error: &FsError) -> String {
        let path = if error.path.is_root() { "" } else { error.path.as_str() };
        format!("{action} {}{path}: {}", self.mounted, error.errno.text().to_lowercase())
    }

    fn make_parents(&mut self, path: &VPath, owner: Option<Ids>) -> Result<()> {
        let mut meta = Meta::root(0o755, self.now);
        if let Some(owner) = owner {
            (meta.uid, meta.gid) = (owner.uid, owner.gid);
        }
        self.tree.mkdir_all(path, &meta).map_err(|error| self.text("mkdir", &error))?;
        Ok(())
    }

    fn file(&mut self, node: &Node, to: &VPath) -> Result<()> {
        self.make_parents(to.parent().unwrap_or(VPath::root()), self.owner)
            .map_err(|error| format!("failed to create new directory: {error}"))?;
        let mut node = Node { meta: self.meta(&node.meta), kind: node.kind.clone() };
        node.meta.xattrs = Xattrs::default();
        if let Kind::File(file) = &mut node.kind {
            file.link = None;
        }
        self.replace(node, to).map_err(|error| format!("failed to copy file: {}", self.text("lstat", &error)))
    }

    fn directory(&mut self, node: &Node, to: &VPath) -> Result<()> {
        let existed = self.tree.lookup(to, Follow::Never).is_ok();
        self.make_parents(to, None)?;
        if let (false, Some(owner)) = (existed, self.owner) {
            self.tree
                .set_owner(to, Some(owner.uid), Some(owner.gid), Follow::Parent)
                .map_err(|error| self.text("lchown", &error))?;
        }
        let mut merge = Merge { links: BTreeMap::new(), times: Vec::new() };
        self.children(node, to, &mut merge).map_err(|error| self.text("lstat", &error))?;
        for (path, time) in merge.times {
            self.tree.set_mtime(&path, time, Follow::Parent).map_err(|error| self.text("chtimes", &error))?;
        }
        Ok(())
    }

    fn children(&mut self, dir: &Node, to: &VPath, merge: &mut Merge) -> std::result::Result<(), FsError> {
        for entry in dir.as_dir().into_iter().flatten() {
            let path = to.join(&entry.name);
            let standing = self.tree.lookup(&path, Follow::Never).map(Node::is_dir).ok();
            match (&entry.node.kind, standing) {
                (Kind::Dir(_), Some(true)) => {
                    let meta = self.meta(&entry.node.meta);
                    self.tree.set_mode(&path, meta.mode, Follow::Parent)?;
                    self.tree.set_owner(&path, Some(meta.uid), Some(meta.gid), Follow::Parent)?;
                    merge.times.push((path.clone(), meta.mtime));
                    self.children(&entry.node, &path, merge)?;
                }
                (Kind::Dir(_), _) if self.owner_fits(&entry.node) => {
                    self.replace(entry.node.clone(), &path)?
                }
                (Kind::Dir(_), _) => {
                    self.replace(Node::dir(self.meta(&entry.node.meta)), &path)?;
                    merge.times.push((path.clone(), entry.node.meta.mtime));
                    self.children(&entry.node, &path, merge)?;
                }
                (Kind::File(file), _) => match file.link.and_then(|link| merge.links.get(&link).cloned()) {
                    Some(first) => {
                        self.clear(&path)?;
                        self.tree.hard_link(&first, &path, self.now)?;
                    }
                    None => {
                        merge.links.extend(file.link.map(|link| (link, path.clone())));
                        self.replace(Node::file(file.blob.clone(), self.meta(&entry.node.meta)), &path)?;
                    }
                },
                (kind, _) => {
                    self.replace(Node { meta: self.meta(&entry.node.meta), kind: kind.clone() }, &path)?;
                }
            }
        }
        Ok(())
    }

    /// Whether a whole directory can be shared as it is.
    fn owner_fits(&self, node: &Node) -> bool {
        let Some(owner) = self.owner else { return true };
        let fits = (node.meta.uid, node.meta.gid) == (owner.uid, owner.gid);
        fits && node.as_dir().into_iter().flatten().all(|entry| self.owner_fits(&entry.node))
    }

    fn meta(&self, meta: &Meta) -> Meta {
        let mut meta = meta.clone();
        if let Some(owner) = self.owner {
            (meta.uid, meta.gid) = (owner.uid, owner.gid);
        }
        meta
    }

    fn clear(&mut self, path: &VPath) -> std::result::Result<(), FsError> {
        match self.tree.lookup(path, Follow::Never) {
            Ok(_) => self.tree.remove_all(path, self.now),
            Err(_) => Ok(()),
        }
    }

    /// Puts a node in place of whatever stands there; the directory around gets the time of that.
    fn replace(&mut self, node: Node, to: &VPath) -> std::result::Result<(), FsError> {
        self.clear(to)?;
        self.tree.put(to, node)?;
        self.tree.set_mtime(to.parent().unwrap_or(VPath::root()), self.now, Follow::Never)
    }

    /// Unpacks an archive: owners stay, whatever `--chown` says.
    fn archive(&mut self, changes: &[Change], to: &VPath) -> Result<()> {
        if self.tree.lookup(to, Follow::Never).is_ok_and(|node| !node.is_dir()) {
            // The program that unpacks changes its root first; the daemon draws the digits by chance.
            let pivot = format!("{}{to}/.pivot_root{}", self.mounted, self.now.nanos);
            return Err(format!(
                "Error processing tar file(exit status 1): Error setting up pivot dir: mkdir {pivot}: not a directory"
            ));
        }
        self.make_parents(to, None)?;
        place_all(self.tree, to, changes, self.now).map_err(|error| error.to_string())
    }
}

/// What is known while a directory is merged into another.
struct Merge {
    /// The first copy of each hard-linked file.
    links: BTreeMap<LinkId, VPathBuf>,
    /// The times that directories get once they are complete.
    times: Vec<(VPathBuf, Time)>,
}
