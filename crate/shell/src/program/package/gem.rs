//! Ruby's `gem` and `bundle`.

use std::collections::{BTreeMap, BTreeSet};

use vfs::Blob;

use super::list::List;
use super::{Context, Done, Words, seed};

/// Where the official image, and where Debian and Alpine keep gems.
fn home(ctx: &mut Context<'_, '_>) -> String {
    if let Some(dir) = ctx.task.var("BUNDLE_PATH").or(ctx.task.var("GEM_HOME")) {
        return dir.to_owned();
    }
    if ctx.is_there("/usr/local/bundle") {
        "/usr/local/bundle".to_owned()
    } else {
        "/var/lib/gems/3.1.0".to_owned()
    }
}

pub(super) fn gem(ctx: &mut Context<'_, '_>) -> Done<i32> {
    // What stands behind `--` is for the build of extensions.
    if let Some(end) = ctx.args.iter().position(|arg| arg == "--") {
        ctx.args.truncate(end);
    }
    let words = Words::of(ctx, &["-v", "--version", "-i", "--install-dir", "-n", "--bindir", "--source"]);
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("gems").unwrap_or_default());
    let (command, names) = words.command();
    match command {
        "" => {
            ctx.print("3.6.9\n")?;
            Ok(0)
        }
        "install" => {
            let (mut wanted, mut missing) = (BTreeMap::new(), None);
            for name in names {
                let (name, pinned) = name.split_once(':').unwrap_or((name, ""));
                match list.get(name) {
                    Some(package) => {
                        let asked = words
                            .value(&["-v", "--version"])
                            .unwrap_or(pinned)
                            .trim_start_matches(['~', '>', '=', ' ']);
                        let version = if asked.is_empty() { package.version } else { asked };
                        wanted.insert(name.to_owned(), version.to_owned());
                    }
                    None => missing = Some(name.to_owned()),
                }
            }
            if let Some(name) = missing {
                ctx.print_error(&format!(
                    "ERROR:  Could not find a valid gem '{name}' (>= 0) in any repository\n"
                ))?;
                ctx.catalog_limit(&format!("gem `{name}`"))?;
                return Ok(2);
            }
            let all = with_needs(&list, wanted);
            for (name, version) in &all {
                if let Err(error) = lay_out(ctx, &list, name, version)? {
                    return ctx.no_write(&error);
                }
                ctx.print(&format!("Successfully installed {name}-{version}\n"))?;
            }
            ctx.print(&format!("{} gem{} installed\n", all.len(), if all.len() == 1 { "" } else { "s" }))?;
            Ok(0)
        }
        "update" | "cleanup" | "sources" | "uninstall" | "pristine" => Ok(0),
        "env" => {
            let home = home(ctx);
            ctx.print(&format!("{home}\n"))?;
            Ok(0)
        }
        "list" => {
            let dir = home(ctx);
            let entries = ctx.kernel.list(&ctx.task, &format!("{dir}/gems")).unwrap_or_default();
            let rows: String = entries
                .iter()
                .filter_map(|(name, _)| name.rsplit_once('-'))
                .map(|(name, version)| format!("{name} ({version})\n"))
                .collect();
            ctx.print(&rows)?;
            Ok(0)
        }
        other => {
            let what = format!("`gem {other}`");
            Err(ctx.unmodelled(&what))
        }
    }
}

fn with_needs(list: &List<'_>, mut wanted: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let names: Vec<String> = wanted.keys().cloned().collect();
    let roots: Vec<&str> = names.iter().map(String::as_str).collect();
    for package in list.closure(&roots, &BTreeSet::new(), true) {
        wanted.entry(package.name.to_owned()).or_insert_with(|| package.version.to_owned());
    }
    wanted
}

