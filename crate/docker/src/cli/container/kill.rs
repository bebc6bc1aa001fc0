//! `docker container kill`, `pause` and `unpause`.

use super::{daemon, each};
use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::Flag;
use crate::container::Status;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container kill", "docker container kill"), spelled("kill", "docker kill")],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Kill one or more running containers",
    flags: &[Flag::one("signal", "string", "Signal to send to the container")
        .short('s')
        .book("Signal to send to the container (default \"KILL\")")],
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        let text = values.one("signal").unwrap_or("KILL").to_owned();
        each(session, &values.arguments, |session, name| {
            let Some(signal) = signal(&text) else { return Err(daemon(format!("Invalid signal: {text}"))) };
            let found = session.host.containers.find(name);
            let cannot = |why: String| daemon(format!("Cannot kill container: {name}: {why}"));
            let container = found.map_err(cannot)?;
            if !container.is_running() {
                return Err(cannot(format!("Container {} is not running", container.id)));
            }
            let id = container.id.clone();
            session.host.kill_container(&id, &signal);
            Ok(())
        })
    },
};

pub(crate) const PAUSE: Command = Command {
    spellings: &[spelled("container pause", "docker container pause"), spelled("pause", "docker pause")],
    usage: "CONTAINER [CONTAINER...]",
    short: "Pause all processes within one or more containers",
    flags: &[],
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        each(session, &values.arguments, |session, name| {
            let id = session.host.containers.id_of(name).map_err(daemon)?;
            let Some(container) = session.host.containers.get_mut(&id) else { return Ok(()) };
            match container.state.status {
                Status::Running => container.state.status = Status::Paused,
                Status::Paused => return Err(daemon(format!("Container {id} is already paused"))),
                _ => return Err(daemon(format!("Container {id} is not running"))),
            }
            session.host.note_now(&id, "pause", &[]);
            Ok(())
        })
    },
};

pub(crate) const UNPAUSE: Command = Command {
    spellings: &[
        spelled("container unpause", "docker container unpause"),
        spelled("unpause", "docker unpause"),
    ],
    usage: "CONTAINER [CONTAINER...]",
    short: "Unpause all processes within one or more containers",
    flags: &[],
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        each(session, &values.arguments, |session, name| {
            let id = session.host.containers.id_of(name).map_err(daemon)?;
            let Some(container) = session.host.containers.get_mut(&id) else { return Ok(()) };
            if container.state.status != Status::Paused {
                return Err(daemon(format!("Container {id} is not paused")));
            }
            container.state.status = Status::Running;
            session.host.note_now(&id, "unpause", &[]);
            session.host.run_due();
            Ok(())
        })
    },
};

const SIGNALS: &[(&str, u32)] = &[
    ("HUP", 1),
    ("INT", 2),
    ("QUIT", 3),
    ("ILL", 4),
    ("TRAP", 5),
    ("ABRT", 6),
    ("BUS", 7),
    ("FPE", 8),
    ("KILL", 9),
    ("USR1", 10),
    ("SEGV", 11),
    ("USR2", 12),
    ("PIPE", 13),
    ("ALRM", 14),
    ("TERM", 15),
    ("CHLD", 17),
    ("CONT", 18),
    ("STOP", 19),
    ("TSTP", 20),
    ("TTIN", 21),
    ("TTOU", 22),
    ("URG", 23),
    ("WINCH", 28),
];

/// The number of a signal.
pub(crate) fn number(name: &str) -> u32 {
    SIGNALS.iter().find(|(known, _)| *known == name).map_or(15, |(_, number)| *number)
}

/// The name of a signal without `SIG`, from a name or a number.
pub(super) fn signal(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let known = SIGNALS.iter().find(|(known, number)| *known == name || text.parse() == Ok(*number));
    known.map(|(name, _)| (*name).to_owned())
}
