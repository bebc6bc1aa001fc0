//! A build with the classic builder, in slices.

use std::sync::Arc;

use dockerfile::instruction::Kind;
use oci::Reference;
use vfs::Time;

use super::context::{Context, human_size};
use super::dialect;
use super::image::StepImage;
use super::images::Images;
use super::request::Request;
use super::resolve::triggers;
use super::stage::Stage;
use super::work::{self, Around, Result, StageDone, Stop, Unit, Work};
use crate::event::{Event, Failure, Progress, State, Stream};
use crate::log::Recorder;
use crate::result::{BuildResult, ResultLayer};
use crate::world::World;

/// Bytes of the build context that are sent in a simulated microsecond.
const SENT_PER_MICRO: u64 = 500;

/// A build. Nothing happens until [`Build::advance`] is called.
#[derive(Debug)]
pub struct Build {
    request: Arc<Request>,
    phase: Phase,
    exit_code: i32,
    image: Option<Arc<StepImage>>,
}

#[derive(Debug)]
enum Phase {
    New,
    Working(Box<Work>),
    Cancelled(Option<Box<Work>>),
    Ended,
}

impl Build {
    /// A build that is to begin.
    pub fn new(request: Request) -> Self {
        Self { request: Arc::new(request), phase: Phase::New, exit_code: 0, image: None }
    }

    /// Does one bounded piece of work: packs the context, finds a base image, or makes one step.
    ///
    /// Events are those of the other builder; what the `docker` command prints comes besides as [`Event::Printed`].
    /// A failure's message is what it prints on standard error. What ended once stays ended.
    // Who builds with BuildKit loads none of it: the module's first half is divided from the rest by functions.
    #[inline(never)]
    pub fn advance(&mut self, world: &mut World<'_>, images: &mut Images) -> Progress {
        match std::mem::replace(&mut self.phase, Phase::Ended) {
            Phase::New => self.begin(world),
            Phase::Working(work) => self.work(work, world, images),
            Phase::Cancelled(work) => {
                let mut events = work.map(|mut work| work.log.take()).unwrap_or_default();
                events.push(Event::Printed { stream: Stream::Stdout, text: "Build cancelled\n".into() });
                self.exit_code = 1;
                Progress { events, state: State::Cancelled }
            }
            Phase::Ended => Progress { events: Vec::new(), state: State::Cancelled },
        }
    }

    /// Gives the build up; the next [`Build::advance`] says so. The steps that were made are kept.
    pub fn cancel(&mut self) {
        self.phase = match std::mem::replace(&mut self.phase, Phase::Ended) {
            Phase::New => Phase::Cancelled(None),
            Phase::Working(work) => Phase::Cancelled(Some(work)),
            other => other,
        };
    }

    /// The image that the next call of [`Build::advance`] asks the registry for, so that it can be pulled before.
    pub fn wants(&self) -> Option<Reference> {
        match &self.phase {
            Phase::Working(work) => work.wants(),
            _ => None,
        }
    }

    /// What the `docker` command exits with: 0 unless the build ended badly, then that of the command that failed, or
    /// 1.
    pub fn exit_code(&self) -> i32 {
        self.exit_code
    }

    /// The image of the last step, once the build is done.
    pub fn image(&self) -> Option<&Arc<StepImage>> {
        self.image.as_ref()
    }

    fn begin(&mut self, world: &World<'_>) -> Progress {
        let (mut log, prepared) = prepare(&self.request, world.now);
        match prepared {
            Ok(mut work) => {
                let mut events = log.take();
                events.append(&mut work.log.take());
                self.phase = Phase::Working(Box::new(work));
                Progress { events, state: State::Running }
            }
            Err((failure, code)) => {
                self.exit_code = code;
                Progress { events: log.take(), state: State::Failed(failure) }
            }
        }
    }

    fn work(&mut self, mut work: Box<Work>, world: &mut World<'_>, images: &mut Images) -> Progress {
        let mut around = Around { world, images };
        let result = work.step(&mut around);
        match result {
            Ok(None) => {
                let events = work.log.take();
                self.phase = Phase::Working(work);
                Progress { events, state: State::Running }
            }
            Ok(Some(image)) => {
                let result = work.result(&image);
                self.image = Some(image);
                Progress { events: work.log.take(), state: State::Done(Box::new(result)) }
            }
            Err(stop) => {
                work.remove_containers(false);
                let failure = work.failure(&stop);
                self.exit_code = stop.code;
                Progress { events: work.log.take(), state: State::Failed(Box::new(failure)) }
            }
        }
    }
}

