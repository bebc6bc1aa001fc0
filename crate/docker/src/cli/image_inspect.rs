//! `docker image inspect`, and `docker inspect` for images.

use oci::{Image, Layer, Reference};
use serde::Serialize;

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{FORMAT_HELP, Session, Step};
use crate::host::Host;
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
        inspect(session, &values, |name| format!("Error response from daemon: No such image: {name}"))
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
    run: |session, values| match values.one("type") {
        None | Some("" | "image") => {
            inspect(session, &values, |name| format!("Error: No such object: {name}"))
        }
        Some(other) => {
            let message = format!("unknown type: {other:?}: must be \"image\"");
            session.fail(&message)
        }
    },
};

/// An image as docker describes it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Description<'a> {
    id: String,
    repo_tags: Vec<String>,
    repo_digests: Vec<String>,
    parent: &'a str,
    comment: &'a str,
    created: &'a str,
    docker_version: &'a str,
    author: &'a str,
    config: &'a oci::ContainerConfig,
    architecture: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    variant: &'a str,
    os: &'a str,
    size: u64,
    #[serde(rename = "RootFS")]
    root_fs: RootFs,
    metadata: Metadata,
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
    last_tag_time: &'static str,
}

fn inspect(session: &mut Session<'_>, values: &Values, missing: fn(&str) -> String) -> Step {
    let template =
        match values.one("format").filter(|format| *format != "json").map(Template::parse).transpose() {
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
        let description = describe(session.host, &image);
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

fn describe<'a>(host: &Host, image: &'a Image) -> Description<'a> {
    let config = image.config();
    let names = host.store.tags_of(&image.id());
    let digests = image.foreign_manifest().map(|manifest| manifest.digest);
    let mut repositories: Vec<String> = names.iter().map(|name| name.familiar_name()).collect();
    repositories.dedup();
    Description {
        id: image.id().to_string(),
        repo_tags: names.iter().map(|name| Reference::familiar(name)).collect(),
        repo_digests: digests
            .map(|digest| repositories.iter().map(|name| format!("{name}@{digest}")).collect())
            .unwrap_or_default(),
        parent: "",
        comment: config.history.last().map_or("", |step| &step.comment),
        created: config.created.as_deref().unwrap_or_default(),
        docker_version: "",
        author: &config.author,
        config: &config.config,
        architecture: &config.architecture,
        variant: &config.variant,
        os: &config.os,
        size: image.size(),
        root_fs: RootFs {
            r#type: "layers",
            layers: image.layers().iter().map(|layer: &Layer| layer.diff_id().to_string()).collect(),
        },
        metadata: Metadata { last_tag_time: "0001-01-01T00:00:00Z" },
    }
}
