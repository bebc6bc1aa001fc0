//! `pip`: names from the command line, from requirements files and from `pyproject.toml`.

use std::collections::{BTreeMap, BTreeSet};

use vfs::Blob;

use super::list::{File, List};
use super::{Context, Done, Words, seed, short};

const VALUED: &[&str] = &[
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-t",
    "--target",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "-e",
    "--editable",
    "--prefix",
    "--cache-dir",
    "--timeout",
    "--retries",
    "--trusted-host",
    "--root",
    "-w",
    "--wheel-dir",
    "--proxy",
];

/// What is to be installed: the version that was asked for, if any, and whether the project's files name it.
#[derive(Debug, Clone, Default)]
struct Wanted {
    version: Option<String>,
    from_file: bool,
}

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(ctx, VALUED);
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("pypi").unwrap_or_default());
    let (command, names) = words.command();
    let python = python(ctx);
    match command {
        _ if words.has(&["--version", "-V"]) => {
            let site = site(ctx, &python, &words);
            say(ctx, &format!("pip 25.0.1 from {site}/pip (python {python})\n"))
        }
        "install" => install(ctx, &list, &words, names, &python),
        "uninstall" => {
            for name in names {
                let root = site(ctx, &python, &words);
                ctx.take_away(&format!("{root}/{}", name.replace('-', "_")));
                ctx.print(&format!("Successfully uninstalled {name}\n"))?;
            }
            Ok(0)
        }
        "download" | "wheel" => {
            let dir = words.value(&["-w", "--wheel-dir", "-d", "--dest"]).unwrap_or(".").to_owned();
            let Some(wanted) = gather(ctx, &words, names)? else { return Ok(1) };
            for (name, wanted) in wanted {
                let version = wanted
                    .version
                    .or_else(|| list.get(&name).map(|package| package.version.to_owned()))
                    .unwrap_or_else(|| "1.0.0".into());
                let size = list.get(&name).map_or(60_000, |package| package.size);
                let wheel = Blob::synthetic(seed(&["wheel", &name, &version]), size);
                if let Err(error) = ctx.put(
                    &format!("{dir}/{}-{version}-py3-none-any.whl", name.replace('-', "_")),
                    wheel,
                    0o644,
                )? {
                    return ctx.no_write(&error);
                }
            }
            Ok(0)
        }
        "cache" | "config" => {
            let home = ctx.task.var("HOME").unwrap_or("/root").to_owned();
            if names.first().is_some_and(|name| name == "purge") {
                ctx.take_away(&format!("{home}/.cache/pip"));
                ctx.print("Files removed: 0\n")?;
            }
            Ok(0)
        }
        "check" => say(ctx, "No broken requirements found.\n"),
        "list" | "freeze" | "show" => freeze(ctx, &python, &words),
        "" => say(ctx, "\nUsage:   \n  pip <command> [options]\n"),
        other => {
            ctx.print_error(&format!("ERROR: unknown command \"{other}\"\n"))?;
            Ok(1)
        }
    }
}

fn say(ctx: &mut Context<'_, '_>, text: &str) -> Done<i32> {
    ctx.print(text)?;
    Ok(0)
}

/// The version of the language, `3.11`: the directory of its library tells.
pub(super) fn python(ctx: &mut Context<'_, '_>) -> String {
    for root in ["/usr/local/lib", "/usr/lib"] {
        let entries = ctx.kernel.list(&ctx.task, root).unwrap_or_default();
        let mut found = entries
            .iter()
            .filter_map(|(name, _)| name.strip_prefix("python").filter(|version| version.contains('.')));
        if let Some(version) = found.next_back() {
            return version.to_owned();
        }
    }
    "3.11".to_owned()
}

/// The virtual environment whose pip is the first that PATH leads to.
fn environment_in_path(ctx: &mut Context<'_, '_>) -> Option<String> {
    if ctx.args.first().is_some_and(|called| called.contains('/')) {
        return None;
    }
    let path = ctx.task.var("PATH").unwrap_or_default().to_owned();
    let first = path.split(':').find(|dir| ctx.is_there(&format!("{dir}/pip")))?;
    let root = first.strip_suffix("/bin")?;
    ctx.is_there(&format!("{root}/pyvenv.cfg")).then(|| root.to_owned())
}

