//! A working copy: edits with POSIX's rules, and a journal of what was touched.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::blob::Blob;
use crate::dir::NAME_MAX;
use crate::error::{Errno, FsError};
use crate::mounts::Mounts;
use crate::node::{File, Kind, LinkId, Meta, Node, Time};
use crate::path::{VPath, VPathBuf};
use crate::resolve::{self, Follow};
use crate::snapshot::{Snapshot, content, names_of_link};

/// How deep directories may nest. Deeper ones are refused (ENAMETOOLONG), so that recursion over a tree is safe on any
/// input, in wasm's small stack too.
pub const MAX_DEPTH: usize = 256;

/// How a [`Tree`] behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeOptions {
    /// Whether hard links that stand in the base part when one of their names is written to, as on overlayfs, where a
    /// container's first write copies the file up. Otherwise they stay one file.
    pub overlay: bool,
    /// Whether reads are recorded (see [`Tree::reads`]).
    pub trace: bool,
}

/// What was read of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// It was looked for and nothing was there.
    Missing,
    /// Its kind or metadata.
    Stat,
    /// The names in a directory.
    List,
    /// A file's content.
    Content,
}

/// A working copy of a [`Snapshot`].
///
/// Every operation that changes something takes the time from the caller and gives it to the directory whose entries
/// change, as POSIX does. An operation that fails changes nothing.
#[derive(Debug, Clone)]
pub struct Tree {
    base: Snapshot,
    root: Arc<Node>,
    next_link: u32,
    options: TreeOptions,
    touched: BTreeSet<VPathBuf>,
    replaced: BTreeSet<VPathBuf>,
    reads: RefCell<BTreeSet<(VPathBuf, Access)>>,
    mounts: Mounts,
}

/// Reading.
impl Tree {
    pub(crate) fn new(base: &Snapshot, options: TreeOptions) -> Self {
        Tree {
            base: base.clone(),
            root: base.root.clone(),
            next_link: base.next_link,
            options,
            touched: BTreeSet::new(),
            replaced: BTreeSet::new(),
            reads: RefCell::default(),
            mounts: Mounts::default(),
        }
    }

    /// A working copy as it was: made from `base`, standing at `now`, with what had been touched.
    pub fn restore(
        base: &Snapshot,
        now: &Snapshot,
        options: TreeOptions,
        touched: BTreeSet<VPathBuf>,
        replaced: BTreeSet<VPathBuf>,
    ) -> Self {
        let mut tree = Tree { touched, replaced, ..Tree::new(base, options) };
        tree.reset(now);
        tree
    }

    /// The node at a path.
    pub fn lookup(&self, path: &VPath, follow: Follow) -> Result<&Node, FsError> {
        self.resolve(path, follow).map(|(_, node)| node)
    }

    /// The node at a path and the path at which it stands once symbolic links are followed.
    pub fn resolve(&self, path: &VPath, follow: Follow) -> Result<(VPathBuf, &Node), FsError> {
        let found = resolve::lookup(&self.root, path, follow);
        match &found {
            Ok((place, _)) => self.record(place, Access::Stat),
            Err(error) if error.errno == Errno::ENOENT => self.record(&error.path, Access::Missing),
            Err(_) => {}
        }
        found
    }

    /// Where a path leads when all symbolic links are followed and what is missing is taken as it stands.
    pub fn destination(&self, path: &VPath) -> Result<VPathBuf, FsError> {
        resolve::destination(&self.root, path)
    }

    /// The content of a file, symbolic links followed. Errors: EISDIR, EINVAL (no regular file), those of a lookup.
    pub fn read(&self, path: &VPath) -> Result<Blob, FsError> {
        let (place, node) = self.resolve(path, Follow::All)?;
        self.record(&place, Access::Content);
        content(node, path)
    }

    /// The names in a directory, symbolic links followed, with their nodes.
    pub fn list(&self, path: &VPath) -> Result<Vec<(&str, &Node)>, FsError> {
        let (place, node) = self.resolve(path, Follow::All)?;
        let dir = node.as_dir().ok_or_else(|| FsError::new(path, Errno::ENOTDIR))?;
        self.record(&place, Access::List);
        Ok(dir.iter().map(|entry| (&*entry.name, &entry.node)).collect())
    }

    /// Whether something stands at a path, symbolic links followed.
    pub fn exists(&self, path: &VPath) -> bool {
        self.lookup(path, Follow::All).is_ok()
    }

