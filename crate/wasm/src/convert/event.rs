//! The engine's events as JavaScript gets them: with names and times within a step instead of numbers to look up.

use std::collections::BTreeMap;

use docker::{ImageMade, Output};
use engine::{Event, Failure, InstructionId, Planned, PlannedInstruction, PlannedStage, Status, VertexId};

use vfs::Time;

use super::host;
use super::reason;
use super::text::Text;
use crate::wire::{self, BuildEvent};

/// What is known of a vertex from the events before.
#[derive(Default)]
struct Known {
    name: String,
    started: Option<Time>,
}

/// The events of one build.
pub(crate) struct Events {
    dockerfile: Text,
    vertices: BTreeMap<VertexId, Known>,
    /// First line of each instruction.
    lines: BTreeMap<InstructionId, u32>,
    instructions: BTreeMap<VertexId, InstructionId>,
}

impl Events {
    /// For the build of a Dockerfile with this text.
    pub(crate) fn of(dockerfile: &str) -> Events {
        Events {
            dockerfile: Text::new(dockerfile),
            vertices: BTreeMap::new(),
            lines: BTreeMap::new(),
            instructions: BTreeMap::new(),
        }
    }

    /// A slice of a build.
    pub(crate) fn progress(&mut self, progress: docker::Progress) -> wire::Progress {
        wire::Progress {
            events: self.events(progress.events),
            state: state(progress.state),
            output: progress.output.into_iter().map(text).collect(),
        }
    }

    pub(crate) fn events(&mut self, events: Vec<docker::Event>) -> Vec<BuildEvent> {
        let event = |event| match event {
            docker::Event::Began { name, text } => {
                *self = Events::of(&text);
                Some(BuildEvent::Began { dockerfile: name })
            }
            docker::Event::Build(event) => self.event(event),
            docker::Event::Log(text) => Some(BuildEvent::PlainLog { text }),
            docker::Event::Image(made) => Some(image(made)),
            docker::Event::Failed(failure) => Some(failed(failure)),
        };
        events.into_iter().filter_map(event).collect()
    }

    /// Nothing for an event that only prepares others.
    fn event(&mut self, event: Event) -> Option<BuildEvent> {
        Some(match event {
            Event::Planned(planned) => self.planned(planned),
            Event::Vertex(info) => {
                self.instructions.extend(info.instruction.map(|instruction| (info.id, instruction)));
                self.vertices.entry(info.id).or_default().name = info.name;
                return None;
            }
            Event::VertexStarted { vertex, at } => {
                self.vertices.entry(vertex).or_default().started = Some(at);
                BuildEvent::VertexStarted { vertex: vertex.0, name: self.name(vertex) }
            }
            Event::VertexCached { vertex, because, .. } => {
                let surprises = because.map(|hit| hit.surprises).unwrap_or_default();
                BuildEvent::VertexCached {
                    vertex: vertex.0,
                    name: self.name(vertex),
                    remarks: surprises.iter().map(ToString::to_string).collect(),
                    surprises: surprises.into_iter().map(reason::surprise).collect(),
                }
            }
            Event::VertexKeyed { vertex, key } => BuildEvent::VertexKeyed {
                vertex: vertex.0,
                digest: key.digest.to_string(),
                parts: key.parts.into_iter().map(reason::part).collect(),
                inputs: key.inputs.into_iter().map(reason::input).collect(),
            },
            Event::VertexMissed { vertex, miss } => BuildEvent::VertexMissed {
                vertex: vertex.0,
                first_break: miss.first_break,
                summary: miss.summary(),
                reasons: miss.reasons.into_iter().map(reason::reason).collect(),
            },
            Event::Log { vertex, stream, bytes, at } => BuildEvent::Log {
                vertex: vertex.0,
                stream: stream_of(stream),
                text: String::from_utf8_lossy(&bytes).into_owned(),
                at: self.since_start(vertex, at),
            },
            Event::Printed { stream, text } => BuildEvent::Printed { stream: stream_of(stream), text },
            Event::Status(status) => status_of(status),
            Event::Warning(diagnostic) => {
                BuildEvent::Warning { diagnostic: self.dockerfile.diagnostic(diagnostic) }
            }
            Event::Layer { vertex, instruction, diff_id, size, changes } => BuildEvent::Layer {
                vertex: vertex.0,
                instructions: instruction.into_iter().map(|instruction| instruction.0).collect(),
                diff_id: diff_id.to_string(),
                size: size as f64,
                changes,
            },
            Event::VertexDone { vertex, seconds, .. } => BuildEvent::VertexDone { vertex: vertex.0, seconds },
            Event::VertexFailed { vertex, message, .. } => {
                BuildEvent::VertexFailed { vertex: vertex.0, message, line: self.line(vertex) }
            }
            Event::VertexCancelled { vertex, .. } => BuildEvent::VertexCancelled { vertex: vertex.0 },
        })
    }

