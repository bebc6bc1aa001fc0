//! What a step changed, as image layers record it.

use std::collections::{BTreeMap, BTreeSet};

use crate::dir::{Dir, Entry};
use crate::node::{CAPABILITY, Kind, LinkId, Meta, Node};
use crate::path::VPathBuf;
use crate::snapshot::Snapshot;

/// One entry of a layer.
#[derive(Debug, Clone)]
pub struct Change {
    /// Where.
    pub path: VPathBuf,
    /// What happened there.
    pub kind: ChangeKind,
    /// What stands there now; a directory is given without its children. `None` for [`ChangeKind::Removed`], and for
    /// a hard link or an opaque marker read from a layer that doesn't hold the file or directory itself.
    pub node: Option<Node>,
    /// The path is one more name of the file at this path, which stands earlier in the list or in the tree below.
    pub link: Option<VPathBuf>,
}

/// What happened at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// Nothing stood there. Changes read from a layer, which doesn't say, carry this kind too.
    Added,
    /// Something else stood there.
    Modified,
    /// An unchanged directory, listed because something below it changed. Only its time may differ.
    Parent,
    /// It is gone, with everything below.
    Removed,
    /// The directory hides everything that stood below it (written by the classic builder only).
    Opaque,
}

/// Which entries count as changed.
#[derive(Debug, Clone, Copy)]
pub enum Rule<'a> {
    /// BuildKit's: what is equal by value is unchanged. Files are equal if mode, owner, capability, size, time in
    /// seconds and nanoseconds, and content agree; with equal times of a fraction of a second, content is not compared.
    BuildKit,
    /// The classic builder's, which keeps what overlayfs copied up: everything written to and the directories that
    /// hold it, equal or not. A directory that was removed and made again is listed with an opaque marker.
    Classic {
        /// [`crate::Tree::touched`].
        touched: &'a BTreeSet<VPathBuf>,
        /// [`crate::Tree::replaced`].
        replaced: &'a BTreeSet<VPathBuf>,
    },
}

/// The changes that lead from `before` to `after` by BuildKit's rule, in the order of layers: a directory before its
/// children, siblings by the bytes of their names, a removed path at its own name's place, and every entry's parent
/// directories before it. Subtrees that both share are not looked at.
///
/// A directory of which only the time differs is no change, nor is the root itself: layers don't record them.
pub fn diff(before: &Snapshot, after: &Snapshot) -> Vec<Change> {
    diff_with(before, after, Rule::BuildKit)
}

/// As [`diff`], by either builder's rule.
pub fn diff_with(before: &Snapshot, after: &Snapshot, rule: Rule<'_>) -> Vec<Change> {
    let mut differ = Differ {
        rule,
        path: VPathBuf::root(),
        parents: Vec::new(),
        links: BTreeMap::new(),
        changes: Vec::new(),
    };
    if let (Some(a), Some(b)) = (before.root().as_dir(), after.root().as_dir()) {
        differ.compare(a, b);
    }
    differ.changes
}

struct Differ<'a> {
    rule: Rule<'a>,
    path: VPathBuf,
    /// The directories from the root to `path`, with their metadata and whether they are listed already.
    parents: Vec<(VPathBuf, &'a Meta, bool)>,
    /// The first listed name of each hard-linked file.
    links: BTreeMap<LinkId, VPathBuf>,
    changes: Vec<Change>,
}

impl<'a> Differ<'a> {
    fn compare(&mut self, before: &'a Dir, after: &'a Dir) {
        before.compare(after, &mut |a, b| {
            if let Some(Entry { name, .. }) = a.or(b) {
                self.path.push(name);
                self.visit(a.map(|entry| &entry.node), b.map(|entry| &entry.node));
                self.path.pop();
            }
        });
    }

