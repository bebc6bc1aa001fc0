//! node and npm, as far as an image build of a small service needs them.
//!
//! JavaScript is not run. `npm install` takes the names and version ranges from `package.json` (or the exact versions from
//! `package-lock.json`) and lays out packages with content that follows from name and version alone.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use vfs::{Blob, Follow};

use super::run_other::start;
use super::{Context, Done};
use crate::text::from_bytes;

/// The version, from the variable that the official image sets.
fn node_version(ctx: &Context<'_, '_>) -> String {
    format!("v{}", ctx.task.var("NODE_VERSION").unwrap_or("22.0.0"))
}

pub(super) fn node(ctx: &mut Context<'_, '_>) -> Done<i32> {
    match ctx.args.get(1).map(String::as_str) {
        Some("--version" | "-v") => {
            let version = node_version(ctx);
            ctx.print_line(&version)?;
            Ok(0)
        }
        Some(path) if !path.starts_with('-') && ctx.kernel.stat(&ctx.task, path, Follow::All).is_err() => {
            let full = ctx.task.cwd.join(path);
            let version = node_version(ctx);
            let text = format!(
                "node:internal/modules/cjs/loader:1148\n  throw err;\n  ^\n\nError: Cannot find module '{full}'\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}}\n\nNode.js {version}\n"
            );
            ctx.print_error(&text)?;
            Ok(1)
        }
        _ => ctx.elsewhere("running JavaScript"),
    }
}

pub(super) fn npm(ctx: &mut Context<'_, '_>) -> Done<i32> {
    ctx.name = "npm".into();
    let args = ctx.operands();
    let words: Vec<&str> = args.iter().map(String::as_str).filter(|arg| !arg.starts_with('-')).collect();
    if args.iter().any(|arg| arg == "--version" || arg == "-v") && words.is_empty() {
        ctx.print_line("10.5.1")?;
        return Ok(0);
    }
    let prefix = args.iter().skip_while(|arg| *arg != "--prefix").nth(1).cloned();
    if let Some(dir) = prefix {
        ctx.task.cwd = ctx.task.cwd.join(&dir);
    }
    match words.as_slice() {
        ["install" | "i" | "add", names @ ..] if args.iter().any(|arg| arg == "-g" || arg == "--global") => global(ctx, names),
        ["install" | "i" | "add", names @ ..] => install(ctx, &args, names, false),
        ["ci" | "clean-install", ..] => install(ctx, &args, &[], true),
        ["run" | "run-script", script, ..] => run_script(ctx, script),
        ["test" | "t", ..] => run_script(ctx, "test"),
        ["start", ..] => run_script(ctx, "start"),
        ["cache", "clean" | "verify", ..] => {
            ctx.print_error("npm warn using --force Recommended protections disabled.\n")?;
            Ok(0)
        }
        ["config" | "set", ..] => Ok(0),
        ["prune", ..] => {
            ctx.print("\nup to date, audited 1 package in 1s\n\nfound 0 vulnerabilities\n")?;
            Ok(0)
        }
        [command, ..] => {
            let what = format!("`npm {command}`");
            Err(ctx.unmodelled(&what))
        }
        [] => Err(ctx.unmodelled("`npm` without a command")),
    }
}

fn read_json(ctx: &mut Context<'_, '_>, name: &str) -> Option<Result<Value, String>> {
    let blob = ctx.kernel.read(&ctx.task, name).ok()?;
    let bytes = blob.bytes();
    Some(serde_json::from_str(&from_bytes(&bytes)).map_err(|error| error.to_string()))
}

fn manifest(ctx: &mut Context<'_, '_>) -> Done<Option<Value>> {
    match read_json(ctx, "package.json") {
        Some(Ok(value)) => Ok(Some(value)),
        Some(Err(error)) => {
            let cwd = ctx.task.cwd.to_string();
            let text = format!(
                "npm error code EJSONPARSE\nnpm error path {cwd}/package.json\nnpm error JSON.parse {error}\nnpm error JSON.parse Failed to parse JSON data.\nnpm error JSON.parse Note: package.json must be actual JSON, not just JavaScript.\n"
            );
            ctx.print_error(&text)?;
            Ok(None)
        }
        None => {
            let path = ctx.task.cwd.join("package.json");
            let text = format!(
                "npm error code ENOENT\nnpm error syscall open\nnpm error path {path}\nnpm error errno -2\nnpm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '{path}'\nnpm error enoent This is related to npm not being able to find a file.\nnpm error enoent\n"
            );
            ctx.print_error(&text)?;
            Ok(None)
        }
    }
}

