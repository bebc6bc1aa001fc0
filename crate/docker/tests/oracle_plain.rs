//! Builds what was recorded with a real BuildKit through the command line, and compares what `--progress=plain` prints.
//!
//! Times, byte counts and the order of independent steps vary from run to run there; they are normalised on both sides.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, unreachable_pub, reason = "this is a test")]

#[path = "../../engine/tests/support/project.rs"]
mod project;
mod support;

use std::path::{Path, PathBuf};

use project::Project;
use serde_json::Value;
use support::{Machine, Ran, from_disk};
use vfs::{Node, Time, VPathBuf};

/// Scenarios whose recording can't be met through the command line, with the reason.
const NOT_APPLICABLE: [(&str, &str); 0] = [];

#[test]
fn conformance_plain_progress() {
    let layout = repository("../shared/oracle/base/oci");
    if !layout.is_dir() {
        println!("oracle plain: not run, the recorded base images are not here");
        return;
    }
    let base = from_disk(&layout);
    let only = option_env!("ORACLE_SCENARIO");
    let folders = std::fs::read_dir(repository("tests/oracle/scenarios")).unwrap();
    let mut names: Vec<String> =
        folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names.retain(|name| only.is_none_or(|only| only == name));
    let (mut passed, mut failed) = (0, Vec::new());
    for name in &names {
        if let Some((_, reason)) = NOT_APPLICABLE.iter().find(|(listed, _)| listed == name) {
            println!("{name}: not applicable: {reason}");
            continue;
        }
        for (number, problem) in scenario(name, &base).into_iter().enumerate() {
            match problem {
                None => passed += 1,
                Some(problem) => {
                    println!("{name} build {}:\n{problem}", number + 1);
                    failed.push(format!("{name} build {}", number + 1));
                }
            }
        }
    }
    println!(
        "oracle plain: {passed} passed, {} not applicable, {} failed",
        NOT_APPLICABLE.len(),
        failed.len()
    );
    assert!(failed.is_empty(), "{failed:#?}");
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn scenario(name: &str, base: &std::collections::BTreeMap<String, Vec<u8>>) -> Vec<Option<String>> {
    let folder = repository("tests/oracle/scenarios").join(name);
    let scenario: Value =
        serde_json::from_slice(&std::fs::read(folder.join("scenario.json")).unwrap()).unwrap();
    let mut machine = Machine::new(1_800_000_000);
    for (path, bytes) in base {
        machine.write(&format!("/base/{path}"), bytes);
    }
    let loaded = machine.run("docker load -i /base");
    assert_eq!(loaded.exit, 0, "{}", loaded.stderr);
    let mut project = Project::new();
    let steps = scenario["steps"].as_array().unwrap().iter().enumerate();
    let run = |(number, step): (usize, &Value)| {
        for edit in step["edits"].as_array().unwrap() {
            project.edit(edit);
        }
        let ran = build(&mut machine, &mut project, step);
        let plain = folder.join(format!("plain{}.txt", number + 1));
        let recorded = std::fs::read_to_string(plain).unwrap();
        compare(&recorded, step["expect"]["error"].as_str(), &ran)
    };
    steps.map(run).collect()
}

/// Builds the project of a step with the flags that its recording was made with.
fn build(machine: &mut Machine, project: &mut Project, step: &Value) -> Ran {
    let filename = step["filename"].as_str().unwrap_or("Dockerfile");
    let mtime = Time::from_secs(step["dockerfile_mtime"].as_i64().unwrap_or(1_600_000_000));
    project.write(filename, step["dockerfile"].as_str().unwrap().as_bytes(), 0o644, mtime);
    let mut tree = machine.files.edit();
    let root: Node = project.files.root().clone();
    tree.put(&VPathBuf::normalise("/project"), root).unwrap();
    machine.files = tree.freeze();
    machine.options.cwd = "/project".to_owned();
    machine.options.env.insert("SOURCE_DATE_EPOCH".to_owned(), "1700000000".to_owned());
    let mut argv: Vec<String> = [
        "docker",
        "build",
        "--progress=plain",
        "-f",
        filename,
        "-o",
        "type=oci,dest=/out.tar,rewrite-timestamp=true",
    ]
    .map(str::to_owned)
    .to_vec();
    for (name, value) in step["build_args"].as_object().into_iter().flatten() {
        argv.push(format!("--build-arg={name}={}", value.as_str().unwrap()));
    }
    if let Some(target) = step["target"].as_str() {
        argv.push(format!("--target={target}"));
    }
    match &step["no_cache"] {
        Value::Bool(true) => argv.push("--no-cache".to_owned()),
        Value::String(stage) => argv.push(format!("--no-cache-filter={stage}")),
        _ => {}
    }
    for (name, value) in step["secrets"].as_object().into_iter().flatten() {
        let path = format!("/secrets/{name}");
        machine.write(&path, value.as_str().unwrap().as_bytes());
        argv.push(format!("--secret=id={name},src={path}"));
    }
    for option in step["opts"].as_array().into_iter().flatten() {
        let option = option.as_str().unwrap();
        match option.split_once(':') {
            Some(("label", label)) => argv.push(format!("--label={label}")),
            Some(("build-arg", argument)) => argv.push(format!("--build-arg={argument}")),
            _ => panic!("unknown option {option}"),
        }
    }
    argv.push(".".to_owned());
    machine.exec(argv)
}

/// What differs, if something does.
fn compare(recorded: &str, error: Option<&str>, ran: &Ran) -> Option<String> {
    let (progress, message) = split(&ran.stderr);
    let (wanted, got) = (normalised(recorded), normalised(&progress));
    let mut problems = String::new();
    for line in wanted.iter().filter(|line| !got.contains(line)) {
        problems.push_str(&format!("- {line}\n"));
    }
    for line in got.iter().filter(|line| !wanted.contains(line)) {
        problems.push_str(&format!("+ {line}\n"));
    }
    let wanted = error
        .unwrap_or_default()
        .replace("error: failed to solve: ", "ERROR: failed to build: failed to solve: ");
    let (wanted, got) = (without_refs(wanted.trim_end()), without_refs(message.trim_end()));
    if wanted != got {
        problems.push_str(&format!("error was\n{wanted}\nbut is\n{got}\n"));
    }
    if (ran.exit == 0) != error.is_none() {
        problems.push_str(&format!("exit code {}\n", ran.exit));
    }
    (!problems.is_empty()).then_some(problems)
}

/// The progress, and the error behind it. The closing list of warnings is buildx's and was not recorded.
fn split(stderr: &str) -> (String, String) {
    let (before, error) = match stderr.find("ERROR: failed to build") {
        Some(at) => stderr.split_at(at),
        None => (stderr, ""),
    };
    let (progress, excerpt) = match before.find("\nDockerfile:").or(before.find("\nsub/Dockerfile:")) {
        Some(at) if !error.is_empty() => before.split_at(at + 1),
        _ => (before, ""),
    };
    let progress =
        progress.split("\n ").next().filter(|_| progress.contains(" found (use docker")).unwrap_or(progress);
    (progress.to_owned(), format!("{excerpt}{error}"))
}

/// Each step as one line of what must agree, sorted.
fn normalised(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    for block in text.split("\n\n") {
        let mut lines: Vec<String> = Vec::new();
        for line in block.lines() {
            let line = match line.split_once(' ') {
                Some((number, rest)) if number.starts_with('#') => rest,
                _ => line,
            };
            let noise =
                ["resolve ", "extracting ", "sha256:", "exporting manifest ", "sending tarball", "..."];
            if noise.iter().any(|noise| line.starts_with(noise)) {
                continue;
            }
            lines.push(without_numbers(line));
        }
        let head = lines.first().cloned().unwrap_or_default();
        if head.contains("FROM ") {
            lines.truncate(1);
        }
        // Standard output and error come through two pipes, in any order.
        lines.iter_mut().skip(1).for_each(|line| line.insert_str(0, "  "));
        lines.sort_by_key(|line| line.starts_with("  ").then(|| line.clone()));
        blocks.push(lines.join("\n"));
    }
    blocks.sort();
    blocks.dedup();
    blocks
}

/// A line without its times and byte counts.
fn without_numbers(line: &str) -> String {
    let line = without_refs(line);
    if let Some((seconds, rest)) = line.split_once(' ')
        && seconds.parse::<f64>().is_ok()
        && seconds.contains('.')
    {
        return rest.to_owned();
    }
    for start in ["DONE", "transferring dockerfile:", "transferring context:"] {
        if line.starts_with(start) {
            return start.to_owned();
        }
    }
    match line.strip_suffix(" done") {
        Some(rest) => match rest.rsplit_once(' ') {
            Some((rest, time))
                if time.ends_with('s') && time.trim_end_matches('s').parse::<f64>().is_ok() =>
            {
                rest.to_owned()
            }
            _ => rest.to_owned(),
        },
        None => line,
    }
}

/// A text without the random names of references.
fn without_refs(text: &str) -> String {
    let mut out = String::new();
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        out.push_str(if word.contains("::") && word.ends_with(':') { "REF:" } else { word });
    }
    out
}
