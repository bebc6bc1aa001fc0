//! Debian's database of what is installed, and the programs around it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use vfs::Blob;

use super::list::{List, Package};
use super::{Context, Done, Words};

pub(super) const STATUS: &str = "/var/lib/dpkg/status";
const INFO: &str = "/var/lib/dpkg/info";

/// What is installed: name and version.
pub(super) type Database = BTreeMap<String, String>;

/// The database. One whose content is modelled holds what every Debian has; without one there is nothing.
pub(super) fn database(ctx: &mut Context<'_, '_>, list: &List<'_>) -> Database {
    if !ctx.is_there(STATUS) {
        return Database::new();
    }
    let Some(text) = ctx.text_of(STATUS) else {
        let base = list.iter().filter(|package| package.base);
        return base.map(|package| (package.name.to_owned(), package.version.to_owned())).collect();
    };
    let field = |stanza: &str, name: &str| {
        stanza.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(": ")?.to_owned()))
    };
    let rows = text.split("\n\n").filter(|stanza| stanza.contains("ok installed"));
    rows.filter_map(|stanza| Some((field(stanza, "Package")?, field(stanza, "Version")?))).collect()
}

pub(super) fn save(
    ctx: &mut Context<'_, '_>,
    list: &List<'_>,
    database: &Database,
) -> Done<Result<(), vfs::FsError>> {
    let mut text = String::new();
    for (name, version) in database {
        let _ = write!(
            text,
            "Package: {name}\nStatus: install ok installed\nPriority: optional\nArchitecture: amd64\nVersion: {version}\n"
        );
        if let Some(package) = list.get(name) {
            let _ = writeln!(text, "Installed-Size: {}", package.installed >> 10);
            if !package.needs.is_empty() {
                let _ = writeln!(text, "Depends: {}", package.needs.join(", "));
            }
        }
        let _ = write!(text, "Description: {name}, modelled\n\n");
    }
    ctx.put(STATUS, Blob::from(text.into_bytes()), 0o644)
}

/// Notes the files of a package, as `dpkg -L` lists them.
pub(super) fn note_files(
    ctx: &mut Context<'_, '_>,
    package: &Package<'_>,
    files: &[String],
) -> Done<Result<(), vfs::FsError>> {
    let lines: String = files.iter().map(|file| format!("/{file}\n")).collect();
    let sums = Blob::synthetic(super::seed(&["md5sums", package.name]), 48 * files.len() as u64 + 120);
    if let Err(error) = ctx.put(&format!("{INFO}/{}.md5sums", package.name), sums, 0o644)? {
        return Ok(Err(error));
    }
    ctx.put(&format!("{INFO}/{}.list", package.name), Blob::from(format!("/.\n{lines}").into_bytes()), 0o644)
}

/// Takes the files of a package away.
pub(super) fn remove_files(ctx: &mut Context<'_, '_>, name: &str) {
    let files = ctx.text_of(&format!("{INFO}/{name}.list")).unwrap_or_default();
    for file in files.lines().filter(|file| *file != "/.") {
        ctx.take_away(file);
    }
    for ending in ["list", "md5sums"] {
        ctx.take_away(&format!("{INFO}/{name}.{ending}"));
    }
}

fn print(ctx: &mut Context<'_, '_>, text: &str) -> Done<i32> {
    ctx.print(text)?;
    Ok(0)
}

/// The architecture that Debian calls what the image is made for.
fn arch(_: &Context<'_, '_>) -> &'static str {
    "amd64"
}

pub(super) fn dpkg(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("debian").unwrap_or_default());
    let rest: Vec<&str> = args.iter().skip(1).map(String::as_str).collect();
    match args.first().map(String::as_str).unwrap_or_default() {
        "--print-architecture" => {
            let arch = arch(ctx);
            print(ctx, &format!("{arch}\n"))
        }
        "--print-foreign-architectures"
        | "--add-architecture"
        | "--remove-architecture"
        | "--configure"
        | "--set-selections" => Ok(0),
        "--version" => print(ctx, "Debian 'dpkg' package management program version 1.21.22 (amd64).\n"),
        "-l" | "--list" => list_rows(ctx, &list, &rest),
        "-L" | "--listfiles" => list_files(ctx, &list, &rest),
        "-s" | "--status" => status(ctx, &list, &rest),
        "-S" | "--search" => search(ctx, &rest),
        "-i" | "--install" | "--unpack" => install(ctx, &rest),
        "--compare-versions" => compare(ctx, &rest),
        "-r" | "-P" | "--remove" | "--purge" => {
            for name in rest.iter().filter(|name| !name.starts_with('-')) {
                forget(ctx, &list, name)?;
            }
            Ok(0)
        }
        "--get-selections" => {
            let names: String =
                database(ctx, &list).keys().map(|name| format!("{name}\t\t\t\t\t\tinstall\n")).collect();
            print(ctx, &names)
        }
        "--force-depends" | "--force-all" | "-D" => Ok(0),
        "" => {
            ctx.print_error("dpkg: error: need an action option\n\nType dpkg --help for help about installing and deinstalling packages [*];\n")?;
            Ok(2)
        }
        option => {
            let what = format!("`{option}`");
            Err(ctx.unmodelled(&what))
        }
    }
}

