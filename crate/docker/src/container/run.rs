//! Letting processes go on, and the programs in them that the front end runs.

use shell::{Arrival, GuestAnswer, GuestRequest, Live, Outcome, Standing, Start, User, Wait};
use vfs::{Blob, Follow, Meta, Node, Time, VPathBuf};

use super::{Container, Containers, Piece, Process, files};
use crate::error::Error;
use crate::host::Host;
use crate::task::Stream;

/// The environment that every container has, before its own settings.
const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Which of a container's processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Main,
    Exec(usize),
}

/// A process that runs a program which the front end has to run: by container id, and number of the exec if it is one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GuestOwner {
    pub container: String,
    pub exec: Option<u64>,
}

/// A program that the front end has to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    pub owner: GuestOwner,
    pub request: GuestRequest,
    pub hostname: String,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Since when it is asked for.
    pub since: Time,
    /// Bytes of its output that are known already: a program that is run again from its start gives them once more.
    pub delivered: u64,
    /// What an earlier run of it kept in memory ([`Host::keep_memory`]).
    pub memory: String,
}

/// What to start in a container, besides what the container says itself.
pub(super) struct Launch {
    pub(super) argv: Vec<String>,
    pub(super) env: Vec<String>,
    pub(super) cwd: String,
    pub(super) user: String,
    pub(super) stdin: bool,
    pub(super) tty: bool,
    pub(super) size: (u16, u16),
    pub(super) main: bool,
    pub(super) now: Time,
}

/// Makes a process. The error is the daemon's, about the user.
pub(super) fn process(containers: &Containers, at: usize, launch: Launch) -> Result<Process, String> {
    let Some(container) = containers.all.get(at) else { return Err("No such container".to_owned()) };
    let user = User::find(&launch.user, &|path| container.tree.read(path).ok())
        .map_err(|error| error.to_string())?;
    let mut pairs = vec![PATH.to_owned(), format!("HOSTNAME={}", container.config.hostname)];
    if launch.tty {
        pairs.push("TERM=xterm".to_owned());
    }
    pairs.extend(container.config.env.iter().chain(&launch.env).cloned());
    let env = pairs.iter().filter_map(|pair| pair.split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned()));
    let cwd = if launch.cwd.is_empty() { "/" } else { &launch.cwd };
    let address = container.endpoints.iter().find_map(|endpoint| endpoint.address.clone());
    let mut read_only: Vec<(VPathBuf, bool)> = vec![(VPathBuf::root(), container.options.read_only)];
    read_only.extend(
        container.options.mounts.iter().map(|mount| (VPathBuf::normalise(&mount.target), mount.read_only)),
    );
    let start = Start {
        argv: launch.argv,
        env: env.collect(),
        cwd: VPathBuf::normalise(cwd),
        user,
        hostname: container.config.hostname.clone(),
        address: address.unwrap_or_else(|| "127.0.0.1".to_owned()),
        stdin: launch.stdin,
        tty: launch.tty,
        size: launch.size,
        number: if launch.main { 1 } else { next_number(container) },
        others: if launch.main { Vec::new() } else { container.processes() },
        memory: if container.options.memory == 0 { u64::MAX } else { container.options.memory },
        protected: launch.main && !container.options.init,
        guests: containers.guests.clone(),
        read_only,
        ..Start::new(launch.now)
    };
    Ok(Process::new(Live::new(start, &container.tree)))
}

/// Every process that enters a container leaves numbers to what the runtime starts for it.
fn next_number(container: &Container) -> u32 {
    1 + STRIDE * (container.begun + 1)
}

const STRIDE: u32 = 6;