/// The version that a range resolves to here: the lowest it names.
fn pinned(range: &str) -> String {
    let version: String = range.chars().skip_while(|c| !c.is_ascii_digit()).take_while(|c| !c.is_whitespace() && *c != '|').collect();
    let mut parts: Vec<&str> = version.split('.').filter(|part| *part != "x" && *part != "*" && !part.is_empty()).collect();
    if parts.is_empty() {
        return "1.0.0".into();
    }
    parts.resize(parts.len().max(3), "0");
    parts.join(".")
}

fn dependencies(manifest: &Value, field: &str) -> BTreeMap<String, String> {
    let map = manifest.get(field).and_then(Value::as_object);
    map.into_iter().flatten().filter_map(|(name, range)| Some((name.clone(), range.as_str()?.to_string()))).collect()
}

/// What the lock file pins: name to version, for the packages directly in `node_modules`.
fn locked(lock: &Value) -> BTreeMap<String, String> {
    let packages = lock.get("packages").and_then(Value::as_object);
    let listed = packages.into_iter().flatten().filter_map(|(path, package)| {
        let name = path.strip_prefix("node_modules/").filter(|name| !name.contains("/node_modules/"))?;
        Some((name.to_string(), package.get("version")?.as_str()?.to_string()))
    });
    listed.collect()
}

fn install(ctx: &mut Context<'_, '_>, args: &[String], names: &[&str], clean: bool) -> Done<i32> {
    let Some(mut package) = manifest(ctx)? else { return Ok(if clean { 1 } else { 254 }) };
    let lock = read_json(ctx, "package-lock.json").and_then(Result::ok);
    if clean && lock.is_none() {
        ctx.print_error(
            "npm error code EUSAGE\nnpm error\nnpm error The `npm ci` command can only install with an existing package-lock.json or\nnpm error npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or\nnpm error later to generate a package-lock.json file, then try again.\n",
        )?;
        return Ok(1);
    }
    let production = args.iter().any(|arg| matches!(arg.as_str(), "--production" | "--omit=dev" | "--only=production" | "--prod"))
        || ctx.task.var("NODE_ENV") == Some("production");
    let mut wanted = dependencies(&package, "dependencies");
    if !production {
        wanted.extend(dependencies(&package, "devDependencies"));
    }
    for name in names {
        let (name, version) = split_name(name);
        wanted.insert(name.to_string(), version.to_string());
        let field = if args.iter().any(|arg| arg == "-D" || arg == "--save-dev") { "devDependencies" } else { "dependencies" };
        if let Some(root) = package.as_object_mut() {
            let list = root.entry(field).or_insert_with(|| Value::Object(Map::new()));
            list[name] = Value::String(format!("^{}", pinned(version)));
        }
    }
    let pins = lock.as_ref().map(locked).unwrap_or_default();
    let mut resolved: BTreeMap<String, String> = wanted
        .iter()
        .map(|(name, range)| (name.clone(), pins.get(name).cloned().unwrap_or_else(|| pinned(range))))
        .collect();
    // A lock file also lists what the packages themselves need.
    if wanted.keys().any(|name| pins.contains_key(name)) || clean {
        let dev = dependencies(&package, "devDependencies");
        resolved.extend(pins.into_iter().filter(|(name, _)| !production || !dev.contains_key(name)));
    }
    if clean {
        let place = ctx.task.cwd.join("node_modules");
        let _ = ctx.kernel.tree.remove_all(&place, ctx.kernel.now);
    }
    for (name, version) in &resolved {
        if lay_out(ctx, "node_modules", name, version)? != 0 {
            return Ok(1);
        }
    }
    if !resolved.is_empty() {
        save_json(ctx, "node_modules/.package-lock.json", &lock_file(&package, &resolved))?;
    }
    if !names.is_empty() {
        save_json(ctx, "package.json", &package)?;
    }
    if !clean && lock.is_none() && !args.iter().any(|arg| arg == "--no-package-lock" || arg == "--no-save") {
        save_json(ctx, "package-lock.json", &lock_file(&package, &resolved))?;
    }
    report(ctx, resolved.len())
}

fn split_name(text: &str) -> (&str, &str) {
    match text.rfind('@').filter(|at| *at > 0).and_then(|at| text.split_at_checked(at)) {
        Some((name, version)) => (name, version.trim_start_matches('@')),
        None => (text, "latest"),
    }
}

fn report(ctx: &mut Context<'_, '_>, count: usize) -> Done<i32> {
    let plural = |count: usize| if count == 1 { "package" } else { "packages" };
    let line = match count {
        0 => "\nup to date, audited 1 package in 1s\n\nfound 0 vulnerabilities\n".to_string(),
        _ => format!(
            "\nadded {count} {}, and audited {} {} in 1s\n\nfound 0 vulnerabilities\n",
            plural(count),
            count + 1,
            plural(count + 1)
        ),
    };
    ctx.print(&line)?;
    Ok(0)
}

