//! Help of `docker` itself and of groups of commands, as the clients print it.

use super::command::{Command, Spelling, all};
use super::flags::Flag;
use super::help;
use crate::profile::Profile;

/// Groups of commands with what they are about.
pub(super) const GROUPS: &[(&str, &str)] = &[
    ("builder", "Manage builds"),
    ("buildx", "Docker Buildx"),
    ("container", "Manage containers"),
    ("image", "Manage images"),
    ("network", "Manage networks"),
    ("system", "Manage Docker"),
    ("volume", "Manage volumes"),
];

/// Groups inside a group.
pub(super) const NESTED: &[(&str, &str)] = &[("buildx history", "Commands to work on build records")];

/// Commands of docker that are not simulated. They are listed as docker lists them, and say so when they are called.
pub(super) const ABSENT: &[(&str, &str)] = &[
    ("config", "Manage Swarm configs"),
    ("context", "Manage contexts"),
    ("manifest", "Manage Docker image manifests and manifest lists"),
    ("node", "Manage Swarm nodes"),
    ("plugin", "Manage plugins"),
    ("secret", "Manage Swarm secrets"),
    ("service", "Manage Swarm services"),
    ("stack", "Manage Swarm stacks"),
    ("swarm", "Manage Swarm"),
    ("trust", "Manage trust on Docker images"),
];

/// What client 28 lists first, in this order.
const COMMON: [&str; 12] =
    ["run", "exec", "ps", "build", "pull", "push", "images", "login", "logout", "search", "version", "info"];

/// How client 20.10 describes what 28 describes in other words.
const BOOK: &[(&str, &str)] = &[
    ("config", "Manage Docker configs"),
    ("exec", "Run a command in a running container"),
    ("login", "Log in to a Docker registry"),
    ("logout", "Log out from a Docker registry"),
    ("pull", "Pull an image or a repository from a registry"),
    ("push", "Push an image or a repository to a registry"),
    ("run", "Run a command in a new container"),
    ("search", "Search the Docker Hub for images"),
    ("secret", "Manage Docker secrets"),
    ("service", "Manage services"),
    ("stack", "Manage Docker stacks"),
    ("volume prune", "Remove all unused local volumes"),
];

/// Flags before the command. A flag that names another daemon or its keys has no effect: there is only this one.
pub(super) const GLOBAL: &[Flag] = &[
    Flag::one("config", "string", "Location of client config files").default("/root/.docker"),
    Flag::one(
        "context",
        "string",
        "Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set \
         with \"docker context use\")",
    )
    .short('c'),
    Flag::switch("debug", "Enable debug mode").short('D'),
    Flag::many("host", "list", "Daemon socket(s) to connect to").short('H'),
    Flag::one("log-level", "string", "Set the logging level (\"debug\"|\"info\"|\"warn\"|\"error\"|\"fatal\")")
        .short('l')
        .default("info"),
    Flag::one("profile", "string", "Whose output is imitated (\"book\"|\"v28\"|\"v29\")").hidden(),
    Flag::switch("tls", "Use TLS; implied by --tlsverify"),
    Flag::one("tlscacert", "string", "Trust certs signed only by this CA").default("/root/.docker/ca.pem"),
    Flag::one("tlscert", "string", "Path to TLS certificate file").default("/root/.docker/cert.pem"),
    Flag::one("tlskey", "string", "Path to TLS key file").default("/root/.docker/key.pem"),
    Flag::switch("tlsverify", "Use TLS and verify the remote"),
    Flag::switch("version", "Print version information and quit").short('v'),
];

/// Commands that people call; the others are for scripts that complete lines.
fn for_people() -> impl Iterator<Item = &'static Command> {
    all().filter(|command| !command.spellings.iter().any(|spelling| spelling.words.starts_with("__")))
}

