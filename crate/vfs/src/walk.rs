//! Visiting a tree in the order in which layers list it.

use crate::dir::{Entries, Entry};
use crate::node::Node;
use crate::path::VPathBuf;

/// Nodes with their paths, a directory before its children, siblings by the bytes of their names: the order of Go's
/// `filepath.Walk`.
pub struct Walk<'a> {
    /// The starting point, until it is handed out.
    start: Option<&'a Node>,
    path: VPathBuf,
    /// The directories that the walk is inside of.
    stack: Vec<Entries<'a>>,
    /// Whether `path` names a child of the innermost directory, which the next step replaces.
    at_child: bool,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(path: VPathBuf, start: Option<&'a Node>) -> Self {
        Walk { start, path, stack: Vec::new(), at_child: false }
    }

    fn enter(&mut self, node: &'a Node) {
        self.at_child = match node.as_dir() {
            Some(dir) => {
                self.stack.push(dir.iter());
                false
            }
            None => true,
        };
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = (VPathBuf, &'a Node);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(node) = self.start.take() {
            self.enter(node);
            return Some((self.path.clone(), node));
        }
        loop {
            if self.at_child {
                self.path.pop();
            }
            match self.stack.last_mut()?.next() {
                Some(Entry { name, node }) => {
                    self.path.push(name);
                    self.enter(node);
                    return Some((self.path.clone(), node));
                }
                None => {
                    self.stack.pop();
                    self.at_child = true;
                }
            }
        }
    }
}
