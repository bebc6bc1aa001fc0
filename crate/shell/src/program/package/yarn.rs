//! `yarn` (1 and later), `pnpm` and `corepack`.

use serde_json::Value;
use vfs::Blob;

use super::list::List;
use super::manifest::{
    Versions, dependencies, lay_out, lock_file, locked_text, pretty, read_json, resolve, run, script,
    split_name, with_dependencies,
};
use super::{Context, Done, Words};

/// One of the two; they differ in wording, in their lock file and in how packages lie.
struct Manager {
    name: &'static str,
    version: &'static str,
    lock: &'static str,
}

const YARN: Manager = Manager { name: "yarn", version: "1.22.22", lock: "yarn.lock" };
const PNPM: Manager = Manager { name: "pnpm", version: "9.15.9", lock: "pnpm-lock.yaml" };

pub(super) fn yarn(ctx: &mut Context<'_, '_>) -> Done<i32> {
    main(ctx, &YARN)
}

pub(super) fn pnpm(ctx: &mut Context<'_, '_>) -> Done<i32> {
    main(ctx, &PNPM)
}

fn main(ctx: &mut Context<'_, '_>, manager: &Manager) -> Done<i32> {
    ctx.name = manager.name.into();
    let words = Words::of(
        ctx,
        &[
            "--cwd",
            "--registry",
            "--filter",
            "-F",
            "--network-timeout",
            "--network-concurrency",
            "--mutex",
            "-C",
            "--dir",
            "--modules-folder",
            "--cache-folder",
        ],
    );
    if words.has(&["--version", "-v"]) && words.plain.is_empty() {
        ctx.print(&format!("{}\n", manager.version))?;
        return Ok(0);
    }
    if let Some(dir) = words.value(&["--cwd", "-C", "--dir"]) {
        ctx.task.cwd = ctx.task.cwd.join(dir);
    }
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("npm").unwrap_or_default());
    let (command, names) = words.command();
    match command {
        "global" => globally(ctx, manager, &list, names.get(1..).unwrap_or_default()),
        "add" if words.has(&["-g", "--global"]) => globally(ctx, manager, &list, names),
        "" if manager.name == "yarn" => install(ctx, manager, &list, &words, &[]),
        "install" | "i" | "add" | "ci" => install(ctx, manager, &list, &words, names),
        "fetch" | "setup" | "prune" | "dedupe" | "store" | "config" | "set" | "policies" | "plugin"
        | "check" | "autoclean" | "env" | "approve-builds" => {
            let _ = manager;
            Ok(0)
        }
        "cache" => {
            let home = ctx.task.var("HOME").unwrap_or("/root").to_owned();
            ctx.take_away(&format!("{home}/.cache/yarn"));
            ctx.take_away("/usr/local/share/.cache/yarn");
            if manager.name == "yarn" {
                ctx.print("yarn cache v1.22.22\nsuccess Cleared cache.\nDone in 0.05s.\n")?;
            }
            Ok(0)
        }
        "run" | "exec" => match names.split_first() {
            Some((name, args)) => run_script(ctx, manager, name, args),
            None => Ok(0),
        },
        "deploy" | "dlx" | "workspace" | "workspaces" | "pack" | "link" => {
            let what = format!("`{} {command}`", manager.name);
            Err(ctx.unmodelled(&what))
        }
        name => run_script(ctx, manager, name, names),
    }
}

fn manifest(ctx: &mut Context<'_, '_>, manager: &Manager) -> Done<Option<Value>> {
    let found = read_json(ctx, "package.json").and_then(Result::ok);
    if found.is_none() {
        let cwd = ctx.task.cwd.to_string();
        let text = match manager.name {
            "pnpm" => format!(" ERR_PNPM_NO_PKG_MANIFEST  No package.json found in {cwd}\n"),
            _ => format!(
                "yarn install v{}\nerror Couldn't find a package.json file in \"{cwd}\"\n",
                manager.version
            ),
        };
        ctx.print_error(&text)?;
    }
    Ok(found)
}

