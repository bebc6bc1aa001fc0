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
    /// Names for the image, as `name` or `name:tag`. Default: none.
    pub tags: Option<Vec<String>>,
    /// Name or number of the stage to build. Default: the last one.
    pub target: Option<String>,
    /// Values of build arguments by name. Default: none.
    #[tsify(type = "Record<string, string>")]
    pub build_args: Option<BTreeMap<String, String>>,
    /// Whether nothing is taken from the cache. Default false.
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
    /// Where it was printed.
    pub stream: Stream,
    /// Pieces of lines, control characters included.
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

/// A stage of the Dockerfile.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StageRow {
    /// Counted from 0 in the order of the Dockerfile.
    pub index: u32,
    /// The name behind AS, or `stage-N`.
    pub name: String,
    /// Whether the target depends on it.
    pub needed: bool,
    /// Its FROM line as written, continuation lines joined.
    pub text: String,
    /// First line of FROM, from 1.
    pub start_line: u32,
    /// Last line of FROM, from 1.
    pub end_line: u32,
    /// What that line stands for: an image's full name, another stage's, or `scratch`.
    pub base: String,
    /// The step that loads its base image; absent when none is loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vertex: Option<u32>,
    /// Whether its base image is modelled rather than real.
    pub modelled: bool,
}

/// An instruction of the Dockerfile.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InstructionRow {
    /// The number that events and layers name it by.
    pub id: u32,
    /// The number of its stage, which is that one's `index`.
    pub stage: u32,
    /// In upper case: `COPY`.
    pub keyword: String,
    /// As written, continuation lines joined.
    pub text: String,
    /// Its first line, from 1; what ONBUILD of a base image adds stands in the line of FROM.
    pub start_line: u32,
    /// Its last line, from 1.
    pub end_line: u32,
    /// The number of its step; absent when nothing is executed for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vertex: Option<u32>,
    /// Whether it touches nothing but the image's configuration.
    pub metadata_only: bool,
}

/// What happened in a build, in order. A `vertex` is the number of a step, a `line` counts from 1, sizes are bytes.
///
/// * `began`: a build begins, of the Dockerfile with this path (`dockerfile`).
/// * `plainLog`: the log goes on by `text`, as `--progress=plain` prints it, whatever the command's terminal shows. For builds of
///   a shell only: those of the page have it as their output.
/// * `planned`: the Dockerfile is understood; all its `stages` and `instructions`, before any step of it starts.
/// * `vertexStarted`: work on a step began; `name` is what progress shows.
/// * `vertexKeyed`: what a step is known by in the cache: its `parts`, its `inputs`, and the `digest` of the parts. Comes again
///   when more of it is known; the last one counts.
/// * `vertexCached`: a recorded result stands for the step of this `name`. `surprises` are what changed since then without
///   counting, such as the times of files; `remarks` say the same in words.
/// * `vertexMissed`: none does, for these `reasons`; `summary` is the first of them in a few words. `firstBreak` is false when the
///   step only follows from one before it.
/// * `log`: a step printed `text` to `stream`; `at` is simulated seconds since the step began.
/// * `printed`: what `docker build` prints with the classic builder (`text`, `stream`), whose output is no rendering of the other
///   events.
/// * `status`: how far a step is, as `transferring context`; a later one with the same `text` replaces it. `current` and `total`
///   are bytes.
/// * `layer`: the step of these `instructions` (their ids) made a layer with this `diffId`; `size` is that of its uncompressed
///   tar, `changes` the number of paths in it.
/// * `vertexDone`: a step ended well after so many simulated `seconds`.
/// * `vertexFailed`: a step ended with an error: `message`, and the `line` of its instruction.
/// * `vertexCancelled`: a step was given up because another one failed or the build was cancelled.
/// * `warning`: BuildKit's checks remark something: `diagnostic`.
/// * `image`: the build's result: `id` and `manifest` are digests, `tags` its names, `size` the bytes of the files in its `layers`,
///   the lowest of which comes first.
/// * `failed`: the build ended without an image; `text` is the `message` with the lines of the Dockerfile around its cause, which
///   is in `line`.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BuildEvent {
    Began {
        dockerfile: String,
    },
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
    VertexKeyed {
        vertex: u32,
        digest: String,
        parts: Vec<KeyPart>,
        inputs: Vec<KeyInput>,
    },
    VertexCached {
        vertex: u32,
        name: String,
        remarks: Vec<String>,
        surprises: Vec<Surprise>,
    },
    VertexMissed {
        vertex: u32,
        first_break: bool,
        summary: String,
        reasons: Vec<MissReason>,
    },
    Log {
        vertex: u32,
        stream: Stream,
        text: String,
        at: f64,
    },
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
    Layer {
        vertex: u32,
        instructions: Vec<u32>,
        diff_id: String,
        size: f64,
        changes: u32,
    },
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
    Failed {
        message: String,
        text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
    },
}
