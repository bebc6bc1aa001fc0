//! What a container was asked to be.

use std::collections::{BTreeMap, BTreeSet};

use oci::{ContainerConfig, Healthcheck};
use serde::{Deserialize, Serialize};

/// What runs in a container and how, the image's settings taken in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Config {
    /// As the user typed it.
    pub(crate) image: String,
    pub(crate) hostname: String,
    pub(crate) user: String,
    pub(crate) tty: bool,
    /// `-i`: stdin stays open.
    pub(crate) stdin: bool,
    pub(crate) attach: bool,
    pub(crate) env: Vec<String>,
    pub(crate) entrypoint: Vec<String>,
    pub(crate) cmd: Vec<String>,
    pub(crate) working_dir: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) exposed: BTreeSet<String>,
    /// Paths that the image declares as volumes.
    pub(crate) volumes: BTreeSet<String>,
    pub(crate) stop_signal: String,
    pub(crate) stop_timeout: Option<u32>,
    pub(crate) health: Option<Healthcheck>,
}

impl Config {
    /// Fills what the user left open from the image's settings.
    pub(crate) fn take_from(&mut self, image: &ContainerConfig, entrypoint_given: bool) {
        if !entrypoint_given {
            self.entrypoint.clone_from(&image.entrypoint);
            if self.cmd.is_empty() {
                self.cmd.clone_from(&image.cmd);
            }
        }
        let name = |pair: &str| pair.split_once('=').map_or(pair, |(name, _)| name).to_owned();
        let given: BTreeSet<String> = self.env.iter().map(|pair| name(pair)).collect();
        self.env.extend(image.env.iter().filter(|pair| !given.contains(&name(pair))).cloned());
        for (slot, value) in [
            (&mut self.user, &image.user),
            (&mut self.working_dir, &image.working_dir),
            (&mut self.stop_signal, &image.stop_signal),
        ] {
            if slot.is_empty() {
                slot.clone_from(value);
            }
        }
        for (key, value) in &image.labels {
            self.labels.entry(key.clone()).or_insert_with(|| value.clone());
        }
        self.exposed.extend(image.exposed_ports.iter().cloned());
        self.volumes.extend(image.volumes.iter().cloned());
        let inherits = self.health.as_ref().is_none_or(|health| health.test.is_empty());
        if let (true, Some(theirs)) = (inherits, &image.healthcheck) {
            let own = self.health.take().unwrap_or_default();
            let or = |own: i64, theirs: i64| if own == 0 { theirs } else { own };
            self.health = Some(Healthcheck {
                test: theirs.test.clone(),
                interval: or(own.interval, theirs.interval),
                timeout: or(own.timeout, theirs.timeout),
                start_period: or(own.start_period, theirs.start_period),
                start_interval: or(own.start_interval, theirs.start_interval),
                retries: or(own.retries, theirs.retries),
            });
        }
    }

    /// Entrypoint and command.
    pub(crate) fn argv(&self) -> Vec<String> {
        self.entrypoint.iter().chain(&self.cmd).cloned().collect()
    }
}

/// What the machine gives a container.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct HostOptions {
    /// `-v` as typed.
    pub(crate) binds: Vec<String>,
    pub(crate) mounts: Vec<Mount>,
    pub(crate) network: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) ip: Option<String>,
    pub(crate) ports: Vec<Port>,
    pub(crate) publish_all: bool,
    pub(crate) auto_remove: bool,
    pub(crate) restart: Restart,
    pub(crate) read_only: bool,
    pub(crate) init: bool,
    pub(crate) privileged: bool,
    /// Bytes; 0 for no limit.
    pub(crate) memory: u64,
    /// Billionths of a processor.
    pub(crate) nano_cpus: u64,
    pub(crate) extra_hosts: Vec<String>,
    pub(crate) dns: Vec<String>,
    pub(crate) dns_search: Vec<String>,
    pub(crate) cap_add: Vec<String>,
    pub(crate) cap_drop: Vec<String>,
    pub(crate) container_id_file: String,
}

/// Files from elsewhere at a place of the container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mount {
    pub(crate) kind: MountKind,
    /// Name of the volume, or absolute path on the host.
    pub(crate) source: String,
    pub(crate) target: String,
    pub(crate) read_only: bool,
    /// A volume that goes with the container when that is removed with `-v` or `--rm`.
    pub(crate) anonymous: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum MountKind {
    Volume,
    Bind,
    Tmpfs,
}

impl MountKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            MountKind::Volume => "volume",
            MountKind::Bind => "bind",
            MountKind::Tmpfs => "tmpfs",
        }
    }
}

/// A published port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Port {
    /// `80/tcp`.
    pub(crate) container: String,
    /// Empty for all addresses.
    pub(crate) host_ip: String,
    /// 0 to have one chosen.
    pub(crate) host: u16,
}

/// When a container that has ended is started again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum Restart {
    #[default]
    No,
    Always,
    UnlessStopped,
    /// At most so often; 0 for ever.
    OnFailure(u32),
}

impl Restart {
    /// As docker names it, with the most attempts.
    pub(crate) fn name(self) -> (&'static str, u32) {
        match self {
            Restart::No => ("no", 0),
            Restart::Always => ("always", 0),
            Restart::UnlessStopped => ("unless-stopped", 0),
            Restart::OnFailure(most) => ("on-failure", most),
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Restart, String> {
        let (name, most) = match text.split_once(':') {
            Some((name, most)) => (
                name,
                Some(most.parse::<u32>().map_err(|_| "maximum retry count must be an integer".to_owned())?),
            ),
            None => (text, None),
        };
        match (name, most) {
            ("" | "no", None) => Ok(Restart::No),
            ("always", None) => Ok(Restart::Always),
            ("unless-stopped", None) => Ok(Restart::UnlessStopped),
            ("on-failure", most) => Ok(Restart::OnFailure(most.unwrap_or(0))),
            ("always" | "no" | "unless-stopped", Some(_)) => Err(format!(
                "Error response from daemon: maximum retry count cannot be used with restart policy '{name}'"
            )),
            _ => Err(format!("Error response from daemon: invalid restart policy '{name}'")),
        }
    }
}
