//! An immutable tree and what can be read from it.

use std::sync::Arc;

use crate::blob::Blob;
use crate::digest::{Digest, Hasher};
use crate::error::{Errno, FsError};
use crate::node::{Kind, LinkId, Meta, Node, Time};
use crate::path::{VPath, VPathBuf};
use crate::resolve::{self, Follow};
use crate::tree::{Tree, TreeOptions};
use crate::walk::Walk;

/// An immutable tree. A clone is a reference; edits happen in a [`Tree`] and leave the snapshot as it is.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub(crate) root: Arc<Node>,
    /// The next identity for a hard-linked file; all in the tree are below it.
    pub(crate) next_link: u32,
}

/// What [`Snapshot::filter`] does with a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Keeps it with everything below, shared with the original.
    Whole,
    /// Leaves it out, unless something below is kept; asks about each child.
    Inside,
    /// Keeps it, and asks about each child.
    Here,
    /// Leaves it out with everything below.
    Nothing,
}

impl Snapshot {
    /// A tree of nothing but an empty root directory: mode 0755, owned by root, time 0.
    pub fn empty() -> Self {
        Snapshot { root: Arc::new(Node::dir(Meta::root(0o755, Time::default()))), next_link: 0 }
    }

    /// The root directory's node.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The node at a path.
    pub fn lookup(&self, path: &VPath, follow: Follow) -> Result<&Node, FsError> {
        resolve::lookup(&self.root, path, follow).map(|(_, node)| node)
    }

    /// The node at a path and the path at which it stands once symbolic links are followed.
    pub fn resolve(&self, path: &VPath, follow: Follow) -> Result<(VPathBuf, &Node), FsError> {
        resolve::lookup(&self.root, path, follow)
    }

    /// Where a path leads when all symbolic links are followed and what is missing is taken as it stands, so that it
    /// can be created there. Errors: ELOOP.
    pub fn destination(&self, path: &VPath) -> Result<VPathBuf, FsError> {
        resolve::destination(&self.root, path)
    }

    /// The content of a file, symbolic links followed.
    pub fn read(&self, path: &VPath) -> Result<Blob, FsError> {
        content(self.lookup(path, Follow::All)?, path)
    }

    /// The names in a directory, symbolic links followed, with their nodes.
    pub fn list(&self, path: &VPath) -> Result<Vec<(&str, &Node)>, FsError> {
        let dir =
            self.lookup(path, Follow::All)?.as_dir().ok_or_else(|| FsError::new(path, Errno::ENOTDIR))?;
        Ok(dir.iter().map(|entry| (&*entry.name, &entry.node)).collect())
    }

    /// Whether something stands at a path, symbolic links followed.
    pub fn exists(&self, path: &VPath) -> bool {
        self.lookup(path, Follow::All).is_ok()
    }

