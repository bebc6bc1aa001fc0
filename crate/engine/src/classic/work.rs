//! A build under way: what is done, what comes next, and what was said.

use std::collections::BTreeMap;
use std::sync::Arc;

use dockerfile::{Dockerfile, Lines, quote};
use vfs::{Digest, Time};

use super::args::BuildArgs;
use super::context::Context;
use super::image::StepImage;
use super::images::Images;
use super::probe::Prober;
use super::request::{Remove, Request};
use super::stage::Stage;
use crate::cache::{Accesses, RecordId};
use crate::event::{
    Event, Failure, InstructionId, Planned, PlannedInstruction, PlannedStage, StageId, Stream, VertexInfo,
};
use crate::forecast::Verdict;
use crate::log::Recorder;
use crate::op::VertexId;
use crate::options::NoCache;
use crate::world::World;

/// Why a build stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stop {
    /// As the daemon words it.
    pub(super) message: String,
    /// Exit code of the client.
    pub(super) code: i32,
    pub(super) lines: Option<Lines>,
    /// Nothing is wrong: the build only looks ahead, and the step would run here.
    pub(super) ahead: bool,
}

impl Stop {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1, lines: None, ahead: false }
    }

    /// A build that only looks ahead goes no further with this step.
    pub(super) fn ahead() -> Self {
        Self { ahead: true, ..Self::new("") }
    }
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

pub(super) type Result<T> = std::result::Result<T, Stop>;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit {
    /// An ARG before the first FROM.
    Global(usize),
    /// Says which stage begins.
    From(usize),
    /// Finds the image that the stage starts from and runs its triggers.
    Base(usize),
    /// An instruction of a stage.
    Step(usize),
    /// A label from the command line.
    Label(String, String),
    /// The stage is complete.
    EndStage,
}

/// Where in the Dockerfile a vertex comes from.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// Its instruction, as [`Event::Planned`] numbers them: those inside of stages.
    instruction: Option<InstructionId>,
    lines: Option<Lines>,
}

/// A stage that is complete.
#[derive(Debug, Clone)]
pub(super) struct StageDone {
    /// In lower case.
    pub(super) name: Option<String>,
    /// Its image; `None` for `scratch` without a step.
    pub(super) image: Option<Arc<StepImage>>,
    /// The step that missed first, with its name: the image is a new one, and not known if the build only looks ahead.
    pub(super) rebuilt: Option<(VertexId, String)>,
    /// When the build only looks ahead: the step of another stage on whose result it hangs whether any would run.
    pub(super) depends: Option<VertexId>,
}

/// What lies outside, while one unit is done.
pub(super) struct Around<'a, 'w> {
    pub(super) world: &'a World<'w>,
    pub(super) images: &'a mut Images,
}

/// A build under way.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) request: Arc<Request>,
    pub(super) file: Dockerfile,
    pub(super) context: Context,
    pub(super) log: Recorder,
    pub(super) args: BuildArgs,
    pub(super) stage: Option<Stage>,
    /// The stages that are complete.
    pub(super) done: Vec<StageDone>,
    /// What would become of the steps, if the build only looks ahead.
    pub(super) ahead: Option<BTreeMap<VertexId, Verdict>>,
    /// Images that were resolved, by name.
    pub(super) resolved: BTreeMap<String, Arc<StepImage>>,
    pub(super) units: Vec<Unit>,
    pub(super) at: usize,
    /// Containers of the current step that were not removed.
    pub(super) containers: Vec<String>,
    /// The vertex that is under way and its name.
    pub(super) current: Option<(VertexId, String)>,
    /// Everything that the current step wrote.
    pub(super) output: Vec<(f64, Vec<u8>)>,
    /// The step that made each layer, by diff ID.
    pub(super) made: BTreeMap<Digest, VertexId>,
    /// The number of the first image that this build makes; earlier ones are what a miss is compared with.
    pub(super) first_own: Option<RecordId>,
    /// What the step of each layer read and wrote, if it was a RUN.
    pub(super) traces: BTreeMap<Digest, Arc<Accesses>>,
    vertices: BTreeMap<VertexId, Place>,
    printed: bool,
    next_container: u64,
    next_vertex: u32,
    total: usize,
}

impl Work {
    /// A build whose Dockerfile is understood.
    pub(super) fn new(
        request: Arc<Request>,
        file: Dockerfile,
        units: Vec<Unit>,
        context: Context,
        log: Recorder,
    ) -> Self {
        let counted = |unit: &&Unit| !matches!(unit, Unit::Base(_) | Unit::EndStage);
        let total = units.iter().filter(counted).count();
        let args = BuildArgs::new(&request.build.options.build_args);
        let mut work = Self {
            request,
            file,
            context,
            log,
            args,
            stage: None,
            done: Vec::new(),
            ahead: None,
            resolved: BTreeMap::new(),
            units,
            at: 0,
            containers: Vec::new(),
            current: None,
            output: Vec::new(),
            made: BTreeMap::new(),
            first_own: None,
            traces: BTreeMap::new(),
            vertices: BTreeMap::new(),
            printed: false,
            next_container: 0,
            next_vertex: total as u32,
            total,
        };
        work.announce();
        work
    }

