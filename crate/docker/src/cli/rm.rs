//! `docker image rm`.

use oci::{Reference, chain_ids};
use vfs::Digest;

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{Session, Step};
use crate::host::Host;

pub(super) const COMMAND: Command = Command {
    spellings: &[
        spelled("image rm", "docker image rm"),
        spelled("image remove", "docker image rm"),
        spelled("rmi", "docker rmi"),
    ],
    usage: "[OPTIONS] IMAGE [IMAGE...]",
    short: "Remove one or more images",
    flags: &[
        Flag::switch("force", "Force removal of the image").short('f'),
        Flag::switch("no-prune", "Do not delete untagged parents"),
    ],
    arguments: Arguments::AtLeast(1),
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let force = values.on("force");
    let mut failed = false;
    for name in &values.arguments {
        match remove(session.host, name, force) {
            Ok(lines) => session.console.print(&lines),
            Err(message) => {
                session.console.error(&format!("Error response from daemon: {message}\n"));
                failed |= !force || !message.starts_with("No such image");
            }
        }
    }
    Step::Exit(i32::from(failed))
}

/// Takes a name away, and the image with its last one; an id takes all names of its image. Says what is gone.
fn remove(host: &mut Host, text: &str, force: bool) -> Result<String, String> {
    let id = host.store.find(text).map_err(|error| error.to_string())?.id();
    let named = Reference::parse(text).ok().map(Reference::with_default_tag);
    let named = named.filter(|name| host.store.tags().any(|(known, _)| known == name));
    let tags: Vec<Reference> = host.store.tags_of(&id).into_iter().cloned().collect();
    let gone = match named {
        Some(name) => vec![name],
        None => {
            let repositories: std::collections::BTreeSet<_> =
                tags.iter().map(Reference::repository).collect();
            if repositories.len() > 1 && !force {
                let short = id.short();
                return Err(format!(
                    "conflict: unable to delete {short} (must be forced) - image is referenced in multiple repositories"
                ));
            }
            tags.clone()
        }
    };
    let mut out = String::new();
    for name in &gone {
        host.store.untag(name);
        out.push_str(&format!("Untagged: {}\n", name.familiar()));
    }
    if host.store.tags_of(&id).is_empty() {
        out.push_str(&delete(host, &id));
    }
    Ok(out)
}

/// The image's id, then the chains of layers that nothing else needs, from the top down.
fn delete(host: &mut Host, id: &Digest) -> String {
    let diff_ids = host.store.get(id).map(|image| image.config().rootfs.diff_ids.clone()).unwrap_or_default();
    let freed = host.store.remove(id);
    host.notes.remove(id);
    let mut out = format!("Deleted: {id}\n");
    for parent in untagged_parents(host, id) {
        out.push_str(&format!("Deleted: {parent}\n"));
    }
    for (diff_id, chain) in diff_ids.iter().zip(chain_ids(&diff_ids)).rev() {
        if freed.layers.contains(diff_id) {
            out.push_str(&format!("Deleted: {chain}\n"));
        }
    }
    out
}

/// Takes an image away from what the classic builder made, with the steps below it that nothing else stands on.
fn untagged_parents(host: &mut Host, id: &Digest) -> Vec<Digest> {
    let mut gone = Vec::new();
    let mut next = host.classic.get(id).and_then(|image| image.parent);
    host.classic.remove(id);
    while let Some(parent) = next {
        let is_needed =
            host.store.get(&parent).is_some() || host.classic.children(Some(parent)).next().is_some();
        let Some(image) = host.classic.get(&parent).filter(|_| !is_needed) else { break };
        next = image.parent;
        host.classic.remove(&parent);
        gone.push(parent);
    }
    gone
}
