//! Comparing the files that a step takes with those it took before.

use std::collections::BTreeMap;

use vfs::{Kind, Node, Snapshot, VPathBuf};

use crate::changed::{self, Pair};
use crate::content::{Selector, starting_points};
use crate::reason::{FileAspect, FileChange};

/// Text files up to this size, in bytes, are compared line by line.
pub const MAX_DIFF: u64 = 256 << 10;

/// What differs in what `selectors` take, at most `limit` paths, in the order of paths.
pub(crate) fn compare(
    before: &Snapshot,
    after: &Snapshot,
    selectors: &[Selector],
    limit: usize,
) -> Vec<FileChange> {
    let pairs = pairs(before, after, selectors);
    let mut changes = Vec::new();
    for (path, (old, new)) in &pairs {
        match (old, new) {
            (Some(old), Some(new)) => compare_nodes(path, old, new, &mut changes),
            (None, Some(_)) => changes.push(change(path, FileAspect::Added)),
            (Some(_), None) => changes.push(change(path, FileAspect::Removed)),
            (None, None) => {}
        }
    }
    pair_renames(&mut changes, &pairs);
    changes.truncate(limit);
    changes
}

/// Paths that are equal but for their times.
pub(crate) fn times(
    before: &Snapshot,
    after: &Snapshot,
    selectors: &[Selector],
    limit: usize,
) -> Vec<String> {
    let pairs = pairs(before, after, selectors);
    let changed = pairs.iter().filter(|(path, (old, new))| match (old, new) {
        // Of the directory itself nobody would have expected anything.
        (Some(old), Some(new)) => !path.is_root() && !old.is_dir() && old.meta.mtime != new.meta.mtime,
        _ => false,
    });
    changed.take(limit).map(|(path, _)| super::shown(path)).collect()
}

type Pairs<'a> = BTreeMap<VPathBuf, Pair<'a>>;

/// Everything in which the two sides of what `selectors` take may differ.
fn pairs<'a>(before: &'a Snapshot, after: &'a Snapshot, selectors: &[Selector]) -> Pairs<'a> {
    let mut starts = Pairs::new();
    for (path, old) in starting_points(before, selectors) {
        starts.entry(path).or_default().0 = Some(old);
    }
    for (path, new) in starting_points(after, selectors) {
        starts.entry(path).or_default().1 = Some(new);
    }
    let mut pairs = Pairs::new();
    for (path, pair) in starts {
        changed::visit(&path, pair, &mut |path, pair| {
            pairs.insert(path.to_owned(), pair);
        });
    }
    pairs
}

fn change(path: &VPathBuf, what: FileAspect) -> FileChange {
    FileChange { path: super::shown(path), what, before: None, after: None, diff: None, line: None }
}

fn compare_nodes(path: &VPathBuf, old: &Node, new: &Node, changes: &mut Vec<FileChange>) {
    let mut push = |what, before: String, after: String| {
        let (before, after) = (Some(before), Some(after));
        changes.push(FileChange { before, after, ..change(path, what) });
    };
    if kind(old) != kind(new) {
        push(FileAspect::Kind, kind(old).into(), kind(new).into());
        return;
    }
    if old.meta.mode != new.meta.mode {
        push(FileAspect::Mode, format!("{:04o}", old.meta.mode), format!("{:04o}", new.meta.mode));
    }
    let owner = |node: &Node| format!("{}:{}", node.meta.uid, node.meta.gid);
    if owner(old) != owner(new) {
        push(FileAspect::Owner, owner(old), owner(new));
    }
    match (&old.kind, &new.kind) {
        (Kind::Symlink(old), Kind::Symlink(new)) if old != new => {
            push(FileAspect::Target, old.to_string(), new.to_string());
        }
        (Kind::File(old), Kind::File(new)) if old.blob.digest() != new.blob.digest() => {
            let mut content = change(path, FileAspect::Content);
            if let Some((diff, line)) = text_diff(&old.blob, &new.blob) {
                (content.diff, content.line) = (Some(diff), line);
            }
            changes.push(content);
        }
        _ => {}
    }
}

fn kind(node: &Node) -> &'static str {
    match node.kind {
        Kind::File(_) => "file",
        Kind::Dir(_) => "directory",
        Kind::Symlink(_) => "link",
        Kind::Fifo => "fifo",
        Kind::CharDevice { .. } | Kind::BlockDevice { .. } => "device",
    }
}

/// The content of a short file that is text.
fn text(blob: &vfs::Blob) -> Option<String> {
    if blob.len() > MAX_DIFF {
        return None;
    }
    let bytes = blob.bytes();
    let text = std::str::from_utf8(&bytes).ok()?;
    (!text.contains('\0')).then(|| text.to_owned())
}

/// A unified diff of two short texts, and the first line of the new one that is part of a change, counted from 1. `None`
/// if one of them is long or no text.
pub fn text_diff(before: &vfs::Blob, after: &vfs::Blob) -> Option<(String, Option<u32>)> {
    let (before, after) = (text(before)?, text(after)?);
    let diff = similar::TextDiff::from_lines(&before, &after);
    let first = diff.ops().iter().find(|op| op.tag() != similar::DiffTag::Equal);
    let line = first.map(|op| op.new_range().start as u32 + 1);
    Some((diff.unified_diff().context_radius(2).to_string(), line))
}

/// A file that went and one that came with the same content are one that got another name.
fn pair_renames(changes: &mut Vec<FileChange>, pairs: &Pairs<'_>) {
    let digest = |change: &FileChange, wanted: FileAspect| {
        if change.what != wanted {
            return None;
        }
        let (old, new) = pairs.get(&VPathBuf::normalise(&change.path))?;
        let file = if wanted == FileAspect::Removed { old } else { new };
        Some(file.as_ref()?.as_file()?.blob.digest())
    };
    let mut index = 0;
    while index < changes.len() {
        let gone = changes.get(index).and_then(|change| digest(change, FileAspect::Removed));
        let came = gone.and_then(|gone| {
            changes.iter().position(|change| digest(change, FileAspect::Added) == Some(gone))
        });
        if let (Some(came), Some(old)) = (came, changes.get(index).map(|change| change.path.clone())) {
            let new = changes.remove(came).path;
            let at = if came < index { index - 1 } else { index };
            if let Some(change) = changes.get_mut(at) {
                change.what = FileAspect::Renamed;
                change.before = Some(old);
                change.after = Some(new);
            }
            index = at;
        }
        index += 1;
    }
}
