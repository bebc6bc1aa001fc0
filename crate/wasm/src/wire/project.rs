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

/// One path of the project, relative to its root. `mode` holds the permission bits.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectEntry {
    pub path: String,
    pub kind: EntryKind,
    pub mode: u32,
    pub size: f64,
    pub mtime: f64,
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
    pub line: u32,
    pub pattern: String,
}
