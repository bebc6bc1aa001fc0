//! `docker image inspect`, and `docker inspect` for images.

use engine::classic::RunConfig;
use oci::{Image, Layer, Reference};
use serde::{Deserialize, Serialize};

use super::command::{Arguments, Command, spelled};
use super::container::inspect::Json;
use super::flags::{Flag, Values};
use super::{BOOK_FORMAT, INSPECT_FORMAT, Session, Step, container, network, volume};
use crate::host::Host;
use crate::profile::Profile;
use crate::view::json;
use crate::view::template::Template;

pub(super) const FORMAT: Flag = Flag::one("format", "string", INSPECT_FORMAT).short('f').book(BOOK_FORMAT);

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("image inspect", "docker image inspect")],
    usage: "[OPTIONS] IMAGE [IMAGE...]",
    short: "Display detailed information on one or more images",
    flags: &[
        FORMAT,
        Flag::one(
            "platform",
            "string",
            "Inspect a specific platform of the multi-platform image.\n\
             If the image or the server is not multi-platform capable, the command will error out if the platform does \
             not match.\n\
             'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)",
        )
        .recent(),
    ],
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        let book = session.console.profile.is_book();
        let profile = session.console.profile;
        let missing = move |_: &Session<'_>, name: &str| {
            if book {
                return format!("Error: No such image: {name}");
            }
            let full = oci::Reference::parse(name)
                .map_or(name.to_owned(), |full| full.with_default_tag().familiar());
            format!("Error response from daemon: no such image: {name}: No such image: {full}")
        };
        inspect_with(session, &values, &|host, name| image(host, name, profile), &missing)
    },
};

pub(super) const ANY: Command = Command {
    spellings: &[spelled("inspect", "docker inspect")],
    usage: "[OPTIONS] NAME|ID [NAME|ID...]",
    short: "Return low-level information on Docker objects",
    flags: &[
        FORMAT,
        Flag::switch("size", "Display total file sizes if the type is container").short('s'),
        Flag::one("type", "string", "Only inspect objects of the given type")
            .book("Return JSON for specified type"),
    ],
    arguments: Arguments::AtLeast(1),
    run: any,
};

/// Kinds of things that `--type` may name.
const KINDS: [&str; 10] =
    ["config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"];

/// Finds a thing by name and describes it.
type Describe = Box<dyn Fn(&Host, &str) -> Option<Described>>;

fn any(session: &mut Session<'_>, values: Values) -> Step {
    let book = session.console.profile.is_book();
    let profile = session.console.profile;
    let size = values.on("size");
    let missing = |_: &Session<'_>, name: &str| format!("Error: No such object: {name}");
    session.host.ensure_networks();
    let describe: Describe = match values.one("type").unwrap_or_default() {
        "" => Box::new(move |host, name| anything(host, name, size, profile)),
        "image" => Box::new(move |host, name| image(host, name, profile)),
        "container" => {
            Box::new(move |host, name| container::inspect::describe(host, name, size).map(Described::from))
        }
        "network" => Box::new(|host, name| network::describe(host, name).map(Described::from)),
        "volume" => Box::new(|host, name| volume::describe(host, name).map(Described::from)),
        kind if KINDS.contains(&kind) => Box::new(|_, _| None),
        kind => {
            let kinds: Vec<String> = KINDS.iter().map(|kind| format!("{kind:?}")).collect();
            let message = match book {
                true => format!("{kind:?} is not a valid value for --type"),
                false => format!("unknown type: {kind:?}: must be one of {}", kinds.join(", ")),
            };
            return session.fail(&message);
        }
    };
    let images = values.arguments.iter().all(|name| session.host.containers.find(name).is_err());
    if size && images {
        session.console.error("WARNING: --size ignored for image\n");
    }
    let kind = values.one("type").unwrap_or_default().to_owned();
    let typed = move |session: &Session<'_>, name: &str| match kind.as_str() {
        "" => missing(session, name),
        "image" if !book => {
            let full = oci::Reference::parse(name).map(|name| name.with_default_tag().familiar());
            format!(
                "Error response from daemon: no such image: {name}: No such image: {}",
                full.as_deref().unwrap_or(name)
            )
        }
        kind => {
            format!("{}: No such {kind}: {name}", if book { "Error" } else { "Error response from daemon" })
        }
    };
    inspect_with(session, &values, &*describe, &typed)
}

/// An image as docker describes it. What daemons since 25 leave out is absent in profile v29.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Description<'a> {
    id: String,
    repo_tags: Vec<String>,
    repo_digests: Vec<String>,
    parent: String,
    comment: &'a str,
    created: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    container: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    container_config: Option<RunConfig>,
    docker_version: String,
    author: &'a str,
    config: RunConfig,
    architecture: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    variant: &'a str,
    os: &'a str,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    virtual_size: Option<u64>,
    graph_driver: GraphDriver,
    #[serde(rename = "RootFS")]
    root_fs: RootFs,
    metadata: Metadata,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GraphDriver {
    data: Directories,
    name: &'static str,
}

/// Where the daemon keeps an image's layers.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directories {
    #[serde(skip_serializing_if = "Option::is_none")]
    lower_dir: Option<String>,
    merged_dir: String,
    upper_dir: String,
    work_dir: String,
}

