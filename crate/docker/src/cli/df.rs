//! `docker system df`.

use std::collections::{BTreeMap, BTreeSet};

use oci::{Image, Layer};
use serde_json::{Value, json};
use vfs::Digest;

use super::command::{Arguments, Command, spelled};
use super::container::ls::{View, sizes};
use super::flags::{Flag, Values};
use super::volume::bytes;
use super::{FORMAT_HELP, Session, Step, du};
use crate::host::Host;
use crate::view::format::{self, Row};
use crate::view::table::{DOCKER, render};
use crate::view::{age, size, template, time};

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("system df", "docker system df")],
    usage: "[OPTIONS]",
    short: "Show docker disk usage",
    flags: &[
        Flag::one("format", "string", FORMAT_HELP),
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
    let now = host.now().secs;
    let held = layers(host);
    let images = host.images().into_iter().map(|row| {
        let name = row.names.first().map_or("<none>:<none>", String::as_str);
        let (repository, tag) = name.rsplit_once(':').unwrap_or((name, "<none>"));
        let shared = host.store.get(&row.id).map_or(0, |image| shared(image, &held));
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
    });
    let view = View { host, truncate: false, book: false };
    let containers = host.containers.all.iter().rev().map(|container| {
        let mut row = view.row(container, false);
        row.insert("Size".to_owned(), size::short(sizes(host, container).0).into());
        row
    });
    let volumes = host.containers.volumes.keys().map(|name| super::volume::row(host, name, true));
    let usage = host.cache.usage();
    let cache = usage.iter().map(|usage| {
        let moment = |at: Option<vfs::Time>| at.map_or(String::new(), |at| time::go(at.secs));
        let ago = |at: Option<vfs::Time>| at.map_or(String::new(), |at| age::ago(at.secs, now));
        format::row([
            ("CacheType", usage.kind.to_owned()),
            ("CreatedAt", moment(usage.created)),
            ("CreatedSince", ago(usage.created)),
            ("Description", usage.description.clone()),
            ("ID", du::id(usage, host.seed)),
            ("InUse", "false".to_owned()),
            ("LastUsedAt", moment(usage.used)),
            ("LastUsedSince", ago(usage.used)),
            ("Parent", String::new()),
            ("Shared", "false".to_owned()),
            ("Size", size::short(usage.size)),
            ("UsageCount", usage.uses.to_string()),
        ])
    });
    json!({
        "Images": images.map(|row| format::whole(&row)).collect::<Vec<_>>(),
        "Containers": containers.map(|row| format::whole(&row)).collect::<Vec<_>>(),
        "Volumes": volumes.flatten().map(|row| format::whole(&row)).collect::<Vec<_>>(),
        "BuildCache": cache.map(|row| format::whole(&row)).collect::<Vec<_>>(),
    })
}

fn verbose(host: &Host, book: bool) -> String {
    let now = host.now().secs;
    let heading = |text: &str| text.split('|').map(str::to_owned).collect::<Vec<String>>();
    let cached: u64 = host.cache.usage().iter().map(|usage| usage.size).sum();
    let mut cache = vec![heading("CACHE ID|CACHE TYPE|SIZE|CREATED|LAST USED|USAGE|SHARED")];
    cache.extend(host.cache.usage().iter().map(|usage| {
        let ago = |time: Option<vfs::Time>| time.map_or(String::new(), |time| age::ago(time.secs, now));
        vec![
            du::id(usage, host.seed).chars().take(12).collect(),
            usage.kind.to_owned(),
            size::short(usage.size),
            ago(usage.created),
            ago(usage.used),
            usage.uses.to_string(),
            "false".to_owned(),
        ]
    }));
    format!(
        "Images space usage:\n\n{}\nContainers space usage:\n\n{}\nLocal Volumes space usage:\n\n{}\n\
         Build cache usage: {}\n\n{}",
        images(host, heading("REPOSITORY|TAG|IMAGE ID|CREATED|SIZE|SHARED SIZE|UNIQUE SIZE|CONTAINERS")),
        containers(host, book, heading("CONTAINER ID|IMAGE|COMMAND|LOCAL VOLUMES|SIZE|CREATED|STATUS|NAMES")),
        volumes(host, heading("VOLUME NAME|LINKS|SIZE")),
        size::long(cached),
        render(&cache, DOCKER),
    )
}

/// The images, the newest first, each with what it shares with others.
fn images(host: &Host, heading: Vec<String>) -> String {
    let holders = layers(host);
    let now = host.now().secs;
    let mut rows = vec![heading];
    for row in host.images() {
        let shared = host.store.get(&row.id).map_or(0, |image| shared(image, &holders));
        let name = row.names.first().map_or("<none>:<none>", String::as_str);
        let (repository, tag) = name.rsplit_once(':').unwrap_or((name, "<none>"));
        rows.push(vec![
            repository.to_owned(),
            tag.to_owned(),
            row.id.short(),
            age::ago(row.created, now),
            size::short(row.size),
            size::long(shared),
            size::long(row.size - shared),
            host.users_of(&row.id).len().to_string(),
        ]);
    }
    render(&rows, DOCKER)
}

/// The containers, the newest first, with what they have written.
fn containers(host: &Host, book: bool, heading: Vec<String>) -> String {
    let view = View { host, truncate: true, book };
    let mut rows = vec![heading];
    for container in host.containers.all.iter().rev() {
        let row = view.row(container, false);
        let field = |name: &str| row.get(name).and_then(|text| text.as_str()).unwrap_or_default().to_owned();
        let names = ["ID", "Image", "Command", "LocalVolumes", "Size", "RunningFor", "Status", "Names"];
        let mut cells: Vec<String> = names.into_iter().map(field).collect();
        cells[4] = size::short(sizes(host, container).0);
        rows.push(cells);
    }
    render(&rows, DOCKER)
}

fn volumes(host: &Host, heading: Vec<String>) -> String {
    let mut rows = vec![heading];
    rows.extend(host.containers.volumes.iter().map(|(name, volume)| {
        let links = host.containers.users_of(name).len();
        vec![name.clone(), links.to_string(), size::long(bytes(&volume.node))]
    }));
    render(&rows, DOCKER)
}
