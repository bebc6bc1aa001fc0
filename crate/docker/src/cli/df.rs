//! `docker system df`.

use std::collections::{BTreeMap, BTreeSet};

use engine::Usage;
use oci::{Image, Layer};
use serde_json::{Value, json};
use vfs::{Digest, Time};

use super::command::{Arguments, Command, spelled};
use super::container::ls::{View, sizes};
use super::flags::{Flag, Values};
use super::volume::bytes;
use super::{FORMAT_HELP, Session, Step, du};
use crate::host::Host;
use crate::rows::ImageRow;
use crate::view::format::{self, Row};
use crate::view::table::{DOCKER, render};
use crate::view::{age, size, template, time};

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("system df", "docker system df")],
    usage: "[OPTIONS]",
    short: "Show docker disk usage",
    flags: &[
        Flag::one("format", "string", FORMAT_HELP).book("Pretty-print images using a Go template"),
        Flag::switch("verbose", "Show detailed information on space usage").short('v'),
    ],
    arguments: Arguments::None,
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    if values.on("verbose") && !values.given("format") {
        let text = verbose(session.host, session.console.profile.is_book());
        session.console.print(&text);
        return Step::Exit(0);
    }
    // Client 20.10 takes the word for a template of the whole.
    if values.on("verbose") && values.one("format") == Some("json") && session.console.profile.is_book() {
        session.console.print("json");
        return Step::Exit(0);
    }
    if values.on("verbose")
        && let Some(format) = session.format(&values)
    {
        let text = template::render_one(&format, &whole(session.host));
        return session.finish(text);
    }
    let headers = [
        ("Type", "TYPE"),
        ("TotalCount", "TOTAL"),
        ("Active", "ACTIVE"),
        ("Size", "SIZE"),
        ("Reclaimable", "RECLAIMABLE"),
    ];
    let columns = ["Type", "TotalCount", "Active", "Size", "Reclaimable"];
    let text = format::list(session.format(&values).as_deref(), &headers, &columns, &rows(session.host));
    session.finish(text)
}

fn rows(host: &Host) -> Vec<Row> {
    let layers = layers(host);
    let images: u64 = layers.values().map(|(bytes, _)| bytes).sum();
    let standing: BTreeSet<Digest> = host.containers.all.iter().map(|container| container.image).collect();
    let used = standing.iter().filter_map(|id| host.store.get(id));
    let used: Vec<u64> = used.map(|image| image.size() - shared(image, &layers)).collect();
    let all = &host.containers.all;
    let own: Vec<(u64, bool)> =
        all.iter().map(|container| (sizes(host, container).0, container.is_running())).collect();
    let volumes: Vec<(u64, bool)> = host
        .containers
        .volumes
        .iter()
        .map(|(name, volume)| (bytes(&volume.node), !host.containers.users_of(name).is_empty()))
        .collect();
    let cache = host.cache.usage();
    let cached: u64 = cache.iter().map(|usage| usage.size).sum();
    vec![
        row(
            "Images",
            [host.store.images().count(), used.len()],
            images,
            share(images - used.iter().sum::<u64>(), images),
        ),
        counted("Containers", &own),
        counted("Local Volumes", &volumes),
        row("Build Cache", [cache.len(), 0], cached, size::long(cached)),
    ]
}

/// A row: how many things there are and how many are in use, and what they take.
fn row(kind: &str, [total, active]: [usize; 2], bytes: u64, reclaimable: String) -> Row {
    format::row([
        ("Type", kind.to_owned()),
        ("TotalCount", total.to_string()),
        ("Active", active.to_string()),
        ("Size", size::long(bytes)),
        ("Reclaimable", reclaimable),
    ])
}

/// The row of things of which each takes some bytes and is in use or not.
fn counted(kind: &str, things: &[(u64, bool)]) -> Row {
    let total = things.iter().map(|(bytes, _)| bytes).sum();
    let idle = things.iter().filter(|(_, active)| !active).map(|(bytes, _)| bytes).sum();
    let active = things.iter().filter(|(_, active)| *active).count();
    row(kind, [things.len(), active], total, share(idle, total))
}

/// What could be freed, and which part of all that is.
fn share(idle: u64, total: u64) -> String {
    match (idle * 100).checked_div(total) {
        Some(percent) => format!("{} ({percent}%)", size::long(idle)),
        None => size::long(idle),
    }
}

/// Bytes of an image's layers that other images have too.
fn shared(image: &Image, layers: &BTreeMap<Digest, (u64, usize)>) -> u64 {
    let held = |layer: &&Layer| layers.get(&layer.diff_id()).is_some_and(|(_, images)| *images > 1);
    image.layers().iter().filter(held).map(Layer::content_size).sum()
}

/// Every layer once, with the bytes of its files and how many images hold it.
fn layers(host: &Host) -> BTreeMap<Digest, (u64, usize)> {
    let mut layers: BTreeMap<Digest, (u64, usize)> = BTreeMap::new();
    for (_, image) in host.store.images() {
        for layer in image.layers() {
            layers.entry(layer.diff_id()).or_insert((layer.content_size(), 0)).1 += 1;
        }
    }
    layers
}

