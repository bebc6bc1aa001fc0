//! `docker build`.

mod call;
pub(super) mod context;
mod options;
mod output;
mod table;

use std::collections::BTreeMap;

use engine::{NamedContext, Request};

use super::command::{Arguments, Command, invalid, spelled};
use super::flags::Values;
use super::{Session, Step, ask, read_file, read_stdin};
use crate::build::{Builder, ExportKind, Job, Origin, Spec};
use crate::request::{HostRequest, Response};

pub(super) use context::unpack;
use options::{ContextSource, Given, Secret};

/// How buildx calls itself, whichever way it was called.
const NAME: &str = "docker buildx build";

/// What the client says when `DOCKER_BUILDKIT=0` chooses the classic builder.
const DISABLED: &str = "DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0
            environment-variable.

";

pub(super) const COMMAND: Command = Command {
    spellings: &[
        spelled("build", NAME),
        spelled("builder build", NAME),
        spelled("image build", NAME),
        spelled("buildx build", NAME),
        spelled("buildx b", NAME),
    ],
    usage: "[OPTIONS] PATH | URL | -",
    short: "Start a build",
    flags: table::FLAGS,
    arguments: Arguments::Exactly(1),
    run,
};

/// What has been gathered for a build, and what is still to be.
struct Draft {
    given: Given,
    dockerfile_path: String,
    dockerfile: String,
    ignore: Option<(String, String)>,
    context: vfs::Snapshot,
    /// Named contexts and secrets that are still to be read.
    contexts: Vec<(String, ContextSource)>,
    secrets: Vec<Secret>,
}

/// Whether buildx is not to answer for `docker build`.
pub(super) fn is_switched_off(env: &BTreeMap<String, String>) -> bool {
    env.get("DOCKER_BUILDKIT").is_some_and(|value| matches!(value.as_str(), "0" | "false"))
}

/// What client 28 says first of all if the classic builder is the one that is called.
pub(super) fn deprecate(session: &mut Session<'_>, name: &str) {
    let is_build = name.ends_with(" build") && !name.starts_with("docker buildx");
    if is_build && !session.console.profile.is_book() {
        session.console.error(DISABLED);
    }
}

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let is_classic = session.console.profile.is_book() || is_switched_off(&session.console.options.env);
    if let Some(message) = options::refused(&values, session, is_classic) {
        return invalid(session, &values, &message);
    }
    if is_classic && values.on("squash") {
        return session
            .fail("\"--squash\" is only supported on a Docker daemon with experimental features enabled");
    }
    let given = match Given::read(&values, session) {
        Ok(given) => given,
        Err(message) => return session.fail(&format!("ERROR: {message}")),
    };
    if given.builder == Builder::Classic
        && !given.exports.iter().all(|export| export.kind == ExportKind::Store)
    {
        return session.fail("ERROR: the classic builder keeps images in the store only; leave out --output");
    }
    if given.is_disabled {
        session.console.error(DISABLED);
    }
    for flag in &given.without_effect {
        session.console.error(&format!("WARNING: --{flag} is not modelled and has no effect here\n"));
    }
    let draft = Draft {
        contexts: given.contexts.clone(),
        secrets: given.secrets.clone(),
        given,
        dockerfile_path: String::new(),
        dockerfile: String::new(),
        ignore: None,
        context: vfs::Snapshot::empty(),
    };
    match draft.given.context.clone().as_str() {
        "-" => read_stdin(|session, bytes| from_stdin(draft, session, &bytes)),
        url if context::is_remote(url) => session.fail(&format!(
            "ERROR: {url}: contexts from the network are not simulated; fetch it and give the folder"
        )),
        path => {
            let is_named = !path.is_empty();
            let error = if draft.given.builder == Builder::Classic { "" } else { "ERROR: " };
            let missing = format!("{error}unable to prepare context: path \"{path}\" not found");
            let failed = missing.clone();
            let request = HostRequest::Stat { path: path.to_owned() };
            ask(
                request,
                |_: &str| failed,
                move |session, answer| match answer {
                    Response::Stat(Some(entry)) if is_named && entry.kind == crate::EntryKind::Dir => {
                        read_dockerfile(draft)
                    }
                    _ => session.fail(&missing),
                },
            )
        }
    }
}

/// Standard input is a Dockerfile, or a context in a tar.
fn from_stdin(mut draft: Draft, session: &mut Session<'_>, bytes: &[u8]) -> Step {
    if !context::is_archive(bytes) {
        draft.dockerfile_path = "Dockerfile".to_owned();
        draft.dockerfile = String::from_utf8_lossy(bytes).into_owned();
        return read_named(draft, session);
    }
    let tree = match context::unpack(bytes) {
        Ok(tree) => tree,
        Err(message) => return session.fail(&format!("ERROR: failed to build: {message}")),
    };
    let read = |path: &str| {
        let blob = tree.read(&vfs::VPathBuf::normalise(path)).ok()?;
        Some(String::from_utf8_lossy(&blob.bytes()).into_owned())
    };
    let path = draft.given.file.clone().unwrap_or_else(|| "Dockerfile".to_owned());
    let Some(text) = read(&path) else {
        return no_dockerfile(session, &path, "no such file or directory");
    };
    draft.dockerfile = text;
    draft.ignore = read(".dockerignore").map(|text| (".dockerignore".to_owned(), text));
    draft.dockerfile_path = path;
    draft.context = tree;
    read_named(draft, session)
}