    fn visit(&mut self, before: Option<&'a Node>, after: Option<&'a Node>) {
        match (before, after) {
            (None, None) => {}
            (Some(_), None) => self.list(ChangeKind::Removed, None),
            (None, Some(after)) => self.added(ChangeKind::Added, after),
            (Some(a), Some(b)) => match (&a.kind, &b.kind) {
                (Kind::Dir(_), Kind::Dir(_)) if self.is_replaced() => {
                    self.list(ChangeKind::Modified, Some(b));
                    self.list(ChangeKind::Opaque, Some(b));
                    self.children_added(b);
                }
                (Kind::Dir(old), Kind::Dir(new)) => {
                    let kind = match same_attributes(&a.meta, &b.meta) {
                        false => Some(ChangeKind::Modified),
                        true => self.is_touched_within().then_some(ChangeKind::Parent),
                    };
                    if let Some(kind) = kind {
                        self.list(kind, Some(b));
                    }
                    self.inside(b, kind.is_some(), |differ| differ.compare(old, new));
                }
                _ if same_value(a, b) && !self.is_touched() => {}
                _ => self.added(ChangeKind::Modified, b),
            },
        }
    }

    fn added(&mut self, kind: ChangeKind, node: &'a Node) {
        self.list(kind, Some(node));
        if node.is_dir() && self.is_replaced() {
            self.list(ChangeKind::Opaque, Some(node));
        }
        self.children_added(node);
    }

    fn children_added(&mut self, node: &'a Node) {
        if let Some(dir) = node.as_dir() {
            self.inside(node, true, |differ| {
                for entry in dir {
                    differ.path.push(&entry.name);
                    differ.added(ChangeKind::Added, &entry.node);
                    differ.path.pop();
                }
            });
        }
    }

    fn inside(&mut self, dir: &'a Node, listed: bool, visit: impl FnOnce(&mut Self)) {
        self.parents.push((self.path.clone(), &dir.meta, listed));
        visit(self);
        self.parents.pop();
    }

    /// Lists the current path, and before it those of its parents that are not listed yet.
    fn list(&mut self, kind: ChangeKind, node: Option<&Node>) {
        for (path, meta, listed) in self.parents.iter_mut().filter(|parent| !parent.2) {
            *listed = true;
            let node = Some(Node::dir(meta.clone()));
            self.changes.push(Change { path: path.clone(), kind: ChangeKind::Parent, node, link: None });
        }
        let path = self.path.clone();
        let link = node.and_then(|node| node.as_file()?.link).and_then(|link| match self.links.get(&link) {
            Some(first) => Some(first.clone()),
            None => {
                self.links.insert(link, path.clone());
                None
            }
        });
        let node = node.map(|node| match &node.kind {
            Kind::Dir(_) => Node::dir(node.meta.clone()),
            _ => node.clone(),
        });
        self.changes.push(Change { path, kind, node, link });
    }

    fn is_touched(&self) -> bool {
        matches!(self.rule, Rule::Classic { touched, .. } if touched.contains(&self.path))
    }

    /// Whether the path or anything below was written to: then overlayfs copied the directory up.
    fn is_touched_within(&self) -> bool {
        let Rule::Classic { touched, .. } = self.rule else { return false };
        touched.range(self.path.clone()..).next().is_some_and(|path| path.starts_with(&self.path))
    }

    fn is_replaced(&self) -> bool {
        matches!(self.rule, Rule::Classic { replaced, .. } if replaced.contains(&self.path))
    }
}

fn same_attributes(a: &Meta, b: &Meta) -> bool {
    (a.mode, a.uid, a.gid) == (b.mode, b.uid, b.gid) && a.xattrs.get(CAPABILITY) == b.xattrs.get(CAPABILITY)
}

/// Whether two nodes, not both directories, are equal by BuildKit's rule.
fn same_value(a: &Node, b: &Node) -> bool {
    let same_content = || match (&a.kind, &b.kind) {
        (Kind::File(a), Kind::File(b)) => a.blob == b.blob,
        (Kind::Symlink(a), Kind::Symlink(b)) => a == b,
        _ => true,
    };
    let same_device = match (&a.kind, &b.kind) {
        (Kind::CharDevice { major: a, minor: b }, Kind::CharDevice { major: c, minor: d })
        | (Kind::BlockDevice { major: a, minor: b }, Kind::BlockDevice { major: c, minor: d }) => {
            (a, b) == (c, d)
        }
        _ => true,
    };
    a.full_mode() == b.full_mode()
        && same_attributes(&a.meta, &b.meta)
        && same_device
        && a.size() == b.size()
        && a.meta.mtime == b.meta.mtime
        && (a.meta.mtime.nanos != 0 || same_content())
}
