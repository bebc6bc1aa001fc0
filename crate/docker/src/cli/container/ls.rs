//! `docker container ls`.

use std::collections::BTreeMap;

use vfs::Digest;

use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::{Flag, Values};
use crate::cli::{FORMAT_HELP, Session, Step};
use crate::container::{Container, MountKind, Status};
use crate::host::Host;
use crate::view::format::{self, Row};
use crate::view::{age, size, time};

pub(crate) const COMMAND: Command = Command {
    spellings: &[
        spelled("container ls", "docker container ls"),
        spelled("container list", "docker container ls"),
        spelled("container ps", "docker container ls"),
        spelled("ps", "docker ps"),
    ],
    usage: "[OPTIONS]",
    short: "List containers",
    flags: &[
        Flag::switch("all", "Show all containers (default shows just running)").short('a'),
        Flag::many("filter", "filter", "Filter output based on conditions provided").short('f'),
        Flag::one("format", "string", FORMAT_HELP).book("Pretty-print containers using a Go template"),
        Flag::one("last", "int", "Show n last created containers (includes all states)")
            .short('n')
            .default("-1"),
        Flag::switch("latest", "Show the latest created container (includes all states)").short('l'),
        Flag::switch("no-trunc", "Don't truncate output"),
        Flag::switch("quiet", "Only display container IDs").short('q'),
        Flag::switch("size", "Display total file sizes").short('s'),
    ],
    arguments: Arguments::None,
    run: ls,
};

const HEADERS: &[(&str, &str)] = &[
    ("ID", "CONTAINER ID"),
    ("Image", "IMAGE"),
    ("Command", "COMMAND"),
    ("CreatedAt", "CREATED AT"),
    ("RunningFor", "CREATED"),
    ("Status", "STATUS"),
    ("State", "STATE"),
    ("Ports", "PORTS"),
    ("Names", "NAMES"),
    ("Size", "SIZE"),
    ("Labels", "LABELS"),
    ("Mounts", "MOUNTS"),
    ("LocalVolumes", "LOCAL VOLUMES"),
    ("Networks", "NETWORKS"),
    ("Platform", "PLATFORM"),
];

/// As wide as a command or a mount may be shown.
const COMMAND_WIDTH: usize = 20;
const MOUNT_WIDTH: usize = 15;

fn ls(session: &mut Session<'_>, values: Values) -> Step {
    let last = values.number("last").unwrap_or(-1);
    let filters = match filters(&values.many("filter")) {
        Ok(filters) => filters,
        Err(message) => return session.fail(&message),
    };
    let last = if values.on("latest") { 1 } else { last };
    let host = &*session.host;
    let wants_any_state = filters.iter().any(|(name, _)| name == "status" || name == "exited");
    let mut rows: Vec<&Container> = host.containers.all.iter().rev().collect();
    for (name, wanted) in grouped(&filters) {
        match matching(host, &name, &wanted, &rows) {
            Ok(kept) => rows = kept,
            Err(message) => return session.refuse(&message),
        }
    }
    if last > 0 {
        rows.truncate(usize::try_from(last).unwrap_or(usize::MAX));
    } else if !values.on("all") && !wants_any_state {
        rows.retain(|container| container.is_running());
    }
    let book = session.console.profile.is_book();
    let view = View { host, truncate: !values.on("no-trunc"), book };
    let with_size = values.on("size")
        || values.one("format").is_some_and(|format| format.contains(".Size") || format.contains("json ."));
    let rows: Vec<Row> = rows.into_iter().map(|container| view.row(container, with_size)).collect();
    if values.on("quiet") && !values.given("format") {
        let ids: String =
            rows.iter().filter_map(|row| row.get("ID")?.as_str()).map(|id| format!("{id}\n")).collect();
        session.console.print(&ids);
        return Step::Exit(0);
    }
    let mut columns = vec!["ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"];
    if values.on("size") {
        columns.push("Size");
    }
    let text = format::list(session.format(&values).as_deref(), HEADERS, &columns, &rows);
    session.finish(text.map_err(|error| error.of("*formatter.ContainerContext")))
}

/// How rows are shown.
pub(crate) struct View<'a> {
    pub(crate) host: &'a Host,
    pub(crate) truncate: bool,
    pub(crate) book: bool,
}

