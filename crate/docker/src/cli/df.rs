//! `docker system df`.

use std::collections::BTreeMap;

use vfs::Digest;

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{FORMAT_HELP, Session, Step, du};
use crate::host::Host;
use crate::view::format::{self, Row};
use crate::view::table::{DOCKER, render};
use crate::view::{age, size};

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
        let text = verbose(session.host);
        session.console.print(&text);
        return Step::Exit(0);
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
    let row = |kind: &str, total: usize, bytes: u64, reclaimable: String| {
        format::row([
            ("Type", kind.to_owned()),
            ("TotalCount", total.to_string()),
            ("Active", "0".to_owned()),
            ("Size", size::long(bytes)),
            ("Reclaimable", reclaimable),
        ])
    };
    let images: u64 = layers(host).values().map(|(bytes, _)| bytes).sum();
    let share = if images > 0 { format!("{} (100%)", size::long(images)) } else { "0B".to_owned() };
    let cache = host.cache.usage();
    let cached: u64 = cache.iter().map(|usage| usage.size).sum();
    vec![
        row("Images", host.store.images().count(), images, share),
        row("Containers", 0, 0, "0B".to_owned()),
        row("Local Volumes", 0, 0, "0B".to_owned()),
        row("Build Cache", cache.len(), cached, size::long(cached)),
    ]
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

fn verbose(host: &Host) -> String {
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
        render(&[heading("CONTAINER ID|IMAGE|COMMAND|LOCAL VOLUMES|SIZE|CREATED|STATUS|NAMES")], DOCKER),
        render(&[heading("VOLUME NAME|LINKS|SIZE")], DOCKER),
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
        let shared: u64 = row
            .layers
            .iter()
            .filter(|layer| holders.get(&layer.diff_id).is_some_and(|(_, images)| *images > 1))
            .map(|layer| layer.content)
            .sum();
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
            "0".to_owned(),
        ]);
    }
    render(&rows, DOCKER)
}