fn lay_out(
    ctx: &mut Context<'_, '_>,
    list: &List<'_>,
    name: &str,
    version: &str,
) -> Done<Result<(), vfs::FsError>> {
    let home = home(ctx);
    let installed = list.get(name).map_or(40_000 + seed(&[name]) % 400_000, |package| package.installed);
    ctx.kernel.meter.spent.network += installed / 3;
    let parts = (installed / 60_000).clamp(1, 20);
    let full = format!("{name}-{version}");
    let mut files = vec![
        (format!("{home}/cache/{full}.gem"), Blob::synthetic(seed(&[&full, "gem"]), installed / 3), 0o644),
        (
            format!("{home}/specifications/{full}.gemspec"),
            Blob::synthetic(seed(&[&full, "spec"]), 1_900),
            0o644,
        ),
    ];
    files.extend((1..=parts).map(|part| {
        let number = part.to_string();
        (
            format!("{home}/gems/{full}/lib/{name}{part}.rb"),
            Blob::synthetic(seed(&[&full, &number]), installed / parts),
            0o644,
        )
    }));
    for file in list.get(name).map(|package| package.files.clone()).unwrap_or_default() {
        if let super::File::Bytes(_, path) = file {
            let command = path.rsplit('/').next().unwrap_or(path);
            files.push((
                format!("{home}/bin/{command}"),
                Blob::synthetic(seed(&[name, command]), 540),
                0o755,
            ));
        }
    }
    for (path, blob, mode) in files {
        if let Err(error) = ctx.put(&path, blob, mode)? {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

pub(super) fn bundle(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(ctx, &["--path", "--without", "--with", "-j", "--jobs", "--retry", "--gemfile"]);
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("gems").unwrap_or_default());
    let (command, names) = words.command();
    match command {
        _ if words.has(&["--version", "-v"]) => {
            ctx.print("Bundler version 2.6.9\n")?;
            Ok(0)
        }
        "config" | "lock" | "clean" | "binstubs" | "update" if !words.has(&["--all"]) => Ok(0),
        "" | "install" => install(ctx, &list),
        "exec" if !names.is_empty() => {
            let words = names.to_vec();
            crate::program::run_other::start(ctx, &words)
        }
        "check" => {
            ctx.print("The Gemfile's dependencies are satisfied\n")?;
            Ok(0)
        }
        other => {
            let what = format!("`bundle {other}`");
            Err(ctx.unmodelled(&what))
        }
    }
}

/// The gems of a lock file are exact, those of a Gemfile follow the list.
fn install(ctx: &mut Context<'_, '_>, list: &List<'_>) -> Done<i32> {
    let file = ctx.task.var("BUNDLE_GEMFILE").unwrap_or("Gemfile").to_owned();
    let Some(text) = ctx.text_of(&file) else {
        ctx.print_error("Could not locate Gemfile\n")?;
        return Ok(10);
    };
    let mut wanted = BTreeMap::new();
    match ctx.text_of(&format!("{file}.lock")) {
        Some(lock) => {
            let rows =
                lock.lines().filter_map(|line| line.strip_prefix("    ").filter(|row| !row.starts_with(' ')));
            wanted.extend(rows.filter_map(|row| {
                let (name, version) = row.split_once(" (")?;
                Some((name.to_owned(), version.trim_end_matches(')').split('-').next()?.to_owned()))
            }));
        }
        None => {
            let rows = text.lines().filter_map(|line| line.trim().strip_prefix("gem "));
            for row in rows {
                let mut quoted = row.split(['"', '\'']).skip(1).step_by(2);
                let Some(name) = quoted.next() else { continue };
                let asked = quoted.next().unwrap_or_default().trim_start_matches(['~', '>', '=', '<', ' ']);
                let known = list.get(name).map_or("1.0.0", |package| package.version);
                let version = if asked.starts_with(|c: char| c.is_ascii_digit()) && list.get(name).is_none() {
                    asked
                } else {
                    known
                };
                wanted.insert(name.to_owned(), version.to_owned());
            }
        }
    }
    let all = with_needs(list, wanted);
    let mut text = "Fetching gem metadata from https://rubygems.org/.........\n".to_owned();
    for (name, version) in &all {
        text.push_str(&format!("Fetching {name} {version}\nInstalling {name} {version}\n"));
        if let Err(error) = lay_out(ctx, list, name, version)? {
            return ctx.no_write(&error);
        }
    }
    ctx.print(&format!("{text}Bundle complete! {0} Gemfile dependencies, {0} gems now installed.\nUse `bundle info [gemname]` to see where a bundled gem is installed.\n", all.len()))?;
    Ok(0)
}
