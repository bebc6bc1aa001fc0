//! Directory contents: names to nodes, as an immutable trie.
//!
//! The shape of the trie follows from the names alone, never from the order in which they came. So every branch can
//! memoise a digest that is equal for equal contents, and an edit renews only the digests on its path, even in a
//! directory of a hundred thousand files. The depth is bounded by the length of a name, so recursion is safe on any
//! input. General persistent maps give the sharing, but their shapes depend on history and their nodes hold no memo.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::digest::{Digest, Hasher};
use crate::node::Node;

/// The longest name of a file in bytes.
pub const NAME_MAX: usize = 255;

/// The children of a directory, ordered by the bytes of their names. A clone is a reference.
#[derive(Clone, Default)]
pub struct Dir(Option<Arc<Trie>>);

/// One name and what it stands for.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The name: not empty, at most [`NAME_MAX`] bytes, without `/` and NUL.
    pub name: Arc<str>,
    /// What it stands for.
    pub node: Node,
}

/// A PATRICIA trie. Names are read as if they ended in a NUL, so none is a prefix of another, and byte order is name
/// order.
enum Trie {
    Leaf(Entry, Memo),
    Branch(Branch, Memo),
}

/// Two or more entries that agree in their first `at` bytes.
#[derive(Clone)]
struct Branch {
    at: usize,
    /// What follows for each byte at `at`, by that byte.
    kids: Vec<(u8, Arc<Trie>)>,
}

/// What was computed about a subtree since it last changed.
#[derive(Clone, Default)]
struct Memo {
    digest: OnceLock<Digest>,
    shape: OnceLock<Shape>,
}

/// What limits and hard links need to know of a subtree.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shape {
    /// Whether hard links stand in it.
    pub(crate) links: bool,
    /// How many directories it nests.
    pub(crate) height: u32,
}

impl Shape {
    fn or(self, other: Shape) -> Shape {
        Shape { links: self.links || other.links, height: self.height.max(other.height) }
    }
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
        let leaf = Arc::new(Trie::Leaf(Entry { name: name.into(), node }, Memo::default()));
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

impl Trie {
    /// The entry at which the search for `name` ends: that name's, if it is here at all.
    fn nearest(&self, name: &str) -> &Entry {
        let mut trie = self;
        loop {
            match trie {
                Trie::Leaf(entry, _) => return entry,
                Trie::Branch(branch, _) => {
                    let index = branch.find(byte_at(name, branch.at)).unwrap_or(0);
                    trie = &branch.kids[index].1;
                }
            }
        }
    }

    fn nearest_mut<'a>(trie: &'a mut Arc<Trie>, name: &str) -> &'a mut Node {
        let mut trie = trie;
        loop {
            match Arc::make_mut(trie) {
                Trie::Leaf(entry, memo) => {
                    *memo = Memo::default();
                    return &mut entry.node;
                }
                Trie::Branch(branch, memo) => {
                    *memo = Memo::default();
                    let index = branch.find(byte_at(name, branch.at)).unwrap_or(0);
                    trie = &mut branch.kids[index].1;
                }
            }
        }
    }

    /// Adds a leaf whose name first differs from the names here at byte `at`.
    fn add(trie: &mut Arc<Trie>, leaf: Arc<Trie>, name: &str, at: usize) {
        if trie.at() <= at
            && let Trie::Branch(branch, memo) = Arc::make_mut(trie)
        {
            *memo = Memo::default();
            let byte = byte_at(name, branch.at);
            match branch.find(byte) {
                Ok(index) => Trie::add(&mut branch.kids[index].1, leaf, name, at),
                Err(index) => branch.kids.insert(index, (byte, leaf)),
            }
            return;
        }
        let old = trie.clone();
        let mut kids = vec![(byte_at(&old.first().name, at), old), (byte_at(name, at), leaf)];
        kids.sort_by_key(|kid| kid.0);
        *trie = Arc::new(Trie::Branch(Branch { at, kids }, Memo::default()));
    }

    /// Takes a name away that is in a branch.
    fn take(trie: &mut Arc<Trie>, name: &str) {
        let Trie::Branch(branch, memo) = Arc::make_mut(trie) else { return };
        *memo = Memo::default();
        let Ok(index) = branch.find(byte_at(name, branch.at)) else { return };
        if matches!(*branch.kids[index].1, Trie::Branch(..)) {
            Trie::take(&mut branch.kids[index].1, name);
            return;
        }
        branch.kids.remove(index);
        if let [(_, only)] = &branch.kids[..] {
            *trie = only.clone();
        }
    }

    /// The number of bytes in which all names here agree.
    fn at(&self) -> usize {
        match self {
            Trie::Leaf(..) => usize::MAX,
            Trie::Branch(branch, _) => branch.at,
        }
    }

    /// What follows for each byte at `at`, which is at most the number of bytes in which all names here agree.
    fn kids_at(trie: &Arc<Trie>, at: usize) -> impl Iterator<Item = (u8, &Arc<Trie>)> {
        let (kids, whole) = match &**trie {
            Trie::Branch(branch, _) if branch.at == at => (&branch.kids[..], None),
            _ => (&[][..], Some((byte_at(&trie.first().name, at), trie))),
        };
        kids.iter().map(|(byte, kid)| (*byte, kid)).chain(whole)
    }

    fn first(&self) -> &Entry {
        let mut trie = self;
        loop {
            match trie {
                Trie::Leaf(entry, _) => return entry,
                Trie::Branch(branch, _) => trie = &branch.kids[0].1,
            }
        }
    }

    /// A leaf feeds 1, its name's length, its name and its node; a branch 2, its place and its kids' bytes and digests.
    fn digest(&self) -> Digest {
        let memo = match self {
            Trie::Leaf(_, memo) | Trie::Branch(_, memo) => memo,
        };
        *memo.digest.get_or_init(|| {
            let mut hasher = Hasher::new();
            match self {
                Trie::Leaf(entry, _) => {
                    hasher.update(&[1, entry.name.len() as u8]);
                    hasher.update(entry.name.as_bytes());
                    entry.node.hash_into(&mut hasher);
                }
                Trie::Branch(branch, _) => {
                    hasher.update(&[2, branch.at as u8]);
                    for (byte, kid) in &branch.kids {
                        hasher.update(&[*byte]);
                        hasher.update(kid.digest().as_bytes());
                    }
                }
            }
            hasher.finish()
        })
    }

    fn shape(&self) -> Shape {
        match self {
            Trie::Leaf(entry, memo) => *memo.shape.get_or_init(|| entry.node.shape()),
            Trie::Branch(branch, memo) => *memo.shape.get_or_init(|| {
                branch.kids.iter().fold(Shape::default(), |shape, (_, kid)| shape.or(kid.shape()))
            }),
        }
    }
}

