//! `docker login` and `docker logout`: names only, since the lab's registry asks nobody for a password.

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{Session, Step, read_stdin};

const HUB: &str = "https://index.docker.io/v1/";

pub(super) const LOGIN: Command = Command {
    spellings: &[spelled("login", "docker login")],
    usage: "[OPTIONS] [SERVER]",
    short: "Authenticate to a registry",
    flags: &[
        Flag::one("password", "string", "Password or Personal Access Token (PAT)")
            .short('p')
            .book("Password"),
        Flag::switch("password-stdin", "Take the Password or Personal Access Token (PAT) from stdin")
            .book("Take the password from stdin"),
        Flag::one("username", "string", "Username").short('u'),
    ],
    arguments: Arguments::AtMost(1),
    run: login,
};

pub(super) const LOGOUT: Command = Command {
    spellings: &[spelled("logout", "docker logout")],
    usage: "[SERVER]",
    short: "Log out from a registry",
    flags: &[],
    arguments: Arguments::AtMost(1),
    run: logout,
};

/// The registry that is meant, as messages and the state name it.
fn server(values: &Values) -> String {
    let given = values.arguments.first().map_or("", String::as_str);
    match given {
        "" | "docker.io" | "index.docker.io" | "registry-1.docker.io" => "docker.io".to_owned(),
        other => other.to_owned(),
    }
}

fn login(session: &mut Session<'_>, values: Values) -> Step {
    let server = server(&values);
    let Some(user) = values.one("username").map(str::to_owned) else {
        return match values.on("password-stdin") {
            true => session.fail("Must provide --username with --password-stdin"),
            false => session.fail("Error: Cannot perform an interactive login from a non TTY device"),
        };
    };
    if values.on("password-stdin") {
        if values.given("password") {
            return session.fail("--password and --password-stdin are mutually exclusive");
        }
        return read_stdin(move |session, password| match password.trim_ascii().is_empty() {
            true => session.fail("password required"),
            false => enter(session, server, user),
        });
    }
    if values.one("password").is_none_or(str::is_empty) {
        return session.fail("Error: Cannot perform an interactive login from a non TTY device");
    }
    session.console.error("WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n");
    enter(session, server, user)
}

fn enter(session: &mut Session<'_>, server: String, user: String) -> Step {
    session.host.hub.users.insert(server, user);
    session.console.print("Login Succeeded\n");
    Step::Exit(0)
}

fn logout(session: &mut Session<'_>, values: Values) -> Step {
    let server = server(&values);
    let shown = if server == "docker.io" { HUB } else { &server };
    let line = match session.host.hub.users.remove(&server) {
        Some(_) => format!("Removing login credentials for {shown}\n"),
        None => format!("Not logged in to {shown}\n"),
    };
    session.console.print(&line);
    Step::Exit(0)
}
