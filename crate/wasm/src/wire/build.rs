//! A build: what is asked for, and what happens.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::diagnostic::Diagnostic;
use super::image::LayerRow;
use super::reason::{KeyInput, KeyPart, MissReason, Surprise};
use super::task::{Stream, TaskState};

/// Which of docker's builders builds: BuildKit, or the one before it (`DOCKER_BUILDKIT=0`).
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

/// What happened in a build, in order.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BuildEvent {
    /// A build begins, of the Dockerfile with this path.
    Began {
        dockerfile: String,
    },
    /// The log goes on, as `--progress=plain` prints it, whatever the command's terminal shows. For builds of a shell only:
    /// those of the page have it as their output.
    PlainLog {
        text: String,
    },
    Planned {
        stages: Vec<StageRow>,
        instructions: Vec<InstructionRow>,
    },
    VertexStarted {
        vertex: u32,
        name: String,
    },
    /// What a step is known by in the cache. Comes again when more of it is known; the last one counts.
    VertexKeyed {
        vertex: u32,
        digest: String,
        parts: Vec<KeyPart>,
        inputs: Vec<KeyInput>,
    },
    /// `surprises` are what changed since the recorded result without counting, such as the times of files; `remarks` say
    /// the same in words.
    VertexCached {
        vertex: u32,
        name: String,
        remarks: Vec<String>,
        surprises: Vec<Surprise>,
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
