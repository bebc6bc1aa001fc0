//! The builder: a Dockerfile and a context become an image, as BuildKit does it.
//!
//! [`Build`] plans the graph, finds which recorded results stand for its vertices, runs the others, and puts the image
//! together. It works in slices ([`Build::advance`]) and says what happens in [`Event`]s. The [`Cache`] keeps results
//! until they are pruned and remembers what they were made of, so that a step that runs again can say why.
//!
//! What it is not: it prints nothing, knows no clock, no registry and no disk ([`World`] brings them), and it does not
//! write images ([`BuildResult`] holds them).
#![warn(missing_docs)]

mod build;
mod cache;
pub mod classic;
mod content;
mod context;
mod copy;
mod event;
mod execute;
mod explain;
mod forecast;
mod glob;
mod key;
mod log;
mod op;
mod options;
mod pattern;
mod plan;
mod reason;
mod result;
mod solve;
mod world;

pub use crate::build::Build;
pub use crate::cache::{
    Cache, CacheState, Layers, Origin, Record, RecordId, RecordInput, RecordKind, StateError, Trace,
    TraceStep, Usage,
};
pub use crate::content::Selector;
pub use crate::event::{
    Event, Failure, InstructionId, Planned, PlannedInstruction, PlannedStage, Progress, StageId, State,
    Status, Stream, VertexInfo,
};
pub use crate::forecast::{Forecast, Prediction, Verdict, forecast};
pub use crate::key::Part;
pub use crate::op::VertexId;
pub use crate::options::{NamedContext, Network, NoCache, Options, Platform, Request};
pub use crate::reason::{FileAspect, FileChange, Hit, Miss, Reason, Surprise, VariableSource};
pub use crate::result::{BuildResult, ResultLayer};
pub use crate::world::{BaseImage, Registry, ResolveError, World};
