//! What a build says while it goes on: flat records that any front end can render.

use std::ops::RangeInclusive;

use diag::Diagnostic;
use vfs::{Digest, Time};

use crate::key::Part;
use crate::op::VertexId;
use crate::reason::{Hit, Miss};
use crate::result::BuildResult;

/// Number of a stage, counted from 0 in the order of the Dockerfile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StageId(pub u32);

/// Number of an instruction in [`Event::Planned`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstructionId(pub u32);

/// What one call of `Build::advance` brought.
#[derive(Debug, Clone)]
pub struct Progress {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// Where the build stands.
    pub state: State,
}

/// Where a build stands.
#[derive(Debug, Clone)]
pub enum State {
    /// There is more to do.
    Running,
    /// The image is built.
    Done(Box<BuildResult>),
    /// It ended with an error. The steps done before are kept in the cache.
    Failed(Box<Failure>),
    /// It was cancelled. The steps done before are kept in the cache.
    Cancelled,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The Dockerfile is understood. Sent once, before any step of it starts.
    Planned(Planned),
    /// A vertex exists. Sent before anything else about it; it need not start ever.
    Vertex(VertexInfo),
    /// Work on a vertex began.
    VertexStarted {
        /// Which.
        vertex: VertexId,
        /// When, in simulated time.
        at: Time,
    },
    /// A recorded result stands for the vertex.
    VertexCached {
        /// Which.
        vertex: VertexId,
        /// When, in simulated time.
        at: Time,
        /// Which record and what surprises about it; `None` if nobody had to look, because a later step hit.
        because: Option<Hit>,
    },
    /// What a step is known by in the cache. Sent again when more of it is known; the last one counts.
    VertexKeyed {
        /// Which.
        vertex: VertexId,
        /// What it is made of.
        key: StepKey,
    },
    /// No recorded result stands for the vertex, so that it will run.
    VertexMissed {
        /// Which.
        vertex: VertexId,
        /// Why.
        miss: Miss,
    },
    /// Output of a running step, in pieces as it was written.
    Log {
        /// Which step.
        vertex: VertexId,
        /// Where it was written to.
        stream: Stream,
        /// What.
        bytes: Vec<u8>,
        /// When, in simulated time.
        at: Time,
    },
    /// What `docker build` prints; sent by the classic builder only, whose output is no rendering of the others.
    Printed {
        /// Where to.
        stream: Stream,
        /// Pieces of lines, control characters included.
        text: String,
    },
    /// Progress inside a step: `transferring context: 105B`, `exporting layers`.
    Status(Status),
    /// A remark about the Dockerfile.
    Warning(Diagnostic),
    /// A step left a layer.
    Layer {
        /// Which step.
        vertex: VertexId,
        /// Its instruction.
        instruction: Option<InstructionId>,
        /// Digest of the uncompressed layer, before times are rewritten.
        diff_id: Digest,
        /// Bytes of the uncompressed layer.
        size: u64,
        /// Number of entries: files, directories, links, whiteouts.
        changes: u32,
    },
    /// Work on a vertex ended well.
    VertexDone {
        /// Which.
        vertex: VertexId,
        /// When, in simulated time.
        at: Time,
        /// How long it took in simulated time.
        seconds: f64,
    },
    /// Work on a vertex ended with an error.
    VertexFailed {
        /// Which.
        vertex: VertexId,
        /// When, in simulated time.
        at: Time,
        /// What BuildKit prints behind `ERROR: `.
        message: String,
    },
    /// Work on a vertex was given up because another one failed or the build was cancelled.
    VertexCancelled {
        /// Which.
        vertex: VertexId,
        /// When, in simulated time.
        at: Time,
    },
}