/// Everything that takes room, as `--verbose` gives it to templates.
fn whole(host: &Host) -> Value {
    let values = |rows: Vec<Row>| rows.iter().map(format::whole).collect::<Vec<Value>>();
    json!({
        "Images": values(images(host)),
        "Containers": values(containers(host, View { host, truncate: false, book: false })),
        "Volumes": values(volumes(host)),
        "BuildCache": values(cache(host)),
    })
}

fn verbose(host: &Host, book: bool) -> String {
    let cached: u64 = host.cache.usage().iter().map(|usage| usage.size).sum();
    let images = table(
        "REPOSITORY|TAG|IMAGE ID|CREATED|SIZE|SHARED SIZE|UNIQUE SIZE|CONTAINERS",
        ["Repository", "Tag", "ID", "CreatedSince", "Size", "SharedSize", "UniqueSize", "Containers"],
        &images(host),
    );
    let containers = table(
        "CONTAINER ID|IMAGE|COMMAND|LOCAL VOLUMES|SIZE|CREATED|STATUS|NAMES",
        ["ID", "Image", "Command", "LocalVolumes", "Size", "RunningFor", "Status", "Names"],
        &containers(host, View { host, truncate: true, book }),
    );
    let volumes = table("VOLUME NAME|LINKS|SIZE", ["Name", "Links", "Size"], &volumes(host));
    let cache = table(
        "CACHE ID|CACHE TYPE|SIZE|CREATED|LAST USED|USAGE|SHARED",
        ["ID", "CacheType", "Size", "CreatedSince", "LastUsedSince", "UsageCount", "Shared"],
        &cache(host),
    );
    format!(
        "Images space usage:\n\n{images}\nContainers space usage:\n\n{containers}\nLocal Volumes space usage:\n\n\
         {volumes}\nBuild cache usage: {}\n\n{cache}",
        size::long(cached),
    )
}

/// Rows as a table, with ids in short.
fn table<const N: usize>(heading: &str, fields: [&str; N], rows: &[Row]) -> String {
    let cell = |row: &Row, field: &str| {
        let text = row.get(field).and_then(Value::as_str).unwrap_or_default();
        match field {
            "ID" => text.trim_start_matches("sha256:").chars().take(12).collect(),
            _ => text.to_owned(),
        }
    };
    let mut lines: Vec<Vec<String>> = vec![heading.split('|').map(str::to_owned).collect()];
    lines.extend(rows.iter().map(|row| fields.iter().map(|field| cell(row, field)).collect()));
    render(&lines, DOCKER)
}

/// The images, the newest first, each with what it shares with others.
fn images(host: &Host) -> Vec<Row> {
    let holders = layers(host);
    let now = host.now().secs;
    let row = |row: ImageRow| {
        let shared = host.store.get(&row.id).map_or(0, |image| shared(image, &holders));
        let name = row.names.first().map_or("<none>:<none>", String::as_str);
        let (repository, tag) = name.rsplit_once(':').unwrap_or((name, "<none>"));
        format::row([
            ("Containers", host.users_of(&row.id).len().to_string()),
            ("CreatedAt", time::go(row.created)),
            ("CreatedSince", age::ago(row.created, now)),
            ("Digest", String::new()),
            ("ID", row.id.to_string()),
            ("Repository", repository.to_owned()),
            ("SharedSize", size::long(shared)),
            ("Size", size::short(row.size)),
            ("Tag", tag.to_owned()),
            ("UniqueSize", size::long(row.size - shared)),
            ("VirtualSize", size::long(row.size)),
        ])
    };
    host.images().into_iter().map(row).collect()
}

/// The containers, the newest first, with what they have written.
fn containers(host: &Host, view: View<'_>) -> Vec<Row> {
    let row = |container| {
        let mut row = view.row(container, false);
        row.insert("Size".to_owned(), size::short(sizes(host, container).0).into());
        row
    };
    host.containers.all.iter().rev().map(row).collect()
}

fn volumes(host: &Host) -> Vec<Row> {
    host.containers.volumes.keys().filter_map(|name| super::volume::row(host, name, true)).collect()
}

fn cache(host: &Host) -> Vec<Row> {
    let now = host.now().secs;
    let moment = |at: Option<Time>| at.map_or(String::new(), |at| time::go(at.secs));
    let ago = |at: Option<Time>| at.map_or(String::new(), |at| age::ago(at.secs, now));
    let row = |usage: Usage| {
        format::row([
            ("CacheType", usage.kind.to_owned()),
            ("CreatedAt", moment(usage.created)),
            ("CreatedSince", ago(usage.created)),
            ("Description", usage.description.clone()),
            ("ID", du::id(&usage, host.seed)),
            ("InUse", "false".to_owned()),
            ("LastUsedAt", moment(usage.used)),
            ("LastUsedSince", ago(usage.used)),
            ("Parent", usage.parent.map_or(String::new(), |id| du::record_id(Some(id), &None, host.seed))),
            ("Shared", "false".to_owned()),
            ("Size", size::short(usage.size)),
            ("UsageCount", usage.uses.to_string()),
        ])
    };
    host.cache.usage().into_iter().map(row).collect()
}
