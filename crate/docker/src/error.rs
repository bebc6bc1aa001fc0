//! What can be wrong with a call of the host. A call that fails has changed nothing.

use vfs::{Errno, FsError};

use crate::catalog::CatalogPart;

/// Why a call of [`crate::Host`] failed. Displays as one sentence without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The project's filesystem refused.
    #[error("{path}: {}", lower_first(&error.to_string()))]
    File {
        /// As the caller gave it.
        path: String,
        /// Why.
        error: FsError,
    },
    /// A file is larger than a project may hold.
    #[error("{path}: {size} bytes are more than the {limit} bytes that a file of a project may have")]
    TooLarge {
        /// As the caller gave it.
        path: String,
        /// Of the file, in bytes.
        size: u64,
        /// In bytes.
        limit: u64,
    },
    /// A path that no file of a project can have.
    #[error("`{path}` is no path of a project: {reason}")]
    InvalidPath {
        /// As the caller gave it.
        path: String,
        /// What about it.
        reason: &'static str,
    },
    /// There is no such ready-made project.
    #[error("there is no example `{0}`; there are: {examples}", examples = crate::example::names())]
    UnknownExample(String),
    /// A task that never was, or that has ended.
    #[error("there is no task {0}; a task ends with the last of its progress")]
    UnknownTask(u32),
    /// An answer to a question that was not asked.
    #[error("task {task} did not ask for answer {request}")]
    UnknownRequest {
        /// The task's number.
        task: u32,
        /// The request's number.
        request: u32,
    },
    /// The store has no image under this name or id.
    #[error("no such image: {0}")]
    NoSuchImage(String),
    /// There is no such container; the words are the daemon's.
    #[error("{0}")]
    NoSuchContainer(String),
    /// The store has no layer with this diff ID.
    #[error("no such layer: {0}")]
    NoSuchLayer(String),
    /// An archive or layout could not be read or written.
    #[error("{0}")]
    Archive(String),
    /// A part of the catalog has to be loaded first.
    #[error("{}: the catalog was not loaded", self.code())]
    NeedsCatalog(CatalogPart),
    /// Saved state that cannot be taken in.
    #[error(transparent)]
    State(#[from] crate::state::StateError),
}

impl Error {
    /// A stable name for the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Error::File { error, .. } => match error.errno {
                Errno::ENOENT => "not-found",
                Errno::EEXIST => "exists",
                Errno::EISDIR => "is-a-directory",
                Errno::ENOTDIR => "not-a-directory",
                Errno::ENOTEMPTY => "not-empty",
                Errno::ELOOP => "symlink-loop",
                Errno::ENAMETOOLONG => "name-too-long",
                _ => "file-error",
            },
            Error::TooLarge { .. } => "too-large",
            Error::InvalidPath { .. } => "invalid-path",
            Error::UnknownExample(_) => "unknown-example",
            Error::UnknownTask(_) => "unknown-task",
            Error::UnknownRequest { .. } => "unknown-request",
            Error::NoSuchImage(_) => "no-such-image",
            Error::NoSuchContainer(_) => "no-such-container",
            Error::NoSuchLayer(_) => "no-such-layer",
            Error::Archive(_) => "invalid-archive",
            Error::NeedsCatalog(CatalogPart::Images) => "needs-images",
            Error::NeedsCatalog(CatalogPart::Packages) => "needs-packages",
            Error::State(error) => error.code(),
        }
    }
}

/// Go and Rust begin messages in lower case, strerror in upper case.
pub(crate) fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => std::iter::once(first.to_ascii_lowercase()).chain(characters).collect(),
        None => String::new(),
    }
}
