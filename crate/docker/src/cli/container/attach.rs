//! `docker container attach`.

use super::daemon;
use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::{Flag, Values};
use crate::cli::follow::{Listener, attached};
use crate::cli::{Session, Step};
use crate::container::Status;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container attach", "docker container attach"), spelled("attach", "docker attach")],
    usage: "[OPTIONS] CONTAINER",
    short: "Attach local standard input, output, and error streams to a running container",
    flags: &[
        Flag::one("detach-keys", "string", "Override the key sequence for detaching a container"),
        Flag::switch("no-stdin", "Do not attach STDIN"),
        Flag::switch("sig-proxy", "Proxy all received signals to the process").default("true"),
    ],
    arguments: Arguments::Exactly(1),
    run: attach,
};

fn attach(session: &mut Session<'_>, values: Values) -> Step {
    let name = values.arguments.first().cloned().unwrap_or_default();
    let container = match session.host.containers.find(&name) {
        Ok(container) => container,
        Err(message) => {
            let message = session.missing_container(&message);
            return session.fail(&message);
        }
    };
    let refusal = match container.state.status {
        Status::Running => None,
        Status::Paused => Some("You cannot attach to a paused container, unpause it first"),
        Status::Restarting => Some("You cannot attach to a restarting container, wait until it is running"),
        _ => Some("You cannot attach to a stopped container, start it first"),
    };
    if let Some(refusal) = refusal {
        let message =
            if session.console.profile.is_book() { refusal.to_owned() } else { refusal.to_lowercase() };
        return session.fail(&message);
    }
    let listener = Listener {
        container: container.id.clone(),
        exec: None,
        stdin: container.config.stdin && !values.on("no-stdin"),
        tty: container.config.tty,
        signals: values.one("sig-proxy") != Some("false"),
    };
    attached(listener, container.log.len(), true)
}

/// The daemon's words when a container that is asked for does not run.
pub(super) fn not_running(id: &str) -> String {
    daemon(format!("Container {id} is not running"))
}
