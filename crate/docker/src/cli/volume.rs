//! `docker volume …`.

use serde_json::json;
use vfs::{Meta, Node};

use super::command::{Arguments, Command, spelled};
use super::container::inspect::{Json, object};
use super::flags::{Flag, Values};
use super::image_inspect::{FORMAT, inspect_with};
use super::{FORMAT_HELP, Session, Step, confirm, deleted};
use crate::container::Volume;
use crate::host::Host;
use crate::view::format::{self, Row};
use crate::view::size;

pub(super) const CREATE: Command = Command {
    spellings: &[spelled("volume create", "docker volume create")],
    usage: "[OPTIONS] [VOLUME]",
    short: "Create a volume",
    flags: &[
        Flag::one("driver", "string", "Specify volume driver name").short('d').default("local"),
        Flag::many("label", "list", "Set metadata for a volume"),
        Flag::one("name", "string", "Specify volume name").hidden(),
        Flag::many("opt", "map", "Set driver specific options").short('o').default("map[]"),
        Flag::one("availability", "string", "Cluster Volume availability (\"active\", \"pause\", \"drain\")")
            .default("active")
            .recent(),
        Flag::one("group", "string", "Cluster Volume group (cluster volumes)").recent(),
        Flag::one("limit-bytes", "bytes", "Minimum size of the Cluster Volume in bytes").recent(),
        Flag::one("required-bytes", "bytes", "Maximum size of the Cluster Volume in bytes").recent(),
        Flag::one("scope", "string", "Cluster Volume access scope (\"single\", \"multi\")")
            .default("single")
            .recent(),
        Flag::many("secret", "map", "Cluster Volume secrets").default("map[]").recent(),
        Flag::one(
            "sharing",
            "string",
            "Cluster Volume access sharing (\"none\", \"readonly\", \"onewriter\", \"all\")",
        )
        .default("none")
        .recent(),
        Flag::many("topology-preferred", "list", "A topology that the Cluster Volume would be preferred in")
            .recent(),
        Flag::many("topology-required", "list", "A topology that the Cluster Volume must be accessible from")
            .recent(),
        Flag::one("type", "string", "Cluster Volume access type (\"mount\", \"block\")")
            .default("block")
            .recent(),
    ],
    arguments: Arguments::AtMost(1),
    run: create,
};

pub(super) const LS: Command = Command {
    spellings: &[spelled("volume ls", "docker volume ls"), spelled("volume list", "docker volume ls")],
    usage: "[OPTIONS]",
    short: "List volumes",
    flags: &[
        Flag::many("filter", "filter", "Provide filter values (e.g. \"dangling=true\")")
            .book("Provide filter values (e.g. 'dangling=true')")
            .short('f'),
        Flag::one("format", "string", FORMAT_HELP).book("Pretty-print volumes using a Go template"),
        Flag::switch("cluster", "Display only cluster volumes, and use cluster volume list formatting")
            .recent(),
        Flag::switch("quiet", "Only display volume names").short('q'),
    ],
    arguments: Arguments::None,
    run: ls,
};

pub(super) const INSPECT: Command = Command {
    spellings: &[spelled("volume inspect", "docker volume inspect")],
    usage: "[OPTIONS] VOLUME [VOLUME...]",
    short: "Display detailed information on one or more volumes",
    flags: &[FORMAT],
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        let missing = |session: &Session<'_>, name: &str| missing(session.console.profile.is_book(), name);
        inspect_with(session, &values, &describe, &missing)
    },
};

pub(super) const RM: Command = Command {
    spellings: &[spelled("volume rm", "docker volume rm"), spelled("volume remove", "docker volume rm")],
    usage: "[OPTIONS] VOLUME [VOLUME...]",
    short: "Remove one or more volumes",
    flags: &[Flag::switch("force", "Force the removal of one or more volumes").short('f')],
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        let force = values.on("force");
        let book = session.console.profile.is_book();
        super::container::each(session, &values.arguments, |session, name| {
            let containers = &mut session.host.containers;
            let users: Vec<String> =
                containers.users_of(name).iter().map(|container| container.id.clone()).collect();
            if !users.is_empty() {
                let users = users.join(", ");
                return Err(format!(
                    "Error response from daemon: remove {name}: volume is in use - [{users}]"
                ));
            }
            match containers.volumes.remove(name) {
                None if !force => Err(missing(book, name)),
                None => Ok(()),
                Some(_) => {
                    session.host.note_volume("destroy", name);
                    Ok(())
                }
            }
        })
    },
};

pub(super) const PRUNE: Command = Command {
    spellings: &[spelled("volume prune", "docker volume prune")],
    usage: "[OPTIONS]",
    short: "Remove unused local volumes",
    flags: &[
        Flag::switch("all", "Remove all unused volumes, not just anonymous ones").short('a').recent(),
        Flag::many("filter", "filter", "Provide filter values (e.g. \"label=<label>\")")
            .book("Provide filter values (e.g. 'label=<label>')"),
        Flag::switch("force", "Do not prompt for confirmation").short('f'),
    ],
    arguments: Arguments::None,
    run: prune,
};

/// What is said of a volume that is not there.
fn missing(book: bool, name: &str) -> String {
    match book {
        true => format!("Error: No such volume: {name}"),
        false => format!("Error response from daemon: get {name}: no such volume"),
    }
}