    /// The tree as it stands, as a value; costs nothing.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { root: self.root.clone(), next_link: self.next_link }
    }

    /// Goes on from another state of the tree. What it was made from, and what was touched so far, stays.
    pub fn reset(&mut self, to: &Snapshot) {
        self.root = to.root.clone();
        self.next_link = self.next_link.max(to.next_link);
    }

    /// The tree as a value.
    pub fn freeze(self) -> Snapshot {
        Snapshot { root: self.root, next_link: self.next_link }
    }

    /// The paths that were written to in any way, whether or not anything is different now, and whether or not they
    /// still exist. A directory is touched by a change of its own metadata, not by one of its entries.
    pub fn touched(&self) -> &BTreeSet<VPathBuf> {
        &self.touched
    }

    /// The directories that stand where the base had something that was removed. On overlayfs they hide all of it.
    pub fn replaced(&self) -> &BTreeSet<VPathBuf> {
        &self.replaced
    }

    /// What was read, if that is traced: paths with symbolic links followed.
    pub fn reads(&self) -> BTreeSet<(VPathBuf, Access)> {
        self.reads.borrow().clone()
    }

    fn record(&self, path: &VPath, access: Access) {
        if self.options.trace {
            self.reads.borrow_mut().insert((path.to_owned(), access));
        }
    }
}

/// Creating and removing.
impl Tree {
    /// Writes a whole file, symbolic links followed. A file that exists keeps its mode, owner and attributes and gets
    /// `new.mtime`; otherwise one is created with `new`. Errors: EISDIR, EINVAL (no regular file), ENOENT (no parent).
    pub fn write(&mut self, path: &VPath, blob: Blob, new: &Meta) -> Result<(), FsError> {
        let place = self.destination(path)?;
        match resolve::lookup(&self.root, &place, Follow::Never) {
            Err(error) if error.errno == Errno::ENOENT => {
                self.create(&place, Node::file(blob, new.clone()), new.mtime)
            }
            Err(error) => Err(error),
            Ok((_, node)) => {
                content(node, path)?;
                self.mounts.check_write(&place)?;
                self.change(&place, &mut |node| {
                    node.meta.mtime = new.mtime;
                    if let Kind::File(file) = &mut node.kind {
                        file.blob = blob.clone();
                    }
                });
                Ok(())
            }
        }
    }

    /// Makes a directory. Errors: EEXIST, ENOENT (no parent), ENOTDIR.
    pub fn mkdir(&mut self, path: &VPath, meta: &Meta) -> Result<(), FsError> {
        let place = self.place_for(path)?;
        self.create(&place, Node::dir(meta.clone()), meta.mtime)
    }

    /// Makes a directory and those above that are missing, all with `meta`; symbolic links are followed. Returns the
    /// paths that were made, the topmost first. Errors: ENOTDIR where something else stands.
    pub fn mkdir_all(&mut self, path: &VPath, meta: &Meta) -> Result<Vec<VPathBuf>, FsError> {
        let place = self.destination(path)?;
        let mut missing = Vec::new();
        for ancestor in place.ancestors() {
            match resolve::lookup(&self.root, ancestor, Follow::Never) {
                Ok((_, node)) if node.is_dir() => break,
                Err(error) if error.errno == Errno::ENOENT => missing.push(ancestor.to_owned()),
                _ => return Err(FsError::new(ancestor, Errno::ENOTDIR)),
            }
        }
        missing.reverse();
        if let Some(deepest) = missing.last() {
            check_place(deepest, 1)?;
        }
        for dir in &missing {
            self.create(dir, Node::dir(meta.clone()), meta.mtime)?;
        }
        Ok(missing)
    }

    /// Makes a symbolic link with any text as target. Errors: EEXIST, ENOENT (no parent, empty target), ENOTDIR.
    pub fn symlink(&mut self, path: &VPath, target: &str, meta: &Meta) -> Result<(), FsError> {
        if target.is_empty() {
            return Err(FsError::new(path, Errno::ENOENT));
        }
        let place = self.place_for(path)?;
        self.create(&place, Node::symlink(target, meta.clone()), meta.mtime)
    }

    /// Makes a fifo or a device. Errors: EEXIST, ENOENT (no parent), ENOTDIR.
    pub fn mknod(&mut self, path: &VPath, node: Node) -> Result<(), FsError> {
        let place = self.place_for(path)?;
        let time = node.meta.mtime;
        self.create(&place, node, time)
    }

