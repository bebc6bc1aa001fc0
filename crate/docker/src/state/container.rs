//! Containers, volumes and networks as the document holds them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use shell::{Arrival, Entry, Frozen, GuestAnswer, Live, Start, User};
use vfs::{Digest, Follow, Node, Snapshot, Time, Tree, TreeOptions, VPath, VPathBuf};

use super::{StateError, Writer};
use crate::container::{
    Config, Container, Containers, Endpoint, Exec, GuestWork, HostOptions, Network, Piece, Process, State,
    Volume,
};
use crate::task::Stream;

/// Everything about containers. Trees are named by number.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct ContainersState {
    drawn: u64,
    networks: Vec<Network>,
    volumes: Vec<VolumeState>,
    binds: Vec<(String, usize)>,
    guests: BTreeSet<String>,
    containers: Vec<ContainerState>,
}

impl ContainersState {
    pub(super) fn are_any(&self) -> bool {
        !self.containers.is_empty()
    }
}

#[derive(Serialize, Deserialize)]
struct VolumeState {
    name: String,
    tree: usize,
    created: Moment,
    labels: BTreeMap<String, String>,
    anonymous: bool,
    fresh: bool,
}

#[derive(Serialize, Deserialize)]
struct ContainerState {
    id: String,
    name: String,
    created: Moment,
    image: Digest,
    config: Config,
    options: HostOptions,
    state: State,
    base: usize,
    tree: usize,
    touched: BTreeSet<VPathBuf>,
    replaced: BTreeSet<VPathBuf>,
    endpoints: Vec<Endpoint>,
    log: Vec<PieceState>,
    main: Option<ProcessState>,
    execs: Vec<ExecState>,
    #[serde(default)]
    begun: u32,
}

#[derive(Serialize, Deserialize)]
struct ExecState {
    number: u64,
    process: ProcessState,
    tty: bool,
    log: Vec<PieceState>,
    exit: Option<i32>,
}

fn one() -> u32 {
    1
}

fn unlimited() -> u64 {
    u64::MAX
}

/// Seconds since the epoch and nanoseconds.
type Moment = (i64, u32);

/// Time, whether it went to stderr, and the bytes, each as the character of its number.
#[derive(Serialize, Deserialize)]
struct PieceState(Moment, bool, String);

#[derive(Serialize, Deserialize)]
struct ProcessState {
    argv: Vec<String>,
    env: Vec<(String, String)>,
    cwd: VPathBuf,
    /// User, group, further groups, home directory.
    user: (u32, u32, Vec<u32>, String),
    hostname: String,
    address: String,
    now: Moment,
    stdin: bool,
    tty: bool,
    size: (u16, u16),
    /// States of earlier versions know one process of that number only.
    #[serde(default = "one")]
    number: u32,
    #[serde(default)]
    others: Vec<(u32, Vec<String>)>,
    /// States of earlier versions have no limit.
    #[serde(default = "unlimited")]
    memory: u64,
    protected: bool,
    read_only: Vec<(VPathBuf, bool)>,
    guests: BTreeSet<String>,
    origin: usize,
    log: Vec<(u64, Moment, ArrivalState, Option<usize>)>,
    printed: u64,
    stands: Option<(u64, usize)>,
    guest_input: Vec<ArrivalState>,
    guest_work: GuestWork,
}

#[derive(Serialize, Deserialize)]
enum ArrivalState {
    Nothing,
    Input(String),
    End,
    /// Name, and whether it came from the terminal.
    Signal(String, bool),
    /// Pieces (whether on stderr, bytes) and exit status.
    Guest(Vec<(bool, String)>, Option<u8>),
    /// Columns and rows.
    Resized(u16, u16),
}

fn moment(time: Time) -> Moment {
    (time.secs, time.nanos)
}

fn time((secs, nanos): Moment) -> Time {
    Time { secs, nanos }
}

