//! A plain model of a file tree, against which the persistent one is held, and random edits of both.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use vfs::{Blob, Follow, Kind, Meta, Node, Snapshot, Time, Tree, VPath, VPathBuf};

/// One edit. Paths are small numbers that [`path`] spells out.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Edit {
    Write(u16, u8),
    Mkdir(u16),
    Symlink(u16),
    HardLink(u16, u16),
    Remove(u16),
    RemoveAll(u16),
    Rename(u16, u16),
    Chmod(u16, u8),
}

/// The path of a number below 8000: every other one in a wide directory, the rest up to three short names that often
/// meet.
pub(crate) fn path(number: u16) -> &'static VPath {
    static PATHS: LazyLock<Vec<VPathBuf>> = LazyLock::new(|| (0..8000).map(spell).collect());
    &PATHS[usize::from(number)]
}

fn spell(number: usize) -> VPathBuf {
    const NAMES: [&str; 8] = ["a", "ab", "a.b", "a-", "b", "é", "bin", "c"];
    let (wide, mut rest) = (number.is_multiple_of(2), number / 2);
    if wide {
        return VPathBuf::normalise(&format!("/wide/file-{rest}"));
    }
    let mut path = VPathBuf::root();
    for _ in 0..=rest % 3 {
        path.push(NAMES[rest / 3 % 8]);
        rest /= 8;
    }
    path
}

#[derive(Debug, Clone, PartialEq)]
enum Plain {
    Dir { mode: u16, mtime: i64 },
    File(usize),
    Symlink(i64),
}

#[derive(Debug, Clone, PartialEq)]
struct Inode {
    content: String,
    mode: u16,
    mtime: i64,
}

/// Paths to nodes, and the files that names share.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    nodes: BTreeMap<VPathBuf, Plain>,
    inodes: Vec<Inode>,
}

impl Model {
    /// The root and the wide directory, as [`start`] makes them.
    pub(crate) fn new() -> Self {
        let dir = Plain::Dir { mode: 0o755, mtime: 0 };
        let nodes = BTreeMap::from([(VPathBuf::root(), dir.clone()), (VPathBuf::normalise("/wide"), dir)]);
        Model { nodes, inodes: Vec::new() }
    }

    /// Makes an edit at a time and tells whether it was possible.
    pub(crate) fn edit(&mut self, edit: Edit, time: i64) -> bool {
        match edit {
            Edit::Write(at, byte) => self.write(path(at), format!("content {byte}"), time),
            Edit::Mkdir(at) => self.create(path(at), Plain::Dir { mode: 0o755, mtime: time }, time),
            Edit::Symlink(at) => self.create(path(at), Plain::Symlink(time), time),
            Edit::HardLink(old, new) => match self.nodes.get(path(old)).cloned() {
                None | Some(Plain::Dir { .. }) => false,
                Some(node) => self.create(path(new), node, time),
            },
            Edit::Remove(at) => {
                let empty = self.below(path(at)).take(2).count() == 1;
                empty && self.remove(path(at), time)
            }
            Edit::RemoveAll(at) => self.remove(path(at), time),
            Edit::Rename(from, to) => self.rename(path(from), path(to), time),
            Edit::Chmod(at, mode) => self.chmod(path(at), u16::from(mode)),
        }
    }

