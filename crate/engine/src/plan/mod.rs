//! From a Dockerfile to a graph: stages, base images, variables, instructions. The order of work, and with it the order
//! of errors, is that of BuildKit's `dockerfile2llb`.

mod args;
mod bases;
mod drafts;
mod instruction;
mod name;
mod paths;
mod stages;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use diag::Parsed;
use dockerfile::ignore::Ignore;
use dockerfile::word::Env;
use dockerfile::{Dockerfile, Lines};
use oci::ImageConfig;
use vfs::Snapshot;

pub(crate) use self::bases::DEFAULT_PATH;
use self::drafts::{DraftId, Drafts};
use self::paths::normalise;
use self::stages::{Stage, StageIndex};
use crate::event::{Failure, InstructionId, Planned, PlannedInstruction};
use crate::log::Recorder;
use crate::op::{LocalOp, Op, Vertex, VertexId};
use crate::options::{Options, Platform};
use crate::world::Registry;

/// What there is to do.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The vertices of the target, inputs before what builds on them.
    pub vertices: Vec<Vertex>,
    /// The vertex whose result is the image; `None` for an image without layers.
    pub target: Option<VertexId>,
    /// The image's configuration. History entries without a time get one when the layers are there.
    pub image: ImageConfig,
    /// Configuration of the base image.
    pub base: Option<Arc<ImageConfig>>,
    /// What front ends show.
    pub planned: Planned,
    /// SOURCE_DATE_EPOCH.
    pub epoch: Option<i64>,
    /// The configurations of the images that were looked up, by the name that the Dockerfile gives them.
    pub images: BTreeMap<String, Arc<ImageConfig>>,
}

/// What planning reads.
pub(crate) struct Input<'a> {
    /// The Dockerfile.
    pub file: &'a Dockerfile,
    /// Its name in messages.
    pub name: &'a str,
    /// The build context, without what the ignore file leaves out.
    pub context: &'a Snapshot,
    /// The ignore file, if there is one.
    pub ignore: Option<&'a Parsed<Ignore>>,
    /// What the command line says.
    pub options: &'a Options,
    /// Where base images come from.
    pub registry: &'a dyn Registry,
}

/// Plans a build. What is looked up on the way is noted in `log`.
pub(crate) fn plan(input: &Input<'_>, log: &mut Recorder) -> Result<Plan, Box<Failure>> {
    let mut planner = Planner::new(input, log);
    planner.run().map_err(|error| error.into_failure(input))
}

/// An error of planning.
#[derive(Debug, Clone)]
pub(crate) struct PlanError {
    message: String,
    lines: Option<Lines>,
}

impl PlanError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), lines: None }
    }

    /// The same with a place, unless it has one.
    fn at(mut self, lines: Lines) -> Self {
        self.lines.get_or_insert(lines);
        self
    }

    fn into_failure(self, input: &Input<'_>) -> Box<Failure> {
        let lines = self.lines.map(range);
        let excerpt =
            lines.clone().map_or(String::new(), |lines| diag::excerpt(input.name, &input.file.source, lines));
        Box::new(Failure {
            message: self.message,
            lines,
            excerpt,
            vertex: None,
            log: Vec::new(),
            diagnostics: Vec::new(),
        })
    }
}

fn range(lines: Lines) -> RangeInclusive<u32> {
    lines.start..=lines.end
}

type Result<T, E = PlanError> = std::result::Result<T, E>;

struct Planner<'a> {
    input: &'a Input<'a>,
    log: &'a mut Recorder,
    stages: Vec<Stage>,
    /// Stages by name in lower case; later ones hide earlier ones.
    by_name: BTreeMap<String, StageIndex>,
    drafts: Drafts,
    instructions: Vec<PlannedInstruction>,
    /// The draft that each instruction made last.
    made: BTreeMap<InstructionId, DraftId>,
    /// ARGs before the first FROM, and what the builder sets.
    global: Env,
    epoch: Option<i64>,
    target_platform: Platform,
    build_platform: Platform,
    /// The build context; what is needed of it is known at the end.
    context: DraftId,
    /// The configurations of the images that were looked up, by the name that the Dockerfile gives them.
    images: BTreeMap<String, Arc<ImageConfig>>,
}

impl<'a> Planner<'a> {
    fn new(input: &'a Input<'a>, log: &'a mut Recorder) -> Self {
        let mut drafts = Drafts::default();
        let op = LocalOp { name: "context".into(), paths: Vec::new(), files: input.context.clone() };
        let context = drafts.add(Op::Local(op), Vec::new(), "[internal] load build context");
        Self {
            input,
            log,
            stages: Vec::new(),
            by_name: BTreeMap::new(),
            drafts,
            instructions: Vec::new(),
            made: BTreeMap::new(),
            global: Env::new(),
            epoch: None,
            target_platform: input.options.platform.clone().unwrap_or_else(Platform::linux_amd64),
            build_platform: Platform::linux_amd64(),
            context,
            images: BTreeMap::new(),
        }
    }

    fn run(&mut self) -> Result<Plan> {
        if self.input.file.stages.is_empty() {
            return Err(PlanError::new("dockerfile contains no stages to build"));
        }
        self.read_global_args()?;
        self.read_epoch()?;
        self.build_stages()?;
        let target = self.find_target()?;
        self.connect_stages()?;
        let needed = self.resolve_stages(target)?;
        self.log.load_ignore_file();
        if let Some(error) = self.input.ignore.and_then(Parsed::error) {
            return Err(PlanError::new(error.message.clone()));
        }
        self.dispatch_stages(&needed)?;
        self.finish(target, &needed)
    }

    fn finish(&mut self, target: StageIndex, needed: &[bool]) -> Result<Plan> {
        let mut paths: Vec<String> = Vec::new();
        for stage in &self.stages {
            paths.extend(stage.context_paths.iter().cloned());
        }
        if let Op::Local(context) = &mut self.drafts.get_mut(self.context).op {
            context.paths = paths::needed(paths);
        }
        let stage = self.stage(target);
        let mut image = stage.image.clone();
        let base = stage.base_image.clone();
        let node = stage.state.node;
        image.config.labels.extend(self.input.options.labels.clone());
        if let Some(platform) = &self.input.options.platform {
            image.os = platform.os.to_string();
            image.architecture = platform.architecture.to_string();
            image.variant = platform.variant.to_string();
        }
        let first = self.log.reserved();
        let (vertices, ids) = self.drafts.marshal(node, first);
        for (instruction, draft) in &self.made {
            if let Some(row) = self.instructions.get_mut(instruction.0 as usize) {
                row.vertex = ids.get(draft).copied();
            }
        }
        let planned = Planned {
            stages: self.planned_stages(needed, &ids),
            instructions: std::mem::take(&mut self.instructions),
        };
        Ok(Plan {
            target: node.and_then(|node| ids.get(&node).copied()),
            vertices,
            image,
            base,
            planned,
            epoch: self.epoch,
            images: std::mem::take(&mut self.images),
        })
    }
}
