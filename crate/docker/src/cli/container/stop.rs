//! `docker container stop`.

use super::daemon;
use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::{Flag, Values};
use crate::cli::follow::until;
use crate::cli::{Session, Step};
use crate::container::Container;

/// The flags of commands that stop containers; client 20.10 says of each in other words how long it waits.
macro_rules! flags {
    ($book:literal) => {
        &[
            Flag::one("signal", "string", "Signal to send to the container").short('s').recent(),
            Flag::one("timeout", "int", "Seconds to wait before killing the container").short('t').recent(),
            Flag::one("time", "int", "Seconds to wait before killing the container")
                .short('t')
                .older()
                .book($book),
        ]
    };
}
pub(super) use flags;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container stop", "docker container stop"), spelled("stop", "docker stop")],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Stop one or more running containers",
    flags: flags!("Seconds to wait for stop before killing it (default 10)"),
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        let (signal, grace) = match options(&values) {
            Ok(options) => options,
            Err(message) => return session.fail(&message),
        };
        stop(session, &values.arguments, signal.as_deref(), grace)
    },
};

/// Signal and grace. A negative grace is without end.
pub(super) fn options(values: &Values) -> Result<(Option<String>, Option<u32>), String> {
    let seconds = values.number("time").or(values.number("timeout"));
    let grace = seconds.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX));
    let signal = match values.one("signal") {
        None => None,
        Some(text) => {
            Some(super::kill::signal(text).ok_or_else(|| daemon(format!("Invalid signal: {text}")))?)
        }
    };
    Ok((signal, grace))
}

/// All are told at once; each is printed once it has ended.
fn stop(session: &mut Session<'_>, names: &[String], signal: Option<&str>, grace: Option<u32>) -> Step {
    let mut waiting = Vec::new();
    let mut complaints = Vec::new();
    for name in names {
        match session.host.containers.id_of(name) {
            Ok(id) => {
                session.host.stop_container(&id, signal, grace);
                waiting.push((name.clone(), id));
            }
            Err(message) => complaints.push(daemon(message)),
        }
    }
    until(move |session| {
        while let Some((name, id)) = waiting.first() {
            if session.host.containers.get(id).is_some_and(Container::is_running) {
                return None;
            }
            session.console.print(&format!("{name}\n"));
            waiting.remove(0);
        }
        session.host.run_due();
        for complaint in &complaints {
            session.console.error(&format!("{complaint}\n"));
        }
        Some(Step::Exit(i32::from(!complaints.is_empty())))
    })
}
