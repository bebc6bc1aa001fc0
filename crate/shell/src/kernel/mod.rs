//! What the operating system would be: files with permissions, descriptors, process numbers.

mod access;
mod files;
mod outside;
mod pipe;
mod stream;
mod trial;

use std::collections::BTreeMap;

use vfs::{Time, Tree, VPathBuf};

use crate::eval::Checkpoint;
use crate::io::{Descriptors, Handle};
use crate::live::Wait;
use crate::meter::{Meter, Stop};
use crate::packages::Packages;
use crate::process::Stream;
use crate::user::{Accounts, User};
use trial::Held;

pub(crate) use access::{allowed, may_execute};
pub(crate) use files::{Open, stale};
pub(crate) use outside::{Journal, Outside};
pub(crate) use stream::{BLOCK, Bad};

pub(crate) type Done<T> = Result<T, Unwind>;

/// Takes output, with the simulated time at which it was written.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(Time, Stream, &[u8]);

/// One run's machine. Shared by all processes of the run.
pub(crate) struct Kernel<'a> {
    pub(crate) tree: &'a mut Tree,
    pub(crate) out: Sink<'a>,
    pub(crate) meter: Meter,
    pub(crate) now: Time,
    pub(crate) hostname: String,
    /// The address that belongs to the name.
    pub(crate) address: String,
    /// What package managers find; nothing unless whoever runs the process says so.
    pub(crate) packages: Packages,
    /// Places that are mounted, and whether nothing may be written there.
    pub(crate) read_only: Vec<(VPathBuf, bool)>,
    pub(crate) next_pid: u32,
    /// The number of the process that everything here comes from.
    pub(crate) first: u32,
    /// Processes of the machine that belong to others.
    pub(crate) others: Vec<(u32, Vec<String>)>,
    noise: u64,
    /// The file written last, kept out of the tree until somebody looks.
    dirty: Option<(VPathBuf, Vec<u8>)>,
    /// Counts removals of names; see [`crate::io::OpenFile::epoch`].
    epoch: u64,
    removed: Vec<(VPathBuf, u64)>,
    /// Nothing, if the process can't wait: everything it may read is there, and time does not pass.
    pub(crate) outside: Option<Outside>,
    pub(crate) journal: Journal,
    /// Where the process can go on from.
    pub(crate) checkpoint: Option<Checkpoint>,
    /// The programs that run, the first process first: number and arguments.
    pub(crate) running: Vec<(u32, Vec<String>)>,
    /// `exec`: the next program keeps this number.
    pub(crate) replaced: Option<u32>,
    /// What was written into FIFOs: the end that reads and the end that writes.
    fifos: BTreeMap<VPathBuf, [Handle; 2]>,
    /// Trials that are not decided; see [`trial`].
    pub(crate) trials: u32,
    /// Output of what is tried.
    held: Vec<Held>,
    /// Output of background jobs that the shell's own time has not come to, by time.
    late: Vec<Held>,
    /// The background job that runs, and the time of the shell that started it.
    pub(crate) background: Option<(u32, Time)>,
}

/// The part of a machine that a checkpoint keeps.
#[derive(Clone)]
pub(crate) struct Counters {
    now: Time,
    next_pid: u32,
    noise: u64,
    epoch: u64,
    removed: Vec<(VPathBuf, u64)>,
    pub(crate) outside: Outside,
    running: Vec<(u32, Vec<String>)>,
    late: Vec<Held>,
    taken: usize,
}

/// What one process has for itself. A child starts with a clone.
#[derive(Clone)]
pub(crate) struct Task {
    /// Exported variables only, in the order in which they were first set.
    pub(crate) env: Vec<(String, String)>,
    pub(crate) cwd: VPathBuf,
    pub(crate) user: User,
    pub(crate) umask: u16,
    /// SIGPIPE is ignored: writing into a pipe that nobody reads is an error.
    pub(crate) ignores_pipe: bool,
    pub(crate) fds: Descriptors,
    pub(crate) pid: u32,
}

impl Task {
    pub(crate) fn var(&self, name: &str) -> Option<&str> {
        self.env.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Why evaluation leaves what it is doing. Everything but [`Unwind::Stop`] ends at some shell or process.
#[derive(Debug)]
pub(crate) enum Unwind {
    Stop(Stop),
    /// Something is missing: the process is evaluated again when it has arrived.
    Wait(Wait),
    /// A signal from the terminal ends the program that runs in the foreground.
    Signal(i32),
    /// A signal ends the first process, and with it everything.
    Killed(i32),
    /// A shell with a prompt gives up the line it is at, with this status: interrupted from the terminal.
    Abandon(i32),
    /// The same after an error that would end a shell which reads a script.
    Refused(i32),
    /// SIGPIPE.
    Pipe,
    /// What is tried needs something that is not there yet.
    Starved,
    Exit(i32),
    Return(i32),
    Break(u32),
    Continue(u32),
}

impl From<Stop> for Unwind {
    fn from(stop: Stop) -> Unwind {
        Unwind::Stop(stop)
    }
}

impl<'a> Kernel<'a> {
    pub(crate) fn new(
        tree: &'a mut Tree,
        out: Sink<'a>,
        meter: Meter,
        now: Time,
        hostname: String,
    ) -> Kernel<'a> {
        let noise = 0x9E37_79B9_7F4A_7C15 ^ now.secs.unsigned_abs().rotate_left(20) ^ u64::from(now.nanos);
        Kernel {
            tree,
            out,
            meter,
            now,
            hostname,
            address: "172.17.0.2".into(),
            packages: Packages::default(),
            read_only: Vec::new(),
            next_pid: 1,
            first: 1,
            others: Vec::new(),
            noise,
            dirty: None,
            epoch: 0,
            removed: Vec::new(),
            outside: None,
            journal: Journal { entries: Vec::new(), taken: 0, fresh_from: 0 },
            checkpoint: None,
            running: Vec::new(),
            replaced: None,
            fifos: BTreeMap::new(),
            trials: 0,
            held: Vec::new(),
            late: Vec::new(),
            background: None,
        }
    }

    /// What a checkpoint keeps; nothing, if the process can't wait.
    pub(crate) fn counters(&self) -> Option<Counters> {
        Some(Counters {
            now: self.now,
            next_pid: self.next_pid,
            noise: self.noise,
            epoch: self.epoch,
            removed: self.removed.clone(),
            outside: self.outside.clone()?,
            running: self.running.clone(),
            late: self.late.clone(),
            taken: self.journal.taken,
        })
    }

    /// Goes on from a checkpoint; the horizon stays.
    pub(crate) fn restore(&mut self, from: &Counters) {
        let horizon = self.outside.as_ref().map(|outside| outside.horizon);
        self.now = from.now;
        self.next_pid = from.next_pid;
        self.noise = from.noise;
        self.epoch = from.epoch;
        self.removed = from.removed.clone();
        self.running = from.running.clone();
        self.late = from.late.clone();
        self.meter.spent.output += self.late_bytes();
        self.journal.taken = from.taken;
        let mut outside = from.outside.clone();
        outside.horizon = horizon.unwrap_or(outside.horizon);
        self.outside = Some(outside);
    }

    pub(crate) fn new_pid(&mut self) -> u32 {
        self.next_pid += 1;
        self.next_pid - 1
    }

    /// Deterministic noise (splitmix64): the same run draws the same numbers.
    pub(crate) fn noise(&mut self) -> u64 {
        self.noise = self.noise.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.noise;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn accounts(&mut self) -> Accounts {
        self.flush();
        Accounts::read(&|path| self.tree.read(path).ok())
    }
}
