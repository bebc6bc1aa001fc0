//! ADD of local archives.

use vfs::{Change, ChangeKind, Follow, Meta, Snapshot, Time, Tree, VPath, VPathBuf};

use super::{CopyError, Ids, mkdir_all};
use crate::op::file::Copy;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Archive {
    /// A tar archive as it is.
    Tar,
    /// In gzip.
    Gzip,
    /// In bzip2.
    Bzip2,
    /// In xz.
    Xz,
    /// In zstd.
    Zstd,
}

/// What a file looks like from its first bytes; a tar archive is told by trying.
fn archive(bytes: &[u8]) -> Archive {
    match bytes {
        [0x1f, 0x8b, 0x08, ..] => Archive::Gzip,
        [b'B', b'Z', b'h', ..] => Archive::Bzip2,
        [0xfd, b'7', b'z', b'X', b'Z', 0x00, ..] => Archive::Xz,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Archive::Zstd,
        _ => Archive::Tar,
    }
}

/// Unpacks a source that is an archive into the destination; tells whether it is one.
pub(super) fn unpack(
    tree: &mut Tree,
    source: &Snapshot,
    path: &VPath,
    copy: &Copy,
    owner: Option<Ids>,
    now: Time,
) -> Result<bool, CopyError> {
    let Ok(node) = source.lookup(path, Follow::All) else { return Ok(false) };
    let Some(file) = node.as_file() else { return Ok(false) };
    let Some(changes) = entries(path.as_str(), &file.blob.bytes())? else { return Ok(false) };
    let target = tree.destination(&VPathBuf::normalise(&copy.destination))?;
    mkdir_all(tree, &target, 0o755, owner, now)?;
    place_all(tree, &target, &changes, now)?;
    Ok(true)
}

/// The entries of an archive, compressed or not; `None` for any other file. `name` is what errors call it.
pub(crate) fn entries(name: &str, bytes: &[u8]) -> Result<Option<Vec<Change>>, CopyError> {
    let Some(tar) = inflate(name, bytes)?.filter(|tar| is_tar(tar)) else { return Ok(None) };
    let limits = oci::ArchiveLimits::STANDARD;
    oci::unpack(name, &tar, &limits).map(Some).map_err(|error| CopyError::Other(error.to_string()))
}

/// Puts the entries of an archive below a directory, over what stands there.
pub(crate) fn place_all(
    tree: &mut Tree,
    target: &VPath,
    changes: &[Change],
    now: Time,
) -> Result<(), CopyError> {
    for change in changes {
        place(tree, target, change, now)?;
    }
    restore_times(tree, target, changes)
}

/// The archive without compression; `None` if what looks like a compressed file is none.
fn inflate(name: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, CopyError> {
    let limits = oci::ArchiveLimits::STANDARD;
    let mut out = Limited { bytes: Vec::new(), limit: limits.unpacked.min(MAX_UNPACKED) };
    let copied = match archive(bytes) {
        Archive::Tar => return Ok(Some(bytes.to_vec())),
        Archive::Gzip => return Ok(oci::gzip::gunzip(name, bytes, &limits).ok()),
        Archive::Bzip2 => std::io::copy(&mut bzip2_rs::DecoderReader::new(bytes), &mut out).is_ok(),
        Archive::Xz => lzma_rs::xz_decompress(&mut &*bytes, &mut out).is_ok(),
        Archive::Zstd => match ruzstd::decoding::StreamingDecoder::new(bytes) {
            Ok(mut decoder) => std::io::copy(&mut decoder, &mut out).is_ok(),
            Err(_) => false,
        },
    };
    if out.limit == 0 {
        let mib = MAX_UNPACKED >> 20;
        return Err(CopyError::Other(format!("{name}: unpacks to more than {mib} MiB")));
    }
    Ok(copied.then_some(out.bytes))
}

/// What an archive that is added may unpack to, in bytes.
const MAX_UNPACKED: u64 = 1 << 30;

/// Collects bytes up to a limit, and refuses more.
struct Limited {
    bytes: Vec<u8>,
    /// What may still come; 0 after a refusal.
    limit: u64,
}

impl std::io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.limit.checked_sub(bytes.len() as u64).filter(|left| *left > 0) {
            Some(left) => {
                self.limit = left;
                self.bytes.extend_from_slice(bytes);
                Ok(bytes.len())
            }
            None => {
                self.limit = 0;
                Err(std::io::ErrorKind::FileTooLarge.into())
            }
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Whether the first header of an archive is one: Docker asks no more.
fn is_tar(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(..512) else { return false };
    let Some(field) = header.get(148..156) else { return false };
    let text: String = field.iter().map(|byte| char::from(*byte)).filter(char::is_ascii_digit).collect();
    let sum = |range: std::ops::Range<usize>| -> u64 {
        header.get(range).unwrap_or_default().iter().map(|byte| u64::from(*byte)).sum()
    };
    let expected = sum(0..148) + 8 * u64::from(b' ') + sum(156..512);
    header.iter().any(|byte| *byte != 0) && u64::from_str_radix(&text, 8) == Ok(expected)
}

/// Puts one entry below the destination, over what stands there.
fn place(tree: &mut Tree, target: &VPath, change: &Change, now: Time) -> Result<(), CopyError> {
    let path = target.join(change.path.relative());
    if change.kind == ChangeKind::Removed || change.kind == ChangeKind::Opaque || change.path.is_root() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        tree.mkdir_all(parent, &Meta::root(0o755, now))?;
    }
    let stands = tree.lookup(&path, Follow::Parent).map(|node| node.is_dir()).ok();
    if let Some(link) = &change.link {
        if stands.is_some() {
            tree.remove_all(&path, now)?;
        }
        return Ok(tree.hard_link(&target.join(link.relative()), &path, now)?);
    }
    let Some(node) = &change.node else { return Ok(()) };
    match (stands, node.is_dir()) {
        (Some(true), true) => {
            tree.set_mode(&path, node.meta.mode, Follow::Parent)?;
            tree.set_owner(&path, Some(node.meta.uid), Some(node.meta.gid), Follow::Parent)?;
        }
        (Some(_), _) => {
            tree.remove_all(&path, now)?;
            tree.put(&path, node.clone())?;
        }
        (None, _) => tree.put(&path, node.clone())?,
    }
    let parent = path.parent().unwrap_or(VPath::root());
    Ok(tree.set_mtime(parent, now, Follow::All)?)
}

/// Directories get their own times once nothing more is put into them.
fn restore_times(tree: &mut Tree, target: &VPath, changes: &[Change]) -> Result<(), CopyError> {
    for change in changes {
        if let Some(node) = change.node.as_ref().filter(|node| node.is_dir()) {
            tree.set_mtime(&target.join(change.path.relative()), node.meta.mtime, Follow::Parent)?;
        }
    }
    Ok(())
}
