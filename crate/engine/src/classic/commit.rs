//! From a step to its image: looking for one that exists, or making one.

use std::sync::Arc;

use oci::{History, Layer};
use vfs::{Digest, Snapshot, VPathBuf};

use super::config::RunConfig;
use super::container;
use super::explain::{self, Wanted};
use super::image::{Draft, StepImage, StepOrigin};
use super::probe::Prober;
use super::stage::Stage;
use super::work::{Around, Result, Stop, Work, short};
use crate::cache::RecordId;
use crate::event::{Event, KeyInput, StepKey};
use crate::forecast::Verdict;
use crate::key::{Operation, Part};
use crate::op::VertexId;
use crate::options::NoCache;
use crate::reason::VariableSource;

/// What creating and removing a container costs in simulated microseconds.
const CONTAINER: u64 = 70_000;

impl Work {
    pub(super) fn stage(&self) -> Result<&Stage> {
        self.stage.as_ref().ok_or_else(|| Stop::new("no build stage in current context"))
    }

    pub(super) fn stage_mut(&mut self) -> Result<&mut Stage> {
        self.stage.as_mut().ok_or_else(|| Stop::new("no build stage in current context"))
    }

    /// The stage's configuration with the text of a step as its command.
    pub(super) fn with_text(&self, words: &[&str]) -> Result<RunConfig> {
        let stage = self.stage()?;
        let mut cmd = stage.config.shell();
        cmd.extend(words.iter().map(|word| (*word).to_owned()));
        Ok(stage.config.with_cmd(cmd))
    }

    /// What is remembered of the step that is under way.
    pub(super) fn origin(&self, source: Option<(Snapshot, Vec<VPathBuf>)>) -> Result<StepOrigin> {
        let stage = self.stage()?;
        let name = self.current.as_ref().map(|(_, name)| name.as_str()).unwrap_or_default();
        let instruction = name.split_once(" : ").map_or(name, |(_, text)| text);
        let lines = self.current.as_ref().and_then(|(vertex, _)| self.lines(*vertex));
        let dockerfile = &self.request.build.dockerfile;
        Ok(StepOrigin {
            instruction: instruction.to_owned(),
            written: lines.map_or(String::new(), |lines| {
                crate::explain::written(dockerfile, &(lines.start..=lines.end))
            }),
            base: stage.base.clone(),
            position: stage.position,
            args: stage.args.beside(&stage.config.env),
            source,
            trace: None,
        })
    }

    /// Looks for an image that stands for the step, and takes it. Says why there is none; `rebuilt` is the step that
    /// made another stage anew from which this one takes files.
    pub(super) fn probe(
        &mut self,
        around: &mut Around<'_, '_>,
        config: &RunConfig,
        origin: &StepOrigin,
        rebuilt: Option<&(VertexId, String)>,
    ) -> Result<bool> {
        let no_cache = self.request.build.options.no_cache == NoCache::All;
        let current = self.current.clone();
        if let Some(on) = self.stage()?.depends {
            self.foresee(Verdict::Depends { on });
            return Err(Stop::ahead());
        }
        let before = *self.first_own.get_or_insert(around.images.next_number());
        let stage = self.stage_mut()?;
        let found = match stage.broken_by {
            Some(_) => None,
            None => stage.prober.probe(around.images, stage.image.as_ref(), config),
        };
        let Some((vertex, name)) = current else { return Ok(found.is_some()) };
        let key = step_key(stage.id(), config, origin);
        self.log.keyed(vertex, key);
        let stage = self.stage_mut()?;
        let Some(image) = found else {
            let wanted = Wanted {
                parent: stage.id(),
                config,
                origin,
                no_cache: no_cache && matches!(stage.prober, Prober::Off),
                before,
                broken_by: stage.broken_by.as_ref(),
                rebuilt,
            };
            let miss = explain::miss(around.images, &wanted);
            stage.broken_by.get_or_insert((vertex, name));
            if self.foresee(Verdict::Miss(miss.clone())) {
                return Err(Stop::ahead());
            }
            self.log.push(Event::VertexMissed { vertex, miss });
            return Ok(false);
        };
        let hit = explain::hit(&image, origin);
        stage.image = Some(Arc::clone(&image));
        self.keep_trace(&image);
        self.foresee(Verdict::Hit(hit.clone()));
        self.log.push(Event::VertexCached { vertex, at: self.log.now(), because: Some(hit) });
        self.print(" ---> Using cache\n");
        Ok(true)
    }

