//! Builds everything that was recorded with a real BuildKit, in the recorded order with the cache kept, and compares
//! step names, cached flags, logs, errors, diff IDs, configuration and history.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests read recorded data from disk and end at what they do not expect"
)]

mod support;

use engine::{Cache, Event, Forecast, NoCache, Options, Request, Verdict};
use serde_json::Value;
use support::base::{Images, repository};
use support::project::Project;
use support::{Outcome, Step};
use vfs::{Snapshot, Time, VPathBuf};

/// Builds whose layers hold the real busybox, which a clone of the repository has not.
const NEED_REAL_BUSYBOX: [&str; 1] = ["scratch_run_busybox"];

#[test]
fn conformance_oracle_scenarios() {
    check("oracle", &|_| {});
}

/// The same with the cache written down and read back before every build.
#[test]
fn conformance_oracle_scenarios_with_a_saved_cache() {
    check("oracle with a saved cache", &|cache| {
        let (state, trees) = cache.save();
        let json = serde_json::to_string(&state).unwrap();
        let trees: Vec<&Snapshot> = trees.iter().collect();
        let bytes = vfs::archive::encode(&trees);
        let blobs = vfs::archive::blobs(&trees);
        let trees = vfs::archive::decode(&bytes, &mut |digest| blobs.get(digest).cloned()).unwrap();
        *cache = Cache::load(serde_json::from_str(&json).unwrap(), &trees).unwrap();
    });
}

