//! `--call=targets`: the stages that can be built.

use dockerfile::Dockerfile;
use engine::Request;
use serde::Serialize;

use super::{Call, Location, text};
use crate::cli::{Session, Step};
use crate::view::table::{Padding, render};

#[derive(Serialize)]
struct List {
    #[serde(rename = "Targets")]
    targets: Vec<Target>,
    #[serde(rename = "Sources")]
    sources: Vec<String>,
}

#[derive(Serialize)]
struct Target {
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    default: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    base: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    platform: String,
    location: Location,
}

pub(super) fn run(session: &mut Session<'_>, request: &Request, file: &Dockerfile, call: Call) -> Step {
    let count = file.stages.len();
    let targets: Vec<Target> = file
        .stages
        .iter()
        .enumerate()
        .filter_map(|(index, stage)| {
            let from = file.from(stage)?;
            let node = &file.instructions.get(stage.from)?.node;
            Some(Target {
                name: text(stage.name.as_ref()),
                default: index + 1 == count,
                description: text(from.doc.as_ref()),
                base: from.image.value.to_string(),
                platform: from.platform.as_ref().map(|word| word.value.to_string()).unwrap_or_default(),
                location: Location::of(node.lines),
            })
        })
        .collect();
    let mut rows = vec![vec!["TARGET".to_owned(), "DESCRIPTION".to_owned()]];
    rows.extend(targets.iter().map(|target| {
        let name = match (target.name.as_str(), target.default) {
            ("", true) => "(default)".to_owned(),
            (name, true) => format!("{name} (default)"),
            (name, false) => name.to_owned(),
        };
        vec![name, target.description.clone()]
    }));
    let table = render(&rows, Padding::Blanks { gap: 3, least: 0 });
    super::print(session, call, &List { targets, sources: vec![super::encoded(request)] }, table)
}
