//! Names behind FROM and `--from`: stages, or images.

use std::sync::Arc;

use dockerfile::instruction::Kind;
use dockerfile::word::{Env, Lexer};
use oci::{ImageConfig, Reference};

use super::config::RunConfig;
use super::image::StepImage;
use super::source::Origin;
use super::work::{Around, Result, StageDone, Stop, Unit, Work};
use crate::cache::RecordId;
use crate::forecast::Verdict;
use crate::options::Platform;
use crate::world::World;

/// The name of no image.
const SCRATCH: &str = "scratch";

impl Work {
    /// What stands behind FROM, variables replaced.
    pub(super) fn base_name(&self, stage: usize) -> Result<String> {
        let from = self.file.stages.get(stage).and_then(|stage| self.file.from(stage));
        let Some(from) = from else { return Err(Stop::new("no build stage in current context")) };
        let name = self.in_from(&from.image.value)?;
        if name.is_empty() {
            return Err(Stop::new(format!("base name ({}) should not be blank", from.image.value)));
        }
        Ok(name)
    }

    /// Refuses what stands behind `--platform=` if it names none.
    pub(super) fn check_platform(&self, stage: usize) -> Result<()> {
        let from = self.file.stages.get(stage).and_then(|stage| self.file.from(stage));
        let Some(word) = from.and_then(|from| from.platform.as_ref()) else { return Ok(()) };
        let platform = self.in_from(&word.value)?;
        match dockerfile::platform::Platform::parse(&platform, &dockerfile::platform::Platform::linux_amd64())
        {
            Ok(_) => Ok(()),
            Err(error) => Err(Stop::new(format!("failed to parse platform {platform}: {error}"))),
        }
    }

    /// A word of FROM with its variables replaced.
    fn in_from(&self, word: &str) -> Result<String> {
        let scope =
            Env::from_entries(self.args.of_from().iter().map(|(name, value)| format!("{name}={value}")));
        let expanded = Lexer::classic(self.file.directives.escape).expand(word, &scope);
        Ok(expanded.map_err(|error| Stop::new(error.message))?.into_owned())
    }

    /// A complete stage by its name.
    pub(super) fn stage_called(&self, name: &str) -> Option<&StageDone> {
        let name = name.to_lowercase();
        self.done.iter().find(|stage| stage.name.as_deref() == Some(name.as_str()))
    }

    /// The image that a stage starts from; `None` for `scratch`.
    pub(super) fn base(&mut self, around: &mut Around<'_, '_>, name: &str) -> Result<Option<Arc<StepImage>>> {
        if let Some(stage) = self.stage_called(name) {
            return Ok(stage.image.clone());
        }
        if name == SCRATCH {
            return Ok(None);
        }
        self.image(around, name).map(Some)
    }

    /// What `--from` copies from.
    pub(super) fn origin_of(&mut self, around: &mut Around<'_, '_>, name: &str) -> Result<Origin> {
        let refused = |why: &str| Stop::new(format!("invalid from flag value {name}: {why}"));
        let stage = match (self.stage_called(name), name.parse::<usize>()) {
            (Some(stage), _) => Some(stage.clone()),
            (None, Ok(index)) if index == self.done.len() => {
                return Err(refused("refers to current build stage"));
            }
            (None, Ok(index)) => {
                Some(self.done.get(index).ok_or_else(|| refused("index out of bounds"))?.clone())
            }
            (None, Err(_)) if name.parse::<i64>().is_ok() => return Err(refused("index out of bounds")),
            (None, Err(_)) => None,
        };
        let (image, rebuilt) = match stage {
            Some(StageDone { rebuilt: Some((on, _)), .. } | StageDone { depends: Some(on), .. })
                if self.ahead.is_some() =>
            {
                self.stage_mut()?.depends.get_or_insert(on);
                self.foresee(Verdict::Depends { on });
                return Err(Stop::ahead());
            }
            Some(stage) => (stage.image, stage.rebuilt),
            None => (Some(self.image(around, name).map_err(|stop| refused(&stop.message))?), None),
        };
        let tree = image.map_or_else(vfs::Snapshot::empty, |image| image.rootfs.clone());
        Ok(Origin { tree, image: true, implied: Default::default(), rebuilt })
    }

    /// An image by name or id.
    pub(super) fn image(&mut self, around: &mut Around<'_, '_>, name: &str) -> Result<Arc<StepImage>> {
        if let Some(image) = self.resolved.get(name) {
            return Ok(image.clone());
        }
        let image = find(around, name)?;
        self.resolved.insert(name.to_owned(), image.clone());
        Ok(image)
    }

    /// The image that the next unit resolves, if it is not known yet.
    pub(super) fn wants(&self) -> Option<Reference> {
        let name = match self.units.get(self.at)? {
            Unit::Base(stage) => self.base_name(*stage).ok()?,
            Unit::Step(index) => match &self.file.instructions.get(*index)?.kind {
                Kind::Copy(copy) => copy.from.as_ref()?.value.to_string(),
                _ => return None,
            },
            _ => return None,
        };
        let known = name == SCRATCH
            || name.parse::<usize>().is_ok()
            || self.stage_called(&name).is_some()
            || self.resolved.contains_key(&name);
        if known { None } else { Reference::parse(&name).ok().map(Reference::with_default_tag) }
    }
}

fn find(around: &Around<'_, '_>, name: &str) -> Result<Arc<StepImage>> {
    let hex = name.strip_prefix("sha256:").unwrap_or(name);
    let is_id = hex.len() >= 12 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let (true, Some(image)) = (is_id, around.images.iter().find(|image| image.id().hex().starts_with(hex)))
    {
        return Ok(image.clone());
    }
    let reference = Reference::parse(name).map_err(|error| Stop::new(error.to_string()))?.with_default_tag();
    let platform = Platform::linux_amd64();
    let base = around
        .world
        .registry
        .resolve(&reference, &platform)
        .map_err(|error| Stop::new(refusal(around.world, &reference, &error.message)))?;
    if let Some(image) = around.images.get(&base.id) {
        return Ok(image.clone());
    }
    let created = base.image.config().created.as_deref().and_then(oci::parse_time).unwrap_or_default();
    Ok(Arc::new(StepImage {
        number: RecordId(0),
        rootfs: base.image.rootfs().map_err(|error| Stop::new(error.to_string()))?,
        image: base.image,
        parent: None,
        container_config: RunConfig::default(),
        created,
        modelled: base.modelled,
        origin: Arc::default(),
    }))
}

/// The daemon's words for an image that can't be had. A registry tells a missing tag from a repository that is missing
/// or private.
fn refusal(world: &World<'_>, reference: &Reference, message: &str) -> String {
    let repository = reference.repository().with_default_tag();
    let exists = world.registry.resolve(&repository, &Platform::linux_amd64()).is_ok();
    let absent = message.contains("not found") || message.contains("pull access denied");
    match (exists, absent) {
        (true, _) => {
            format!("manifest for {} not found: manifest unknown: manifest unknown", reference.familiar())
        }
        (false, true) => format!(
            "pull access denied for {}, repository does not exist or may require 'docker login': denied: requested \
             access to the resource is denied",
            reference.familiar_name()
        ),
        (false, false) => message.to_owned(),
    }
}

/// The triggers that an image brings.
pub(super) fn triggers(config: &ImageConfig) -> &[String] {
    &config.config.on_build
}
