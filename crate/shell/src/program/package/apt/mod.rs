//! Debian's `apt-get` and `apt`.

use std::collections::BTreeSet;

mod remove;
mod sources;

use vfs::Blob;

use super::dpkg::{self, Database};
use super::list::{List, Package};
use super::{Context, Done, Words, columns, decimal, seed};
use remove::remove;
pub(super) use sources::has_lists;
use sources::{sources, update};

const LISTS: &str = "/var/lib/apt/lists";
const ARCHIVES: &str = "/var/cache/apt/archives";
/// Which installed packages nobody asked for.
const EXTENDED: &str = "/var/lib/apt/extended_states";

/// What the command line says beyond the names.
struct Request {
    yes: bool,
    /// 0: everything is told, 1: no progress, 2: only what dpkg says.
    quiet: u8,
    recommended: bool,
    /// Nothing is done, only told.
    simulate: bool,
    download_only: bool,
    purge: bool,
    auto_remove: bool,
}

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(ctx, &["-o", "--option", "-t", "--target-release", "--default-release", "-c"]);
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("debian").unwrap_or_default());
    let request = Request::of(ctx, &words);
    let (command, names) = words.command();
    if words.has(&["--version", "-v"]) {
        ctx.print("apt 2.6.1 (amd64)\n")?;
        return Ok(0);
    }
    if ctx.task.user.uid != 0 && !matches!(command, "" | "list" | "search" | "show") {
        let lock =
            if command == "update" { "/var/lib/apt/lists/lock" } else { "/var/lib/dpkg/lock-frontend" };
        ctx.print_error(&format!("E: Could not open lock file {lock} - open (13: Permission denied)\nE: Unable to lock the administration directory, are you root?\n"))?;
        return Ok(100);
    }
    match command {
        "update" => update(ctx, &request),
        "install" | "reinstall" => {
            if words.has(&["--update", "-U"]) {
                if !is_recent(ctx) {
                    ctx.print_error("E: Command line option --update is not understood in combination with the other options\n")?;
                    return Ok(100);
                }
                let status = update(ctx, &request)?;
                if status != 0 {
                    return Ok(status);
                }
            }
            install(ctx, &list, &request, names)
        }
        "upgrade" | "dist-upgrade" | "full-upgrade" | "check" => {
            reading(ctx, &request)?;
            if request.quiet < 2 && command != "check" {
                ctx.print("Calculating upgrade...\n0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n")?;
            }
            Ok(0)
        }
        "remove" | "purge" | "autoremove" | "autopurge" => remove(ctx, &list, &request, command, names),
        "clean" | "autoclean" => {
            clean(ctx);
            Ok(0)
        }
        "distclean" | "dist-clean" if is_recent(ctx) => {
            clean(ctx);
            for (name, _) in ctx.kernel.list(&ctx.task, LISTS).unwrap_or_default() {
                if name != "lock" && name != "partial" {
                    ctx.take_away(&format!("{LISTS}/{name}"));
                }
            }
            Ok(0)
        }
        "list" | "search" | "show" => dpkg::apt_cache(ctx),
        "" => {
            ctx.print("apt 2.6.1 (amd64)\nUsage: apt-get [options] command\n")?;
            Ok(0)
        }
        "source" | "build-dep" | "download" | "changelog" | "edit-sources" => {
            let what = format!("`{} {command}`", ctx.name);
            Err(ctx.unmodelled(&what))
        }
        other => {
            ctx.print_error(&format!("E: Invalid operation {other}\n"))?;
            Ok(100)
        }
    }
}

/// Whether the release has apt 3, which knows `--update` and `dist-clean`.
fn is_recent(ctx: &mut Context<'_, '_>) -> bool {
    matches!(
        ctx.os_release("VERSION_CODENAME").as_str(),
        "trixie" | "forky" | "sid" | "plucky" | "questing" | "resolute"
    )
}

