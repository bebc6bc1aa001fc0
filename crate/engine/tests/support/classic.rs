//! A host with the classic builder: images that have names, those that steps made, and a project folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::classic::{Build, Images as StepImages, Request, StepImage};
use engine::{BaseImage, Cache, Event, Miss, Platform, Registry, ResolveError, State, World};
use oci::{Reference, Store};
use vfs::{Digest, Time};

use super::base::Images;
use super::project::Project;

/// Shell commands before a build that cannot be followed here, and why that changes nothing.
const NO_EFFECT: [(&str, &str); 2] = [
    ("chown", "owners of context files never reach the daemon"),
    ("setfattr", "extended attributes of context files never reach the daemon"),
];

/// A host: named images, and those that steps made.
pub struct Host {
    pub store: Store,
    pub steps: StepImages,
    pub project: Project,
    pub now: i64,
}

impl Registry for Host {
    fn resolve(&self, reference: &Reference, _: &Platform) -> Result<BaseImage, ResolveError> {
        match self.store.resolve(reference) {
            Some(image) => {
                Ok(BaseImage { id: image.id(), manifest: image.id(), image: image.clone(), modelled: false })
            }
            None => Err(ResolveError { message: format!("{reference}: not found") }),
        }
    }
}

/// What a build did.
#[derive(Default)]
pub struct Outcome {
    pub stdout: String,
    pub stderr: String,
    pub exit: i32,
    pub image: Option<Arc<StepImage>>,
    /// Step vertices by number: whether they were cached, in order.
    pub cached: BTreeMap<u32, bool>,
    /// Why steps missed, by number of the vertex.
    pub misses: BTreeMap<u32, Miss>,
}

impl Host {
    pub fn new() -> Self {
        let bases = Images::load();
        let mut store = Store::new();
        for name in ["base:1", "base:2", "onbuild:1"] {
            let reference = Reference::parse(name).unwrap();
            let base = bases.resolve(&reference, &Platform::linux_amd64()).unwrap();
            let id = store.put(base.image);
            store.tag(&reference, id);
        }
        Self { store, steps: StepImages::new(), project: Project::new(), now: 1_800_000_000 }
    }

    /// Follows a command that the recording ran before a build.
    pub fn before(&mut self, command: &str) {
        let words: Vec<&str> = command.split_whitespace().collect();
        match words.as_slice() {
            ["docker", "tag", from, to] => {
                let id = self.store.resolve(&Reference::parse(from).unwrap()).unwrap().id();
                self.store.tag(&Reference::parse(to).unwrap().with_default_tag(), id);
            }
            ["docker", "rmi", names @ ..] => names.iter().for_each(|name| self.remove(name)),
            ["docker", "image", "prune", ..] => self.prune(),
            // The cache of BuildKit is another one.
            ["docker", "builder", "prune", ..] => {}
            [program, ..] if NO_EFFECT.iter().any(|(known, _)| known == program) => {}
            _ => panic!("no way to follow `{command}`"),
        }
    }

    /// `docker rmi`: with its last name an image goes, and so do the unnamed images that it stood on.
    pub fn remove(&mut self, name: &str) {
        let reference = Reference::parse(name).unwrap().with_default_tag();
        let mut next = self.store.untag(&reference);
        while let Some(id) = next {
            if !self.store.tags_of(&id).is_empty() || self.steps.children(Some(id)).next().is_some() {
                return;
            }
            next = self.steps.get(&id).and_then(|image| image.parent);
            self.steps.remove(&id);
        }
    }

    /// `docker image prune`: what has no name and is nobody's parent goes.
    pub fn prune(&mut self) {
        let dangling = |image: &&Arc<StepImage>| {
            self.store.tags_of(&image.id()).is_empty()
                && self.steps.children(Some(image.id())).next().is_none()
        };
        let found: Vec<Digest> = self.steps.iter().filter(dangling).map(|image| image.id()).collect();
        for id in found {
            let reference = Reference::parse("pruned:now").unwrap();
            self.store.tag(&reference, id);
            self.remove("pruned:now");
        }
    }

    pub fn build(&mut self, request: Request) -> Outcome {
        let names = request.tags.clone();
        let mut build = Build::new(request);
        let mut outcome = Outcome::default();
        let mut steps = std::mem::take(&mut self.steps);
        let mut cache = Cache::new();
        self.now += 1000;
        loop {
            let mut world = World {
                cache: &mut cache,
                registry: self,
                limits: shell::Limits::STANDARD,
                now: Time::from_secs(self.now),
            };
            let progress = build.advance(&mut world, &mut steps);
            for event in progress.events {
                match event {
                    Event::Printed { text, .. } => outcome.stdout.push_str(&text),
                    Event::VertexCached { vertex, .. } => {
                        outcome.cached.insert(vertex.0, true);
                    }
                    Event::VertexMissed { vertex, miss } => {
                        assert!(!miss.reasons.is_empty(), "a miss has a reason");
                        outcome.cached.insert(vertex.0, false);
                        outcome.misses.insert(vertex.0, miss);
                    }
                    _ => {}
                }
            }
            match progress.state {
                State::Running => {}
                State::Done(_) => break,
                State::Failed(failure) => {
                    outcome.stderr = format!("{}\n", failure.message);
                    break;
                }
                State::Cancelled => panic!("nobody cancelled"),
            }
        }
        self.steps = steps;
        outcome.exit = build.exit_code();
        outcome.image = build.image().cloned();
        if let Some(image) = &outcome.image {
            let id = self.store.put(image.image.clone());
            for name in names {
                self.store.tag(&Reference::parse(&name).unwrap(), id);
            }
        }
        outcome
    }
}

/// Output without the ids of images and containers.
pub fn without_ids(text: &str) -> String {
    let lines = text.split_inclusive('\n').map(|line| {
        for marker in ["---> Running in ", "Removing intermediate container ", "Successfully built ", "---> "]
        {
            if let Some((head, rest)) = line.split_once(marker) {
                let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
                if let (12, Some(rest)) = (digits, rest.get(12..)) {
                    return format!("{head}{marker}<id>{rest}");
                }
            }
        }
        line.to_owned()
    });
    lines.collect()
}
