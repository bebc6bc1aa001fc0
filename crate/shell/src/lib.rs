//! What RUN and a container execute: a shell and its programs over a [`vfs::Tree`].
//!
//! [`run`] starts a command line as a container runtime does. A program exists only if its executable is in the tree:
//! a symbolic link to busybox, a file of its own, or a script with `#!`. The shell is ours (POSIX as busybox `ash`,
//! Debian's `dash`, and the parts of `bash` that Dockerfiles use); the programs are one file each in `program/`.
//!
//! What it is not: nothing here reads a clock, draws randomness, touches the host or spawns a thread. The stages of a
//! pipeline run one after the other, each into a bounded pipe; a stage that fills it is ended as by SIGPIPE
//! when its reader wanted no more. A program that the image holds but that is not simulated ends the run with
//! [`Stop::Unsupported`]; it never pretends to succeed.
//!
//! ```
//! use shell::{Limits, Packages, Process, User, run};
//! use vfs::{Blob, Meta, Snapshot, Time, VPath, VPathBuf};
//!
//! let now = Time::from_secs(1_700_000_000);
//! let mut tree = Snapshot::empty().edit();
//! tree.mkdir(VPath::new("/bin").unwrap(), &Meta::root(0o755, now)).unwrap();
//! tree.write(VPath::new("/bin/busybox").unwrap(), Blob::synthetic(1, 9), &Meta::root(0o755, now)).unwrap();
//! tree.symlink(VPath::new("/bin/sh").unwrap(), "busybox", &Meta::root(0o777, now)).unwrap();
//! let mut printed = Vec::new();
//! let outcome = run(
//!     &["/bin/sh".into(), "-c".into(), "echo $((6 * 7))".into()],
//!     Process {
//!         tree: &mut tree,
//!         env: vec![("PATH".into(), "/bin".into())],
//!         cwd: VPathBuf::root(),
//!         user: User::root(),
//!         stdin: Vec::new(),
//!         out: &mut |_, bytes| printed.extend_from_slice(bytes),
//!         limits: Limits::STANDARD,
//!         now,
//!         hostname: "buildkitsandbox".into(),
//!         packages: Packages::default(),
//!     },
//! );
//! assert!(outcome.result.unwrap().success());
//! assert_eq!(printed, b"42\n");
//! ```

mod builtin;
mod calendar;
mod eval;
mod expand;
mod io;
mod kernel;
mod live;
mod meter;
mod packages;
mod process;
mod program;
mod regex;
pub mod syntax;
#[cfg(test)]
mod testing;
mod text;
mod user;

pub use live::{
    Arrival, Entry, Frozen, GuestAnswer, GuestRequest, GuestStdin, Live, Standing, Start, Turn, Wait,
};
pub use meter::{Limits, Spent, Stop};
pub use packages::Packages;
pub use process::{Exit, Outcome, Process, Stream, run};
pub use user::{UnknownUser, User};
