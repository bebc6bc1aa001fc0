//! How a build is shown while it runs: plain lines, a redrawn terminal, JSON lines, or nothing.
//!
//! All renderers read one stream of [`SolveStatus`] updates, the same records that BuildKit sends to its clients.
//! Their times come from the simulated clock, so a build prints the same text whenever it is run.

mod json;
mod plain;
mod trace;
mod tty;

use serde::Serialize;

pub use plain::Plain;
pub use tty::{Terminal, Tty};

/// Nanoseconds since the epoch on the simulated clock.
pub type Nanos = i64;

/// A batch of changes. A vertex or a status is sent again whenever something about it changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SolveStatus {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vertexes: Vec<Vertex>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<Status>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub logs: Vec<Log>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// One step of the build. `digest` identifies it among all records of a build.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Vertex {
    pub digest: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "json::maybe_time")]
    pub started: Option<Nanos>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "json::maybe_time")]
    pub completed: Option<Nanos>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cached: bool,
    /// Empty if nothing went wrong. An error that ends in `context canceled` is a cancelled step.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub error: String,
}

/// A part of the work of a vertex, with bytes moved so far and in total where that is known (else 0).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    pub id: String,
    pub vertex: String,
    #[serde(skip_serializing_if = "json::is_zero")]
    pub total: u64,
    pub current: u64,
    #[serde(serialize_with = "json::time")]
    pub timestamp: Nanos,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "json::maybe_time")]
    pub started: Option<Nanos>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "json::maybe_time")]
    pub completed: Option<Nanos>,
}

/// Bytes that a step wrote: `stream` is 1 for standard output, 2 for standard error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Log {
    pub vertex: String,
    pub stream: u8,
    #[serde(serialize_with = "json::bytes")]
    pub data: Vec<u8>,
    #[serde(serialize_with = "json::time")]
    pub timestamp: Nanos,
}

/// A finding of the checks, in BuildKit's wording (`Rule: detail (line N)`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Warning {
    pub vertex: String,
    pub level: u8,
    #[serde(serialize_with = "json::bytes")]
    pub short: String,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "json::list_of_bytes")]
    pub detail: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    #[serde(rename = "sourceInfo", skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    #[serde(rename = "range", skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<Range>,
}

/// The file that a warning is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    pub filename: String,
    #[serde(serialize_with = "json::bytes")]
    pub data: String,
    pub language: &'static str,
}

/// A place in a file, first to last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Range {
    pub start: Position,
    pub end: Position,
}

/// A line, one-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Position {
    pub line: u32,
}

/// Which renderer the user asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The redrawn view on a terminal, plain lines elsewhere.
    Auto,
    Plain,
    Tty,
    RawJson,
    Quiet,
}

impl Mode {
    /// The mode that `--progress` names.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "auto" | "" => Mode::Auto,
            "plain" => Mode::Plain,
            "tty" => Mode::Tty,
            "rawjson" => Mode::RawJson,
            "quiet" => Mode::Quiet,
            _ => return None,
        })
    }
}

/// A renderer with its state.
#[derive(Debug)]
pub enum Display {
    Plain(Plain),
    Tty(Tty),
    RawJson,
    Quiet,
}

impl Display {
    /// Picks the renderer for a mode; without a terminal `auto` means plain lines.
    #[must_use]
    pub fn new(mode: Mode, terminal: Option<Terminal>) -> Self {
        match (mode, terminal) {
            (Mode::Auto | Mode::Tty, Some(terminal)) => Display::Tty(Tty::new(terminal)),
            (Mode::Auto | Mode::Plain | Mode::Tty, _) => Display::Plain(Plain::default()),
            (Mode::RawJson, _) => Display::RawJson,
            (Mode::Quiet, _) => Display::Quiet,
        }
    }

    /// The text that an update adds to standard error.
    pub fn update(&mut self, status: &SolveStatus) -> String {
        match self {
            Display::Plain(plain) => plain.update(status),
            Display::Tty(tty) => tty.update(status),
            Display::RawJson => json::line(status),
            Display::Quiet => String::new(),
        }
    }

    /// What is printed when the build has ended, among it the logs of failed steps.
    pub fn finish(&mut self) -> String {
        match self {
            Display::Plain(plain) => plain.finish(),
            Display::Tty(tty) => tty.finish(),
            Display::RawJson | Display::Quiet => String::new(),
        }
    }

    /// Whether the closing words (found warnings, build details) belong to this view.
    #[must_use]
    pub fn is_for_people(&self) -> bool {
        matches!(self, Display::Plain(_) | Display::Tty(_))
    }
}
