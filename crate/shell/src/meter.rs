//! What a step may burn, and what it would cost for real.

use std::fmt;

/// How much a run may use before it is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Work: evaluated nodes, processed blocks, and what some of them weigh more than others; about five million per second
    /// in a browser.
    pub fuel: u64,
    /// Bytes printed on stdout and stderr together; a line counts for six at least.
    pub output: u64,
    /// Bytes written to files, counting every write; also the most that one pipe, variable or program holds.
    pub disk: u64,
    /// Nested function calls, subshells and shells started by shells.
    pub depth: u16,
}

impl Limits {
    /// Limits that real RUN instructions stay well below, and that end a runaway script within a second.
    pub const STANDARD: Limits = Limits { fuel: 3_000_000, output: 2 << 20, disk: 128 << 20, depth: 48 };
}

/// Why a run was stopped before it ended. None of these is an exit status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// More steps than [`Limits::fuel`].
    Fuel(u64),
    /// More bytes printed than [`Limits::output`].
    Output(u64),
    /// More bytes written than [`Limits::disk`].
    Disk(u64),
    /// Nested deeper than [`Limits::depth`].
    Depth(u16),
    /// More bytes held than the machine gives: the process is killed.
    Memory(u64),
    /// The image has it, but it is not simulated: a program, an option or a part of the language.
    Unsupported(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::Fuel(limit) => {
                write!(f, "stopped after {limit} simulated steps: the command does not seem to end")
            }
            Stop::Output(limit) => write!(f, "stopped: the command printed more than {limit} bytes"),
            Stop::Disk(limit) => write!(f, "stopped: the command wrote more than {limit} bytes"),
            Stop::Depth(limit) => {
                write!(f, "stopped: commands are nested more than {limit} deep (endless recursion?)")
            }
            Stop::Memory(limit) => write!(f, "out of memory: a process held more than {limit} bytes"),
            Stop::Unsupported(what) => write!(f, "not modelled: {what}"),
        }
    }
}

impl std::error::Error for Stop {}

/// What a run used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    pub fuel: u64,
    /// Bytes printed.
    pub output: u64,
    /// Bytes written to files.
    pub disk: u64,
    /// Bytes read from files.
    pub read: u64,
    /// Bytes that would have come over the network.
    pub network: u64,
    /// Programs started.
    pub processes: u64,
    /// Time spent waiting on purpose (`sleep`) or working (compilers), in microseconds.
    pub waited: u64,
}

impl Spent {
    /// What the run would have taken for real, in microseconds.
    ///
    /// The model: a container starts in 80 ms; a program in 1.5 ms; files are read at 500 MB/s and written at
    /// 200 MB/s; the network brings 12 MB/s. Deterministic, and independent of the machine.
    pub fn micros(&self) -> u64 {
        80_000
            + self.processes.saturating_mul(1_500)
            + self.read / 500
            + self.disk / 200
            + self.network / 12
            + self.fuel / 50
            + self.waited
    }
}

/// What showing a line costs, however short it is, in bytes.
const LEAST_LINE: u64 = 6;

/// Counts what is spent against the limits.
#[derive(Debug, Clone)]
pub(crate) struct Meter {
    limits: Limits,
    pub(crate) spent: Spent,
    /// Bytes written that occupy memory; modelled content does not.
    written: u64,
    depth: u16,
    /// What counts against the limit of fuel: `spent.fuel`, from which simulated time follows, and what work weighs beyond it.
    burnt: u64,
    /// Bytes printed, where a line counts for [`LEAST_LINE`] at least.
    shown: u64,
    /// What was burnt and shown when the process last stood still.
    rested: (u64, u64),
    /// The most that a process holds in memory; see [`crate::Start::memory`].
    pub(crate) memory: u64,
}

impl Meter {
    /// Bytes that the run may still write.
    pub(crate) fn room(&self) -> u64 {
        self.limits.disk.saturating_sub(self.spent.disk)
    }

    pub(crate) fn new(limits: Limits) -> Meter {
        Meter {
            limits,
            spent: Spent::default(),
            written: 0,
            depth: 0,
            burnt: 0,
            shown: 0,
            rested: (0, 0),
            memory: u64::MAX,
        }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn fuel(&mut self, amount: u64) -> Result<(), Stop> {
        self.spent.fuel = self.spent.fuel.saturating_add(amount);
        self.weigh(amount)
    }

    /// Counts work against the limit that takes this machine more time than its fuel says, and a real one not.
    pub(crate) fn weigh(&mut self, amount: u64) -> Result<(), Stop> {
        self.burnt = self.burnt.saturating_add(amount);
        if self.burnt - self.rested.0 > self.limits.fuel { Err(self.worn_out()) } else { Ok(()) }
    }

    /// Goes back to an earlier count; the work was done all the same.
    pub(crate) fn put_back(&mut self, to: Meter) {
        *self = Meter { burnt: self.burnt, limits: self.limits, ..to };
    }

    /// Lets this much more be burnt, if it is less than is left; gives the limit that it was.
    pub(crate) fn narrow(&mut self, more: u64) -> u64 {
        let most = (self.burnt - self.rested.0).saturating_add(more);
        let before = self.limits.fuel;
        self.limits.fuel = before.min(most);
        before
    }

    pub(crate) fn widen(&mut self, fuel: u64) {
        self.limits.fuel = fuel;
    }

    /// The end of a run that seems to have none.
    pub(crate) fn worn_out(&self) -> Stop {
        Stop::Fuel(self.limits.fuel)
    }

    pub(crate) fn burnt(&self) -> u64 {
        self.burnt
    }

    /// Whether more than half of what may be burnt is.
    pub(crate) fn is_half_burnt(&self) -> bool {
        self.burnt - self.rested.0 > self.limits.fuel / 2
    }

    /// A process that waits may live long: what it may burn counts from one place where it could wait to the next.
    pub(crate) fn rest(&mut self) {
        self.rested = (self.burnt, self.shown);
        self.written = 0;
    }

    /// Counts work whose limit is checked at the next [`Meter::fuel`].
    pub(crate) fn burn(&mut self, amount: u64) {
        self.spent.fuel = self.spent.fuel.saturating_add(amount);
        self.burnt = self.burnt.saturating_add(amount);
    }

    pub(crate) fn output(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.spent.output += bytes.len() as u64;
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.shown += (bytes.len() as u64).max(lines * LEAST_LINE);
        if self.shown - self.rested.1 > self.limits.output {
            Err(Stop::Output(self.limits.output))
        } else {
            Ok(())
        }
    }

    pub(crate) fn disk(&mut self, bytes: u64) -> Result<(), Stop> {
        self.spent.disk = self.spent.disk.saturating_add(bytes);
        self.written = self.written.saturating_add(bytes);
        if self.written > self.limits.disk { Err(Stop::Disk(self.limits.disk)) } else { Ok(()) }
    }

    /// Counts modelled content, which is generated when it is read.
    pub(crate) fn modelled(&mut self, bytes: u64) {
        self.spent.disk = self.spent.disk.saturating_add(bytes);
    }

    /// Whether `bytes` may be held in memory at once.
    pub(crate) fn hold(&self, bytes: u64) -> Result<(), Stop> {
        if bytes > self.memory {
            return Err(Stop::Memory(self.memory));
        }
        if bytes > self.limits.disk { Err(Stop::Disk(self.limits.disk)) } else { Ok(()) }
    }

    pub(crate) fn enter(&mut self) -> Result<(), Stop> {
        if self.depth >= self.limits.depth {
            return Err(Stop::Depth(self.limits.depth));
        }
        self.depth += 1;
        Ok(())
    }

    pub(crate) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}