fn install(
    ctx: &mut Context<'_, '_>,
    manager: &Manager,
    list: &List<'_>,
    words: &Words,
    names: &[String],
) -> Done<i32> {
    let Some(mut package) = manifest(ctx, manager)? else { return Ok(1) };
    let production = words.has(&["--production", "--prod", "-P", "--production=true"])
        || (ctx.task.var("NODE_ENV") == Some("production") && !words.has(&["--production=false", "--dev"]));
    let lock = ctx.text_of(manager.lock);
    let frozen = words.has(&["--frozen-lockfile", "--immutable"]);
    if frozen && lock.is_none() {
        let text = match manager.name {
            "pnpm" => " ERR_PNPM_NO_LOCKFILE  Cannot install with \"frozen-lockfile\" because pnpm-lock.yaml is absent\n".to_owned(),
            _ => "error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.\n".to_owned(),
        };
        ctx.print_error(&text)?;
        return Ok(1);
    }
    let mut wanted = dependencies(&package, "dependencies");
    if !production {
        wanted.extend(dependencies(&package, "devDependencies"));
    }
    for name in names {
        let (name, range) = split_name(name);
        let version = resolve(list, name, range);
        wanted.insert(name.to_owned(), version.clone());
        package["dependencies"][name] = Value::String(format!("^{version}"));
    }
    let pins = lock.as_deref().map(locked_text).unwrap_or_default();
    let mut resolved: Versions = with_dependencies(list, &wanted);
    for (name, version) in &pins {
        if !production
            || resolved.contains_key(name)
            || !dependencies(&package, "devDependencies").contains_key(name)
        {
            resolved.insert(name.clone(), version.clone());
        }
    }
    if let Err(refused) = lay_out(ctx, list, "node_modules", &resolved)? {
        ctx.print_error(&format!(
            "error An unexpected error occurred: \"EACCES: {}, mkdir '{}'\".\n",
            refused.error, refused.path
        ))?;
        return Ok(1);
    }
    let mut writes = vec![(
        if manager.name == "yarn" { "node_modules/.yarn-integrity" } else { "node_modules/.modules.yaml" },
        pretty(&lock_file(&package, &resolved)),
    )];
    if lock.is_none() || !names.is_empty() {
        writes.push((manager.lock, lock_text(manager, &resolved)));
    }
    if !names.is_empty() {
        writes.push(("package.json", pretty(&package)));
    }
    for (path, bytes) in writes {
        if let Err(error) = ctx.put(path, Blob::from(bytes), 0o644)? {
            return ctx.no_write(&error);
        }
    }
    fill_cache(ctx, manager, &resolved)?;
    let text = report(manager, lock.is_some(), &wanted, &resolved);
    ctx.print(&text)?;
    for name in ["postinstall", "prepare"] {
        if let Some(command) =
            script(&package, name).filter(|_| !words.has(&["--ignore-scripts"]) && names.is_empty())
        {
            let status = run(ctx, &command, &[])?;
            if status != 0 {
                return Ok(status);
            }
        }
    }
    Ok(0)
}

fn lock_text(manager: &Manager, resolved: &Versions) -> Vec<u8> {
    let text: String = match manager.name {
        "yarn" => {
            let rows = resolved
                .iter()
                .map(|(name, version)| format!("\n\n{name}@^{version}:\n  version \"{version}\"\n"));
            std::iter::once(
                "# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.\n# yarn lockfile v1\n"
                    .to_owned(),
            )
            .chain(rows)
            .collect()
        }
        _ => {
            let rows = resolved.iter().map(|(name, version)| {
                format!("\n  {name}@{version}:\n    resolution: {{integrity: modelled}}\n")
            });
            std::iter::once("lockfileVersion: '9.0'\n\npackages:\n".to_owned()).chain(rows).collect()
        }
    };
    text.into_bytes()
}

fn report(manager: &Manager, had_lock: bool, wanted: &Versions, resolved: &Versions) -> String {
    if manager.name == "yarn" {
        let first = if had_lock {
            "[1/4] Resolving packages...\n"
        } else {
            "info No lockfile found.\n[1/4] Resolving packages...\n"
        };
        let saved = if had_lock { "" } else { "success Saved lockfile.\n" };
        return format!(
            "yarn install v{}\n{first}[2/4] Fetching packages...\n[3/4] Linking dependencies...\n[4/4] Building fresh packages...\n{saved}Done in 1.00s.\n",
            manager.version
        );
    }
    let first = if had_lock { "Lockfile is up to date, resolution step is skipped\n" } else { "" };
    let added: String =
        wanted.keys().filter_map(|name| Some(format!("+ {name} {}\n", resolved.get(name)?))).collect();
    let count = resolved.len();
    format!(
        "{first}Packages: +{count}\n{}\nProgress: resolved {count}, reused 0, downloaded {count}, added {count}, done\n\ndependencies:\n{added}\nDone in 1s\n",
        "+".repeat(count.min(80))
    )
}