/// Where packages go.
fn site(ctx: &mut Context<'_, '_>, python: &str, words: &Words) -> String {
    if let Some(target) = words.value(&["-t", "--target"]) {
        return target.to_owned();
    }
    if let Some(prefix) = words.value(&["--prefix"]) {
        return format!("{prefix}/lib/python{python}/site-packages");
    }
    // A virtual environment is known by the path of its pip.
    let own = ctx
        .args
        .first()
        .and_then(|path| path.strip_suffix("/bin/pip").or(path.strip_suffix("/bin/pip3")))
        .map(str::to_owned);
    let own = own.or_else(|| environment_in_path(ctx));
    let env = own
        .filter(|dir| dir.starts_with('/') && dir != "/usr" && dir != "/usr/local")
        .or_else(|| ctx.task.var("VIRTUAL_ENV").map(str::to_owned));
    if let Some(env) = env {
        return format!("{env}/lib/python{python}/site-packages");
    }
    if words.has(&["--user"]) || ctx.task.user.uid != 0 {
        let home = ctx.task.var("HOME").unwrap_or("/root").to_owned();
        return format!("{home}/.local/lib/python{python}/site-packages");
    }
    let local = format!("/usr/local/lib/python{python}");
    if ctx.is_there(&format!("{local}/site-packages")) {
        format!("{local}/site-packages")
    } else {
        format!("{local}/dist-packages")
    }
}

