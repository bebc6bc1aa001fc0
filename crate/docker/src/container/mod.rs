//! Containers: a writable layer over an image, what runs in it on the simulated clock, and what it has of the machine.

mod binds;
pub(crate) mod config;
mod files;
mod guest;
mod health;
pub(crate) mod life;
mod names;
pub(crate) mod network;
mod run;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use oci::Image;
use serde::{Deserialize, Serialize};
use shell::{GuestRequest, Live, Packages, Wait};
use vfs::{Digest, Node, Snapshot, Time, Tree, VPathBuf};

pub use self::guest::{FileAnswer, FileCall, Reached};
pub use self::run::{Guest, GuestOwner};
pub(crate) use config::{Config, HostOptions, Mount, MountKind, Port, Restart};
pub(crate) use guest::GuestWork;
pub(crate) use network::{Endpoint, Network};

use crate::host::Host;
use crate::task::Stream;

/// All containers of a host, and what they share.
#[derive(Default)]
pub(crate) struct Containers {
    /// By id, in the order of their making.
    pub(crate) all: Vec<Container>,
    pub(crate) volumes: BTreeMap<String, Volume>,
    pub(crate) networks: Vec<Network>,
    /// Files of the host that are mounted into containers, by absolute path.
    pub(crate) binds: BTreeMap<String, Node>,
    /// Those that containers have written to since the host's files were made the same, as they were then.
    pub(crate) unwritten: BTreeMap<String, Option<Node>>,
    /// How many ids were drawn.
    pub(crate) drawn: u64,
    /// What package managers find.
    pub(crate) packages: Packages,
    /// Programs that the front end runs.
    pub(crate) guests: BTreeSet<String>,
}

/// A named tree outside of all containers.
#[derive(Clone)]
pub(crate) struct Volume {
    pub(crate) node: Node,
    pub(crate) created: Time,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) anonymous: bool,
    /// Nothing was mounted on it yet: it takes what the image has at its place.
    pub(crate) fresh: bool,
}

/// A container.
pub(crate) struct Container {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) created: Time,
    pub(crate) image: Digest,
    pub(crate) config: Config,
    pub(crate) options: HostOptions,
    pub(crate) state: State,
    /// The image with the mount points that the daemon lays over it.
    pub(crate) base: Snapshot,
    pub(crate) tree: Tree,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) log: Vec<Piece>,
    pub(crate) main: Option<Process>,
    pub(crate) execs: Vec<Exec>,
    /// How many of those there were since it was started.
    pub(crate) begun: u32,
    /// Clients that follow it; it is not taken away under them.
    pub(crate) followers: u32,
}

/// How a container stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) status: Status,
    pub(crate) exit: i32,
    pub(crate) error: String,
    /// It was killed because it held more memory than it may.
    #[serde(default)]
    pub(crate) oom: bool,
    /// Seconds and nanoseconds.
    pub(crate) started: Option<(i64, u32)>,
    pub(crate) finished: Option<(i64, u32)>,
    pub(crate) restarts: u32,
    /// When it is killed, if it has not ended by then.
    pub(crate) kill_at: Option<(i64, u32)>,
    /// When it is started again.
    pub(crate) restart_at: Option<(i64, u32)>,
    /// Somebody stopped it on purpose.
    pub(crate) stopped: bool,
    /// It goes as soon as nobody follows it.
    pub(crate) leaving: bool,
    pub(crate) health: Option<Health>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Created,
    Running,
    Paused,
    Restarting,
    Exited,
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Status::Created => "created",
            Status::Running => "running",
            Status::Paused => "paused",
            Status::Restarting => "restarting",
            Status::Exited => "exited",
        }
    }
}

/// What health checks came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Health {
    /// `starting`, `healthy` or `unhealthy`.
    pub(crate) status: String,
    pub(crate) failing: u32,
    /// When it is checked next, or when the check that runs has to be over.
    pub(crate) next: (i64, u32),
}

/// Something that a process printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) time: Time,
    pub(crate) stream: Stream,
    pub(crate) bytes: Vec<u8>,
}

/// A process of a container.
pub(crate) struct Process {
    pub(crate) live: Live,
    pub(crate) waits: Option<Wait>,
    pub(crate) running: Vec<(u32, Vec<String>)>,
    /// What has arrived for a guest that the front end runs.
    pub(crate) guest_input: VecDeque<shell::Arrival>,
    pub(crate) guest_work: GuestWork,
}

/// The number of the `exec` that checks a container's health.
pub(crate) const CHECK: u64 = u64::MAX;

/// `docker exec`, or the check of the container's health.
pub(crate) struct Exec {
    pub(crate) number: u64,
    pub(crate) process: Process,
    pub(crate) tty: bool,
    pub(crate) log: Vec<Piece>,
    pub(crate) exit: Option<i32>,
}

