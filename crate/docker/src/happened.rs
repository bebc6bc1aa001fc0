//! What has happened on the host, for `docker system events`.

use std::collections::{BTreeMap, VecDeque};

use vfs::Time;

use crate::host::Host;

/// How many events are kept, as a daemon keeps them. Like a daemon's they are forgotten when it ends.
const KEPT: usize = 256;

/// One event.
#[derive(Debug, Clone)]
pub(crate) struct Happened {
    /// Counted over all events.
    pub(crate) number: u64,
    pub(crate) time: Time,
    /// `container`, `image`, `network`, `volume`.
    pub(crate) kind: &'static str,
    pub(crate) action: &'static str,
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
        action: &'static str,
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
            action,
            id: id.to_owned(),
            attributes,
        });
        log.next += 1;
    }

    /// Something that happened to a container, whose image, name and labels are told with it.
    pub(crate) fn note_container(
        &mut self,
        at: usize,
        time: Time,
        action: &'static str,
        more: &[(&str, &str)],
    ) {
        let Some(container) = self.containers.all.get(at) else { return };
        let (id, config) = (container.id.clone(), container.config.clone());
        let name = container.name.clone();
        let mut attributes: Vec<(&str, &str)> =
            config.labels.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        attributes.extend([("image", config.image.as_str()), ("name", name.as_str())]);
        attributes.extend(more);
        self.note(time, "container", action, &id, &attributes);
    }

    /// A container has joined or left its networks.
    pub(crate) fn note_networks(&mut self, at: usize, time: Time, action: &'static str) {
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
            let kind = if matches!(name.as_str(), "host" | "none") { name.as_str() } else { "bridge" };
            let kind = if kind == "none" { "null" } else { kind };
            self.note(
                time,
                "network",
                action,
                &network,
                &[("container", &id), ("name", &name), ("type", kind)],
            );
        }
    }

    /// Something that happened to an image under a name.
    pub(crate) fn note_image(&mut self, action: &'static str, id: &str, name: &str) {
        self.note(self.now(), "image", action, id, &[("name", name)]);
    }
}
