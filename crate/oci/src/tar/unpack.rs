//! From the bytes of a layer to changes.

use std::collections::BTreeMap;

use tar::EntryType;
use vfs::{Blob, Change, ChangeKind, Kind, Node, VPath, VPathBuf};

use super::read::{Member, members};
use super::{OPAQUE, WHITEOUT};
use crate::error::{ArchiveLimits, Error};

/// Reads a layer; `label` is what errors call it. Every entry becomes a change of kind [`ChangeKind::Added`],
/// [`ChangeKind::Removed`] or [`ChangeKind::Opaque`].
///
/// Refused, with an error that names the entry: paths that are absolute or contain `..`, hard links to such, files that
/// come twice, unknown types, damage, and what goes beyond the limits. Symbolic links may have any target: it is
/// resolved inside the tree.
pub fn unpack(label: &str, bytes: &[u8], limits: &ArchiveLimits) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    let mut files: BTreeMap<VPathBuf, Node> = BTreeMap::new();
    let mut seen = BTreeMap::new();
    members(label, bytes, limits, &mut |member| {
        let entry = format!("{label}: {}", member.name);
        let path = inner_path(&entry, &member.name, limits)?;
        let is_dir = member.kind.is_dir();
        let twice = seen.insert(path.clone(), is_dir);
        if twice.is_some_and(|was_dir| !(was_dir && is_dir)) {
            return Err(Error::malformed(&entry, "the layer holds this path twice"));
        }
        let change = change(&entry, path, member, &files, limits)?;
        if let (Some(node), None) = (&change.node, &change.link) {
            files.insert(change.path.clone(), node.clone());
        }
        changes.push(change);
        Ok(())
    })?;
    Ok(changes)
}

fn change(
    entry: &str,
    path: VPathBuf,
    member: Member<'_>,
    files: &BTreeMap<VPathBuf, Node>,
    limits: &ArchiveLimits,
) -> Result<Change, Error> {
    let Member { kind, link, meta, device: (major, minor), data, .. } = member;
    if let Some(hidden) = path.name().and_then(|name| name.strip_prefix(WHITEOUT)) {
        let parent = path.parent().unwrap_or(VPath::root());
        if path.name() == Some(OPAQUE) {
            let node = files.get(parent).cloned();
            return Ok(Change { path: parent.to_owned(), kind: ChangeKind::Opaque, node, link: None });
        }
        if matches!(hidden, "" | "." | "..") {
            return Err(Error::malformed(entry, "the whiteout names nothing"));
        }
        let path = parent.join(hidden);
        return Ok(Change { path, kind: ChangeKind::Removed, node: None, link: None });
    }
    let added = |node, link| Ok(Change { path, kind: ChangeKind::Added, node, link });
    let node = |kind| Some(Node { meta: meta.clone(), kind });
    match kind {
        EntryType::Regular | EntryType::Continuous => {
            added(Some(Node::file(Blob::from(data.into_owned()), meta.clone())), None)
        }
        EntryType::Directory => added(Some(Node::dir(meta)), None),
        EntryType::Symlink if link.is_empty() => {
            Err(Error::malformed(entry, "the symbolic link has no target"))
        }
        EntryType::Symlink => added(Some(Node::symlink(&link, meta)), None),
        EntryType::Link => {
            let target = inner_path(&format!("{entry}: link target {link}"), &link, limits)?;
            // The link's header repeats the file's metadata; the file itself is the truth.
            let file = files.get(&target).cloned();
            if file.as_ref().is_some_and(Node::is_dir) {
                return Err(Error::malformed(entry, "the hard link leads to a directory"));
            }
            added(file, Some(target))
        }
        EntryType::Fifo => added(node(Kind::Fifo), None),
        EntryType::Char => added(node(Kind::CharDevice { major, minor }), None),
        EntryType::Block => added(node(Kind::BlockDevice { major, minor }), None),
        other => Err(Error::malformed(entry, format!("unknown type `{}`", char::from(other.as_byte())))),
    }
}

/// The path of an entry inside the tree. `./` in front and a slash at the end are dropped.
fn inner_path(entry: &str, name: &str, limits: &ArchiveLimits) -> Result<VPathBuf, Error> {
    ArchiveLimits::check(entry, "bytes in the path", name.len() as u64, limits.path)?;
    if name.starts_with('/') {
        return Err(Error::malformed(entry, "the path is absolute"));
    }
    if name.split('/').any(|part| part == "..") {
        return Err(Error::malformed(entry, "the path leads upwards"));
    }
    if name.contains('\0') {
        return Err(Error::malformed(entry, "the path contains a NUL"));
    }
    let path = VPathBuf::normalise(name);
    ArchiveLimits::check(entry, "nested directories", path.components().count() as u64, limits.depth)?;
    if let Some(long) = path.components().find(|part| part.len() > vfs::NAME_MAX) {
        return Err(Error::malformed(
            entry,
            format!("the name `{long}` is longer than {} bytes", vfs::NAME_MAX),
        ));
    }
    Ok(path)
}
