//! `npm`: takes names and version ranges from `package.json`, or the exact versions from `package-lock.json`.

use serde_json::{Map, Value};
use vfs::Blob;

use super::list::List;
use super::manifest::{
    Refused, Versions, dependencies, lay_out, lock_file, locked, pretty, read_json, resolve, run, script,
    split_name, title, with_dependencies,
};
use super::{Context, Done, Words};

const VALUED: &[&str] =
    &["--prefix", "--registry", "--omit", "--include", "--loglevel", "-w", "--workspace", "--cache", "-C"];

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    ctx.name = "npm".into();
    let words = Words::of(ctx, VALUED);
    if words.has(&["--version", "-v"]) && words.plain.is_empty() {
        ctx.print("10.9.4\n")?;
        return Ok(0);
    }
    let global = words.has(&["-g", "--global", "--location=global"]);
    if let Some(dir) = words.value(&["--prefix", "-C"]).filter(|_| !global) {
        ctx.task.cwd = ctx.task.cwd.join(dir);
    }
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("npm").unwrap_or_default());
    let (command, names) = words.command();
    match command {
        "install" | "i" | "add" | "in" if global => globally(ctx, &list, names),
        "install" | "i" | "add" | "in" => install(ctx, &list, &words, names, false),
        "ci" | "clean-install" | "install-clean" => install(ctx, &list, &words, &[], true),
        "run" | "run-script" | "rum" => match names.split_first() {
            Some((name, args)) => run_script(ctx, name, args, words.has(&["--if-present"])),
            None => Ok(0),
        },
        "test" | "t" => run_script(ctx, "test", &[], false),
        "start" | "stop" | "restart" => run_script(ctx, command, names, false),
        "cache" => clean_cache(ctx, names),
        "config" | "set" | "pkg" | "fund" | "audit" | "explore" | "link" | "ping" => Ok(0),
        "get" | "root" | "prefix" | "bin" => {
            let text = if command == "root" && global {
                "/usr/local/lib/node_modules\n".to_owned()
            } else {
                format!("{}\n", ctx.task.cwd)
            };
            ctx.print(&text)?;
            Ok(0)
        }
        "prune" | "dedupe" | "rebuild" => {
            prune(ctx, command, words.has(&["--production"]) || words.value(&["--omit"]) == Some("dev"))
        }
        "uninstall" | "remove" | "rm" | "un" => uninstall(ctx, names, global),
        "init" | "create" => init(ctx),
        "ls" | "list" | "outdated" => Ok(0),
        "view" | "info" | "show" => view(ctx, &list, names),
        "" => {
            ctx.print("npm <command>\n\nUsage:\n\nnpm install        install all the dependencies in your project\n")?;
            Ok(1)
        }
        other => {
            let what = format!("`npm {other}`");
            Err(ctx.unmodelled(&what))
        }
    }
}

fn manifest(ctx: &mut Context<'_, '_>) -> Done<Option<Value>> {
    let path = ctx.task.cwd.join("package.json");
    let text = match read_json(ctx, "package.json") {
        Some(Ok(value)) => return Ok(Some(value)),
        Some(Err(error)) => format!(
            "npm error code EJSONPARSE\nnpm error path {path}\nnpm error JSON.parse {error}\nnpm error JSON.parse Failed to parse JSON data.\nnpm error JSON.parse Note: package.json must be actual JSON, not just JavaScript.\n"
        ),
        None => format!(
            "npm error code ENOENT\nnpm error syscall open\nnpm error path {path}\nnpm error errno -2\nnpm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '{path}'\nnpm error enoent This is related to npm not being able to find a file.\nnpm error enoent\n"
        ),
    };
    ctx.print_error(&text)?;
    Ok(None)
}

