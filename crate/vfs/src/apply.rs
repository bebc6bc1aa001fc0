//! Putting a layer on top of a tree.

use std::collections::BTreeSet;

use crate::diff::{Change, ChangeKind};
use crate::error::{Errno, FsError};
use crate::node::{Meta, Node, Time};
use crate::path::{VPath, VPathBuf};
use crate::resolve::Follow;
use crate::snapshot::Snapshot;
use crate::tree::Tree;

/// `base` with the changes made, in their order. A failure leaves nothing behind.
///
/// `apply(a, diff(a, b))` equals `b` but for what layers don't record: the times of directories in which nothing else
/// changed, the metadata of the root, extended attributes other than `security.capability` where nothing else
/// changed, and that a new file is one more name of an unchanged one.
///
/// Symbolic links among the parents of a path are followed inside the tree; parents that are missing are made (0755,
/// owned by root, time 0). Removing what is not there is no error, as layers of other tools do it. Errors: ENOENT (the
/// target of a hard link), those of [`Tree::put`].
pub fn apply(base: &Snapshot, changes: &[Change]) -> Result<Snapshot, FsError> {
    let mut layer = Layer { tree: base.edit(), placed: BTreeSet::new() };
    for change in changes {
        layer.make(change)?;
    }
    Ok(layer.tree.freeze())
}

struct Layer {
    tree: Tree,
    /// What this layer has placed so far: an opaque marker spares it.
    placed: BTreeSet<VPathBuf>,
}

impl Layer {
    fn make(&mut self, change: &Change) -> Result<(), FsError> {
        let Some(parent) = change.path.parent() else { return self.make_root(change) };
        let mut place = self.tree.destination(parent)?;
        let missing = Meta::root(0o755, Time::default());
        match change.kind {
            ChangeKind::Added | ChangeKind::Modified | ChangeKind::Parent => {
                self.make_parents(&place, &missing)?;
                place.push(change.path.name().unwrap_or_default());
                self.place(&place, change)
            }
            ChangeKind::Removed => {
                place.push(change.path.name().unwrap_or_default());
                self.remove(&place)
            }
            ChangeKind::Opaque => {
                place.push(change.path.name().unwrap_or_default());
                self.hide_below(&place)
            }
        }
    }

    /// The root is always there; a layer of another tool may give its metadata or hide all below it.
    fn make_root(&mut self, change: &Change) -> Result<(), FsError> {
        match (&change.node, change.kind) {
            (_, ChangeKind::Opaque) => self.hide_below(VPath::root()),
            (Some(node), _) if node.is_dir() => self.tree.set_meta(&change.path, &node.meta),
            _ => Err(FsError::new(&change.path, Errno::EBUSY)),
        }
    }

    /// Makes the parents that are missing. The times of those that exist stay: the layer itself says what they are.
    fn make_parents(&mut self, parent: &VPath, meta: &Meta) -> Result<(), FsError> {
        let missing: Vec<_> = parent
            .ancestors()
            .take_while(
                |path| matches!(self.tree.lookup(path, Follow::Never), Err(e) if e.errno == Errno::ENOENT),
            )
            .collect();
        missing.into_iter().rev().try_for_each(|path| self.tree.put(path, Node::dir(meta.clone())))
    }

    fn place(&mut self, place: &VPath, change: &Change) -> Result<(), FsError> {
        self.placed.insert(place.to_owned());
        let stands_dir = self.tree.lookup(place, Follow::Never).is_ok_and(Node::is_dir);
        match (&change.link, &change.node) {
            (Some(target), _) => self.link(target, place),
            (None, Some(node)) if node.is_dir() && stands_dir => self.tree.set_meta(place, &node.meta),
            (None, Some(node)) => self.tree.put(place, node.clone()),
            (None, None) => Err(FsError::new(place, Errno::EINVAL)),
        }
    }

    fn link(&mut self, target: &VPath, place: &VPath) -> Result<(), FsError> {
        let (target, _) = self.tree.resolve(target, Follow::Parent)?;
        if *target == *place {
            return Ok(());
        }
        let parent_time =
            |tree: &Tree| place.parent().map(|dir| tree.lookup(dir, Follow::Never).map(|n| n.meta.mtime));
        let Some(time) = parent_time(&self.tree).transpose()? else { return Ok(()) };
        self.remove(place)?;
        self.tree.hard_link(&target, place, time)
    }

    fn remove(&mut self, place: &VPath) -> Result<(), FsError> {
        match self.tree.lookup(place, Follow::Never) {
            Ok(_) => self.tree.detach(place, None),
            Err(_) => Ok(()),
        }
    }

    fn hide_below(&mut self, dir: &VPath) -> Result<(), FsError> {
        let Ok(node) = self.tree.lookup(dir, Follow::Never) else { return Ok(()) };
        let children: Vec<VPathBuf> =
            node.as_dir().into_iter().flatten().map(|entry| dir.join(&entry.name)).collect();
        for child in children {
            let below = self.placed.range(child.clone()..).next();
            match below {
                Some(path) if **path == *child => self.hide_below(&child)?,
                Some(path) if path.starts_with(&child) => self.hide_below(&child)?,
                _ => self.remove(&child)?,
            }
        }
        Ok(())
    }
}
