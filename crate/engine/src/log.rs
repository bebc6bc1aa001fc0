//! Collects what a build says, keeps its simulated clock, and decides what counts as cached.

use std::collections::BTreeMap;

use vfs::{Digest, Snapshot, Time, VPathBuf};

use crate::event::{Event, Status, StepKey, Stream, VertexInfo};
use crate::op::VertexId;
use crate::reason::{Hit, Miss};
use crate::world::{BaseImage, ResolveError};

/// Simulated costs of what is not a step, in microseconds.
mod cost {
    pub(super) const DEFINITION: u64 = 20_000;
    pub(super) const METADATA: u64 = 80_000;
    pub(super) const IGNORE_FILE: u64 = 10_000;
}

/// The events of a build, and where its vertices stand.
#[derive(Debug)]
pub(crate) struct Recorder {
    events: Vec<Event>,
    vertices: BTreeMap<VertexId, Standing>,
    next: u32,
    start: Time,
    elapsed: u64,
    ignore_bytes: u64,
    /// What is known of the hits of steps whose results nobody may need.
    hits: BTreeMap<VertexId, Hit>,
}

/// Where a vertex stands.
#[derive(Debug, Clone, Default)]
struct Standing {
    inputs: Vec<VertexId>,
    started: Option<Time>,
    completed: bool,
    cached: bool,
}

impl Recorder {
    /// Nothing happened yet; `ignore_bytes` is the size of the ignore file.
    pub(crate) fn new(start: Time, ignore_bytes: u64) -> Self {
        Self {
            events: Vec::new(),
            vertices: BTreeMap::new(),
            next: 0,
            start,
            elapsed: 0,
            ignore_bytes,
            hits: BTreeMap::new(),
        }
    }

    /// The simulated time.
    pub(crate) fn now(&self) -> Time {
        let nanos = u64::from(self.start.nanos) + self.elapsed % 1_000_000 * 1_000;
        let secs = self.elapsed / 1_000_000 + nanos / 1_000_000_000;
        Time { secs: self.start.secs.saturating_add_unsigned(secs), nanos: (nanos % 1_000_000_000) as u32 }
    }

    /// Lets simulated time pass.
    pub(crate) fn pass(&mut self, micros: u64) {
        self.elapsed += micros;
    }