    /// A step that only changes the configuration: a container is created for its text, and committed.
    pub(super) fn commit(&mut self, around: &mut Around<'_, '_>, words: &[&str]) -> Result<()> {
        let mut config = self.with_text(words)?;
        let origin = self.origin(None)?;
        if self.probe(around, &config, &origin, None)? {
            return Ok(());
        }
        if let Some(entry) = config.env.iter().find(|entry| entry.starts_with('=')) {
            return Err(Stop::new(format!("invalid environment variable: {entry}")));
        }
        let id = self.new_container();
        let stage = self.stage()?;
        // Creating a container writes its name into the configuration, and what the image has besides.
        config.hostname = short(&id).to_owned();
        if stage.image.is_some() {
            config.labels.get_or_insert_default();
        }
        if !config.working_dir.is_empty() {
            config.working_dir = VPathBuf::normalise(&config.working_dir).into_string();
        }
        self.log.pass(CONTAINER);
        let changed = container::create(&self.stage()?.rootfs(), &config, self.log.now())?;
        self.finish(around, config, Some(&id), changed.layer, changed.rootfs, origin)
    }

    /// Makes the step's image.
    pub(super) fn finish(
        &mut self,
        around: &mut Around<'_, '_>,
        container_config: RunConfig,
        container: Option<&str>,
        layer: Option<Layer>,
        rootfs: Snapshot,
        origin: StepOrigin,
    ) -> Result<()> {
        let created = self.log.now();
        self.say_layer(layer.as_ref());
        let stage = self.stage_mut()?;
        let parent = stage.image.clone();
        let draft = Draft {
            below: parent.as_ref().map(|image| &image.image),
            config: &stage.config,
            container_config: &container_config,
            container,
            author: &stage.author,
            created,
            entry: History { created_by: container_config.created_by(), ..History::default() },
            layer,
        };
        let image = draft.finish().map_err(|error| Stop::new(error.to_string()))?;
        let image = StepImage {
            number: RecordId(0),
            image,
            parent: stage.id(),
            container_config,
            created,
            rootfs,
            modelled: parent.is_some_and(|image| image.modelled),
            origin: Arc::new(origin),
        };
        let image = around.images.insert(image);
        stage.image = Some(Arc::clone(&image));
        self.keep_trace(&image);
        Ok(())
    }

    /// Notes what the step of an image read and wrote for the layer that it left.
    fn keep_trace(&mut self, image: &StepImage) {
        let left = image.image.config().history.last().is_some_and(|entry| !entry.empty_layer);
        if let (Some(trace), Some(layer), true) = (&image.origin.trace, image.image.layers().last(), left) {
            self.traces.insert(layer.diff_id(), Arc::clone(trace));
        }
    }

    fn say_layer(&mut self, layer: Option<&Layer>) {
        let (Some(layer), Some((vertex, _))) = (layer, &self.current) else { return };
        let vertex = *vertex;
        let event = Event::Layer {
            vertex,
            instruction: self.instruction(vertex),
            diff_id: layer.diff_id(),
            size: layer.tar_size(),
            changes: layer.changes().len() as u32,
        };
        self.made.insert(layer.diff_id(), vertex);
        self.log.push(event);
    }
}

/// What the classic builder knows a step by: the image it stands on, its text with the checksum of what it copies, and
/// what its container would run with.
fn step_key(parent: Option<Digest>, config: &RunConfig, origin: &StepOrigin) -> StepKey {
    let mut parts = vec![Part::word(config.created_by())];
    let variable = |(name, value): (&str, &str), source| {
        let (name, value) = (name.to_owned(), value.to_owned());
        Part::Variable { name, value, source }
    };
    let args = origin.args.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    parts.extend(args.map(|pair| variable(pair, VariableSource::Arg)));
    let env = config.env.iter().map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    parts.extend(env.map(|pair| variable(pair, VariableSource::Env)));
    let around = [("working directory", &config.working_dir), ("user", &config.user)];
    let around = around.into_iter().filter(|(_, value)| !value.is_empty());
    parts.extend(around.map(|(name, value)| Part::option(name, value)));
    let name = parent.map_or_else(|| "scratch".to_owned(), |id| id.to_string());
    let Operation { digest, parts, .. } = Operation::plain(parts, 1);
    StepKey { digest, parts, inputs: vec![KeyInput { vertex: None, name, paths: None, content: None }] }
}
