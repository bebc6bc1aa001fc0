//! What layers and images hold, against what stood there before: for showing, not for writing.

use vfs::{ChangeKind, Dir, Entry, Follow, FsError, Kind, Node, Snapshot, VPath, VPathBuf};

use crate::image::Image;
use crate::layer::Layer;

/// A path, and what stands there on either side.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Where.
    pub path: VPathBuf,
    /// What stood there before; `None` if nothing did.
    pub before: Option<Node>,
    /// What stands there now; `None` if nothing does.
    pub after: Option<Node>,
    /// The bytes of the files at and below the path before.
    pub size_before: u64,
    /// The bytes of the files at and below the path now; of a directory that stayed one, 0 on either side.
    pub size_after: u64,
    /// In what the two differ, if both are there; empty for a directory that is named for its contents only.
    pub aspects: Vec<Aspect>,
}

/// What can be different about a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// File, directory, link, ….
    Kind,
    /// A file's content, or a device's numbers.
    Content,
    /// Where a symbolic link leads.
    Target,
    /// Permissions.
    Mode,
    /// User or group.
    Owner,
    /// Extended attributes.
    Xattrs,
    /// The time of the last change.
    Time,
}

/// What each layer of an image does to the tree below it: an item for every entry, in the layer's order. A removed
/// directory is one item, with the bytes that it hid.
pub fn layer_contents(image: &Image) -> Result<Vec<Vec<Difference>>, FsError> {
    let trees = image.snapshots()?;
    let nothing = Snapshot::empty();
    let below = std::iter::once(&nothing).chain(trees);
    Ok(image
        .layers()
        .iter()
        .zip(below.zip(trees))
        .map(|(layer, (below, tree))| contents(layer, below, tree))
        .collect())
}

fn contents(layer: &Layer, below: &Snapshot, tree: &Snapshot) -> Vec<Difference> {
    let at = |tree: &Snapshot, path: &VPath| tree.lookup(path, Follow::Parent).ok().cloned();
    let entry = |change: &vfs::Change| {
        let before = at(below, &change.path);
        match change.kind {
            ChangeKind::Removed => Some(Difference::new(change.path.clone(), before?, None)),
            ChangeKind::Opaque => None,
            _ => Some(Difference::new(change.path.clone(), before, at(tree, &change.path))),
        }
    };
    // An opaque marker stands for the removal of what the layer doesn't bring back.
    let hidden =
        layer.changes().iter().filter(|change| change.kind == ChangeKind::Opaque).flat_map(|change| {
            let inside = |difference: &Difference| {
                difference.path.starts_with(&change.path) && difference.after.is_none()
            };
            let dir = |tree: &Snapshot| at(tree, &change.path);
            match (dir(below), dir(tree)) {
                (Some(before), Some(after)) => {
                    compare_nodes(&change.path, &before, &after).into_iter().filter(inside).collect()
                }
                _ => Vec::new(),
            }
        });
    let mut differences: Vec<Difference> = layer.changes().iter().filter_map(entry).chain(hidden).collect();
    differences.sort_by(|a, b| a.path.cmp(&b.path));
    differences.dedup_by(|a, b| a.path == b.path);
    differences
}

/// In what two trees differ, in walk order. A directory that is on one side only is named, and so is everything below
/// it. What the two share is not looked at. Times of directories are not compared.
pub fn compare(before: &Snapshot, after: &Snapshot) -> Vec<Difference> {
    compare_nodes(VPath::root(), before.root(), after.root())
}

fn compare_nodes(path: &VPath, before: &Node, after: &Node) -> Vec<Difference> {
    let mut comparison = Comparison { path: path.to_owned(), found: Vec::new() };
    if let (Some(a), Some(b)) = (before.as_dir(), after.as_dir()) {
        comparison.dirs(a, b);
    }
    comparison.found
}

struct Comparison {
    path: VPathBuf,
    found: Vec<Difference>,
}

impl Comparison {
    fn dirs(&mut self, before: &Dir, after: &Dir) {
        before.compare(after, &mut |a, b| {
            if let Some(Entry { name, .. }) = a.or(b) {
                self.path.push(name);
                self.nodes(a.map(|entry| &entry.node), b.map(|entry| &entry.node));
                self.path.pop();
            }
        });
    }

    fn nodes(&mut self, before: Option<&Node>, after: Option<&Node>) {
        let difference = Difference::new(self.path.clone(), before.cloned(), after.cloned());
        if before.is_none() || after.is_none() || !difference.aspects.is_empty() {
            self.found.push(difference);
        }
        let nothing = Dir::default();
        let children = |node: Option<&Node>| node.and_then(Node::as_dir).unwrap_or(&nothing).clone();
        self.dirs(&children(before), &children(after));
    }
}

impl Difference {
    fn new(path: VPathBuf, before: impl Into<Option<Node>>, after: Option<Node>) -> Self {
        let before = before.into();
        let stayed_dir = matches!((&before, &after), (Some(a), Some(b)) if a.is_dir() && b.is_dir());
        let size =
            |node: &Option<Node>| if stayed_dir { 0 } else { node.as_ref().map_or(0, Node::content_size) };
        let (size_before, size_after) = (size(&before), size(&after));
        let aspects = match (&before, &after) {
            (Some(before), Some(after)) => aspects(before, after),
            _ => Vec::new(),
        };
        Difference { path, before, after, size_before, size_after, aspects }
    }
}

fn aspects(before: &Node, after: &Node) -> Vec<Aspect> {
    let mut aspects = Vec::new();
    let mut note = |differs: bool, aspect: Aspect| {
        if differs {
            aspects.push(aspect);
        }
    };
    let same_kind = std::mem::discriminant(&before.kind) == std::mem::discriminant(&after.kind);
    note(!same_kind, Aspect::Kind);
    match (&before.kind, &after.kind) {
        (Kind::File(a), Kind::File(b)) => note(a.blob != b.blob, Aspect::Content),
        (Kind::Symlink(a), Kind::Symlink(b)) => note(a != b, Aspect::Target),
        (Kind::CharDevice { major: a, minor: b }, Kind::CharDevice { major: c, minor: d })
        | (Kind::BlockDevice { major: a, minor: b }, Kind::BlockDevice { major: c, minor: d }) => {
            note((a, b) != (c, d), Aspect::Content);
        }
        _ => {}
    }
    note(before.meta.mode != after.meta.mode && before.as_symlink().is_none(), Aspect::Mode);
    note((before.meta.uid, before.meta.gid) != (after.meta.uid, after.meta.gid), Aspect::Owner);
    note(before.meta.xattrs != after.meta.xattrs, Aspect::Xattrs);
    note(before.meta.mtime != after.meta.mtime && !after.is_dir(), Aspect::Time);
    aspects
}
