//! Alpine's `apk`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use vfs::Blob;

use super::list::{List, Package};
use super::{Context, Done, Words, seed};

const DATABASE: &str = "/lib/apk/db/installed";
const WORLD: &str = "/etc/apk/world";
const BUSYBOX_TRIGGER: &str = "busybox";

/// A row of the database of what is installed.
#[derive(Debug, Clone, Default)]
struct Installed {
    version: String,
    installed: u64,
    needs: Vec<String>,
    files: Vec<String>,
}

type Database = BTreeMap<String, Installed>;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(
        ctx,
        &[
            "-t",
            "--virtual",
            "-X",
            "--repository",
            "-p",
            "--root",
            "--cache-dir",
            "--keys-dir",
            "--repositories-file",
            "--arch",
        ],
    );
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("alpine").unwrap_or_default());
    let (command, names) = words.command();
    match command {
        _ if words.has(&["--version", "-V"]) => print(ctx, "apk-tools 2.14.9, compiled for x86_64.\n"),
        "add" => add(ctx, &list, &words, names),
        "del" => del(ctx, &list, &words, names),
        "update" => update(ctx, &list, &words),
        "upgrade" | "fix" => {
            fetch(ctx, &words)?;
            total(ctx, &list)
        }
        "info" => info(ctx, &list, &words, names),
        "search" | "list" => search(ctx, &list, names),
        "cache" => Ok(0),
        "--print-arch" => print(ctx, "x86_64\n"),
        "" if words.has(&["--print-arch"]) => print(ctx, "x86_64\n"),
        "" => print(
            ctx,
            "apk-tools 2.14.9, compiled for x86_64.\n\nusage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]\n",
        )
        .map(|_| 1),
        other => {
            let what = format!("`apk {other}`");
            Err(ctx.unmodelled(&what))
        }
    }
}

fn print(ctx: &mut Context<'_, '_>, text: &str) -> Done<i32> {
    ctx.print(text)?;
    Ok(0)
}

/// Where packages come from: the lines of `/etc/apk/repositories` and of `--repository`.
fn repositories(ctx: &mut Context<'_, '_>, words: &Words) -> Vec<String> {
    let text = ctx.text_of("/etc/apk/repositories").unwrap_or_default();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    // A tagged repository starts with `@name`.
    let urls = lines.filter_map(|line| line.rsplit(' ').next().map(str::to_owned));
    let more = ["-X", "--repository"].into_iter().flat_map(|name| words.values(name));
    more.map(str::to_owned).chain(urls).collect()
}

/// Reads the indexes of all repositories; without `--no-cache` they stay.
fn fetch(ctx: &mut Context<'_, '_>, words: &Words) -> Done<()> {
    let keep = !words.has(&["--no-cache"]);
    for url in repositories(ctx, words) {
        let hash = seed(&[&url]) as u32;
        let kept = format!("/var/cache/apk/APKINDEX.{hash:08x}.tar.gz");
        let size = if url.ends_with("/community") { 2_080_000 } else { 465_000 };
        if keep
            && ctx.is_there(&kept)
            && !words.plain.iter().any(|word| word == "update")
            && !words.has(&["-U", "--update-cache", "--update"])
        {
            continue;
        }
        ctx.kernel.meter.spent.network += size;
        if !words.has(&["-q", "--quiet"]) {
            ctx.print(&format!("fetch {}/x86_64/APKINDEX.tar.gz\n", url.trim_end_matches('/')))?;
        }
        if keep {
            // A cache that cannot be written is done without.
            let _ = ctx.put(&kept, Blob::synthetic(u64::from(hash), size), 0o644)?;
        }
    }
    Ok(())
}

fn update(ctx: &mut Context<'_, '_>, list: &List<'_>, words: &Words) -> Done<i32> {
    fetch(ctx, words)?;
    let mut text = String::new();
    let release = ctx.text_of("/etc/alpine-release").unwrap_or_default();
    for url in repositories(ctx, words) {
        let _ = writeln!(text, "v{}-0-gmodelled [{url}]", release.trim());
    }
    let _ = writeln!(text, "OK: {} distinct packages available", list.iter().count());
    if words.has(&["-q", "--quiet"]) { Ok(0) } else { print(ctx, &text) }
}

