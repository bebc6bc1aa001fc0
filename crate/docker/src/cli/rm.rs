//! `docker image rm`.

use std::collections::BTreeSet;

use oci::{Image, Reference, chain_ids};
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
        Flag::many("platform", "strings", "Remove only the given platform variant. Formatted as \"os[/arch[/variant]]\" (e.g., \"linux/amd64\")").recent(),
    ],
    arguments: Arguments::AtLeast(1),
    run,
};

/// How an image is removed.
#[derive(Clone, Copy)]
struct Wish {
    force: bool,
    /// Whether parents without a name go too.
    prune: bool,
}

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let wish = Wish { force: values.on("force"), prune: !values.on("no-prune") };
    let mut failed = false;
    for name in &values.arguments {
        match remove(session.host, name, wish) {
            Ok(lines) => session.console.print(&lines),
            Err(message) => {
                let is_missing = message.starts_with("No such image");
                let text = match session.console.profile.is_book() && is_missing {
                    true => format!("Error: No such image: {name}\n"),
                    false => format!("Error response from daemon: {message}\n"),
                };
                session.console.error(&text);
                failed |= !wish.force || !is_missing;
            }
        }
    }
    Step::Exit(i32::from(failed))
}

/// Takes a name away, and the image with its last one; an id takes all names of its image. Says what is gone.
fn remove(host: &mut Host, text: &str, wish: Wish) -> Result<String, String> {
    let id = host.find(text)?.id();
    let named = Reference::parse(text).ok().map(Reference::with_default_tag);
    let named = named.filter(|name| host.store.tags().any(|(known, _)| known == name));
    let tags: Vec<Reference> = host.store.tags_of(&id).into_iter().cloned().collect();
    let users = host.users_of(&id);
    let gone = match named {
        Some(name) => {
            let is_last = tags.len() == 1;
            if let Some(user) = users.first().filter(|_| is_last && !wish.force) {
                return Err(format!(
                    "conflict: unable to remove repository reference \"{text}\" (must force) - container {} is using \
                     its referenced image {}",
                    user.id,
                    id.short()
                ));
            }
            vec![name]
        }
        None => {
            refuse(host, &id, &tags, wish)?;
            tags.clone()
        }
    };
    let mut out = String::new();
    for name in &gone {
        out.push_str(&untag(host, name, &id));
    }
    let is_running = users.iter().any(|user| user.is_running);
    if host.store.tags_of(&id).is_empty() && !host.has_children(&id) && !is_running {
        out.push_str(&delete(host, &id, wish.prune));
    }
    Ok(out)
}

/// Why an image that was named by its id can't be removed.
fn refuse(host: &Host, id: &Digest, tags: &[Reference], wish: Wish) -> Result<(), String> {
    let short = id.short();
    let conflict = |how: &str, why: &str| Err(format!("conflict: unable to delete {short} ({how}) - {why}"));
    if host.has_children(id) {
        return conflict("cannot be forced", "image has dependent child images");
    }
    let users = host.users_of(id);
    if let Some(user) = users.iter().find(|user| user.is_running) {
        return conflict(
            "cannot be forced",
            &format!("image is being used by running container {}", user.id),
        );
    }
    if let Some(user) = users.first().filter(|_| !wish.force) {
        return conflict("must be forced", &format!("image is being used by stopped container {}", user.id));
    }
    let repositories: BTreeSet<_> = tags.iter().map(Reference::repository).collect();
    match repositories.len() > 1 && !wish.force {
        true => conflict("must be forced", "image is referenced in multiple repositories"),
        false => Ok(()),
    }
}

/// Takes a name away, and with the last one of a repository the digest that it was known by there.
fn untag(host: &mut Host, name: &Reference, id: &Digest) -> String {
    host.store.untag(name);
    host.note_image("untag", &id.to_string(), &id.to_string());
    let mut out = format!("Untagged: {}\n", name.familiar());
    let repository = name.repository();
    if !host.store.tags_of(id).iter().any(|other| other.repository() == repository)
        && let Some(digest) = host.hub.known.remove(&(repository, *id))
    {
        out.push_str(&format!("Untagged: {}@{digest}\n", name.familiar_name()));
    }
    out
}

/// An image's id, then the chains of layers that nothing else needs, from the top down; then the same for the parents
/// that nobody needs any more.
pub(super) fn delete(host: &mut Host, id: &Digest, prune: bool) -> String {
    let step = host.classic.get(id).cloned();
    let Some(image) = host.store.get(id).cloned().or_else(|| step.as_ref().map(|step| step.image.clone()))
    else {
        return String::new();
    };
    host.store.remove(id);
    host.notes.remove(id);
    host.classic.remove(id);
    host.hub.known.retain(|(_, known), _| known != id);
    host.note_image("delete", &id.to_string(), &id.to_string());
    let mut out = format!("Deleted: {id}\n");
    for chain in freed(host, &image) {
        out.push_str(&format!("Deleted: {chain}\n"));
    }
    let parent = step.and_then(|step| step.parent).filter(|_| prune);
    if let Some(parent) = parent.filter(|parent| is_idle(host, parent)) {
        out.push_str(&delete(host, &parent, prune));
    }
    out
}

/// Whether an image has no name, and nothing stands on it.
fn is_idle(host: &Host, id: &Digest) -> bool {
    host.store.tags_of(id).is_empty() && !host.has_children(id) && host.users_of(id).is_empty()
}

/// The chains of layers of an image that is gone, but for those that another image has.
fn freed(host: &Host, image: &Image) -> Vec<Digest> {
    let steps = host.classic.iter().map(|step| &step.image);
    let others = host.store.images().map(|(_, image)| image).chain(steps);
    let held: BTreeSet<Digest> =
        others.flat_map(|image| chain_ids(&image.config().rootfs.diff_ids)).collect();
    let chains = chain_ids(&image.config().rootfs.diff_ids);
    chains.into_iter().rev().filter(|chain| !held.contains(chain)).collect()
}