/// Packs the context and reads the Dockerfile. Gives what was said on the way, and the build that may begin or the
/// failure with its exit code.
pub(super) fn prepare(
    request: &Arc<Request>,
    now: Time,
) -> (Recorder, std::result::Result<Work, (Box<Failure>, i32)>) {
    let build = &request.build;
    let context = Context::new(build, now);
    let mut log = Recorder::new(now, 0);
    let text = format!("Sending build context to Docker daemon {:>8}\r\r\n", human_size(context.size));
    log.push(Event::Printed { stream: Stream::Stdout, text });
    let mut clock = Recorder::new(now, 0);
    clock.pass(context.size / SENT_PER_MICRO);
    let planned = dialect::read(&build.dockerfile_name, &build.dockerfile)
        .map_err(|problem| Stop { lines: problem.lines, ..Stop::new(problem.message) })
        .and_then(|parsed| Ok((work::units(&parsed.tree, request)?, parsed.tree)));
    let prepared = match planned {
        Ok((units, file)) => Ok(Work::new(request.clone(), file, units, context, clock)),
        Err(stop) => {
            let lines = stop.lines.filter(|lines| lines.start > 0).map(|lines| lines.start..=lines.end);
            let failure = Failure {
                message: format!("Error response from daemon: {}", stop.message),
                lines,
                excerpt: String::new(),
                vertex: None,
                log: Vec::new(),
                diagnostics: dockerfile::parse_classic(&build.dockerfile).diagnostics,
            };
            Err((Box::new(failure), stop.code))
        }
    };
    (log, prepared)
}

/// A build that only looks ahead goes on behind a step that it can't make.
fn unless_ahead(result: Result<()>) -> Result<()> {
    result.or_else(|stop| if stop.ahead { Ok(()) } else { Err(stop) })
}

impl Work {
    /// Does the next unit; gives the image when there is none left.
    pub(super) fn step(&mut self, around: &mut Around<'_, '_>) -> Result<Option<Arc<StepImage>>> {
        let Some(unit) = self.units.get(self.at).cloned() else { return self.complete().map(Some) };
        let began = self.log.now();
        match unit {
            Unit::Global(index) => self.global(index, began)?,
            Unit::From(stage) => {
                let index = self.file.stages.get(stage).map_or(0, |stage| stage.from);
                let text = self.code(index);
                self.begin(&text);
            }
            Unit::Base(stage) => self.begin_stage(around, stage, began)?,
            Unit::Step(index) => {
                let text = self.code(index);
                self.begin(&text);
                if let Some(instruction) = self.file.instructions.get(index).cloned() {
                    self.one_step(|work| work.dispatch(around, &instruction), began)?;
                }
            }
            Unit::Label(name, value) => {
                self.begin(&format!("LABEL {name}={value}"));
                self.one_step(|work| work.given_label(around, &name, &value), began)?;
            }
            Unit::EndStage => self.end_stage(),
        }
        self.at += 1;
        Ok(None)
    }

    fn code(&self, index: usize) -> String {
        self.file
            .instructions
            .get(index)
            .map(|instruction| instruction.node.code().to_owned())
            .unwrap_or_default()
    }

    fn global(&mut self, index: usize, began: Time) -> Result<()> {
        let text = self.code(index);
        self.begin(&text);
        if let Some(Kind::Arg(arg)) =
            self.file.instructions.get(index).map(|instruction| instruction.kind.clone())
        {
            self.global_arg(&arg)?;
        }
        self.end(began);
        Ok(())
    }

    /// Runs a step and shows the image that it made.
    fn one_step(&mut self, run: impl FnOnce(&mut Self) -> Result<()>, began: Time) -> Result<()> {
        self.stage_mut()?.position += 1;
        unless_ahead(run(self))?;
        self.remove_containers(true);
        self.stage_mut()?.settle();
        self.show_image()?;
        self.end(began);
        Ok(())
    }