    /// Prints to the client's standard output.
    pub(super) fn print(&mut self, text: impl Into<String>) {
        self.log.push(Event::Printed { stream: Stream::Stdout, text: text.into() });
    }

    /// Begins a step: `Step 2/7 : COPY a b`.
    pub(super) fn begin(&mut self, text: &str) {
        let number = self
            .units
            .iter()
            .take(self.at + 1)
            .filter(|unit| !matches!(unit, Unit::Base(_) | Unit::EndStage));
        let number = number.count();
        let name = format!("Step {number}/{} : {text}", self.total);
        self.print(format!("{name}\n"));
        self.printed = true;
        self.start(VertexId(number as u32 - 1), name);
    }

    pub(super) fn start(&mut self, vertex: VertexId, name: String) {
        self.output.clear();
        self.log.push(Event::VertexStarted { vertex, at: self.log.now() });
        self.current = Some((vertex, name));
    }

    /// Ends the vertex that is under way.
    pub(super) fn end(&mut self, began: Time) {
        if let Some((vertex, _)) = self.current.take() {
            let at = self.log.now();
            let seconds =
                (at.secs - began.secs) as f64 + (f64::from(at.nanos) - f64::from(began.nanos)) / 1e9;
            self.log.push(Event::VertexDone { vertex, at, seconds });
        }
    }

    /// A vertex for a trigger of the base image; it has no number of its own in the output.
    pub(super) fn start_trigger(&mut self, text: &str) {
        let vertex = VertexId(self.next_vertex);
        self.next_vertex += 1;
        let name = format!("ONBUILD {text}");
        let inputs = self.current.as_ref().map(|(vertex, _)| *vertex).into_iter().collect();
        let lines = self.current.as_ref().and_then(|(vertex, _)| self.lines(*vertex));
        self.announce_vertex(vertex, &name, inputs, Place { instruction: None, lines });
        self.start(vertex, name);
    }

    /// Id of a new container: 64 digits, the same in every run with the same seed.
    pub(super) fn new_container(&mut self) -> String {
        self.next_container += 1;
        let now = self.log.now();
        let text = format!("{} {} {}.{}", self.request.seed, self.next_container, now.secs, now.nanos);
        let id = Digest::of(text.as_bytes()).hex();
        self.print(format!(" ---> Running in {}\n", short(&id)));
        self.containers.push(id.clone());
        id
    }

    /// Removes the containers of a step that ended, as the request wants it.
    pub(super) fn remove_containers(&mut self, success: bool) {
        let remove = match self.request.remove {
            Remove::Always => true,
            Remove::OnSuccess => success,
            Remove::Never => false,
        };
        for id in std::mem::take(&mut self.containers) {
            if remove {
                self.print(format!("Removing intermediate container {}\n", short(&id)));
            }
        }
    }

    /// Where a stage looks for cached images.
    pub(super) fn prober(&self) -> Prober {
        let options = &self.request.build.options;
        match (&options.no_cache, self.request.cache_from.is_empty()) {
            (NoCache::All, _) => Prober::Off,
            (_, true) => Prober::Local,
            (_, false) => {
                let named = self.request.cache_from.iter().filter_map(|name| self.resolved.get(name));
                Prober::From(named.map(|image| image.image.clone()).collect())
            }
        }
    }

    /// The instruction of a vertex.
    pub(super) fn instruction(&self, vertex: VertexId) -> Option<InstructionId> {
        self.vertices.get(&vertex).and_then(|place| place.instruction)
    }

    /// Notes what would become of the step that is under way, if the build only looks ahead; tells whether it does.
    pub(super) fn foresee(&mut self, verdict: Verdict) -> bool {
        let (Some(ahead), Some((vertex, _))) = (&mut self.ahead, &self.current) else { return false };
        ahead.entry(*vertex).or_insert(verdict);
        true
    }

    /// The lines of a vertex.
    pub(super) fn lines(&self, vertex: VertexId) -> Option<Lines> {
        self.vertices.get(&vertex).and_then(|place| place.lines)
    }

    /// What a stop means for the user. Before anything was printed, the client names the daemon.
    pub(super) fn failure(&mut self, stop: &Stop) -> Failure {
        let message = match self.printed {
            true => stop.message.clone(),
            false => format!("Error response from daemon: {}", stop.message),
        };
        let vertex = self.current.take().map(|(vertex, _)| vertex);
        if let Some(vertex) = vertex {
            self.log.push(Event::VertexFailed { vertex, at: self.log.now(), message: message.clone() });
        }
        let own = vertex.and_then(|vertex| self.lines(vertex));
        let lines = stop.lines.or(own).filter(|lines| lines.start > 0).map(|lines| lines.start..=lines.end);
        Failure {
            message,
            lines,
            excerpt: String::new(),
            vertex,
            log: std::mem::take(&mut self.output),
            diagnostics: Vec::new(),
        }
    }

