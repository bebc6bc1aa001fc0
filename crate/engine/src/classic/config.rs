//! What a container runs with, as the daemon keeps it in images.

use std::collections::{BTreeMap, BTreeSet};

use oci::{ContainerConfig, Healthcheck};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The shell of shell forms where SHELL has not set another.
const DEFAULT_SHELL: [&str; 2] = ["/bin/sh", "-c"];

/// `PATH` of an image that has none.
const DEFAULT_PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What a container runs with. Serialises as the daemon's `container.Config`: in the order of its fields, absent lists
/// and maps as `null`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RunConfig {
    /// Short id of the container; empty in an image's own configuration.
    pub hostname: String,
    domainname: String,
    /// `USER`.
    pub user: String,
    attach_stdin: bool,
    attach_stdout: bool,
    attach_stderr: bool,
    /// `EXPOSE`: `80/tcp`.
    #[serde(serialize_with = "set", deserialize_with = "names", skip_serializing_if = "BTreeSet::is_empty")]
    pub exposed_ports: BTreeSet<String>,
    tty: bool,
    open_stdin: bool,
    stdin_once: bool,
    /// `ENV`: `NAME=value`.
    #[serde(serialize_with = "list", deserialize_with = "or_empty")]
    pub env: Vec<String>,
    /// `CMD` in exec form; in the configuration of a step's container, the text of the step.
    pub cmd: Option<Vec<String>>,
    /// `HEALTHCHECK`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healthcheck: Option<Healthcheck>,
    /// Inherited from images that BuildKit made.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub args_escaped: bool,
    /// Id of the image that the step started from.
    pub image: String,
    /// `VOLUME`.
    #[serde(serialize_with = "set_or_null", deserialize_with = "names")]
    pub volumes: BTreeSet<String>,
    /// `WORKDIR`.
    pub working_dir: String,
    /// `ENTRYPOINT` in exec form.
    pub entrypoint: Option<Vec<String>>,
    /// `ONBUILD`.
    #[serde(serialize_with = "list", deserialize_with = "or_empty")]
    pub on_build: Vec<String>,
    /// `LABEL`; `Some` as soon as there was a map, however empty.
    pub labels: Option<BTreeMap<String, String>>,
    /// `STOPSIGNAL`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stop_signal: String,
    /// `SHELL`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shell: Vec<String>,
}

impl RunConfig {
    /// What a stage starts with on an image.
    pub fn inherited(config: &ContainerConfig) -> Self {
        let some = |list: &Vec<String>| (!list.is_empty()).then(|| list.clone());
        let mut inherited = Self {
            user: config.user.clone(),
            exposed_ports: config.exposed_ports.clone(),
            env: config.env.clone(),
            cmd: some(&config.cmd),
            healthcheck: config.healthcheck.clone(),
            args_escaped: config.args_escaped,
            volumes: config.volumes.clone(),
            working_dir: config.working_dir.clone(),
            entrypoint: some(&config.entrypoint),
            on_build: config.on_build.clone(),
            labels: (!config.labels.is_empty()).then(|| config.labels.clone()),
            stop_signal: config.stop_signal.clone(),
            shell: config.shell.clone(),
            ..Self::default()
        };
        if !inherited.env.iter().any(|entry| entry.starts_with("PATH=")) {
            inherited.env.push(DEFAULT_PATH.to_owned());
        }
        inherited
    }

    /// The shell of shell forms.
    pub fn shell(&self) -> Vec<String> {
        match self.shell.is_empty() {
            true => DEFAULT_SHELL.map(str::to_owned).to_vec(),
            false => self.shell.clone(),
        }
    }

    /// Sets a variable, in its old place if it was set before.
    pub fn set_env(&mut self, name: &str, value: &str) {
        let entry = format!("{name}={value}");
        let known = |other: &&mut String| other.split('=').next() == Some(name);
        match self.env.iter_mut().find(known) {
            Some(old) => *old = entry,
            None => self.env.push(entry),
        }
    }

    /// The same with another command.
    pub fn with_cmd(&self, cmd: Vec<String>) -> Self {
        let mut config = self.clone();
        config.cmd = Some(cmd);
        config
    }

    /// Whether the cache takes the two for one: what `runconfig.Compare` looks at. Working directory, health check and
    /// shell are not among it.
    pub fn same_step(&self, other: &Self) -> bool {
        fn list<T: Clone + Default>(list: &Option<T>) -> T {
            list.clone().unwrap_or_default()
        }
        self.user == other.user
            && self.env == other.env
            && self.exposed_ports == other.exposed_ports
            && self.volumes == other.volumes
            && list(&self.cmd) == list(&other.cmd)
            && list(&self.entrypoint) == list(&other.entrypoint)
            && list(&self.labels) == list(&other.labels)
    }

    /// The text of the step, for a step's container: `/bin/sh -c #(nop)  CMD ["a"]`.
    pub fn created_by(&self) -> String {
        self.cmd.as_ref().map(|words| words.join(" ")).unwrap_or_default()
    }
}

fn list<S: Serializer>(list: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    (!list.is_empty()).then_some(list).serialize(serializer)
}

#[derive(Serialize)]
struct Empty {}

fn set<S: Serializer>(set: &BTreeSet<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(set.iter().map(|name| (name, Empty {})))
}

fn set_or_null<S: Serializer>(names: &BTreeSet<String>, serializer: S) -> Result<S::Ok, S::Error> {
    if names.is_empty() { serializer.serialize_none() } else { set(names, serializer) }
}

fn or_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<String>, D::Error> {
    let map = Option::<BTreeMap<String, IgnoredAny>>::deserialize(deserializer)?;
    Ok(map.unwrap_or_default().into_keys().collect())
}
