//! `docker container prune`.

use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::{Flag, Values};
use crate::cli::{Session, Step, confirm, deleted};
use crate::host::Host;
use crate::view::size;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container prune", "docker container prune")],
    usage: "[OPTIONS]",
    short: "Remove all stopped containers",
    flags: &[
        Flag::many("filter", "filter", "Provide filter values (e.g. \"until=<timestamp>\")")
            .book("Provide filter values (e.g. 'until=<timestamp>')"),
        Flag::switch("force", "Do not prompt for confirmation").short('f'),
    ],
    arguments: Arguments::None,
    run: prune,
};

fn prune(session: &mut Session<'_>, values: Values) -> Step {
    let warning = "WARNING! This will remove all stopped containers.";
    confirm(session, values.on("force"), warning, |session| {
        let (text, bytes) = remove(session.host);
        session.console.print(&format!("{text}Total reclaimed space: {}\n", size::long(bytes)));
        Step::Exit(0)
    })
}

/// Removes what does not run; says which, and how many bytes that freed.
pub(in crate::cli) fn remove(host: &mut Host) -> (String, u64) {
    let stopped = host.containers.all.iter().rev().filter(|container| !container.is_running());
    let gone: Vec<(String, u64)> =
        stopped.map(|container| (container.id.clone(), super::ls::sizes(host, container).0)).collect();
    gone.iter().for_each(|(id, _)| host.drop_container(id, false));
    let freed = gone.iter().map(|(_, bytes)| bytes).sum();
    host.note_prune("container", freed);
    (deleted("Containers", gone.iter().map(|(id, _)| id)), freed)
}