    /// Says what is going to be built.
    fn announce(&mut self) {
        let mut planned = Planned::default();
        // The vertex of each instruction by its index, those of labels by none.
        let mut vertices: Vec<(Option<usize>, String)> = Vec::new();
        for unit in &self.units {
            let index = match unit {
                Unit::Global(index) | Unit::Step(index) => Some(*index),
                Unit::From(stage) => self.file.stages.get(*stage).map(|stage| stage.from),
                Unit::Label(name, value) => {
                    vertices.push((None, format!("LABEL {name}={value}")));
                    continue;
                }
                Unit::Base(_) | Unit::EndStage => continue,
            };
            let code =
                index.and_then(|index| self.file.instructions.get(index)).map(|it| it.node.code().to_owned());
            vertices.push((index, code.unwrap_or_default()));
        }
        let vertex_of = |wanted: usize| {
            let found = vertices.iter().position(|(index, _)| *index == Some(wanted));
            found.map(|found| VertexId(found as u32))
        };
        let mut places: BTreeMap<usize, InstructionId> = BTreeMap::new();
        for (number, stage) in (0..).zip(&self.file.stages) {
            planned.stages.push(self.planned_stage(StageId(number), stage, vertex_of(stage.from)));
            for index in stage.body.clone() {
                let id = InstructionId(planned.instructions.len() as u32);
                places.insert(index, id);
                planned.instructions.extend(self.planned_instruction(
                    id,
                    StageId(number),
                    index,
                    vertex_of(index),
                ));
            }
        }
        self.log.push(Event::Planned(planned));
        for (number, (index, text)) in (0u32..).zip(vertices) {
            let lines = index.and_then(|index| self.file.instructions.get(index)).map(|it| it.node.lines);
            let instruction = index.and_then(|index| places.get(&index).copied());
            let name = format!("Step {}/{} : {text}", number + 1, self.total);
            let inputs = number.checked_sub(1).map(VertexId).into_iter().collect();
            self.announce_vertex(VertexId(number), &name, inputs, Place { instruction, lines });
        }
    }

    fn announce_vertex(&mut self, id: VertexId, name: &str, inputs: Vec<VertexId>, place: Place) {
        self.vertices.insert(id, place);
        let digest = Digest::of(format!("classic {} {}", id.0, quote(name)).as_bytes());
        let (name, instruction) = (name.to_owned(), place.instruction);
        self.log.push(Event::Vertex(VertexInfo { id, digest, inputs, name, instruction, group: None }));
    }

    fn planned_stage(
        &self,
        id: StageId,
        stage: &dockerfile::Stage,
        vertex: Option<VertexId>,
    ) -> PlannedStage {
        let name = stage.name.as_deref().map_or_else(|| format!("stage-{}", id.0), str::to_owned);
        let base = self.file.from(stage).map(|from| from.image.value.to_string());
        let from = self.file.instructions.get(stage.from);
        let lines = from.map(|from| from.node.lines).unwrap_or_default();
        PlannedStage {
            id,
            name,
            base: base.unwrap_or_default(),
            text: from.map(|from| from.node.code().to_owned()).unwrap_or_default(),
            lines: lines.start..=lines.end,
            vertex,
            needed: vertex.is_some(),
            modelled: false,
        }
    }

    fn planned_instruction(
        &self,
        id: InstructionId,
        stage: StageId,
        index: usize,
        vertex: Option<VertexId>,
    ) -> Option<PlannedInstruction> {
        let node = &self.file.instructions.get(index)?.node;
        let keyword = node.keyword.value.to_uppercase();
        Some(PlannedInstruction {
            id,
            stage,
            metadata_only: !matches!(keyword.as_str(), "ADD" | "COPY" | "RUN" | "WORKDIR"),
            keyword,
            text: node.code().to_owned(),
            lines: node.lines.start..=node.lines.end,
            vertex,
            onbuild: false,
        })
    }
}

/// The first twelve digits of an id.
pub(super) fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}

/// Everything that is to be done, in order, up to the stage that is wanted.
pub(super) fn units(file: &Dockerfile, request: &Request) -> Result<Vec<Unit>> {
    let first = file.stages.first().map_or(file.instructions.len(), |stage| stage.from);
    let mut units: Vec<Unit> = (0..first).map(Unit::Global).collect();
    let mut count = file.stages.len();
    if let Some(target) = &request.build.options.target {
        let named = |name: Option<&str>| name.is_some_and(|name| name.eq_ignore_ascii_case(target));
        let index = file.stages.iter().position(|stage| named(stage.name.as_deref()));
        count = index
            .ok_or_else(|| Stop::new(format!("failed to reach build target {target} in Dockerfile")))?
            + 1;
    }
    for (index, stage) in file.stages.iter().enumerate().take(count) {
        units.extend([Unit::From(index), Unit::Base(index)]);
        units.extend(stage.body.clone().map(Unit::Step));
        if index + 1 == count {
            let labels = request.build.options.labels.iter();
            units.extend(labels.map(|(name, value)| Unit::Label(name.clone(), value.clone())));
        }
        units.push(Unit::EndStage);
    }
    Ok(units)
}