fn no_dockerfile(session: &mut Session<'_>, path: &str, reason: &str) -> Step {
    session.fail(&format!(
        "ERROR: failed to build: failed to solve: failed to read dockerfile: open {path}: {reason}"
    ))
}

fn read_dockerfile(mut draft: Draft) -> Step {
    match draft.given.file.clone() {
        Some(file) if file == "-" => read_stdin(|_, bytes| {
            draft.dockerfile_path = "Dockerfile".to_owned();
            draft.dockerfile = String::from_utf8_lossy(&bytes).into_owned();
            read_ignore(draft, None)
        }),
        file => {
            let path = file.unwrap_or_else(|| context::join(&draft.given.context, "Dockerfile"));
            draft.dockerfile_path = context::inside(&draft.given.cwd, &draft.given.context, &path);
            let request = HostRequest::ReadFile { path: path.clone() };
            Step::Ask(
                request,
                Box::new(move |session, answer| match answer {
                    Response::Bytes(bytes) => {
                        draft.dockerfile = String::from_utf8_lossy(&bytes).into_owned();
                        read_ignore(draft, Some(format!("{path}.dockerignore")))
                    }
                    Response::Failed(reason) if draft.given.builder == Builder::Classic => {
                        let place = vfs::VPathBuf::normalise(&draft.given.cwd).join(&path);
                        session.fail(&format!(
                            "unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat {place}: \
                             {reason}"
                        ))
                    }
                    Response::Failed(reason) => no_dockerfile(session, &draft.dockerfile_path, &reason),
                    _ => no_dockerfile(
                        session,
                        &draft.dockerfile_path,
                        "the front end did not answer with bytes",
                    ),
                }),
            )
        }
    }
}

/// A Dockerfile's own ignore file goes before that of the context.
fn read_ignore(mut draft: Draft, own: Option<String>) -> Step {
    let (path, name) = match &own {
        Some(path) => (path.clone(), format!("{}.dockerignore", draft.dockerfile_path)),
        None => (context::join(&draft.given.context, ".dockerignore"), ".dockerignore".to_owned()),
    };
    Step::Ask(
        HostRequest::ReadFile { path },
        Box::new(move |session, answer| match answer {
            Response::Bytes(bytes) => {
                draft.ignore = Some((name, String::from_utf8_lossy(&bytes).into_owned()));
                read_context(draft, session)
            }
            _ if own.is_some() => read_ignore(draft, None),
            _ => read_context(draft, session),
        }),
    )
}

fn read_context(mut draft: Draft, session: &mut Session<'_>) -> Step {
    let path = draft.given.context.clone();
    let ignore = draft.ignore.as_ref().map(|(_, text)| text.clone());
    context::read(path, ignore, session.host.now(), move |session, tree| {
        draft.context = tree;
        read_named(draft, session)
    })
}

/// Reads the named contexts, one after the other.
fn read_named(mut draft: Draft, session: &mut Session<'_>) -> Step {
    let Some((name, source)) = draft.contexts.pop() else { return read_secrets(draft, session) };
    match source {
        ContextSource::Image(reference) => {
            draft.given.engine.contexts.insert(name, NamedContext::Reference(reference));
            read_named(draft, session)
        }
        ContextSource::Layout { path, selector } => {
            let shown = path.clone();
            super::load::layout(path, move |session, files| {
                match context::layout_image(&files, &selector, &shown, session) {
                    Ok(context) => {
                        draft.given.engine.contexts.insert(name, context);
                        read_named(draft, session)
                    }
                    Err(message) => session.fail(&format!("ERROR: failed to build: {message}")),
                }
            })
        }
        ContextSource::Folder(path) => {
            let ignore = HostRequest::ReadFile { path: context::join(&path, ".dockerignore") };
            Step::Ask(
                ignore,
                Box::new(move |session, answer| {
                    let ignore = match answer {
                        Response::Bytes(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
                        _ => None,
                    };
                    context::read(path, ignore, session.host.now(), move |session, tree| {
                        draft.given.engine.contexts.insert(name, NamedContext::Local(tree));
                        read_named(draft, session)
                    })
                }),
            )
        }
    }
}

fn read_secrets(mut draft: Draft, session: &mut Session<'_>) -> Step {
    match draft.secrets.pop() {
        None => build(draft, session),
        Some(Secret::Value { id, value }) => {
            draft.given.engine.secrets.insert(id, value);
            read_secrets(draft, session)
        }
        Some(Secret::File { id, path }) => {
            let shown = path.clone();
            let failed = move |reason: &str| format!("ERROR: failed to stat {shown}: stat {shown}: {reason}");
            read_file(&path, failed, move |session, bytes| {
                draft.given.engine.secrets.insert(id, bytes);
                read_secrets(draft, session)
            })
        }
    }
}

fn build(draft: Draft, session: &mut Session<'_>) -> Step {
    let Draft { given, dockerfile_path, dockerfile, ignore, context, .. } = draft;
    let request =
        Request { dockerfile_name: dockerfile_path, dockerfile, ignore, context, options: given.engine };
    if let Some(call) = given.call {
        return call::run(session, &request, call);
    }
    let spec = Spec {
        request,
        tags: given.tags,
        exports: given.exports,
        progress: given.progress,
        explain: given.explain,
        iidfile: given.iidfile,
        metadata_file: given.metadata_file,
        builder: given.builder,
        remove: given.remove,
        cache_from: given.cache_from,
        origin: Origin::of(&given.cwd, &given.context, given.file.as_deref()),
    };
    Step::Build(Job::new(spec, session))
}
