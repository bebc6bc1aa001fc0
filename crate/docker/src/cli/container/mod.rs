//! `docker container …` and its short forms.

pub(crate) mod attach;
pub(crate) mod commit;
pub(crate) mod cp;
pub(crate) mod create;
pub(crate) mod diff;
pub(crate) mod exec;
pub(crate) mod export;
pub(super) mod flags;
pub(crate) mod inspect;
pub(crate) mod kill;
pub(crate) mod logs;
pub(crate) mod ls;
pub(crate) mod port;
pub(crate) mod prune;
pub(crate) mod rename;
pub(crate) mod rm;
pub(crate) mod run;
pub(crate) mod start;
pub(crate) mod stats;
pub(crate) mod stop;
pub(crate) mod top;
pub(crate) mod update;
pub(crate) mod wait;

use super::{Session, Step};

impl Session<'_> {
    /// What the client says about a container that the daemon does not have. Client 20.10 has words of its own for commands
    /// that look it up themselves.
    pub(super) fn missing_container(&self, message: &str) -> String {
        match message.starts_with("No such container") && self.console.profile.is_book() {
            true => format!("Error: {message}"),
            false => format!("Error response from daemon: {message}"),
        }
    }
}

/// Does something to each container named, prints what was done, and then what went wrong.
pub(super) fn each(
    session: &mut Session<'_>,
    names: &[String],
    mut act: impl FnMut(&mut Session<'_>, &str) -> Result<(), String>,
) -> Step {
    let mut complaints = Vec::new();
    for name in names {
        match act(session, name) {
            Ok(()) => session.console.print(&format!("{name}\n")),
            Err(message) => complaints.push(message),
        }
    }
    for complaint in &complaints {
        session.console.error(&format!("{complaint}\n"));
    }
    Step::Exit(i32::from(!complaints.is_empty()))
}

/// The daemon's message as the client prints it.
pub(super) fn daemon(message: impl std::fmt::Display) -> String {
    format!("Error response from daemon: {message}")
}