impl Request {
    fn of(ctx: &mut Context<'_, '_>, words: &Words) -> Self {
        // Short options may stand together: `-yqq`.
        let letters = |letter: char| -> usize {
            let short = words.options.iter().filter(|option| {
                !option.starts_with("--") && !option.starts_with("-o") && !option.starts_with("-t")
            });
            short.map(|option| option.chars().filter(|c| *c == letter).count()).sum()
        };
        let config = words
            .options
            .iter()
            .filter_map(|option| option.strip_prefix("-o").map(|text| text.trim_start_matches('=')))
            .collect::<Vec<_>>();
        let set = |name: &str| config.iter().any(|option| option.eq_ignore_ascii_case(name));
        let files = ctx.kernel.list(&ctx.task, "/etc/apt/apt.conf.d").unwrap_or_default();
        let mut configured = String::new();
        for (name, _) in files {
            configured.push_str(&ctx.text_of(&format!("/etc/apt/apt.conf.d/{name}")).unwrap_or_default());
        }
        let configured = configured.to_ascii_lowercase();
        let in_files = |name: &str, values: &[&str]| {
            configured
                .lines()
                .any(|line| line.contains(name) && values.iter().any(|value| line.contains(value)))
        };
        let no = ["\"0\"", "\"false\"", " false;", " 0;"];
        let quiet = letters('q')
            + usize::from(words.has(&["--quiet"]))
            + words.value(&["-q", "--quiet"]).and_then(|level| level.parse().ok()).unwrap_or(0);
        let refused = words.has(&["--no-install-recommends"])
            || set("APT::Install-Recommends=0")
            || set("APT::Install-Recommends=false")
            || in_files("install-recommends", &no);
        Request {
            yes: letters('y') > 0
                || quiet >= 2
                || words.has(&["--yes", "--assume-yes", "--force-yes", "--allow-downgrades"])
                || in_files("assume-yes", &["\"1\"", "\"true\""]),
            quiet: quiet.min(2) as u8,
            recommended: !refused || words.has(&["--install-recommends"]),
            simulate: letters('s') > 0 || words.has(&["--simulate", "--dry-run"]),
            download_only: letters('d') > 0 || words.has(&["--download-only"]),
            purge: words.has(&["--purge"]),
            auto_remove: words.has(&["--auto-remove", "--autoremove"]),
        }
    }
}

fn reading(ctx: &mut Context<'_, '_>, request: &Request) -> Done<()> {
    if ctx.name == "apt" {
        ctx.print_error(
            "\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n",
        )?;
    }
    if request.quiet < 2 {
        ctx.print("Reading package lists...\nBuilding dependency tree...\nReading state information...\n")?;
    }
    Ok(())
}

/// What is installed because somebody asked for it.
pub(super) fn manual(ctx: &mut Context<'_, '_>) -> BTreeSet<String> {
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("debian").unwrap_or_default());
    let auto = automatic(ctx);
    dpkg::database(ctx, &list).into_keys().filter(|name| !auto.contains(name)).collect()
}

fn automatic(ctx: &mut Context<'_, '_>) -> BTreeSet<String> {
    let text = ctx.text_of(EXTENDED).unwrap_or_default();
    text.lines().filter_map(|line| line.strip_prefix("Package: ").map(str::to_owned)).collect()
}

fn set_automatic(ctx: &mut Context<'_, '_>, names: &BTreeSet<String>) -> Done<Result<(), vfs::FsError>> {
    let rows =
        names.iter().map(|name| format!("Package: {name}\nArchitecture: amd64\nAuto-Installed: 1\n\n"));
    let text: String = rows.collect();
    ctx.put(EXTENDED, Blob::from(text.into_bytes()), 0o644)
}

/// `apt-mark auto` and `manual`.
pub(super) fn mark(ctx: &mut Context<'_, '_>, names: &[&String], auto: bool, everything: bool) -> Done<i32> {
    let mut kept = automatic(ctx);
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("debian").unwrap_or_default());
    let installed = dpkg::database(ctx, &list);
    let base = |name: &str| list.get(name).is_some_and(|package| package.base);
    let chosen: Vec<String> = match everything {
        true => installed.keys().filter(|name| !base(name)).cloned().collect(),
        false => {
            names.iter().map(|name| (*name).clone()).filter(|name| installed.contains_key(name)).collect()
        }
    };
    let how = if auto { "automatically" } else { "manually" };
    let text: String = chosen.iter().map(|name| format!("{name} set to {how} installed.\n")).collect();
    for name in chosen {
        if auto {
            kept.insert(name);
        } else {
            kept.remove(&name);
        }
    }
    if let Err(error) = set_automatic(ctx, &kept)? {
        return ctx.no_write(&error);
    }
    ctx.print(&text)?;
    Ok(0)
}

