//! What is to be said about a Dockerfile without building it.

use diag::{Diagnostic, Parsed};
use dockerfile::advice::{Context, Step, advise};
use dockerfile::convert::{self, Base, Outcome};
use dockerfile::ignore::Ignore;
use dockerfile::platform::Platform;
use dockerfile::{Dockerfile, Str};
use engine::{Cache, Layers, Record, RecordKind};
use oci::Reference;
use vfs::VPath;

use crate::host::Host;
use crate::project::{EntryKind, Project};
use crate::registry::Shelf;

/// Errors and findings of the checks, in the order of the text. All stages are looked at.
pub(crate) fn diagnostics(host: &Host, text: &str, ignore: Option<&str>) -> Vec<Diagnostic> {
    let parsed = dockerfile::parse(text);
    let mut found = Vec::new();
    with_options(host, &engine::Options::default(), ignore, &mut |options| {
        found = dockerfile::editor::diagnostics(&parsed, options, None);
    });
    found
}

/// Our own advice, in the order of the text. What it costs is told by the builds before.
pub(crate) fn advice(project: &Project, cache: &Cache, text: &str) -> Vec<Diagnostic> {
    let parsed = dockerfile::parse(text);
    let ignore = project.ignore_text().map(|text| Ignore::parse(&text).tree);
    let entries = project.entries();
    let files: Vec<(&str, u64)> = entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::File)
        .map(|entry| (entry.path.as_str(), entry.size))
        .collect();
    let steps: Vec<Step<'_>> =
        cache.records().filter(|record| record.kind == RecordKind::Exec).map(step).collect();
    advise(&parsed.tree, &Context { ignore: ignore.as_ref(), files: &files, steps: &steps })
}

/// What a recorded RUN took.
fn step(record: &Record) -> Step<'_> {
    let lists = VPath::new("/var/lib/apt/lists").ok();
    let tree = record.result.as_ref().filter(|_| record.text.contains("apt")).map(Layers::tree);
    let files = tree.zip(lists).into_iter().flat_map(|(tree, lists)| tree.walk(lists));
    Step {
        source: &record.source,
        seconds: record.seconds,
        apt_lists: files.map(|(_, node)| node.size()).sum(),
    }
}

/// What a build with these options would be warned about, and the error that would end it. Without a target all stages
/// are looked at.
pub(crate) fn follow(
    host: &Host,
    parsed: &Parsed<Dockerfile>,
    options: &engine::Options,
    ignore: Option<&str>,
) -> Outcome {
    let mut outcome = Outcome::default();
    with_options(host, options, ignore, &mut |options| outcome = convert::follow(parsed, options));
    outcome
}

/// Hands the options of a build on in the form that the checks take.
pub(crate) fn with_options(
    host: &Host,
    options: &engine::Options,
    ignore: Option<&str>,
    act: &mut dyn FnMut(&convert::Options<'_>),
) {
    let ignore = ignore.map(|text| Ignore::parse(text).tree);
    let build_platform = Platform::linux_amd64();
    let target_platform = options.platform.as_ref().unwrap_or(&build_platform);
    act(&convert::Options {
        build_args: &options.build_args,
        target: options.target.as_deref(),
        all_stages: options.target.is_none(),
        build_platform: &build_platform,
        target_platform,
        ignore: ignore.as_ref(),
        bases: &|name, platform| base(host, name, platform),
    });
}

/// What an image of the store or the catalog sets.
fn base(host: &Host, name: &str, platform: &Platform) -> Option<Base> {
    let reference = Reference::parse(name).ok()?;
    let shelf = Shelf::settings(&host.store, &host.catalog);
    let image = shelf.image(&reference, &platform.os, &platform.architecture)?;
    let config = image.config();
    Some(Base {
        env: config.config.env.iter().map(|entry| Str::from(entry.as_str())).collect(),
        platform: Some(Platform::new(&config.os, &config.architecture, &config.variant)),
        onbuild: config.config.on_build.clone(),
        has_shell: !config.config.shell.is_empty(),
        directory: Str::from(config.config.working_dir.as_str()),
    })
}