impl Process {
    pub(crate) fn new(live: Live) -> Process {
        Process {
            live,
            waits: None,
            running: Vec::new(),
            guest_input: VecDeque::new(),
            guest_work: GuestWork::default(),
        }
    }

    /// The guest that it waits for.
    pub(crate) fn guest(&self) -> Option<&GuestRequest> {
        match &self.waits {
            Some(Wait::Guest(request)) => Some(request),
            _ => None,
        }
    }
}

impl State {
    pub(crate) fn created() -> State {
        State {
            status: Status::Created,
            exit: 0,
            error: String::new(),
            oom: false,
            started: None,
            finished: None,
            restarts: 0,
            kill_at: None,
            restart_at: None,
            stopped: false,
            leaving: false,
            health: None,
        }
    }
}

impl Container {
    /// The first twelve digits of the id.
    pub(crate) fn short(&self) -> &str {
        self.id.get(..12).unwrap_or(&self.id)
    }

    /// Whether it has a process, even a paused one.
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.state.status, Status::Running | Status::Paused | Status::Restarting)
    }

    /// What runs in it: numbers and arguments.
    pub(crate) fn processes(&self) -> Vec<(u32, Vec<String>)> {
        let execs = self.execs.iter().filter(|exec| exec.exit.is_none()).map(|exec| &exec.process);
        self.main.iter().chain(execs).flat_map(|process| process.running.iter().cloned()).collect()
    }

    /// The command line as lists show it, words with blanks quoted.
    pub(crate) fn command(&self) -> String {
        // The path of the program is shown as it is, its arguments as a shell would take them.
        let argv = self.config.argv();
        let (program, rest) =
            argv.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
        let words: Vec<String> = rest.iter().map(|word| quoted(word)).collect();
        [program].into_iter().chain(words.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
    }

    /// What was changed, as it stands in the writable layer.
    pub(crate) fn layer(&self, now: Time) -> (Option<oci::Layer>, Vec<vfs::Change>) {
        let path = |text: &&str| VPathBuf::normalise(text);
        let mut outside: Vec<VPathBuf> = engine::classic::KERNEL.iter().map(path).collect();
        outside.extend(engine::classic::MOUNTED_FILES.iter().map(path));
        let volumes: Vec<VPathBuf> =
            self.options.mounts.iter().map(|mount| VPathBuf::normalise(&mount.target)).collect();
        outside.extend(volumes.iter().cloned());
        engine::classic::layer_without(&self.base, &volumes, &outside, self.tree.clone(), now)
    }

    /// Bytes of the files in the writable layer.
    pub(crate) fn own_size(&self, now: Time) -> u64 {
        let (_, changes) = self.layer(now);
        changes.iter().filter_map(|change| change.node.as_ref()).map(Node::size).sum()
    }
}

/// A word as a shell would have to be given it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,@%+~^[]{}!?".contains(c);
    match word {
        "" => "''".to_owned(),
        word if word.chars().all(plain) => word.to_owned(),
        word => format!("'{}'", word.replace('\'', "'\"'\"'")),
    }
}

impl Containers {
    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        self.all.iter().position(|container| container.id == id)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Container> {
        self.all.iter().find(|container| container.id == id)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Container> {
        self.all.iter_mut().find(|container| container.id == id)
    }

    /// The container that a user names: by name, by id, or by the beginning of an id.
    pub(crate) fn find(&self, text: &str) -> Result<&Container, String> {
        let name = text.strip_prefix('/').unwrap_or(text);
        let exact = |container: &&Container| container.id == text || container.name == name;
        if let Some(container) = self.all.iter().find(exact) {
            return Ok(container);
        }
        let mut matching =
            self.all.iter().filter(|container| !text.is_empty() && container.id.starts_with(text));
        match (matching.next(), matching.next()) {
            (Some(container), None) => Ok(container),
            (Some(_), Some(_)) => Err(format!("Multiple IDs found with provided prefix: {text}")),
            (None, _) => Err(format!("No such container: {text}")),
        }
    }

    pub(crate) fn id_of(&self, text: &str) -> Result<String, String> {
        self.find(text).map(|container| container.id.clone())
    }

    /// The network that a user names.
    pub(crate) fn network(&self, text: &str) -> Option<&Network> {
        let exact = |network: &&Network| network.name == text || network.id == text;
        self.networks.iter().find(exact).or_else(|| {
            let mut matching =
                self.networks.iter().filter(|network| network.id.starts_with(text) && !text.is_empty());
            matching.next().filter(|_| matching.next().is_none())
        })
    }

    /// Containers that use a volume.
    pub(crate) fn users_of(&self, volume: &str) -> Vec<&Container> {
        let uses = |mount: &Mount| mount.kind == MountKind::Volume && mount.source == volume;
        self.all.iter().filter(|container| container.options.mounts.iter().any(uses)).collect()
    }
}

impl Host {
    /// 64 hexadecimal digits that docker would draw at random.
    pub(crate) fn draw_id(&mut self, what: &str) -> String {
        self.containers.drawn += 1;
        Digest::of(format!("{what} {} {}", self.seed, self.containers.drawn).as_bytes()).hex()
    }

