//! The builder: a Dockerfile and a context become an image, as BuildKit does it.
//!
//! [`Build`] plans the graph, finds which recorded results stand for its vertices, runs the others, and puts the image
//! together. It works in slices ([`Build::advance`]) and says what happens in [`Event`]s. The [`Cache`] keeps results
//! until they are pruned and remembers what they were made of, so that a step that runs again can say why.
//!
//! What it is not: it prints nothing, knows no clock, no registry and no disk ([`World`] brings them), and it does not
//! write images ([`BuildResult`] holds them).
//!
//! ```
//! use engine::{BaseImage, Build, Cache, Options, Platform, Registry, Request, ResolveError, State, World};
//! use vfs::{Blob, Meta, Snapshot, Time, VPath};
//!
//! struct Nothing;
//! impl Registry for Nothing {
//!     fn resolve(&self, name: &oci::Reference, _: &Platform) -> Result<BaseImage, ResolveError> {
//!         Err(ResolveError { message: format!("{name}: not found") })
//!     }
//! }
//!
//! let now = Time::from_secs(1_700_000_000);
//! let mut project = Snapshot::empty().edit();
//! project.write(VPath::new("/hello.txt").unwrap(), Blob::from(b"hello\n".to_vec()), &Meta::root(0o644, now)).unwrap();
//! let mut build = Build::new(Request {
//!     dockerfile_name: "Dockerfile".into(),
//!     dockerfile: "FROM scratch\nCOPY hello.txt /\n".into(),
//!     ignore: None,
//!     context: project.freeze(),
//!     options: Options::default(),
//! });
//! let mut cache = Cache::new();
//! let image = loop {
//!     let limits = shell::Limits::STANDARD;
//!     match build.advance(&mut World { cache: &mut cache, registry: &Nothing, limits, now }).state {
//!         State::Running => {}
//!         State::Done(result) => break result.image.unwrap(),
//!         other => panic!("{other:?}"),
//!     }
//! };
//! assert_eq!(image.config().history[0].created_by, "COPY hello.txt / # buildkit");
//! assert_eq!(image.layers().len(), 1);
//! ```
#![warn(missing_docs)]

mod build;
mod cache;
mod changed;
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
mod remote;
mod result;
mod solve;
mod world;

pub use crate::build::Build;
pub use crate::cache::{
    Accesses, Cache, CacheState, Layers, Origin, Record, RecordId, RecordInput, RecordKind, StateError,
    Trace, TraceStep, Usage,
};
pub use crate::content::Selector;
pub use crate::copy::unpack_archive;
pub use crate::event::{
    Event, Failure, InstructionId, KeyInput, Planned, PlannedInstruction, PlannedStage, Progress, StageId,
    State, Status, StepKey, Stream, VertexInfo,
};
pub use crate::explain::files::{MAX_DIFF, text_diff};
pub use crate::forecast::{Forecast, Prediction, Verdict, forecast};
pub use crate::key::Part;
pub use crate::op::VertexId;
pub use crate::options::{NamedContext, Network, NoCache, Options, Platform, Request};
pub use crate::reason::{
    FileAspect, FileChange, Hit, Miss, Reason, Surprise, VariableSource, Word, WordChange,
};
pub use crate::result::{BuildResult, ResultLayer};
pub use crate::world::{BaseImage, Registry, ResolveError, World};