/// What is installed. A database whose content is modelled holds what every Alpine has.
fn database(ctx: &mut Context<'_, '_>, list: &List<'_>) -> Database {
    let Some(text) = ctx.text_of(DATABASE) else {
        let base = list.iter().filter(|package| package.base);
        return base.map(|package| (package.name.to_owned(), row(package, Vec::new()))).collect();
    };
    let mut database = Database::new();
    for stanza in text.split("\n\n").filter(|stanza| !stanza.trim().is_empty()) {
        let (mut name, mut row, mut dir) = (String::new(), Installed::default(), String::new());
        for line in stanza.lines() {
            match line.split_once(':') {
                Some(("P", value)) => value.clone_into(&mut name),
                Some(("V", value)) => value.clone_into(&mut row.version),
                Some(("I", value)) => row.installed = value.parse().unwrap_or_default(),
                Some(("D", value)) => row.needs = value.split(' ').map(str::to_owned).collect(),
                Some(("F", value)) => value.clone_into(&mut dir),
                Some(("R", value)) => row.files.push(format!("{dir}/{value}")),
                _ => {}
            }
        }
        database.insert(name, row);
    }
    database
}

fn row(package: &Package<'_>, files: Vec<String>) -> Installed {
    Installed {
        version: package.version.to_owned(),
        installed: package.installed,
        needs: package.needs.iter().map(|name| (*name).to_owned()).collect(),
        files,
    }
}

fn save(
    ctx: &mut Context<'_, '_>,
    database: &Database,
    world: &BTreeSet<String>,
) -> Done<Result<(), vfs::FsError>> {
    let mut text = String::new();
    for (name, row) in database {
        let _ = write!(
            text,
            "C:Q1{:016x}=\nP:{name}\nV:{}\nA:x86_64\nI:{}\n",
            seed(&[name, &row.version]),
            row.version,
            row.installed
        );
        if !row.needs.is_empty() {
            let _ = writeln!(text, "D:{}", row.needs.join(" "));
        }
        for file in &row.files {
            let (dir, base) = file.rsplit_once('/').unwrap_or(("", file));
            let _ = writeln!(text, "F:{dir}\nR:{base}");
        }
        text.push('\n');
    }
    if let Err(error) = ctx.put(DATABASE, Blob::from(text.into_bytes()), 0o644)? {
        return Ok(Err(error));
    }
    let mut lines: String = world.iter().map(|name| format!("{name}\n")).collect();
    if lines.is_empty() {
        lines.push('\n');
    }
    ctx.put(WORLD, Blob::from(lines.into_bytes()), 0o644)
}