/// Names as an index compares them.
fn normal(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

/// A requirement: its name and the version it pins.
fn requirement(text: &str) -> Option<(String, Option<String>)> {
    let text = text.split([';', '#']).next().unwrap_or_default().trim();
    let end = text.find(|c: char| !(c.is_alphanumeric() || "-_.".contains(c))).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() {
        return None;
    }
    let rest = rest.trim_start();
    let rest = if rest.starts_with('[') { rest.split_once(']').map_or("", |(_, rest)| rest) } else { rest };
    let pinned = rest.trim_start().strip_prefix("==").map(|version| {
        version.trim_start().split([',', ' ']).next().unwrap_or_default().trim_end_matches(".*").to_owned()
    });
    Some((normal(name), pinned))
}

/// Everything that the command line and the files it names ask for. Complains if a file is not there.
fn gather(
    ctx: &mut Context<'_, '_>,
    words: &Words,
    names: &[String],
) -> Done<Option<BTreeMap<String, Wanted>>> {
    let mut wanted = BTreeMap::new();
    let mut files: Vec<String> =
        ["-r", "--requirement"].into_iter().flat_map(|name| words.values(name)).map(str::to_owned).collect();
    files.extend(
        words
            .options
            .iter()
            .filter_map(|option| {
                option.strip_prefix("-r").filter(|path| !path.is_empty() && !path.starts_with('='))
            })
            .map(str::to_owned),
    );
    let mut read = BTreeSet::new();
    while let Some(file) = files.pop() {
        if !read.insert(file.clone()) {
            continue;
        }
        let Some(text) = ctx.text_of(&file) else {
            ctx.print_error(&format!(
                "ERROR: Could not open requirements file: [Errno 2] No such file or directory: '{file}'\n"
            ))?;
            return Ok(None);
        };
        for line in text.lines().map(str::trim) {
            if let Some(more) = line.strip_prefix("-r ").or(line.strip_prefix("--requirement ")) {
                let dir = file.rsplit_once('/').map(|(dir, _)| format!("{dir}/")).unwrap_or_default();
                files.push(format!("{dir}{}", more.trim()));
            } else if !line.starts_with(['-', '#'])
                && !line.contains("://")
                && let Some((name, version)) = requirement(line)
            {
                wanted.insert(name, Wanted { version, from_file: true });
            }
        }
    }
    let editable = ["-e", "--editable"].into_iter().flat_map(|name| words.values(name)).map(str::to_owned);
    for name in names.iter().cloned().chain(editable) {
        if name.starts_with(['.', '/']) || name.contains("://") {
            let dir = name.split('[').next().unwrap_or(&name).trim_end_matches('/').to_owned();
            wanted.extend(project(ctx, &dir));
        } else if let Some((name, version)) = requirement(&name) {
            wanted.insert(name, Wanted { version, from_file: false });
        }
    }
    Ok(Some(wanted))
}

/// What a project's `pyproject.toml` depends on. Only the list of the standard is read.
fn project(ctx: &mut Context<'_, '_>, dir: &str) -> BTreeMap<String, Wanted> {
    let text = ctx.text_of(&format!("{dir}/pyproject.toml")).unwrap_or_default();
    let list = text
        .split_once("\ndependencies")
        .and_then(|(_, rest)| rest.split_once('['))
        .and_then(|(_, rest)| rest.split_once("\n]").or(rest.split_once(']')));
    let rows = list.map(|(rows, _)| rows).unwrap_or_default().split(['\n', ',']);
    let rows = rows.filter_map(|row| requirement(row.trim().trim_matches(['"', '\''])));
    rows.map(|(name, version)| (name, Wanted { version, from_file: true })).collect()
}

fn install(
    ctx: &mut Context<'_, '_>,
    list: &List<'_>,
    words: &Words,
    names: &[String],
    python: &str,
) -> Done<i32> {
    let Some(wanted) = gather(ctx, words, names)? else { return Ok(1) };
    let site = site(ctx, python, words);
    let managed = ctx.is_there(&format!("/usr/lib/python{python}/EXTERNALLY-MANAGED"))
        && site.contains("dist-packages");
    if managed
        && !words.has(&["--break-system-packages"])
        && ctx.task.var("PIP_BREAK_SYSTEM_PACKAGES").is_none()
    {
        ctx.print_error("error: externally-managed-environment\n\n× This environment is externally managed\n╰─> To install Python packages system-wide, try apt install\n    python3-xyz, where xyz is the package you are trying to\n    install.\n\nnote: If you believe this is a mistake, please contact your Python installation or OS distribution provider. You can override this, at the risk of breaking your Python installation or OS, by passing --break-system-packages.\nhint: See PEP 668 for the detailed specification.\n")?;
        return Ok(1);
    }
    if wanted.is_empty() && names.is_empty() && words.options.is_empty() {
        ctx.print_error(
            "ERROR: You must give at least one requirement to install (see \"pip help install\")\n",
        )?;
        return Ok(1);
    }
    let unknown = wanted.iter().find(|(name, wanted)| !wanted.from_file && list.get(name).is_none());
    if let Some((name, _)) = unknown {
        ctx.print_error(&format!("ERROR: Could not find a version that satisfies the requirement {name} (from versions: none)\nERROR: No matching distribution found for {name}\n"))?;
        ctx.catalog_limit(&format!("Python package `{name}`"))?;
        return Ok(1);
    }
    let mut all: BTreeMap<String, String> =
        wanted.iter().map(|(name, wanted)| (name.clone(), version(list, name, wanted))).collect();
    let roots: Vec<&str> = wanted.keys().map(String::as_str).collect();
    if !words.has(&["--no-deps"]) {
        for package in list.closure(&roots, &BTreeSet::new(), true) {
            all.entry(package.name.to_owned()).or_insert_with(|| package.version.to_owned());
        }
    }
    let quiet = words.options.iter().any(|option| option.starts_with("-q") || option == "--quiet");
    let keep = !words.has(&["--no-cache-dir"])
        && ctx.task.var("PIP_NO_CACHE_DIR").is_none_or(|value| matches!(value, "0" | "false" | "off"));
    let mut text = String::new();
    for (name, version) in &all {
        let dir = name.replace('-', "_");
        if ctx.is_there(&format!("{site}/{dir}-{version}.dist-info")) {
            text.push_str(&format!("Requirement already satisfied: {name} in {site} ({version})\n"));
            continue;
        }
        let size = list.get(name).map_or(20_000 + seed(&[name]) % 200_000, |package| package.size);
        text.push_str(&format!(
            "Collecting {name}\n  Downloading {dir}-{version}-py3-none-any.whl ({})\n",
            short(size)
        ));
        if let Err(error) = lay_out(ctx, list, &site, name, version, size)? {
            ctx.print_error(&format!("ERROR: Could not install packages due to an OSError: [Errno 13] {error}\nConsider using the `--user` option or check the permissions.\n\n"))?;
            return Ok(1);
        }
        if keep {
            let home = ctx.task.var("HOME").unwrap_or("/root").to_owned();
            let seed = seed(&["cache", name, version]);
            // A cache that cannot be written is done without.
            let _ = ctx.put(
                &format!("{home}/.cache/pip/http-v2/{:x}/{:x}/{seed:016x}.body", seed & 15, (seed >> 4) & 15),
                Blob::synthetic(seed, size),
                0o600,
            )?;
        }
    }
    let names: Vec<&str> = all.keys().map(String::as_str).collect();
    let done: Vec<String> = all.iter().map(|(name, version)| format!("{name}-{version}")).collect();
    if !quiet {
        ctx.print(&format!(
            "{text}Installing collected packages: {}\nSuccessfully installed {}\n",
            names.join(", "),
            done.join(" ")
        ))?;
    }
    if ctx.task.user.uid == 0
        && !site.contains("/venv")
        && ctx.task.var("VIRTUAL_ENV").is_none()
        && ctx.task.var("PIP_ROOT_USER_ACTION") != Some("ignore")
        && !words.has(&["--root-user-action=ignore"])
    {
        ctx.print_error("WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system package manager, possibly rendering your system unusable. It is recommended to use a virtual environment instead: https://pip.pypa.io/warnings/venv. Use the --root-user-action option if you know what you are doing and want to suppress this warning.\n")?;
    }
    Ok(0)
}

fn version(list: &List<'_>, name: &str, wanted: &Wanted) -> String {
    let known = || list.get(name).map_or_else(|| "1.0.0".to_owned(), |package| package.version.to_owned());
    wanted.version.clone().unwrap_or_else(known)
}

fn lay_out(
    ctx: &mut Context<'_, '_>,
    list: &List<'_>,
    site: &str,
    name: &str,
    version: &str,
    size: u64,
) -> Done<Result<(), vfs::FsError>> {
    let dir = name.replace('-', "_");
    ctx.kernel.meter.spent.network += size;
    let installed = list.get(name).map_or(size * 4, |package| package.installed);
    let parts = (installed / 80_000).clamp(1, 40);
    let info = format!("{site}/{dir}-{version}.dist-info");
    let mut files = vec![
        (format!("{site}/{dir}/__init__.py"), Blob::synthetic(seed(&[name, version, "init"]), 900), 0o644),
        (
            format!("{info}/METADATA"),
            Blob::from(format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n").into_bytes()),
            0o644,
        ),
        (
            format!("{info}/RECORD"),
            Blob::synthetic(seed(&[name, version, "record"]), 80 * parts + 300),
            0o644,
        ),
        (format!("{info}/INSTALLER"), Blob::from("pip\n"), 0o644),
    ];
    files.extend((1..=parts).map(|part| {
        let part_name = part.to_string();
        (
            format!("{site}/{dir}/module{part}.py"),
            Blob::synthetic(seed(&[name, version, &part_name]), installed / parts),
            0o644,
        )
    }));
    let prefix = site.split_once("/lib/").map_or("/usr/local", |(prefix, _)| prefix).to_owned();
    let commands = list.get(name).map(|package| package.files.clone()).unwrap_or_default();
    for file in commands {
        if let File::Bytes(_, path) = file {
            let command = path.rsplit('/').next().unwrap_or(path);
            files.push((
                format!("{prefix}/bin/{command}"),
                Blob::synthetic(seed(&[name, command]), 240),
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

fn freeze(ctx: &mut Context<'_, '_>, python: &str, words: &Words) -> Done<i32> {
    let site = site(ctx, python, words);
    let entries = ctx.kernel.list(&ctx.task, &site).unwrap_or_default();
    let rows = entries.iter().filter_map(|(name, _)| name.strip_suffix(".dist-info")?.rsplit_once('-'));
    let text: String =
        rows.map(|(name, version)| format!("{}=={version}\n", name.replace('_', "-"))).collect();
    say(ctx, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements() {
        let check = |text: &str, expected: Option<(&str, Option<&str>)>| {
            let found = requirement(text);
            assert_eq!(
                found.as_ref().map(|(name, version)| (name.as_str(), version.as_deref())),
                expected,
                "{text}"
            );
        };
        check("Flask==3.0.0", Some(("flask", Some("3.0.0"))));
        check("uvicorn[standard]>=0.2 ; python_version > '3'", Some(("uvicorn", None)));
        check("typing_extensions == 4.1 # why", Some(("typing-extensions", Some("4.1"))));
        check("# nothing", None);
    }
}
