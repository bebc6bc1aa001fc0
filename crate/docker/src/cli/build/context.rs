//! Build contexts: folders as the front end lists them, archives, OCI layouts.

use std::collections::BTreeMap;

use dockerfile::ignore::Ignore;
use engine::NamedContext;
use oci::ArchiveLimits;
use oci::archive::{self, Files, Selector};
use vfs::{Blob, FsError, Meta, Node, Snapshot, Time, VPathBuf};

use crate::cli::{Session, Step, ask};
use crate::project::EntryKind;
use crate::registry::base_of;
use crate::request::{Entry, HostRequest, Response};

/// Whether a context lies on the network.
pub(super) fn is_remote(text: &str) -> bool {
    ["http://", "https://", "git://", "git@", "ssh://", "github.com/"]
        .iter()
        .any(|prefix| text.starts_with(prefix))
}

/// Whether bytes are a tar, plain or compressed, rather than a Dockerfile.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    let magic: [&[u8]; 4] =
        [&[0x1f, 0x8b], b"BZh", &[0xfd, b'7', b'z', b'X', b'Z'], &[0x28, 0xb5, 0x2f, 0xfd]];
    magic.iter().any(|magic| bytes.starts_with(magic)) || bytes.get(257..262) == Some(b"ustar")
}

/// The files of a context in a tar.
pub(in crate::cli) fn unpack(bytes: &[u8]) -> Result<Snapshot, String> {
    let changes =
        engine::unpack_archive("context", bytes)?.ok_or("context: it is no tar archive, or damaged")?;
    vfs::apply(&Snapshot::empty(), &changes).map_err(|error| format!("context: {}: {error}", error.path))
}

