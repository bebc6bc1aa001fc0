//! `docker image pull`.

use std::collections::VecDeque;

use oci::Reference;

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{Session, Step};
use crate::pull::{Offer, Telling, fetch, pull, status};
use crate::task::Stream;

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("image pull", "docker image pull"), spelled("pull", "docker pull")],
    usage: "[OPTIONS] NAME[:TAG|@DIGEST]",
    short: "Download an image from a registry",
    flags: &[
        Flag::switch("all-tags", "Download all tagged images in the repository").short('a'),
        Flag::switch("disable-content-trust", "Skip image verification").default("true"),
        Flag::one("platform", "string", "Set platform if server is multi-platform capable"),
        Flag::switch("quiet", "Suppress verbose output").short('q'),
    ],
    arguments: Arguments::Exactly(1),
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let name = values.arguments.first().map_or("", String::as_str);
    let reference = match session.reference(name) {
        Ok(reference) => reference,
        Err(message) => return session.fail(&message),
    };
    let telling = Telling { to: Stream::Stdout, quiet: values.on("quiet"), redraw: true };
    let all = values.on("all-tags");
    let bare = reference.tag.is_none() && reference.digest.is_none();
    if all && !bare {
        return session.fail("tag can't be used with --all-tags/-a");
    }
    if bare && !all && !telling.quiet {
        session.console.print("Using default tag: latest\n");
    }
    let wanted = match all {
        true => session.host.tags_in_registry(&reference),
        false => vec![reference.clone().with_default_tag()],
    };
    // A repository without tags refuses as one that is asked for its default tag.
    let wanted = if wanted.is_empty() { vec![reference.clone().with_default_tag()] } else { wanted };
    let profile = session.console.profile;
    let offer = |name: &Reference| session.host.offer(name, values.one("platform"), profile);
    let mut offers: VecDeque<Offer> = match wanted.iter().map(offer).collect() {
        Ok(offers) => offers,
        Err(message) => return session.refuse(&message),
    };
    if all {
        return next(session, reference, offers, telling, false);
    }
    let Some(offer) = offers.pop_front() else { return Step::Exit(0) };
    let last = reference.with_default_tag();
    pull(session, offer, telling, move |session| {
        session.console.print(&format!("{last}\n"));
        Step::Exit(0)
    })
}

/// Pulls one tag after the other.
fn next(
    session: &mut Session<'_>,
    repository: Reference,
    mut offers: VecDeque<Offer>,
    telling: Telling,
    fresh: bool,
) -> Step {
    let Some(offer) = offers.pop_front() else {
        if !telling.quiet {
            session.console.print(&status(&repository.familiar_name(), fresh));
        }
        session.console.print(&format!("{repository}\n"));
        return Step::Exit(0);
    };
    fetch(
        session,
        offer,
        telling,
        Box::new(move |session, new| next(session, repository, offers, telling, fresh || new)),
    )
}
