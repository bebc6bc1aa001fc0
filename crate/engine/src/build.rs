//! A build from the Dockerfile's text to the image, in slices.

use std::sync::Arc;

use dockerfile::ignore::Ignore;
use dockerfile::Phase;
use vfs::{Keep, Snapshot};

use crate::event::{Failure, Progress, State};
use crate::log::Recorder;
use crate::options::Request;
use crate::plan::{self, Input};
use crate::solve::{Slice, Solver};
use crate::world::World;

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
        match prepare(&request, &mut log, world) {
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

fn prepare(
    request: &Request,
    log: &mut Recorder,
    world: &mut World<'_>,
) -> Result<plan::Plan, Box<Failure>> {
    let parsed = dockerfile::parse(&request.dockerfile);
    if let Some(failure) = &parsed.tree.failure
        && failure.phase != Phase::Convert
    {
        let lines = (failure.lines.start > 0).then(|| failure.lines.start..=failure.lines.end);
        let excerpt = lines
            .clone()
            .map_or(String::new(), |lines| diag::excerpt(&request.dockerfile_name, &request.dockerfile, lines));
        return Err(Box::new(Failure {
            message: failure.message.clone(),
            lines,
            excerpt,
            vertex: None,
            log: Vec::new(),
            diagnostics: parsed.diagnostics,
        }));
    }
    let context = without_ignored(request);
    let input = Input {
        file: &parsed.tree,
        name: &request.dockerfile_name,
        context: &context,
        options: &request.options,
        registry: world.registry,
    };
    plan::plan(&input, log)
}

/// The build context without what the ignore file leaves out.
fn without_ignored(request: &Request) -> Snapshot {
    let Some((_, text)) = &request.ignore else { return request.context.clone() };
    let ignore = Ignore::parse(text).tree;
    let mut walk = ignore.walk();
    request.context.filter(&mut |path, node| {
        let fate = walk.visit(path.relative(), node.is_dir());
        match (fate.included(), fate.descend) {
            (true, true) => Keep::Here,
            (true, false) => Keep::Here,
            (false, true) => Keep::Inside,
            (false, false) => Keep::Nothing,
        }
    })
}