fn forget(ctx: &mut Context<'_, '_>, list: &List<'_>, name: &str) -> Done<()> {
    let mut database = database(ctx, list);
    if database.remove(name).is_some() {
        ctx.print(&format!("Removing {name} ...\n"))?;
        remove_files(ctx, name);
        // A status that cannot be written shows at the next command.
        let _ = save(ctx, list, &database)?;
    }
    Ok(())
}

fn list_rows(ctx: &mut Context<'_, '_>, list: &List<'_>, names: &[&str]) -> Done<i32> {
    let database = database(ctx, list);
    let mut text = "Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n\
                    |/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)\n||/ Name           Version      Architecture Description\n\
                    +++-==============-============-============-=================================\n"
        .to_owned();
    let mut found = names.is_empty();
    for (name, version) in &database {
        if names.is_empty() || names.iter().any(|pattern| matches(pattern, name)) {
            found = true;
            let _ = writeln!(text, "ii  {name:14} {version:12} {:12} {name}, modelled", arch(ctx));
        }
    }
    if !found {
        ctx.print_error(&format!("dpkg-query: no packages found matching {}\n", names.join(" ")))?;
        return Ok(1);
    }
    print(ctx, &text)
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, after)) => name.starts_with(before) && name.ends_with(after.trim_matches('*')),
        None => pattern == name,
    }
}

fn list_files(ctx: &mut Context<'_, '_>, list: &List<'_>, names: &[&str]) -> Done<i32> {
    let database = database(ctx, list);
    for name in names {
        match ctx.text_of(&format!("{INFO}/{name}.list")) {
            Some(text) => ctx.print(&text)?,
            None if database.contains_key(*name) => ctx.print(&format!("/.\n/usr/share/doc/{name}\n"))?,
            None => {
                ctx.print_error(&format!("dpkg-query: package '{name}' is not installed\nUse dpkg --contents (= dpkg-deb --contents) to list archive files contents.\n"))?;
                return Ok(1);
            }
        }
    }
    Ok(0)
}

fn status(ctx: &mut Context<'_, '_>, list: &List<'_>, names: &[&str]) -> Done<i32> {
    let database = database(ctx, list);
    for name in names {
        let Some(version) = database.get(*name) else {
            ctx.print_error(&format!("dpkg-query: package '{name}' is not installed and no information is available\nUse dpkg --info (= dpkg-deb --info) to examine archive files.\n"))?;
            return Ok(1);
        };
        let arch = arch(ctx);
        ctx.print(&format!(
            "Package: {name}\nStatus: install ok installed\nArchitecture: {arch}\nVersion: {version}\n\n"
        ))?;
    }
    Ok(0)
}

/// Which package a file belongs to.
fn search(ctx: &mut Context<'_, '_>, patterns: &[&str]) -> Done<i32> {
    let owner = |ctx: &mut Context<'_, '_>, pattern: &str| {
        let entries = ctx.kernel.list(&ctx.task, INFO).unwrap_or_default();
        entries.into_iter().find_map(|(entry, _)| {
            let name = entry.strip_suffix(".list")?;
            let text = ctx.text_of(&format!("{INFO}/{entry}"))?;
            text.lines().find(|line| {
                *line == pattern || !pattern.starts_with('/') && line.contains(pattern.trim_matches('*'))
            })?;
            Some(name.to_owned())
        })
    };
    let mut status = 0;
    for pattern in patterns.iter().filter(|pattern| !pattern.starts_with('-')) {
        if let Some(name) = owner(ctx, pattern) {
            ctx.print(&format!("{name}: {pattern}\n"))?;
        } else if pattern.starts_with('/') && ctx.is_there(pattern) {
            // Files of the base system belong to a package; which one is not recorded file by file.
            ctx.print(&format!("libc6:amd64: {pattern}\n"))?;
        } else {
            ctx.print_error(&format!("dpkg-query: no path found matching pattern {pattern}\n"))?;
            status = 1;
        }
    }
    Ok(status)
}

