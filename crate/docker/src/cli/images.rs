//! `docker image ls`.

use std::collections::BTreeMap;

use dockerfile::ignore::Ignore;
use oci::{Image, Reference};
use vfs::Digest;

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{FORMAT_HELP, Session, Step};
use crate::host::Host;
use crate::profile::Profile;
use crate::view::format;
use crate::view::{age, size, time};

pub(super) const COMMAND: Command = Command {
    spellings: &[
        spelled("image ls", "docker image ls"),
        spelled("image list", "docker image ls"),
        spelled("images", "docker images"),
    ],
    usage: "[OPTIONS] [REPOSITORY[:TAG]]",
    short: "List images",
    flags: &[
        Flag::switch("all", "Show all images (default hides intermediate images)").short('a'),
        Flag::switch("digests", "Show digests"),
        Flag::many("filter", "filter", "Filter output based on conditions provided").short('f'),
        Flag::one("format", "string", FORMAT_HELP).book("Pretty-print images using a Go template"),
        Flag::switch("no-trunc", "Don't truncate output"),
        Flag::switch("quiet", "Only show image IDs").short('q'),
        Flag::switch("tree", "List multi-platform images as a tree (EXPERIMENTAL)").recent(),
    ],
    arguments: Arguments::AtMost(1),
    run,
};

const HEADERS: &[(&str, &str)] = &[
    ("Repository", "REPOSITORY"),
    ("Tag", "TAG"),
    ("Digest", "DIGEST"),
    ("ID", "IMAGE ID"),
    ("CreatedSince", "CREATED"),
    ("CreatedAt", "CREATED AT"),
    ("Size", "SIZE"),
    ("VirtualSize", "SIZE"),
    ("SharedSize", "SHARED SIZE"),
    ("UniqueSize", "UNIQUE SIZE"),
    ("Containers", "CONTAINERS"),
];

const NONE: &str = "<none>";

/// An image under one of its names.
struct Listed<'a> {
    image: &'a Image,
    name: Option<&'a Reference>,
    /// 0 if the image does not say.
    created: i64,
}

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let mut filters = match filters(&values.many("filter")) {
        Ok(filters) => filters,
        Err(message) => return session.fail(&message),
    };
    filters.extend(values.arguments.iter().map(|name| Filter::Reference(name.clone())));
    let listed = match listed(session.host, &filters, values.on("all")) {
        Ok(listed) => listed,
        Err(message) => return session.refuse(&message),
    };
    let truncate = !values.on("no-trunc");
    if values.on("quiet") && !values.given("format") {
        let mut ids: Vec<String> =
            listed.iter().map(|listed| shown_id(&listed.image.id(), truncate)).collect();
        ids.dedup();
        session.console.print(&ids.iter().map(|id| format!("{id}\n")).collect::<String>());
        return Step::Exit(0);
    }
    let is_plain = !values.given("format") && !values.on("no-trunc") && !values.on("digests");
    if session.console.profile == Profile::V29 && is_plain {
        let text = tree(session.host, &listed, session.console.options.stdout_is_terminal);
        session.console.print(&text);
        return Step::Exit(0);
    }
    let columns: &[&str] = match values.on("digests") {
        false => &["Repository", "Tag", "ID", "CreatedSince", "Size"],
        true => &["Repository", "Tag", "Digest", "ID", "CreatedSince", "Size"],
    };
    let field = |index: usize, name: &str| field(session.host, &listed[index], truncate, name);
    let text = format::list_by(session.format(&values).as_deref(), HEADERS, columns, listed.len(), &field);
    session.finish(text)
}

/// Every image under every name, the newest first; without a name an image is listed once.
fn listed<'a>(host: &'a Host, filters: &[Filter], all: bool) -> Result<Vec<Listed<'a>>, String> {
    let mut listed = Vec::new();
    let mut names: BTreeMap<&Digest, Vec<&Reference>> = BTreeMap::new();
    for (name, id) in host.store.tags() {
        names.entry(id).or_default().push(name);
    }
    // What the classic builder made on the way is not in the store.
    let steps = host.classic.iter().map(|step| &step.image);
    let steps = steps.filter(|step| all && host.store.get(&step.id()).is_none());
    for image in host.store.images().map(|(_, image)| image).chain(steps) {
        let created = image.config().created.as_deref().and_then(oci::parse_time);
        let created = created.map_or(0, |time| time.secs);
        let names = match names.get(&image.id()) {
            None => vec![None],
            Some(names) => names.iter().copied().map(Some).collect(),
        };
        // What others were made of is no image of its own once it has lost its names.
        if names == [None] && !all && host.has_children(&image.id()) {
            continue;
        }
        listed.extend(names.into_iter().map(|name| Listed { image, name, created }));
    }
    for filter in filters {
        let limit = filter.limit(host)?;
        listed.retain(|listed| filter.keeps(listed, limit));
    }
    listed.sort_by(|a, b| b.created.cmp(&a.created).then_with(|| a.name.cmp(&b.name)));
    Ok(listed)
}

