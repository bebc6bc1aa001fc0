//! The structure of a directory: a PATRICIA trie whose branches remember digests.
//!
//! The shape of the trie follows from the names alone, never from the order in which they came. So every branch can
//! memoise a digest that is equal for equal contents, and an edit renews only the digests on its path, even in a
//! directory of a hundred thousand files. The depth is bounded by the length of a name, so recursion is safe on any
//! input. General persistent maps give the sharing, but their shapes depend on history and their nodes hold no memo.

use std::sync::{Arc, OnceLock};

use crate::blob::Blob;
use crate::digest::{Digest, Hasher};
use crate::dir::{Dir, Entries, Entry};
use crate::node::{Kind, Node};

/// A PATRICIA trie. Names are read as if they ended in a NUL, so none is a prefix of another, and byte order is name
/// order.
pub(crate) enum Trie {
    Leaf(Entry, Memo),
    Branch(Branch, Memo),
}

/// Two or more entries that agree in their first `at` bytes.
#[derive(Clone)]
pub(crate) struct Branch {
    pub(crate) at: usize,
    /// What follows for each byte at `at`, by that byte.
    pub(crate) kids: Vec<(u8, Arc<Trie>)>,
}

/// What was computed about a subtree since it last changed.
#[derive(Clone, Default)]
pub(crate) struct Memo {
    digest: OnceLock<Digest>,
    shape: OnceLock<Shape>,
}

/// What is known of a subtree at a glance.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shape {
    /// Whether hard links stand in it.
    pub(crate) links: bool,
    /// How many directories it nests.
    pub(crate) height: u32,
    /// What its files hold, in bytes; a file with several names counts once for each.
    pub(crate) bytes: u64,
}

impl Shape {
    fn or(self, other: Shape) -> Shape {
        Shape {
            links: self.links || other.links,
            height: self.height.max(other.height),
            bytes: self.bytes.saturating_add(other.bytes),
        }
    }
}

impl Trie {
    /// A leaf.
    pub(crate) fn leaf(name: &str, node: Node) -> Arc<Trie> {
        Arc::new(Trie::Leaf(Entry { name: name.into(), node }, Memo::default()))
    }

    /// A branch of parts that were read from outside; `None` if they don't have the one shape that their names give.
    pub(crate) fn branch(at: usize, parts: &[Arc<Trie>]) -> Option<Arc<Trie>> {
        let first = parts.first()?.first().name.as_bytes().get(..at)?;
        let fits = |part: &Arc<Trie>| part.at() > at && part.first().name.as_bytes().get(..at) == Some(first);
        let kids: Vec<_> = parts.iter().map(|part| (byte_at(&part.first().name, at), part.clone())).collect();
        let ordered = kids.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let proper = kids.len() > 1 && ordered && parts.iter().all(fits);
        proper.then(|| Arc::new(Trie::Branch(Branch { at, kids }, Memo::default())))
    }

    /// The entry at which the search for `name` ends: that name's, if it is here at all.
    pub(crate) fn nearest(&self, name: &str) -> &Entry {
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

    pub(crate) fn nearest_mut<'a>(trie: &'a mut Arc<Trie>, name: &str) -> &'a mut Node {
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
    pub(crate) fn add(trie: &mut Arc<Trie>, leaf: Arc<Trie>, name: &str, at: usize) {
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
    pub(crate) fn take(trie: &mut Arc<Trie>, name: &str) {
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
    pub(crate) fn at(&self) -> usize {
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

    pub(crate) fn first(&self) -> &Entry {
        let mut trie = self;
        loop {
            match trie {
                Trie::Leaf(entry, _) => return entry,
                Trie::Branch(branch, _) => trie = &branch.kids[0].1,
            }
        }
    }

    /// The memoised digest. The recursion runs in this small frame, so that deep trees fit into wasm's stack.
    pub(crate) fn digest(&self) -> Digest {
        let (Trie::Leaf(_, memo) | Trie::Branch(_, memo)) = self;
        if let Some(digest) = memo.digest.get() {
            return *digest;
        }
        match self {
            Trie::Leaf(entry, _) => {
                entry.node.as_dir().map(Dir::digest);
            }
            Trie::Branch(branch, _) => {
                for (_, kid) in &branch.kids {
                    kid.digest();
                }
            }
        }
        *memo.digest.get_or_init(|| self.own_digest())
    }

    /// Collects the contents of what was not digested since it last changed.
    pub(crate) fn undigested<'a>(&'a self, blobs: &mut Vec<&'a Blob>) {
        match self {
            Trie::Leaf(_, memo) | Trie::Branch(_, memo) if memo.digest.get().is_some() => {}
            Trie::Leaf(entry, _) => match &entry.node.kind {
                Kind::File(file) => blobs.push(&file.blob),
                Kind::Dir(dir) => dir.undigested(blobs),
                _ => {}
            },
            Trie::Branch(branch, _) => branch.kids.iter().for_each(|(_, kid)| kid.undigested(blobs)),
        }
    }

    /// A leaf feeds 1, its name's length, its name and its node; a branch 2, its place and its kids' bytes and digests.
    #[inline(never)]
    fn own_digest(&self) -> Digest {
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
    }

    /// Collects the entries in or below which hard links stand.
    pub(crate) fn linked<'a>(&'a self, entries: &mut Vec<&'a Entry>) {
        match self {
            _ if !self.shape().links => {}
            Trie::Leaf(entry, _) => entries.push(entry),
            Trie::Branch(branch, _) => branch.kids.iter().for_each(|(_, kid)| kid.linked(entries)),
        }
    }

    pub(crate) fn shape(&self) -> Shape {
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
pub(crate) fn byte_at(name: &str, index: usize) -> u8 {
    name.as_bytes().get(index).copied().unwrap_or(0)
}

/// The index of the first byte in which two different names differ.
pub(crate) fn first_difference(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

type Visit<'v, 'a> = dyn FnMut(Option<&'a Entry>, Option<&'a Entry>) + 'v;

pub(crate) fn compare<'a>(a: Option<&'a Arc<Trie>>, b: Option<&'a Arc<Trie>>, visit: &mut Visit<'_, 'a>) {
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
