//! Files of the host in containers: what containers write goes back to where it came from.
//!
//! The project is at hand: containers see it as it is, and it takes what they wrote at once. Of any other folder the host holds
//! a copy, which is read when a command begins, and what containers changed in it is handed to the front end when one ends.

use std::collections::VecDeque;

use vfs::{Follow, Meta, Node, Snapshot, VPath, VPathBuf};

use super::{Container, MountKind};
use crate::host::Host;
use crate::hostshell::PROJECT;
use crate::request::HostRequest;

impl Host {
    /// Whether a path of the host lies in its project; where in it.
    fn in_project(&self, source: &str) -> Option<VPathBuf> {
        let is_empty = self.project.tree.root().as_dir().is_none_or(|dir| dir.iter().next().is_none());
        let path = VPathBuf::normalise(source);
        let inside = path.strip_prefix(&VPathBuf::normalise(PROJECT)).filter(|_| !is_empty)?;
        Some(VPathBuf::normalise(inside))
    }

    /// Lets containers see the project as it is now.
    pub(super) fn show_project(&mut self) {
        let sources: Vec<String> = self.containers.binds.keys().cloned().collect();
        for source in sources {
            if let Some(place) = self.in_project(&source)
                && let Ok(node) = self.project.tree.lookup(&place, Follow::All)
            {
                self.containers.binds.insert(source, node.clone());
            }
        }
    }

    /// Gives the project what containers wrote into it.
    pub(super) fn take_project(&mut self) {
        let written: Vec<String> = self.containers.unwritten.keys().cloned().collect();
        for source in written {
            let (Some(place), Some(node)) =
                (self.in_project(&source), self.containers.binds.get(&source).cloned())
            else {
                continue;
            };
            let mut tree = self.project.tree.edit();
            if let Some(parent) = place.parent() {
                // Where something else stands in the way the folder can't be made; the container keeps what it wrote.
                let _ = tree.mkdir_all(parent, &Meta::root(0o755, self.now()));
            }
            if tree.put(&place, node).is_ok() {
                self.project.tree = tree.freeze();
            }
            self.containers.unwritten.remove(&source);
        }
    }

    /// What the front end has to do so that its files are what containers made of them.
    pub(crate) fn take_writes(&mut self) -> VecDeque<HostRequest> {
        let mut writes = VecDeque::new();
        for (source, before) in std::mem::take(&mut self.containers.unwritten) {
            if let Some(after) = self.containers.binds.get(&source) {
                add(&mut writes, &source, before.as_ref(), after);
            }
        }
        writes
    }

    /// Paths outside the project that containers see which run, or which are about to.
    pub(crate) fn seen_paths(&self, starts: bool) -> Vec<String> {
        let sees = |container: &&Container| starts || container.is_running();
        let mounts = self.containers.all.iter().filter(sees).flat_map(|container| &container.options.mounts);
        let mut paths: Vec<String> = mounts
            .filter(|mount| mount.kind == MountKind::Bind && self.in_project(&mount.source).is_none())
            .map(|mount| mount.source.clone())
            .collect();
        paths.sort();
        paths.dedup();
        paths
    }
}

/// The name under which both are compared: a bind may be a file alone.
const NAME: &str = "x";

fn tree(node: Option<&Node>) -> Snapshot {
    let mut tree = Snapshot::empty().edit();
    if let Some(node) = node {
        // Into an empty tree everything can be put.
        let _ = tree.put(&VPath::root().join(NAME), node.clone());
    }
    tree.freeze()
}

fn add(writes: &mut VecDeque<HostRequest>, source: &str, before: Option<&Node>, after: &Node) {
    let (old, new) = (tree(before), tree(Some(after)));
    for change in vfs::diff(&old, &new) {
        let rest = change.path.relative().strip_prefix(NAME).unwrap_or_default();
        let path = format!("{source}{rest}");
        let was = old.lookup(&change.path, Follow::Never).ok();
        let Ok(is) = new.lookup(&change.path, Follow::Never) else {
            remove(writes, &old, &change.path, &path);
            continue;
        };
        if was.is_some_and(|was| was.is_dir() != is.is_dir()) {
            remove(writes, &old, &change.path, &path);
        }
        let mode = is.meta.mode;
        match (is.as_file(), is.as_symlink()) {
            (Some(file), _) => {
                let bytes = file.blob.bytes().into_owned();
                writes.push_back(HostRequest::WriteFile { path, bytes, mode });
            }
            (_, Some(target)) => {
                writes.push_back(HostRequest::Symlink { path, target: target.to_owned() });
            }
            // That only its time is another is of no account.
            _ if is.is_dir() && was.is_none_or(|was| !was.is_dir()) => {
                writes.push_back(HostRequest::MakeDir { path, mode });
            }
            _ => {}
        }
    }
}

/// Removes a path with everything that was below, from the bottom up.
fn remove(writes: &mut VecDeque<HostRequest>, old: &Snapshot, place: &VPath, path: &str) {
    let below: Vec<String> =
        old.walk(place).filter_map(|(inner, _)| Some(inner.strip_prefix(place)?.to_owned())).collect();
    for inner in below.iter().rev() {
        let path = if inner.is_empty() { path.to_owned() } else { format!("{path}/{inner}") };
        writes.push_back(HostRequest::Remove { path });
    }
}