    /// How events name the process of a `docker exec`.
    pub(crate) fn exec_id(&self, number: u64) -> String {
        Digest::of(format!("exec {} {number}", self.seed).as_bytes()).hex()
    }

    /// A name that no container has.
    pub(crate) fn draw_name(&mut self) -> String {
        loop {
            let id = self.draw_id("name");
            let number = id.get(..15).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(0);
            let name = names::name(number);
            if !self.containers.all.iter().any(|container| container.name == name) {
                return name;
            }
        }
    }

    /// Makes the networks that docker brings, if they are not there yet.
    pub(crate) fn ensure_networks(&mut self) {
        if self.containers.networks.is_empty() {
            let (seed, now) = (self.seed, self.now());
            let id = |name: &str| Digest::of(format!("network {seed} {name}").as_bytes()).hex();
            self.containers.networks = Network::predefined(id, now);
        }
    }

    /// Makes a container; it is not started. The error is the daemon's.
    pub(crate) fn create_container(
        &mut self,
        image: &Image,
        name: Option<&str>,
        mut config: Config,
        mut options: HostOptions,
    ) -> Result<String, String> {
        self.ensure_networks();
        let now = self.now();
        if let Some(name) = name {
            self.check_name(name)?;
        }
        if !config.working_dir.is_empty() && !config.working_dir.starts_with('/') {
            return Err(format!(
                "the working directory '{}' is invalid, it needs to be an absolute path",
                config.working_dir
            ));
        }
        let rootfs = image.rootfs().map_err(|error| error.to_string())?;
        let id = self.draw_id("container");
        let name = match name {
            Some(name) => name.to_owned(),
            None => self.draw_name(),
        };
        if config.hostname.is_empty() {
            config.hostname = id.get(..12).unwrap_or_default().to_owned();
        }
        let targets: BTreeSet<String> =
            options.mounts.iter().map(|mount| mount.target.trim_end_matches('/').to_owned()).collect();
        for path in config.volumes.iter().filter(|path| !targets.contains(path.trim_end_matches('/'))) {
            let source = self.draw_id("volume");
            options.mounts.push(Mount {
                kind: MountKind::Volume,
                source,
                target: path.clone(),
                read_only: false,
                anonymous: true,
            });
        }
        for mount in options.mounts.iter().filter(|mount| mount.kind == MountKind::Volume) {
            let fresh = || Volume {
                node: Node::dir(vfs::Meta::root(0o755, now)),
                created: now,
                labels: BTreeMap::new(),
                anonymous: mount.anonymous,
                fresh: true,
            };
            self.containers.volumes.entry(mount.source.clone()).or_insert_with(fresh);
            self.note_volume("create", &mount.source);
        }
        let base = engine::classic::with_init_layer(&rootfs, now);
        let tree = base.edit_with(vfs::TreeOptions { overlay: true, trace: false });
        let mut container = Container {
            id: id.clone(),
            name,
            created: now,
            image: image.id(),
            config,
            options,
            state: State::created(),
            base,
            tree,
            endpoints: Vec::new(),
            log: Vec::new(),
            main: None,
            execs: Vec::new(),
            begun: 0,
            followers: 0,
        };
        files::make_working_dir(&mut container, now)?;
        self.containers.all.push(container);
        self.note_container(self.containers.all.len() - 1, now, "create", &[]);
        Ok(id)
    }

    /// Whether a container may have this name.
    pub(crate) fn check_name(&self, name: &str) -> Result<(), String> {
        let bare = name.strip_prefix('/').unwrap_or(name);
        let first = bare.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
        let rest = bare.chars().skip(1).all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
        if !first || !rest || bare.len() < 2 {
            return Err(format!(
                "Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"
            ));
        }
        match self.containers.all.iter().find(|container| container.name == bare) {
            None => Ok(()),
            Some(other) => Err(format!(
                "Conflict. The container name \"/{bare}\" is already in use by container \"{}\". You have to remove (or \
                 rename) that container to be able to reuse that name.",
                other.id
            )),
        }
    }

    /// Takes a container away, with its anonymous volumes if asked.
    pub(crate) fn drop_container(&mut self, id: &str, volumes: bool) {
        let Some(at) = self.containers.position(id) else { return };
        let now = self.now();
        self.killed(at, now);
        self.note_container(at, now, "destroy", &[]);
        let container = self.containers.all.remove(at);
        let anonymous = container.options.mounts.iter().filter(|mount| mount.anonymous && volumes);
        for mount in anonymous {
            if self.containers.users_of(&mount.source).is_empty() {
                self.containers.volumes.remove(&mount.source);
                self.note_volume("destroy", &mount.source);
            }
        }
    }
}