fn pack(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn unpack(text: &str) -> Result<Vec<u8>, StateError> {
    let byte = |c: char| u8::try_from(u32::from(c));
    text.chars()
        .map(byte)
        .collect::<Result<_, _>>()
        .map_err(|_| StateError::Damaged("bytes of an output".to_owned()))
}

/// Where the node of a volume lies in its tree.
fn place() -> VPathBuf {
    VPath::root().join("x")
}

impl Writer {
    pub(super) fn containers(&mut self, containers: &Containers) -> ContainersState {
        let volumes = containers.volumes.iter().map(|(name, volume)| VolumeState {
            name: name.clone(),
            tree: self.node(&volume.node),
            created: moment(volume.created),
            labels: volume.labels.clone(),
            anonymous: volume.anonymous,
            fresh: volume.fresh,
        });
        let volumes = volumes.collect();
        let binds = containers.binds.iter().map(|(path, node)| (path.clone(), self.node(node))).collect();
        ContainersState {
            drawn: containers.drawn,
            networks: containers.networks.clone(),
            volumes,
            binds,
            guests: containers.guests.clone(),
            containers: containers.all.iter().map(|container| self.container(container)).collect(),
        }
    }

    fn node(&mut self, node: &Node) -> usize {
        let mut tree = Snapshot::empty().edit();
        // A fresh tree takes any node under a name.
        let _ = tree.put(&place(), node.clone());
        self.tree(tree.freeze())
    }

    fn container(&mut self, container: &Container) -> ContainerState {
        ContainerState {
            id: container.id.clone(),
            name: container.name.clone(),
            created: moment(container.created),
            image: container.image,
            config: container.config.clone(),
            options: container.options.clone(),
            state: container.state.clone(),
            base: self.tree(container.base.clone()),
            tree: self.tree(container.tree.snapshot()),
            touched: container.tree.touched().clone(),
            replaced: container.tree.replaced().clone(),
            endpoints: container.endpoints.clone(),
            log: pieces(&container.log),
            main: container.main.as_ref().map(|process| self.process(process)),
            begun: container.begun,
            execs: container
                .execs
                .iter()
                .map(|exec| ExecState {
                    number: exec.number,
                    process: self.process(&exec.process),
                    tty: exec.tty,
                    log: pieces(&exec.log),
                    exit: exec.exit,
                })
                .collect(),
        }
    }

    fn process(&mut self, process: &Process) -> ProcessState {
        let Frozen { start, origin, log, printed, stands } = process.live.freeze();
        let log = log
            .into_iter()
            .map(|entry| {
                let tree = entry.tree.map(|tree| self.tree(tree));
                (entry.place, moment(entry.time), ArrivalState::of(&entry.arrival), tree)
            })
            .collect();
        ProcessState {
            argv: start.argv,
            env: start.env,
            cwd: start.cwd,
            user: (start.user.uid, start.user.gid, start.user.groups, start.user.home),
            hostname: start.hostname,
            address: start.address,
            now: moment(start.now),
            stdin: start.stdin,
            tty: start.tty,
            size: start.size,
            number: start.number,
            others: start.others.clone(),
            memory: start.memory,
            protected: start.protected,
            read_only: start.read_only,
            guests: start.guests,
            origin: self.tree(origin),
            log,
            printed,
            stands: stands.map(|(place, tree)| (place, self.tree(tree))),
            guest_input: process.guest_input.iter().map(ArrivalState::of).collect(),
            guest_work: process.guest_work.clone(),
        }
    }
}

fn pieces(log: &[Piece]) -> Vec<PieceState> {
    let one =
        |piece: &Piece| PieceState(moment(piece.time), piece.stream == Stream::Stderr, pack(&piece.bytes));
    log.iter().map(one).collect()
}

type Trees<'a> = &'a dyn Fn(usize) -> Result<Snapshot, StateError>;

impl ContainersState {
    pub(super) fn restore(self, tree: Trees<'_>) -> Result<Containers, StateError> {
        let node = |index: usize| -> Result<Node, StateError> {
            let snapshot = tree(index)?;
            let node = snapshot.lookup(&place(), Follow::Never).cloned();
            node.map_err(|_| StateError::Damaged("a volume without content".to_owned()))
        };
        let mut volumes = BTreeMap::new();
        for volume in self.volumes {
            let VolumeState { name, tree, created, labels, anonymous, fresh } = volume;
            volumes
                .insert(name, Volume { node: node(tree)?, created: time(created), labels, anonymous, fresh });
        }
        let mut binds = BTreeMap::new();
        for (path, index) in self.binds {
            binds.insert(path, node(index)?);
        }
        Ok(Containers {
            all: self.containers.into_iter().map(|state| state.restore(tree)).collect::<Result<_, _>>()?,
            volumes,
            networks: self.networks,
            binds,
            unwritten: BTreeMap::new(),
            drawn: self.drawn,
            guests: self.guests,
            packages: shell::Packages::default(),
        })
    }
}

impl ContainerState {
    fn restore(self, trees: Trees<'_>) -> Result<Container, StateError> {
        let base = trees(self.base)?;
        let options = TreeOptions { overlay: true, trace: false };
        let tree = Tree::restore(&base, &trees(self.tree)?, options, self.touched, self.replaced);
        let execs = self.execs.into_iter().map(|exec| {
            Ok(Exec {
                number: exec.number,
                process: exec.process.restore(trees)?,
                tty: exec.tty,
                log: log(exec.log)?,
                exit: exec.exit,
            })
        });
        Ok(Container {
            id: self.id,
            name: self.name,
            created: time(self.created),
            image: self.image,
            config: self.config,
            options: self.options,
            state: self.state,
            execs: execs.collect::<Result<_, StateError>>()?,
            base,
            tree,
            endpoints: self.endpoints,
            log: log(self.log)?,
            main: self.main.map(|process| process.restore(trees)).transpose()?,
            begun: self.begun,
            followers: 0,
        })
    }
}

fn log(pieces: Vec<PieceState>) -> Result<Vec<Piece>, StateError> {
    let one = |PieceState(at, error, text): PieceState| {
        let stream = if error { Stream::Stderr } else { Stream::Stdout };
        Ok(Piece { time: time(at), stream, bytes: unpack(&text)? })
    };
    pieces.into_iter().map(one).collect()
}

impl ProcessState {
    fn restore(self, trees: Trees<'_>) -> Result<Process, StateError> {
        let (uid, gid, groups, home) = self.user;
        let start = Start {
            argv: self.argv,
            env: self.env,
            cwd: self.cwd,
            user: User { uid, gid, groups, home },
            hostname: self.hostname,
            address: self.address,
            stdin: self.stdin,
            tty: self.tty,
            size: self.size,
            number: self.number,
            others: self.others,
            memory: self.memory,
            protected: self.protected,
            read_only: self.read_only,
            guests: self.guests,
            ..Start::new(time(self.now))
        };
        let entries = self.log.into_iter().map(|(place, at, arrival, tree)| {
            Ok(Entry {
                place,
                time: time(at),
                arrival: arrival.restore()?,
                tree: tree.map(trees).transpose()?,
            })
        });
        let frozen = Frozen {
            start,
            origin: trees(self.origin)?,
            log: entries.collect::<Result<_, StateError>>()?,
            printed: self.printed,
            stands: self.stands.map(|(place, tree)| Ok((place, trees(tree)?))).transpose()?,
        };
        let mut process = Process::new(Live::thaw(frozen));
        process.guest_input =
            self.guest_input.into_iter().map(ArrivalState::restore).collect::<Result<_, _>>()?;
        process.guest_work = self.guest_work;
        Ok(process)
    }
}

impl ArrivalState {
    fn of(arrival: &Arrival) -> Self {
        match arrival {
            Arrival::Nothing => ArrivalState::Nothing,
            Arrival::Input(bytes) => ArrivalState::Input(pack(bytes)),
            Arrival::EndOfInput => ArrivalState::End,
            Arrival::Signal { name, terminal } => ArrivalState::Signal(name.clone(), *terminal),
            Arrival::Guest(GuestAnswer { pieces, exit }) => {
                let pieces =
                    pieces.iter().map(|(stream, bytes)| (*stream == shell::Stream::Stderr, pack(bytes)));
                ArrivalState::Guest(pieces.collect(), *exit)
            }
            Arrival::Resized { columns, rows } => ArrivalState::Resized(*columns, *rows),
        }
    }

    fn restore(self) -> Result<Arrival, StateError> {
        Ok(match self {
            ArrivalState::Nothing => Arrival::Nothing,
            ArrivalState::Input(text) => Arrival::Input(unpack(&text)?),
            ArrivalState::End => Arrival::EndOfInput,
            ArrivalState::Signal(name, terminal) => Arrival::Signal { name, terminal },
            ArrivalState::Guest(pieces, exit) => {
                let piece = |(error, text): (bool, String)| {
                    let stream = if error { shell::Stream::Stderr } else { shell::Stream::Stdout };
                    Ok((stream, unpack(&text)?))
                };
                let pieces = pieces.into_iter().map(piece).collect::<Result<_, StateError>>()?;
                Arrival::Guest(GuestAnswer { pieces, exit })
            }
            ArrivalState::Resized(columns, rows) => Arrival::Resized { columns, rows },
        })
    }
}
