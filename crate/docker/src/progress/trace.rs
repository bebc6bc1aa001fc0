//! What the text renderers remember about a build.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Nanos, SolveStatus, Status, Vertex, Warning};

/// How many lines of a step's log are repeated below the message that it failed.
const TAIL: usize = 10;

/// A step with everything that was heard about it.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub(super) vertex: Vertex,
    /// Its number in the plain output, given when it is first printed.
    pub(super) number: Option<u32>,
    /// Parts of the work in the order of their start, each with whether it changed since it was printed.
    pub(super) statuses: Vec<(Status, bool)>,
    pub(super) warnings: Vec<Warning>,
    pub(super) warnings_printed: usize,
    /// Log lines that were not printed yet.
    pub(super) pending: Vec<String>,
    pub(super) tail: Vec<String>,
    /// The text after the last line break of the log, and when it began.
    partial: Option<(Nanos, Vec<u8>)>,
    pub(super) changed: bool,
}

impl Step {
    pub(super) fn cancelled(&self) -> bool {
        self.vertex.error.ends_with("context canceled")
    }

    pub(super) fn failed(&self) -> bool {
        !self.vertex.error.is_empty() && !self.cancelled()
    }

    pub(super) fn running(&self) -> bool {
        self.vertex.started.is_some() && self.vertex.completed.is_none()
    }

    fn hear(&mut self, data: &[u8], at: Nanos) {
        for chunk in data.split_inclusive(|byte| *byte == b'\n') {
            let (start, mut line) = self.partial.take().unwrap_or((at, Vec::new()));
            match chunk.strip_suffix(b"\n") {
                Some(rest) => {
                    line.extend_from_slice(rest);
                    self.end_line(start, &line);
                }
                None => {
                    line.extend_from_slice(chunk);
                    self.partial = Some((start, line));
                }
            }
        }
    }

    /// A step that ends ends its last line too.
    fn end_partial(&mut self) {
        if let Some((start, line)) = self.partial.take() {
            self.end_line(start, &line);
        }
    }

    fn end_line(&mut self, at: Nanos, line: &[u8]) {
        let since = seconds(at - self.vertex.started.unwrap_or(at));
        let decimals = match since {
            _ if since < 10.0 => 3,
            _ if since < 100.0 => 2,
            _ => 1,
        };
        let text = format!("{since:.decimals$} {}", String::from_utf8_lossy(line));
        if self.tail.len() == TAIL {
            self.tail.remove(0);
        }
        self.tail.push(text.clone());
        self.pending.push(text);
    }
}

/// All steps in the order in which they were first heard of.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) steps: Vec<Step>,
    by_digest: BTreeMap<String, usize>,
    /// When the first step started, and the time of the newest record.
    pub(super) started: Option<Nanos>,
    pub(super) now: Nanos,
}

impl Trace {
    pub(super) fn update(&mut self, status: &SolveStatus) {
        for vertex in &status.vertexes {
            let known = self.by_digest.get(&vertex.digest).copied();
            let index = known.unwrap_or_else(|| {
                self.by_digest.insert(vertex.digest.clone(), self.steps.len());
                self.steps.push(Step::default());
                self.steps.len() - 1
            });
            self.see([vertex.started, vertex.completed]);
            self.started = self.started.or(vertex.started);
            let step = &mut self.steps[index];
            step.vertex = vertex.clone();
            step.changed |= vertex.started.is_some();
        }
        for status in &status.statuses {
            self.see([Some(status.timestamp), status.completed]);
            let Some(step) = self.step(&status.vertex) else { continue };
            match step.statuses.iter_mut().find(|(known, _)| known.id == status.id) {
                Some(known) => *known = (status.clone(), true),
                None => step.statuses.push((status.clone(), true)),
            }
            step.changed = true;
        }
        for warning in &status.warnings {
            let Some(step) = self.step(&warning.vertex) else { continue };
            step.warnings.push(warning.clone());
            step.changed = true;
        }
        for log in &status.logs {
            self.see([Some(log.timestamp), None]);
            let Some(step) = self.step(&log.vertex) else { continue };
            step.hear(&log.data, log.timestamp);
            step.changed = true;
        }
        for vertex in status.vertexes.iter().filter(|vertex| vertex.completed.is_some()) {
            let Some(step) = self.step(&vertex.digest) else { continue };
            step.end_partial();
        }
    }

    /// The log tails of the steps that failed.
    pub(super) fn error_logs(&self) -> String {
        let mut out = String::new();
        for step in self.steps.iter().filter(|step| step.failed()) {
            let _ = writeln!(out, "------\n > {}:", step.vertex.name);
            for line in &step.tail {
                let _ = writeln!(out, "{line}");
            }
            out.push_str("------\n");
        }
        out
    }

    fn step(&mut self, digest: &str) -> Option<&mut Step> {
        let index = self.by_digest.get(digest)?;
        self.steps.get_mut(*index)
    }

    fn see(&mut self, times: [Option<Nanos>; 2]) {
        for time in times.into_iter().flatten() {
            self.now = self.now.max(time);
        }
    }
}

/// Nanoseconds as seconds.
pub(super) fn seconds(nanos: Nanos) -> f64 {
    nanos as f64 / 1e9
}