impl View<'_> {
    pub(crate) fn row(&self, container: &Container, with_size: bool) -> Row {
        let now = self.host.now().secs;
        let id = if self.truncate { container.short().to_owned() } else { container.id.clone() };
        let command =
            if self.truncate { cut(&container.command(), COMMAND_WIDTH) } else { container.command() };
        let mounts: Vec<String> = container
            .options
            .mounts
            .iter()
            .filter(|mount| mount.kind != MountKind::Tmpfs)
            .map(|mount| if self.truncate { cut(&mount.source, MOUNT_WIDTH) } else { mount.source.clone() })
            .collect();
        let volumes = container.options.mounts.iter().filter(|mount| mount.kind == MountKind::Volume).count();
        let labels: Vec<String> =
            container.config.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let mut row = format::row([
            ("ID", id),
            ("Image", self.image(container)),
            ("Command", format!("\"{command}\"")),
            ("CreatedAt", time::go(container.created.secs)),
            ("RunningFor", age::ago(container.created.secs, now)),
            ("Status", status(container, now)),
            ("State", container.state.status.name().to_owned()),
            ("Ports", ports(container, self.book)),
            ("Names", container.name.clone()),
            ("Size", if with_size { self.size(container) } else { "0B".to_owned() }),
            ("Labels", labels.join(",")),
            ("Mounts", mounts.join(",")),
            ("LocalVolumes", volumes.to_string()),
            ("Networks", self.networks(container)),
        ]);
        if !self.book {
            row.insert("Platform".to_owned(), serde_json::Value::Null);
        }
        row
    }

    /// As the user typed it, or the id if that name now means another image.
    fn image(&self, container: &Container) -> String {
        let name = &container.config.image;
        let same = self.host.find(name).is_ok_and(|image| image.id() == container.image);
        match (same, self.truncate) {
            (true, _) => name.clone(),
            (false, true) => container.image.short(),
            (false, false) => container.image.to_string(),
        }
    }

    fn size(&self, container: &Container) -> String {
        let (own, all) = sizes(self.host, container);
        format!("{} (virtual {})", size::short(own), size::short(all))
    }

    fn networks(&self, container: &Container) -> String {
        let name = |id: &str| {
            self.host.containers.networks.iter().find(|network| network.id == id).map(|n| n.name.clone())
        };
        let names: Vec<String> =
            container.endpoints.iter().filter_map(|endpoint| name(&endpoint.network)).collect();
        if names.is_empty() {
            let asked = container.options.network.as_str();
            return if matches!(asked, "" | "default") { "bridge" } else { asked }.to_owned();
        }
        names.join(",")
    }
}

/// Bytes of the writable layer, and with those of the image.
pub(crate) fn sizes(host: &Host, container: &Container) -> (u64, u64) {
    let own = container.own_size(host.now());
    let image = host.store.get(&container.image).map_or(0, oci::Image::size);
    (own, image + own)
}

pub(crate) fn status(container: &Container, now: i64) -> String {
    let state = &container.state;
    let started = state.started.map_or(now, |(secs, _)| secs);
    let finished = state.finished.map_or(now, |(secs, _)| secs);
    let up = || format!("Up {}", age::duration(now - started));
    match state.status {
        Status::Created => "Created".to_owned(),
        Status::Paused => format!("{} (Paused)", up()),
        Status::Restarting => format!("Restarting ({}) {}", state.exit, age::ago(finished, now)),
        Status::Exited => format!("Exited ({}) {}", state.exit, age::ago(finished, now)),
        Status::Running => match &state.health {
            None => up(),
            Some(health) if health.status == "starting" => format!("{} (health: starting)", up()),
            Some(health) => format!("{} ({})", up(), health.status),
        },
    }
}

fn ports(container: &Container, book: bool) -> String {
    if !container.is_running() {
        return String::new();
    }
    let mut shown = Vec::new();
    for port in &container.options.ports {
        if port.host_ip.is_empty() {
            let six = if book { "::" } else { "[::]" };
            shown.push(format!("0.0.0.0:{}->{}", port.host, port.container));
            shown.push(format!("{six}:{}->{}", port.host, port.container));
        } else {
            shown.push(format!("{}:{}->{}", port.host_ip, port.host, port.container));
        }
    }
    let published = |port: &String| container.options.ports.iter().any(|known| known.container == *port);
    shown.extend(container.config.exposed.iter().filter(|port| !published(port)).cloned());
    shown.join(", ")
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let head: String = text.chars().take(width - 1).collect();
    format!("{head}…")
}