    fn show_image(&mut self) -> Result<()> {
        let id = self.stage()?.short_id();
        self.print(format!(" ---> {id}\n"));
        Ok(())
    }

    fn begin_stage(&mut self, around: &mut Around<'_, '_>, index: usize, began: Time) -> Result<()> {
        let name = self.file.stages.get(index).and_then(|stage| stage.name.as_deref().map(str::to_owned));
        if let Some(name) = name.as_ref().filter(|name| self.stage_called(name).is_some()) {
            return Err(Stop::new(format!("{name} stage name already used")));
        }
        let base = self.base_name(index)?;
        self.check_platform(index)?;
        let image = self.base(around, &base)?;
        for source in self.request.clone().cache_from.iter() {
            // An image that is not here is passed over, as the daemon does.
            let _ = self.image(around, source);
        }
        let triggers =
            image.as_ref().map(|image| triggers(image.image.config()).to_vec()).unwrap_or_default();
        let below = self.stage_called(&base).cloned();
        let mut stage = Stage::new(name, base, image, self.args.for_stage(), self.prober());
        if let Some(below) = below {
            (stage.broken_by, stage.depends) = (below.rebuilt, below.depends);
        }
        self.stage = Some(stage);
        if !triggers.is_empty() {
            self.run_triggers(around, &triggers)?;
        }
        self.show_image()?;
        self.end(began);
        Ok(())
    }

    /// Runs what ONBUILD left in the base image.
    fn run_triggers(&mut self, around: &mut Around<'_, '_>, triggers: &[String]) -> Result<()> {
        let plural = if triggers.len() > 1 { "s" } else { "" };
        self.print(format!("# Executing {} build trigger{plural}\n", triggers.len()));
        self.stage_mut()?.config.on_build.clear();
        let from = self.current.clone();
        for trigger in triggers {
            let began = self.log.now();
            let instruction = dialect::read_trigger(trigger).map_err(Stop::new)?;
            self.start_trigger(trigger);
            let stage = self.stage_mut()?;
            stage.position += 1;
            unless_ahead(self.dispatch(around, &instruction))?;
            self.remove_containers(true);
            self.stage_mut()?.settle();
            self.end(began);
            self.current.clone_from(&from);
        }
        Ok(())
    }

    fn end_stage(&mut self) {
        if let Some(stage) = &self.stage {
            self.args.merge_used(&stage.args);
            let (name, image, rebuilt) = (stage.name.clone(), stage.image.clone(), stage.broken_by.clone());
            self.done.push(StageDone { name, image, rebuilt, depends: stage.depends });
        }
    }

    /// Reports the image.
    fn complete(&mut self) -> Result<Arc<StepImage>> {
        let unused = self.args.unused();
        if !unused.is_empty() {
            let text = format!("[Warning] One or more build-args [{}] were not consumed\n", unused.join(" "));
            self.print(text);
        }
        let image = self.stage.as_ref().and_then(|stage| stage.image.clone());
        let image = image.ok_or_else(|| Stop::new("No image was generated. Is your Dockerfile empty?"))?;
        self.print(format!("Successfully built {}\n", image.id().short()));
        for tag in self.request.clone().tags.iter() {
            self.print(format!("Successfully tagged {tag}\n"));
        }
        Ok(image)
    }

    fn result(&self, image: &StepImage) -> BuildResult {
        let base_layers = self.stage.as_ref().map_or(0, |stage| stage.base_layers);
        let layers = image.image.layers().iter().enumerate().map(|(index, layer)| {
            let vertex = self.made.get(&layer.diff_id()).copied();
            let instruction = vertex.and_then(|vertex| self.instruction(vertex));
            let lines = vertex.and_then(|vertex| self.lines(vertex));
            ResultLayer {
                layer: layer.clone(),
                created: image.created,
                from_base: index < base_layers,
                modelled: image.modelled && index < base_layers,
                vertex,
                instruction,
                lines: lines.map(|lines| lines.start..=lines.end),
                trace: self.traces.get(&layer.diff_id()).cloned(),
            }
        });
        BuildResult {
            layers: layers.collect(),
            image: Some(image.image.clone()),
            rootfs: image.rootfs.clone(),
            epoch: None,
            base: None,
            modelled: image.modelled,
        }
    }
}
