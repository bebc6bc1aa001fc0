//! `dnf`, `yum`, `microdnf`, `tdnf` and `rpm`.

use std::collections::{BTreeMap, BTreeSet};

use vfs::Blob;

use super::list::List;
use super::{Context, Done, Words, short};

/// What is installed, beside the database that only rpm itself can read.
const INSTALLED: &str = "/var/lib/rpm/installed";

fn database(ctx: &mut Context<'_, '_>, list: &List<'_>) -> BTreeMap<String, String> {
    match ctx.text_of(INSTALLED) {
        Some(text) => text
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(name, version)| (name.to_owned(), version.to_owned()))
            .collect(),
        None => list
            .iter()
            .filter(|package| package.base)
            .map(|package| (package.name.to_owned(), package.version.to_owned()))
            .collect(),
    }
}

fn save(ctx: &mut Context<'_, '_>, database: &BTreeMap<String, String>) -> Done<Result<(), vfs::FsError>> {
    let text: String = database.iter().map(|(name, version)| format!("{name} {version}\n")).collect();
    ctx.put(INSTALLED, Blob::from(text.into_bytes()), 0o644)
}

pub(super) fn dnf(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(
        ctx,
        &["--setopt", "--enablerepo", "--disablerepo", "--releasever", "--installroot", "--repo", "-c"],
    );
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("rpm").unwrap_or_default());
    let (command, names) = words.command();
    match command {
        "install" | "reinstall" | "localinstall" | "groupinstall" => install(ctx, &list, &words, names),
        "update" | "upgrade" | "upgrade-minimal" | "check-update" | "distro-sync" => {
            metadata(ctx)?;
            ctx.print("Dependencies resolved.\nNothing to do.\nComplete!\n")?;
            Ok(0)
        }
        "makecache" => {
            metadata(ctx)?;
            ctx.print("Metadata cache created.\n")?;
            Ok(0)
        }
        "remove" | "erase" | "autoremove" => {
            let mut database = database(ctx, &list);
            for name in names {
                if database.remove(name).is_some() {
                    for file in list.get(name).map(|package| package.files.clone()).unwrap_or_default() {
                        if let super::File::Bytes(_, path) = file {
                            ctx.take_away(path);
                        }
                    }
                }
            }
            if let Err(error) = save(ctx, &database)? {
                return ctx.no_write(&error);
            }
            ctx.print("Complete!\n")?;
            Ok(0)
        }
        "clean" => {
            ctx.take_away("/var/cache/dnf/metadata.solv");
            ctx.print("0 files removed\n")?;
            Ok(0)
        }
        "config-manager" | "module" | "repolist" | "list" | "info" | "groups" | "group" | "versionlock" => {
            Ok(0)
        }
        "" => {
            ctx.print("4.14.0\n")?;
            Ok(0)
        }
        other => {
            ctx.print_error(&format!("No such command: {other}. Please use /usr/bin/dnf --help\n"))?;
            Ok(1)
        }
    }
}

fn metadata(ctx: &mut Context<'_, '_>) -> Done<()> {
    ctx.kernel.meter.spent.network += 14_000_000;
    // A cache that cannot be written is done without.
    let _ =
        ctx.put("/var/cache/dnf/metadata.solv", Blob::synthetic(super::seed(&["dnf"]), 62_000_000), 0o644)?;
    Ok(())
}

