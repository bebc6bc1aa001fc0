//! Processes that wait: for input, for simulated time, for a program that runs outside the shell, for signals.
//!
//! A [`Live`] process is told what has arrived ([`Live::push`]) and goes on until it waits again or has ended
//! ([`Live::advance`]). It is the one mechanism behind containers, `docker exec`, the host's shell and builds.
//!
//! Evaluation can't stop halfway, so it is repeated: a process is a function of its inputs, and all of them are in a log. At
//! each place where something can be waited for the log holds what arrived there, and the tree if others had changed it
//! meanwhile. Output that was handed out once is not handed out again. A shell that runs a script or has a prompt notes after
//! each command, and before each pass through a loop of the script itself, where it can go on from, so that little is repeated.
//! `sleep` does not wait at all as long as it ends before the horizon: `while true; do date; sleep 1; done` costs one
//! pass per look at it.
//!
//! ```
//! use shell::{Arrival, Live, Standing, Start, Wait};
//! use vfs::{Blob, Meta, Snapshot, Time, VPath};
//!
//! let now = Time::from_secs(1_700_000_000);
//! let mut tree = Snapshot::empty().edit();
//! tree.mkdir(VPath::new("/bin").unwrap(), &Meta::root(0o755, now)).unwrap();
//! tree.write(VPath::new("/bin/busybox").unwrap(), Blob::synthetic(1, 9), &Meta::root(0o755, now)).unwrap();
//! tree.symlink(VPath::new("/bin/sh").unwrap(), "busybox", &Meta::root(0o777, now)).unwrap();
//! let argv = ["/bin/sh", "-c", "read name; echo hello $name"].map(str::to_owned).to_vec();
//! let mut live = Live::new(Start { argv, stdin: true, ..Start::new(now) }, &tree);
//! let mut printed = Vec::new();
//! let turn = live.advance(&mut tree, now, &mut |_, _, bytes| printed.extend_from_slice(bytes));
//! assert_eq!(turn.standing, Standing::Waits(Wait::Input));
//! live.push(now, Arrival::Input(b"moby\n".to_vec()));
//! let turn = live.advance(&mut tree, now, &mut |_, _, bytes| printed.extend_from_slice(bytes));
//! assert!(matches!(turn.standing, Standing::Ended(_)));
//! assert_eq!(printed, b"hello moby\n");
//! ```

use std::collections::BTreeSet;

use vfs::{Snapshot, Time, Tree, VPathBuf};

use crate::eval::Checkpoint;
use crate::io::Descriptors;
use crate::kernel::{Journal, Kernel, Outside, Task};
use crate::meter::{Limits, Meter, Spent};
use crate::packages::Packages;
use crate::process::{Outcome, Stream, first_task, launch, outcome};
use crate::user::User;

/// What a process is started with.
#[derive(Debug, Clone)]
pub struct Start {
    pub argv: Vec<String>,
    /// `NAME`, value; a later pair of the same name wins.
    pub env: Vec<(String, String)>,
    /// Must exist; a missing directory fails the start as the container runtime does.
    pub cwd: VPathBuf,
    pub user: User,
    pub hostname: String,
    /// The address that `hostname -i` says.
    pub address: String,
    /// What the process may use from one place where it could wait to the next.
    pub limits: Limits,
    /// When it starts.
    pub now: Time,
    /// Whether input can arrive. Otherwise stdin is empty.
    pub stdin: bool,
    /// Whether the standard streams are a terminal. Input is then read a line at a time, and shells have a prompt.
    pub tty: bool,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Its number; 1 for the first process of a machine.
    pub number: u32,
    /// The other processes of the machine, which `ps` shows before its own: number and arguments.
    pub others: Vec<(u32, Vec<String>)>,
    /// The most that it may hold in memory, in bytes.
    pub memory: u64,
    /// Whether it is protected as process 1 of a machine is: signals that it does not handle do nothing.
    pub protected: bool,
    /// Places that are mounted, and whether nothing may be written there; the longest that fits a path counts.
    pub read_only: Vec<(VPathBuf, bool)>,
    /// Programs that the host runs, by name. Others of these are said not to be modelled.
    pub guests: BTreeSet<String>,
}

impl Start {
    /// Nothing to run, as root in `/`, without input.
    pub fn new(now: Time) -> Start {
        Start {
            argv: Vec::new(),
            env: Vec::new(),
            cwd: VPathBuf::root(),
            user: User::root(),
            hostname: "localhost".into(),
            address: "127.0.0.1".into(),
            limits: Limits::STANDARD,
            now,
            stdin: false,
            tty: false,
            size: (80, 24),
            number: 1,
            others: Vec::new(),
            memory: u64::MAX,
            protected: true,
            read_only: Vec::new(),
            guests: BTreeSet::new(),
        }
    }
}

