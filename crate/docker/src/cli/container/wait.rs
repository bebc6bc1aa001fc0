//! `docker container wait`.

use super::daemon;
use crate::cli::Step;
use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::follow::until;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container wait", "docker container wait"), spelled("wait", "docker wait")],
    usage: "CONTAINER [CONTAINER...]",
    short: "Block until one or more containers stop, then print their exit codes",
    flags: &[],
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        let mut complaints = Vec::new();
        let mut waiting = Vec::new();
        for name in &values.arguments {
            match session.host.containers.id_of(name) {
                Ok(id) => waiting.push(id),
                Err(message) => complaints.push(daemon(message)),
            }
        }
        until(move |session| {
            while let Some(id) = waiting.first() {
                let exit = match session.host.containers.get(id) {
                    Some(container) if container.is_running() => return None,
                    Some(container) => container.state.exit,
                    None => 0,
                };
                session.console.print(&format!("{exit}\n"));
                waiting.remove(0);
            }
            for complaint in &complaints {
                session.console.error(&format!("{complaint}\n"));
            }
            Some(Step::Exit(i32::from(!complaints.is_empty())))
        })
    },
};
