//! A layer's digest, computed in slices and from where an earlier layer was the same.
//!
//! SHA-256 runs through the tar from its first byte to its last. What can be saved is the beginning: a layer remembers
//! the state of the hash every so often, and one that begins with the same entries goes on from there.

use std::fmt;
use std::sync::Arc;

use vfs::{Change, Hasher, Kind, Node};

use crate::layer::Layer;
use crate::tar::{TarOptions, write_change, write_end};

/// Bytes of tar between two marks.
const BETWEEN: u64 = 1 << 20;

/// The state of the hash before an entry.
#[derive(Clone)]
pub(crate) struct Mark {
    /// How many entries it has seen.
    entries: usize,
    /// How many bytes.
    size: u64,
    hasher: Hasher,
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mark")
            .field("entries", &self.entries)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// A layer in the making: its entries are known, its digest is not yet.
#[derive(Debug)]
pub struct Sealing {
    changes: Arc<[Change]>,
    options: TarOptions,
    now: Mark,
    marks: Vec<Mark>,
}

impl Sealing {
    /// The layer that records these changes. What it has in common with the beginning of `like` is not hashed again.
    pub fn new(changes: Vec<Change>, options: TarOptions, like: Option<&Layer>) -> Self {
        let marks = like.map_or_else(Vec::new, |like| common_marks(&changes, options, like));
        let start = Mark { entries: 0, size: 0, hasher: Hasher::new() };
        let now = marks.last().cloned().unwrap_or(start);
        Sealing { changes: changes.into(), options, now, marks }
    }

    /// Hashes entries for as long as there is room, in bytes of tar, and takes away what they took; the last one may take
    /// more than there was. Tells whether all are hashed.
    pub fn advance(&mut self, room: &mut u64) -> bool {
        while let Some(change) = self.changes.get(self.now.entries) {
            let marked = self.marks.last().map_or(0, |mark| mark.size);
            if self.now.size - marked >= BETWEEN {
                self.marks.push(self.now.clone());
            }
            if *room == 0 {
                return false;
            }
            let Mark { hasher, size, .. } = &mut self.now;
            write_change(change, self.options, &mut |bytes| {
                hasher.update(bytes);
                *size += bytes.len() as u64;
                *room = room.saturating_sub(bytes.len() as u64);
            });
            self.now.entries += 1;
        }
        true
    }

    /// The layer; what is not hashed yet is hashed now.
    pub fn finish(mut self) -> Layer {
        let mut room = u64::MAX;
        self.advance(&mut room);
        let Mark { mut hasher, mut size, .. } = self.now;
        write_end(&mut |bytes| {
            hasher.update(bytes);
            size += bytes.len() as u64;
        });
        Layer::sealed(self.changes, self.options, hasher.finish(), size, self.marks)
    }
}

/// The marks of a layer up to the first entry that differs.
fn common_marks(changes: &[Change], options: TarOptions, like: &Layer) -> Vec<Mark> {
    if like.options() != Some(options) || like.marks().is_empty() {
        return Vec::new();
    }
    let pairs = changes.iter().zip(like.changes().iter());
    let common = pairs.take_while(|(a, b)| is_same_entry(a, b)).count();
    like.marks().iter().take_while(|mark| mark.entries <= common).cloned().collect()
}

/// Whether two changes are written as the same bytes.
fn is_same_entry(a: &Change, b: &Change) -> bool {
    let same_node = match (&a.node, &b.node) {
        (Some(a), Some(b)) => is_same_node(a, b),
        (None, None) => a.kind == b.kind,
        _ => false,
    };
    same_node && a.path == b.path && a.link == b.link && a.kind == b.kind
}

fn is_same_node(a: &Node, b: &Node) -> bool {
    let same_kind = match (&a.kind, &b.kind) {
        (Kind::Dir(_), Kind::Dir(_)) | (Kind::Fifo, Kind::Fifo) => true,
        (Kind::File(a), Kind::File(b)) => a.blob == b.blob,
        (Kind::Symlink(a), Kind::Symlink(b)) => a == b,
        (Kind::CharDevice { major: a, minor: b }, Kind::CharDevice { major: c, minor: d })
        | (Kind::BlockDevice { major: a, minor: b }, Kind::BlockDevice { major: c, minor: d }) => {
            (a, b) == (c, d)
        }
        _ => false,
    };
    same_kind && a.meta == b.meta
}