/// Something that a process waits for, or is told whether or not it waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// Nothing but time; only the files may have changed.
    Nothing,
    /// Bytes on stdin. On a terminal these are whole lines, edited by the front end.
    Input(Vec<u8>),
    /// Ctrl-D at the start of a line; without a terminal: stdin was closed.
    EndOfInput,
    /// A signal by its name without `SIG`: from the terminal (Ctrl-C) to all that run in the foreground, else to the
    /// first process. KILL is not one of them: drop the process.
    Signal { name: String, terminal: bool },
    /// A piece of what a guest did.
    Guest(GuestAnswer),
    /// The terminal has another size.
    Resized { columns: u16, rows: u16 },
}

/// What a guest wrote since the last answer, and its exit status once it has ended. What it did to files is in the tree
/// that is given to [`Live::advance`]. Pieces for streams that are the process's own ([`GuestRequest::own_stdout`]) can go
/// where the process's output goes instead; then they need not come here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GuestAnswer {
    pub pieces: Vec<(Stream, Vec<u8>)>,
    pub exit: Option<u8>,
}

/// A program that the host is to run over the process's tree. It is asked for once, under the same id each time the
/// process is found waiting for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestRequest {
    /// Unique within the process.
    pub id: u64,
    /// By which name it is a guest.
    pub program: String,
    pub argv: Vec<String>,
    pub env: Vec<(String, String)>,
    pub cwd: VPathBuf,
    pub user: User,
    pub stdin: GuestStdin,
    /// Whether stdout is the process's own, rather than a pipe or a file.
    pub own_stdout: bool,
    pub own_stderr: bool,
    /// Whether stdout is a terminal.
    pub tty: bool,
    /// Its process number: 1 if it is the first process, to which signals go.
    pub pid: u32,
}

/// What a guest reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuestStdin {
    /// A file or pipe: all of it.
    Bytes(Vec<u8>),
    /// The process's own. While the guest runs, what arrives is the guest's; these bytes had arrived before.
    Own { bytes: Vec<u8>, closed: bool },
}

/// What a process waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wait {
    Input,
    /// A point in time. One that has passed means that it had worked enough for one go.
    Until(Time),
    Guest(Box<GuestRequest>),
    /// For a signal, or for others to change its files.
    Signal,
}

/// Where a process stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Waits(Wait),
    Ended(Outcome),
}

/// What an evaluation came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    pub standing: Standing,
    /// The programs that run, the first process first: number and arguments.
    pub processes: Vec<(u32, Vec<String>)>,
    /// The process's time: when it ended, or since when it waits.
    pub now: Time,
}

/// An entry of the log of a process.
#[derive(Debug, Clone)]
pub struct Entry {
    /// At which place the process stood, counted from its start.
    pub place: u64,
    /// When it arrived.
    pub time: Time,
    pub arrival: Arrival,
    /// The files then, if others had changed them.
    pub tree: Option<Snapshot>,
}

/// A process that can wait.
pub struct Live {
    start: Start,
    /// The files at the start.
    origin: Snapshot,
    log: Vec<Entry>,
    /// Arrived since the process last went on.
    arrived: Vec<(Time, Arrival)>,
    checkpoint: Option<Checkpoint>,
    /// Bytes that were handed out so far.
    printed: u64,
    /// The place at which it stands, and the files as it left them.
    stands: Option<(u64, Snapshot)>,
    packages: Packages,
}

/// What is needed to go on with a process elsewhere: all of it, once the process is evaluated again.
#[derive(Debug, Clone)]
pub struct Frozen {
    pub start: Start,
    pub origin: Snapshot,
    pub log: Vec<Entry>,
    /// Bytes that were handed out.
    pub printed: u64,
    pub stands: Option<(u64, Snapshot)>,
}

impl Live {
    /// A process over a tree. It has done nothing yet.
    pub fn new(start: Start, tree: &Tree) -> Live {
        Live {
            start,
            origin: tree.snapshot(),
            log: Vec::new(),
            arrived: Vec::new(),
            checkpoint: None,
            printed: 0,
            stands: None,
            packages: Packages::default(),
        }
    }

    /// Says what package managers find from now on. It is not saved with the process.
    pub fn provide(&mut self, packages: Packages) {
        self.packages = packages;
    }

    /// What it was started with.
    pub fn started(&self) -> &Start {
        &self.start
    }

    /// Notes that something has arrived.
    pub fn push(&mut self, now: Time, arrival: Arrival) {
        self.arrived.push((now, arrival));
    }

    /// Whether something has arrived that the process does not know of.
    pub fn is_told(&self) -> bool {
        !self.arrived.is_empty()
    }

