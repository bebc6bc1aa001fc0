//! Builds everything that was recorded with the classic builder of a real daemon, in the recorded order with the images
//! kept, and compares output, errors, exit codes, cached flags, texts, configurations, history and layers.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read recorded data from disk and end at what they do not expect"
)]

mod support;

use engine::classic::{Remove, Request, StepImage, forecast};
use engine::{NoCache, Options, Verdict};
use oci::{Layer, Reference};
use serde_json::Value;
use support::base::repository;
use support::classic::{Host, Outcome, without_ids};
use support::project::Project;
use vfs::{Digest, Time, VPathBuf};

/// Times from here on are "now" in the recordings and in these builds.
const RECORDED: i64 = 1_795_000_000;

#[test]
fn conformance_classic_scenarios() {
    let only = option_env!("CLASSIC_SCENARIO");
    let mut names: Vec<String> = std::fs::read_dir(repository("tests/classic"))
        .unwrap()
        .filter_map(|entry| {
            entry.unwrap().file_name().into_string().unwrap().strip_suffix(".json").map(str::to_owned)
        })
        .filter(|name| only.is_none_or(|only| only == name))
        .collect();
    names.sort();
    let (mut passed, mut failed) = (0, Vec::new());
    for name in &names {
        let builds = run_scenario(name);
        let good = builds.iter().filter(|problems| problems.is_empty()).count();
        println!("{name}: {good} builds passed, {} failed", builds.len() - good);
        passed += good;
        for (number, problems) in builds.iter().enumerate().filter(|(_, problems)| !problems.is_empty()) {
            println!("{name} build {number}:\n{}", problems.join("\n"));
            failed.push(format!("{name} build {number}"));
        }
    }
    println!("classic: {} scenarios, {passed} builds passed, {} failed", names.len(), failed.len());
    assert!(failed.is_empty(), "{failed:#?}");
}

/// The problems of each build of a scenario.
fn run_scenario(name: &str) -> Vec<Vec<String>> {
    let path = repository(&format!("tests/classic/{name}.json"));
    let scenario: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut host = Host::new();
    let mut builds = Vec::new();
    for step in scenario["steps"].as_array().unwrap() {
        for edit in step["edits"].as_array().unwrap() {
            host.project.edit(edit);
        }
        for command in step["before"].as_array().into_iter().flatten() {
            host.before(command.as_str().unwrap());
        }
        let request = request(step, &mut host.project);
        let foreseen = forecast(request.clone(), &host.steps, &host, Time::from_secs(host.now));
        let outcome = host.build(request);
        let mut problems = Vec::new();
        compare(&step["expect"], &outcome, &host, &mut problems);
        for prediction in foreseen.map(|forecast| forecast.predictions).unwrap_or_default() {
            let found = outcome.cached.get(&prediction.vertex.0).copied();
            let right = match &prediction.verdict {
                Verdict::Hit(_) => found == Some(true),
                // What stands behind a command that fails is not reached.
                Verdict::Miss(_) => found == Some(false) || (found.is_none() && outcome.exit != 0),
                Verdict::Depends { .. } => found.is_some(),
                Verdict::Fails { message } => outcome.stderr == format!("{message}\n"),
            };
            if !right {
                problems.push(format!("{} was foreseen as {:?}", prediction.name, prediction.verdict));
            }
        }
        builds.push(problems);
    }
    builds
}

fn request(step: &Value, project: &mut Project) -> Request {
    let filename = step["filename"].as_str().unwrap_or("Dockerfile");
    let dockerfile = step["dockerfile"].as_str().unwrap_or_default();
    if step["dockerfile"].is_string() {
        let mtime = Time::from_secs(step["dockerfile_mtime"].as_i64().unwrap_or(1_600_000_000));
        project.write(filename, dockerfile.as_bytes(), 0o644, mtime);
    }
    let ignore = project.files.read(&VPathBuf::normalise(".dockerignore")).ok();
    let ignore = ignore.map(|blob| String::from_utf8_lossy(&blob.bytes()).into_owned());
    let mut options = Options { target: step["target"].as_str().map(str::to_owned), ..Options::default() };
    if step["no_cache"].as_bool() == Some(true) {
        options.no_cache = NoCache::All;
    }
    for (name, value) in step["build_args"].as_object().into_iter().flatten() {
        options.build_args.extend(value.as_str().map(|value| (name.clone(), value.to_owned())));
    }
    let mut request = Request {
        build: engine::Request {
            dockerfile_name: filename.to_owned(),
            dockerfile: dockerfile.to_owned(),
            ignore: ignore.map(|text| (".dockerignore".to_owned(), text)),
            context: project.files.clone(),
            options,
        },
        tags: Vec::new(),
        cache_from: Vec::new(),
        remove: Remove::OnSuccess,
        seed: 1,
    };
    let flags: Vec<&str> =
        step["flags"].as_array().into_iter().flatten().map(|flag| flag.as_str().unwrap()).collect();
    read_flags(&flags, &mut request);
    let tag = if step["tag"].is_null() && step.get("tag").is_some() {
        None
    } else {
        step["tag"].as_str().or(Some("sc"))
    };
    request.tags.extend(tag.map(str::to_owned));
    request.tags =
        request.tags.iter().map(|tag| Reference::parse(tag).unwrap().with_default_tag().familiar()).collect();
    request
}

