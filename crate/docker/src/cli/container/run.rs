//! `docker container run`.

use super::create::{complain, create};
use super::flags::table;
use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::Flag;
use crate::cli::follow::{Listener, attached};
use crate::cli::{Session, Step};
use crate::container::life::NotStarted;
use crate::view::time;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container run", "docker container run"), spelled("run", "docker run")],
    usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
    short: "Create and run a new container from an image",
    flags: table![
        Flag::switch("detach", "Run container in background and print container ID").short('d'),
        Flag::one("detach-keys", "string", "Override the key sequence for detaching a container"),
        Flag::one("pull", "string", "Pull image before running (\"always\", \"missing\", \"never\")")
            .default("missing")
            .book("Pull image before running (\"always\"|\"missing\"|\"never\") (default \"missing\")"),
        Flag::switch("sig-proxy", "Proxy received signals to the process").default("true"),
    ],
    arguments: Arguments::Program(1),
    run: |session, values| {
        let detached = values.on("detach");
        let signals = values.one("sig-proxy") != Some("false");
        create(session, values, "run", move |session, id| run(session, &id, detached, signals))
    },
};

fn run(session: &mut Session<'_>, id: &str, detached: bool, signals: bool) -> Step {
    if let Some(container) = session.host.containers.get_mut(id)
        && detached
    {
        container.config.attach = false;
    }
    if let Some(at) = session.host.containers.position(id).filter(|_| !detached) {
        session.host.note_container(at, session.host.now(), "attach", &[]);
    }
    let size = session.terminal_size();
    if let Err(refused) = session.host.start_container(id, size) {
        not_started(session, &refused, id, detached);
        let remove = session.host.containers.get(id).is_some_and(|container| container.options.auto_remove);
        if remove {
            session.host.drop_container(id, true);
        }
        return Step::Exit(refused.exit);
    }
    if detached {
        session.console.print(&format!("{id}\n"));
        session.host.run_due();
        return Step::Exit(0);
    }
    let Some(container) = session.host.containers.get(id) else { return Step::Exit(0) };
    let listener = Listener {
        container: id.to_owned(),
        exec: None,
        stdin: container.config.stdin,
        tty: container.config.tty,
        signals,
    };
    attached(listener, 0, true)
}

/// Says why a container could not be started. That it was made has been said by then if it was to be detached.
fn not_started(session: &mut Session<'_>, refused: &NotStarted, id: &str, detached: bool) {
    if detached {
        session.console.print(&format!("{id}\n"));
    }
    complain(session, "run", &super::daemon(&refused.message), false);
    let user = refused.message.starts_with("unable to find user");
    if session.console.profile.is_book() && !detached && !user {
        let now = time::rfc3339_nanos(session.host.now().secs.saturating_mul(1_000_000_000));
        session.console.error(&format!(
            "time=\"{now}\" level=error msg=\"error waiting for container: context canceled\"\n"
        ));
    }
}

impl Session<'_> {
    /// Columns and rows of the terminal.
    pub(crate) fn terminal_size(&self) -> (u16, u16) {
        let narrow = |count: u32| u16::try_from(count).unwrap_or(u16::MAX);
        self.console.options.terminal.map_or((80, 24), |terminal| {
            (
                narrow(u32::try_from(terminal.columns).unwrap_or(80)),
                narrow(u32::try_from(terminal.rows).unwrap_or(24)),
            )
        })
    }
}