impl Directories {
    /// Made up of the chains of layers: a real daemon draws their names at random.
    fn of(image: &Image) -> Self {
        let chains = oci::chain_ids(&image.config().rootfs.diff_ids);
        let mut folders =
            chains.iter().rev().map(|chain| format!("/var/lib/docker/overlay2/{}", chain.hex()));
        let top = folders.next().unwrap_or_default();
        let lower: Vec<String> = folders.map(|folder| format!("{folder}/diff")).collect();
        Directories {
            lower_dir: (!lower.is_empty()).then(|| lower.join(":")),
            merged_dir: format!("{top}/merged"),
            upper_dir: format!("{top}/diff"),
            work_dir: format!("{top}/work"),
        }
    }
}

/// What the classic builder wrote into an image's configuration besides what images have in common.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Made {
    container: String,
    container_config: RunConfig,
    docker_version: String,
    config: RunConfig,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct RootFs {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    layers: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    last_tag_time: String,
}

/// A thing as docker describes it: as JSON in a list of its own, and as data for templates.
pub(super) struct Described {
    pretty: String,
    data: serde_json::Value,
}

impl Described {
    fn of(thing: impl Serialize) -> Self {
        let data = serde_json::to_value(&thing).unwrap_or_default();
        Described { pretty: json::pretty(&[thing], "    "), data }
    }
}

impl From<Json> for Described {
    fn from(thing: Json) -> Self {
        Described::of(thing)
    }
}

fn image(host: &Host, name: &str, profile: Profile) -> Option<Described> {
    let image = host.find(name).ok()?;
    Some(Described::of(describe(host, image, profile)))
}

/// Whatever a name stands for: a container, an image, a network or a volume.
fn anything(host: &Host, name: &str, size: bool, profile: Profile) -> Option<Described> {
    let container = container::inspect::describe(host, name, size).map(Described::from);
    let network = || network::describe(host, name).map(Described::from);
    container
        .or_else(|| image(host, name, profile))
        .or_else(network)
        .or_else(|| volume::describe(host, name).map(Described::from))
}

/// Prints what `describe` says of each name, as a list or by a template.
pub(super) fn inspect_with<T: Into<Described>>(
    session: &mut Session<'_>,
    values: &Values,
    describe: &dyn Fn(&Host, &str) -> Option<T>,
    missing: &dyn Fn(&Session<'_>, &str) -> String,
) -> Step {
    let template = match session
        .format(values)
        .filter(|format| format != "json")
        .map(|format| Template::parse(&format))
        .transpose()
    {
        Ok(template) => template,
        Err(error) => return session.fail(&error.to_string()),
    };
    let mut objects = Vec::new();
    let mut out = String::new();
    let mut complaints = Vec::new();
    for name in &values.arguments {
        let Some(described) = describe(session.host, name) else {
            complaints.push(missing(session, name));
            continue;
        };
        let Described { pretty, data } = described.into();
        match &template {
            None => objects.push(pretty),
            Some(template) => match template.render(&data) {
                Ok(text) => out.push_str(&(text + "\n")),
                Err(error) => {
                    out.push('\n');
                    complaints.push(error.to_string());
                }
            },
        }
    }
    if template.is_none() {
        let inner: Vec<&str> =
            objects.iter().filter_map(|object| object.strip_prefix("[\n")?.strip_suffix("\n]")).collect();
        out = match inner.is_empty() {
            true => "[]\n".to_owned(),
            false => format!("[\n{}\n]\n", inner.join(",\n")),
        };
    } else if out.is_empty() {
        out.push('\n');
    }
    session.console.print(&out);
    for complaint in &complaints {
        session.console.error(&format!("{complaint}\n"));
    }
    Step::Exit(i32::from(!complaints.is_empty()))
}

fn describe<'a>(host: &Host, image: &'a Image, profile: Profile) -> Description<'a> {
    let config = image.config();
    let id = image.id();
    let names = host.store.tags_of(&id);
    let made: Made = serde_json::from_slice(&image.config_bytes().bytes()).unwrap_or_default();
    let is_old = profile != Profile::V29;
    let parent = host.classic.get(&id).and_then(|step| step.parent);
    let foreign = image.foreign_manifest().map(|manifest| manifest.digest);
    let mut digests = host.digests_of(&id);
    if digests.is_empty() {
        let mut repositories: Vec<String> = names.iter().map(|name| name.familiar_name()).collect();
        repositories.dedup();
        digests.extend(
            foreign.iter().flat_map(|digest| repositories.iter().map(move |name| format!("{name}@{digest}"))),
        );
    }
    let has_tags = !names.is_empty() && host.hub.known.keys().all(|(_, known)| *known != id);
    let tagged = if has_tags { config.created.clone().unwrap_or_default() } else { NEVER.to_owned() };
    Description {
        id: id.to_string(),
        repo_tags: names.iter().map(|name| Reference::familiar(name)).collect(),
        repo_digests: digests,
        parent: parent.map(|parent| parent.to_string()).unwrap_or_default(),
        comment: config.history.last().map_or("", |step| &step.comment),
        created: config.created.as_deref().unwrap_or_default(),
        container: is_old.then_some(made.container),
        container_config: is_old.then_some(made.container_config),
        docker_version: made.docker_version,
        author: &config.author,
        config: made.config,
        architecture: &config.architecture,
        variant: &config.variant,
        os: &config.os,
        size: image.size(),
        virtual_size: is_old.then(|| image.size()),
        graph_driver: GraphDriver { data: Directories::of(image), name: "overlay2" },
        root_fs: RootFs {
            r#type: "layers",
            layers: image.layers().iter().map(|layer: &Layer| layer.diff_id().to_string()).collect(),
        },
        metadata: Metadata { last_tag_time: tagged },
    }
}

/// A time that was never set, as Go writes it.
const NEVER: &str = "0001-01-01T00:00:00Z";
