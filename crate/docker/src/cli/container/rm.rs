//! `docker container rm`.

use super::{daemon, each};
use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::Flag;

pub(crate) const COMMAND: Command = Command {
    spellings: &[
        spelled("container rm", "docker container rm"),
        spelled("container remove", "docker container rm"),
        spelled("rm", "docker rm"),
    ],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Remove one or more containers",
    flags: &[
        Flag::switch("force", "Force the removal of a running container (uses SIGKILL)").short('f'),
        Flag::switch("link", "Remove the specified link").short('l'),
        Flag::switch("volumes", "Remove anonymous volumes associated with the container").short('v'),
    ],
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        let (force, volumes) = (values.on("force"), values.on("volumes"));
        let mut forgiven = 0;
        let step = each(session, &values.arguments, |session, name| {
            let container = match session.host.containers.find(name) {
                Ok(container) => container,
                Err(message) => {
                    forgiven += 1;
                    return Err(session.missing_container(&message));
                }
            };
            let id = container.id.clone();
            if container.is_running() && !force {
                let state = if container.state.status == crate::container::Status::Paused {
                    "paused"
                } else {
                    "running"
                };
                let advice = match state {
                    "paused" => {
                        "Unpause and then stop the container before attempting removal or force remove"
                    }
                    _ => "Stop the container before attempting removal or force remove",
                };
                return Err(daemon(format!("You cannot remove a {state} container {id}. {advice}")));
            }
            if container.is_running() {
                session.host.kill_container(&id, "KILL");
            }
            session.host.drop_container(&id, volumes);
            Ok(())
        });
        // What is not there need not be forced away.
        if force && forgiven == values.arguments.len() { crate::cli::Step::Exit(0) } else { step }
    },
};