    fn planned(&mut self, planned: Planned) -> BuildEvent {
        let lines = planned.instructions.iter().map(|row| (row.id, *row.lines.start()));
        self.lines.extend(lines);
        BuildEvent::Planned {
            stages: planned.stages.into_iter().map(stage).collect(),
            instructions: planned.instructions.into_iter().map(instruction).collect(),
        }
    }

    fn name(&self, vertex: VertexId) -> String {
        self.vertices.get(&vertex).map(|known| known.name.clone()).unwrap_or_default()
    }

    fn line(&self, vertex: VertexId) -> Option<u32> {
        self.lines.get(self.instructions.get(&vertex)?).copied()
    }

    /// Seconds between the start of a vertex and a time.
    fn since_start(&self, vertex: VertexId, at: Time) -> f64 {
        let started = self.vertices.get(&vertex).and_then(|known| known.started).unwrap_or(at);
        seconds(at) - seconds(started)
    }
}

fn seconds(time: Time) -> f64 {
    time.secs as f64 + f64::from(time.nanos) / 1e9
}

fn stage(stage: PlannedStage) -> wire::StageRow {
    wire::StageRow {
        index: stage.id.0,
        name: stage.name,
        needed: stage.needed,
        text: stage.text,
        start_line: *stage.lines.start(),
        end_line: *stage.lines.end(),
        base: stage.base,
        vertex: stage.vertex.map(|vertex| vertex.0),
        modelled: stage.modelled,
    }
}

pub(crate) fn instruction(row: PlannedInstruction) -> wire::InstructionRow {
    wire::InstructionRow {
        id: row.id.0,
        stage: row.stage.0,
        keyword: row.keyword,
        text: row.text,
        start_line: *row.lines.start(),
        end_line: *row.lines.end(),
        vertex: row.vertex.map(|vertex| vertex.0),
        metadata_only: row.metadata_only,
    }
}

fn status_of(status: Status) -> BuildEvent {
    BuildEvent::Status {
        vertex: status.vertex.0,
        text: status.text,
        current: Some(status.current as f64),
        total: (status.total > 0).then_some(status.total as f64),
    }
}

fn stream_of(stream: engine::Stream) -> wire::Stream {
    match stream {
        engine::Stream::Stdout => wire::Stream::Stdout,
        engine::Stream::Stderr => wire::Stream::Stderr,
    }
}

fn image(made: ImageMade) -> BuildEvent {
    BuildEvent::Image {
        id: made.id.to_string(),
        manifest: made.manifest.to_string(),
        tags: made.tags,
        size: made.size as f64,
        layers: made.layers.into_iter().map(host::layer).collect(),
    }
}

fn failed(failure: Failure) -> BuildEvent {
    BuildEvent::Failed {
        line: failure.lines.as_ref().map(|lines| *lines.start()),
        text: failure.text(),
        message: failure.message,
    }
}

fn state(state: docker::TaskState) -> wire::TaskState {
    match state {
        docker::TaskState::Running | docker::TaskState::Waiting => wire::TaskState::Running,
        docker::TaskState::Done => wire::TaskState::Done,
        docker::TaskState::Failed => wire::TaskState::Failed,
        docker::TaskState::Cancelled => wire::TaskState::Cancelled,
    }
}

fn text(output: Output) -> wire::Output {
    wire::Output {
        stream: printed_on(output.stream),
        text: String::from_utf8_lossy(&output.bytes).into_owned(),
    }
}

pub(crate) fn printed_on(stream: docker::Stream) -> wire::Stream {
    match stream {
        docker::Stream::Stdout => wire::Stream::Stdout,
        docker::Stream::Stderr => wire::Stream::Stderr,
    }
}
