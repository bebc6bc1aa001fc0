//! The values that cross the boundary to JavaScript, as TypeScript sees them.
//!
//! Names are camelCase, alternatives are told apart by `kind`, absent is `undefined`. Text offsets count UTF-16 code
//! units, lines count from 1, sizes are bytes, times are seconds since 1970. Numbers beyond 2⁵³ do not occur.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use tsify::Tsify;

/// What a lab is made with.
#[derive(Tsify, Deserialize, Default)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct LabOptions {
    /// Where identifiers that Docker draws at random come from; the same seed gives the same ones. Default 0.
    pub seed: Option<u32>,
    /// The time it is in the lab. Default: 2023-11-14 22:13:20 UTC.
    pub now: Option<f64>,
}

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

#[derive(Tsify, Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    Error,
    Warning,
    Advice,
    Info,
}

/// Replace the text between two offsets.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Edit {
    pub start: u32,
    pub end: u32,
    pub text: String,
}

/// What would remove a problem.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    pub title: String,
    pub edits: Vec<Edit>,
}

/// A problem at a place of the user's text.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    pub code: String,
    pub severity: Severity,
    pub message: String,
    pub start: u32,
    pub end: u32,
    pub start_line: u32,
    pub end_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

#[derive(Tsify, Deserialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum Builder {
    Buildkit,
    Classic,
}

/// A build of the project.
#[derive(Tsify, Deserialize, Default)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct BuildRequest {
    /// Path of the Dockerfile. Default `Dockerfile`.
    pub dockerfile: Option<String>,
    pub tags: Option<Vec<String>>,
    /// Name or number of the stage to build. Default: the last one.
    pub target: Option<String>,
    #[tsify(type = "Record<string, string>")]
    pub build_args: Option<BTreeMap<String, String>>,
    pub no_cache: Option<bool>,
    /// Stages whose cache is not used.
    pub no_cache_filter: Option<Vec<String>>,
    /// Default `"buildkit"`.
    pub builder: Option<Builder>,
}

#[derive(Tsify, Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum Stream {
    Stdout,
    Stderr,
}

#[derive(Tsify, Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum TaskState {
    Running,
    Done,
    Failed,
    Cancelled,
}

/// Text for the terminal, in the order it was printed.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Output {
    pub stream: Stream,
    pub text: String,
}

/// What one slice of work brought. `output` is the log as `--progress=plain` prints it.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    pub events: Vec<BuildEvent>,
    pub state: TaskState,
    pub output: Vec<Output>,
}

/// A stage of the Dockerfile. `needed` is false when the target does not depend on it. `text` is its FROM line as written,
/// `base` what that stands for; `vertex` is absent when no image is loaded for it.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StageRow {
    pub index: u32,
    pub name: String,
    pub needed: bool,
    pub text: String,
    pub start_line: u32,
    pub end_line: u32,
    pub base: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vertex: Option<u32>,
    pub modelled: bool,
}

/// An instruction of the Dockerfile. `vertex` is absent when nothing is executed for it.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InstructionRow {
    pub id: u32,
    pub stage: u32,
    pub keyword: String,
    pub text: String,
    pub start_line: u32,
    pub end_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vertex: Option<u32>,
    pub metadata_only: bool,
}

/// A layer of an image. `size` is that of its uncompressed tar, `content` that of the files in it, which is what
/// `docker image history` shows.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerRow {
    pub diff_id: String,
    pub size: f64,
    pub content: f64,
    pub created_by: String,
    pub from_base: bool,
    pub modelled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instruction: Option<u32>,
}

/// What happened in a build, in order.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BuildEvent {
    Planned {
        stages: Vec<StageRow>,
        instructions: Vec<InstructionRow>,
    },
    VertexStarted {
        vertex: u32,
        name: String,
    },
    /// `remarks` say what changed since the recorded result without counting, such as the times of files.
    VertexCached {
        vertex: u32,
        name: String,
        remarks: Vec<String>,
    },
    /// `firstBreak` is false when the step only follows from one before it.
    VertexMissed {
        vertex: u32,
        first_break: bool,
        summary: String,
        reasons: Vec<MissReason>,
    },
    /// Output of a step; `at` is simulated seconds since the step began.
    Log {
        vertex: u32,
        stream: Stream,
        text: String,
        at: f64,
    },
    /// What `docker build` prints with the classic builder, whose output is no rendering of the other events.
    Printed {
        stream: Stream,
        text: String,
    },
    Status {
        vertex: u32,
        text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        current: Option<f64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        total: Option<f64>,
    },
    /// A step made a layer; `changes` is the number of paths in it.
    Layer {
        vertex: u32,
        instructions: Vec<u32>,
        diff_id: String,
        size: f64,
        changes: u32,
    },
    /// `seconds` are simulated.
    VertexDone {
        vertex: u32,
        seconds: f64,
    },
    VertexFailed {
        vertex: u32,
        message: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
    },
    VertexCancelled {
        vertex: u32,
    },
    Warning {
        diagnostic: Diagnostic,
    },
    Image {
        id: String,
        manifest: String,
        tags: Vec<String>,
        size: f64,
        layers: Vec<LayerRow>,
    },
    /// The build ended without an image; `text` is the message with the lines of the Dockerfile around its cause.
    Failed {
        message: String,
        text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
    },
}

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

