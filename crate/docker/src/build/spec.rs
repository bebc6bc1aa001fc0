//! What a build is asked to do, whoever asks.

use std::collections::BTreeMap;

use engine::classic::{self, Remove, SideBySide};
use engine::{NoCache, Options, Request};
use oci::Reference;
use vfs::{Snapshot, VPathBuf};

use super::export::{Export, Kind};
use super::record::Origin;
use crate::host::Host;
use crate::hostshell::PROJECT;
use crate::progress::Mode;
use crate::registry::Shelf;

/// Which builder is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Builder {
    #[default]
    Buildkit,
    Classic,
}

/// A build of the project.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BuildRequest {
    /// Path of the Dockerfile in the project; `Dockerfile` if not given.
    pub dockerfile: Option<String>,
    /// Names for the image.
    pub tags: Vec<String>,
    /// The stage to build; the last one if not given.
    pub target: Option<String>,
    pub build_args: BTreeMap<String, String>,
    pub no_cache: bool,
    /// Stages whose results are not taken from the cache.
    pub no_cache_filter: Vec<String>,
    pub builder: Builder,
}

/// Whether to tell why steps ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Explain {
    No,
    Text,
    Json,
}

/// A build with everything it needs at hand.
#[derive(Debug, Clone)]
pub(crate) struct Spec {
    pub(crate) request: Request,
    pub(crate) tags: Vec<Reference>,
    pub(crate) exports: Vec<Export>,
    pub(crate) progress: Mode,
    pub(crate) explain: Explain,
    /// Where the image's id is written to.
    pub(crate) iidfile: Option<String>,
    pub(crate) metadata_file: Option<String>,
    pub(crate) builder: Builder,
    /// For the classic builder: when containers of steps are removed, and the images whose steps may be reused.
    pub(crate) remove: Remove,
    pub(crate) cache_from: Vec<String>,
    pub(crate) origin: Origin,
}

impl Spec {
    /// What one builder, or else each of both, would take from the cache.
    pub(crate) fn forecast(
        &self,
        host: &Host,
        shelf: &Shelf<'_>,
        builder: Option<Builder>,
    ) -> Result<Vec<SideBySide>, Box<engine::Failure>> {
        let Host { cache, classic, .. } = host;
        match builder {
            None => classic::side_by_side(self.classic(host.seed), cache, classic, shelf, host.now()),
            Some(Builder::Buildkit) => {
                let forecast = engine::forecast(self.request.clone(), cache, shelf, host.now())?;
                Ok(SideBySide::rows(Some(&forecast), None))
            }
            Some(Builder::Classic) => {
                let forecast = classic::forecast(self.classic(host.seed), classic, shelf, host.now())?;
                Ok(SideBySide::rows(None, Some(&forecast)))
            }
        }
    }

    /// The same for the classic builder. Ids of its containers come from the seed.
    pub(crate) fn classic(&self, seed: u64) -> engine::classic::Request {
        engine::classic::Request {
            build: self.request.clone(),
            tags: self.tags.iter().map(Reference::familiar).collect(),
            cache_from: self.cache_from.clone(),
            remove: self.remove,
            seed,
        }
    }
}

impl BuildRequest {
    /// The build over the files of a project. The error is BuildKit's, without its prefix.
    pub(crate) fn over(self, tree: &Snapshot) -> Result<Spec, String> {
        let name = self.dockerfile.unwrap_or_else(|| "Dockerfile".to_owned());
        let text = |path: &str| {
            let blob = tree.read(&VPathBuf::normalise(path));
            blob.map(|blob| String::from_utf8_lossy(&blob.bytes()).into_owned())
        };
        let origin = Origin::of(PROJECT, ".", Some(&name));
        let dockerfile = text(&name).map_err(|error| {
            format!(
                "failed to read dockerfile: open {name}: {}",
                crate::error::lower_first(&error.to_string())
            )
        })?;
        let own = format!("{name}.dockerignore");
        let ignore = [own, ".dockerignore".to_owned()];
        let ignore = ignore.into_iter().find_map(|path| text(&path).ok().map(|text| (path, text)));
        let no_cache = match (self.no_cache, self.no_cache_filter.is_empty()) {
            (true, _) => NoCache::All,
            (false, true) => NoCache::No,
            (false, false) => NoCache::Stages(self.no_cache_filter),
        };
        let options =
            Options { target: self.target, build_args: self.build_args, no_cache, ..Options::default() };
        Ok(Spec {
            request: Request { dockerfile_name: name, dockerfile, ignore, context: tree.clone(), options },
            tags: parse_tags(&self.tags)?,
            exports: vec![Export::new(Kind::Store)],
            progress: Mode::Plain,
            explain: Explain::No,
            iidfile: None,
            metadata_file: None,
            builder: self.builder,
            remove: Remove::default(),
            cache_from: Vec::new(),
            origin,
        })
    }
}

/// Names for an image, each with a tag. The error is buildx's.
pub(crate) fn parse_tags<T: AsRef<str>>(tags: &[T]) -> Result<Vec<Reference>, String> {
    let parse = |tag: &T| match Reference::parse(tag.as_ref()) {
        Ok(reference) => Ok(reference.with_default_tag()),
        Err(error) => Err(format!("invalid tag \"{}\": {error}", tag.as_ref())),
    };
    tags.iter().map(parse).collect()
}
