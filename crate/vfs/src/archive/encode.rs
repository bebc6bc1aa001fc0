//! Writing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{BLOCK_DEVICE, CHAR_DEVICE, DIR, FIFO, FILE, LINKED_FILE, MAGIC, SYMLINK, VERSION};
use crate::blob::Blob;
use crate::digest::Digest;
use crate::dir::Dir;
use crate::node::{Kind, Node};
use crate::snapshot::Snapshot;
use crate::trie::Trie;

/// Snapshots as bytes, without file contents ([`super::blobs`]). Equal snapshots with equal sharing give equal bytes.
pub fn encode(snapshots: &[&Snapshot]) -> Vec<u8> {
    let tables = Tables::of(snapshots);
    let mut out = MAGIC.to_vec();
    number(&mut out, VERSION);
    number(&mut out, tables.contents.len() as u64);
    for blob in &tables.contents {
        match blob.seed() {
            None => {
                number(&mut out, 0);
                out.extend_from_slice(blob.digest().as_bytes());
            }
            Some(seed) => {
                number(&mut out, 1);
                number(&mut out, seed);
            }
        }
        number(&mut out, blob.len());
    }
    number(&mut out, tables.tries.len() as u64);
    for trie in &tables.tries {
        match &***trie {
            Trie::Leaf(entry, _) => {
                number(&mut out, 0);
                text(&mut out, entry.name.as_bytes());
                tables.node(&mut out, &entry.node);
            }
            Trie::Branch(branch, _) => {
                number(&mut out, 1);
                number(&mut out, branch.at as u64);
                number(&mut out, branch.kids.len() as u64);
                branch.kids.iter().for_each(|(_, kid)| number(&mut out, tables.index(kid)));
            }
        }
    }
    number(&mut out, snapshots.len() as u64);
    for snapshot in snapshots {
        number(&mut out, u64::from(snapshot.next_link));
        tables.node(&mut out, snapshot.root());
    }
    out
}

/// What occurs in snapshots, each thing once, and where.
#[derive(Default)]
pub(super) struct Tables<'a> {
    contents: Vec<&'a Blob>,
    content_index: BTreeMap<(Option<u64>, u64, Option<Digest>), u64>,
    tries: Vec<&'a Arc<Trie>>,
    trie_index: BTreeMap<*const Trie, u64>,
}

impl<'a> Tables<'a> {
    pub(super) fn of(snapshots: &[&'a Snapshot]) -> Self {
        let mut tables = Tables::default();
        snapshots.iter().for_each(|snapshot| tables.add_node(snapshot.root()));
        tables
    }

    pub(super) fn contents(&self) -> impl Iterator<Item = &'a Blob> {
        self.contents.iter().copied()
    }

    fn add_node(&mut self, node: &'a Node) {
        match &node.kind {
            Kind::File(file) => {
                let next = self.content_index.len() as u64;
                self.content_index.entry(content_key(&file.blob)).or_insert_with(|| {
                    self.contents.push(&file.blob);
                    next
                });
            }
            Kind::Dir(Dir(Some(trie))) => self.add_trie(trie),
            _ => {}
        }
    }

    fn add_trie(&mut self, trie: &'a Arc<Trie>) {
        if self.trie_index.contains_key(&Arc::as_ptr(trie)) {
            return;
        }
        match &**trie {
            Trie::Leaf(entry, _) => self.add_node(&entry.node),
            Trie::Branch(branch, _) => branch.kids.iter().for_each(|(_, kid)| self.add_trie(kid)),
        }
        self.trie_index.insert(Arc::as_ptr(trie), self.tries.len() as u64);
        self.tries.push(trie);
    }

    fn index(&self, trie: &Arc<Trie>) -> u64 {
        self.trie_index[&Arc::as_ptr(trie)]
    }

    fn node(&self, out: &mut Vec<u8>, node: &Node) {
        let kind = match &node.kind {
            Kind::File(file) if file.link.is_some() => LINKED_FILE,
            Kind::File(_) => FILE,
            Kind::Dir(_) => DIR,
            Kind::Symlink(_) => SYMLINK,
            Kind::Fifo => FIFO,
            Kind::CharDevice { .. } => CHAR_DEVICE,
            Kind::BlockDevice { .. } => BLOCK_DEVICE,
        };
        let meta = &node.meta;
        number(out, kind);
        number(out, u64::from(meta.mode));
        number(out, u64::from(meta.uid));
        number(out, u64::from(meta.gid));
        // Zigzag: small numbers of either sign stay short.
        number(out, ((meta.mtime.secs << 1) ^ (meta.mtime.secs >> 63)).cast_unsigned());
        number(out, u64::from(meta.mtime.nanos));
        number(out, meta.xattrs.iter().count() as u64);
        for (name, value) in meta.xattrs.iter() {
            text(out, name.as_bytes());
            text(out, value);
        }
        match &node.kind {
            Kind::File(file) => {
                number(out, self.content_index[&content_key(&file.blob)]);
                file.link.iter().for_each(|link| number(out, u64::from(link.0)));
            }
            Kind::Dir(Dir(trie)) => number(out, trie.as_ref().map_or(0, |trie| self.index(trie) + 1)),
            Kind::Symlink(target) => text(out, target.as_bytes()),
            Kind::Fifo => {}
            Kind::CharDevice { major, minor } | Kind::BlockDevice { major, minor } => {
                number(out, u64::from(*major));
                number(out, u64::from(*minor));
            }
        }
    }
}

/// Synthetic content is not hashed for this.
fn content_key(blob: &Blob) -> (Option<u64>, u64, Option<Digest>) {
    let digest = if blob.seed().is_none() { Some(blob.digest()) } else { None };
    (blob.seed(), blob.len(), digest)
}

fn number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn text(out: &mut Vec<u8>, bytes: &[u8]) {
    number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}
