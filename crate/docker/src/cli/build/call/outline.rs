//! `--call=outline`: what a target can be given.

use std::collections::BTreeSet;

use dockerfile::convert::variables;
use dockerfile::editor::variables_in;
use dockerfile::instruction::{ArgPair, Kind, Mount, MountKind};
use dockerfile::{Dockerfile, Lines};
use engine::Request;
use serde::Serialize;

use super::{Call, Location, text};
use crate::check::with_options;
use crate::cli::{Session, Step};
use crate::view::table::{Padding, render};

#[derive(Serialize, Default)]
struct Outline {
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    args: Vec<Argument>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secrets: Vec<Needed>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ssh: Vec<Needed>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cache: Vec<CacheMount>,
}

#[derive(Serialize)]
struct Argument {
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    value: String,
    location: Location,
}

#[derive(Serialize)]
struct Needed {
    name: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    location: Location,
}

#[derive(Serialize)]
struct CacheMount {
    #[serde(rename = "ID")]
    id: String,
    location: Location,
}

pub(super) fn run(session: &mut Session<'_>, request: &Request, file: &Dockerfile, call: Call) -> Step {
    let target = match request.options.target.as_deref() {
        None => file.stages.len().checked_sub(1),
        Some(name) => {
            match file.stage_named(name).or_else(|| name.parse().ok().filter(|at| *at < file.stages.len())) {
                Some(index) => Some(index),
                None => {
                    return session.fail(&format!(
                        "ERROR: failed to build: failed to solve: target stage {name:?} could not be found"
                    ));
                }
            }
        }
    };
    let mut outline = Outline::default();
    if let Some(stage) = target.and_then(|index| file.stages.get(index)) {
        outline.name = text(stage.name.as_ref());
        outline.description = text(file.from(stage).and_then(|from| from.doc.as_ref()));
    }
    let needed = needed_stages(file, target);
    let ignore = request.ignore.as_ref().map(|(_, text)| text.as_str());
    with_options(session.host, &request.options, ignore, &mut |options| {
        let value = |index: usize, name: &str| {
            let scope = variables(file, options, index + 1);
            scope
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.to_owned())
                .unwrap_or_default()
        };
        for (index, pair, lines) in arguments(file, &needed) {
            let name = pair.name.value.to_string();
            outline.args.push(Argument {
                value: value(index, &name),
                name,
                description: text(pair.doc.as_ref()),
                location: Location::of(lines),
            });
        }
    });
    for (mount, lines) in mounts(file, &needed) {
        let (name, required, location) = (mount.id.clone(), mount.required, Location::of(lines));
        match mount.kind {
            MountKind::Secret => outline.secrets.push(Needed { name, required, location }),
            MountKind::Ssh => outline.ssh.push(Needed { name, required, location }),
            MountKind::Cache => outline.cache.push(CacheMount { id: name, location }),
            MountKind::Bind | MountKind::Tmpfs => {}
        }
    }
    let shown = shown(&outline);
    super::print(session, call, &outline, shown)
}

/// The stages that a target is made of: itself, what it starts from and what it copies from.
fn needed_stages(file: &Dockerfile, target: Option<usize>) -> BTreeSet<usize> {
    let mut needed = BTreeSet::new();
    let mut open: Vec<usize> = target.into_iter().collect();
    while let Some(index) = open.pop() {
        let Some(stage) = file.stages.get(index).filter(|_| needed.insert(index)) else { continue };
        let mut names: Vec<String> =
            file.from(stage).map(|from| from.image.value.to_string()).into_iter().collect();
        for instruction in file.body(stage) {
            match &instruction.kind {
                Kind::Copy(copy) => names.extend(copy.from.as_ref().map(|from| from.value.to_string())),
                Kind::Run(run) => names.extend(run.mounts.iter().map(|mount| mount.from.clone())),
                _ => {}
            }
        }
        let earlier = |name: &String| {
            let found = file.stage_named(name).or_else(|| name.parse().ok());
            found.filter(|found| *found < index)
        };
        open.extend(names.iter().filter_map(earlier));
    }
    needed
}

/// The arguments that count: those of the needed stages, and those before the first FROM that such a stage's FROM uses.
fn arguments<'a>(file: &'a Dockerfile, needed: &BTreeSet<usize>) -> Vec<(usize, &'a ArgPair, Lines)> {
    let of = |index: usize| -> Vec<(usize, &'a ArgPair, Lines)> {
        let Some(instruction) = file.instructions.get(index) else { return Vec::new() };
        match &instruction.kind {
            Kind::Arg(arg) => arg.pairs.iter().map(|pair| (index, pair, instruction.node.lines)).collect(),
            _ => Vec::new(),
        }
    };
    let uses = |span: diag::Span| -> Vec<String> {
        let found = variables_in(&file.source, span, file.directives.escape);
        found.iter().map(|used| used.name.to_owned()).collect()
    };
    let first = file.stages.first().map_or(file.instructions.len(), |stage| stage.from);
    let globals: Vec<_> = (0..first).flat_map(of).collect();
    let froms = needed.iter().filter_map(|index| file.instructions.get(file.stages.get(*index)?.from));
    let mut used: BTreeSet<String> = froms.flat_map(|from| uses(from.node.span)).collect();
    for (_, pair, _) in globals.iter().rev() {
        if used.contains(pair.name.value.as_str())
            && let Some(default) = &pair.default
        {
            used.extend(uses(default.span));
        }
    }
    let mut found: Vec<_> =
        globals.into_iter().filter(|(_, pair, _)| used.contains(pair.name.value.as_str())).collect();
    for stage in needed.iter().filter_map(|index| file.stages.get(*index)) {
        found.extend(stage.body.clone().flat_map(of));
    }
    found
}

/// The mounts of the needed stages, each id once.
fn mounts<'a>(file: &'a Dockerfile, needed: &BTreeSet<usize>) -> Vec<(&'a Mount, Lines)> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for stage in needed.iter().filter_map(|index| file.stages.get(*index)) {
        for instruction in file.body(stage) {
            let Kind::Run(run) = &instruction.kind else { continue };
            let fresh = run
                .mounts
                .iter()
                .filter(|mount| seen.insert((format!("{:?}", mount.kind), mount.id.clone())));
            found.extend(fresh.map(|mount| (mount, instruction.node.lines)));
        }
    }
    found
}

fn shown(outline: &Outline) -> String {
    let mut out = String::new();
    let mut section = |rows: Vec<Vec<String>>, gap: usize| {
        if rows.len() > 1 || gap == 1 {
            out.push_str(&render(&rows, Padding::Blanks { gap, least: 0 }));
            out.push('\n');
        }
    };
    let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<String>>();
    if !outline.name.is_empty() || !outline.description.is_empty() {
        let name = if outline.name.is_empty() { "(default)" } else { &outline.name };
        let mut rows = vec![row(&["TARGET:", name])];
        if !outline.description.is_empty() {
            rows.push(row(&["DESCRIPTION:", &outline.description]));
        }
        section(rows, 1);
    }
    let mut rows = vec![row(&["BUILD ARG", "VALUE", "DESCRIPTION"])];
    rows.extend(outline.args.iter().map(|arg| row(&[&arg.name, &arg.value, &arg.description])));
    section(rows, 3);
    for (title, list) in [("SECRET", &outline.secrets), ("SSH", &outline.ssh)] {
        let mut rows = vec![row(&[title, "REQUIRED"])];
        rows.extend(
            list.iter().map(|needed| row(&[&needed.name, if needed.required { "true" } else { "" }])),
        );
        section(rows, 3);
    }
    out
}