    /// Gives a file a second name. A symbolic link is not followed but linked itself. Errors: EPERM (a directory),
    /// EEXIST, ENOENT, ENOTDIR.
    pub fn hard_link(&mut self, existing: &VPath, new: &VPath, time: Time) -> Result<(), FsError> {
        let (source, node) = self.resolve(existing, Follow::Parent)?;
        if node.is_dir() {
            return Err(FsError::new(existing, Errno::EPERM));
        }
        let mut node = node.clone();
        let place = self.place_for(new)?;
        self.check_absent(&place)?;
        self.mounts.check_write(&place)?;
        if let Kind::File(file) = &mut node.kind {
            let shared = file.link.filter(|link| !self.parts(*link));
            let link = shared.unwrap_or_else(|| self.new_link());
            file.link = Some(link);
            self.change(&source, &mut |node| {
                if let Kind::File(file) = &mut node.kind {
                    file.link = Some(link);
                }
            });
        }
        self.create(&place, node, time)
    }

    /// Removes a file, a link or an empty directory. Errors: ENOTEMPTY, EBUSY (the root), those of a lookup.
    pub fn remove(&mut self, path: &VPath, time: Time) -> Result<(), FsError> {
        let (place, node) = self.resolve(path, Follow::Parent)?;
        if node.as_dir().is_some_and(|dir| !dir.is_empty()) {
            return Err(FsError::new(path, Errno::ENOTEMPTY));
        }
        self.detach(&place, Some(time))
    }

    /// Removes whatever stands at a path, with everything below. Errors: EBUSY (the root), those of a lookup.
    pub fn remove_all(&mut self, path: &VPath, time: Time) -> Result<(), FsError> {
        let (place, _) = self.resolve(path, Follow::Parent)?;
        self.detach(&place, Some(time))
    }

    /// Moves `from` to `to`, replacing a file or an empty directory there. Two names of one file: nothing happens.
    /// Errors: EINVAL (into itself), ENOTDIR, EISDIR, ENOTEMPTY, EBUSY (the root), those of a lookup.
    pub fn rename(&mut self, from: &VPath, to: &VPath, time: Time) -> Result<(), FsError> {
        let (source, node) = self.resolve(from, Follow::Parent)?;
        let node = node.clone();
        let target = self.place_for(to)?;
        check_place(&target, node.shape().height as usize)?;
        if let Ok((_, old)) = resolve::lookup(&self.root, &target, Follow::Never) {
            let same_file = node.as_file().and_then(|file| file.link);
            if target == source
                || (same_file.is_some() && same_file == old.as_file().and_then(|file| file.link))
            {
                return Ok(());
            }
            match (&node.kind, &old.kind) {
                (Kind::Dir(_), Kind::Dir(dir)) if !dir.is_empty() => Err(FsError::new(to, Errno::ENOTEMPTY)),
                (Kind::Dir(_), Kind::Dir(_)) => Ok(()),
                (Kind::Dir(_), _) => Err(FsError::new(to, Errno::ENOTDIR)),
                (_, Kind::Dir(_)) => Err(FsError::new(to, Errno::EISDIR)),
                _ => Ok(()),
            }?;
        }
        if target.starts_with(&source) {
            return Err(FsError::new(to, Errno::EINVAL));
        }
        self.mounts.check_removal(&source)?;
        self.mounts.check_removal(&target)?;
        self.detach(&source, Some(time))?;
        if resolve::lookup(&self.root, &target, Follow::Never).is_ok() {
            self.detach(&target, Some(time))?;
        }
        self.attach(&target, node);
        self.set_parent_time(&target, time);
        Ok(())
    }

    /// Puts a node exactly as it is, with everything below, in place of what stands there; the parent's time stays.
    /// The last component is not followed. A directory is shared with where it came from, so this costs the depth of
    /// the path, whatever the size. Errors: ENOENT (no parent), ENOTDIR, EBUSY (the root, unless by a directory).
    pub fn put(&mut self, path: &VPath, node: Node) -> Result<(), FsError> {
        if path.is_root() {
            if !node.is_dir() {
                return Err(FsError::new(path, Errno::EBUSY));
            }
            self.root = Arc::new(node);
            self.renumber(path);
            return Ok(());
        }
        let place = self.place_for(path)?;
        check_place(&place, node.shape().height as usize)?;
        self.attach(&place, node);
        self.renumber(&place);
        Ok(())
    }
}