/// The packages that the words of a command line name, or the message and status with which it ends.
fn roots<'l>(
    ctx: &mut Context<'_, '_>,
    list: &'l List<'_>,
    names: &[String],
    there: &Database,
) -> Done<Result<Vec<&'l Package<'l>>, i32>> {
    let hosts: Vec<String> = sources(ctx).into_iter().map(|source| source.url).collect();
    let lists = has_lists(ctx);
    let mut found = Vec::new();
    for word in names {
        if word.ends_with(".deb") {
            let status = dpkg_file(ctx, word)?;
            if status != 0 {
                return Ok(Err(status));
            }
            continue;
        }
        let (name, version) =
            word.split_once('=').map_or((word.as_str(), None), |(name, version)| (name, Some(version)));
        let name = name.trim_end_matches(['-', '+']).split(['/', ':']).next().unwrap_or(name);
        let name =
            if list.get(name).is_none() { word.split(['=', '/', ':']).next().unwrap_or(name) } else { name };
        let reachable = |package: &&Package<'_>| {
            package.host.is_none_or(|host| hosts.iter().any(|url| url.contains(host)))
        };
        let Some(package) =
            list.get(name).filter(reachable).filter(|package| lists || there.contains_key(package.name))
        else {
            ctx.print_error(&format!("E: Unable to locate package {name}\n"))?;
            if lists {
                ctx.catalog_limit(&format!("Debian package `{name}`"))?;
            }
            return Ok(Err(100));
        };
        if let Some(version) = version
            && !glob(version, package.version)
        {
            ctx.print_error(&format!("E: Version '{version}' for '{name}' was not found\n"))?;
            ctx.catalog_limit(&format!("`{name}` in that version (it has {})", package.version))?;
            return Ok(Err(100));
        }
        found.push(package);
    }
    Ok(Ok(found))
}

/// A version with `*` at its end matches what begins so.
fn glob(pattern: &str, version: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, _)) => version.starts_with(before),
        None => pattern == version,
    }
}

fn dpkg_file(ctx: &mut Context<'_, '_>, path: &str) -> Done<i32> {
    if !ctx.is_there(path) {
        ctx.print_error(&format!("E: Unsupported file {path} given on commandline\n"))?;
        return Ok(100);
    }
    Err(ctx.unmodelled(&format!("what the archive `{path}` holds")))
}

fn install(ctx: &mut Context<'_, '_>, list: &List<'_>, request: &Request, names: &[String]) -> Done<i32> {
    reading(ctx, request)?;
    let mut database = dpkg::database(ctx, list);
    let roots = match roots(ctx, list, names, &database)? {
        Ok(roots) => roots,
        Err(status) => return Ok(status),
    };
    let there: BTreeSet<String> = database.keys().cloned().collect();
    let wanted: Vec<&str> = roots.iter().map(|package| package.name).collect();
    let fresh = list.closure(&wanted, &there, request.recommended);
    let asked: BTreeSet<&str> = wanted.iter().copied().collect();
    if request.quiet < 2 {
        announce(ctx, list, request, &roots, &fresh, &there)?;
    }
    let extra = fresh.iter().any(|package| !asked.contains(package.name));
    if request.simulate {
        return Ok(0);
    }
    if extra && !request.yes {
        ctx.print("Do you want to continue? [Y/n] Abort.\n")?;
        return Ok(1);
    }
    if fresh.is_empty() {
        return Ok(0);
    }
    download(ctx, request, &fresh)?;
    if request.download_only {
        return Ok(0);
    }
    for package in &fresh {
        database.insert(package.name.to_owned(), package.version.to_owned());
    }
    if let Err(error) = unpack(ctx, &fresh)? {
        return ctx.no_write(&error);
    }
    let mut auto = automatic(ctx);
    auto.extend(
        fresh.iter().filter(|package| !asked.contains(package.name)).map(|package| package.name.to_owned()),
    );
    auto.retain(|name| !asked.contains(name.as_str()));
    for saved in [dpkg::save(ctx, list, &database)?, set_automatic(ctx, &auto)?] {
        if let Err(error) = saved {
            return ctx.no_write(&error);
        }
    }
    Ok(0)
}

