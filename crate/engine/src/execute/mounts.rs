//! `RUN --mount`: what is put into a process's tree before it starts and taken out after it ended.

use vfs::{Blob, Follow, FsError, Meta, Node, Snapshot, Time, Tree, VPath, VPathBuf};

use super::exec::{HOSTNAME, touch};
use super::{Around, Failed, Inputs};
use crate::op::ExecOp;
use crate::op::exec::{Mount, MountKind};

/// Mounts in place.
pub(super) struct Mounted {
    list: Vec<Place>,
}

struct Place {
    path: VPathBuf,
    /// What stood there.
    hidden: Option<Node>,
    /// Directories that were made on the way, the topmost first.
    made: Vec<VPathBuf>,
    /// The cache that it is.
    cache: Option<String>,
}

impl Mounted {
    /// Puts everything but the root in place, in order.
    pub(super) fn mount(
        tree: &mut Tree,
        op: &ExecOp,
        inputs: &Inputs,
        around: &Around<'_>,
        now: Time,
    ) -> Result<Self, Failed> {
        let mut mounted = Self { list: Vec::new() };
        for (path, text) in network_files(op) {
            let node = Node::file(Blob::from(text.into_bytes()), Meta::root(0o644, now));
            mounted
                .place_node(tree, path, node, (None, true), now)
                .map_err(|error| Failed::new(format!("failed to mount {path}: {error}")))?;
        }
        for mount in op.mounts.iter().skip(1) {
            if let Some(node) = content(mount, inputs, around, now)? {
                let cache = match &mount.kind {
                    MountKind::Cache { id, .. } => Some(cache_key(id, mount, inputs)),
                    _ => None,
                };
                mounted
                    .place_node(tree, &mount.target, node, (cache, mount.readonly), now)
                    .map_err(|error| Failed::new(format!("failed to mount {}: {error}", mount.target)))?;
            }
        }
        Ok(mounted)
    }

    /// Puts a node somewhere and remembers what stood there, the cache that it is, and whether it is read-only.
    fn place_node(
        &mut self,
        tree: &mut Tree,
        target: &str,
        node: Node,
        (cache, readonly): (Option<String>, bool),
        now: Time,
    ) -> Result<(), FsError> {
        let path = tree.destination(&VPathBuf::normalise(target))?;
        let parent = path.parent().unwrap_or(VPath::root()).to_owned();
        let around = parent.ancestors().find(|path| tree.exists(path)).unwrap_or(VPath::root()).to_owned();
        let made = tree.mkdir_all(&parent, &Meta::root(0o755, now))?;
        let hidden = tree.lookup(&path, Follow::Never).ok().cloned();
        tree.put(&path, node)?;
        if hidden.is_none() {
            touch(tree, &around, now)?;
        }
        tree.mount(&path, readonly)?;
        self.list.push(Place { path, hidden, made, cache });
        Ok(())
    }

    /// Takes everything out again, the last first, and keeps what is in caches.
    pub(super) fn unmount(self, tree: &mut Tree, around: &mut Around<'_>, now: Time) -> Result<(), FsError> {
        self.list.iter().for_each(|place| tree.unmount(&place.path));
        for place in self.list.into_iter().rev() {
            if let (Some(id), Ok(node)) = (&place.cache, tree.lookup(&place.path, Follow::Never)) {
                let mut kept = Snapshot::empty().edit();
                kept.put(VPath::root(), node.clone())?;
                around.cache.set_mount(id, kept.freeze());
            }
            match place.hidden {
                Some(node) => tree.put(&place.path, node)?,
                None => {
                    tree.remove_all(&place.path, now)?;
                    remove_empty(tree, &place.made, now)?;
                }
            }
        }
        Ok(())
    }
}

/// Removes directories that were made for a mount. What a process put there stays, and the directory with it.
fn remove_empty(tree: &mut Tree, made: &[VPathBuf], now: Time) -> Result<(), FsError> {
    for directory in made.iter().rev() {
        if tree.list(directory).is_ok_and(|entries| entries.is_empty()) {
            tree.remove(directory, now)?;
        }
    }
    Ok(())
}

/// The files that every process gets for its network.
fn network_files(op: &ExecOp) -> [(&'static str, String); 2] {
    let hostname = op.hostname.as_deref().unwrap_or(HOSTNAME);
    let mut hosts = format!("127.0.0.1\tlocalhost {hostname}\n::1\tlocalhost ip6-localhost ip6-loopback\n");
    for (name, address) in &op.extra_hosts {
        hosts.push_str(&format!("{address}\t{name}\n"));
    }
    [("/etc/resolv.conf", "nameserver 8.8.8.8\nnameserver 8.8.4.4\n".to_owned()), ("/etc/hosts", hosts)]
}

/// What a mount shows; `None` if it is optional and not there.
fn content(mount: &Mount, inputs: &Inputs, around: &Around<'_>, now: Time) -> Result<Option<Node>, Failed> {
    match &mount.kind {
        MountKind::Root => Ok(None),
        MountKind::Tmpfs { .. } => Ok(Some(Node::dir(Meta::root(0o1777, now)))),
        MountKind::Bind => bind(mount, inputs).map(Some),
        MountKind::Cache { id, .. } => match around.cache.mount(&cache_key(id, mount, inputs)) {
            Some(tree) => Ok(Some(tree.root().clone())),
            None if mount.input.is_some() => bind(mount, inputs).map(Some),
            None => Ok(Some(Node::dir(Meta::root(0o755, now)))),
        },
        MountKind::Secret { id, optional, uid, gid, mode } => match around.secrets.get(id) {
            Some(value) => {
                let meta = Meta { uid: *uid, gid: *gid, ..Meta::root(*mode, now) };
                Ok(Some(Node::file(Blob::from(value.clone()), meta)))
            }
            None if *optional => Ok(None),
            None => Err(Failed::new(format!("secret {id}: not found"))),
        },
        MountKind::Ssh { id, optional } => match around.ssh.iter().any(|known| known == id) {
            true => Ok(Some(Node::file(Blob::empty(), Meta::root(0o600, now)))),
            false if *optional => Ok(None),
            false => {
                Err(Failed::new(format!("no SSH key {} forwarded from the client", dockerfile::quote(id))))
            }
        },
    }
}

/// What a cache is kept under: its id, and the result that it began with if it did not begin empty.
fn cache_key(id: &str, mount: &Mount, inputs: &Inputs) -> String {
    let record = mount.input.and_then(|input| inputs.records.get(input).copied().flatten());
    record.map_or_else(|| id.to_owned(), |record| format!("{id}:{}", record.0))
}

fn bind(mount: &Mount, inputs: &Inputs) -> Result<Node, Failed> {
    let tree = mount.input.map_or_else(Snapshot::empty, |input| inputs.tree(input));
    let path = VPathBuf::normalise(&mount.source);
    match tree.lookup(&path, Follow::All) {
        Ok(node) => Ok(node.clone()),
        Err(error) => {
            let reason = error.errno.text().to_lowercase();
            Err(Failed::new(format!("failed to mount {}: {path}: {reason}", mount.target)))
        }
    }
}
