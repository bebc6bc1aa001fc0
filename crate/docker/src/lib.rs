//! The simulated Docker host: images, registry catalog, the docker command line and its output.
//!
//! A [`Host`] holds a project, an image store, a build cache and a registry of modelled images. It builds the project
//! ([`Host::start_build`]) and runs command lines as `docker` does ([`Host::exec`]), both as tasks that go on in slices
//! ([`Host::advance`]), and it writes everything down and reads it back ([`Host::state_index`]).
//!
//! What it is not: it touches no disk, no clock and no network. What a command needs of the machine it runs on, such as
//! the files of a build context, is asked of the front end ([`HostRequest`]) and answered by it ([`Host::answer`]).
//! How images are built is the `engine` crate's business; here it is asked for, shown and stored.
//!
//! ```
//! use docker::{ExecOptions, Files, Host, HostConfig, TaskState};
//!
//! let mut host = Host::new(HostConfig { seed: 0, now: 1_700_000_000 });
//! host.write_file("Dockerfile", b"FROM scratch\nCOPY hello.txt /\n".to_vec(), None, None)?;
//! host.write_file("hello.txt", b"hello\n".to_vec(), None, None)?;
//!
//! let argv = "docker build --quiet -t hello .".split(' ').map(str::to_owned).collect();
//! let task = host.exec(argv, ExecOptions { files: Files::Project, ..ExecOptions::default() });
//! while host.advance(task)?.state == TaskState::Running {}
//!
//! assert_eq!(host.images()[0].names, ["hello:latest"]);
//! # Ok::<(), docker::Error>(())
//! ```

mod build;
mod catalog;
mod check;
mod cli;
mod container;
mod error;
mod example;
mod happened;
mod host;
mod hostshell;
mod hub;
mod images;
mod inspect;
mod profile;
mod project;
mod pull;
mod registry;
mod request;
mod rows;
mod state;
mod task;

pub mod progress;
pub mod view;

pub use build::{BuildRequest, Builder};
pub use catalog::CatalogPart;
pub use cli::LineCompletions;
pub use container::{FileAnswer, FileCall, Guest, GuestOwner, Reached};
pub use engine::classic::SideBySide;
pub use error::Error;
pub use host::{Host, HostConfig};
pub use hostshell::ShellOptions;
pub use images::ArchiveFormat;
pub use inspect::{
    ConfigDifference, ContainerShare, ContentDiff, HistoryRow, ImageDetails, ImageDiff, ImageShare,
    PathDifference, SharedLayer, Sharing, WasteRow, WastefulImage,
};
pub use profile::Profile;
pub use progress::Terminal;
pub use project::{EntryKind, IgnoreRule, MAX_FILE, ProjectEntry};
pub use request::{Entry, HostRequest, RequestId, Response};
pub use rows::{ChangeKind, Checked, Event, FileChange, ImageMade, ImageRow, LayerRow};
pub use state::StateError;
pub use task::{ExecOptions, Files, Output, Progress, Stream, TaskId, TaskState};
