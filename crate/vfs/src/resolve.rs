//! Finding the node at a path. Symbolic links are resolved inside the tree as after a chroot: an absolute target starts
//! at the root of the tree, and `..` stops there.

use crate::error::{Errno, FsError};
use crate::node::{Kind, Node};
use crate::path::{VPath, VPathBuf};

/// How many symbolic links a path may pass through, as in Linux.
pub const MAX_LINKS: usize = 40;

/// Which symbolic links a lookup follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// All of them, as stat does.
    All,
    /// All but the last component, as lstat does.
    Parent,
    /// None: one in the middle of the path is an error (ENOTDIR).
    Never,
}

/// The node at a path, and where it stands.
///
/// Errors: ENOENT, ENOTDIR (a component that is no directory), ELOOP; each with the path where resolution stopped.
pub(crate) fn lookup<'a>(
    root: &'a Node,
    path: &VPath,
    follow: Follow,
) -> Result<(VPathBuf, &'a Node), FsError> {
    let mut walker = Walker::new(root, path);
    while let Some(name) = walker.rest.pop() {
        let here = walker.node().ok_or_else(|| FsError::new(&walker.path, Errno::ENOENT))?;
        let dir = here.as_dir().ok_or_else(|| FsError::new(&walker.path, Errno::ENOTDIR))?;
        match name {
            "." => continue,
            ".." => {
                walker.up();
                continue;
            }
            _ => {}
        }
        walker.down(name, dir.get(name));
        let last = walker.rest.is_empty();
        let node = walker.node().ok_or_else(|| FsError::new(&walker.path, Errno::ENOENT))?;
        let through = follow == Follow::All || (follow == Follow::Parent && !last);
        if let (Kind::Symlink(target), true) = (&node.kind, through) {
            walker.follow(target)?;
        }
    }
    match walker.node() {
        Some(node) => Ok((walker.path, node)),
        None => Err(FsError::new(&walker.path, Errno::ENOENT)),
    }
}

/// Where a path leads with all links followed, whether or not something stands there.
pub(crate) fn destination(root: &Node, path: &VPath) -> Result<VPathBuf, FsError> {
    let mut walker = Walker::new(root, path);
    while let Some(name) = walker.rest.pop() {
        match name {
            "." => continue,
            ".." => {
                walker.up();
                continue;
            }
            _ => {}
        }
        let child = walker.node().and_then(Node::as_dir).and_then(|dir| dir.get(name));
        walker.down(name, child);
        if let Some(Kind::Symlink(target)) = child.map(|node| &node.kind) {
            walker.follow(target)?;
        }
    }
    Ok(walker.path)
}

/// A position in the tree and the names still to go, the next last.
struct Walker<'a, 'p> {
    path: VPathBuf,
    /// The nodes from the root to `path`; `None` where nothing stands.
    nodes: Vec<Option<&'a Node>>,
    rest: Vec<&'p str>,
    links: usize,
}

impl<'a: 'p, 'p> Walker<'a, 'p> {
    fn new(root: &'a Node, path: &'p VPath) -> Self {
        let rest = path.components().rev().collect();
        Walker { path: VPathBuf::root(), nodes: vec![Some(root)], rest, links: 0 }
    }

    fn node(&self) -> Option<&'a Node> {
        self.nodes.last().copied().flatten()
    }

    fn down(&mut self, name: &str, node: Option<&'a Node>) {
        self.path.push(name);
        self.nodes.push(node);
    }

    fn up(&mut self) {
        self.path.pop();
        if self.nodes.len() > 1 {
            self.nodes.pop();
        }
    }

    /// Replaces the link that the walker stands on by its target.
    fn follow(&mut self, target: &'p str) -> Result<(), FsError> {
        self.links += 1;
        if self.links > MAX_LINKS {
            return Err(FsError::new(&self.path, Errno::ELOOP));
        }
        if target.is_empty() {
            return Err(FsError::new(&self.path, Errno::ENOENT));
        }
        if target.starts_with('/') {
            self.path = VPathBuf::root();
            self.nodes.truncate(1);
        } else {
            self.up();
        }
        self.rest.extend(target.split('/').rev().filter(|name| !name.is_empty()));
        Ok(())
    }
}
