//! From the builder's events to the records that progress is shown from.

use std::collections::BTreeMap;

use diag::{Diagnostic, LineIndex};
use engine::{Event, VertexId, VertexInfo};
use vfs::{Digest, Time};

use super::record::Steps;
use crate::progress::{Log, Nanos, Position, Range, SolveStatus, Source, Status, Vertex, Warning};

/// How the name of the step that reads the Dockerfile begins.
const DEFINITION: &str = "[internal] load build definition";

/// A part of a step that is not the builder's, with the bytes it moved if they are to be shown.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) bytes: u64,
}

impl Part {
    pub(super) fn of(text: impl Into<String>) -> Self {
        Part { text: text.into(), bytes: 0 }
    }
}

/// Translates, and remembers what the records repeat about each step.
#[derive(Debug)]
pub(super) struct Feed {
    dockerfile: String,
    text: String,
    lines: LineIndex,
    digests: BTreeMap<VertexId, String>,
    /// The last record of each vertex, by digest. Vertices that are shown as one share a record.
    vertexes: BTreeMap<String, Vertex>,
    /// The step that reads the Dockerfile, to which remarks about it belong.
    definition: Option<String>,
    pub(super) warnings: Vec<Warning>,
    pub(super) now: Nanos,
}

impl Feed {
    pub(super) fn new(dockerfile: &str, text: &str, now: Time) -> Self {
        Feed {
            dockerfile: dockerfile.to_owned(),
            text: text.to_owned(),
            lines: LineIndex::new(text),
            digests: BTreeMap::new(),
            vertexes: BTreeMap::new(),
            definition: None,
            warnings: Vec::new(),
            now: nanos(now),
        }
    }

    /// How many steps there are.
    pub(super) fn steps(&self) -> Steps {
        let count = |of: fn(&Vertex) -> bool| self.vertexes.values().filter(|vertex| of(vertex)).count();
        Steps {
            total: self.vertexes.len(),
            completed: count(|vertex| vertex.completed.is_some()),
            cached: count(|vertex| vertex.cached),
        }
    }