fn install(ctx: &mut Context<'_, '_>, list: &List<'_>, words: &Words, names: &[String]) -> Done<i32> {
    metadata(ctx)?;
    let mut database = database(ctx, list);
    let local = |name: &str| name.ends_with(".rpm") || name.contains("://");
    let unknown: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| list.get(bare(name)).is_none() && !local(name) && !name.starts_with('@'))
        .collect();
    if let Some(name) = unknown.first() {
        let text: String = unknown.iter().map(|name| format!("No match for argument: {name}\n")).collect();
        ctx.print(&text)?;
        ctx.print_error(&format!("Error: Unable to find a match: {}\n", unknown.join(" ")))?;
        ctx.catalog_limit(&format!("RPM package `{name}`"))?;
        return Ok(1);
    }
    let weak = !words
        .values("--setopt")
        .any(|option| option.starts_with("install_weak_deps") && option.ends_with(['0', 'e', 'E']))
        && !words.has(&["--setopt=install_weak_deps=False"]);
    let roots: Vec<&str> = names.iter().map(|name| bare(name)).collect();
    let there: BTreeSet<String> = database.keys().cloned().collect();
    let fresh = list.closure(&roots, &there, weak);
    let sizes = fresh
        .iter()
        .fold((0, 0), |(size, installed), package| (size + package.size, installed + package.installed));
    let mut text = "Dependencies resolved.\n================================================================================\n Package          Arch      Version                  Repository            Size\n================================================================================\nInstalling:\n".to_owned();
    for package in &fresh {
        text.push_str(&format!(
            " {:16} {:9} {:24} {:15} {:>10}\n",
            package.name,
            "x86_64",
            package.version,
            "baseos",
            short(package.size)
        ));
    }
    text.push_str(&format!("\nTransaction Summary\n================================================================================\nInstall  {} Packages\n\nTotal download size: {}\nInstalled size: {}\n", fresh.len(), short(sizes.0), short(sizes.1)));
    if !fresh.is_empty()
        && !words
            .options
            .iter()
            .any(|option| option == "--assumeyes" || (!option.starts_with("--") && option.contains('y')))
        && ctx.name != "microdnf"
    {
        ctx.print(&format!("{text}Is this ok [y/N]: Operation aborted.\n"))?;
        return Ok(1);
    }
    if fresh.is_empty() {
        text = "Nothing to do.\n".to_owned();
    } else {
        text.push_str("Downloading Packages:\nRunning transaction check\nTransaction check succeeded.\nRunning transaction test\nTransaction test succeeded.\nRunning transaction\n");
    }
    for (index, package) in fresh.iter().enumerate() {
        text.push_str(&format!(
            "  Installing       : {}-{}.x86_64 {}/{} \n",
            package.name,
            package.version,
            index + 1,
            fresh.len()
        ));
        if let Err(error) = ctx.lay_out(package, &format!("usr/share/doc/{}/README", package.name))? {
            return ctx.no_write(&error);
        }
        database.insert(package.name.to_owned(), package.version.to_owned());
    }
    if let Err(error) = save(ctx, &database)? {
        return ctx.no_write(&error);
    }
    ctx.print(&format!("{text}Complete!\n"))?;
    Ok(0)
}

/// A name without version or architecture.
fn bare(name: &str) -> &str {
    let name = name.trim_end_matches(".x86_64").trim_end_matches(".noarch");
    let version = name.match_indices('-').find(|(at, _)| {
        name.get(at + 1..)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains('.'))
    });
    version.and_then(|(at, _)| name.get(..at)).unwrap_or(name)
}

pub(super) fn rpm(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(ctx, &["--qf", "--queryformat", "--root"]);
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("rpm").unwrap_or_default());
    let database = database(ctx, &list);
    if words
        .options
        .iter()
        .any(|option| option == "--import" || option == "--rebuilddb" || option == "--initdb")
    {
        return Ok(0);
    }
    if words.options.iter().any(|option| option == "--query" || option.starts_with("-q")) {
        if words.options.iter().any(|option| option.starts_with("-q") && option.contains('a')) {
            let text: String =
                database.iter().map(|(name, version)| format!("{name}-{version}.x86_64\n")).collect();
            ctx.print(&text)?;
            return Ok(0);
        }
        let mut status = 0;
        for name in &words.plain {
            let line = match database.get(name.as_str()) {
                Some(version) => format!("{name}-{version}.x86_64\n"),
                None => {
                    status = 1;
                    format!("package {name} is not installed\n")
                }
            };
            ctx.print(&line)?;
        }
        return Ok(status);
    }
    if words.options.iter().any(|option| option == "-e" || option == "--erase" || option == "--nodeps") {
        return Ok(0);
    }
    if let Some(name) = words.plain.first() {
        return Err(ctx.unmodelled(&format!("what the archive `{name}` holds")));
    }
    ctx.print("RPM version 4.16.1.3\n")?;
    Ok(0)
}