    /// What happened since the last call.
    pub(crate) fn take(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    pub(crate) fn push(&mut self, event: Event) {
        self.events.push(event);
    }

    /// The first number that is free for the plan's vertices.
    pub(crate) fn reserved(&self) -> u32 {
        self.next
    }

    /// Makes a vertex known.
    pub(crate) fn announce(&mut self, info: VertexInfo) {
        let standing = Standing { inputs: info.inputs.clone(), ..Standing::default() };
        self.vertices.insert(info.id, standing);
        self.next = self.next.max(info.id.0 + 1);
        self.events.push(Event::Vertex(info));
    }

    fn internal(&mut self, name: &str) -> VertexId {
        let id = VertexId(self.next);
        let digest = Digest::of(name.as_bytes());
        let info = VertexInfo {
            id,
            digest,
            inputs: Vec::new(),
            name: name.to_owned(),
            instruction: None,
            group: None,
        };
        self.announce(info);
        id
    }

    /// Work on a vertex begins. Inputs that nobody had to look at are cached: that is how BuildKit shows them.
    pub(crate) fn start(&mut self, vertex: VertexId) {
        let at = self.now();
        self.mark_inputs(vertex, at);
        if let Some(standing) = self.vertices.get_mut(&vertex) {
            standing.started = Some(at);
            standing.completed = false;
        }
        self.events.push(Event::VertexStarted { vertex, at });
    }

    /// A recorded result stands for a vertex.
    pub(crate) fn cached(&mut self, vertex: VertexId) {
        let at = self.now();
        self.mark_inputs(vertex, at);
        if let Some(standing) = self.vertices.get_mut(&vertex) {
            standing.started = Some(at);
            standing.completed = true;
            standing.cached = true;
        }
        let because = self.hits.get(&vertex).cloned();
        self.events.push(Event::VertexCached { vertex, at, because });
    }

    /// Notes which record would stand for a vertex, in case that its result is not needed.
    pub(crate) fn note_hit(&mut self, vertex: VertexId, hit: Hit) {
        self.hits.insert(vertex, hit);
    }

    fn mark_inputs(&mut self, vertex: VertexId, at: Time) {
        let mut open = self.vertices.get(&vertex).map(|standing| standing.inputs.clone()).unwrap_or_default();
        let mut marked = Vec::new();
        while let Some(input) = open.pop() {
            let Some(standing) = self.vertices.get_mut(&input) else { continue };
            if standing.completed || standing.cached {
                continue;
            }
            if standing.started.is_some() {
                // It only waited to be asked for more.
                standing.completed = true;
                let started = standing.started.unwrap_or(at);
                self.events.push(Event::VertexDone { vertex: input, at, seconds: seconds(started, at) });
                continue;
            }
            standing.started = Some(at);
            standing.completed = true;
            standing.cached = true;
            open.extend(&standing.inputs);
            marked.push(input);
        }
        marked.sort_unstable();
        self.events.extend(marked.into_iter().map(|vertex| Event::VertexCached {
            vertex,
            at,
            because: self.hits.get(&vertex).cloned(),
        }));
    }

    pub(crate) fn keyed(&mut self, vertex: VertexId, key: StepKey) {
        self.events.push(Event::VertexKeyed { vertex, key });
    }

    pub(crate) fn missed(&mut self, vertex: VertexId, miss: Miss) {
        self.events.push(Event::VertexMissed { vertex, miss });
    }

    /// Work on a vertex ended well.
    pub(crate) fn done(&mut self, vertex: VertexId) {
        let at = self.now();
        let Some(standing) = self.vertices.get_mut(&vertex) else { return };
        if std::mem::replace(&mut standing.completed, true) {
            return;
        }
        let seconds = seconds(standing.started.unwrap_or(at), at);
        self.events.push(Event::VertexDone { vertex, at, seconds });
    }

    /// Work on a vertex ended with an error.
    pub(crate) fn failed(&mut self, vertex: VertexId, message: String) {
        let at = self.now();
        if let Some(standing) = self.vertices.get_mut(&vertex) {
            standing.completed = true;
        }
        self.events.push(Event::VertexFailed { vertex, at, message });
    }

    /// Ends what was begun and waits.
    pub(crate) fn close(&mut self) {
        let waiting = |(id, standing): (&VertexId, &Standing)| {
            (standing.started.is_some() && !standing.completed).then_some(*id)
        };
        let open: Vec<VertexId> = self.vertices.iter().filter_map(waiting).collect();
        for vertex in open {
            self.done(vertex);
        }
    }

    /// Gives up what was begun.
    pub(crate) fn cancel(&mut self) {
        let at = self.now();
        for (&vertex, standing) in &mut self.vertices {
            if standing.started.is_some() && !standing.completed {
                standing.completed = true;
                self.events.push(Event::VertexCancelled { vertex, at });
            }
        }
    }

    /// Whether a vertex was begun.
    pub(crate) fn is_started(&self, vertex: VertexId) -> bool {
        self.vertices.get(&vertex).is_some_and(|standing| standing.started.is_some())
    }

    /// A piece of work inside a vertex that takes some time.
    pub(crate) fn work(&mut self, vertex: VertexId, text: String, bytes: u64, micros: u64) {
        let started = self.now();
        self.pass(micros);
        // How much there is in all is known of what a registry sends, not of what a client does.
        let total = if text.starts_with("sha256:") { bytes } else { 0 };
        self.push(Event::Status(Status {
            vertex,
            text,
            current: bytes,
            total,
            started,
            completed: Some(self.now()),
        }));
    }

    /// Output of a step, spread over the time that it took.
    pub(crate) fn output(&mut self, vertex: VertexId, pieces: Vec<(Stream, Vec<u8>)>, micros: u64) {
        let count = pieces.len() as u64 + 1;
        for (stream, bytes) in pieces {
            self.pass(micros / count);
            self.push(Event::Log { vertex, stream, bytes, at: self.now() });
        }
        self.pass(micros - micros / count * (count - 1));
    }

    /// `[internal] load build definition`.
    pub(crate) fn load_definition(&mut self, file: &str, bytes: u64) {
        let vertex = self.internal(&format!("[internal] load build definition from {file}"));
        self.start(vertex);
        self.work(vertex, "transferring dockerfile:".into(), bytes, cost::DEFINITION);
        self.done(vertex);
    }

    /// `[internal] load .dockerignore`.
    pub(crate) fn load_ignore_file(&mut self) {
        let vertex = self.internal("[internal] load .dockerignore");
        self.start(vertex);
        self.work(vertex, "transferring context:".into(), self.ignore_bytes, cost::IGNORE_FILE);
        self.done(vertex);
    }

    /// `[context NAME] load .dockerignore`: a named folder has an ignore file of its own. Gives what it leaves.
    pub(crate) fn load_context_ignore_file(&mut self, name: &str, files: &Snapshot) -> Snapshot {
        let blob = files.read(&VPathBuf::normalise(".dockerignore")).ok();
        let text = blob.map(|blob| String::from_utf8_lossy(&blob.bytes()).into_owned());
        let vertex = self.internal(&format!("[context {name}] load .dockerignore"));
        self.start(vertex);
        let bytes = text.as_ref().map_or(2, |text| text.len() as u64);
        self.work(vertex, "transferring context:".into(), bytes, cost::IGNORE_FILE);
        self.done(vertex);
        text.map_or_else(|| files.clone(), |text| crate::context::without_ignored(files, &text))
    }

    /// `[internal] load metadata for …`.
    pub(crate) fn load_metadata(
        &mut self,
        name: &str,
        load: impl FnOnce() -> Result<BaseImage, ResolveError>,
    ) -> Result<BaseImage, ResolveError> {
        let name = match name.strip_prefix("[context ") {
            Some(rest) => {
                let (context, reference) = rest.split_once("] ").unwrap_or(("", rest));
                format!("[context {context}] load metadata for {reference}")
            }
            None => format!("[internal] load metadata for {name}"),
        };
        let known = self.vertices.keys().copied().find(|id| self.is_named(*id, &name));
        if known.is_some() {
            return load();
        }
        let vertex = self.internal(&name);
        self.start(vertex);
        let result = load();
        self.pass(cost::METADATA);
        match &result {
            Ok(_) => self.done(vertex),
            Err(error) => self.failed(vertex, error.message.clone()),
        }
        result
    }

    fn is_named(&self, vertex: VertexId, name: &str) -> bool {
        self.events
            .iter()
            .any(|event| matches!(event, Event::Vertex(info) if info.id == vertex && info.name == name))
    }
}

/// The seconds from one time to another.
pub(crate) fn seconds(from: Time, to: Time) -> f64 {
    let nanos = i64::from(to.nanos) - i64::from(from.nanos);
    (to.secs - from.secs) as f64 + nanos as f64 / 1e9
}