/// Lets a process go on up to a time; its end, if it came to it, with the time of that.
pub(super) fn advance(
    containers: &mut Containers,
    at: usize,
    which: Which,
    horizon: Time,
) -> Option<(Outcome, Time)> {
    files::mount(containers, at, horizon);
    let container = containers.all.get_mut(at)?;
    let (process, tty, log) = match which {
        Which::Main => (container.main.as_mut()?, container.config.tty, &mut container.log),
        Which::Exec(index) => {
            let exec = container.execs.get_mut(index)?;
            (&mut exec.process, exec.tty, &mut exec.log)
        }
    };
    process.live.provide(containers.packages.clone());
    let turn = process.live.advance(&mut container.tree, horizon, &mut |time, stream, bytes| {
        put(log, time, stream.into(), bytes, tty);
    });
    process.running = turn.processes;
    let ended = match turn.standing {
        Standing::Waits(wait) => {
            if let Wait::Guest(request) = &wait {
                process.guest_work.asked(request, turn.now);
            }
            process.waits = Some(wait);
            None
        }
        Standing::Ended(outcome) => Some((outcome, turn.now)),
    };
    files::collect(containers, at);
    ended
}

/// Adds to a log. A terminal is one stream and ends lines in its own way.
pub(super) fn put(log: &mut Vec<Piece>, time: Time, stream: Stream, bytes: &[u8], tty: bool) {
    if !tty {
        log.push(Piece { time, stream, bytes: bytes.to_vec() });
        return;
    }
    let mut shown = Vec::with_capacity(bytes.len());
    for byte in bytes {
        if *byte == b'\n' {
            shown.push(b'\r');
        }
        shown.push(*byte);
    }
    log.push(Piece { time, stream: Stream::Stdout, bytes: shown });
}

impl Process {
    /// Tells a process, or the guest in it, that something has arrived.
    pub(crate) fn tell(&mut self, now: Time, arrival: Arrival) {
        let to_guest = match (&arrival, self.guest()) {
            (_, None) => false,
            (Arrival::Input(_) | Arrival::EndOfInput, Some(guest)) => {
                matches!(guest.stdin, shell::GuestStdin::Own { .. })
            }
            (Arrival::Signal { terminal, .. }, Some(guest)) => {
                *terminal || guest.pid <= self.live.started().number
            }
            (Arrival::Resized { .. }, Some(_)) => true,
            _ => false,
        };
        match to_guest {
            true => self.guest_input.push_back(arrival),
            false => self.live.push(now, arrival),
        }
    }

    /// Whether it can go on at a time.
    pub(super) fn is_due(&self, container_tree: &vfs::Tree, now: Time) -> bool {
        match &self.waits {
            None => true,
            Some(Wait::Until(time)) => *time <= now || self.live.is_told(),
            Some(Wait::Signal) => !self.live.is_up_to_date(container_tree),
            Some(Wait::Input | Wait::Guest(_)) => self.live.is_told(),
        }
    }
}

/// Programs that the front end runs inside containers.
impl Host {
    /// Says which programs the front end runs, by name (`node`, `vi`). Processes that start from now on ask for them;
    /// before, they say that these are not modelled.
    pub fn set_guests(&mut self, programs: impl IntoIterator<Item = String>) {
        self.containers.guests = programs.into_iter().collect();
    }

    /// The programs that are to be run now. A request stays until its answer with an exit status.
    #[must_use]
    pub fn guests(&self) -> Vec<Guest> {
        let mut guests = Vec::new();
        for container in &self.containers.all {
            let mut add = |exec: Option<u64>, process: &Process| {
                if let Some(request) = process.guest() {
                    let owner = GuestOwner { container: container.id.clone(), exec };
                    let (secs, nanos) = process.guest_work.since;
                    let start = process.live.started();
                    guests.push(Guest {
                        owner,
                        request: request.clone(),
                        hostname: start.hostname.clone(),
                        size: start.size,
                        since: Time { secs, nanos },
                        delivered: process.guest_work.delivered,
                        memory: process.guest_work.memory.clone(),
                    });
                }
            };
            container.main.iter().for_each(|process| add(None, process));
            let running = container.execs.iter().filter(|exec| exec.exit.is_none());
            running.for_each(|exec| add(Some(exec.number), &exec.process));
        }
        guests.extend(self.machine_guests.pending());
        guests
    }