fn read_flags(flags: &[&str], request: &mut Request) {
    let mut rest = flags.iter();
    while let Some(flag) = rest.next() {
        let (name, value) = flag.split_once('=').map_or((*flag, None), |(name, value)| (name, Some(value)));
        let mut value = || value.unwrap_or_else(|| rest.next().unwrap()).to_owned();
        match name {
            "-t" | "--tag" => request.tags.push(value()),
            "--cache-from" => request.cache_from.push(value()),
            "--no-cache" => request.build.options.no_cache = NoCache::All,
            "--target" => request.build.options.target = Some(value()),
            "--force-rm" => request.remove = Remove::Always,
            "--rm" => request.remove = if value() == "false" { Remove::Never } else { Remove::OnSuccess },
            "--label" => {
                let label = value();
                let (name, value) = label.split_once('=').unwrap_or((&label, ""));
                request.build.options.labels.insert(name.to_owned(), value.to_owned());
            }
            _ => panic!("no way to follow `{flag}`"),
        }
    }
}

fn compare(expect: &Value, outcome: &Outcome, host: &Host, problems: &mut Vec<String>) {
    let mut check = |what: &str, found: &str, wanted: &str| {
        if found != wanted {
            problems.push(format!("{what}:\n  found  {found:?}\n  wanted {wanted:?}"));
        }
    };
    check(
        "stdout",
        &streams(&without_ids(&outcome.stdout)),
        &streams(&without_ids(expect["stdout"].as_str().unwrap())),
    );
    check("stderr", &without_mounts(&outcome.stderr), &without_mounts(expect["stderr"].as_str().unwrap()));
    check("exit", &outcome.exit.to_string(), &expect["exit"].to_string());
    for step in expect["steps"].as_array().into_iter().flatten() {
        let number = step["n"].as_u64().unwrap() as u32;
        let keyword = step["instruction"].as_str().unwrap().split_whitespace().next().unwrap().to_uppercase();
        if keyword != "FROM" {
            let cached = outcome.cached.get(&(number - 1)).copied().unwrap_or(false);
            check(&format!("step {number} cached"), &cached.to_string(), &step["cached"].to_string());
        }
    }
    check_images(expect, outcome, host, &mut check);
    let (Some(image), Some(raw)) = (&outcome.image, expect["config_raw"].as_str()) else { return };
    let found = String::from_utf8(image.image.config_bytes().bytes().into_owned()).unwrap();
    check("config", &without_variables(&found), &without_variables(raw));
    check_layers(expect, image, &mut check);
}

/// The image behind each step, as the output names it: its text and its number of layers.
fn check_images(expect: &Value, outcome: &Outcome, host: &Host, check: &mut dyn FnMut(&str, &str, &str)) {
    let shown: Vec<&str> = outcome
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix(" ---> "))
        .filter(|id| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .collect();
    let steps = expect["steps"].as_array().into_iter().flatten().filter(|step| step["image_id"].is_string());
    for (step, id) in steps.zip(shown) {
        let made = host.steps.iter().find(|image| image.id().short() == *id);
        let named = host.store.images().find(|(known, _)| known.short() == *id);
        let layers =
            made.map(|image| image.image.layers().len()).or(named.map(|(_, image)| image.layers().len()));
        let text = made.map(|image| image.created_by()).unwrap_or_default();
        let number = &step["n"];
        check(&format!("step {number} created by"), &text, step["created_by"].as_str().unwrap_or_default());
        check(
            &format!("step {number} layers"),
            &layers.unwrap_or(0).to_string(),
            &step["layers"].to_string(),
        );
    }
}