/// Mounting.
impl Tree {
    /// Makes what stands at a path, links followed, a mount point: until it is unmounted it can't be removed or replaced
    /// (EBUSY), and if it is read-only nothing at or below it can be changed (EROFS). Only [`Tree::put`] goes past that.
    pub fn mount(&mut self, path: &VPath, read_only: bool) -> Result<(), FsError> {
        let (place, _) = resolve::lookup(&self.root, path, Follow::All)?;
        self.mounts.add(place, read_only);
        Ok(())
    }

    /// EROFS, if what is mounted around a resolved path is read-only.
    pub fn check_writable(&self, place: &VPath) -> Result<(), FsError> {
        self.mounts.check_write(place)
    }

    /// Takes a mount point back; what stands there stays.
    pub fn unmount(&mut self, place: &VPath) {
        self.mounts.remove(place);
    }
}

/// Changing metadata. Symbolic links are followed as told; a hard-linked file changes under all its names.
impl Tree {
    /// Sets the permission bits; those of symbolic links stay as they are.
    pub fn set_mode(&mut self, path: &VPath, mode: u16, follow: Follow) -> Result<(), FsError> {
        self.change_meta(path, follow, &mut |node| {
            if node.as_symlink().is_none() {
                node.meta.mode = mode & 0o7777;
            }
        })
    }

    /// Sets the owner, the group, or both.
    pub fn set_owner(
        &mut self,
        path: &VPath,
        uid: Option<u32>,
        gid: Option<u32>,
        follow: Follow,
    ) -> Result<(), FsError> {
        self.change_meta(path, follow, &mut |node| {
            node.meta.uid = uid.unwrap_or(node.meta.uid);
            node.meta.gid = gid.unwrap_or(node.meta.gid);
        })
    }

    /// Sets the time of the last change of content.
    pub fn set_mtime(&mut self, path: &VPath, time: Time, follow: Follow) -> Result<(), FsError> {
        self.change_meta(path, follow, &mut |node| node.meta.mtime = time)
    }

    /// Sets an extended attribute, or removes it.
    pub fn set_xattr(
        &mut self,
        path: &VPath,
        name: &str,
        value: Option<&[u8]>,
        follow: Follow,
    ) -> Result<(), FsError> {
        self.change_meta(path, follow, &mut |node| match value {
            Some(value) => node.meta.xattrs.set(name, value.to_vec()),
            None => {
                node.meta.xattrs.remove(name);
            }
        })
    }

    /// Sets everything at once, of the node itself.
    pub(crate) fn set_meta(&mut self, path: &VPath, meta: &Meta) -> Result<(), FsError> {
        self.change_meta(path, Follow::Parent, &mut |node| node.meta = meta.clone())
    }

    fn change_meta(
        &mut self,
        path: &VPath,
        follow: Follow,
        set: &mut dyn FnMut(&mut Node),
    ) -> Result<(), FsError> {
        let (place, _) = self.resolve(path, follow)?;
        self.mounts.check_write(&place)?;
        self.change(&place, set);
        Ok(())
    }
}

/// The parts that operations are made of. Paths are resolved here.
impl Tree {
    /// Where a new entry called by `path` would stand: its parent's links followed, the parent a directory.
    fn place_for(&self, path: &VPath) -> Result<VPathBuf, FsError> {
        let (Some(parent), Some(name)) = (path.parent(), path.name()) else { return Ok(VPathBuf::root()) };
        let (mut place, node) = resolve::lookup(&self.root, parent, Follow::All)?;
        if !node.is_dir() {
            return Err(FsError::new(path, Errno::ENOTDIR));
        }
        place.push(name);
        Ok(place)
    }