    /// The path itself and everything below, a directory before its children, siblings by the bytes of their names.
    /// Nothing, if nothing stands at the path.
    pub fn walk<'a>(&'a self, path: &VPath) -> Walk<'a> {
        Walk::new(path.to_owned(), self.lookup(path, Follow::Never).ok())
    }

    /// The content digest of the whole tree (see [`Node::digest`]).
    pub fn digest(&self) -> Digest {
        self.root.digest()
    }

    /// The content digest of a selection: of each path's last name and content (see [`Node::digest`]), in the order
    /// given. Paths are not followed if they are symbolic links.
    pub fn digest_of(&self, paths: &[&VPath]) -> Result<Digest, FsError> {
        let mut hasher = Hasher::new();
        for path in paths {
            let name = path.name().unwrap_or("");
            hasher.update(&(name.len() as u64).to_le_bytes());
            hasher.update(name.as_bytes());
            hasher.update(self.lookup(path, Follow::Parent)?.digest().as_bytes());
        }
        Ok(hasher.finish())
    }

    /// The part of this tree that `keep` wants, asked for each path in walk order. A directory that only holds
    /// something kept is kept with its own metadata. Subtrees kept whole are shared.
    pub fn filter(&self, keep: &mut dyn FnMut(&VPath, &Node) -> Keep) -> Snapshot {
        let mut path = VPathBuf::root();
        let mut root = Node::dir(self.root.meta.clone());
        match filter_children(&self.root, &mut root, &mut path, keep).whole {
            true => self.clone(),
            false => Snapshot { root: Arc::new(root), next_link: self.next_link },
        }
    }

    /// All names of the file at a path, in walk order: more than one if it is hard-linked.
    pub fn names_of(&self, path: &VPath) -> Result<Vec<VPathBuf>, FsError> {
        let (path, node) = self.resolve(path, Follow::Parent)?;
        match node.as_file().and_then(|file| file.link) {
            Some(link) => Ok(names_of_link(&self.root, link)),
            None => Ok(vec![path]),
        }
    }

    /// A working copy with POSIX's rules.
    pub fn edit(&self) -> Tree {
        Tree::new(self, TreeOptions { overlay: false, trace: false })
    }

    /// A working copy with other rules.
    pub fn edit_with(&self, options: TreeOptions) -> Tree {
        Tree::new(self, options)
    }

    /// Whether both are the same allocation; never true for different trees.
    pub fn ptr_eq(&self, other: &Snapshot) -> bool {
        Arc::ptr_eq(&self.root, &other.root)
    }
}

/// The content of a node that must be a file.
pub(crate) fn content(node: &Node, path: &VPath) -> Result<Blob, FsError> {
    match &node.kind {
        Kind::File(file) => Ok(file.blob.clone()),
        Kind::Dir(_) => Err(FsError::new(path, Errno::EISDIR)),
        _ => Err(FsError::new(path, Errno::EINVAL)),
    }
}

/// The names of a hard-linked file, in walk order.
pub(crate) fn names_of_link(root: &Node, link: LinkId) -> Vec<VPathBuf> {
    let mut names = Vec::new();
    collect_names(root, link, &mut VPathBuf::root(), &mut names);
    names
}

fn collect_names(node: &Node, link: LinkId, path: &mut VPathBuf, names: &mut Vec<VPathBuf>) {
    match &node.kind {
        Kind::File(file) if file.link == Some(link) => names.push(path.clone()),
        Kind::Dir(dir) => {
            for entry in dir.linked() {
                path.push(&entry.name);
                collect_names(&entry.node, link, path, names);
                path.pop();
            }
        }
        _ => {}
    }
}

/// What is left of a directory's children.
struct Filtered {
    /// Any.
    some: bool,
    /// All, with everything below.
    whole: bool,
}

/// Adds to `to` the children of `from` that are wanted, and tells what is left.
fn filter_children(
    from: &Node,
    to: &mut Node,
    path: &mut VPathBuf,
    keep: &mut dyn FnMut(&VPath, &Node) -> Keep,
) -> Filtered {
    let mut filtered = Filtered { some: false, whole: true };
    let (Kind::Dir(source), Kind::Dir(target)) = (&from.kind, &mut to.kind) else { return filtered };
    for entry in source {
        path.push(&entry.name);
        let node = &entry.node;
        let kept = match keep(path, node) {
            Keep::Nothing => None,
            Keep::Whole => Some(node.clone()),
            Keep::Here if !node.is_dir() => Some(node.clone()),
            Keep::Inside if !node.is_dir() => None,
            wanted => {
                let mut dir = Node::dir(node.meta.clone());
                let children = filter_children(node, &mut dir, path, keep);
                // What lost nothing is shared, and with it what is memoised of it.
                let whole = children.whole && (wanted == Keep::Here || children.some);
                let kept = children.some || wanted == Keep::Here;
                filtered.whole &= whole;
                kept.then(|| if whole { node.clone() } else { dir })
            }
        };
        path.pop();
        match kept {
            Some(node) => {
                filtered.some = true;
                target.insert(&entry.name, node);
            }
            None => filtered.whole = false,
        }
    }
    filtered
}