/// What is going to be built.
#[derive(Debug, Clone, Default)]
pub struct Planned {
    /// All stages of the Dockerfile in its order.
    pub stages: Vec<PlannedStage>,
    /// All instructions of all stages in their order, those that ONBUILD adds included.
    pub instructions: Vec<PlannedInstruction>,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedStage {
    /// Which.
    pub id: StageId,
    /// The name behind AS, or `stage-N`.
    pub name: String,
    /// What stands behind FROM, after expansion and as resolved: `docker.io/library/base:1@sha256:…`, `scratch`, a
    /// stage's name.
    pub base: String,
    /// The FROM line as it was written, continuation lines joined.
    pub text: String,
    /// First and last line of FROM, counted from 1.
    pub lines: RangeInclusive<u32>,
    /// The step that brings its base image, if it is needed and has one.
    pub vertex: Option<VertexId>,
    /// Whether the target needs it.
    pub needed: bool,
    /// Whether its base image is modelled rather than real.
    pub modelled: bool,
}

/// An instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedInstruction {
    /// Which.
    pub id: InstructionId,
    /// Of which stage.
    pub stage: StageId,
    /// In upper case: `COPY`.
    pub keyword: String,
    /// As it was written, continuation lines joined.
    pub text: String,
    /// First and last line, counted from 1. Triggers of the base image carry those of FROM.
    pub lines: RangeInclusive<u32>,
    /// The step that it makes, if its stage is needed and it makes one.
    pub vertex: Option<VertexId>,
    /// Whether it only touches the image's configuration.
    pub metadata_only: bool,
    /// Whether it comes from ONBUILD of the base.
    pub onbuild: bool,
}

/// A node of the graph as progress shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VertexInfo {
    /// Which.
    pub id: VertexId,
    /// Digest of its definition.
    pub digest: Digest,
    /// What it builds on.
    pub inputs: Vec<VertexId>,
    /// `[build 2/4] RUN make`, `[internal] load build context`.
    pub name: String,
    /// Its instruction, if it belongs to one.
    pub instruction: Option<InstructionId>,
    /// The name that plain progress shows for several vertices together, if this is one of them.
    pub group: Option<String>,
}

/// What a step is known by in the cache: inputs only, never times or results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepKey {
    /// Digest of the parts.
    pub digest: Digest,
    /// What the operation is made of.
    pub parts: Vec<Part>,
    /// What it works on.
    pub inputs: Vec<KeyInput>,
}

/// An input of a step, as its key counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInput {
    /// The vertex that makes it; `None` for an image that the classic builder starts from.
    pub vertex: Option<VertexId>,
    /// That vertex as progress shows it, or the image.
    pub name: String,
    /// The paths whose content may stand for the whole input; `None` if only its own key counts.
    pub paths: Option<Vec<String>>,
    /// Digest of that content, once somebody had to look.
    pub content: Option<Digest>,
}

/// Progress inside a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// Which step.
    pub vertex: VertexId,
    /// What is done; a later status with the same text replaces this one.
    pub text: String,
    /// Bytes so far; 0 if nothing is counted.
    pub current: u64,
    /// Bytes in all; 0 if not known.
    pub total: u64,
    /// When it began.
    pub started: Time,
    /// When it ended, if it has.
    pub completed: Option<Time>,
}

/// Where output was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

impl From<shell::Stream> for Stream {
    fn from(stream: shell::Stream) -> Self {
        match stream {
            shell::Stream::Stdout => Self::Stdout,
            shell::Stream::Stderr => Self::Stderr,
        }
    }
}

/// Why a build ended without an image.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Failure {
    /// What BuildKit prints behind `failed to solve: `.
    pub message: String,
    /// The lines of the Dockerfile that it is about, counted from 1.
    pub lines: Option<RangeInclusive<u32>>,
    /// Those lines in BuildKit's frame; empty if there are none.
    pub excerpt: String,
    /// The step that failed, if it was one.
    pub vertex: Option<VertexId>,
    /// Everything that step wrote, with the time of each piece since it started, in seconds.
    pub log: Vec<(f64, Vec<u8>)>,
    /// More remarks about the Dockerfile, if it could not be parsed.
    pub diagnostics: Vec<Diagnostic>,
}

impl Failure {
    /// Frame and message as `buildctl` prints them: `Dockerfile:3`, the excerpt, `error: failed to solve: …`.
    pub fn text(&self) -> String {
        format!("{}error: failed to solve: {}", self.excerpt, self.message)
    }
}
