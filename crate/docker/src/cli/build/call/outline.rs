//! `--call=outline`: what a target can be given.

use std::collections::{BTreeMap, BTreeSet};

use dockerfile::convert::{Options, variables};
use dockerfile::editor::variables_in;
use dockerfile::instruction::{ArgPair, Expander, Kind, Mount, MountKind};
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
    sources: Vec<String>,
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
        for (index, pair, lines) in arguments(file, &needed, &request.options.build_args) {
            let name = pair.name.value.to_string();
            let scope = variables(file, options, index + 1);
            let value = scope.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned());
            outline.args.push(Argument {
                name,
                description: text(pair.doc.as_ref()),
                value: value.unwrap_or_default(),
                location: Location::of(lines),
            });
        }
        for (mount, lines) in mounts(file, &needed, options) {
            let list = match mount.kind {
                MountKind::Secret => &mut outline.secrets,
                MountKind::Ssh => &mut outline.ssh,
                MountKind::Bind | MountKind::Tmpfs | MountKind::Cache => continue,
            };
            let (name, required) = (id_of(&mount), mount.required);
            list.push(Needed { name, required, location: Location::of(lines) });
        }
    });
    outline.sources.push(super::encoded(request));
    let shown = shown(&outline);
    super::print(session, call, &outline, shown)
}

/// The stages that a target is made of, each once: itself, then what it starts from, then what it copies from.
fn needed_stages(file: &Dockerfile, target: Option<usize>) -> Vec<usize> {
    let mut needed = Vec::new();
    let mut open: Vec<usize> = target.into_iter().collect();
    while let Some(index) = open.pop() {
        let Some(stage) = file.stages.get(index).filter(|_| !needed.contains(&index)) else { continue };
        needed.push(index);
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
        open.extend(names.iter().rev().filter_map(earlier));
    }
    needed
}

/// An ARG: the number of its instruction, one of its names, and its lines.
type Arg<'a> = (usize, &'a ArgPair, Lines);

/// The arguments that count, by their lines: those of the needed stages, and those before the first FROM that such a
/// stage's FROM uses. A name counts once, as the stage nearest to the target defines it; an ARG that only takes over
/// what stands before the first FROM is that one. The platform's arguments are nobody's to give.
fn arguments<'a>(file: &'a Dockerfile, needed: &[usize], given: &BTreeMap<String, String>) -> Vec<Arg<'a>> {
    let first = file.stages.first().map_or(file.instructions.len(), |stage| stage.from);
    let globals: BTreeMap<&str, Arg<'a>> =
        (0..first).flat_map(|index| args_of(file, index)).map(named).collect();
    let mut found: BTreeMap<&str, Arg<'a>> = BTreeMap::new();
    for stage in needed.iter().filter_map(|index| file.stages.get(*index)) {
        let mut used =
            file.instructions.get(stage.from).map_or(Vec::new(), |from| uses(file, from.node.span));
        let mut known = globals.clone();
        for (index, pair, lines) in stage.body.clone().flat_map(|index| args_of(file, index)) {
            let name = pair.name.value.as_str();
            let is_global = globals.contains_key(name) || is_platform(name);
            if pair.default.is_some() || given.contains_key(name) || !is_global {
                known.insert(name, (index, pair, lines));
            }
            used.push(name);
        }
        while let Some(name) = used.pop() {
            let Some(&arg) = known.get(name) else { continue };
            if arg.0 < first && !found.contains_key(name) {
                used.extend(arg.1.default.iter().flat_map(|default| uses(file, default.span)));
            }
            found.entry(name).or_insert(arg);
        }
    }
    let mut found: Vec<Arg<'a>> = found.into_values().collect();
    found.sort_by_key(|(index, pair, _)| (*index, pair.name.span.start));
    found
}

fn args_of(file: &Dockerfile, index: usize) -> Vec<Arg<'_>> {
    match file.instructions.get(index).map(|instruction| (&instruction.kind, instruction.node.lines)) {
        Some((Kind::Arg(arg), lines)) => arg.pairs.iter().map(|pair| (index, pair, lines)).collect(),
        _ => Vec::new(),
    }
}

fn named(arg: Arg<'_>) -> (&str, Arg<'_>) {
    (arg.1.name.value.as_str(), arg)
}

/// The variables that a piece of the Dockerfile uses.
fn uses(file: &Dockerfile, span: diag::Span) -> Vec<&str> {
    let found = variables_in(&file.source, span, file.directives.escape);
    found.iter().map(|used| used.name).collect()
}

/// Whether BuildKit sets an argument by itself.
fn is_platform(name: &str) -> bool {
    let rest = name.strip_prefix("TARGET").or_else(|| name.strip_prefix("BUILD"));
    rest.is_some_and(|rest| ["PLATFORM", "OS", "OSVERSION", "ARCH", "VARIANT", "STAGE"].contains(&rest))
}

/// The mounts of the needed stages by their lines, each id once. What does not expand is nobody's to give.
fn mounts(file: &Dockerfile, needed: &[usize], options: &Options<'_>) -> Vec<(Mount, Lines)> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for index in
        needed.iter().filter_map(|index| file.stages.get(*index)).flat_map(|stage| stage.body.clone())
    {
        let Some(instruction) = file.instructions.get(index) else { continue };
        let Kind::Run(run) = &instruction.kind else { continue };
        if run.mounts.is_empty() {
            continue;
        }
        let scope = variables(file, options, index);
        let expanded = Expander::new(file.directives.escape, &scope).kind(&instruction.kind);
        let Ok(Kind::Run(run)) = expanded else { continue };
        let mounts = run.mounts.into_iter();
        let fresh = mounts.filter(|mount| seen.insert((mount.kind.name(), id_of(mount))));
        found.extend(fresh.map(|mount| (mount, instruction.node.lines)));
    }
    found.sort_by_key(|(_, lines)| lines.start);
    found
}

/// What a secret or an agent is asked for by: where no id is given, the file's name or `default`.
fn id_of(mount: &Mount) -> String {
    let given = [&mount.source, &mount.id].into_iter().find(|id| !id.is_empty());
    match (given, mount.kind) {
        (Some(id), _) => id.clone(),
        (None, MountKind::Ssh) => "default".to_owned(),
        (None, _) => mount.target.rsplit('/').next().unwrap_or_default().to_owned(),
    }
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
