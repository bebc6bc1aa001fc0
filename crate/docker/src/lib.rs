//! The simulated Docker host: images, registry catalog, the docker command line and its output.

mod build;
mod catalog;
mod check;
mod cli;
mod error;
mod example;
mod host;
mod project;
mod registry;
mod request;
mod rows;
mod task;

pub mod progress;
pub mod view;

pub use build::{BuildRequest, Builder};
pub use error::Error;
pub use host::{ArchiveFormat, Host, HostConfig};
pub use progress::Terminal;
pub use project::{EntryKind, IgnoreRule, MAX_FILE, ProjectEntry};
pub use request::{Entry, HostRequest, RequestId, Response};
pub use rows::{ChangeKind, Checked, Event, FileChange, ImageMade, ImageRow, LayerRow};
pub use task::{ExecOptions, Files, Output, Progress, Stream, TaskId, TaskState};