    /// What has arrived for a guest since the last call: input, its end, signals.
    pub fn guest_arrivals(&mut self, owner: &GuestOwner) -> Vec<Arrival> {
        self.owned(owner).map(|(process, ..)| process.guest_input.drain(..).collect()).unwrap_or_default()
    }

    /// Takes what a guest wrote, and its exit status once it has ended.
    pub fn answer_guest(&mut self, owner: &GuestOwner, answer: GuestAnswer) -> Result<(), Error> {
        if let (true, Some(number)) = (owner.container.is_empty(), owner.exec) {
            self.machine_guests.answer(number, answer);
            return Ok(());
        }
        let now = self.now();
        let missing = || Error::NoSuchContainer(owner.container.clone());
        let (process, tty, log) = self.owned(owner).ok_or_else(missing)?;
        let Some(request) = process.guest() else { return Err(missing()) };
        let delivered: usize = answer.pieces.iter().map(|(_, bytes)| bytes.len()).sum();
        let (mut own, mut others) = (Vec::new(), Vec::new());
        for (stream, bytes) in answer.pieces {
            let direct =
                if stream == shell::Stream::Stdout { request.own_stdout } else { request.own_stderr };
            if direct { own.push((stream, bytes)) } else { others.push((stream, bytes)) }
        }
        process.guest_work.delivered += delivered as u64;
        if !others.is_empty() || answer.exit.is_some() {
            process.live.push(now, Arrival::Guest(GuestAnswer { pieces: others, exit: answer.exit }));
        }
        own.into_iter().for_each(|(stream, bytes)| put(log, now, stream.into(), &bytes, tty));
        self.run_due();
        Ok(())
    }

    /// Remembers what a guest keeps in memory, for a front end that has to run it anew. It is part of the state.
    pub fn keep_memory(&mut self, owner: &GuestOwner, memory: String) {
        if let Some((process, ..)) = self.owned(owner) {
            process.guest_work.memory = memory;
        }
    }

    fn owned(&mut self, owner: &GuestOwner) -> Option<(&mut Process, bool, &mut Vec<Piece>)> {
        let container = self.containers.get_mut(&owner.container)?;
        match owner.exec {
            None => {
                let Container { main, config, log, .. } = container;
                Some((main.as_mut()?, config.tty, log))
            }
            Some(number) => {
                let exec = container.execs.iter_mut().find(|exec| exec.number == number)?;
                Some((&mut exec.process, exec.tty, &mut exec.log))
            }
        }
    }
}

/// Files of containers.
impl Host {
    /// The node at a path of a container, which is named as on the command line.
    pub fn container_file(&self, container: &str, path: &str) -> Result<Node, Error> {
        let container = self.containers.find(container).map_err(Error::NoSuchContainer)?;
        let failed = |error| Error::File { path: path.to_owned(), error };
        container.tree.lookup(&VPathBuf::normalise(path), Follow::All).cloned().map_err(failed)
    }

    /// Writes a file of a container; one that exists keeps its mode and owner.
    pub fn write_container_file(&mut self, container: &str, path: &str, bytes: Vec<u8>) -> Result<(), Error> {
        let now = self.now();
        let id = self.containers.id_of(container).map_err(Error::NoSuchContainer)?;
        let Some(at) = self.containers.position(&id) else { return Err(Error::NoSuchContainer(id)) };
        let failed = |error| Error::File { path: path.to_owned(), error };
        if let Some(container) = self.containers.all.get_mut(at) {
            let meta = Meta::root(0o644, now);
            container.tree.write(&VPathBuf::normalise(path), Blob::from(bytes), &meta).map_err(failed)?;
        }
        files::collect(&mut self.containers, at);
        self.take_project();
        Ok(())
    }
}
