//! A container's files: what the daemon lays over them, and what is mounted.

use vfs::{Blob, Follow, Meta, Node, Time, Tree, VPath, VPathBuf};

use super::{Container, Containers, MountKind, Network};

/// Makes the working directory and what is missing above it, owned by root.
pub(super) fn make_working_dir(container: &mut Container, now: Time) -> Result<(), String> {
    if container.config.working_dir.is_empty() {
        return Ok(());
    }
    let path = VPathBuf::normalise(&container.config.working_dir);
    match container.tree.mkdir_all(&path, &Meta::root(0o755, now)) {
        Ok(_) => Ok(()),
        Err(_) if container.tree.exists(&path) => Err(format!("Cannot mkdir: {path} is not a directory")),
        Err(error) => Err(format!("mkdir {}: {}", error.path, error.errno.text().to_lowercase())),
    }
}

/// Writes the files that tell a container who and where it is.
pub(super) fn write_identity(container: &mut Container, networks: &[Network], now: Time) {
    let hostname = &container.config.hostname;
    let mut hosts =
        "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n\
                     ff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n"
            .to_owned();
    for extra in &container.options.extra_hosts {
        if let Some((name, address)) = extra.split_once([':', '=']) {
            let address = if address == "host-gateway" { "172.17.0.1" } else { address };
            hosts.push_str(&format!("{address}\t{name}\n"));
        }
    }
    for endpoint in &container.endpoints {
        if let Some(address) = &endpoint.address {
            hosts.push_str(&format!("{address}\t{hostname}\n"));
        }
    }
    let named = |endpoint: &super::Endpoint| {
        networks.iter().any(|network| network.id == endpoint.network && network.resolves_names())
    };
    let mut resolv = String::new();
    if !container.options.dns_search.is_empty() {
        resolv.push_str(&format!("search {}\n", container.options.dns_search.join(" ")));
    }
    let own = container.options.dns.iter().map(String::as_str).collect::<Vec<_>>();
    let servers = match () {
        () if container.endpoints.iter().any(named) => vec!["127.0.0.11"],
        () if own.is_empty() => vec!["192.168.65.7"],
        () => own,
    };
    for server in servers {
        resolv.push_str(&format!("nameserver {server}\n"));
    }
    let files =
        [("/etc/hosts", hosts), ("/etc/hostname", format!("{hostname}\n")), ("/etc/resolv.conf", resolv)];
    for (path, text) in files {
        let node = Node::file(Blob::from(text.into_bytes()), Meta::root(0o644, now));
        // Where something else stands in the way, the daemon leaves it.
        let _ = container.tree.put(&VPathBuf::normalise(path), node);
    }
}

/// Lays volumes and host files into a container's tree.
pub(super) fn mount(containers: &mut Containers, at: usize, now: Time) {
    let Some(container) = containers.all.get_mut(at) else { return };
    for mount in &container.options.mounts {
        let place = place(&container.tree, &mount.target);
        let node = match mount.kind {
            MountKind::Volume => {
                let Some(volume) = containers.volumes.get_mut(&mount.source) else { continue };
                if std::mem::take(&mut volume.fresh)
                    && let Ok(node) = container.tree.lookup(&place, Follow::All)
                    && node.is_dir()
                {
                    volume.node = node.clone();
                }
                volume.node.clone()
            }
            MountKind::Bind => match containers.binds.get(&mount.source) {
                Some(node) => node.clone(),
                None => Node::dir(Meta::root(0o755, now)),
            },
            MountKind::Tmpfs => match container.tree.lookup(&place, Follow::All) {
                Ok(node) if node.is_dir() && node.meta.mode == 0o1777 => continue,
                _ => Node::dir(Meta::root(0o1777, now)),
            },
        };
        lay(&mut container.tree, &place, node, now);
    }
}

/// Puts a node at a place unless it is there already, so that a process does not see a change where there is none.
fn lay(tree: &mut Tree, place: &VPath, node: Node, now: Time) {
    if tree.lookup(place, Follow::Never).is_ok_and(|there| is_same(there, &node)) {
        return;
    }
    if let Some(parent) = place.parent() {
        // A parent that is no directory is the user's mistake; the mount is then not there.
        let _ = tree.mkdir_all(parent, &Meta::root(0o755, now));
    }
    let _ = tree.put(place, node);
}

fn is_same(one: &Node, other: &Node) -> bool {
    one.digest() == other.digest() && one.meta == other.meta
}

/// Takes what a container made of volumes and host files back to where they belong.
pub(super) fn collect(containers: &mut Containers, at: usize) {
    let Some(container) = containers.all.get(at) else { return };
    for mount in container.options.mounts.iter().filter(|mount| !mount.read_only) {
        let place = place(&container.tree, &mount.target);
        let Ok(node) = container.tree.lookup(&place, Follow::Never) else { continue };
        match mount.kind {
            MountKind::Volume => {
                if let Some(volume) = containers.volumes.get_mut(&mount.source) {
                    volume.node = node.clone();
                }
            }
            MountKind::Bind => {
                let before = containers.binds.get(&mount.source);
                if before.is_none_or(|before| !is_same(before, node)) {
                    let before = containers.binds.insert(mount.source.clone(), node.clone());
                    containers.unwritten.entry(mount.source.clone()).or_insert(before);
                }
            }
            MountKind::Tmpfs => {}
        }
    }
}

/// Where a mount stands once links are followed.
fn place(tree: &Tree, target: &str) -> VPathBuf {
    let path = VPathBuf::normalise(target);
    tree.destination(&path).unwrap_or(path)
}
