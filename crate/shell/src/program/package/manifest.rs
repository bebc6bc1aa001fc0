//! `package.json` and the lock files beside it: what npm, yarn and pnpm read, and the `node_modules` that they make.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use vfs::Blob;

use super::list::List;
use super::{Context, Done, seed};
use crate::program::run_other::start;
use crate::text::from_bytes;

/// Names and versions, or ranges of them.
pub(super) type Versions = BTreeMap<String, String>;

pub(super) fn read_json(ctx: &mut Context<'_, '_>, name: &str) -> Option<Result<Value, String>> {
    let blob = ctx.kernel.read(&ctx.task, name).ok()?;
    let bytes = blob.bytes();
    Some(serde_json::from_str(&from_bytes(&bytes)).map_err(|error| error.to_string()))
}

/// The ranges that a field of the manifest asks for.
pub(super) fn dependencies(manifest: &Value, field: &str) -> Versions {
    let map = manifest.get(field).and_then(Value::as_object);
    map.into_iter()
        .flatten()
        .filter_map(|(name, range)| Some((name.clone(), range.as_str()?.to_owned())))
        .collect()
}

/// The version that a range resolves to: that of the list if it can be, else the lowest that the range names.
pub(super) fn resolve(list: &List<'_>, name: &str, range: &str) -> String {
    let version: String = range
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(|c| !c.is_whitespace() && *c != '|')
        .collect();
    let known = list.get(name).map(|package| package.version);
    let parts: Vec<&str> =
        version.split('.').filter(|part| *part != "x" && *part != "*" && !part.is_empty()).collect();
    let (Some(major), Some(known)) = (parts.first(), known) else {
        let mut parts = if parts.is_empty() { vec!["1"] } else { parts };
        parts.resize(parts.len().max(3), "0");
        return parts.join(".");
    };
    let exact = range.starts_with(|c: char| c.is_ascii_digit()) && parts.len() >= 3;
    if !exact && known.split('.').next() == Some(*major) {
        return known.to_owned();
    }
    let mut parts = parts;
    parts.resize(parts.len().max(3), "0");
    parts.join(".")
}

/// What is asked for and, by the list, what that needs itself.
pub(super) fn with_dependencies(list: &List<'_>, wanted: &Versions) -> Versions {
    let mut resolved: Versions =
        wanted.iter().map(|(name, range)| (name.clone(), resolve(list, name, range))).collect();
    let roots: Vec<&str> = wanted.keys().map(String::as_str).collect();
    for package in list.closure(&roots, &std::collections::BTreeSet::new(), true) {
        resolved.entry(package.name.to_owned()).or_insert_with(|| package.version.to_owned());
    }
    resolved
}

/// What a lock file pins for the packages directly in `node_modules`, and which of them are for development only.
pub(super) fn locked(lock: &Value) -> (Versions, Vec<String>) {
    let packages = lock.get("packages").and_then(Value::as_object);
    let (mut pins, mut dev) = (Versions::new(), Vec::new());
    for (path, package) in packages.into_iter().flatten() {
        let name = path.strip_prefix("node_modules/").filter(|name| !name.contains("/node_modules/"));
        let version = package.get("version").and_then(Value::as_str);
        if let (Some(name), Some(version)) = (name, version) {
            pins.insert(name.to_owned(), version.to_owned());
            if package.get("dev").and_then(Value::as_bool) == Some(true) {
                dev.push(name.to_owned());
            }
        }
    }
    // Older lock files have a tree instead.
    if packages.is_none() {
        for (name, package) in lock.get("dependencies").and_then(Value::as_object).into_iter().flatten() {
            if let Some(version) = package.get("version").and_then(Value::as_str) {
                pins.insert(name.clone(), version.to_owned());
                if package.get("dev").and_then(Value::as_bool) == Some(true) {
                    dev.push(name.clone());
                }
            }
        }
    }
    (pins, dev)
}

/// What yarn's or pnpm's lock file pins. Only the shape that names and versions have in it is read.
pub(super) fn locked_text(text: &str) -> Versions {
    let mut pins = Versions::new();
    let mut name = String::new();
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(version) = trimmed.strip_prefix("version ").or(trimmed.strip_prefix("version: ")) {
            if !name.is_empty() && line.starts_with(' ') {
                pins.insert(name.clone(), version.trim_matches(['"', '\'']).to_owned());
            }
        } else if trimmed.ends_with(':') {
            let key = trimmed
                .trim_end_matches(':')
                .split(',')
                .next()
                .unwrap_or_default()
                .trim_matches(['"', '\'', '/']);
            // What pnpm says of peers stands behind the version in parentheses.
            let (found, version) = split_name(key.split('(').next().unwrap_or_default());
            found.clone_into(&mut name);
            if line.starts_with("  ")
                && key.contains('@')
                && version.starts_with(|c: char| c.is_ascii_digit())
            {
                pins.insert(name.clone(), version.to_owned());
            }
        }
    }
    pins
}

/// `name@range`; the name of a scope starts with `@` itself.
pub(super) fn split_name(text: &str) -> (&str, &str) {
    match text.rfind('@').filter(|at| *at > 0).and_then(|at| text.split_at_checked(at)) {
        Some((name, version)) => (name, version.trim_start_matches('@')),
        None => (text, "latest"),
    }
}

