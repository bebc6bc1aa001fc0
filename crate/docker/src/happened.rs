//! What has happened on the host, for `docker system events`.

use std::collections::{BTreeMap, VecDeque};

use vfs::Time;

use crate::container::MountKind;
use crate::host::Host;

/// How many events are kept, as a daemon keeps them. Like a daemon's they are forgotten when it ends.
const KEPT: usize = 256;

/// One event.
#[derive(Debug, Clone)]
pub(crate) struct Happened {
    /// Counted over all events.
    pub(crate) number: u64,
    pub(crate) time: Time,
    /// `builder`, `container`, `image`, `network`, `volume`.
    pub(crate) kind: &'static str,
    pub(crate) action: String,
    pub(crate) id: String,
    pub(crate) attributes: BTreeMap<String, String>,
}

/// The newest events, the oldest of them first.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) events: VecDeque<Happened>,
    next: u64,
}

impl Host {
    pub(crate) fn note(
        &mut self,
        time: Time,
        kind: &'static str,
        action: &str,
        id: &str,
        attributes: &[(&str, &str)],
    ) {
        let log = &mut self.log;
        if log.events.len() == KEPT {
            log.events.pop_front();
        }
        let attributes =
            attributes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        log.events.push_back(Happened {
            number: log.next,
            time,
            kind,
            action: action.to_owned(),
            id: id.to_owned(),
            attributes,
        });
        log.next += 1;
    }

    /// Something that happened to a container, whose image, name and labels are told with it.
    pub(crate) fn note_container(&mut self, at: usize, time: Time, action: &str, more: &[(&str, &str)]) {
        let Some(container) = self.containers.all.get(at) else { return };
        let (id, config) = (container.id.clone(), container.config.clone());
        let name = container.name.clone();
        let mut attributes: Vec<(&str, &str)> =
            config.labels.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        attributes.extend([("image", config.image.as_str()), ("name", name.as_str())]);
        attributes.extend(more);
        self.note(time, "container", action, &id, &attributes);
    }

    /// Something that happens to a container now.
    pub(crate) fn note_now(&mut self, id: &str, action: &str, more: &[(&str, &str)]) {
        if let Some(at) = self.containers.position(id) {
            self.note_container(at, self.now(), action, more);
        }
    }

    /// A container has joined or left its networks.
    pub(crate) fn note_networks(&mut self, at: usize, time: Time, action: &str) {
        let Some(container) = self.containers.all.get(at) else { return };
        let id = container.id.clone();
        let joined: Vec<(String, String)> = container
            .endpoints
            .iter()
            .filter_map(|endpoint| {
                let known = self.containers.networks.iter().find(|network| network.id == endpoint.network)?;
                Some((known.id.clone(), known.name.clone()))
            })
            .collect();
        for (network, name) in joined {
            self.note_joined(time, action, &network, &name, &id);
        }
    }

    /// A container has joined or left a network.
    pub(crate) fn note_joined(
        &mut self,
        time: Time,
        action: &str,
        network: &str,
        name: &str,
        container: &str,
    ) {
        let attributes = [("container", container), ("name", name), ("type", driver(name))];
        self.note(time, "network", action, network, &attributes);
    }

    /// Something that happened to a network itself.
    pub(crate) fn note_network(&mut self, action: &str, network: &str, name: &str) {
        self.note(self.now(), "network", action, network, &[("name", name), ("type", driver(name))]);
    }

    /// The volumes of a container were mounted or given back.
    pub(crate) fn note_mounts(&mut self, at: usize, time: Time, action: &str) {
        let Some(container) = self.containers.all.get(at) else { return };
        let id = container.id.clone();
        let volumes = container.options.mounts.iter().filter(|mount| mount.kind == MountKind::Volume);
        for mount in volumes.cloned().collect::<Vec<_>>() {
            let writable = (!mount.read_only).to_string();
            let mut attributes = vec![("container", id.as_str()), ("driver", "local")];
            if action == "mount" {
                let place =
                    [("destination", mount.target.as_str()), ("propagation", ""), ("read/write", &writable)];
                attributes.extend(place);
            }
            self.note(time, "volume", action, &mount.source, &attributes);
        }
    }

    /// A volume was made or is gone.
    pub(crate) fn note_volume(&mut self, action: &str, name: &str) {
        self.note(self.now(), "volume", action, name, &[("driver", "local")]);
    }

    /// Something that happened to an image under a name. Its labels are told with it while it is there.
    pub(crate) fn note_image(&mut self, action: &str, id: &str, name: &str) {
        let image = self.named(id).ok();
        let labels = image.map(|image| image.config().config.labels.clone()).unwrap_or_default();
        let mut attributes: Vec<(&str, &str)> =
            labels.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        attributes.push(("name", name));
        self.note(self.now(), "image", action, id, &attributes);
    }

    /// What nobody needs was removed, which freed so many bytes.
    pub(crate) fn note_prune(&mut self, kind: &'static str, bytes: u64) {
        self.note(self.now(), kind, "prune", "", &[("reclaimed", &bytes.to_string())]);
    }
}

/// The driver of a network, by its name.
fn driver(name: &str) -> &str {
    match name {
        "host" => "host",
        "none" => "null",
        _ => "bridge",
    }
}
