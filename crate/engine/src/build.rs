//! A build from the Dockerfile's text to the image, in slices.

use std::collections::BTreeMap;
use std::sync::Arc;

use diag::{LineIndex, Parsed};
use dockerfile::ignore::Ignore;
use dockerfile::{Dockerfile, Phase, Str, convert};
use oci::{ImageConfig, Reference};

use crate::context::without_ignored;
use crate::event::{Event, Failure, Progress, State};
use crate::log::Recorder;
use crate::options::{Platform, Request};
use crate::plan::{self, Input};
use crate::solve::{Slice, Solver};
use crate::world::{Registry, World};

/// A build. Nothing happens until [`Build::advance`] is called.
#[derive(Debug)]
pub struct Build {
    request: Arc<Request>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    New,
    Solving(Box<Solver>),
    Cancelled,
    Ended,
}

impl Build {
    /// A build that is to begin.
    pub fn new(request: Request) -> Self {
        Self { request: Arc::new(request), stage: Stage::New }
    }

    /// Does one bounded piece of work: plans, or runs up to the end of one step.
    ///
    /// What ended once stays ended: further calls bring nothing.
    pub fn advance(&mut self, world: &mut World<'_>) -> Progress {
        match std::mem::replace(&mut self.stage, Stage::Ended) {
            Stage::New => self.begin(world),
            Stage::Solving(mut solver) => {
                let sliced = solver.advance(world);
                if sliced.is_err() {
                    solver.begin_ready(world.cache);
                    solver.log.cancel();
                    solver.remember(world);
                }
                let events = solver.log.take();
                match sliced {
                    Ok(Slice::More) => {
                        self.stage = Stage::Solving(solver);
                        Progress { events, state: State::Running }
                    }
                    Ok(Slice::Done(result)) => Progress { events, state: State::Done(result) },
                    Err(failure) => Progress { events, state: State::Failed(failure) },
                }
            }
            Stage::Cancelled => Progress { events: Vec::new(), state: State::Cancelled },
            Stage::Ended => Progress { events: Vec::new(), state: State::Cancelled },
        }
    }

    /// Gives the build up; the next [`Build::advance`] says so.
    pub fn cancel(&mut self) {
        if !matches!(self.stage, Stage::Ended) {
            self.stage = Stage::Cancelled;
        }
    }

    fn begin(&mut self, world: &mut World<'_>) -> Progress {
        let request = Arc::clone(&self.request);
        let ignore_bytes = request.ignore.as_ref().map_or(2, |(_, text)| text.len() as u64 + STAT);
        let mut log = Recorder::new(world.now, ignore_bytes);
        log.load_definition(&request.dockerfile_name, request.dockerfile.len() as u64 + STAT);
        match prepare(&request, &mut log, world.registry) {
            Ok(plan) => {
                let mut solver = Box::new(Solver::new(plan, request, log));
                let events = solver.log.take();
                self.stage = Stage::Solving(solver);
                Progress { events, state: State::Running }
            }
            Err(failure) => Progress { events: log.take(), state: State::Failed(failure) },
        }
    }
}

/// What is sent about a file besides its content, in bytes.
const STAT: u64 = 35;

/// Reads the Dockerfile and plans the build; says what the build checks find.
pub(crate) fn prepare(
    request: &Request,
    log: &mut Recorder,
    registry: &dyn Registry,
) -> Result<plan::Plan, Box<Failure>> {
    if request.dockerfile.is_empty() {
        let message = "the Dockerfile cannot be empty".to_owned();
        return Err(Box::new(Failure { message, ..Failure::default() }));
    }
    let parsed = dockerfile::parse(&request.dockerfile);
    if let Some(failure) = &parsed.tree.failure
        && failure.phase != Phase::Convert
    {
        let lines = (failure.lines.start > 0).then_some(failure.lines.start..=failure.lines.end);
        let excerpt = lines.clone().map_or(String::new(), |lines| {
            diag::excerpt(&request.dockerfile_name, &request.dockerfile, lines)
        });
        return Err(Box::new(Failure {
            message: failure.message.clone(),
            lines,
            excerpt,
            vertex: None,
            log: Vec::new(),
            diagnostics: parsed.diagnostics,
        }));
    }
    check_syntax(&parsed.tree, request, registry)?;
    let context = match &request.ignore {
        Some((_, text)) => without_ignored(&request.context, text),
        None => request.context.clone(),
    };
    let ignore = request.ignore.as_ref().map(|(_, text)| Ignore::parse(text));
    let input = Input {
        file: &parsed.tree,
        name: &request.dockerfile_name,
        context: &context,
        ignore: ignore.as_ref(),
        options: &request.options,
        registry,
    };
    let planned = plan::plan(&input, log);
    let images = planned.as_ref().map_or_else(|_| BTreeMap::new(), |plan| plan.images.clone());
    let checked = check(request, &parsed, &images);
    for warning in checked.warnings {
        log.push(Event::Warning(warning.diagnostic));
    }
    match (planned, checked.failure) {
        // Checks may be told to end a build that would otherwise be fine.
        (Ok(_), Some(failure)) if failure.message.starts_with(VIOLATION) => {
            Err(Box::new(Failure { message: failure.message, ..Failure::default() }))
        }
        (planned, _) => planned,
    }
}

/// Refuses frontends other than Docker's own, of which there is one.
fn check_syntax(file: &Dockerfile, request: &Request, registry: &dyn Registry) -> Result<(), Box<Failure>> {
    let Some(syntax) = &file.directives.syntax else { return Ok(()) };
    let Ok(reference) = Reference::parse(&syntax.value) else { return Ok(()) };
    if reference.path == "docker/dockerfile" || reference.path == "docker/dockerfile-upstream" {
        return Ok(());
    }
    let full = reference.with_default_tag();
    let message = match registry.resolve(&full, &Platform::linux_amd64()) {
        Err(error) => format!("failed to resolve source metadata for {full}: {error}"),
        Ok(_) => format!("frontend {full} is not simulated: remove `# syntax=` to build with Docker's own"),
    };
    let line = LineIndex::new(&file.source).line(syntax.span.start) + 1;
    Err(Box::new(Failure {
        message,
        lines: Some(line..=line),
        excerpt: diag::excerpt(&request.dockerfile_name, &request.dockerfile, line..=line),
        ..Failure::default()
    }))
}

/// How the error of `# check=error=true` begins.
const VIOLATION: &str = "lint violation";

/// Runs the build checks, as every build does.
fn check(
    request: &Request,
    parsed: &Parsed<Dockerfile>,
    images: &BTreeMap<String, Arc<ImageConfig>>,
) -> convert::Outcome {
    let ignore = request.ignore.as_ref().map(|(_, text)| Ignore::parse(text).tree);
    let platform = Platform::linux_amd64();
    let base = |name: &str, _: &Platform| {
        let image = images.get(name)?;
        Some(convert::Base {
            env: image.config.env.iter().map(|entry| Str::from(entry.as_str())).collect(),
            platform: Some(Platform::new(&image.os, &image.architecture, &image.variant)),
            onbuild: image.config.on_build.clone(),
            has_shell: !image.config.shell.is_empty(),
            directory: Str::from(image.config.working_dir.as_str()),
        })
    };
    convert::follow(
        parsed,
        &convert::Options {
            build_args: &request.options.build_args,
            target: request.options.target.as_deref(),
            all_stages: false,
            build_platform: &platform,
            target_platform: request.options.platform.as_ref().unwrap_or(&platform),
            ignore: ignore.as_ref(),
            bases: &base,
        },
    )
}