fn world(ctx: &mut Context<'_, '_>) -> BTreeSet<String> {
    ctx.text_of(WORLD).unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

/// A name without what it asks of the version: `curl=8.1-r2`, `curl>8`, `curl~8`, `curl@edge`.
fn bare(name: &str) -> &str {
    name.split(['=', '<', '>', '~', '@']).next().unwrap_or(name)
}

fn add(ctx: &mut Context<'_, '_>, list: &List<'_>, words: &Words, names: &[String]) -> Done<i32> {
    fetch(ctx, words)?;
    let mut database = database(ctx, list);
    let mut world = world(ctx);
    let bag = words.value(&["-t", "--virtual"]).map(str::to_owned);
    let wanted: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.starts_with('!')).collect();
    let known =
        |name: &str, database: &Database| list.get(bare(name)).is_some() || database.contains_key(bare(name));
    let mut missing: Vec<&str> = wanted.iter().copied().filter(|name| !known(name, &database)).collect();
    missing.sort_unstable();
    missing.dedup();
    if !missing.is_empty() {
        return no_such(ctx, &missing, bag.as_deref());
    }
    let roots: Vec<&str> = wanted.iter().map(|name| bare(name)).collect();
    let there: BTreeSet<String> = database.keys().cloned().collect();
    let fresh = list.closure(&roots, &there, true);
    let count = fresh.len() + usize::from(bag.is_some());
    let quiet = words.has(&["-q", "--quiet"]);
    for (index, package) in fresh.iter().enumerate() {
        if !quiet {
            ctx.print(&format!(
                "({}/{count}) Installing {} ({})\n",
                index + 1,
                package.name,
                package.version
            ))?;
        }
        let rest = format!("usr/share/{0}/{0}.data", package.name);
        let files = match ctx.lay_out(package, &rest)? {
            Ok(files) => files,
            Err(_) => return refused(ctx),
        };
        database.insert(package.name.to_owned(), row(package, files));
    }
    match bag {
        Some(bag) => {
            let version = crate::calendar::format("%Y%m%d.%H%M%S", ctx.kernel.now.secs, 0);
            if !quiet {
                ctx.print(&format!("({count}/{count}) Installing {bag} ({version})\n"))?;
            }
            let needs = roots.iter().map(|name| (*name).to_owned()).collect();
            world.insert(bag.clone());
            database.insert(bag, Installed { version, needs, ..Installed::default() });
        }
        None => world.extend(names.iter().cloned()),
    }
    if save(ctx, &database, &world)?.is_err() {
        return refused(ctx);
    }
    triggers(ctx, &database, count, quiet)?;
    if quiet { Ok(0) } else { total(ctx, list) }
}

fn triggers(ctx: &mut Context<'_, '_>, database: &Database, count: usize, quiet: bool) -> Done<()> {
    if quiet || count == 0 {
        return Ok(());
    }
    for name in [BUSYBOX_TRIGGER, "ca-certificates"] {
        if let Some(row) = database.get(name) {
            ctx.print(&format!("Executing {name}-{}.trigger\n", row.version))?;
        }
    }
    Ok(())
}

fn no_such(ctx: &mut Context<'_, '_>, missing: &[&str], bag: Option<&str>) -> Done<i32> {
    let mut text = "ERROR: unable to select packages:\n".to_owned();
    for name in missing {
        let by = bag.map_or_else(|| format!("world[{name}]"), |bag| format!("{bag}-0[{name}]"));
        let _ = write!(text, "  {} (no such package):\n    required by: {by}\n", bare(name));
    }
    ctx.print_error(&text)?;
    ctx.catalog_limit(&format!("Alpine package `{}`", missing.join("`, `")))?;
    Ok(missing.len().min(255) as i32)
}

fn refused(ctx: &mut Context<'_, '_>) -> Done<i32> {
    ctx.print_error("ERROR: Unable to lock database: Permission denied\nERROR: Failed to open apk database: Permission denied\n")?;
    Ok(99)
}

fn total(ctx: &mut Context<'_, '_>, list: &List<'_>) -> Done<i32> {
    let database = database(ctx, list);
    let bytes: u64 = database.values().map(|row| row.installed).sum();
    let text = format!("OK: {} MiB in {} packages\n", (bytes >> 20).max(1), database.len());
    print(ctx, &text)
}

fn del(ctx: &mut Context<'_, '_>, list: &List<'_>, words: &Words, names: &[String]) -> Done<i32> {
    let mut database = database(ctx, list);
    let mut world = world(ctx);
    for name in names {
        world.retain(|kept| bare(kept) != bare(name));
    }
    let reached = reachable(&database, list, &world);
    let gone: Vec<String> = database
        .keys()
        .filter(|name| !reached.contains(*name) && !list.get(name).is_some_and(|package| package.base))
        .cloned()
        .collect();
    let quiet = words.has(&["-q", "--quiet"]);
    let count = gone.len();
    for (index, name) in gone.iter().enumerate() {
        let Some(row) = database.remove(name) else { continue };
        if !quiet {
            ctx.print(&format!("({}/{count}) Purging {name} ({})\n", index + 1, row.version))?;
        }
        for file in &row.files {
            ctx.take_away(file);
            restore_applet(ctx, file)?;
        }
    }
    if save(ctx, &database, &world)?.is_err() {
        return refused(ctx);
    }
    triggers(ctx, &database, count, quiet)?;
    if quiet { Ok(0) } else { total(ctx, list) }
}

