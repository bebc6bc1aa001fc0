//! The files to build.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// What a path is.
#[derive(Tsify, Serialize, Deserialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum EntryKind {
    File,
    Dir,
    Symlink,
    Fifo,
    Device,
}

/// One path of the project.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectEntry {
    /// Relative to the project's root.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
    /// Permission bits.
    pub mode: u32,
    /// Bytes; of a symbolic link, the length of its target.
    pub size: f64,
    /// Time of the last change, in seconds since 1970.
    pub mtime: f64,
    /// What a symbolic link points at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Present when `.dockerignore` keeps the path out of the build context.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignored_by: Option<IgnoreRule>,
}

/// The line of `.dockerignore` that decided about a path.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IgnoreRule {
    /// Counted from 1.
    pub line: u32,
    /// What stands in that line.
    pub pattern: String,
}
