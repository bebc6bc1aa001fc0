//! Build scenarios that a person can read: Markdown files with a Dockerfile, files, and what each build does.
//!
//! * `dockerfile` and `file PATH [mode=0755] [mtime=1600000000]` blocks write files, `remove PATH` blocks remove them.
//! * A `build [--target S] [--build-arg K=V] [--no-cache] [--no-cache-filter S]` block builds and lists every step: its
//!   instruction, `cached`, `new`, `missed WHY`, `failed WHY` or `not needed`, and behind `|` what it printed.
//!
//! `UPDATE_TRANSCRIPTS=1` writes what happened into the files, to be read before it is committed.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests read recorded data from disk and end at what they do not expect"
)]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use engine::{Cache, Event, NoCache, Options, Reason, Request, VertexId};
use support::base::{Images, repository};
use support::project::Project;
use support::{Outcome, run};
use vfs::{Time, VPathBuf};

#[test]
fn scenarios_build_as_written() {
    let images = Images::load();
    let update = std::env::var("UPDATE_TRANSCRIPTS").is_ok();
    let mut files: Vec<_> = std::fs::read_dir(repository("tests/scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let happened = play(&text, &images);
        if update {
            std::fs::write(&path, happened).unwrap();
        } else {
            assert_eq!(happened, text, "{}", path.display());
        }
    }
}

/// The transcript with every `build` block replaced by what happened.
fn play(text: &str, images: &Images) -> String {
    let mut project = Project::new();
    let mut cache = Cache::new();
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, block)) = rest.split_once("```") {
        let (info, block) = block.split_once('\n').unwrap();
        let (body, after) = match block.strip_prefix("```") {
            Some(after) => ("", after),
            None => {
                let (body, after) = block.split_once("\n```").unwrap();
                (body, after)
            }
        };
        let words: Vec<&str> = info.split_whitespace().collect();
        let content = if body.is_empty() { String::new() } else { format!("{body}\n") };
        let shown = match words.as_slice() {
            ["build", options @ ..] => report(&build(options, &project, &mut cache, images)),
            ["dockerfile"] => {
                write(&mut project, "Dockerfile", &[], &content);
                content
            }
            ["file", path, options @ ..] => {
                write(&mut project, path, options, &content);
                content
            }
            ["remove", path] => {
                let mut tree = project.files.edit();
                tree.remove_all(&VPathBuf::normalise(path), support::NOW).unwrap();
                project.files = tree.freeze();
                content
            }
            _ => content,
        };
        write!(out, "{before}```{info}\n{shown}```").unwrap();
        rest = after;
    }
    out + rest
}

fn write(project: &mut Project, path: &str, options: &[&str], content: &str) {
    let (mut mode, mut mtime) = (0o644, 1_600_000_000);
    for option in options {
        match option.split_once('=').unwrap() {
            ("mode", value) => mode = u16::from_str_radix(value, 8).unwrap(),
            ("mtime", value) => mtime = value.parse().unwrap(),
            (other, _) => panic!("unknown option {other}"),
        }
    }
    project.write(path, content.as_bytes(), mode, Time::from_secs(mtime));
}

fn build(words: &[&str], project: &Project, cache: &mut Cache, images: &Images) -> Outcome {
    let mut options = Options::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--no-cache" => options.no_cache = NoCache::All,
            "--no-cache-filter" => {
                options.no_cache = NoCache::Stages(vec![(*words.next().unwrap()).to_owned()]);
            }
            "--target" => options.target = Some((*words.next().unwrap()).to_owned()),
            "--build-arg" => {
                let (name, value) = words.next().unwrap().split_once('=').unwrap();
                options.build_args.insert(name.to_owned(), value.to_owned());
            }
            other => panic!("unknown option {other}"),
        }
    }
    let read = |path: &str| {
        let blob = project.files.read(&VPathBuf::normalise(path)).ok()?;
        Some(String::from_utf8_lossy(&blob.bytes()).into_owned())
    };
    let request = Request {
        dockerfile_name: "Dockerfile".into(),
        dockerfile: read("Dockerfile").unwrap(),
        ignore: read(".dockerignore").map(|text| (".dockerignore".to_owned(), text)),
        context: project.files.clone(),
        options,
    };
    run(request, cache, images)
}

/// One line per step.
fn report(outcome: &Outcome) -> String {
    let mut rows: Vec<(VertexId, String)> = Vec::new();
    let mut states: BTreeMap<VertexId, String> = BTreeMap::new();
    let mut logs: BTreeMap<VertexId, String> = BTreeMap::new();
    for event in &outcome.events {
        match event {
            Event::Vertex(info) if !info.name.starts_with("[internal]") => {
                rows.push((info.id, info.name.clone()))
            }
            Event::VertexStarted { vertex, .. } => {
                states.entry(*vertex).or_insert_with(|| "ok".to_owned());
            }
            Event::VertexCached { vertex, because, .. } => {
                let surprises =
                    because.iter().flat_map(|hit| &hit.surprises).map(|surprise| format!("  {surprise}"));
                let surprises: String = surprises.collect();
                states.insert(*vertex, format!("cached{surprises}"));
            }
            Event::VertexMissed { vertex, miss } => {
                let state = match miss.reasons.as_slice() {
                    [Reason::FirstBuild] => "new".to_owned(),
                    _ => format!("missed  {}", miss.summary()),
                };
                states.insert(*vertex, state);
            }
            Event::VertexFailed { vertex, message, .. } => {
                states.insert(*vertex, format!("failed  {message}"));
            }
            Event::Log { vertex, bytes, .. } => {
                logs.entry(*vertex).or_default().push_str(&String::from_utf8_lossy(bytes));
            }
            _ => {}
        }
    }
    let mut out = String::new();
    for (id, name) in rows {
        let text = instruction(&name);
        let state = states.get(&id).map_or("not needed", String::as_str);
        let log =
            logs.get(&id).map_or(String::new(), |log| format!(" | {}", log.trim_end().replace('\n', " ⏎ ")));
        writeln!(out, "{text:34} {state}{log}").unwrap();
    }
    if let Err(failure) = &outcome.result
        && failure.vertex.is_none()
    {
        writeln!(out, "failed: {}", failure.message).unwrap();
    }
    out
}

/// A step's name without its number, and FROM as it was typed.
fn instruction(name: &str) -> String {
    let (prefix, text) = match name.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
        Some((prefix, text)) => (prefix.rsplit_once(' ').map_or("", |(stage, _)| stage.trim()), text),
        None => ("", name),
    };
    let text = text.replace("docker.io/library/", "");
    let text = text.split("@sha256:").next().unwrap_or_default();
    if prefix.is_empty() { text.to_owned() } else { format!("{prefix}: {text}") }
}
