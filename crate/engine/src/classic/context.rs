//! The build context as the client packs it and the daemon unpacks it.

use std::collections::BTreeSet;

use dockerfile::ignore::Ignore;
use oci::{Flavor, TarOptions};
use vfs::{Change, ChangeKind, Keep, Kind, Meta, Node, Snapshot, Time, Tree, VPath, VPathBuf, Xattrs};

use crate::options::Request;

/// The name of the ignore file; the classic builder knows no other.
const IGNORE_FILE: &str = ".dockerignore";

/// Both ends of a tar archive's padding: two empty blocks.
const TAR_END: u64 = 1024;

const BLOCK: u64 = 512;

/// What reaches the daemon.
#[derive(Debug, Clone)]
pub(super) struct Context {
    /// The files, owned by root.
    pub(super) tree: Snapshot,
    /// Directories that were not sent but hold something that was: the daemon makes them, and their checksum is
    /// their path.
    pub(super) implied: BTreeSet<VPathBuf>,
    /// Bytes of the archive that was sent.
    pub(super) size: u64,
}

impl Context {
    /// Packs and unpacks the context of a build at a time.
    pub(super) fn new(request: &Request, now: Time) -> Self {
        let ignore = match &request.ignore {
            Some((_, text)) => Ignore::parse(text).tree,
            None => Ignore::default(),
        };
        let (kept, implied) = filter(&request.context, &ignore);
        let size = sent_size(&request.context, &kept, &implied, request);
        let tree = unpacked(&kept, &implied, now);
        Self { tree, implied, size }
    }
}

/// The files that the ignore file leaves, and the directories that only stand because of something in them.
fn filter(context: &Snapshot, ignore: &Ignore) -> (Snapshot, BTreeSet<VPathBuf>) {
    let mut implied = BTreeSet::new();
    if ignore.patterns.is_empty() {
        return (context.clone(), implied);
    }
    let kept = context.filter(&mut |path, node| {
        let excluded = ignore.decide_alone(path.relative()).excluded;
        match (excluded, node.is_dir()) {
            (false, true) => Keep::Here,
            (false, false) => Keep::Whole,
            (true, true) if may_hold_exception(ignore, path) => {
                implied.insert(path.to_owned());
                Keep::Inside
            }
            (true, _) => Keep::Nothing,
        }
    });
    implied.retain(|path| kept.exists(path));
    (kept, implied)
}

/// Whether the client looks into an excluded directory: only if an exception spells out its path, so that `!**/a` finds
/// nothing there.
fn may_hold_exception(ignore: &Ignore, directory: &VPath) -> bool {
    let prefix = format!("{}/", directory.relative());
    ignore.patterns.iter().any(|pattern| pattern.negated && format!("{}/", pattern.text).starts_with(&prefix))
}

/// Bytes of the archive: the client also sends the Dockerfile and the ignore file where the latter excludes them, and
/// the daemon takes them away again.
fn sent_size(context: &Snapshot, kept: &Snapshot, implied: &BTreeSet<VPathBuf>, request: &Request) -> u64 {
    let mut size = TAR_END;
    for change in vfs::diff(&Snapshot::empty(), kept) {
        if !implied.contains(&change.path) {
            size += entry_size(&change);
        }
    }
    for name in [request.dockerfile_name.as_str(), IGNORE_FILE] {
        let path = VPathBuf::normalise(name);
        let (Ok(node), Err(_)) =
            (context.lookup(&path, vfs::Follow::Parent), kept.lookup(&path, vfs::Follow::Parent))
        else {
            continue;
        };
        let node = Some(node.clone());
        size += entry_size(&Change { path, kind: ChangeKind::Added, node, link: None });
    }
    size
}

/// Bytes of one entry: its header, which may need a second one, and its content in whole blocks.
fn entry_size(change: &Change) -> u64 {
    let Some(node) = &change.node else { return 0 };
    let meta = Meta { uid: 0, gid: 0, ..node.meta.clone() };
    let (bare, content) = match &node.kind {
        Kind::File(file) => (Node::file(vfs::Blob::empty(), meta), file.blob.len()),
        kind => (Node { meta, kind: kind.clone() }, 0),
    };
    let content = if change.link.is_some() { 0 } else { content };
    let mut header = 0;
    let options = TarOptions { flavor: Flavor::Classic { removed: Time::default() }, clamp: None };
    let entry = Change { node: Some(bare), ..change.clone() };
    oci::write_layer(&[entry], options, &mut |bytes| header += bytes.len() as u64);
    header - TAR_END + content.div_ceil(BLOCK) * BLOCK
}

/// The tree as the daemon has it: owned by root, attributes and fractions of seconds gone.
fn unpacked(kept: &Snapshot, implied: &BTreeSet<VPathBuf>, now: Time) -> Snapshot {
    let plain = |node: &Node| {
        node.meta.uid == 0 && node.meta.gid == 0 && node.meta.xattrs.is_empty() && node.meta.mtime.nanos == 0
    };
    let changed: Vec<VPathBuf> =
        kept.walk(VPath::root()).filter(|(_, node)| !plain(node)).map(|(path, _)| path).collect();
    if changed.is_empty() && implied.is_empty() {
        return kept.clone();
    }
    let mut tree = kept.edit();
    for path in &changed {
        strip(&mut tree, path);
    }
    for path in implied {
        // Paths come from a walk over this very tree.
        let _ = tree.set_mode(path, 0o755, vfs::Follow::Parent);
        let _ = tree.set_mtime(path, now, vfs::Follow::Parent);
    }
    tree.freeze()
}

fn strip(tree: &mut Tree, path: &VPath) {
    let Ok(node) = tree.lookup(path, vfs::Follow::Parent) else { return };
    let mtime = Time::from_secs(node.meta.mtime.secs);
    let meta = Meta { uid: 0, gid: 0, mtime, xattrs: Xattrs::default(), ..node.meta.clone() };
    let node = Node { meta, kind: node.kind.clone() };
    // Replacing a node by its like can't fail.
    let _ = tree.put(path, node);
}

/// A size as the client shows it: four significant digits, decimal units.
pub(super) fn human_size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or_default();
    format!("{}{name}", four_digits(value))
}

/// Go's `%.4g` of a number from 0 to below 10000.
fn four_digits(value: f64) -> String {
    let whole = value.trunc().to_string().len();
    let text = format!("{value:.*}", 4usize.saturating_sub(whole));
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_four_digits() {
        for (bytes, want) in [
            (0, "0B"),
            (3072, "3.072kB"),
            (305_664, "305.7kB"),
            (10_000, "10kB"),
            (1_234_567, "1.235MB"),
            (999, "999B"),
        ] {
            assert_eq!(human_size(bytes), want);
        }
    }
}
