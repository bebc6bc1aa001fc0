//! `docker container create`, and what `run` has in common with it.

use std::collections::VecDeque;

use oci::Reference;

use super::flags::{self, Refused, Wanted, table};
use crate::catalog::Found;
use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::{Flag, Values};
use crate::cli::{Finally, Session, Step, write_all};
use crate::container::MountKind;
use crate::request::HostRequest;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container create", "docker container create"), spelled("create", "docker create")],
    usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
    short: "Create a new container",
    flags: table![],
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
        Err(refused) => refuse(session, verb, &refused),
    })
}

type WithId = Box<dyn FnOnce(&mut Session<'_>, String) -> Step>;

fn refuse(session: &mut Session<'_>, verb: &str, (message, exit): &Refused) -> Step {
    // What the parser of flags says stands without the program's name.
    if *exit < 0 {
        let hint = match session.console.profile.is_book() {
            true => format!("See 'docker {verb} --help'."),
            false => format!(
                "\nUsage:  docker {verb} [OPTIONS] IMAGE [COMMAND] [ARG...]\n\nRun 'docker {verb} --help' for more information"
            ),
        };
        session.console.error(&format!("{message}\n{hint}\n"));
        return Step::Exit(125);
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
    let found = session.host.store.find(&text).ok().cloned();
    let image = match found.filter(|_| policy != "always") {
        Some(image) => image,
        None => {
            let reference = match Reference::parse(&text) {
                Ok(reference) => reference.with_default_tag(),
                Err(error) => return refuse(session, verb, &(error.to_string(), 125)),
            };
            let shown = reference.familiar();
            if policy == "never" {
                return refuse(session, verb, &(super::daemon(format!("No such image: {shown}")), 125));
            }
            if policy != "always" {
                session.console.error(&format!("Unable to find image '{shown}' locally\n"));
            }
            if let Some(refusal) = refusal(session, &reference) {
                return refuse(session, verb, &(super::daemon(refusal), 125));
            }
            let printed = crate::pull::pull(session.host, &reference);
            if !values.on("quiet") {
                session.console.error(&printed);
            }
            match session.host.store.resolve(&reference).cloned() {
                Some(image) => image,
                None => {
                    return refuse(session, verb, &(super::daemon(format!("No such image: {shown}")), 125));
                }
            }
        }
    };
    let sources: VecDeque<String> = wanted
        .options
        .mounts
        .iter()
        .filter(|mount| mount.kind == MountKind::Bind)
        .map(|mount| mount.source.clone())
        .collect();
    let made = move |session: &mut Session<'_>| made(session, &values, wanted, &image, verb, then);
    bind(session, sources, Box::new(made))
}

fn made(
    session: &mut Session<'_>,
    _: &Values,
    wanted: Wanted,
    image: &oci::Image,
    verb: &'static str,
    then: WithId,
) -> Step {
    let Wanted { name, mut config, mut options, entrypoint_given } = wanted;
    config.take_from(&image.config().config, entrypoint_given);
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

/// Why the registry does not give an image.
fn refusal(session: &Session<'_>, reference: &Reference) -> Option<String> {
    let name = reference.familiar_name();
    match session.host.catalog.find(reference) {
        Ok(Found::Image(_)) => None,
        Ok(Found::NoSuchTag) => Some(format!(
            "manifest for {} not found: manifest unknown: manifest unknown",
            reference.familiar()
        )),
        Ok(Found::NoSuchRepository) => Some(format!(
            "pull access denied for {name}, repository does not exist or may require 'docker login': denied: requested access to \
             the resource is denied"
        )),
        Err(error) => Some(error.to_string()),
    }
}

/// Reads the host's files that are to be mounted.
fn bind(session: &mut Session<'_>, mut sources: VecDeque<String>, then: Finally) -> Step {
    let Some(path) = sources.pop_front() else { return then(session) };
    let now = session.host.now();
    let place = path.clone();
    crate::cli::files::read_tree(path, now, move |session, node| {
        match node {
            Ok(node) => {
                session.host.containers.binds.insert(place, node);
            }
            Err(_) => {
                // A source that is missing becomes a directory, as `-v` makes it.
                let node = vfs::Node::dir(vfs::Meta::root(0o755, now));
                session.host.containers.binds.entry(place).or_insert(node);
            }
        }
        bind(session, sources, then)
    })
}

pub(crate) use super::flags::{invalid_volume, valid_volume};