/// Builds all scenarios; `between` is called before every build.
fn check(what: &str, between: &dyn Fn(&mut Cache)) {
    let images = Images::load();
    let only = option_env!("ORACLE_SCENARIO");
    let mut names: Vec<String> = std::fs::read_dir(repository("tests/oracle/scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| only.is_none_or(|only| only == name))
        .collect();
    names.sort();
    let (mut passed, mut failed) = (0, Vec::new());
    for name in &names {
        for (number, problems) in run_scenario(name, &images, between).into_iter().enumerate() {
            match problems.is_empty() {
                true => passed += 1,
                false => {
                    println!("{name} build {}: failed\n{}", number + 1, problems.join("\n"));
                    failed.push(format!("{name} build {}", number + 1));
                }
            }
        }
    }
    println!("{what}: {} scenarios, {passed} builds passed, {} failed", names.len(), failed.len());
    assert!(failed.is_empty(), "{failed:#?}");
}

/// The problems of each build of a scenario.
fn run_scenario(name: &str, images: &Images, between: &dyn Fn(&mut Cache)) -> Vec<Vec<String>> {
    let path = repository(&format!("tests/oracle/scenarios/{name}/scenario.json"));
    let scenario: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut project = Project::new();
    let mut cache = Cache::new();
    let mut builds = Vec::new();
    for step in scenario["steps"].as_array().unwrap() {
        for edit in step["edits"].as_array().unwrap() {
            project.edit(edit);
        }
        between(&mut cache);
        let request = request(step, &mut project);
        let forecast = engine::forecast(request.clone(), &cache, images, support::NOW);
        let outcome = support::run(request, &mut cache, images);
        let layers = images.real || !NEED_REAL_BUSYBOX.contains(&name);
        let mut problems = compare(&step["expect"], &outcome, layers);
        compare_forecast(forecast.ok(), &outcome, &mut problems);
        builds.push(problems);
    }
    builds
}

/// What was forecast as a hit must have been one, and what was forecast as a miss must have run.
fn compare_forecast(forecast: Option<Forecast>, outcome: &Outcome, problems: &mut Vec<String>) {
    let steps: Vec<Step> = outcome.steps().into_iter().map(|(_, step)| step).collect();
    for prediction in forecast.into_iter().flat_map(|forecast| forecast.predictions) {
        let Some(step) = steps.iter().find(|step| step.name == prediction.name) else { continue };
        let right = match &prediction.verdict {
            Verdict::Hit(_) => step.cached || !step.started,
            Verdict::Miss(_) => !step.cached,
            Verdict::Depends { .. } => true,
            Verdict::Fails { .. } => step.error.is_some(),
        };
        if !right {
            problems.push(format!("  forecast of {}: {:?}", prediction.name, prediction.verdict));
        }
    }
}

fn request(step: &Value, project: &mut Project) -> Request {
    let filename = step["filename"].as_str().unwrap_or("Dockerfile");
    let dockerfile = step["dockerfile"].as_str().unwrap();
    let mtime = Time::from_secs(step["dockerfile_mtime"].as_i64().unwrap_or(1_600_000_000));
    project.write(filename, dockerfile.as_bytes(), 0o644, mtime);
    let read = |path: &str| {
        let blob = project.files.read(&VPathBuf::normalise(path)).ok()?;
        Some((path.to_owned(), String::from_utf8_lossy(&blob.bytes()).into_owned()))
    };
    let mut options = Options { rewrite_timestamp: true, ..Options::default() };
    options.build_args.insert("SOURCE_DATE_EPOCH".into(), "1700000000".into());
    for (name, value) in step["build_args"].as_object().into_iter().flatten() {
        options.build_args.insert(name.clone(), value.as_str().unwrap().to_owned());
    }
    for (name, value) in step["secrets"].as_object().into_iter().flatten() {
        options.secrets.insert(name.clone(), value.as_str().unwrap().as_bytes().to_vec());
    }
    options.target = step["target"].as_str().map(str::to_owned);
    options.no_cache = match &step["no_cache"] {
        Value::Bool(true) => NoCache::All,
        Value::String(stage) => NoCache::Stages(vec![stage.clone()]),
        _ => NoCache::No,
    };
    Request {
        dockerfile_name: filename.rsplit('/').next().unwrap().to_owned(),
        dockerfile: dockerfile.to_owned(),
        ignore: read(&format!("{filename}.dockerignore")).or_else(|| read(".dockerignore")),
        context: project.files.clone(),
        options,
    }
}

fn compare(expect: &Value, outcome: &Outcome, layers: bool) -> Vec<String> {
    let mut problems = Vec::new();
    compare_steps(expect, outcome, &mut problems);
    compare_warnings(expect, outcome, &mut problems);
    match (&outcome.result, expect["error"].as_str()) {
        (Ok(result), None) => {
            let image = result.image.as_ref().unwrap();
            let diff_ids: Vec<String> =
                image.layers().iter().map(|layer| layer.diff_id().to_string()).collect();
            let wanted: Vec<&str> =
                expect["diff_ids"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            if layers && diff_ids != wanted {
                problems.push(format!("  diff ids: {diff_ids:#?}\n  expected: {wanted:#?}"));
                for (layer, wanted) in image.layers().iter().zip(&wanted) {
                    if layer.diff_id().to_string() != *wanted {
                        problems.push(format!("  layer {wanted} is instead:\n{}", listing(layer)));
                    }
                }
            }
            let config = String::from_utf8_lossy(&image.config_bytes().bytes()).into_owned();
            let wanted = expect["config_raw"].as_str().unwrap_or_default();
            let same_but_layers = strip_layers(&config) == strip_layers(wanted);
            if (layers && config != wanted) || !same_but_layers {
                problems.push(format!("  config:   {config}\n  expected: {wanted}"));
            }
        }
        (Err(failure), Some(wanted)) => {
            let (text, wanted) = (without_references(&failure.text()), without_references(wanted));
            if text != wanted {
                problems.push(format!("  error:    {text}\n  expected: {wanted}"));
            }
        }
        (Ok(_), Some(wanted)) => problems.push(format!("  built, but expected: {wanted}")),
        (Err(failure), None) => problems.push(format!("  failed: {}", failure.text())),
    }
    problems
}

fn strip_layers(config: &str) -> &str {
    config.split("\"rootfs\"").next().unwrap_or_default()
}

fn compare_steps(expect: &Value, outcome: &Outcome, problems: &mut Vec<String>) {
    let mut wanted: Vec<Step> = expect["steps"].as_array().into_iter().flatten().map(expected_step).collect();
    let mut steps: Vec<Step> = outcome
        .steps()
        .into_iter()
        .map(|(_, step)| normalise(step))
        .filter(|step| !step.name.starts_with("[internal] load build definition"))
        .collect();
    wanted.sort();
    steps.sort();
    if wanted != steps {
        let missing: Vec<&Step> = wanted.iter().filter(|step| !steps.contains(step)).collect();
        let surplus: Vec<&Step> = steps.iter().filter(|step| !wanted.contains(step)).collect();
        problems.push(format!("  steps missing: {missing:#?}\n  steps instead: {surplus:#?}"));
    }
}

/// Compares the warnings of the build checks: rule, words, address.
fn compare_warnings(expect: &Value, outcome: &Outcome, problems: &mut Vec<String>) {
    let mut wanted: Vec<String> = Vec::new();
    for warning in expect["warnings"].as_array().into_iter().flatten() {
        // Behind the words stands the line, which a diagnostic has as a span.
        let words = warning["short"].as_str().unwrap().rsplit_once(" (line").unwrap().0;
        wanted.push(format!("{words} {}", warning["url"].as_str().unwrap()));
    }
    let mut warnings: Vec<String> = Vec::new();
    for event in &outcome.events {
        if let Event::Warning(warning) = event {
            let url = warning.url.as_deref().unwrap_or_default();
            warnings.push(format!("{}: {} {url}", warning.code, warning.message));
        }
    }
    wanted.sort();
    warnings.sort();
    if wanted != warnings {
        problems.push(format!("  warnings: {warnings:#?}\n  expected: {wanted:#?}"));
    }
}

fn expected_step(step: &Value) -> Step {
    normalise(Step {
        name: step["name"].as_str().unwrap().to_owned(),
        cached: step["cached"].as_bool().unwrap(),
        started: step["started"].as_bool().unwrap_or(true),
        error: step["error"].as_str().map(str::to_owned),
        log: step["log"].as_str().unwrap_or_default().to_owned(),
    })
}

/// Leaves out what is not to be compared: whether FROM was cached, random ids, the order of stdout and stderr.
fn normalise(mut step: Step) -> Step {
    if step.name.contains("FROM docker.io/") && !step.name.contains("] COPY") {
        step.cached = false;
    }
    step.error = step.error.map(|error| without_references(&error));
    let mut lines: Vec<&str> = step.log.lines().collect();
    lines.sort_unstable();
    step.log = lines.join("\n");
    step
}

/// The text without random parts: `ref <id>::<id>`, paths of the daemon.
fn without_references(text: &str) -> String {
    let mut out = text.to_owned();
    if let Some((before, after)) = text.split_once("failed to calculate checksum of ref ")
        && let Some((_, rest)) = after.split_once(": ")
    {
        out = format!("{before}failed to calculate checksum of ref: {rest}");
    }
    if let Some((before, after)) = out.split_once("cannot copy to non-directory: ") {
        let (path, rest) = after.split_once('\n').unwrap_or((after, ""));
        let name = path.rsplit('/').next().unwrap_or_default();
        out = format!("{before}cannot copy to non-directory: {name}{rest}");
    }
    out
}

fn listing(layer: &oci::Layer) -> String {
    let row = |change: &vfs::Change| match &change.node {
        Some(node) => format!(
            "    {:o} {}:{} {} {} {:?}",
            node.full_mode(),
            node.meta.uid,
            node.meta.gid,
            node.meta.mtime.secs,
            change.path,
            node.as_symlink().map(str::to_owned).or_else(|| text(node)).unwrap_or_default()
        ),
        None => format!("    {:?} {}", change.kind, change.path),
    };
    layer.changes().iter().map(row).collect::<Vec<_>>().join("\n")
}

/// The content of a short file.
fn text(node: &vfs::Node) -> Option<String> {
    let file = node.as_file().filter(|file| file.blob.len() < 1000)?;
    Some(String::from_utf8_lossy(&file.blob.bytes()).into_owned())
}
