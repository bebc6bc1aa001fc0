//! `docker container exec`.

use super::daemon;
use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::{Flag, Values};
use crate::cli::follow::{Listener, attached};
use crate::cli::{Session, Step};
use crate::container::Status;
use crate::container::life::ExecAsked;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container exec", "docker container exec"), spelled("exec", "docker exec")],
    usage: "[OPTIONS] CONTAINER COMMAND [ARG...]",
    short: "Execute a command in a running container",
    flags: &[
        Flag::switch("detach", "Detached mode: run command in the background").short('d'),
        Flag::one("detach-keys", "string", "Override the key sequence for detaching a container"),
        Flag::many("env", "list", "Set environment variables").short('e'),
        Flag::many("env-file", "list", "Read in a file of environment variables"),
        Flag::switch("interactive", "Keep STDIN open even if not attached").short('i'),
        Flag::switch("privileged", "Give extended privileges to the command"),
        Flag::switch("tty", "Allocate a pseudo-TTY").short('t'),
        Flag::one("user", "string", "Username or UID (format: \"<name|uid>[:<group|gid>]\")")
            .short('u')
            .book("Username or UID (format: <name|uid>[:<group|gid>])"),
        Flag::one("workdir", "string", "Working directory inside the container").short('w'),
    ],
    arguments: Arguments::Program(2),
    run: exec,
};

/// What `docker exec` ends with if the program can't be started.
const NOT_STARTED: i32 = 126;

fn exec(session: &mut Session<'_>, values: Values) -> Step {
    let Some((name, argv)) = values.arguments.split_first() else { return Step::Exit(1) };
    let (tty, stdin, detached) = (values.on("tty"), values.on("interactive"), values.on("detach"));
    if tty && stdin && !detached && !session.console.options.stdin_is_terminal {
        return session.fail("the input device is not a TTY");
    }
    let container = match session.host.containers.find(name) {
        Ok(container) => container,
        Err(message) => {
            let message = session.missing_container(&message);
            return session.fail(&message);
        }
    };
    let id = container.id.clone();
    match container.state.status {
        Status::Running => {}
        Status::Paused => {
            return session
                .fail(&daemon(format!("Container {name} is paused, unpause the container before exec")));
        }
        Status::Restarting => {
            return session
                .fail(&daemon(format!("Container {id} is restarting, wait until the container is running")));
        }
        _ => return session.fail(&super::attach::not_running(&id)),
    }
    let outer = &session.console.options.env;
    let env = values.many("env").into_iter().filter_map(|pair| match pair.contains('=') {
        true => Some(pair.to_owned()),
        false => outer.get(pair).map(|value| format!("{pair}={value}")),
    });
    let asked = ExecAsked {
        env: env.collect(),
        cwd: values.one("workdir").unwrap_or_default().to_owned(),
        user: values.one("user").unwrap_or_default().to_owned(),
        stdin,
        tty,
        size: session.terminal_size(),
    };
    match session.host.start_exec(&id, argv.to_vec(), &asked) {
        Err(message) => {
            // The daemon sends this where the program's output would come.
            session.console.print(&format!("{message}\r\n"));
            Step::Exit(NOT_STARTED)
        }
        Ok(_) if detached => Step::Exit(0),
        Ok(number) => {
            attached(Listener { container: id, exec: Some(number), stdin, tty, signals: true }, 0, true)
        }
    }
}
