//! `docker container diff`.

use vfs::{ChangeKind, Follow};

use super::daemon;
use crate::cli::Step;
use crate::cli::command::{Arguments, Command, spelled};

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container diff", "docker container diff"), spelled("diff", "docker diff")],
    usage: "CONTAINER",
    short: "Inspect changes to files or directories on a container's filesystem",
    flags: &[],
    arguments: Arguments::Exactly(1),
    run: |session, values| {
        let name = values.arguments.first().cloned().unwrap_or_default();
        let container = match session.host.containers.find(&name) {
            Ok(container) => container,
            Err(message) => return session.fail(&daemon(message)),
        };
        let (_, changes) = container.layer(session.host.now());
        let existed = |path: &vfs::VPath| container.base.lookup(path, Follow::Never).is_ok();
        let mut lines = Vec::new();
        for change in &changes {
            let letter = match change.kind {
                ChangeKind::Removed => 'D',
                ChangeKind::Added | ChangeKind::Modified if !existed(&change.path) => 'A',
                ChangeKind::Opaque => continue,
                _ => 'C',
            };
            lines.push(format!("{letter} {}\n", change.path));
        }
        session.console.print(&lines.concat());
        Step::Exit(0)
    },
};