/// A path in a folder, as the user would write it.
pub(super) fn join(folder: &str, name: &str) -> String {
    match folder.trim_end_matches('/') {
        "." | "" if !folder.starts_with('/') => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}

/// A Dockerfile's path as seen from the context, if it lies there; otherwise its name alone.
pub(super) fn inside(cwd: &str, context: &str, path: &str) -> String {
    let cwd = VPathBuf::normalise(cwd);
    let place = cwd.join(path);
    match place.strip_prefix(&cwd.join(context)) {
        Some(relative) => relative.to_owned(),
        None => place.name().unwrap_or(path).to_owned(),
    }
}

/// Reads a folder without what its ignore file leaves out, and goes on with it. Contents of ignored files are never
/// asked for.
pub(super) fn read(
    path: String,
    ignore: Option<String>,
    now: Time,
    then: impl FnOnce(&mut Session<'_>, Snapshot) -> Step + 'static,
) -> Step {
    let missing = path.clone();
    let failed =
        move |reason: &str| format!("ERROR: failed to build: failed to read context {missing}: {reason}");
    ask(HostRequest::List { path: path.clone() }, failed, move |session, answer| {
        let Response::List(mut entries) = answer else {
            return session.fail("ERROR: the front end did not answer with a listing");
        };
        entries.sort_by_cached_key(|entry| VPathBuf::normalise(&entry.path));
        let entries = kept(entries, ignore.as_deref().unwrap_or_default());
        let files = entries.iter().filter(|entry| entry.kind == EntryKind::File);
        let paths: Vec<String> = files.map(|entry| entry.path.clone()).collect();
        let failed = |reason: &str| format!("ERROR: failed to build: {reason}");
        ask(HostRequest::ReadFiles { root: path, paths: paths.clone() }, failed, move |session, answer| {
            let Response::Files(contents) = answer else {
                return session.fail("ERROR: the front end did not answer with files");
            };
            let contents = paths.into_iter().zip(contents).collect();
            match tree(&entries, contents, now) {
                Ok(tree) => then(session, tree),
                Err(message) => session.fail(&format!("ERROR: failed to build: {message}")),
            }
        })
    })
}

/// The entries that an ignore file leaves, in the order of a walk. Directories around something that is included again
/// stay.
fn kept(entries: Vec<Entry>, ignore: &str) -> Vec<Entry> {
    let ignore = Ignore::parse(ignore).tree;
    if ignore.patterns.is_empty() {
        return entries;
    }
    let mut walk = ignore.walk();
    let mut closed: Option<String> = None;
    let mut dropped: BTreeMap<String, Entry> = BTreeMap::new();
    let mut kept = Vec::new();
    for entry in entries {
        if closed.as_ref().is_some_and(|folder| entry.path.starts_with(folder)) {
            continue;
        }
        if entry.path.is_empty() {
            kept.push(entry);
            continue;
        }
        let fate = walk.visit(&entry.path, entry.kind == EntryKind::Dir);
        kept.extend(fate.revived.iter().filter_map(|path| dropped.remove(path)));
        if entry.kind == EntryKind::Dir && !fate.descend {
            closed = Some(format!("{}/", entry.path));
        }
        if fate.included() {
            kept.push(entry);
        } else if entry.kind == EntryKind::Dir {
            dropped.insert(entry.path.clone(), entry);
        }
    }
    kept
}

/// The tree of a listing. Everything belongs to root, as BuildKit's client sends it.
pub(in crate::cli) fn tree(
    entries: &[Entry],
    mut contents: BTreeMap<String, Result<Vec<u8>, String>>,
    now: Time,
) -> Result<Snapshot, String> {
    let mut tree = Snapshot::empty().edit();
    let mut links: BTreeMap<u64, VPathBuf> = BTreeMap::new();
    for entry in entries {
        let place = VPathBuf::normalise(&entry.path);
        let failed = |error: FsError| format!("{}: {error}", entry.path);
        let (secs, nanos) = entry.mtime;
        let meta = Meta::root(entry.mode & 0o7777, Time { secs, nanos });
        if let Some(first) = entry.inode.and_then(|inode| links.get(&inode)) {
            tree.hard_link(first, &place, now).map_err(failed)?;
            continue;
        }
        let node = match entry.kind {
            EntryKind::Dir => Node::dir(meta),
            EntryKind::Symlink => Node::symlink(entry.target.as_deref().unwrap_or_default(), meta),
            EntryKind::File => match contents.remove(&entry.path) {
                Some(Ok(bytes)) => Node::file(Blob::from(bytes), meta),
                Some(Err(reason)) => return Err(format!("open {}: {reason}", entry.path)),
                None => return Err(format!("{}: the front end gave no content", entry.path)),
            },
            // The context is sent without sockets, pipes and devices.
            EntryKind::Fifo | EntryKind::Device => continue,
        };
        tree.put(&place, node).map_err(failed)?;
        if let Some(inode) = entry.inode {
            links.insert(inode, place);
        }
    }
    tree.set_mtime(vfs::VPath::root(), now, vfs::Follow::All).map_err(|error| error.to_string())?;
    Ok(tree.freeze())
}

/// An image of an OCI layout as a named context.
pub(super) fn layout_image(
    files: &Files,
    selector: &Selector,
    path: &str,
    session: &Session<'_>,
) -> Result<NamedContext, String> {
    let loaded = archive::select_from_layout(files, selector, &ArchiveLimits::STANDARD)
        .map_err(|error| format!("oci-layout://{path}: {error}"))?;
    let image = base_of(&loaded.image, &session.host.catalog);
    Ok(NamedContext::Image { name: format!("oci-layout://{path}@{}", image.manifest), image })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_dockerfile_lies() {
        for (cwd, context, path, expected) in [
            ("/work", ".", "Dockerfile", "Dockerfile"),
            ("/work", ".", "sub/Dockerfile", "sub/Dockerfile"),
            ("/work", "app", "app/Dockerfile", "Dockerfile"),
            ("/work", "app", "docker/dev.Dockerfile", "dev.Dockerfile"),
            ("/work", "/abs", "/abs/x/D", "x/D"),
        ] {
            assert_eq!(inside(cwd, context, path), expected, "{context} {path}");
        }
        assert_eq!(join(".", "Dockerfile"), "Dockerfile");
        assert_eq!(join("app/", "Dockerfile"), "app/Dockerfile");
        assert_eq!(join("/", "Dockerfile"), "/Dockerfile");
    }

    #[test]
    fn ignored_entries_are_not_asked_for() {
        let entry = |path: &str, kind: EntryKind| Entry {
            path: path.to_owned(),
            kind,
            mode: 0o644,
            mtime: (0, 0),
            size: 0,
            target: None,
            inode: None,
        };
        let (dir, file) = (EntryKind::Dir, EntryKind::File);
        let entries = vec![
            entry("", dir),
            entry("a", dir),
            entry("a/keep.txt", file),
            entry("a/x.txt", file),
            entry("b", dir),
            entry("b/c", file),
            entry("d.log", file),
        ];
        let check = |ignore: &str, expected: &str| {
            let kept = kept(entries.clone(), ignore);
            let paths: Vec<&str> = kept.iter().map(|entry| entry.path.as_str()).collect();
            assert_eq!(paths.join(" ").trim(), expected, "{ignore:?}");
        };
        check("", "a a/keep.txt a/x.txt b b/c d.log");
        check("*.log\nb", "a a/keep.txt a/x.txt");
        check("a\n!a/keep.txt", "a a/keep.txt b b/c d.log");
    }
}