fn check_layers(expect: &Value, image: &StepImage, check: &mut dyn FnMut(&str, &str, &str)) {
    let wanted = expect["layers"].as_array().unwrap();
    check("number of layers", &image.image.layers().len().to_string(), &wanted.len().to_string());
    for (number, (layer, wanted)) in image.image.layers().iter().zip(wanted).enumerate() {
        let Some(entries) = wanted["entries"].as_array() else { continue };
        let found = described(layer).join("\n");
        let recorded: Vec<String> = entries.iter().map(recorded).collect();
        check(&format!("layer {number}"), &found, &recorded.join("\n"));
        check(
            &format!("size of layer {number}"),
            &layer.tar_size().to_string(),
            &wanted["tar_size"].to_string(),
        );
        if entries.iter().all(|entry| entry["mtime"].as_i64().unwrap() < RECORDED) {
            let digest = wanted["diff_id"].as_str().unwrap();
            check(&format!("digest of layer {number}"), &layer.diff_id().to_string(), digest);
        }
    }
}

fn shown_time(seconds: i64) -> String {
    if seconds >= RECORDED { "now".to_owned() } else { seconds.to_string() }
}

/// An entry of a recorded layer.
fn recorded(entry: &Value) -> String {
    let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    // Of empty files no digest is compared: whiteouts were recorded without one.
    let digest = if entry["size"].as_u64() > Some(0) { text("sha256") } else { String::new() };
    format!(
        "{} {} {} {}:{} {} {} {} {}",
        text("name"),
        text("type"),
        text("mode"),
        entry["uid"],
        entry["gid"],
        entry["size"],
        shown_time(entry["mtime"].as_i64().unwrap()),
        text("linkname"),
        digest,
    )
}

/// The entries of a layer in the same words, read from its bytes.
fn described(layer: &Layer) -> Vec<String> {
    let tar = layer.tar();
    let mut entries = Vec::new();
    let mut at = 0;
    while let Some(header) = tar.get(at..at + 512).filter(|header| header[0] != 0) {
        let text = |range: std::ops::Range<usize>| {
            String::from_utf8_lossy(&header[range]).trim_end_matches('\0').to_owned()
        };
        let number = |range| i64::from_str_radix(text(range).trim(), 8).unwrap();
        let size = number(124..136) as usize;
        let kind = char::from(header[156]);
        let content = &tar[at + 512..at + 512 + size];
        let digest = if size > 0 { Digest::of(content).hex() } else { String::new() };
        entries.push(format!(
            "{} {kind} 0o{:o} {}:{} {size} {} {} {digest}",
            text(0..100),
            number(100..108),
            number(108..116),
            number(116..124),
            shown_time(number(136..148)),
            text(157..257),
        ));
        at += 512 + size.div_ceil(512) * 512;
    }
    entries
}

/// Output with what a process wrote to standard error behind the rest of its line: the daemon copies the two streams
/// side by side, so that their order is chance.
fn streams(text: &str) -> String {
    let (mut plain, mut errors) = (String::new(), String::new());
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once("\u{1b}[91m") {
        plain.push_str(head);
        let (error, tail) = tail.split_once("\u{1b}[0m").unwrap();
        errors.push_str(error);
        rest = tail;
    }
    format!("{plain}{rest}|{errors}")
}

/// A message without the id of the layer that is mounted.
fn without_mounts(text: &str) -> String {
    match text.split_once("/overlay2/") {
        Some((head, rest)) => format!("{head}/overlay2/<id>{}", rest.get(64..).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A configuration without what differs from run to run: ids, times, and digests of layers that hold new times.
fn without_variables(json: &str) -> String {
    let mut text = json.to_owned();
    for key in ["Image", "container", "Hostname", "created"] {
        let marker = format!("\"{key}\":\"");
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some((head, tail)) = rest.split_once(&marker) {
            let (value, tail) = tail.split_once('"').unwrap();
            let kept = value.is_empty() || value.starts_with("2020-");
            out.push_str(&format!("{head}{marker}{}\"", if kept { value } else { "*" }));
            rest = tail;
        }
        text = out + rest;
    }
    match text.split_once("\"diff_ids\":[") {
        Some((head, rest)) => format!("{head}\"diff_ids\":{}", rest.matches("sha256:").count()),
        None => text,
    }
}
