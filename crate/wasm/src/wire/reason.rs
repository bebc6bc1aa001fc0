//! Why a step was not taken from the cache.

use serde::Serialize;
use tsify::Tsify;

/// What about a file made a step miss.
#[derive(Tsify, Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum FileEdit {
    Added,
    Removed,
    Content,
    Mode,
    Owner,
    Kind,
    Target,
    Renamed,
}

#[derive(Tsify, Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum VariableSource {
    Arg,
    Env,
}

/// Why a step could not be taken from the cache.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum MissReason {
    FirstBuild,
    NoCache,
    Pruned,
    Instruction {
        before: String,
        after: String,
    },
    /// `diff` is a unified diff when both contents are text; `line` is the first line that differs.
    File {
        path: String,
        change: FileEdit,
        #[serde(skip_serializing_if = "Option::is_none")]
        before: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        after: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        diff: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
    },
    Variable {
        name: String,
        source: VariableSource,
        #[serde(skip_serializing_if = "Option::is_none")]
        before: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        after: Option<String>,
    },
    /// A step before this one was built anew.
    Parent {
        vertex: u32,
        name: String,
    },
    Base {
        before: String,
        after: String,
    },
    Option {
        name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        before: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        after: Option<String>,
    },
}
