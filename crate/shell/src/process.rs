//! Starting a process, and what is known once it has ended.

use vfs::{Time, Tree, VPathBuf};

use crate::meter::{Limits, Spent, Stop};
use crate::user::User;

/// Everything that a process is given. Nothing else reaches it: no clock, no host file, no network.
pub struct Process<'a> {
    /// The root filesystem. Mounts are grafted into it before and taken out after by the caller.
    /// A process that is stopped leaves it half changed: drop it. Open it with `trace` to learn what was read.
    pub tree: &'a mut Tree,
    /// `NAME`, value. `PATH` and `HOME` come from here too; a later pair of the same name wins.
    pub env: Vec<(String, String)>,
    /// Must exist; a missing directory fails the start as the container runtime does.
    pub cwd: VPathBuf,
    pub user: User,
    pub stdin: Vec<u8>,
    /// Called for each piece of output as it is written.
    pub out: &'a mut dyn FnMut(Stream, &[u8]),
    pub limits: Limits,
    /// What `date` says, and the modification time of everything that is written.
    pub now: Time,
    pub hostname: String,
}

/// Where output goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// How a process ended and what it used. What it touched is in the tree: `touched()`, and `reads()` if traced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The exit status, or why there is none.
    pub result: Result<Exit, Stop>,
    pub spent: Spent,
}

/// An exit status, 0 to 255; 128 + n for a process that died of signal n.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exit(pub u8);

impl Exit {
    pub fn success(self) -> bool {
        self.0 == 0
    }
}
