//! Base images: names, named contexts, configurations.

use std::sync::Arc;

use dockerfile::with_suggestion;
use oci::{ImageConfig, Reference};

use super::name;
use super::stages::{SCRATCH, Stage, StageIndex};
use super::{PlanError, Planner, Result};
use crate::op::{ImageOp, LocalOp, Op};
use crate::options::{NamedContext, Platform};
use crate::world::BaseImage;

/// What suggestions offer besides the stages.
const COMMON: [&str; 7] = ["alpine", "busybox", "centos", "debian", "golang", "ubuntu", "fedora"];

impl Planner<'_> {
    /// The named context that stands for `name`, however the name is spelled.
    pub(super) fn named_context(&self, name: &str) -> Option<NamedContext> {
        if name.eq_ignore_ascii_case(SCRATCH) || name.eq_ignore_ascii_case("context") {
            return None;
        }
        let contexts = &self.input.options.contexts;
        let familiar = Reference::parse(name).ok().map(|reference| reference.familiar())?;
        let key = familiar.strip_suffix(":latest").unwrap_or(&familiar);
        contexts.get(key).cloned()
    }

    /// Gives a stage its base, unless that is another stage.
    pub(super) fn resolve_base(&mut self, index: StageIndex) -> Result<()> {
        if !self.stage_mut(index).wants_base() {
            return Ok(());
        }
        let lines = self.stage(index).lines;
        let result = match self.stage(index).base_name == SCRATCH && self.stage(index).context.is_none() {
            true => {
                self.use_scratch(index);
                Ok(())
            }
            false => self.resolve_image(index).map_err(|error| error.at(lines)),
        };
        let stage = self.stage_mut(index);
        // An image that COPY --from names has no instructions of its own.
        stage.dispatched |= stage.id.is_none();
        result
    }

    fn use_scratch(&mut self, index: StageIndex) {
        let platform = self.target_platform.clone();
        let stage = self.stage_mut(index);
        stage.image = empty_image(&platform);
        stage.platform = Some(platform);
    }

    fn resolve_image(&mut self, index: StageIndex) -> Result<()> {
        let stage = self.stage(index);
        let given = stage.base_name.clone();
        let reference = Reference::parse(&given)
            .map_err(|error| {
                PlanError::new(format!("failed to parse stage name {}: {error}", dockerfile::quote(&given)))
            })?
            .with_default_tag();
        let platform = stage.platform.clone().unwrap_or_else(|| self.target_platform.clone());
        let (context, replaced) = match &stage.context {
            Some(context) => (Some((stage.name.clone(), context.clone())), true),
            None => {
                let name = reference.familiar();
                let shown = name.strip_suffix(":latest").unwrap_or(&name).to_owned();
                (self.named_context(&name).map(|context| (shown, context)), false)
            }
        };
        if let Some((name, context)) = context {
            self.stage_mut(index).dispatched |= replaced;
            return self.use_context(index, &name, context, &platform);
        }
        let full = reference.to_string();
        let image = self.pull(&full, &full, &reference, &platform).map_err(|message| {
            let message = format!("{given}: {message}");
            let stages = self.stages.iter().map(|stage| stage.shown.as_str()).filter(|name| !name.is_empty());
            PlanError::new(with_suggestion(message, &given, stages.chain(COMMON)))
        })?;
        let name = match reference.digest {
            Some(_) => full,
            None => format!("{full}@{}", image.manifest),
        };
        self.images.insert(given, Arc::new(image.image.config().clone()));
        let scratch = image.image.layers().is_empty();
        self.use_image(index, &image, &platform);
        self.stage_mut(index).base_name.clone_from(&name);
        if !scratch {
            let text = format!("FROM {name}");
            let step = name::numbered(self.stage_mut(index), &text, false);
            self.add_image(index, name, image, step);
        }
        Ok(())
    }

    /// Looks an image up, which shows as `load metadata for …`.
    fn pull(
        &mut self,
        shown: &str,
        full: &str,
        reference: &Reference,
        platform: &Platform,
    ) -> Result<BaseImage, String> {
        let registry = self.input.registry;
        let result = self.log.load_metadata(shown, || registry.resolve(reference, platform));
        result.map_err(|error| format!("failed to resolve source metadata for {full}: {error}"))
    }

    fn use_context(
        &mut self,
        index: StageIndex,
        name: &str,
        context: NamedContext,
        platform: &Platform,
    ) -> Result<()> {
        match context {
            NamedContext::Local(files) => {
                let files = self.log.load_context_ignore_file(name, &files);
                let op = LocalOp { name: name.to_owned(), paths: Vec::new(), files };
                let node =
                    self.drafts.add(Op::Local(op), Vec::new(), format!("[context {name}] load from client"));
                let stage = self.stage_mut(index);
                stage.image = empty_image(platform);
                stage.platform = Some(platform.clone());
                stage.state.node = Some(node);
            }
            NamedContext::Reference(text) if text == SCRATCH => self.use_scratch(index),
            NamedContext::Reference(text) => {
                let reference = Reference::parse(&text)
                    .map_err(|error| PlanError::new(error.to_string()))?
                    .with_default_tag();
                let full = reference.to_string();
                let image = self
                    .pull(&format!("[context {name}] {full}"), &full, &reference, platform)
                    .map_err(PlanError::new)?;
                let shown = match reference.digest {
                    Some(_) => full,
                    None => format!("{full}@{}", image.manifest),
                };
                self.use_image(index, &image, platform);
                self.add_image(index, shown.clone(), image, format!("[context {name}] {shown}"));
            }
            NamedContext::Image { name: shown, image } => {
                self.use_image(index, &image, platform);
                self.add_image(index, shown, image, format!("[context {name}] OCI load from client"));
            }
        }
        Ok(())
    }

    fn add_image(&mut self, index: StageIndex, name: String, image: BaseImage, step: String) {
        let (lines, source) = (self.stage(index).lines, self.stage(index).source.clone());
        let node = self.drafts.add(Op::Image(ImageOp { name, image }), Vec::new(), step);
        let draft = self.drafts.get_mut(node);
        draft.lines = Some(super::range(lines));
        draft.text = source;
        let stage = self.stage_mut(index);
        stage.from = Some(node);
        stage.state.node = Some(node);
    }

    fn use_image(&mut self, index: StageIndex, image: &BaseImage, platform: &Platform) {
        let stage = self.stage_mut(index);
        let config = image.image.config();
        stage.base_image = Some(Arc::new(config.clone()));
        stage.image = ImageConfig { created: None, ..config.clone() };
        stage.modelled = image.modelled;
        stage.platform = Some(platform.clone());
    }
}

/// The configuration of `scratch`.
fn empty_image(platform: &Platform) -> ImageConfig {
    let mut image = ImageConfig::new(&platform.os, &platform.architecture, &platform.variant);
    image.config.working_dir = "/".into();
    image.config.env = vec![format!("PATH={DEFAULT_PATH}")];
    image
}

/// PATH where an image sets none.
pub(crate) const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

impl Stage {
    /// Whether the environment of the image sets a variable.
    pub(super) fn image_sets(&self, name: &str) -> bool {
        self.image.config.env.iter().any(|entry| entry.split_once('=').is_some_and(|(key, _)| key == name))
    }
}