fn install(
    ctx: &mut Context<'_, '_>,
    list: &List<'_>,
    words: &Words,
    names: &[String],
    clean: bool,
) -> Done<i32> {
    let found = if names.is_empty() {
        manifest(ctx)?
    } else {
        Some(read_json(ctx, "package.json").and_then(Result::ok).unwrap_or_else(|| Value::Object(Map::new())))
    };
    let Some(mut package) = found else { return Ok(254) };
    let lock = ["package-lock.json", "npm-shrinkwrap.json"]
        .into_iter()
        .find_map(|name| read_json(ctx, name))
        .and_then(Result::ok);
    if clean && lock.is_none() {
        ctx.print_error(
            "npm error code EUSAGE\nnpm error\nnpm error The `npm ci` command can only install with an existing package-lock.json or\nnpm error npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or\nnpm error later to generate a package-lock.json file, then try again.\nnpm error\nnpm error Clean install a project\nnpm error\nnpm error Usage:\nnpm error npm ci\n",
        )?;
        return Ok(1);
    }
    if let Some(missing) = unknown(list, names) {
        return not_found(ctx, missing);
    }
    let production = words.has(&["--production", "--prod", "--only=production", "--only=prod"])
        || words.value(&["--omit"]) == Some("dev")
        || (ctx.task.var("NODE_ENV") == Some("production") && words.value(&["--include"]) != Some("dev"));
    let mut wanted = dependencies(&package, "dependencies");
    if !production {
        wanted.extend(dependencies(&package, "devDependencies"));
    }
    wanted.extend(dependencies(&package, "optionalDependencies"));
    let field = if words.has(&["-D", "--save-dev"]) { "devDependencies" } else { "dependencies" };
    for name in names {
        let (name, range) = split_name(name);
        let version = resolve(list, name, range);
        wanted.insert(name.to_owned(), version.clone());
        if let Some(root) = package.as_object_mut() {
            root.entry(field).or_insert_with(|| Value::Object(Map::new()))[name] =
                Value::String(format!("^{version}"));
        }
    }
    let resolved = match &lock {
        Some(lock) => pinned(lock, list, &wanted, production),
        None => with_dependencies(list, &wanted),
    };
    if clean {
        ctx.take_away(&ctx.task.cwd.join("node_modules").to_string());
    }
    if let Err(refused) = lay_out(ctx, list, "node_modules", &resolved)? {
        return access(ctx, &refused);
    }
    let locked = pretty(&lock_file(&package, &resolved));
    let mut writes = Vec::new();
    if !resolved.is_empty() {
        writes.push(("node_modules/.package-lock.json", locked.clone()));
    }
    if !names.is_empty() && !words.has(&["--no-save"]) {
        writes.push(("package.json", pretty(&package)));
    }
    if !clean
        && (lock.is_none() || !names.is_empty())
        && !words.has(&["--no-package-lock", "--no-save", "--package-lock=false"])
    {
        writes.push(("package-lock.json", locked));
    }
    for (path, bytes) in writes {
        if let Err(error) = ctx.put(path, Blob::from(bytes), 0o644)? {
            return access(ctx, &Refused { path: path.to_owned(), error });
        }
    }
    fill_cache(ctx, &resolved)?;
    report(ctx, resolved.len(), words)?;
    for name in ["preinstall", "install", "postinstall", "prepare"] {
        let skipped =
            words.has(&["--ignore-scripts"]) || !names.is_empty() || (name == "prepare" && production);
        if let Some(command) = script(&package, name).filter(|_| !skipped) {
            ctx.print(&format!("\n> {} {name}\n> {command}\n\n", title(&package)))?;
            let status = run(ctx, &command, &[])?;
            if status != 0 {
                return Ok(status);
            }
        }
    }
    Ok(0)
}

/// What the lock file holds, less what is only for development if that is left out, and what is asked for besides.
fn pinned(lock: &Value, list: &List<'_>, wanted: &Versions, production: bool) -> Versions {
    let (mut pins, dev) = locked(lock);
    if production {
        pins.retain(|name, _| !dev.contains(name));
    }
    let missing: Versions = wanted
        .iter()
        .filter(|(name, _)| !pins.contains_key(*name))
        .map(|(name, range)| (name.clone(), range.clone()))
        .collect();
    for (name, version) in with_dependencies(list, &missing) {
        pins.entry(name).or_insert(version);
    }
    pins
}

/// The first of the names that no list has. Where there is no list, and for what is no name of a registry, everything goes.
fn unknown<'n>(list: &List<'_>, names: &'n [String]) -> Option<&'n str> {
    let mut names = names.iter().map(|name| split_name(name).0);
    names.find(|name| {
        list.iter().next().is_some()
            && list.get(name).is_none()
            && !name.contains("://")
            && !name.starts_with(['.', '/'])
    })
}