    /// The images that the build stands on, with their digests.
    pub(super) fn materials(&self) -> Vec<(String, String)> {
        let names = self.vertexes.values().filter_map(|vertex| vertex.name.split_once("] FROM "));
        let mut found: Vec<(String, String)> = names
            .filter_map(|(_, name)| name.split_once('@'))
            .map(|(name, digest)| (name.to_owned(), digest.to_owned()))
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// The record of an event, if it shows.
    pub(super) fn translate(&mut self, event: &Event) -> Option<SolveStatus> {
        match event {
            Event::Vertex(info) => self.meet(info),
            Event::VertexStarted { vertex, at } => self.change(*vertex, *at, |record, at| {
                record.started = record.started.filter(|_| record.completed.is_none()).or(Some(at));
                record.completed = None;
            }),
            Event::VertexCached { vertex, at, .. } => self.change(*vertex, *at, |record, at| {
                record.started = Some(at);
                record.completed = Some(at);
                record.cached = true;
            }),
            Event::VertexDone { vertex, at, .. } => {
                self.change(*vertex, *at, |record, at| record.completed = Some(at))
            }
            Event::VertexFailed { vertex, at, message } => self.change(*vertex, *at, |record, at| {
                record.completed = Some(at);
                record.error.clone_from(message);
            }),
            Event::VertexCancelled { vertex, at } => self.change(*vertex, *at, |record, at| {
                record.completed = Some(at);
                record.error = "context canceled".to_owned();
            }),
            Event::Log { vertex, stream, bytes, at } => {
                self.now = self.now.max(nanos(*at));
                let stream = if *stream == engine::Stream::Stderr { 2 } else { 1 };
                let log =
                    Log { vertex: self.digest(*vertex)?, stream, data: bytes.clone(), timestamp: nanos(*at) };
                Some(SolveStatus { logs: vec![log], ..SolveStatus::default() })
            }
            Event::Status(status) => {
                let end = nanos(status.completed.unwrap_or(status.started));
                self.now = self.now.max(end);
                let status = Status {
                    id: status.text.clone(),
                    vertex: self.digest(status.vertex)?,
                    total: status.total,
                    current: status.current,
                    timestamp: end,
                    started: Some(nanos(status.started)),
                    completed: status.completed.map(nanos),
                };
                Some(SolveStatus { statuses: vec![status], ..SolveStatus::default() })
            }
            Event::Warning(diagnostic) => {
                let warning = self.warning(diagnostic);
                self.warnings.push(warning.clone());
                Some(SolveStatus { warnings: vec![warning], ..SolveStatus::default() })
            }
            _ => None,
        }
    }

    /// The records of a step that is not the builder's: the export. It took from now to `end`.
    pub(super) fn extra_step(&mut self, name: &str, parts: &[Part], end: Nanos) -> SolveStatus {
        let digest = Digest::of(name.as_bytes()).to_string();
        let inputs = self.vertexes.keys().next_back().cloned().into_iter().collect();
        let vertex = Vertex {
            digest: digest.clone(),
            inputs,
            name: name.to_owned(),
            started: Some(self.now),
            completed: Some(end),
            ..Vertex::default()
        };
        // The first part is what takes the time.
        let statuses = parts.iter().enumerate().map(|(index, part)| Status {
            id: part.text.clone(),
            vertex: digest.clone(),
            total: 0,
            current: part.bytes,
            timestamp: end,
            started: Some(if index == 0 { self.now } else { end }),
            completed: Some(end),
        });
        let status =
            SolveStatus { vertexes: vec![vertex], statuses: statuses.collect(), ..SolveStatus::default() };
        self.now = end;
        status
    }

    fn meet(&mut self, info: &VertexInfo) -> Option<SolveStatus> {
        let digest = match &info.group {
            Some(group) => Digest::of(group.as_bytes()).to_string(),
            None => info.digest.to_string(),
        };
        if info.name.starts_with(DEFINITION) {
            self.definition.get_or_insert_with(|| digest.clone());
        }
        self.digests.insert(info.id, digest.clone());
        let inputs = info.inputs.iter().filter_map(|input| self.digest(*input)).collect();
        let name = info.group.as_ref().unwrap_or(&info.name).clone();
        let fresh = Vertex { digest: digest.clone(), inputs, name, ..Vertex::default() };
        let record = self.vertexes.entry(digest).or_insert(fresh);
        Some(SolveStatus { vertexes: vec![record.clone()], ..SolveStatus::default() })
    }

    fn change(
        &mut self,
        vertex: VertexId,
        at: Time,
        change: impl FnOnce(&mut Vertex, Nanos),
    ) -> Option<SolveStatus> {
        let at = nanos(at);
        self.now = self.now.max(at);
        let digest = self.digest(vertex)?;
        let record = self.vertexes.get_mut(&digest)?;
        change(record, at);
        Some(SolveStatus { vertexes: vec![record.clone()], ..SolveStatus::default() })
    }

    fn digest(&self, vertex: VertexId) -> Option<String> {
        self.digests.get(&vertex).cloned()
    }

    fn warning(&self, diagnostic: &Diagnostic) -> Warning {
        let line = |at: u32| self.lines.position(at, diag::Encoding::Utf8).line + 1;
        let (first, last) = (line(diagnostic.span.start), line(diagnostic.span.end));
        Warning {
            vertex: self.definition.clone().unwrap_or_default(),
            level: 1,
            short: format!("{}: {} (line {first})", diagnostic.code, diagnostic.message),
            detail: description(&diagnostic.code),
            url: diagnostic.url.as_deref().unwrap_or_default().to_owned(),
            source: Some(Source {
                filename: self.dockerfile.clone(),
                data: self.text.clone(),
                language: "Dockerfile",
            }),
            ranges: vec![Range { start: Position { line: first }, end: Position { line: last } }],
        }
    }
}

/// What a rule asks for, in BuildKit's words.
fn description(rule: &str) -> Vec<String> {
    let rules = dockerfile::check::ALL.iter();
    rules.filter(|known| known.name == rule).map(|known| known.description.to_owned()).collect()
}

/// The same events with remarks about the Dockerfile before the end of the step that reads it, which is where BuildKit
/// shows them. Both come with the slice of work that plans the build.
pub(super) fn with_warnings_in_place(mut events: Vec<Event>) -> Vec<Event> {
    let definition = events.iter().find_map(|event| match event {
        Event::Vertex(info) if info.name.starts_with(DEFINITION) => Some(info.id),
        _ => None,
    });
    let is_end =
        |event: &Event| matches!(event, Event::VertexDone { vertex, .. } if Some(*vertex) == definition);
    if let Some(end) = events.iter().position(is_end) {
        let later = events.split_off(end);
        let (warnings, others): (Vec<_>, Vec<_>) =
            later.into_iter().partition(|event| matches!(event, Event::Warning(_)));
        events.extend(warnings);
        events.extend(others);
    }
    events
}

/// A time of the simulated clock in nanoseconds.
pub(super) fn nanos(time: Time) -> Nanos {
    time.secs.saturating_mul(1_000_000_000).saturating_add(i64::from(time.nanos))
}

/// The inverse of [`nanos`].
pub(super) fn time(nanos: Nanos) -> Time {
    Time { secs: nanos.div_euclid(1_000_000_000), nanos: nanos.rem_euclid(1_000_000_000) as u32 }
}