fn install(ctx: &mut Context<'_, '_>, files: &[&str]) -> Done<i32> {
    for file in files.iter().filter(|file| !file.starts_with('-')) {
        if !ctx.is_there(file) {
            ctx.print_error(&format!(
                "dpkg: error: cannot access archive '{file}': No such file or directory\n"
            ))?;
            return Ok(2);
        }
        let base = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".deb");
        let mut parts = base.split('_');
        let (name, version) =
            (parts.next().unwrap_or(base).to_owned(), parts.next().unwrap_or("1.0").to_owned());
        install_archive(ctx, &name, &version)?;
    }
    Ok(0)
}

/// An archive that was downloaded: what is in it is known only if the list has the package.
fn install_archive(ctx: &mut Context<'_, '_>, name: &str, version: &str) -> Done<()> {
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("debian").unwrap_or_default());
    let mut database = database(ctx, &list);
    ctx.print(&format!(
        "Selecting previously unselected package {name}.\nPreparing to unpack {name}.deb ...\nUnpacking {name} ({version}) ...\nSetting up {name} ({version}) ...\n"
    ))?;
    let Some(package) = list.get(name) else {
        return Err(ctx.unmodelled(&format!("what the archive of `{name}` holds")));
    };
    if let Ok(files) = ctx.lay_out(package, "")? {
        let _ = note_files(ctx, package, &files)?;
    }
    database.insert(name.to_owned(), version.to_owned());
    let _ = save(ctx, &list, &database)?;
    Ok(())
}

/// The parts of a version between which digits and other characters change.
fn parts(version: &str) -> Vec<(String, u64)> {
    let mut out = Vec::new();
    let mut rest = version;
    while !rest.is_empty() {
        let (text, tail) = rest.split_at(rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len()));
        let (digits, tail) = tail.split_at(tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len()));
        // `~` sorts before everything, even the end.
        out.push((text.replace('~', "\0"), digits.parse().unwrap_or_default()));
        rest = tail;
    }
    // The end of a version sorts behind `~` and before anything else.
    out.push(("\u{1}".to_owned(), 0));
    out
}

fn compare(ctx: &mut Context<'_, '_>, words: &[&str]) -> Done<i32> {
    let [left, how, right] = words else {
        ctx.print_error(
            "dpkg: error: --compare-versions takes three arguments: <version> <relation> <version>\n",
        )?;
        return Ok(2);
    };
    let split = |version: &str| {
        let (epoch, rest) = version.split_once(':').unwrap_or(("0", version));
        (epoch.parse::<u64>().unwrap_or_default(), parts(rest))
    };
    let order = split(left).cmp(&split(right));
    let holds = match *how {
        "lt" | "<<" => order.is_lt(),
        "le" | "<=" | "<" => order.is_le(),
        "eq" | "=" => order.is_eq(),
        "ne" => order.is_ne(),
        "ge" | ">=" | ">" => order.is_ge(),
        "gt" | ">>" => order.is_gt(),
        _ => false,
    };
    Ok(i32::from(!holds))
}