fn filters(given: &[&str]) -> Result<Vec<(String, String)>, String> {
    const KNOWN: &[&str] = &[
        "ancestor",
        "before",
        "since",
        "exited",
        "expose",
        "health",
        "id",
        "is-task",
        "isolation",
        "label",
        "name",
        "network",
        "publish",
        "status",
        "volume",
    ];
    let mut filters = Vec::new();
    for filter in given {
        let Some((name, value)) = filter.split_once('=') else {
            return Err(super::daemon(format!("Invalid filter '{filter}'")));
        };
        let name = name.trim().to_lowercase();
        if !KNOWN.contains(&name.as_str()) {
            return Err(super::daemon(format!("Invalid filter '{name}'")));
        }
        filters.push((name, value.trim().to_owned()));
    }
    Ok(filters)
}

/// Values of one filter are alternatives; filters narrow each other.
fn grouped(filters: &[(String, String)]) -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in filters {
        groups.entry(name.clone()).or_default().push(value.clone());
    }
    groups
}

fn matching<'a>(
    host: &Host,
    name: &str,
    wanted: &[String],
    rows: &[&'a Container],
) -> Result<Vec<&'a Container>, String> {
    const STATES: &[&str] = &["created", "running", "paused", "restarting", "removing", "exited", "dead"];
    if name == "status"
        && let Some(bad) = wanted.iter().find(|value| !STATES.contains(&value.as_str()))
    {
        return Err(format!("Invalid filter 'status={bad}'"));
    }
    let mut limits = Vec::new();
    if name == "before" || name == "since" {
        for value in wanted {
            let id = host.containers.id_of(value)?;
            limits.extend(host.containers.position(&id));
        }
    }
    let has = |container: &Container, value: &str| match name {
        "status" => container.state.status.name() == value,
        "exited" => container.state.status == Status::Exited && value.parse() == Ok(container.state.exit),
        "id" => container.id.starts_with(value),
        "name" => name_matches(&container.name, value),
        "label" => match value.split_once('=') {
            Some((key, value)) => container.config.labels.get(key).is_some_and(|has| has == value),
            None => container.config.labels.contains_key(value),
        },
        "ancestor" => is_ancestor(host, container, value),
        "network" => container.endpoints.iter().any(|endpoint| {
            host.containers.network(value).is_some_and(|network| network.id == endpoint.network)
        }),
        "volume" => {
            container.options.mounts.iter().any(|mount| mount.source == value || mount.target == value)
        }
        "publish" => {
            container.is_running()
                && container
                    .options
                    .ports
                    .iter()
                    .any(|port| port.host.to_string() == value.split('/').next().unwrap_or_default())
        }
        "expose" => {
            container.config.exposed.iter().any(|port| port == value || port.split('/').next() == Some(value))
        }
        "health" => container.state.health.as_ref().map_or("none", |health| health.status.as_str()) == value,
        _ => true,
    };
    let position = |container: &Container| host.containers.position(&container.id).unwrap_or(0);
    Ok(rows
        .iter()
        .copied()
        .filter(|container| match name {
            "before" => limits.iter().any(|limit| position(container) < *limit),
            "since" => limits.iter().any(|limit| position(container) > *limit),
            _ => wanted.iter().any(|value| has(container, value)),
        })
        .collect())
}

/// Docker holds a name with its leading slash, and without, against a regular expression; `^` and `$` are what people use.
fn name_matches(name: &str, pattern: &str) -> bool {
    let (start, rest) = match pattern.strip_prefix('^') {
        Some(rest) => (true, rest.trim_start_matches('/')),
        None => (false, pattern.trim_start_matches('/')),
    };
    match (start, rest.strip_suffix('$')) {
        (true, Some(rest)) => name == rest,
        (true, None) => name.starts_with(rest),
        (false, Some(rest)) => name.ends_with(rest),
        (false, None) => name.contains(rest),
    }
}

/// Whether a container's image is the named one, or one that the classic builder or a commit made from it.
fn is_ancestor(host: &Host, container: &Container, name: &str) -> bool {
    let Ok(ancestor) = host.named(name) else { return false };
    let below = |id: &Digest| host.classic.get(id).and_then(|step| step.parent);
    std::iter::successors(Some(container.image), below).any(|id| id == ancestor.id())
}
