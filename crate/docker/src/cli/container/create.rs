//! `docker container create`, and what `run` has in common with it.

use std::collections::VecDeque;

use super::flags::{self, Refused, Wanted, table};
use crate::cli::command::{Arguments, Command, invalid, spelled};
use crate::cli::flags::{Flag, Values};
use crate::cli::{Finally, Session, Step, write_all};
use crate::container::MountKind;
use crate::pull::{Telling, pull};
use crate::request::HostRequest;
use crate::task::Stream;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container create", "docker container create"), spelled("create", "docker create")],
    usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
    short: "Create a new container",
    flags: table![
        Flag::one("pull", "string", "Pull image before creating (\"always\", \"|missing\", \"never\")")
            .default("missing")
            .book("Pull image before creating (\"always\"|\"missing\"|\"never\") (default \"missing\")"),
    ],
    arguments: Arguments::Program(1),
    run: |session, values| {
        create(session, values, "create", |session, id| {
            session.console.print(&format!("{id}\n"));
            Step::Exit(0)
        })
    },
};

/// A message about a container that could not be made or started.
pub(super) fn complain(session: &mut Session<'_>, verb: &str, message: &str, hint: bool) {
    let message = if session.console.profile.is_book() { message.trim_end_matches('.') } else { message };
    let hint = match (session.console.profile.is_book(), hint) {
        (true, true) => format!(".\nSee 'docker {verb} --help'."),
        (true, false) => ".".to_owned(),
        (false, _) => format!("\n\nRun 'docker {verb} --help' for more information"),
    };
    session.console.error(&format!("docker: {message}{hint}\n"));
}

/// Makes the container that the flags describe and goes on with its id.
pub(super) fn create(
    session: &mut Session<'_>,
    values: Values,
    verb: &'static str,
    then: impl FnOnce(&mut Session<'_>, String) -> Step + 'static,
) -> Step {
    if values.on("tty")
        && values.on("interactive")
        && verb == "run"
        && !values.on("detach")
        && !session.console.options.stdin_is_terminal
    {
        return session.fail("the input device is not a TTY");
    }
    flags::wanted(session, values, move |session, values, wanted| match wanted {
        Ok(wanted) => with_image(session, values, wanted, verb, Box::new(then)),
        // What the parser of flags says stands without the program's name.
        Err((message, exit)) if exit < 0 => invalid(session, &values, &message),
        Err(refused) => refuse(session, verb, &refused),
    })
}

type WithId = Box<dyn FnOnce(&mut Session<'_>, String) -> Step>;

fn refuse(session: &mut Session<'_>, verb: &str, (message, exit): &Refused) -> Step {
    // What only makes a container ends as every other command does.
    if verb == "create" {
        return session.fail(message);
    }
    complain(session, verb, message, true);
    Step::Exit(*exit)
}

/// Takes the image from the store or the registry.
fn with_image(
    session: &mut Session<'_>,
    values: Values,
    wanted: Wanted,
    verb: &'static str,
    then: WithId,
) -> Step {
    let text = wanted.config.image.clone();
    let policy = values.one("pull").unwrap_or("missing").to_owned();
    let found = session.host.named(&text).ok().cloned();
    if let Some(image) = found.filter(|_| policy != "always") {
        return with_files(session, wanted, image, verb, then);
    }
    let reference = match session.reference(&text) {
        Ok(reference) => reference.with_default_tag(),
        Err(message) => return refuse(session, verb, &(message, 125)),
    };
    let shown = reference.familiar();
    if policy == "never" {
        return refuse(session, verb, &(super::daemon(format!("No such image: {shown}")), 125));
    }
    if policy != "always" {
        session.console.error(&format!("Unable to find image '{shown}' locally\n"));
    }
    let offer = match session.host.offer(&reference, values.one("platform"), session.console.profile) {
        Ok(offer) => offer,
        Err(message) => return refuse(session, verb, &(super::daemon(message), 125)),
    };
    let telling = Telling { to: Stream::Stderr, quiet: values.on("quiet"), redraw: true };
    pull(session, offer, telling, move |session| match session.host.resolve(&reference).cloned() {
        Some(image) => with_files(session, wanted, image, verb, then),
        None => refuse(session, verb, &(super::daemon(format!("No such image: {shown}")), 125)),
    })
}

/// Reads what is to be mounted of the host's files, and makes the container.
fn with_files(
    session: &mut Session<'_>,
    wanted: Wanted,
    image: oci::Image,
    verb: &'static str,
    then: WithId,
) -> Step {
    let mounts = wanted.options.mounts.iter().filter(|mount| mount.kind == MountKind::Bind);
    let sources: VecDeque<Source> = mounts
        .map(|mount| {
            let is_it = |bind: &String| bind.split(':').nth(1) == Some(mount.target.as_str());
            let is_made = wanted.options.binds.iter().any(is_it);
            Source { path: mount.source.clone(), is_made }
        })
        .collect();
    let made = move |session: &mut Session<'_>| made(session, wanted, &image, verb, then);
    bind(session, sources, verb, Box::new(made))
}

fn made(
    session: &mut Session<'_>,
    wanted: Wanted,
    image: &oci::Image,
    verb: &'static str,
    then: WithId,
) -> Step {
    let Wanted { name, mut config, mut options, entrypoint_given } = wanted;
    config.take_from(&image.config().config, entrypoint_given);
    if config.argv().is_empty() {
        return refuse(session, verb, &(super::daemon("No command specified"), 125));
    }
    for mount in options.mounts.iter_mut().filter(|mount| mount.anonymous) {
        mount.source = session.host.draw_id("volume");
    }
    let file = options.container_id_file.clone();
    let id = match session.host.create_container(image, name.as_deref(), config, options) {
        Ok(id) => id,
        Err(message) => return refuse(session, verb, &(super::daemon(message), 125)),
    };
    if file.is_empty() {
        return then(session, id);
    }
    let request = HostRequest::WriteFile { path: file, bytes: id.clone().into_bytes(), mode: 0o644 };
    write_all(VecDeque::from([request]), "", move |session| then(session, id))
}

/// A path of the host that is to be mounted.
struct Source {
    path: String,
    /// One that is missing becomes a directory, as `-v` makes it and `--mount` does not.
    is_made: bool,
}

/// Reads the host's files that are to be mounted.
fn bind(session: &mut Session<'_>, mut sources: VecDeque<Source>, verb: &'static str, then: Finally) -> Step {
    let Some(Source { path, is_made }) = sources.pop_front() else { return then(session) };
    let now = session.host.now();
    let place = path.clone();
    crate::cli::files::read_tree(path, now, move |session, node| {
        let binds = &mut session.host.containers.binds;
        match node {
            Ok(node) => {
                binds.insert(place, node);
            }
            Err(_) if is_made => {
                binds.insert(place.clone(), vfs::Node::dir(vfs::Meta::root(0o755, now)));
                session.host.containers.unwritten.insert(place, None);
            }
            Err(_) => {
                let missing = format!(
                    "invalid mount config for type \"bind\": bind source path does not exist: {place}"
                );
                return refuse(session, verb, &(super::daemon(missing), 125));
            }
        }
        bind(session, sources, verb, then)
    })
}

pub(crate) use super::flags::{invalid_volume, valid_volume};
