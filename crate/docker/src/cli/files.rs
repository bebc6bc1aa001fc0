//! Files of the machine that the command line runs on, as trees.

use vfs::{Blob, Meta, Node, Time, VPath};

use super::{Session, Step, write_all};
use crate::project::EntryKind;
use crate::request::{HostRequest, Response};
use crate::task::{Doing, Turn};

type Then = Box<dyn FnOnce(&mut Session<'_>, Result<Node, String>) -> Step>;

/// Reads what stands at a path, links followed, with everything below. The error is in the words of strerror.
pub(crate) fn read_tree(
    path: String,
    now: Time,
    then: impl FnOnce(&mut Session<'_>, Result<Node, String>) -> Step + 'static,
) -> Step {
    let then: Then = Box::new(then);
    let request = HostRequest::Stat { path: path.clone() };
    Step::Ask(
        request,
        Box::new(move |session, answer| match answer {
            Response::Stat(Some(entry)) if entry.kind == EntryKind::File => {
                let (secs, nanos) = entry.mtime;
                let meta = Meta::root(entry.mode & 0o7777, Time { secs, nanos });
                read_file(path, meta, then)
            }
            Response::Stat(Some(_)) => read_folder(path, now, then),
            Response::Failed(reason) => then(session, Err(reason)),
            _ => then(session, Err("no such file or directory".to_owned())),
        }),
    )
}

fn read_file(path: String, meta: Meta, then: Then) -> Step {
    Step::Ask(
        HostRequest::ReadFile { path },
        Box::new(move |session, answer| match answer {
            Response::Bytes(bytes) => then(session, Ok(Node::file(Blob::from(bytes), meta))),
            Response::Failed(reason) => then(session, Err(reason)),
            _ => then(session, Err("the front end answered with something else".to_owned())),
        }),
    )
}

fn read_folder(path: String, now: Time, then: Then) -> Step {
    let root = path.clone();
    Step::Ask(
        HostRequest::List { path },
        Box::new(move |session, answer| {
            let entries = match answer {
                Response::List(mut entries) => {
                    entries.sort_by(|a, b| a.path.cmp(&b.path));
                    entries
                }
                Response::Failed(reason) => return then(session, Err(reason)),
                _ => return then(session, Err("the front end answered with something else".to_owned())),
            };
            let files = entries.iter().filter(|entry| entry.kind == EntryKind::File);
            let paths: Vec<String> = files.map(|entry| entry.path.clone()).collect();
            Step::Ask(
                HostRequest::ReadFiles { root, paths: paths.clone() },
                Box::new(move |session, answer| {
                    let Response::Files(contents) = answer else {
                        return then(session, Err("the front end answered with something else".to_owned()));
                    };
                    let contents = paths.into_iter().zip(contents).collect();
                    let tree = super::build::context::tree(&entries, contents, now);
                    then(session, tree.map(|tree| tree.root().clone()))
                }),
            )
        }),
    )
}

/// The questions that write a node with everything below to a path of the machine.
pub(crate) fn write_tree(path: &str, node: &Node) -> Vec<HostRequest> {
    let mut snapshot = vfs::Snapshot::empty().edit();
    let place = VPath::root().join("x");
    // A fresh tree takes any node under a name.
    let _ = snapshot.put(&place, node.clone());
    let snapshot = snapshot.freeze();
    let mut requests = Vec::new();
    for (inner, node) in snapshot.walk(&place) {
        let relative = inner.strip_prefix(&place).unwrap_or_default().trim_start_matches('/').to_owned();
        let target = if relative.is_empty() {
            path.to_owned()
        } else {
            format!("{}/{relative}", path.trim_end_matches('/'))
        };
        let mode = node.meta.mode & 0o7777;
        match (node.as_file(), node.as_symlink()) {
            (Some(file), _) => {
                let bytes = file.blob.bytes().into_owned();
                requests.push(HostRequest::WriteFile { path: target, bytes, mode });
            }
            (_, Some(link)) => requests.push(HostRequest::Symlink { path: target, target: link.to_owned() }),
            _ if node.is_dir() => requests.push(HostRequest::MakeDir { path: target, mode }),
            _ => {}
        }
    }
    requests
}

/// Begins a command, once what containers see of the front end's files is what they are now.
pub(crate) fn begin(session: &mut Session<'_>, argv: Vec<String>) -> Step {
    let starts = argv.iter().any(|word| matches!(word.as_str(), "start" | "restart"));
    let paths = session.host.seen_paths(starts);
    refresh(session, paths, argv)
}

fn refresh(session: &mut Session<'_>, mut paths: Vec<String>, argv: Vec<String>) -> Step {
    let Some(path) = paths.pop() else { return super::start(session, &argv) };
    read_tree(path.clone(), session.host.now(), move |session, node| {
        // What can't be read any more stays as it was.
        if let Ok(node) = node {
            session.host.containers.binds.insert(path, node);
        }
        refresh(session, paths, argv)
    })
}

/// Ends a command, once the front end has what containers wrote to its files.
pub(crate) fn end(session: &mut Session<'_>, code: i32) -> Turn {
    let writes = session.host.take_writes();
    if writes.is_empty() {
        return Turn::Ended(code);
    }
    Turn::Goes(Doing::Continue(Box::new(move |_| write_all(writes, "layerlab: ", move |_| Step::Exit(code)))))
}