/// An image of the local store. `size` is that of its layers together.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageRow {
    pub id: String,
    pub names: Vec<String>,
    pub size: f64,
    pub created: f64,
    pub layers: Vec<LayerRow>,
}

#[derive(Tsify, Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum ChangeKind {
    Added,
    Modified,
    Removed,
}

/// One path that a layer adds, changes or removes.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileChange {
    pub path: String,
    pub kind: EntryKind,
    pub change: ChangeKind,
    pub size: f64,
    pub mode: u32,
    pub uid: u32,
    pub gid: u32,
    pub mtime: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// The format of a saved image: an OCI layout in a tar, or what `docker save` writes.
#[derive(Tsify, Deserialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum ArchiveFormat {
    Oci,
    Docker,
}

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
}

/// A terminal's size in characters, and whether it shows colours.
#[derive(Tsify, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Terminal {
    pub columns: u32,
    pub rows: u32,
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
    pub output: Vec<Printed>,
    pub requests: Vec<HostRequest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
}

/// A question to whoever has the disk, to be answered under its `id`.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HostRequest {
    pub id: u32,
    pub question: HostQuestion,
}

/// Paths are as the user typed them; relative ones count from `cwd`.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HostQuestion {
    /// What is there, links followed? Answer: `stat`.
    Stat { path: String },
    /// The content of a file. Answer: `bytes`.
    ReadFile { path: String },
    /// Everything below a folder, links not followed, without contents. Answer: `list`.
    List { path: String },
    /// The contents of regular files that a listing of `root` named. Answer: `files`.
    ReadFiles { root: String, paths: Vec<String> },
    /// All of standard input. Answer: `bytes`.
    ReadStdin,
    /// Make or replace a file. Answer: `done`.
    WriteFile {
        path: String,
        #[tsify(type = "Uint8Array")]
        bytes: ByteBuf,
        mode: u32,
    },
    /// Make a folder and those above it; it is fine if it is there. Answer: `done`.
    MakeDir { path: String, mode: u32 },
    /// Make a symbolic link in place of what is there. Answer: `done`.
    Symlink { path: String, target: String },
    /// Remove a file; it is fine if it is not there. Answer: `done`.
    Remove { path: String },
}

/// A path of the host's disk. `mode` holds permission, set-id and sticky bits.
#[derive(Tsify, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HostEntry {
    pub path: String,
    pub kind: EntryKind,
    pub mode: u32,
    pub seconds: f64,
    pub nanoseconds: u32,
    pub size: f64,
    #[tsify(optional)]
    pub target: Option<String>,
}

/// A listing in columns, because one object per path would cost more than reading the folder.
#[derive(Tsify, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EntryColumns {
    /// Paths relative to the folder, separated by NUL; the folder itself is the empty one.
    pub paths: String,
    /// What symbolic links point at, else nothing; as many as paths, separated by NUL.
    pub targets: String,
    /// Six per path: kind (the place of its name in `EntryKind`), mode, seconds and nanoseconds of its time, size, and a
    /// number from 1 that all names of one file share, or 0.
    pub numbers: Vec<f64>,
}

/// A file that could not be read: its place in the question's `paths`, and why in the words of strerror.
#[derive(Tsify, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Unread {
    pub index: u32,
    pub message: String,
}

/// The answer to a `HostQuestion`.
#[derive(Tsify, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HostResponse {
    Done,
    /// Without an entry, nothing is there.
    Stat {
        #[tsify(optional)]
        entry: Option<HostEntry>,
    },
    Bytes {
        #[tsify(type = "Uint8Array")]
        bytes: ByteBuf,
    },
    List {
        entries: EntryColumns,
    },
    /// In the order the question named them. A file that could not be read is empty and stands among the failures.
    Files {
        #[tsify(type = "Uint8Array[]")]
        contents: Vec<ByteBuf>,
        failures: Vec<Unread>,
    },
    /// In the words of strerror: `no such file or directory`.
    Failed {
        message: String,
    },
}