/// What a command does, in the words of a client. `build` is BuildKit's only where buildx answers for it.
pub(super) fn short(command: &'static Command, name: &str, profile: Profile) -> &'static str {
    let last = name.rsplit(' ').next().unwrap_or(name);
    let says = |known: &str| known == last || name.strip_prefix("docker ") == Some(known);
    match BOOK.iter().find(|(known, _)| says(known)) {
        Some((_, short)) if profile.is_book() => short,
        _ if last == "build" && (profile.is_book() || !name.starts_with("docker buildx")) => {
            "Build an image from a Dockerfile"
        }
        _ => command.short,
    }
}

/// What the help of a command says at more length than a list does: its last words, then the words of client 28 and 20.10.
const LONG: &[(&str, &str, &str)] = &[
    ("cp", COPY, COPY),
    (
        "login",
        "Authenticate to a registry.\nDefaults to Docker Hub if no server is specified.",
        "Log in to a Docker registry.\nIf no server is specified, the default is defined by the daemon.",
    ),
    (
        "logout",
        "Log out from a registry.\nIf no server is specified, the default is defined by the daemon.",
        "Log out from a Docker registry.\nIf no server is specified, the default is defined by the daemon.",
    ),
    ("volume rm", VOLUME_RM, VOLUME_RM),
];
const COPY: &str = "Copy files/folders between a container and the local filesystem\n\n\
    Use '-' as the source to read a tar archive from stdin\n\
    and extract it to a directory destination in a container.\n\
    Use '-' as the destination to stream a tar archive of a\n\
    container source to stdout.";
const VOLUME_RM: &str =
    "Remove one or more volumes. You cannot remove a volume that is in use by a container.";

/// Commands that client 20.10 had not got, which the lab has all the same.
const OURS: [&str; 3] = ["builder du", "completion", "parse"];

/// A command of a group that is for a swarm, and what it does.
const VOLUME_UPDATE: (&str, &str) = ("update", "Update a volume (cluster volumes only)");

/// Rows of a list of commands, sorted by name.
type Rows = Vec<(String, &'static str)>;

/// `docker --help`.
pub(super) fn docker(profile: Profile) -> String {
    let mut top: Rows = Vec::new();
    for command in for_people() {
        if profile.is_book() && OURS.contains(&command.spellings[0].words) {
            continue;
        }
        let plain = command.spellings.iter().filter(|spelling| !spelling.words.contains(' '));
        top.extend(
            plain.map(|spelling| (spelling.words.to_owned(), short(command, spelling.words, profile))),
        );
    }
    top.sort_unstable();
    let mut groups: Rows = GROUPS
        .iter()
        .chain(ABSENT)
        .filter(|(name, _)| !(profile.is_book() && *name == "buildx"))
        .filter(|(name, _)| profile.is_book() || !SWARM.contains(name))
        .map(|(name, about)| {
            let book = BOOK.iter().find(|(known, _)| known == name).filter(|_| profile.is_book());
            let star = if *name == "buildx" { "*" } else { "" };
            (format!("{name}{star}"), book.map_or(*about, |(_, about)| about))
        })
        .collect();
    groups.sort_unstable();
    let flags = help::flags(GLOBAL);
    let intro = "Usage:  docker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n";
    let outro = "\nRun 'docker COMMAND --help' for more information on a command.\n";
    if profile.is_book() {
        return format!(
            "\n{intro}\nOptions:\n{flags}\nManagement Commands:\n{}\nCommands:\n{}{outro}\n\
             To get more help with docker, check out our guides at https://docs.docker.com/go/guides/\n",
            list(&groups),
            list(&top)
        );
    }
    let common: Rows =
        COMMON.iter().filter_map(|name| top.iter().find(|(known, _)| known == name).cloned()).collect();
    top.retain(|(name, _)| !COMMON.contains(&name.as_str()));
    format!(
        "{intro}\nCommon Commands:\n{}\nManagement Commands:\n{}\nSwarm Commands:\n  swarm       Manage Swarm\n\n\
         Commands:\n{}\nGlobal Options:\n{flags}{outro}\n\
         For more help on how to use Docker, head to https://docs.docker.com/go/guides/\n",
        list(&common),
        list(&groups),
        list(&top)
    )
}

/// Client 28 shows these only to those who have a swarm.
const SWARM: [&str; 6] = ["config", "node", "secret", "service", "stack", "swarm"];

/// `docker image`.
pub(super) fn group(group: &str, about: &str, profile: Profile) -> String {
    let prefix = format!("{group} ");
    let mut rows: Rows = Vec::new();
    for command in for_people() {
        let name = command.spellings.iter().find_map(|spelling| spelling.words.strip_prefix(&prefix));
        let Some(name) = name.filter(|name| !name.contains(' ')) else { continue };
        if profile.is_book() && OURS.contains(&format!("{group} {name}").as_str()) {
            continue;
        }
        rows.push((name.to_owned(), short(command, &format!("docker {group} {name}"), profile)));
    }
    let inner = NESTED.iter().filter_map(|(name, about)| Some((name.strip_prefix(&prefix)?, *about)));
    rows.extend(inner.map(|(name, about)| (name.to_owned(), about)));
    if group == "volume" && !profile.is_book() {
        rows.push((VOLUME_UPDATE.0.to_owned(), VOLUME_UPDATE.1));
    }
    rows.sort_unstable();
    format!(
        "{}Usage:  docker {group} COMMAND\n\n{about}\n\nCommands:\n{}\n\
         Run 'docker {group} COMMAND --help' for more information on a command.\n",
        if profile.is_book() { "\n" } else { "" },
        list(&rows)
    )
}

/// The help of one command.
pub(super) fn command(command: &'static Command, spelling: &Spelling, profile: Profile) -> String {
    let shown = shown(spelling, profile);
    let mut out = format!(
        "{}Usage:  {shown} {}\n\n{}\n",
        if profile.is_book() { "\n" } else { "" },
        command.usage,
        match LONG.iter().find(|(words, ..)| shown.ends_with(&format!(" {words}"))) {
            None => short(command, &shown, profile),
            Some((_, _, book)) if profile.is_book() => book,
            Some((_, long, _)) => long,
        }
    );
    let names = match profile.is_book() {
        true => {
            let known = BOOK_ALIASES.iter().find(|(words, _)| *words == command.spellings[0].words);
            known.filter(|_| spelling.words.contains(' ')).map(|(_, names)| (*names).to_owned())
        }
        false => {
            let mut names: Vec<String> =
                command.spellings.iter().map(|spelling| format!("docker {}", spelling.words)).collect();
            names.dedup();
            Some(names.join(", ")).filter(|_| names.len() > 1)
        }
    };
    if let Some(names) = names {
        out.push_str(&format!("\nAliases:\n  {names}\n"));
    }
    let flags = help::flags(&command.flags_of(profile));
    if !flags.is_empty() {
        out.push_str(&format!("\nOptions:\n{flags}"));
    }
    out
}

/// Other names that client 20.10 lists for a command. It does so within groups only.
const BOOK_ALIASES: &[(&str, &str)] = &[
    ("container ls", "ls, ps, list"),
    ("image ls", "ls, list"),
    ("image rm", "rm, rmi, remove"),
    ("network ls", "ls, list"),
    ("network rm", "rm, remove"),
    ("volume ls", "ls, list"),
    ("volume rm", "rm, remove"),
];

/// The name that messages use for a command: client 20.10 knows no buildx behind `docker build`.
pub(super) fn shown(spelling: &Spelling, profile: Profile) -> String {
    match profile.is_book() {
        true => format!("docker {}", spelling.words),
        false => spelling.shown.to_owned(),
    }
}

fn list(rows: &[(String, &'static str)]) -> String {
    let rows: Vec<(&str, &str)> = rows.iter().map(|(name, short)| (name.as_str(), *short)).collect();
    help::commands(&rows)
}
