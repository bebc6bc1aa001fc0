//! `docker container cp`.

use std::collections::VecDeque;

use vfs::{Follow, Meta, Node, VPathBuf};

use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::files::{read_tree, write_tree};
use crate::cli::flags::{Flag, Values};
use crate::cli::{Session, Step, ask, write_all};
use crate::request::{HostRequest, Response};
use crate::view::size;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container cp", "docker container cp"), spelled("cp", "docker cp")],
    usage: "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
    short: "Copy files/folders between a container and the local filesystem",
    flags: &[
        Flag::switch("archive", "Archive mode (copy all uid/gid information)").short('a'),
        Flag::switch("follow-link", "Always follow symbol link in SRC_PATH").short('L'),
        Flag::switch("quiet", "Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached").short('q').recent(),
    ],
    arguments: Arguments::Exactly(2),
    run: cp,
};

/// `CONTAINER:PATH`; nothing for a path of the machine.
fn split(text: &str) -> Option<(&str, &str)> {
    if text.starts_with(['/', '.']) {
        return None;
    }
    text.split_once(':')
}

fn cp(session: &mut Session<'_>, values: Values) -> Step {
    let (from, to) = (values.arguments[0].clone(), values.arguments[1].clone());
    // Client 20.10 copies without a word.
    let quiet =
        values.on("quiet") || session.console.profile.is_book() || session.console.options.terminal.is_none();
    match (split(&from), split(&to)) {
        (Some(_), Some(_)) => session.fail("copying between containers is not supported"),
        (None, None) => session.fail("must specify at least one container source"),
        (Some((container, path)), None) => out(session, container, path, to, quiet),
        (None, Some((container, path))) => into(session, &from, container, path, quiet),
    }
}

/// The last part of a path, and whether only what is in the directory is meant.
fn last(path: &str) -> (String, bool) {
    let contents = path.ends_with("/.");
    let name = VPathBuf::normalise(path).name().unwrap_or_default().to_owned();
    (name, contents)
}

fn said(quiet: bool, bytes: u64, target: &str) -> String {
    if quiet { String::new() } else { format!("Successfully copied {} to {target}\n", size::short(bytes)) }
}

fn out(session: &mut Session<'_>, container: &str, path: &str, to: String, quiet: bool) -> Step {
    let found = match session.host.containers.find(container) {
        Ok(found) => found,
        Err(_) if session.console.profile.is_book() => {
            return session.fail(&format!("Error: No such container:path: {container}:{path}"));
        }
        Err(message) => return session.refuse(&message),
    };
    let Ok(node) = found.tree.lookup(&VPathBuf::normalise(path), Follow::All).cloned() else {
        return match session.console.profile.is_book() {
            true => session.fail(&format!("Error: No such container:path: {container}:{path}")),
            false => session.refuse(&format!("Could not find the file {path} in container {container}")),
        };
    };
    let (name, contents) = last(path);
    let cwd = VPathBuf::normalise(&session.console.options.cwd);
    let bytes = crate::cli::volume::bytes(&node);
    ask(
        HostRequest::Stat { path: to.clone() },
        |reason| reason.to_owned(),
        move |_, answer| {
            let there = matches!(&answer, Response::Stat(Some(entry)) if entry.kind == crate::project::EntryKind::Dir);
            let target =
                if there && !contents { format!("{}/{name}", to.trim_end_matches('/')) } else { to.clone() };
            let writes: VecDeque<HostRequest> = write_tree(&target, &node).into();
            let shown = cwd.join(&to).to_string();
            write_all(writes, "", move |session| {
                session.console.error(&said(quiet, bytes, &shown));
                Step::Exit(0)
            })
        },
    )
}

fn into(session: &mut Session<'_>, from: &str, container: &str, path: &str, quiet: bool) -> Step {
    let id = match session.host.containers.id_of(container) {
        Ok(id) => id,
        Err(message) => return session.refuse(&message),
    };
    let (name, contents) = last(from);
    let (shown, path) = (format!("{container}:{path}"), path.to_owned());
    let cwd = session.console.options.cwd.clone();
    let absolute = VPathBuf::normalise(&cwd).join(from).to_string();
    let now = session.host.now();
    read_tree(from.to_owned(), now, move |session, node| {
        let node = match node {
            Ok(node) => node,
            Err(reason) => return session.fail(&format!("lstat {absolute}: {reason}")),
        };
        let bytes = crate::cli::volume::bytes(&node);
        match put(session, &id, &path, &name, node, contents) {
            Ok(()) => {
                session.host.run_due();
                session.console.error(&said(quiet, bytes, &shown));
                Step::Exit(0)
            }
            Err(message) => session.refuse(&message),
        }
    })
}

/// Puts a file or directory into a container, as cp does: below a directory that is there, else under the new name.
fn put(
    session: &mut Session<'_>,
    id: &str,
    path: &str,
    name: &str,
    node: Node,
    contents: bool,
) -> Result<(), String> {
    let now = session.host.now();
    let Some(container) = session.host.containers.get_mut(id) else { return Ok(()) };
    let place = VPathBuf::normalise(path);
    let there = container.tree.lookup(&place, Follow::All).is_ok_and(Node::is_dir);
    if !there && path.ends_with('/') {
        return Err(format!(
            "Could not find the file {} in container {}",
            place.parent().unwrap_or(&place),
            container.name
        ));
    }
    let parent_missing = place.parent().is_some_and(|parent| !container.tree.exists(parent));
    if !there && parent_missing {
        return Err(format!(
            "Could not find the file {} in container {}",
            place.parent().unwrap_or(&place),
            container.name
        ));
    }
    let target = if there && !contents { place.join(name) } else { place };
    merge(&mut container.tree, &target, &node, now).map_err(|error| error.to_string())
}

/// Lays a node over what is there: files replace, directories are filled.
fn merge(tree: &mut vfs::Tree, target: &VPathBuf, node: &Node, now: vfs::Time) -> Result<(), vfs::FsError> {
    let Some(dir) = node.as_dir() else {
        if let Some(file) = node.as_file() {
            let meta = Meta { mtime: node.meta.mtime, ..Meta::root(node.meta.mode, now) };
            tree.write(target, file.blob.clone(), &meta)?;
            tree.set_mode(target, node.meta.mode, Follow::All)?;
            return tree.set_mtime(target, node.meta.mtime, Follow::All);
        }
        return tree.put(target, node.clone());
    };
    tree.mkdir_all(target, &Meta::root(node.meta.mode, now))?;
    for entry in dir.iter() {
        merge(tree, &target.join(&entry.name), &entry.node, now)?;
    }
    Ok(())
}
