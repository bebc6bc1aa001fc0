//! PHP's `composer`.

use serde_json::Value;
use vfs::Blob;

use super::list::List;
use super::manifest::{Versions, dependencies, pretty, read_json};
use super::{Context, Done, Words, seed};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(ctx, &["-d", "--working-dir"]);
    if let Some(dir) = words.value(&["-d", "--working-dir"]) {
        ctx.task.cwd = ctx.task.cwd.join(dir);
    }
    let (command, names) = words.command();
    match command {
        "" | "about" | "--version" => {
            ctx.print("Composer version 2.8.12 2025-09-19 13:41:59\n")?;
            Ok(0)
        }
        "install" | "i" | "update" | "u" | "require" => {
            install(ctx, &words, if command == "require" { names } else { &[] })
        }
        "dump-autoload" | "dumpautoload" => {
            ctx.print_error("Generating optimized autoload files\nGenerated optimized autoload files\n")?;
            autoload(ctx)
        }
        "clear-cache"
        | "clearcache"
        | "config"
        | "self-update"
        | "diagnose"
        | "validate"
        | "global"
        | "check-platform-reqs" => Ok(0),
        "run-script" | "run" | "exec" => Err(ctx.unmodelled("running PHP")),
        other => {
            let what = format!("`composer {other}`");
            Err(ctx.unmodelled(&what))
        }
    }
}

fn autoload(ctx: &mut Context<'_, '_>) -> Done<i32> {
    for (path, size) in [
        ("vendor/autoload.php", 770),
        ("vendor/composer/autoload_real.php", 1_600),
        ("vendor/composer/autoload_classmap.php", 90_000),
    ] {
        if let Err(error) = ctx.put(path, Blob::synthetic(seed(&[path]), size), 0o644)? {
            return ctx.no_write(&error);
        }
    }
    Ok(0)
}

/// Names and versions of the lock file; of what is for development only if that is wanted.
fn locked(lock: &Value, dev: bool) -> Versions {
    let fields = if dev { &["packages", "packages-dev"][..] } else { &["packages"] };
    let rows = fields.iter().filter_map(|field| lock.get(field)?.as_array()).flatten();
    rows.filter_map(|row| {
        Some((row.get("name")?.as_str()?.to_owned(), row.get("version")?.as_str()?.to_owned()))
    })
    .collect()
}

fn install(ctx: &mut Context<'_, '_>, words: &Words, names: &[String]) -> Done<i32> {
    let manifest = match read_json(ctx, "composer.json") {
        Some(Ok(manifest)) => manifest,
        _ if !names.is_empty() => serde_json::json!({}),
        _ => {
            let cwd = ctx.task.cwd.to_string();
            ctx.print_error(&format!("Composer could not find a composer.json file in {cwd}\nTo initialize a project, please create a composer.json file. See https://getcomposer.org/basic-usage\n"))?;
            return Ok(1);
        }
    };
    let catalog = ctx.kernel.packages.clone();
    let list = List::read(catalog.list("composer").unwrap_or_default());
    for name in
        names.iter().map(|name| name.split(':').next().unwrap_or(name)).filter(|name| name.contains('/'))
    {
        if list.get(name).is_none() {
            ctx.print_error(&format!("\nIn PackageDiscoveryTrait.php line 397:\n\n  Could not find a matching version of package {name}. Check the package spelling, your version constraint and that the package is available in a stability which matches your minimum-stability (stable).\n\n"))?;
            ctx.catalog_limit(&format!("package `{name}` of Packagist"))?;
            return Ok(1);
        }
    }
    let dev = !words.has(&["--no-dev"]) && ctx.task.var("COMPOSER_NO_DEV").is_none_or(|value| value == "0");
    let lock = read_json(ctx, "composer.lock").and_then(Result::ok);
    let mut packages = match &lock {
        Some(lock) => locked(lock, dev),
        None => {
            let mut wanted = dependencies(&manifest, "require");
            if dev {
                wanted.extend(dependencies(&manifest, "require-dev"));
            }
            // The language and its extensions are no packages.
            wanted.retain(|name, _| name.contains('/'));
            wanted.into_iter().map(|(name, range)| (name, lowest(&range))).collect()
        }
    };
    packages.extend(names.iter().map(|name| name.split_once(':').unwrap_or((name, ""))).map(
        |(name, version)| {
            let newest = list.get(name).map_or("1.0.0", |package| package.version);
            (name.to_owned(), if version.is_empty() { newest.to_owned() } else { lowest(version) })
        },
    ));
    let mut work: Vec<String> =
        names.iter().map(|name| name.split(':').next().unwrap_or(name).to_owned()).collect();
    while let Some(name) = work.pop() {
        for need in list.get(&name).iter().flat_map(|package| &package.needs) {
            if let Some(package) = list.get(need).filter(|package| !packages.contains_key(package.name)) {
                packages.insert(package.name.to_owned(), package.version.to_owned());
                work.push(package.name.to_owned());
            }
        }
    }
    let first = if lock.is_some() {
        "Installing dependencies from lock file\nVerifying lock file contents can be installed on current platform.\n"
    } else {
        "Loading composer repositories with package information\nUpdating dependencies\n"
    };
    let mut text = format!("{first}Package operations: {} installs, 0 updates, 0 removals\n", packages.len());
    for (name, version) in &packages {
        text.push_str(&format!("  - Downloading {name} ({version})\n"));
    }
    for (name, version) in &packages {
        text.push_str(&format!("  - Installing {name} ({version}): Extracting archive\n"));
        let known = list.get(name);
        let size = known.map_or_else(|| 30_000 + seed(&[name]) % 700_000, |package| package.installed);
        ctx.kernel.meter.spent.network += known.map_or(size / 4, |package| package.size);
        for binary in known.map(|package| package.binaries()).unwrap_or_default() {
            let blob = Blob::synthetic(seed(&[name, binary]), 3_200);
            if let Err(error) = ctx.put(&format!("vendor/bin/{binary}"), blob, 0o755)? {
                return ctx.no_write(&error);
            }
        }
        for (file, size) in [
            ("composer.json", 1_900),
            ("LICENSE", 1_070),
            ("src/Main.php", size / 2),
            ("src/Support.php", size / 2),
        ] {
            let path = format!("vendor/{name}/{file}");
            if let Err(error) = ctx.put(&path, Blob::synthetic(seed(&[&path, version]), size), 0o644)? {
                return ctx.no_write(&error);
            }
        }
    }
    text.push_str("Generating autoload files\n");
    ctx.print_error(&text)?;
    if lock.is_none() {
        let rows: Vec<Value> = packages
            .iter()
            .map(|(name, version)| serde_json::json!({"name": name, "version": version}))
            .collect();
        ctx.save("composer.lock", pretty(&serde_json::json!({"packages": rows, "packages-dev": []})))?;
    }
    autoload(ctx)
}

fn lowest(range: &str) -> String {
    let version: String = range
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    if version.is_empty() { "1.0.0".to_owned() } else { version }
}