    fn check_absent(&self, place: &VPath) -> Result<(), FsError> {
        match resolve::lookup(&self.root, place, Follow::Never) {
            Ok(_) => Err(FsError::new(place, Errno::EEXIST)),
            Err(error) if error.errno == Errno::ENOENT && *error.path == *place => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn create(&mut self, place: &VPath, node: Node, time: Time) -> Result<(), FsError> {
        self.check_absent(place)?;
        check_place(place, node.shape().height as usize)?;
        self.mounts.check_write(place)?;
        self.attach(place, node);
        self.set_parent_time(place, time);
        Ok(())
    }

    /// Puts a node in place of what stands there; the parent exists.
    fn attach(&mut self, place: &VPath, node: Node) {
        if node.is_dir() && resolve::lookup(self.base.root(), place, Follow::Never).is_ok() {
            self.replaced.insert(place.to_owned());
        }
        self.touched.insert(place.to_owned());
        let parent = place.parent().and_then(|parent| self.node_mut(parent));
        if let (Some(Node { kind: Kind::Dir(dir), .. }), Some(name)) = (parent, place.name()) {
            dir.insert(name, node);
        }
    }

    /// Takes a node out and gives its directory a time, if there is one to give.
    pub(crate) fn detach(&mut self, place: &VPath, time: Option<Time>) -> Result<(), FsError> {
        let (Some(parent), Some(name)) = (place.parent(), place.name()) else {
            return Err(FsError::new(place, Errno::EBUSY));
        };
        self.mounts.check_removal(place)?;
        self.touched.insert(place.to_owned());
        while let Some(below) =
            self.replaced.range(place.to_owned()..).next().filter(|path| path.starts_with(place))
        {
            let below = below.clone();
            self.replaced.remove(&below);
        }
        if let Some(Node { kind: Kind::Dir(dir), meta }) = self.node_mut(parent) {
            dir.remove(name);
            meta.mtime = time.unwrap_or(meta.mtime);
        }
        Ok(())
    }

    fn set_parent_time(&mut self, place: &VPath, time: Time) {
        if let Some(node) = place.parent().and_then(|parent| self.node_mut(parent)) {
            node.meta.mtime = time;
        }
    }

    /// Applies a change to a node that exists, under all names of a hard-linked file.
    fn change(&mut self, place: &VPath, set: &mut dyn FnMut(&mut Node)) {
        let link = resolve::lookup(&self.root, place, Follow::Never)
            .ok()
            .and_then(|(_, node)| node.as_file())
            .and_then(|file| file.link);
        let names = match link {
            Some(link) if !self.parts(link) => names_of_link(&self.root, link),
            _ => vec![place.to_owned()],
        };
        for name in names {
            let alone = link.is_some_and(|link| self.parts(link));
            if let Some(node) = self.node_mut(&name) {
                if let (Kind::File(file), true) = (&mut node.kind, alone) {
                    file.link = None;
                }
                set(node);
            }
            self.touched.insert(name);
        }
    }

    /// The node at a resolved path, to be changed.
    fn node_mut(&mut self, place: &VPath) -> Option<&mut Node> {
        let mut node = Arc::make_mut(&mut self.root);
        for name in place.components() {
            let Kind::Dir(dir) = &mut node.kind else { return None };
            node = dir.get_mut(name)?;
        }
        Some(node)
    }

    /// Whether a hard link stands in the base and parts when written to.
    fn parts(&self, link: LinkId) -> bool {
        self.options.overlay && link.0 < self.base.next_link
    }

    fn new_link(&mut self) -> LinkId {
        self.next_link += 1;
        LinkId(self.next_link - 1)
    }

    /// Gives the hard links at and below a path, which came from another tree, identities of this tree.
    fn renumber(&mut self, place: &VPath) {
        let mut next = self.next_link;
        if let Some(node) = self.node_mut(place).filter(|node| node.shape().links) {
            let mut map = std::collections::BTreeMap::new();
            renumber_links(node, &mut |link| {
                *map.entry(link).or_insert_with(|| {
                    next += 1;
                    LinkId(next - 1)
                })
            });
        }
        self.next_link = next;
    }
}

fn renumber_links(node: &mut Node, id: &mut dyn FnMut(LinkId) -> LinkId) {
    match &mut node.kind {
        Kind::File(File { link: Some(link), .. }) => *link = id(*link),
        Kind::Dir(dir) => {
            let linked: Vec<_> = dir.linked().into_iter().map(|entry| entry.name.clone()).collect();
            for name in linked {
                if let Some(node) = dir.get_mut(&name) {
                    renumber_links(node, id);
                }
            }
        }
        _ => {}
    }
}

/// Whether something that nests `height` directories may stand at a place.
fn check_place(place: &VPath, height: usize) -> Result<(), FsError> {
    let errno = match place.name() {
        None => Errno::EEXIST,
        Some(name) if name.contains('\0') => Errno::EINVAL,
        Some(name) if name.len() > NAME_MAX => Errno::ENAMETOOLONG,
        Some(_) if place.components().count() + height > MAX_DEPTH + 1 => Errno::ENAMETOOLONG,
        Some(_) => return Ok(()),
    };
    Err(FsError::new(place, errno))
}
