//! What the operating system would be: files with permissions, descriptors, process numbers.

mod access;
mod files;
mod stream;

use vfs::{Time, Tree, VPathBuf};

use crate::io::Descriptors;
use crate::meter::{Meter, Stop};
use crate::process::Stream;
use crate::user::{Accounts, User};

pub(crate) use access::{allowed, may_execute};
pub(crate) use files::{Open, stale};
pub(crate) use stream::{BLOCK, Bad};

/// One run's machine. Shared by all processes of the run.
pub(crate) struct Kernel<'a> {
    pub(crate) tree: &'a mut Tree,
    pub(crate) out: &'a mut dyn FnMut(Stream, &[u8]),
    pub(crate) meter: Meter,
    pub(crate) now: Time,
    pub(crate) hostname: String,
    next_pid: u32,
    noise: u64,
    /// The file written last, kept out of the tree until somebody looks.
    dirty: Option<(VPathBuf, Vec<u8>)>,
    /// Counts removals of names; see [`crate::io::OpenFile::epoch`].
    epoch: u64,
    removed: Vec<(VPathBuf, u64)>,
}

/// What one process has for itself. A child starts with a clone.
#[derive(Clone)]
pub(crate) struct Task {
    /// Exported variables only, in the order in which they were first set.
    pub(crate) env: Vec<(String, String)>,
    pub(crate) cwd: VPathBuf,
    pub(crate) user: User,
    pub(crate) umask: u16,
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
    /// SIGPIPE.
    Pipe,
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
        out: &'a mut dyn FnMut(Stream, &[u8]),
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
            next_pid: 1,
            noise,
            dirty: None,
            epoch: 0,
            removed: Vec::new(),
        }
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
