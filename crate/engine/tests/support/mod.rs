//! What tests of whole builds share: base images, a project folder, running a build to its end.
#![allow(dead_code, unreachable_pub, reason = "every test uses a part of it")]

pub mod base;
pub mod classic;
pub mod project;

use engine::{Build, Cache, Event, Failure, Registry, Request, State, VertexId, World};
use vfs::Time;

/// What a build did.
pub struct Outcome {
    pub events: Vec<Event>,
    pub result: Result<Box<engine::BuildResult>, Box<Failure>>,
}

/// The time at which tests build: later than everything recorded.
pub const NOW: Time = Time::from_secs(1_800_000_000);

/// Runs a build to its end.
pub fn run(request: Request, cache: &mut Cache, registry: &dyn Registry) -> Outcome {
    run_at(request, cache, registry, NOW)
}

/// Runs a build that begins at a given time to its end.
pub fn run_at(request: Request, cache: &mut Cache, registry: &dyn Registry, now: Time) -> Outcome {
    let mut build = Build::new(request);
    let mut events = Vec::new();
    let mut world = World { cache, registry, limits: shell::Limits::STANDARD, now };
    loop {
        let progress = build.advance(&mut world);
        events.extend(progress.events);
        match progress.state {
            State::Running => {}
            State::Done(result) => return Outcome { events, result: Ok(result) },
            State::Failed(failure) => return Outcome { events, result: Err(failure) },
            State::Cancelled => panic!("nobody cancelled"),
        }
    }
}

/// A step as progress shows it in the end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    pub name: String,
    pub cached: bool,
    pub started: bool,
    pub error: Option<String>,
    pub log: String,
}

impl Outcome {
    /// The vertices, with what became of them.
    pub fn steps(&self) -> Vec<(VertexId, Step)> {
        let mut steps: Vec<(VertexId, Step)> = Vec::new();
        for event in &self.events {
            let (id, change): (VertexId, &dyn Fn(&mut Step)) = match event {
                Event::Vertex(info) => {
                    let name = info.name.clone();
                    steps.push((
                        info.id,
                        Step { name, cached: false, started: false, error: None, log: String::new() },
                    ));
                    continue;
                }
                Event::VertexStarted { vertex, .. } => (*vertex, &|step| step.started = true),
                Event::VertexCached { vertex, .. } => (*vertex, &|step| {
                    step.started = true;
                    step.cached = true;
                }),
                Event::VertexFailed { vertex, message, .. } => {
                    (*vertex, &|step| step.error = Some(message.clone()))
                }
                Event::Log { vertex, bytes, .. } => {
                    (*vertex, &|step| step.log.push_str(&String::from_utf8_lossy(bytes)))
                }
                _ => continue,
            };
            if let Some((_, step)) = steps.iter_mut().find(|(known, _)| *known == id) {
                change(step);
            }
        }
        steps
    }
}
