//! Taking images from the registry into the store, layer by layer, with what docker prints about it.

mod screen;
mod transfer;

use std::collections::VecDeque;

use oci::{Image, Reference};
use vfs::{Digest, Time};

use crate::catalog::{CatalogPart, Found};
use crate::cli::{Session, Step};
use crate::container::life::after;
use crate::host::Host;
use crate::hub;
use crate::profile::Profile;
use crate::task::Stream;
use screen::Screen;
use transfer::{State, TICK};

/// An image that the registry has.
pub(crate) struct Offer {
    reference: Reference,
    image: Image,
    manifest: Digest,
}

/// How what happens is told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Telling {
    pub(crate) to: Stream,
    pub(crate) quiet: bool,
    /// Whether lines can be drawn again, if there is a terminal.
    pub(crate) redraw: bool,
}

/// How a pull goes on; told whether anything was new.
pub(crate) type Pulled = Box<dyn FnOnce(&mut Session<'_>, bool) -> Step>;

impl Host {
    /// What the registry has under a name for a platform (`linux/amd64`). The error is what the daemon says.
    pub(crate) fn offer(
        &self,
        reference: &Reference,
        platform: Option<&str>,
        profile: Profile,
    ) -> Result<Offer, String> {
        let offer =
            |image: &Image, manifest| Offer { reference: reference.clone(), image: image.clone(), manifest };
        let offer = match (self.hub.find(reference), self.catalog.find(reference)) {
            (Some(image), _) => offer(image, hub::manifest(image)),
            (None, Ok(Found::Image(_))) if !self.has_catalog(CatalogPart::Images) => {
                return Err("the catalog of modelled images was not loaded".to_owned());
            }
            (None, Ok(Found::Image(found))) => offer(&found.image, found.manifest),
            (None, Ok(Found::NoSuchTag)) => return Err(unknown(reference)),
            (None, Ok(Found::NoSuchRepository)) => {
                let known = self.hub.pushed.keys().any(|name| name.repository() == reference.repository());
                let refusal = if known { unknown(reference) } else { denied(reference) };
                return Err(self.unreachable(reference).unwrap_or(refusal));
            }
            (None, Err(error)) => return Err(error.to_string()),
        };
        if let Some(platform) = platform {
            fits(&offer.image, platform, profile)?;
        }
        Ok(offer)
    }

    /// All that a repository of the registry has, by tag.
    pub(crate) fn tags_in_registry(&self, repository: &Reference) -> Vec<Reference> {
        let pushed = self.hub.pushed.keys().filter(|name| name.repository() == *repository);
        let mut tags: Vec<Reference> = pushed.cloned().chain(self.catalog.tags(repository)).collect();
        tags.sort();
        tags.dedup();
        tags
    }

    /// Why a registry can't be reached. One that the catalog has images of can.
    fn unreachable(&self, name: &Reference) -> Option<String> {
        hub::unreachable(name).filter(|_| !self.catalog.has_registry(&name.domain))
    }
}

/// What the daemon says of a repository that is not there, or that wants a login.
fn denied(reference: &Reference) -> String {
    format!(
        "pull access denied for {}, repository does not exist or may require 'docker login': denied: requested access \
         to the resource is denied",
        reference.familiar_name()
    )
}

/// What the daemon says of a tag or digest that a repository lacks.
fn unknown(reference: &Reference) -> String {
    format!("manifest for {} not found: manifest unknown: manifest unknown", reference.familiar())
}

/// Whether an image is for a platform.
fn fits(image: &Image, platform: &str, profile: Profile) -> Result<(), String> {
    let (os, rest) = platform.split_once('/').unwrap_or(("linux", platform));
    let architecture = match rest.split('/').next().unwrap_or_default() {
        "x86_64" | "x86-64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let known =
        ["amd64", "arm64", "arm", "386", "ppc64le", "s390x", "riscv64", "mips64le", "linux", "windows"];
    if !known.contains(&architecture) {
        return Err(format!("{platform:?}: unknown operating system or architecture: invalid argument"));
    }
    let config = image.config();
    if (config.os == os && config.architecture == architecture) || platform == config.os {
        return Ok(());
    }
    let more = if profile.is_book() { "" } else { ": no match for platform in manifest: not found" };
    Err(format!("no matching manifest for {platform} in the manifest list entries{more}"))
}

/// Pulls an image and says which one it is now.
pub(crate) fn pull(
    session: &mut Session<'_>,
    offer: Offer,
    telling: Telling,
    then: impl FnOnce(&mut Session<'_>) -> Step + 'static,
) -> Step {
    let name = offer.reference.familiar();
    fetch(
        session,
        offer,
        telling,
        Box::new(move |session, fresh| {
            if !telling.quiet {
                session.console.put(telling.to, status(&name, fresh).as_bytes());
            }
            then(session)
        }),
    )
}

/// The line about a name behind its layers.
pub(crate) fn status(name: &str, fresh: bool) -> String {
    let status = if fresh { "Downloaded newer image for" } else { "Image is up to date for" };
    format!("Status: {status} {name}\n")
}

/// Brings an image into the store under its name.
pub(crate) fn fetch(session: &mut Session<'_>, offer: Offer, telling: Telling, then: Pulled) -> Step {
    let Offer { reference, image, manifest } = &offer;
    let headline = match (&reference.digest, &reference.tag) {
        (Some(_), _) => reference.to_string(),
        (None, tag) => tag.clone().unwrap_or_default(),
    };
    let held = session.host.store.get(&image.id()).is_some();
    let named = session.host.digest_in(reference, &image.id()) == Some(*manifest)
        && (reference.tag.is_none()
            || session.host.store.resolve(reference).is_some_and(|known| known.id() == image.id()));
    let changes = match held {
        true => VecDeque::new(),
        false => transfer::changes(session.host, image, session.console.profile).into(),
    };
    if !telling.quiet {
        let line = format!("{headline}: Pulling from {}\n", reference.path);
        session.console.put(telling.to, line.as_bytes());
    }
    let screen = Screen::new(session.console, telling);
    let start = session.host.now();
    Running { offer, telling, changes, screen, start, fresh: !(held && named), then }.go_on()
}

/// An image on its way.
struct Running {
    offer: Offer,
    telling: Telling,
    /// What is still to happen, with the milliseconds until then from the start.
    changes: VecDeque<(u64, State)>,
    screen: Screen,
    start: Time,
    fresh: bool,
    then: Pulled,
}

impl Running {
    fn go_on(self) -> Step {
        Step::Continue(Box::new(|session| self.advance(session)))
    }

    /// Everything that happens in one tick of simulated time.
    fn advance(mut self, session: &mut Session<'_>) -> Step {
        let Some((at, _)) = self.changes.front() else { return self.done(session) };
        let until = (at / TICK + 1) * TICK;
        while let Some((_, state)) = self.changes.pop_front_if(|(at, _)| *at < until) {
            if !self.telling.quiet {
                let text = self.screen.show(&state);
                session.console.put(self.telling.to, text.as_bytes());
            }
        }
        session.host.advance_clock(after(self.start, (until as i64).saturating_mul(1_000_000)));
        self.go_on()
    }

    fn done(self, session: &mut Session<'_>) -> Step {
        let Running { offer: Offer { reference, image, manifest }, telling, fresh, then, .. } = self;
        if !telling.quiet {
            session.console.put(telling.to, format!("Digest: {manifest}\n").as_bytes());
        }
        let names = if reference.digest.is_none() { std::slice::from_ref(&reference) } else { &[] };
        session.host.keep(&image, names);
        session.host.note_digest(&reference, image.id(), manifest);
        session.host.note_image("pull", &reference.familiar(), &reference.familiar_name());
        then(session, fresh)
    }
}