fn global(ctx: &mut Context<'_, '_>, names: &[&str]) -> Done<i32> {
    for name in names {
        let (name, version) = split_name(name);
        if lay_out(ctx, "/usr/local/lib/node_modules", name, &pinned(version))? != 0 {
            return Ok(1);
        }
    }
    ctx.print(&format!("\nadded {} package{} in 1s\n", names.len(), if names.len() == 1 { "" } else { "s" }))?;
    Ok(0)
}

/// A package's directory: its manifest, its code, its licence; sizes follow from the name.
fn lay_out(ctx: &mut Context<'_, '_>, root: &str, name: &str, version: &str) -> Done<i32> {
    let dir = format!("{root}/{name}");
    let ends: Vec<usize> = dir.match_indices('/').map(|(at, _)| at).chain([dir.len()]).collect();
    for end in ends {
        let Some(above) = dir.get(..end).filter(|above| !above.is_empty()) else { continue };
        if ctx.kernel.stat(&ctx.task, above, Follow::All).is_err()
            && let Err(error) = ctx.kernel.mkdir(&ctx.task, above, 0o777)
        {
            let text = format!("npm error code EACCES\nnpm error syscall mkdir\nnpm error path {above}\nnpm error {error}\n");
            ctx.print_error(&text)?;
            return Ok(1);
        }
    }
    let seed = name.bytes().chain(version.bytes()).fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let size = 2_000 + seed % 60_000;
    let files = [
        ("package.json", Blob::from(pretty(&json!({"name": name, "version": version, "license": "MIT", "main": "index.js"})))),
        ("index.js", Blob::synthetic(seed, size)),
        ("LICENSE", Blob::synthetic(seed ^ 1, 1_080)),
        ("README.md", Blob::synthetic(seed ^ 2, size / 3)),
    ];
    for (file, blob) in files {
        ctx.kernel.meter.spent.network += blob.len() / 3;
        if let Err(error) = ctx.kernel.write(&ctx.task, &format!("{dir}/{file}"), blob, 0o644)? {
            let text = format!("npm error code EACCES\nnpm error path {dir}/{file}\nnpm error {error}\n");
            ctx.print_error(&text)?;
            return Ok(1);
        }
    }
    Ok(0)
}

fn lock_file(package: &Value, resolved: &BTreeMap<String, String>) -> Value {
    let mut packages = Map::new();
    packages.insert(String::new(), json!({"dependencies": package.get("dependencies").cloned().unwrap_or_else(|| json!({}))}));
    for (name, version) in resolved {
        packages.insert(format!("node_modules/{name}"), json!({"version": version}));
    }
    json!({"name": package.get("name"), "version": package.get("version"), "lockfileVersion": 3, "requires": true, "packages": packages})
}

fn pretty(value: &Value) -> Vec<u8> {
    // A value made of texts and maps always has a JSON form.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn save_json(ctx: &mut Context<'_, '_>, path: &str, value: &Value) -> Done<()> {
    ctx.save(path, pretty(value))?;
    Ok(())
}

fn run_script(ctx: &mut Context<'_, '_>, name: &str) -> Done<i32> {
    let Some(package) = manifest(ctx)? else { return Ok(254) };
    let Some(command) = package.get("scripts").and_then(|scripts| scripts.get(name)).and_then(Value::as_str) else {
        let text = format!("npm error Missing script: \"{name}\"\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run\n");
        ctx.print_error(&text)?;
        return Ok(1);
    };
    let text = |field: &str| package.get(field).and_then(Value::as_str).unwrap_or_default().to_string();
    let title = format!("{}@{}", text("name"), text("version"));
    ctx.print(&format!("\n> {} {name}\n> {command}\n\n", title.trim_matches('@')))?;
    start(ctx, &["sh".to_string(), "-c".into(), command.to_string()])
}

#[cfg(test)]
mod tests {
    #[test]
    fn npm_lays_out_what_the_manifest_asks_for() {
        crate::testing::check(&[
            ("npm --version; NODE_VERSION=20.1.0 node --version", "10.5.1\nv20.1.0\n"),
            (
                "echo '{\"name\":\"a\",\"version\":\"1.2.3\",\"dependencies\":{\"left-pad\":\"^1.3.0\"},\"scripts\":{\"hi\":\"echo hi\"}}' > package.json; \
                 npm install; ls node_modules; grep version node_modules/left-pad/package.json; ls; npm run hi",
                "\nadded 1 package, and audited 2 packages in 1s\n\nfound 0 vulnerabilities\nleft-pad\n  \"version\": \"1.3.0\"\nnode_modules\npackage-lock.json\npackage.json\n\n> a@1.2.3 hi\n> echo hi\n\nhi\n",
            ),
            ("echo {} > package.json; npm ci 2>&1 | head -n 1", "npm error code EUSAGE\n"),
            ("echo 1 > a.js; node a.js", "[not modelled: node: running JavaScript]"),
        ]);
    }
}