fn fill_cache(ctx: &mut Context<'_, '_>, manager: &Manager, packages: &Versions) -> Done<()> {
    let home = ctx.task.var("HOME").unwrap_or("/root").to_owned();
    let root = match (manager.name, ctx.task.user.uid) {
        ("yarn", 0) => "/usr/local/share/.cache/yarn/v6".to_owned(),
        ("yarn", _) => format!("{home}/.cache/yarn/v6"),
        _ => format!("{home}/.local/share/pnpm/store/v3/files"),
    };
    for (name, version) in packages {
        let seed = super::seed(&["cache", name, version]);
        // A cache that cannot be written is done without.
        let _ =
            ctx.put(&format!("{root}/{seed:016x}"), Blob::synthetic(seed, 2_000 + seed % 24_000), 0o644)?;
    }
    Ok(())
}

fn globally(ctx: &mut Context<'_, '_>, manager: &Manager, list: &List<'_>, names: &[String]) -> Done<i32> {
    let resolved: Versions = names
        .iter()
        .map(|name| split_name(name))
        .map(|(name, range)| (name.to_owned(), resolve(list, name, range)))
        .collect();
    if let Some(missing) = resolved.keys().find(|name| list.get(name).is_none()) {
        ctx.print_error(&format!("error Couldn't find package \"{missing}\" on the \"npm\" registry.\n"))?;
        ctx.catalog_limit(&format!("npm package `{missing}`"))?;
        return Ok(1);
    }
    if let Err(refused) = lay_out(ctx, list, "/usr/local/lib/node_modules", &resolved)? {
        return ctx.no_write(&refused.error);
    }
    ctx.print(&format!("{} global v{}\nDone in 1.00s.\n", manager.name, manager.version))?;
    Ok(0)
}

fn run_script(ctx: &mut Context<'_, '_>, manager: &Manager, name: &str, args: &[String]) -> Done<i32> {
    let Some(package) = manifest(ctx, manager)? else { return Ok(1) };
    if let Some(command) = script(&package, name) {
        ctx.print(&format!("{} run v{}\n$ {command}\n", manager.name, manager.version))?;
        let status = run(ctx, &command, args)?;
        if status == 0 && manager.name == "yarn" {
            ctx.print("Done in 1.00s.\n")?;
        }
        return Ok(status);
    }
    if ctx.is_there(&format!("node_modules/.bin/{name}")) {
        return run(ctx, name, args);
    }
    let text = match manager.name {
        "pnpm" => format!(" ERR_PNPM_NO_SCRIPT  Missing script: {name}\n"),
        _ => format!(
            "error Command \"{name}\" not found.\ninfo Visit https://yarnpkg.com/en/docs/cli/run for documentation about this command.\n"
        ),
    };
    ctx.print_error(&text)?;
    Ok(1)
}

/// `corepack enable` makes the commands of the managers that it brings.
pub(super) fn corepack(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    match args.first().map(String::as_str) {
        Some("enable" | "prepare" | "use" | "install" | "up") => {
            let names = ["yarn", "yarnpkg", "pnpm", "pnpx"];
            for name in names {
                let shim = "usr/local/lib/node_modules/corepack/dist";
                let blob = Blob::synthetic(super::seed(&["corepack", name]), 1_100);
                for (path, blob) in [(format!("/{shim}/{name}.js"), blob)] {
                    if let Err(error) = ctx.put(&path, blob, 0o755)? {
                        return ctx.no_write(&error);
                    }
                }
                if let Err(error) = ctx.link(
                    &format!("usr/local/bin/{name}"),
                    &format!("../lib/node_modules/corepack/dist/{name}.js"),
                )? {
                    return ctx.no_write(&error);
                }
            }
            Ok(0)
        }
        Some("--version" | "-v") => {
            ctx.print("0.34.0\n")?;
            Ok(0)
        }
        Some("disable" | "cache") => Ok(0),
        _ => Err(ctx.unmodelled("this use of corepack")),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn lock_files() {
        let check = |text: &str, expected: &str| {
            let pins =
                super::locked_text(text).into_iter().map(|(name, version)| format!("{name} {version}"));
            assert_eq!(pins.collect::<Vec<_>>().join(", "), expected);
        };
        check(
            "# yarn lockfile v1\n\n\"@types/a@^1.0.0\", \"@types/a@^1.1\":\n  version \"1.2.0\"\n  resolved x\n\nleft-pad@^1.3.0:\n  version \"1.3.0\"\n",
            "@types/a 1.2.0, left-pad 1.3.0",
        );
        check(
            "lockfileVersion: '9.0'\n\npackages:\n\n  '@types/a@1.2.0':\n    resolution: {}\n\n  left-pad@1.3.0(peer@1.0.0):\n    engines: {}\n",
            "@types/a 1.2.0, left-pad 1.3.0",
        );
    }
}