/// Links of Alpine's busybox that packages of the list put programs of their own over.
const REPLACED: &[&str] = &[
    "bin/grep",
    "bin/gzip",
    "bin/ps",
    "bin/sed",
    "bin/tar",
    "usr/bin/bzip2",
    "usr/bin/cmp",
    "usr/bin/cpio",
    "usr/bin/diff",
    "usr/bin/find",
    "usr/bin/free",
    "usr/bin/less",
    "usr/bin/nc",
    "usr/bin/nslookup",
    "usr/bin/passwd",
    "usr/bin/pgrep",
    "usr/bin/top",
    "usr/bin/tree",
    "usr/bin/unxz",
    "usr/bin/unzip",
    "usr/bin/wget",
    "usr/bin/xargs",
    "usr/bin/xzcat",
];

/// Where a package had put a program of its own over busybox's, the trigger of busybox puts the link back.
fn restore_applet(ctx: &mut Context<'_, '_>, file: &str) -> Done<()> {
    let file = file.trim_start_matches('/');
    let path = format!("/{file}");
    if REPLACED.contains(&file) && ctx.is_there("/bin/busybox") && !ctx.is_there(&path) {
        // A link that cannot be made is missed by whoever calls it.
        let _ = ctx.kernel.symlink(&ctx.task, "/bin/busybox", &path);
    }
    Ok(())
}

/// What the world needs of what is installed.
fn reachable(database: &Database, list: &List<'_>, world: &BTreeSet<String>) -> BTreeSet<String> {
    let real = |name: &str| list.get(name).map_or(name, |package| package.name).to_owned();
    let mut reached = BTreeSet::new();
    let mut work: Vec<String> = world.iter().map(|name| bare(name).to_owned()).collect();
    while let Some(name) = work.pop() {
        let name = if database.contains_key(&name) { name } else { real(&name) };
        let Some(row) = database.get(&name) else { continue };
        if reached.insert(name) {
            work.extend(row.needs.iter().map(|name| bare(name).to_owned()));
        }
    }
    reached
}

fn info(ctx: &mut Context<'_, '_>, list: &List<'_>, words: &Words, names: &[String]) -> Done<i32> {
    let database = database(ctx, list);
    if names.is_empty() {
        let verbose = words.options.iter().any(|option| option.starts_with("-v"));
        let line = |(name, row): (&String, &Installed)| {
            if verbose { format!("{name}-{}\n", row.version) } else { format!("{name}\n") }
        };
        let text: String = database.iter().map(line).collect();
        return print(ctx, &text);
    }
    let mut status = 0;
    for name in names {
        match database.get(name.as_str()) {
            Some(_) if words.has(&["-e", "--installed"]) => ctx.print(&format!("{name}\n"))?,
            Some(row) => {
                let files: String = row.files.iter().map(|file| format!("{file}\n")).collect();
                let text = if words.has(&["-L", "--contents"]) {
                    format!("{name}-{} contains:\n{files}\n", row.version)
                } else {
                    format!("{name}-{0} installed size:\n{1} KiB\n\n", row.version, row.installed >> 10)
                };
                ctx.print(&text)?;
            }
            None => status = 1,
        }
    }
    Ok(status)
}

fn search(ctx: &mut Context<'_, '_>, list: &List<'_>, names: &[String]) -> Done<i32> {
    let wanted = |package: &&Package<'_>| {
        names.is_empty() || names.iter().any(|name| package.name.contains(name.trim_matches('*')))
    };
    let text: String =
        list.iter().filter(wanted).map(|package| format!("{}-{}\n", package.name, package.version)).collect();
    print(ctx, &text)
}
