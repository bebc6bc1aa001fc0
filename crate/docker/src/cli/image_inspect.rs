//! `docker image inspect`, and `docker inspect` for images.

use engine::classic::RunConfig;
use oci::{Image, Layer, Reference};
use serde::{Deserialize, Serialize};

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{FORMAT_HELP, Session, Step};
use crate::host::Host;
use crate::profile::Profile;
use crate::view::json;
use crate::view::template::Template;

const FORMAT: Flag = Flag::one("format", "string", FORMAT_HELP).short('f');

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("image inspect", "docker image inspect")],
    usage: "[OPTIONS] IMAGE [IMAGE...]",
    short: "Display detailed information on one or more images",
    flags: &[FORMAT],
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        let missing = match session.console.profile.is_book() {
            true => |name: &str| format!("Error: No such image: {name}"),
            false => |name: &str| {
                let full = oci::Reference::parse(name)
                    .map_or(name.to_owned(), |full| full.with_default_tag().familiar());
                format!("Error response from daemon: no such image: {name}: No such image: {full}")
            },
        };
        inspect(session, &values, missing)
    },
};

pub(super) const ANY: Command = Command {
    spellings: &[spelled("inspect", "docker inspect")],
    usage: "[OPTIONS] NAME|ID [NAME|ID...]",
    short: "Return low-level information on Docker objects",
    flags: &[
        FORMAT,
        Flag::switch("size", "Display total file sizes if the type is container").short('s'),
        Flag::one("type", "string", "Only inspect objects of the given type"),
    ],
    arguments: Arguments::AtLeast(1),
    run: any,
};

/// Kinds of things that `--type` may name.
const KINDS: [&str; 10] =
    ["config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"];

fn any(session: &mut Session<'_>, values: Values) -> Step {
    let book = session.console.profile.is_book();
    match values.one("type") {
        None | Some("" | "image") => {}
        Some(kind) if !KINDS.contains(&kind) => {
            let kinds: Vec<String> = KINDS.iter().map(|kind| format!("{kind:?}")).collect();
            return session.fail(&match book {
                true => format!("{kind:?} is not a valid value for --type"),
                false => format!("unknown type: {kind:?}: must be one of {}", kinds.join(", ")),
            });
        }
        Some(kind) => {
            session.console.print("[]\n");
            let prefix = if book { "Error" } else { "Error response from daemon" };
            let name = values.arguments.first().cloned().unwrap_or_default();
            return session.fail(&format!("{prefix}: No such {kind}: {name}"));
        }
    }
    if values.on("size") {
        session.console.error("WARNING: --size ignored for image\n");
    }
    inspect(session, &values, |name| format!("Error: No such object: {name}"))
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

fn inspect(session: &mut Session<'_>, values: &Values, missing: fn(&str) -> String) -> Step {
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
        let Ok(image) = session.host.store.find(name).cloned() else {
            complaints.push(missing(name));
            continue;
        };
        let description = describe(session.host, &image, session.console.profile);
        match &template {
            None => objects.push(json::pretty(&[description], "    ")),
            Some(template) => {
                let data = serde_json::to_value(&description).unwrap_or_default();
                match template.render(&data) {
                    Ok(text) => out.push_str(&(text + "\n")),
                    Err(error) => {
                        out.push('\n');
                        complaints.push(error.to_string());
                    }
                }
            }
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
