//! Snapshots as bytes, for state that outlives a session.
//!
//! Many snapshots are written together: what they share is written once. File contents are not in the bytes but are
//! kept beside them by digest; synthetic content is written as its seed.
//!
//! A magic line and a version, then three tables, each preceded by its length, and the snapshots. Numbers are LEB128.
//! * contents: 0, digest, length · 1, seed, length
//! * trie nodes, parts before the whole: 0, name, node · 1, place, number of parts, their indices
//! * snapshots: next hard link identity, node
//!
//! A node is its kind, mode, owner, group, time, attributes, and what the kind calls for; a directory names its trie
//! node by index plus one, with 0 for an empty one.

mod decode;
mod encode;

use std::collections::BTreeMap;

use crate::blob::Blob;
use crate::digest::Digest;
use crate::snapshot::Snapshot;

pub use decode::{ArchiveError, decode};
pub use encode::encode;

const MAGIC: &[u8] = b"layerlab trees\n";
const VERSION: u64 = 1;

/// How many entries one decoded snapshot may have. Sharing lets few bytes stand for many entries.
pub const MAX_ENTRIES: u64 = 1 << 23;

const FILE: u64 = 0;
const LINKED_FILE: u64 = 1;
const DIR: u64 = 2;
const SYMLINK: u64 = 3;
const FIFO: u64 = 4;
const CHAR_DEVICE: u64 = 5;
const BLOCK_DEVICE: u64 = 6;

/// The contents that [`decode`] will ask for, by digest: those of all files that are not synthetic.
pub fn blobs(snapshots: &[&Snapshot]) -> BTreeMap<Digest, Blob> {
    encode::Tables::of(snapshots)
        .contents()
        .filter(|blob| blob.seed().is_none())
        .map(|b| (b.digest(), b.clone()))
        .collect()
}
