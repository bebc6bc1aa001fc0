//! `docker container start` and `restart`.

use super::daemon;
use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::{Flag, Values};
use crate::cli::follow::{Listener, attached, until};
use crate::cli::{Session, Step};

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container start", "docker container start"), spelled("start", "docker start")],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Start one or more stopped containers",
    flags: &[
        Flag::switch("attach", "Attach STDOUT/STDERR and forward signals").short('a'),
        Flag::one("checkpoint", "string", "Restore from this checkpoint").recent(),
        Flag::one("checkpoint-dir", "string", "Use a custom checkpoint storage directory").recent(),
        Flag::one("detach-keys", "string", "Override the key sequence for detaching a container"),
        Flag::switch("interactive", "Attach container's STDIN").short('i'),
    ],
    arguments: Arguments::AtLeast(1),
    run: start,
};

pub(crate) const RESTART: Command = Command {
    spellings: &[
        spelled("container restart", "docker container restart"),
        spelled("restart", "docker restart"),
    ],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Restart one or more containers",
    flags: super::stop::flags!("Seconds to wait for stop before killing the container (default 10)"),
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        let (signal, grace) = match super::stop::options(&values) {
            Ok(options) => options,
            Err(message) => return session.fail(&message),
        };
        restart(session, values.arguments, signal, grace)
    },
};

fn start(session: &mut Session<'_>, values: Values) -> Step {
    let size = session.terminal_size();
    if values.on("attach") || values.on("interactive") {
        let [name] = values.arguments.as_slice() else {
            return session.fail("you cannot start and attach multiple containers at once");
        };
        let id = match session.host.containers.id_of(name) {
            Ok(id) => id,
            Err(message) => {
                let message = session.missing_container(&message);
                return session.fail(&message);
            }
        };
        let (from, tty, stdin) = session.host.containers.get(&id).map_or((0, false, false), |container| {
            (container.log.len(), container.config.tty, container.config.stdin)
        });
        if let Err(refused) = session.host.start_container(&id, size) {
            session.console.error(&format!("{}\n", daemon(&refused.message)));
            return Step::Exit(1);
        }
        let listener = Listener {
            container: id,
            exec: None,
            stdin: stdin && values.on("interactive"),
            tty,
            signals: true,
        };
        return attached(listener, from, true);
    }
    let mut failed = Vec::new();
    for name in &values.arguments {
        let started = match session.host.containers.id_of(name) {
            Ok(id) => session.host.start_container(&id, size).map_err(|refused| refused.message),
            Err(message) => Err(message),
        };
        match started {
            Ok(()) => session.console.print(&format!("{name}\n")),
            Err(message) => {
                session.console.error(&format!("{}\n", daemon(message)));
                failed.push(name.clone());
            }
        }
    }
    session.host.run_due();
    if failed.is_empty() {
        return Step::Exit(0);
    }
    session.fail(&format!("Error: failed to start containers: {}", failed.join(", ")))
}

/// One after the other: each is stopped, waited for, and started.
fn restart(
    session: &mut Session<'_>,
    names: Vec<String>,
    signal: Option<String>,
    grace: Option<u32>,
) -> Step {
    let Some((name, rest)) = names.split_first() else { return Step::Exit(0) };
    let (name, rest) = (name.clone(), rest.to_vec());
    let id = match session.host.containers.id_of(&name) {
        Ok(id) => id,
        Err(message) => {
            restart(session, rest, signal, grace);
            return session.fail(&daemon(message));
        }
    };
    session.host.stop_container(&id, signal.as_deref(), grace);
    until(move |session| {
        if session.host.containers.get(&id).is_some_and(crate::container::Container::is_running) {
            return None;
        }
        let size = session.terminal_size();
        if let Err(refused) = session.host.start_container(&id, size) {
            return Some(
                session.fail(&daemon(format!("Cannot restart container {name}: {}", refused.message))),
            );
        }
        session.host.note_now(&id, "restart", &[]);
        session.console.print(&format!("{name}\n"));
        Some(restart(session, rest.clone(), signal.clone(), grace))
    })
}