pub(super) fn query(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(ctx, &["-f", "--showformat"]);
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("debian").unwrap_or_default());
    let names: Vec<&str> = words.plain.iter().map(String::as_str).collect();
    if words.has(&["-L", "--listfiles"]) {
        return list_files(ctx, &list, &names);
    }
    if words.has(&["-S", "--search"]) {
        return search(ctx, &names);
    }
    if words.has(&["-s", "--status"]) {
        return status(ctx, &list, &names);
    }
    if words.has(&["-l", "--list"]) {
        return list_rows(ctx, &list, &names);
    }
    let inline = words
        .options
        .iter()
        .find_map(|option| option.strip_prefix("-f").filter(|form| form.starts_with(['$', '\''])));
    let form =
        words.value(&["-f", "--showformat"]).or(inline).unwrap_or("${Package}\t${Version}\n").to_owned();
    let database = database(ctx, &list);
    let mut shown = 0;
    for (name, version) in &database {
        if names.is_empty() || names.iter().any(|pattern| matches(pattern, name)) {
            shown += 1;
            let size = list.get(name).map_or(0, |package| package.installed >> 10).to_string();
            let text = [
                ("Package", name.as_str()),
                ("binary:Package", name),
                ("Version", version),
                ("Architecture", "amd64"),
                ("Status", "install ok installed"),
                ("db:Status-Status", "installed"),
                ("Installed-Size", &size),
                ("source:Package", name),
                ("Essential", "no"),
                ("Priority", "optional"),
            ]
            .iter()
            .fold(form.replace("\\n", "\n").replace("\\t", "\t"), |text, (field, value)| {
                text.replace(&format!("${{{field}}}"), value)
            });
            ctx.print(&text)?;
        }
    }
    if shown == 0 && !names.is_empty() {
        ctx.print_error(&format!("dpkg-query: no packages found matching {}\n", names.join(" ")))?;
        return Ok(1);
    }
    Ok(0)
}

pub(super) fn architecture(ctx: &mut Context<'_, '_>) -> Done<i32> {
    const VALUES: &[(&str, &str)] = &[
        ("DEB_BUILD_ARCH", "amd64"),
        ("DEB_BUILD_GNU_TYPE", "x86_64-linux-gnu"),
        ("DEB_BUILD_MULTIARCH", "x86_64-linux-gnu"),
        ("DEB_HOST_ARCH", "amd64"),
        ("DEB_HOST_ARCH_BITS", "64"),
        ("DEB_HOST_ARCH_CPU", "amd64"),
        ("DEB_HOST_ARCH_ENDIAN", "little"),
        ("DEB_HOST_ARCH_OS", "linux"),
        ("DEB_HOST_GNU_CPU", "x86_64"),
        ("DEB_HOST_GNU_TYPE", "x86_64-linux-gnu"),
        ("DEB_HOST_MULTIARCH", "x86_64-linux-gnu"),
    ];
    let args = ctx.operands();
    let asked = args
        .iter()
        .find_map(|arg| arg.strip_prefix("-q").or(arg.strip_prefix("--query=")))
        .map(str::to_owned);
    let asked = asked
        .filter(|name| !name.is_empty())
        .or_else(|| args.iter().skip_while(|arg| *arg != "--query" && *arg != "-q").nth(1).cloned());
    let text: String = match asked {
        Some(name) => {
            VALUES.iter().filter(|(known, _)| *known == name).map(|(_, value)| format!("{value}\n")).collect()
        }
        None => VALUES.iter().map(|(name, value)| format!("{name}={value}\n")).collect(),
    };
    print(ctx, &text)
}

/// `dpkg-buildflags`: what Debian gives compilers.
pub(super) fn build_flags(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let compile = format!(
        "-g -O2 -ffile-prefix-map={}=. -fstack-protector-strong -Wformat -Werror=format-security",
        ctx.task.cwd
    );
    let values = [
        ("CFLAGS", compile.as_str()),
        ("CPPFLAGS", "-Wdate-time -D_FORTIFY_SOURCE=2"),
        ("CXXFLAGS", compile.as_str()),
        ("LDFLAGS", "-Wl,-z,relro"),
    ];
    let args = ctx.operands();
    let text: String = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => values.iter().map(|(name, value)| format!("{name}={value}\n")).collect(),
        ["--get", wanted] => {
            values.iter().filter(|(name, _)| name == wanted).map(|(_, value)| format!("{value}\n")).collect()
        }
        _ => return Err(ctx.unmodelled(&args.join(" "))),
    };
    print(ctx, &text)
}

pub(super) fn reconfigure(_: &mut Context<'_, '_>) -> Done<i32> {
    Ok(0)
}

/// `dpkg-divert`: with `--rename` the file moves out of the way, and back.
pub(super) fn divert(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(ctx, &["--divert", "--package"]);
    let Some(file) = words.plain.first().cloned() else {
        let listing = words.has(&["--list"]);
        if !listing {
            ctx.print_error("dpkg-divert: error: --add needs a single argument\n")?;
        }
        return Ok(if listing { 0 } else { 2 });
    };
    let to = words.value(&["--divert"]).map_or_else(|| format!("{file}.distrib"), str::to_owned);
    let (from, to, how) = if words.has(&["--remove"]) {
        (to, file.clone(), format!("Removing 'local diversion of {file}'\n"))
    } else {
        (file.clone(), to.clone(), format!("Adding 'local diversion of {file} to {to}'\n"))
    };
    if !words.has(&["--quiet"]) {
        ctx.print(&how)?;
    }
    if words.has(&["--rename"]) && ctx.is_there(&from) {
        return super::super::run_other::start(ctx, &["mv".to_owned(), from, to]);
    }
    Ok(0)
}

