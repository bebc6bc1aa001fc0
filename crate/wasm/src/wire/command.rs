//! The command line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use tsify::Tsify;

use super::build::BuildEvent;
use super::host::HostRequest;
use super::task::Stream;

/// Where and how a command line runs.
#[derive(Tsify, Deserialize, Default)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ExecOptions {
    /// Environment variables; `SOURCE_DATE_EPOCH` and `DOCKER_BUILDKIT` are looked at.
    #[tsify(type = "Record<string, string>")]
    pub env: BTreeMap<String, String>,
    /// The folder that relative paths count from.
    pub cwd: String,
    /// Present when standard error is a terminal.
    pub terminal: Option<Terminal>,
    pub stdout_is_terminal: bool,
    pub stdin_is_terminal: bool,
    /// Whose output is imitated: `book` (20.10), `v28` or `v29`; without it that of the lab's profile.
    #[tsify(type = "\"book\" | \"v28\" | \"v29\"")]
    pub profile: Option<String>,
    /// Files are those of the project, and there are no questions.
    pub project: bool,
}

/// A session of the shell of the lab's machine, with the project in its home folder and `docker` among its programs.
#[derive(Tsify, Deserialize, Default)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ShellOptions {
    /// What `sh -c` runs; without it there is a prompt, and each line is asked for.
    pub script: Option<String>,
    #[tsify(type = "Record<string, string>")]
    pub env: BTreeMap<String, String>,
    pub terminal: Option<Terminal>,
    #[tsify(type = "\"book\" | \"v28\" | \"v29\"")]
    pub profile: Option<String>,
}

/// What could be typed at a place of a line: texts for the word that begins at `from`, in UTF-16 units.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LineCompletions {
    pub from: u32,
    pub items: Vec<LineCompletion>,
}

#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LineCompletion {
    pub text: String,
    pub about: String,
}

/// A terminal's size in characters, and whether it shows colours.
#[derive(Tsify, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Terminal {
    /// Characters in a line.
    pub columns: u32,
    /// Lines.
    pub rows: u32,
    /// Whether it shows colours.
    pub colours: bool,
}

/// Bytes that a command line printed, in the order it printed them.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Printed {
    pub stream: Stream,
    #[tsify(type = "Uint8Array")]
    pub bytes: ByteBuf,
}

/// What one slice of a command line brought. `exitCode` is there when it has ended; as long as `requests` are not
/// answered it does not go on.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CommandProgress {
    /// Of the builds in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[tsify(optional)]
    pub events: Vec<BuildEvent>,
    pub output: Vec<Printed>,
    pub requests: Vec<HostRequest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
    /// There while input goes to a process: it reads from a terminal (edited lines, echoed by the front end) or a pipe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reads: Option<Reads>,
    /// There when the command waits for something to happen in a container: so many milliseconds of simulated time until
    /// it can. Let them pass (`pass`) and go on; 0 means that there is more to do now. -1: only input or another command can end the wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits: Option<f64>,
    /// Whether signals go on to a process.
    pub attached: bool,
}

/// Where a process reads its input from.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Reads {
    Terminal,
    Pipe,
}