    fn below<'a>(&'a self, at: &'a VPath) -> impl Iterator<Item = (&'a VPathBuf, &'a Plain)> {
        self.nodes.range(at.to_owned()..).take_while(move |(path, _)| path.starts_with(at))
    }

    fn touch_parent(&mut self, at: &VPath, time: i64) {
        if let Some(Plain::Dir { mtime, .. }) = at.parent().and_then(|parent| self.nodes.get_mut(parent)) {
            *mtime = time;
        }
    }

    fn can_create(&self, at: &VPath) -> bool {
        !self.nodes.contains_key(at)
            && matches!(at.parent().and_then(|parent| self.nodes.get(parent)), Some(Plain::Dir { .. }))
    }

    fn create(&mut self, at: &VPath, node: Plain, time: i64) -> bool {
        let possible = self.can_create(at);
        if possible {
            self.touch_parent(at, time);
            self.nodes.insert(at.to_owned(), node);
        }
        possible
    }

    fn write(&mut self, at: &VPath, content: String, time: i64) -> bool {
        match self.nodes.get(at) {
            Some(Plain::File(inode)) => {
                let inode = &mut self.inodes[*inode];
                (inode.content, inode.mtime) = (content, time);
                true
            }
            // The links lead to where no file can be made.
            Some(_) => false,
            None => {
                self.inodes.push(Inode { content, mode: 0o644, mtime: time });
                self.create(at, Plain::File(self.inodes.len() - 1), time)
            }
        }
    }

    fn remove(&mut self, at: &VPath, time: i64) -> bool {
        let gone: Vec<VPathBuf> = self.below(at).map(|(path, _)| path.clone()).collect();
        for path in &gone {
            self.nodes.remove(path);
        }
        if !gone.is_empty() {
            self.touch_parent(at, time);
        }
        !gone.is_empty()
    }

    fn rename(&mut self, from: &VPath, to: &VPath, time: i64) -> bool {
        let Some(node) = self.nodes.get(from).cloned() else { return false };
        if from == to {
            return true;
        }
        match self.nodes.get(to) {
            None if !self.can_create(to) => return false,
            None => {}
            Some(Plain::File(inode)) if node == Plain::File(*inode) => return true,
            Some(Plain::Dir { .. }) if !matches!(node, Plain::Dir { .. }) => return false,
            Some(Plain::Dir { .. }) if self.below(to).count() > 1 => return false,
            Some(Plain::File(_) | Plain::Symlink(_)) if matches!(node, Plain::Dir { .. }) => return false,
            Some(_) => {}
        }
        if to.starts_with(from) {
            return false;
        }
        self.nodes.remove(to);
        let moved: Vec<(VPathBuf, Plain)> =
            self.below(from).map(|(path, node)| (path.clone(), node.clone())).collect();
        for (path, node) in moved {
            let target = to.join(path.strip_prefix(from).unwrap());
            self.nodes.remove(&path);
            self.nodes.insert(target, node);
        }
        self.touch_parent(from, time);
        self.touch_parent(to, time);
        true
    }

    fn chmod(&mut self, at: &VPath, to: u16) -> bool {
        match self.nodes.get_mut(at) {
            None => return false,
            Some(Plain::Dir { mode, .. }) => *mode = to,
            Some(Plain::File(inode)) => self.inodes[*inode].mode = to,
            Some(Plain::Symlink(_)) => {}
        }
        true
    }

    /// What [`listing`] shows of a tree.
    pub(crate) fn listing(&self) -> Vec<String> {
        let line = |(path, node): (&VPathBuf, &Plain)| match node {
            Plain::Dir { mode, mtime } => format!("{path}/ {mode:o} {mtime}"),
            Plain::File(inode) => {
                let Inode { content, mode, mtime } = &self.inodes[*inode];
                format!("{path} {mode:o} {mtime} {content}")
            }
            Plain::Symlink(mtime) => format!("{path} -> {mtime}"),
        };
        self.nodes.iter().map(line).collect()
    }

    /// The same tree, made from nothing in walk order and without hard links.
    pub(crate) fn build(&self) -> Snapshot {
        let mut tree = Snapshot::empty().edit();
        for (path, node) in &self.nodes {
            let node = match node {
                Plain::Dir { mode, mtime } => Node::dir(Meta::root(*mode, Time::from_secs(*mtime))),
                Plain::File(inode) => {
                    let Inode { content, mode, mtime } = &self.inodes[*inode];
                    Node::file(content.as_str().into(), Meta::root(*mode, Time::from_secs(*mtime)))
                }
                Plain::Symlink(mtime) => Node::symlink(NOWHERE, Meta::root(0o777, Time::from_secs(*mtime))),
            };
            tree.put(path, node).unwrap();
        }
        tree.freeze()
    }
}

const NOWHERE: &str = "/nowhere/file";

/// The root and the wide directory.
pub(crate) fn start() -> Snapshot {
    let mut tree = Snapshot::empty().edit();
    tree.mkdir(&VPathBuf::normalise("/wide"), &Meta::root(0o755, Time::default())).unwrap();
    tree.freeze()
}

/// Makes an edit at a time and tells whether it was possible.
pub(crate) fn edit(tree: &mut Tree, edit: Edit, time: i64) -> bool {
    let time = Time::from_secs(time);
    let (file, dir) = (Meta::root(0o644, time), Meta::root(0o755, time));
    match edit {
        Edit::Write(at, byte) => tree.write(path(at), Blob::from(format!("content {byte}")), &file),
        Edit::Mkdir(at) => tree.mkdir(path(at), &dir),
        Edit::Symlink(at) => tree.symlink(path(at), NOWHERE, &file),
        Edit::HardLink(old, new) => tree.hard_link(path(old), path(new), time),
        Edit::Remove(at) => tree.remove(path(at), time),
        Edit::RemoveAll(at) => tree.remove_all(path(at), time),
        Edit::Rename(from, to) => tree.rename(path(from), path(to), time),
        Edit::Chmod(at, mode) => tree.set_mode(path(at), u16::from(mode), Follow::Parent),
    }
    .is_ok()
}

/// A line for every node.
pub(crate) fn listing(tree: &Snapshot) -> Vec<String> {
    let line = |(path, node): (VPathBuf, &Node)| {
        let Meta { mode, mtime: Time { secs, .. }, .. } = node.meta;
        match &node.kind {
            Kind::Dir(_) => format!("{path}/ {mode:o} {secs}"),
            Kind::File(file) => {
                format!("{path} {mode:o} {secs} {}", String::from_utf8_lossy(&file.blob.bytes()))
            }
            Kind::Symlink(_) => format!("{path} -> {secs}"),
            _ => unreachable!("no edit makes devices"),
        }
    };
    tree.walk(VPath::root()).map(line).collect()
}
