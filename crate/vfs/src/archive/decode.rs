//! Reading.

use std::sync::Arc;

use super::{BLOCK_DEVICE, CHAR_DEVICE, DIR, FIFO, FILE, LINKED_FILE, MAGIC, MAX_ENTRIES, SYMLINK, VERSION};
use crate::blob::Blob;
use crate::digest::Digest;
use crate::dir::{Dir, NAME_MAX};
use crate::node::{File, Kind, LinkId, Meta, Node, Time, Xattrs};
use crate::snapshot::Snapshot;
use crate::tree::MAX_DEPTH;
use crate::trie::Trie;

/// Why bytes are no archive of snapshots.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum ArchiveError {
    #[error("these bytes are no archive of file trees")]
    Foreign,
    #[error("the archive of file trees has version {0}, which this program can't read")]
    Version(u64),
    #[error("the archive of file trees is damaged at byte {at}: {what}")]
    Damaged { at: usize, what: &'static str },
    #[error("the content {0} is missing")]
    Missing(Digest),
}

/// Reads what [`super::encode`] wrote. `find` gives the contents by digest ([`super::blobs`]). Errors leave nothing
/// behind; damage is found out, and no more is allocated than the bytes call for.
pub fn decode(
    bytes: &[u8],
    find: &mut dyn FnMut(&Digest) -> Option<Blob>,
) -> Result<Vec<Snapshot>, ArchiveError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(ArchiveError::Foreign)?;
    let mut reader = Reader { bytes, rest, contents: Vec::new(), tries: Vec::new() };
    match reader.number()? {
        VERSION => {}
        other => return Err(ArchiveError::Version(other)),
    }
    for _ in 0..reader.number()? {
        let blob = reader.content(find)?;
        reader.contents.push(blob);
    }
    for _ in 0..reader.number()? {
        let trie = reader.trie()?;
        reader.tries.push(trie);
    }
    let mut snapshots = Vec::new();
    for _ in 0..reader.number()? {
        let next_link = reader.small("hard link identity")?;
        let (root, tally) = reader.node()?;
        reader.check(root.is_dir(), "a root is no directory")?;
        reader.check(tally.links <= next_link, "a hard link has no identity of its tree")?;
        snapshots.push(Snapshot { root: Arc::new(root), next_link });
    }
    reader.check(reader.rest.is_empty(), "something follows the end")?;
    Ok(snapshots)
}

struct Reader<'a> {
    bytes: &'a [u8],
    rest: &'a [u8],
    contents: Vec<Blob>,
    tries: Vec<(Arc<Trie>, Tally)>,
}

/// What is counted of a subtree, which sharing may make much larger than its bytes.
#[derive(Clone, Copy, Default)]
struct Tally {
    entries: u64,
    /// One more than the greatest hard link identity.
    links: u32,
}

