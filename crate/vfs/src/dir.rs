//! Directory contents: names to nodes.

use std::fmt;
use std::sync::Arc;

use crate::blob::Blob;
use crate::digest::Digest;
use crate::node::Node;
use crate::trie::{Shape, Trie, compare, first_difference};

/// The longest name of a file in bytes.
pub const NAME_MAX: usize = 255;

/// The children of a directory, ordered by the bytes of their names. A clone is a reference.
#[derive(Clone, Default)]
pub struct Dir(pub(crate) Option<Arc<Trie>>);

/// One name and what it stands for.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The name: not empty, at most [`NAME_MAX`] bytes, without `/` and NUL.
    pub name: Arc<str>,
    /// What it stands for.
    pub node: Node,
}

impl Dir {
    /// The node under a name.
    pub fn get(&self, name: &str) -> Option<&Node> {
        let entry = self.0.as_ref()?.nearest(name);
        (*entry.name == *name).then_some(&entry.node)
    }

    /// Whether there are no children.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The children by the bytes of their names.
    pub fn iter(&self) -> Entries<'_> {
        Entries { stack: self.0.iter().collect() }
    }

    /// The digest of the names and of what they stand for (see [`Node::digest`]); memoised.
    pub fn digest(&self) -> Digest {
        match &self.0 {
            Some(trie) => trie.digest(),
            None => Digest::from_bytes([0; 32]),
        }
    }

    /// Whether both are the same allocation; never true for different contents.
    pub fn ptr_eq(&self, other: &Dir) -> bool {
        match (&self.0, &other.0) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        }
    }

    /// Visits, in name order, the entries that may differ between two directories: those in subtrees which they don't
    /// share. An entry is given with its counterpart of the same name.
    pub fn compare<'a>(
        &'a self,
        other: &'a Dir,
        visit: &mut dyn FnMut(Option<&'a Entry>, Option<&'a Entry>),
    ) {
        compare(self.0.as_ref(), other.0.as_ref(), visit);
    }

    /// Collects the contents below whose digests are still wanted, so that they can be computed together.
    pub(crate) fn undigested<'a>(&'a self, blobs: &mut Vec<&'a Blob>) {
        if let Some(trie) = &self.0 {
            trie.undigested(blobs);
        }
    }

    /// The children in or below which hard links stand, in name order.
    pub(crate) fn linked(&self) -> Vec<&Entry> {
        let mut entries = Vec::new();
        if let Some(trie) = &self.0 {
            trie.linked(&mut entries);
        }
        entries
    }

    /// What is below, at a glance; memoised.
    pub(crate) fn shape(&self) -> Shape {
        self.0.as_ref().map(|trie| trie.shape()).unwrap_or_default()
    }

    /// The node under a name, to be changed. Forgets what was memoised on the way.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.get(name)?;
        self.0.as_mut().map(|trie| Trie::nearest_mut(trie, name))
    }

    /// Puts a node under a name and returns what stood there.
    pub(crate) fn insert(&mut self, name: &str, node: Node) -> Option<Node> {
        debug_assert!(!name.is_empty() && name.len() <= NAME_MAX && !name.contains(['/', '\0']));
        if let Some(old) = self.get_mut(name) {
            return Some(std::mem::replace(old, node));
        }
        let leaf = Trie::leaf(name, node);
        match &mut self.0 {
            Some(trie) => {
                let at = first_difference(&trie.nearest(name).name, name);
                Trie::add(trie, leaf, name, at);
            }
            none => *none = Some(leaf),
        }
        None
    }

    /// Takes a name away and returns what stood there.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Node> {
        let old = self.get(name)?.clone();
        match &mut self.0 {
            Some(trie) if matches!(**trie, Trie::Branch(..)) => Trie::take(trie, name),
            trie => *trie = None,
        }
        Some(old)
    }
}

/// The entries of a directory by the bytes of their names.
pub struct Entries<'a> {
    /// What is still to be visited, the next last.
    pub(crate) stack: Vec<&'a Arc<Trie>>,
}

impl<'a> Iterator for Entries<'a> {
    type Item = &'a Entry;

    fn next(&mut self) -> Option<&'a Entry> {
        loop {
            match &**self.stack.pop()? {
                Trie::Leaf(entry, _) => return Some(entry),
                Trie::Branch(branch, _) => self.stack.extend(branch.kids.iter().rev().map(|kid| &kid.1)),
            }
        }
    }
}

impl<'a> IntoIterator for &'a Dir {
    type Item = &'a Entry;
    type IntoIter = Entries<'a>;

    fn into_iter(self) -> Entries<'a> {
        self.iter()
    }
}

impl fmt::Debug for Dir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|entry| (&entry.name, &entry.node))).finish()
    }
}