/// What stands in a field of `HEADERS`.
fn field(host: &Host, listed: &Listed<'_>, truncate: bool, field: &str) -> String {
    let Listed { image, name, created } = listed;
    match field {
        "Repository" => name.map_or(NONE.to_owned(), Reference::familiar_name),
        "Tag" => name.and_then(|name| name.tag.clone()).unwrap_or_else(|| NONE.to_owned()),
        "Digest" => {
            let digest = name.and_then(|name| host.digest_in(name, &image.id()));
            digest.map_or(NONE.to_owned(), |digest| digest.to_string())
        }
        "ID" => shown_id(&image.id(), truncate),
        "CreatedSince" if *created == 0 => String::new(),
        "CreatedSince" => age::ago(*created, host.now().secs),
        "CreatedAt" => time::go(*created),
        "Size" => size::short(image.size()),
        "VirtualSize" => size::long(image.size()),
        _ => "N/A".to_owned(),
    }
}

/// The list of client 29: an image under each of its names, by name, with what it takes on the disk.
fn tree(host: &Host, listed: &[Listed<'_>], terminal: bool) -> String {
    let mut rows: Vec<(String, &Listed<'_>)> = listed
        .iter()
        .map(|listed| (listed.name.map_or("<untagged>".to_owned(), Reference::familiar), listed))
        .collect();
    rows.sort_by(|a, b| (a.1.name.is_none(), &a.0).cmp(&(b.1.name.is_none(), &b.0)));
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max("IMAGE".len());
    let line = |name: &str, id: &str, usage: &str, content: &str, extra: &str| {
        format!("{name:<width$}   {id:<12}   {usage:>10}   {content:>12}   {extra:<5}\n")
    };
    let mut out = String::new();
    if terminal && !rows.is_empty() {
        let total = width + 12 + 10 + 12 + 5 + 4 * 3;
        out.push_str(&format!("{:>total$}\n", "i Info →   U  In Use"));
    }
    out.push_str(&line("IMAGE", "ID", "DISK USAGE", "CONTENT SIZE", "EXTRA"));
    for (name, listed) in rows {
        let id = listed.image.id();
        let content: u64 = listed.image.layers().iter().map(oci::Layer::tar_size).sum();
        let extra = if host.users_of(&id).is_empty() { "" } else { "  U" };
        let usage = listed.image.size() + content;
        out.push_str(&line(&name, &id.short(), &size::short(usage), &size::short(content), extra));
    }
    out
}

/// An id in full, or its first twelve digits.
pub(super) fn shown_id(id: &Digest, truncate: bool) -> String {
    if truncate { id.short() } else { id.to_string() }
}

/// A condition of `--filter`.
enum Filter {
    Reference(String),
    Dangling(bool),
    Label(String),
    Before(String),
    Since(String),
}

fn filters(given: &[&str]) -> Result<Vec<Filter>, String> {
    given
        .iter()
        .map(|filter| {
            let (name, value) = filter.split_once('=').unwrap_or((filter, ""));
            let value = value.trim().to_owned();
            Ok(match name.trim().to_lowercase().as_str() {
                "reference" => Filter::Reference(value),
                "dangling" => match super::flags::truth(&value) {
                    Some(truth) => Filter::Dangling(truth == "true"),
                    None => {
                        return Err(format!("Error response from daemon: invalid filter 'dangling={value}'"));
                    }
                },
                "label" => Filter::Label(value),
                "before" => Filter::Before(value),
                "since" => Filter::Since(value),
                other => return Err(format!("Error response from daemon: Invalid filter '{other}'")),
            })
        })
        .collect()
}

impl Filter {
    /// The time that `before` and `since` compare with.
    fn limit(&self, host: &Host) -> Result<i64, String> {
        match self {
            Filter::Before(name) | Filter::Since(name) => {
                let image = host.find(name)?;
                let created = image.config().created.as_deref().and_then(oci::parse_time);
                Ok(created.map_or(0, |time| time.secs))
            }
            _ => Ok(0),
        }
    }

    fn keeps(&self, listed: &Listed<'_>, limit: i64) -> bool {
        match self {
            Filter::Reference(pattern) => listed.name.is_some_and(|name| matches(pattern, name)),
            Filter::Dangling(wanted) => listed.name.is_none() == *wanted,
            Filter::Label(label) => {
                let labels = &listed.image.config().config.labels;
                match label.split_once('=') {
                    Some((key, value)) => labels.get(key).is_some_and(|has| has == value),
                    None => labels.contains_key(label),
                }
            }
            Filter::Before(_) => listed.created < limit,
            Filter::Since(_) => listed.created > limit,
        }
    }
}

/// A pattern is held against the name with its tag and against the name alone.
fn matches(pattern: &str, name: &Reference) -> bool {
    let names = [name.familiar(), name.familiar_name(), name.to_string()];
    Ignore::from_patterns(&[pattern]).is_ok_and(|wanted| {
        wanted.patterns.iter().any(|wanted| names.iter().any(|name| wanted.matcher().matches(name)))
    })
}