pub(super) fn apt_cache(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(ctx, &["-o", "-c"]);
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("debian").unwrap_or_default());
    let database = database(ctx, &list);
    let (command, names) = words.command();
    for name in names {
        let Some(package) = list.get(name).filter(|_| super::apt::has_lists(ctx)) else {
            if command == "policy" || command == "madison" {
                continue;
            }
            ctx.print_error("E: No packages found\n")?;
            return Ok(100);
        };
        let installed = database.get(package.name).map_or("(none)", String::as_str);
        let text = match command {
            "policy" => format!(
                "{name}:\n  Installed: {installed}\n  Candidate: {0}\n  Version table:\n     {0} 500\n        500 http://deb.debian.org/debian bookworm/main amd64 Packages\n",
                package.version
            ),
            "madison" => format!(
                "{name:>10} | {:>10} | http://deb.debian.org/debian bookworm/main amd64 Packages\n",
                package.version
            ),
            "depends" => {
                let needs: String = package.needs.iter().map(|need| format!("  Depends: {need}\n")).collect();
                format!("{name}\n{needs}")
            }
            _ => format!(
                "Package: {name}\nVersion: {}\nInstalled-Size: {}\nArchitecture: amd64\nDepends: {}\nSize: {}\n\n",
                package.version,
                package.installed >> 10,
                package.needs.join(", "),
                package.size
            ),
        };
        ctx.print(&text)?;
    }
    Ok(0)
}

pub(super) fn apt_key(ctx: &mut Context<'_, '_>) -> Done<i32> {
    ctx.print_error(
        "Warning: apt-key is deprecated. Manage keyring files in trusted.gpg.d instead (see apt-key(8)).\n",
    )?;
    let added = ctx.operands().first().is_some_and(|arg| arg == "add" || arg == "adv");
    if added {
        let key = Blob::synthetic(super::seed(&["apt-key"]), 2_200);
        if let Err(error) = ctx.put("/etc/apt/trusted.gpg", key, 0o644)? {
            return ctx.no_write(&error);
        }
    }
    print(ctx, "OK\n")
}

pub(super) fn apt_mark(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let names: Vec<&String> = args.iter().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    match args.first().map(String::as_str).unwrap_or_default() {
        "showmanual" => {
            let manual = super::apt::manual(ctx);
            let text: String = manual
                .iter()
                .filter(|name| names.is_empty() || names.contains(name))
                .map(|name| format!("{name}\n"))
                .collect();
            print(ctx, &text)
        }
        "showauto" | "showhold" => Ok(0),
        how @ ("auto" | "manual") => {
            let everything = args.iter().any(|arg| arg == ".*");
            super::apt::mark(ctx, &names, how == "auto", everything)
        }
        "hold" | "unhold" => {
            let how = if args.first().is_some_and(|arg| arg == "hold") {
                "set on hold"
            } else {
                "canceled hold on"
            };
            let text: String = names.iter().map(|name| format!("{name} {how}.\n")).collect();
            print(ctx, &text)
        }
        command => {
            let what = format!("`apt-mark {command}`");
            Err(ctx.unmodelled(&what))
        }
    }
}

pub(super) fn add_repository(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(ctx, &["-c", "-s"]);
    let codename = ctx.os_release("VERSION_CODENAME");
    for source in &words.plain {
        let (file, line) = match source.strip_prefix("ppa:") {
            Some(ppa) => (
                ppa.replace(['/', '.'], "-"),
                format!("deb https://ppa.launchpadcontent.net/{ppa}/ubuntu {codename} main\n"),
            ),
            None if source.starts_with("deb") => ("additional".to_owned(), format!("{source}\n")),
            None => continue,
        };
        if let Err(error) = ctx.append(&format!("/etc/apt/sources.list.d/{file}.list"), &line)? {
            return ctx.no_write(&error);
        }
        ctx.print(&format!("Repository: '{}'\n", line.trim_end()))?;
    }
    Ok(0)
}