impl Branch {
    fn find(&self, byte: u8) -> Result<usize, usize> {
        self.kids.binary_search_by_key(&byte, |kid| kid.0)
    }
}

impl Clone for Trie {
    fn clone(&self) -> Self {
        match self {
            Trie::Leaf(entry, memo) => Trie::Leaf(entry.clone(), memo.clone()),
            Trie::Branch(branch, memo) => Trie::Branch(branch.clone(), memo.clone()),
        }
    }
}

/// The byte of `name` at an index, or the NUL that ends it.
fn byte_at(name: &str, index: usize) -> u8 {
    name.as_bytes().get(index).copied().unwrap_or(0)
}

/// The index of the first byte in which two different names differ.
fn first_difference(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

type Visit<'v, 'a> = dyn FnMut(Option<&'a Entry>, Option<&'a Entry>) + 'v;

fn compare<'a>(a: Option<&'a Arc<Trie>>, b: Option<&'a Arc<Trie>>, visit: &mut Visit<'_, 'a>) {
    match (a, b) {
        (None, None) => {}
        (Some(a), None) => Entries { stack: vec![a] }.for_each(|entry| visit(Some(entry), None)),
        (None, Some(b)) => Entries { stack: vec![b] }.for_each(|entry| visit(None, Some(entry))),
        (Some(a), Some(b)) if Arc::ptr_eq(a, b) => {}
        (Some(a), Some(b)) => compare_both(a, b, visit),
    }
}

fn compare_both<'a>(a: &'a Arc<Trie>, b: &'a Arc<Trie>, visit: &mut Visit<'_, 'a>) {
    let (name_a, name_b) = (&a.first().name, &b.first().name);
    match (&**a, &**b) {
        (Trie::Leaf(a, _), Trie::Leaf(b, _)) if name_a == name_b => return visit(Some(a), Some(b)),
        _ => {}
    }
    let at = a.at().min(b.at());
    if first_difference(name_a, name_b) < at {
        // No name is in both, and one side comes wholly before the other.
        if name_a < name_b {
            compare(Some(a), None, visit);
            compare(None, Some(b), visit);
        } else {
            compare(None, Some(b), visit);
            compare(Some(a), None, visit);
        }
        return;
    }
    let (mut kids_a, mut kids_b) = (Trie::kids_at(a, at).peekable(), Trie::kids_at(b, at).peekable());
    loop {
        let byte = match (kids_a.peek(), kids_b.peek()) {
            (Some(a), Some(b)) => a.0.min(b.0),
            (Some((byte, _)), None) | (None, Some((byte, _))) => *byte,
            (None, None) => break,
        };
        let kid_a = kids_a.next_if(|kid| kid.0 == byte);
        let kid_b = kids_b.next_if(|kid| kid.0 == byte);
        compare(kid_a.map(|kid| kid.1), kid_b.map(|kid| kid.1), visit);
    }
}

/// The entries of a directory by the bytes of their names.
pub struct Entries<'a> {
    /// What is still to be visited, the next last.
    stack: Vec<&'a Arc<Trie>>,
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