fn create(session: &mut Session<'_>, values: Values) -> Step {
    let now = session.host.now();
    let given = values.arguments.first().map(String::as_str).or(values.one("name"));
    let name = match given {
        Some(name) if !super::container::create::valid_volume(name) => {
            let message = format!("create {name}: {}", super::container::create::invalid_volume(name));
            return session.refuse(&message);
        }
        Some(name) => name.to_owned(),
        None => session.host.draw_id("volume"),
    };
    if let Some(driver) = values.one("driver").filter(|driver| *driver != "local") {
        return session.refuse(&format!(
            "create {name}: error looking up volume plugin {driver}: plugin \"{driver}\" not found"
        ));
    }
    let labels = values.many("label").into_iter().map(|label| label.split_once('=').unwrap_or((label, "")));
    let volume = Volume {
        node: Node::dir(Meta::root(0o755, now)),
        created: now,
        labels: labels.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        anonymous: given.is_none(),
        fresh: true,
    };
    session.host.containers.volumes.entry(name.clone()).or_insert(volume);
    session.host.note_volume("create", &name);
    session.console.print(&format!("{name}\n"));
    Step::Exit(0)
}

/// A row of a list of volumes; what it takes and how many use it is asked for by `docker system df` only.
pub(super) fn row(host: &Host, name: &str, measured: bool) -> Option<Row> {
    let volume = host.containers.volumes.get(name)?;
    let labels: Vec<String> = volume.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let (links, size) = match measured {
        true => (host.containers.users_of(name).len().to_string(), size::long(bytes(&volume.node))),
        false => ("N/A".to_owned(), "N/A".to_owned()),
    };
    let mut row = format::row([
        ("Driver", "local".to_owned()),
        ("Name", name.to_owned()),
        ("Scope", "local".to_owned()),
        ("Mountpoint", mountpoint(name)),
        ("Labels", labels.join(",")),
        ("Links", links),
        ("Size", size),
    ]);
    if measured {
        row.extend(["Availability", "Group", "Status"].map(|name| (name.to_owned(), "N/A".into())));
    }
    Some(row)
}

fn ls(session: &mut Session<'_>, values: Values) -> Step {
    if let Some(name) = super::unknown_filter(&values, &["dangling", "driver", "label", "name"]) {
        return session.refuse(&format!("Invalid filter '{name}'"));
    }
    let containers = &session.host.containers;
    let mut rows: Vec<Row> = Vec::new();
    for (name, volume) in &containers.volumes {
        let wanted = values.many("filter").iter().all(|filter| match filter.split_once('=') {
            Some(("dangling", value)) => {
                (value == "true" || value == "1") == containers.users_of(name).is_empty()
            }
            Some(("name", value)) => name.contains(value),
            Some(("driver", value)) => value == "local",
            Some(("label", label)) => match label.split_once('=') {
                Some((key, value)) => volume.labels.get(key).is_some_and(|has| has == value),
                None => volume.labels.contains_key(label),
            },
            _ => true,
        });
        if wanted {
            rows.extend(row(session.host, name, false));
        }
    }
    if values.on("quiet") && !values.given("format") {
        let names: String =
            rows.iter().filter_map(|row| row.get("Name")?.as_str()).map(|name| format!("{name}\n")).collect();
        session.console.print(&names);
        return Step::Exit(0);
    }
    const HEADERS: &[(&str, &str)] = &[
        ("Driver", "DRIVER"),
        ("Name", "VOLUME NAME"),
        ("Scope", "SCOPE"),
        ("Mountpoint", "MOUNTPOINT"),
        ("Labels", "LABELS"),
        ("Links", "LINKS"),
        ("Size", "SIZE"),
    ];
    let text = format::list(values.one("format"), HEADERS, &["Driver", "Name"], &rows);
    session.finish(text)
}

fn mountpoint(name: &str) -> String {
    format!("/var/lib/docker/volumes/{name}/_data")
}

/// A volume as docker describes it.
pub(super) fn describe(host: &Host, name: &str) -> Option<Json> {
    let volume = host.containers.volumes.get(name)?;
    Some(object! {
        "CreatedAt": oci::format_time(vfs::Time::from_secs(volume.created.secs)),
        "Driver": "local",
        "Labels": if volume.labels.is_empty() { serde_json::Value::Null } else { json!(volume.labels) },
        "Mountpoint": mountpoint(name),
        "Name": name,
        "Options": serde_json::Value::Null,
        "Scope": "local",
    })
}

fn prune(session: &mut Session<'_>, values: Values) -> Step {
    let all = values.on("all") || session.console.profile.is_book();
    let what = if all { "all local volumes" } else { "anonymous local volumes" };
    let warning = format!("WARNING! This will remove {what} not used by at least one container.");
    confirm(session, values.on("force"), &warning, move |session| {
        let (text, bytes) = remove(session.host, all);
        session.console.print(&format!("{text}Total reclaimed space: {}\n", size::long(bytes)));
        Step::Exit(0)
    })
}

/// Removes volumes that nobody uses; says which, and how many bytes that freed.
pub(super) fn remove(host: &mut Host, all: bool) -> (String, u64) {
    let containers = &mut host.containers;
    let unused: Vec<String> = containers
        .volumes
        .iter()
        .filter(|(name, volume)| (all || volume.anonymous) && containers.users_of(name).is_empty())
        .map(|(name, _)| name.clone())
        .collect();
    let gone = unused.iter().filter_map(|name| containers.volumes.remove(name));
    let freed = gone.map(|volume| bytes(&volume.node)).sum();
    unused.iter().for_each(|name| host.note_volume("destroy", name));
    host.note_prune("volume", freed);
    (deleted("Volumes", &unused), freed)
}

/// Bytes of the files in a volume.
pub(super) fn bytes(node: &Node) -> u64 {
    match node.as_dir() {
        Some(dir) => dir.iter().map(|entry| bytes(&entry.node)).sum(),
        None => node.size(),
    }
}