/// What apt says before it begins.
fn announce(
    ctx: &mut Context<'_, '_>,
    list: &List<'_>,
    request: &Request,
    roots: &[&Package<'_>],
    fresh: &[&Package<'_>],
    there: &BTreeSet<String>,
) -> Done<()> {
    let asked: BTreeSet<&str> = roots.iter().map(|package| package.name).collect();
    let mut text = String::new();
    for package in roots.iter().filter(|package| there.contains(package.name)) {
        text.push_str(&format!("{} is already the newest version ({}).\n", package.name, package.version));
    }
    let mut new: Vec<&str> = fresh.iter().map(|package| package.name).collect();
    new.sort_unstable();
    let extra: Vec<&str> = new.iter().copied().filter(|name| !asked.contains(name)).collect();
    if !extra.is_empty() {
        text.push_str(&format!("The following additional packages will be installed:\n{}", columns(&extra)));
    }
    if !request.recommended {
        let recommends = fresh.iter().flat_map(|package| package.recommends.iter().copied());
        let left_out: BTreeSet<&str> = recommends
            .filter(|name| !new.contains(name) && !there.contains(*name) && list.get(name).is_some())
            .collect();
        let left_out: Vec<&str> = left_out.into_iter().collect();
        if !left_out.is_empty() {
            text.push_str(&format!("Recommended packages:\n{}", columns(&left_out)));
        }
    }
    if !new.is_empty() {
        text.push_str(&format!("The following NEW packages will be installed:\n{}", columns(&new)));
    }
    text.push_str(&format!("0 upgraded, {} newly installed, 0 to remove and 0 not upgraded.\n", new.len()));
    if !new.is_empty() {
        let (size, installed) = fresh
            .iter()
            .fold((0, 0), |(size, installed), package| (size + package.size, installed + package.installed));
        text.push_str(&format!(
            "Need to get {} of archives.\nAfter this operation, {} of additional disk space will be used.\n",
            decimal(size),
            decimal(installed)
        ));
    }
    ctx.print(&text)
}

fn download(ctx: &mut Context<'_, '_>, request: &Request, fresh: &[&Package<'_>]) -> Done<()> {
    let codename = ctx.os_release("VERSION_CODENAME");
    let url = if ctx.os_release("ID") == "ubuntu" {
        "http://archive.ubuntu.com/ubuntu"
    } else {
        "http://deb.debian.org/debian"
    };
    let keeps = !ctx.is_there("/etc/apt/apt.conf.d/docker-clean");
    let (mut text, mut total) = (String::new(), 0);
    for (index, package) in fresh.iter().enumerate() {
        let url = package.host.map_or_else(|| url.to_owned(), |host| format!("https://{host}"));
        text.push_str(&format!(
            "Get:{} {url} {codename}/main amd64 {} amd64 {} [{}]\n",
            index + 1,
            package.name,
            package.version,
            decimal(package.size)
        ));
        total += package.size;
        if keeps || request.download_only {
            let path =
                format!("{ARCHIVES}/{}_{}_amd64.deb", package.name, package.version.replace(':', "%3a"));
            // An archive that cannot be kept is done without.
            let _ = ctx.put(&path, Blob::synthetic(seed(&[&path]), package.size), 0o644)?;
        }
    }
    if request.quiet < 2 {
        ctx.print(&text)?;
    }
    if !ctx.is_there("/usr/bin/apt-extracttemplates") {
        ctx.print_error("debconf: delaying package configuration, since apt-utils is not installed\n")?;
    }
    if request.quiet < 2 {
        ctx.print(&format!(
            "Fetched {} in {}s ({}/s)\n",
            decimal(total),
            total / 12_000_000,
            decimal(total.min(12_000_000))
        ))?;
    }
    Ok(())
}

/// What dpkg does with the archives, and says.
fn unpack(ctx: &mut Context<'_, '_>, fresh: &[&Package<'_>]) -> Done<Result<(), vfs::FsError>> {
    let (mut text, mut done, mut log) = (String::new(), String::new(), String::new());
    let stamp = crate::calendar::format("%Y-%m-%d %H:%M:%S", ctx.kernel.now.secs, 0);
    for (index, package) in fresh.iter().enumerate() {
        let Package { name, version, .. } = package;
        text.push_str(&format!("Selecting previously unselected package {name}.\n"));
        if index == 0 {
            text.push_str("(Reading database ... 6090 files and directories currently installed.)\n");
        }
        let file = format!("{name}_{}_amd64.deb", version.replace(':', "%3a"));
        text.push_str(&format!(
            "Preparing to unpack .../{index:02}-{file} ...\nUnpacking {name} ({version}) ...\n"
        ));
        done.push_str(&format!("Setting up {name} ({version}) ...\n"));
        log.push_str(&format!(
            "{stamp} install {name}:amd64 <none> {version}\n{stamp} status installed {name}:amd64 {version}\n"
        ));
        let rest = format!("usr/share/doc/{name}/changelog.Debian.gz");
        let files = match ctx.lay_out(package, &rest)? {
            Ok(files) => files,
            Err(error) => return Ok(Err(error)),
        };
        if let Err(error) = dpkg::note_files(ctx, package, &files)? {
            return Ok(Err(error));
        }
    }
    ctx.print(&text)?;
    ctx.print(&done)?;
    ctx.print("Processing triggers for libc-bin (2.36-9+deb12u13) ...\n")?;
    for (path, more) in [
        ("/var/log/dpkg.log", log),
        ("/var/log/apt/term.log", text + &done),
        ("/var/log/apt/history.log", format!("\nStart-Date: {stamp}\nEnd-Date: {stamp}\n")),
    ] {
        if let Err(error) = ctx.append(path, &more)? {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

fn clean(ctx: &mut Context<'_, '_>) {
    let entries = ctx.kernel.list(&ctx.task, ARCHIVES).unwrap_or_default();
    for (name, _) in entries.iter().filter(|(name, _)| name.ends_with(".deb")) {
        ctx.take_away(&format!("{ARCHIVES}/{name}"));
    }
}