    /// Whether the process knows of everything: nothing has arrived and nobody has changed its files since it stood still.
    /// Time may have come for it all the same.
    pub fn is_up_to_date(&self, tree: &Tree) -> bool {
        let left = self.stands.as_ref().map(|(_, left)| left);
        self.arrived.is_empty() && left.is_some_and(|left| left.ptr_eq(&tree.snapshot()))
    }

    /// Everything, to be saved. What has arrived and was not looked at is part of the log.
    pub fn freeze(&self) -> Frozen {
        let mut log = self.log.clone();
        let place = self.stands.as_ref().map_or(0, |(place, _)| *place);
        let arrived = self.arrived.iter().cloned();
        log.extend(arrived.map(|(time, arrival)| Entry { place, time, arrival, tree: None }));
        Frozen {
            start: self.start.clone(),
            origin: self.origin.clone(),
            log,
            printed: self.printed,
            stands: self.stands.clone(),
        }
    }

    /// The process that was frozen.
    pub fn thaw(frozen: Frozen) -> Live {
        let Frozen { start, origin, log, printed, stands } = frozen;
        let packages = Packages::default();
        Live { start, origin, log, arrived: Vec::new(), checkpoint: None, printed, stands, packages }
    }

    /// Goes on until the process waits or ends. `tree` holds its files as they are now and becomes what it makes of them;
    /// `horizon` is the time up to which it need not wait; `out` gets what it prints, with the time.
    pub fn advance(
        &mut self,
        tree: &mut Tree,
        horizon: Time,
        out: &mut dyn FnMut(Time, Stream, &[u8]),
    ) -> Turn {
        self.note(tree);
        let before = self.checkpoint.as_ref().map_or(0, Checkpoint::printed);
        let mut seen = before;
        let delivered = self.printed;
        let mut sink = |time: Time, stream: Stream, bytes: &[u8]| {
            let skip = delivered.saturating_sub(seen).min(bytes.len() as u64) as usize;
            seen += bytes.len() as u64;
            let fresh = bytes.get(skip..).unwrap_or_default();
            if !fresh.is_empty() {
                out(time, stream, fresh);
            }
        };
        tree.reset(self.checkpoint.as_ref().map_or(&self.origin, Checkpoint::tree));
        let start = &self.start;
        let meter = Meter::new(start.limits);
        let mut kernel = Kernel::new(tree, &mut sink, meter, start.now, start.hostname.clone());
        kernel.address.clone_from(&start.address);
        kernel.first = start.number;
        kernel.next_pid = start.number;
        kernel.others.clone_from(&start.others);
        kernel.meter.memory = start.memory;
        kernel.packages = self.packages.clone();
        kernel.read_only.clone_from(&start.read_only);
        let mut outside = Outside::new(start.tty, start.size, start.guests.clone(), start.protected);
        outside.horizon = horizon;
        kernel.outside = Some(outside);
        kernel.journal = Journal { entries: std::mem::take(&mut self.log), taken: 0, fresh_from: 0 };
        kernel.meter.spent.output = before;
        let mut not_started = None;
        let result = match self.checkpoint.take() {
            Some(checkpoint) => checkpoint.resume(&mut kernel),
            None => {
                let fds =
                    if start.stdin { Descriptors::waiting() } else { Descriptors::standard(Vec::new()) };
                let task: Task = first_task(start.env.clone(), start.cwd.clone(), start.user.clone(), fds);
                launch(&mut kernel, task, &start.argv, &mut not_started)
            }
        };
        kernel.flush();
        kernel.release(kernel.now.max(horizon));
        let place = kernel.outside.as_ref().map_or(0, |outside| outside.place);
        self.log = std::mem::take(&mut kernel.journal.entries);
        self.checkpoint = kernel.checkpoint.take();
        let processes = std::mem::take(&mut kernel.running);
        let spent: Spent = kernel.meter.spent;
        let now = kernel.now;
        let standing = match outcome(result, spent, not_started) {
            Ok(outcome) => Standing::Ended(outcome),
            Err(wait) => Standing::Waits(wait),
        };
        self.printed = delivered.max(seen);
        self.stands = Some((place, tree.snapshot()));
        Turn { standing, processes, now }
    }

    /// Writes into the log what has arrived since the process stands where it stands.
    fn note(&mut self, tree: &Tree) {
        let Some((place, left)) = self.stands.take() else { return };
        let now = tree.snapshot();
        let mut changed = (!now.ptr_eq(&left)).then_some(now);
        if self.arrived.is_empty() && changed.is_some() {
            self.arrived.push((self.start.now, Arrival::Nothing));
        }
        for (time, arrival) in self.arrived.drain(..) {
            self.log.push(Entry { place, time, arrival, tree: changed.take() });
        }
    }
}