/// Why packages could not be laid out.
pub(super) struct Refused {
    pub(super) path: String,
    pub(super) error: vfs::FsError,
}

/// Lays packages out below `root`. A package of the list has its size, another one a size that follows from its name.
pub(super) fn lay_out(
    ctx: &mut Context<'_, '_>,
    list: &List<'_>,
    root: &str,
    packages: &Versions,
) -> Done<Result<(), Refused>> {
    for (name, version) in packages {
        let dir = format!("{root}/{name}");
        let seed = seed(&[name, version]);
        let known = list.get(name).map(|package| package.installed);
        let size = known.unwrap_or(5_000 + seed % 90_000);
        let bins = list.get(name).map(|package| package.files.clone()).unwrap_or_default();
        let manifest = json!({"name": name, "version": version, "license": "MIT", "main": "index.js"});
        let mut files = vec![
            ("package.json".to_owned(), Blob::from(pretty(&manifest)), 0o644),
            ("LICENSE".to_owned(), Blob::synthetic(seed ^ 1, 1_080), 0o644),
            ("README.md".to_owned(), Blob::synthetic(seed ^ 2, size / 8), 0o644),
            ("index.js".to_owned(), Blob::synthetic(seed, size / 4), 0o644),
        ];
        let parts = (size / 60_000).clamp(1, 24);
        files.extend((1..=parts).map(|part| {
            (
                format!("lib/{}-{part}.js", name.rsplit('/').next().unwrap_or(name)),
                Blob::synthetic(seed ^ (part + 2), size * 5 / 8 / parts),
                0o644,
            )
        }));
        let commands: Vec<&str> = bins
            .iter()
            .filter_map(
                |file| if let super::File::Bytes(_, path) = file { path.rsplit('/').next() } else { None },
            )
            .collect();
        files.extend(commands.iter().map(|command| {
            (format!("bin/{command}"), Blob::synthetic(super::seed(&[name, command]), 2_000), 0o755)
        }));
        for (file, blob, mode) in files {
            ctx.kernel.meter.spent.network += blob.len() / 4;
            let path = format!("{dir}/{file}");
            if let Err(error) = ctx.put(&path, blob, mode)? {
                return Ok(Err(Refused { path: dir, error }));
            }
        }
        for command in commands {
            let (place, target) = match root.strip_suffix("/lib/node_modules") {
                Some(prefix) => {
                    (format!("{prefix}/bin/{command}"), format!("../lib/node_modules/{name}/bin/{command}"))
                }
                None => (format!("{root}/.bin/{command}"), format!("../{name}/bin/{command}")),
            };
            ctx.take_away(&ctx.task.cwd.join(&place).to_string());
            let dir = place.rsplit_once('/').map_or("", |(dir, _)| dir).to_owned();
            if let Err(error) = ctx.make_dirs(&dir)? {
                return Ok(Err(Refused { path: place, error }));
            }
            // A command of that name that cannot be replaced stays.
            let _ = ctx.kernel.symlink(&ctx.task, &target, &place);
        }
    }
    Ok(Ok(()))
}

/// What is written beside the packages, and as `package-lock.json`.
pub(super) fn lock_file(package: &Value, resolved: &Versions) -> Value {
    let mut packages = Map::new();
    let mut root = json!({"dependencies": package.get("dependencies").cloned().unwrap_or_else(|| json!({}))});
    if let Some(dev) = package.get("devDependencies") {
        root["devDependencies"] = dev.clone();
    }
    packages.insert(String::new(), root);
    for (name, version) in resolved {
        packages.insert(format!("node_modules/{name}"), json!({"version": version}));
    }
    json!({"name": package.get("name"), "version": package.get("version"), "lockfileVersion": 3, "requires": true, "packages": packages})
}

pub(super) fn pretty(value: &Value) -> Vec<u8> {
    // A value made of texts and maps always has a JSON form.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The script of that name, if the manifest has one.
pub(super) fn script(package: &Value, name: &str) -> Option<String> {
    package.get("scripts")?.get(name)?.as_str().map(str::to_owned)
}

/// `name@version` of the project.
pub(super) fn title(package: &Value) -> String {
    let text = |field: &str| package.get(field).and_then(Value::as_str).unwrap_or_default();
    format!("{}@{}", text("name"), text("version")).trim_matches('@').to_owned()
}

/// Runs a command of a script, with the commands of the packages in the way that is searched.
pub(super) fn run(ctx: &mut Context<'_, '_>, command: &str, args: &[String]) -> Done<i32> {
    let bin = ctx.task.cwd.join("node_modules/.bin");
    let path = ctx.task.var("PATH").unwrap_or(crate::eval::DEFAULT_PATH).to_owned();
    ctx.task.env.push(("PATH".to_owned(), format!("{bin}:{path}")));
    let line = std::iter::once(command.to_owned())
        .chain(args.iter().map(|arg| format!("'{arg}'")))
        .collect::<Vec<_>>()
        .join(" ");
    start(ctx, &["sh".to_owned(), "-c".to_owned(), line])
}
