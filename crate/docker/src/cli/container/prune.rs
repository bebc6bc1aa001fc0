//! `docker container prune`.

use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::{Flag, Values};
use crate::cli::{Session, Step, read_stdin};
use crate::view::size;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container prune", "docker container prune")],
    usage: "[OPTIONS]",
    short: "Remove all stopped containers",
    flags: &[
        Flag::many("filter", "filter", "Provide filter values (e.g. \"until=<timestamp>\")"),
        Flag::switch("force", "Do not prompt for confirmation").short('f'),
    ],
    arguments: Arguments::None,
    run: prune,
};

fn prune(session: &mut Session<'_>, values: Values) -> Step {
    if values.on("force") {
        return remove(session);
    }
    session.console.print(
        "WARNING! This will remove all stopped containers.\nAre you sure you want to continue? [y/N] ",
    );
    let book = session.console.profile.is_book();
    read_stdin(move |session, answer| match answer.first() {
        Some(b'y' | b'Y') => remove(session),
        _ => {
            if book {
                session.console.print("Total reclaimed space: 0B\n");
            }
            Step::Exit(0)
        }
    })
}

fn remove(session: &mut Session<'_>) -> Step {
    let host = &*session.host;
    let stopped = host.containers.all.iter().rev().filter(|container| !container.is_running());
    let gone: Vec<(String, u64)> =
        stopped.map(|container| (container.id.clone(), super::ls::sizes(host, container).0)).collect();
    let freed = gone.iter().map(|(_, bytes)| bytes).sum();
    let mut out = String::new();
    if !gone.is_empty() {
        out.push_str("Deleted Containers:\n");
        out.extend(gone.iter().map(|(id, _)| format!("{id}\n")));
        out.push('\n');
    }
    out.push_str(&format!("Total reclaimed space: {}\n", size::long(freed)));
    gone.iter().for_each(|(id, _)| session.host.drop_container(id, false));
    session.console.print(&out);
    Step::Exit(0)
}