fn not_found(ctx: &mut Context<'_, '_>, name: &str) -> Done<i32> {
    ctx.print_error(&format!(
        "npm error code E404\nnpm error 404 Not Found - GET https://registry.npmjs.org/{0} - Not found\nnpm error 404\nnpm error 404  '{name}@*' is not in this registry.\nnpm error 404\nnpm error 404 Note that you can also install from a\nnpm error 404 tarball, folder, http url, or git folder.\n",
        name.replace('/', "%2f")
    ))?;
    ctx.catalog_limit(&format!("npm package `{name}`"))?;
    Ok(1)
}

fn access(ctx: &mut Context<'_, '_>, refused: &Refused) -> Done<i32> {
    let Refused { path, error } = refused;
    ctx.print_error(&format!("npm error code EACCES\nnpm error syscall mkdir\nnpm error path {path}\nnpm error errno -13\nnpm error Error: EACCES: {error}, mkdir '{path}'\n"))?;
    Ok(243)
}

/// npm keeps what it downloaded.
fn fill_cache(ctx: &mut Context<'_, '_>, packages: &Versions) -> Done<()> {
    let home = ctx.task.var("HOME").unwrap_or("/root").to_owned();
    for (name, version) in packages {
        let seed = super::seed(&["cache", name, version]);
        let path = format!(
            "{home}/.npm/_cacache/content-v2/sha512/{:02x}/{:02x}/{seed:016x}",
            seed & 0xff,
            (seed >> 8) & 0xff
        );
        // A cache that cannot be written is done without.
        let _ = ctx.put(&path, Blob::synthetic(seed, 2_000 + seed % 24_000), 0o644)?;
    }
    Ok(())
}

fn report(ctx: &mut Context<'_, '_>, count: usize, words: &Words) -> Done<()> {
    if words.has(&["-s", "--silent", "--quiet"]) || words.value(&["--loglevel"]) == Some("error") {
        return Ok(());
    }
    let plural = |count: usize| if count == 1 { "package" } else { "packages" };
    let audit = !words.has(&["--no-audit"]);
    let text = match (count, audit) {
        (0, _) => "\nup to date, audited 1 package in 1s\n\nfound 0 vulnerabilities\n".to_owned(),
        (count, true) => format!(
            "\nadded {count} {}, and audited {} {} in 1s\n\nfound 0 vulnerabilities\n",
            plural(count),
            count + 1,
            plural(count + 1)
        ),
        (count, false) => format!("\nadded {count} {} in 1s\n", plural(count)),
    };
    ctx.print(&text)
}

fn globally(ctx: &mut Context<'_, '_>, list: &List<'_>, names: &[String]) -> Done<i32> {
    if let Some(missing) = unknown(list, names) {
        return not_found(ctx, missing);
    }
    let wanted: Versions = names
        .iter()
        .map(|name| split_name(name))
        .map(|(name, range)| (name.to_owned(), range.to_owned()))
        .collect();
    let resolved: Versions =
        wanted.iter().map(|(name, range)| (name.clone(), resolve(list, name, range))).collect();
    if let Err(refused) = lay_out(ctx, list, "/usr/local/lib/node_modules", &resolved)? {
        return access(ctx, &refused);
    }
    let count = with_dependencies(list, &wanted).len();
    ctx.print(&format!("\nadded {count} package{} in 1s\n", if count == 1 { "" } else { "s" }))?;
    Ok(0)
}

fn clean_cache(ctx: &mut Context<'_, '_>, names: &[String]) -> Done<i32> {
    if names.first().is_some_and(|name| name == "clean" || name == "clear") {
        let home = ctx.task.var("HOME").unwrap_or("/root").to_owned();
        ctx.take_away(&format!("{home}/.npm/_cacache"));
        ctx.print_error("npm warn using --force Recommended protections disabled.\n")?;
    }
    Ok(0)
}