impl Reader<'_> {
    fn damaged<T>(&self, what: &'static str) -> Result<T, ArchiveError> {
        Err(ArchiveError::Damaged { at: self.bytes.len() - self.rest.len(), what })
    }

    fn check(&self, holds: bool, what: &'static str) -> Result<(), ArchiveError> {
        if holds { Ok(()) } else { self.damaged(what) }
    }

    fn take(&mut self, len: u64) -> Result<&[u8], ArchiveError> {
        match usize::try_from(len).ok().and_then(|len| self.rest.split_at_checked(len)) {
            Some((taken, rest)) => {
                self.rest = rest;
                Ok(taken)
            }
            None => self.damaged("it ends too early"),
        }
    }

    fn number(&mut self) -> Result<u64, ArchiveError> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            let bits = u64::from(byte & 0x7f);
            self.check(bits << shift >> shift == bits, "a number is too large")?;
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        self.damaged("a number is too large")
    }

    fn small(&mut self, what: &'static str) -> Result<u32, ArchiveError> {
        match self.number()?.try_into() {
            Ok(value) => Ok(value),
            Err(_) => self.damaged(what),
        }
    }

    fn text(&mut self) -> Result<String, ArchiveError> {
        let len = self.number()?;
        match std::str::from_utf8(self.take(len)?).map(str::to_owned) {
            Ok(text) => Ok(text),
            Err(_) => self.damaged("a text is not UTF-8"),
        }
    }

    fn content(&mut self, find: &mut dyn FnMut(&Digest) -> Option<Blob>) -> Result<Blob, ArchiveError> {
        match self.number()? {
            0 => {
                let mut digest = [0; 32];
                digest.copy_from_slice(self.take(32)?);
                let digest = Digest::from_bytes(digest);
                let len = self.number()?;
                let blob = find(&digest).ok_or(ArchiveError::Missing(digest))?;
                self.check(
                    blob.len() == len && blob.digest() == digest,
                    "a content is not what its digest says",
                )?;
                Ok(blob)
            }
            1 => Ok(Blob::synthetic(self.number()?, self.number()?)),
            _ => self.damaged("unknown kind of content"),
        }
    }

    fn trie(&mut self) -> Result<(Arc<Trie>, Tally), ArchiveError> {
        match self.number()? {
            0 => {
                let name = self.text()?;
                let proper = !matches!(name.as_str(), "" | "." | "..") && !name.contains(['/', '\0']);
                self.check(proper && name.len() <= NAME_MAX, "improper name")?;
                let (node, tally) = self.node()?;
                let tally = Tally { entries: tally.entries + 1, ..tally };
                self.check(node.shape().height as usize <= MAX_DEPTH, "directories nest too deeply")?;
                Ok((Trie::leaf(&name, node), tally))
            }
            1 => {
                let at = self.small("place of a branch")? as usize;
                let mut parts = Vec::new();
                let mut tally = Tally::default();
                for _ in 0..self.number()? {
                    let index = self.number()?;
                    let (part, counted) = self.known_trie(index)?;
                    tally.entries += counted.entries;
                    tally.links = tally.links.max(counted.links);
                    parts.push(part);
                }
                self.check(tally.entries <= MAX_ENTRIES, "too many entries")?;
                match Trie::branch(at, &parts) {
                    Some(branch) => Ok((branch, tally)),
                    None => self.damaged("a directory is out of order"),
                }
            }
            _ => self.damaged("unknown kind of trie node"),
        }
    }

    fn known_trie(&self, index: u64) -> Result<(Arc<Trie>, Tally), ArchiveError> {
        match usize::try_from(index).ok().and_then(|index| self.tries.get(index)) {
            Some(known) => Ok(known.clone()),
            None => self.damaged("a part comes after its whole"),
        }
    }

    fn node(&mut self) -> Result<(Node, Tally), ArchiveError> {
        let kind = self.number()?;
        let meta = self.meta()?;
        let mut tally = Tally::default();
        let kind = match kind {
            FILE | LINKED_FILE => {
                let index = self.number()?;
                let blob = usize::try_from(index).ok().and_then(|index| self.contents.get(index).cloned());
                let Some(blob) = blob else { return self.damaged("unknown content") };
                let link = if kind == LINKED_FILE { Some(self.small("hard link identity")?) } else { None };
                tally.links = link.map_or(0, |link| link.saturating_add(1));
                Kind::File(File { blob, link: link.map(LinkId) })
            }
            DIR => match self.number()? {
                0 => Kind::Dir(Dir(None)),
                index => {
                    let (trie, counted) = self.known_trie(index - 1)?;
                    tally = counted;
                    Kind::Dir(Dir(Some(trie)))
                }
            },
            SYMLINK => Kind::Symlink(self.text()?.into()),
            FIFO => Kind::Fifo,
            CHAR_DEVICE => Kind::CharDevice { major: self.small("device")?, minor: self.small("device")? },
            BLOCK_DEVICE => Kind::BlockDevice { major: self.small("device")?, minor: self.small("device")? },
            _ => return self.damaged("unknown kind of node"),
        };
        Ok((Node { meta, kind }, tally))
    }

    fn meta(&mut self) -> Result<Meta, ArchiveError> {
        let mode = self.small("mode")?;
        let (uid, gid) = (self.small("owner")?, self.small("group")?);
        let zigzag = self.number()?;
        let secs = (zigzag >> 1).cast_signed() ^ -((zigzag & 1).cast_signed());
        let nanos = self.small("time")?;
        self.check(mode <= 0o7777 && nanos < 1_000_000_000, "impossible metadata")?;
        let mut xattrs = Xattrs::default();
        for _ in 0..self.number()? {
            let name = self.text()?;
            let len = self.number()?;
            let value = self.take(len)?.to_vec();
            xattrs.set(&name, value);
        }
        Ok(Meta { mode: mode as u16, uid, gid, mtime: Time { secs, nanos }, xattrs })
    }
}