fn prune(ctx: &mut Context<'_, '_>, command: &str, production: bool) -> Done<i32> {
    let Some(package) = manifest(ctx)? else { return Ok(254) };
    let lock = read_json(ctx, "package-lock.json").and_then(Result::ok);
    let mut gone: Vec<String> = lock.as_ref().map(|lock| locked(lock).1).unwrap_or_default();
    if lock.is_none() {
        gone = dependencies(&package, "devDependencies").into_keys().collect();
    }
    gone.retain(|_| command == "prune" && (production || ctx.task.var("NODE_ENV") == Some("production")));
    for name in &gone {
        ctx.take_away(&ctx.task.cwd.join(format!("node_modules/{name}").as_str()).to_string());
    }
    let count = gone.len();
    let text = if count == 0 {
        "\nup to date, audited 1 package in 1s\n\nfound 0 vulnerabilities\n".to_owned()
    } else {
        format!("\nremoved {count} packages, and audited 1 package in 1s\n\nfound 0 vulnerabilities\n")
    };
    ctx.print(&text)?;
    Ok(0)
}

fn uninstall(ctx: &mut Context<'_, '_>, names: &[String], global: bool) -> Done<i32> {
    for name in names {
        let root = if global {
            "/usr/local/lib/node_modules".to_owned()
        } else {
            ctx.task.cwd.join("node_modules").to_string()
        };
        ctx.take_away(&format!("{root}/{name}"));
    }
    ctx.print(&format!(
        "\nremoved {} package{} in 1s\n",
        names.len(),
        if names.len() == 1 { "" } else { "s" }
    ))?;
    Ok(0)
}

fn init(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let cwd = ctx.task.cwd.to_string();
    let name = cwd.rsplit('/').next().unwrap_or_default();
    let package = serde_json::json!({"name": name, "version": "1.0.0", "main": "index.js", "scripts": {"test": "echo \"Error: no test specified\" && exit 1"}, "license": "ISC"});
    let bytes = pretty(&package);
    ctx.print(&format!("Wrote to {cwd}/package.json:\n\n{}\n", crate::text::from_bytes(&bytes)))?;
    ctx.save("package.json", bytes)?;
    Ok(0)
}

fn view(ctx: &mut Context<'_, '_>, list: &List<'_>, names: &[String]) -> Done<i32> {
    let Some(name) = names.first() else { return Ok(0) };
    match list.get(split_name(name).0) {
        Some(package) => {
            ctx.print(&format!("{}\n", package.version))?;
            Ok(0)
        }
        None => not_found(ctx, name),
    }
}

fn run_script(ctx: &mut Context<'_, '_>, name: &str, args: &[String], if_present: bool) -> Done<i32> {
    let Some(package) = manifest(ctx)? else { return Ok(254) };
    let Some(command) = script(&package, name) else {
        if if_present {
            return Ok(0);
        }
        ctx.print_error(&format!("npm error Missing script: \"{name}\"\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run\n"))?;
        return Ok(1);
    };
    for (name, command) in [
        (format!("pre{name}"), script(&package, &format!("pre{name}"))),
        (name.to_owned(), Some(command)),
        (format!("post{name}"), script(&package, &format!("post{name}"))),
    ] {
        let Some(command) = command else { continue };
        ctx.print(&format!("\n> {} {name}\n> {command}\n\n", title(&package)))?;
        let status = run(ctx, &command, args)?;
        if status != 0 {
            return Ok(status);
        }
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn npm_lays_out_what_the_manifest_asks_for() {
        crate::testing::check(&[
            ("npm --version", "10.9.4\n"),
            (
                "echo '{\"name\":\"a\",\"version\":\"1.2.3\",\"dependencies\":{\"left-pad\":\"^1.3.0\"},\"scripts\":{\"hi\":\"echo hi\"}}' > package.json; \
                 npm install; ls node_modules; grep version node_modules/left-pad/package.json; ls; npm run hi",
                "\nadded 1 package, and audited 2 packages in 1s\n\nfound 0 vulnerabilities\nleft-pad\n  \"version\": \"1.3.0\",\nnode_modules\npackage-lock.json\npackage.json\n\n> a@1.2.3 hi\n> echo hi\n\nhi\n",
            ),
            ("echo {} > package.json; npm ci 2>&1 | head -n 1", "npm error code EUSAGE\n"),
            ("npm run nosuch 2>&1 | head -n 1", "npm error code ENOENT\n"),
        ]);
    }
}
