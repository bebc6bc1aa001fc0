//! `conda`, `mamba` and `micromamba`: packages of conda-forge, into the environment that the program lies in.

use std::collections::BTreeSet;

use vfs::Blob;

use super::list::{List, Package};
use super::{Context, Done, Words, seed, short};

const VALUED: &[&str] =
    &["-n", "--name", "-p", "--prefix", "-r", "--root-prefix", "-c", "--channel", "-f", "--file"];

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    // `clean -f` takes no file.
    let cleaning = ctx.args.iter().any(|arg| arg == "clean");
    let words = Words::of(ctx, if cleaning { &[] } else { VALUED });
    let (command, names) = words.command();
    match command {
        "" if words.has(&["--version", "-V"]) => {
            let line = if ctx.name == "conda" { "conda 25.9.1\n" } else { "2.3.3\n" };
            ctx.print(line)?;
            Ok(0)
        }
        "install" | "create" | "update" => install(ctx, &words, command, names),
        "clean" => {
            let root = prefix(ctx);
            ctx.take_away(&format!("{root}/pkgs"));
            ctx.make_dirs(&format!("{root}/pkgs")).map(|_| 0)
        }
        "config" | "init" | "activate" | "deactivate" | "info" => Ok(0),
        "list" => {
            let entries = {
                let root = prefix(ctx);
                ctx.kernel.list(&ctx.task, &format!("{root}/conda-meta")).unwrap_or_default()
            };
            let names = entries.iter().filter_map(|(name, _)| name.strip_suffix(".json"));
            let text: String = names.map(|name| format!("{}\n", name.replacen("-0", "", 1))).collect();
            ctx.print(&text)?;
            Ok(0)
        }
        other => {
            let what = format!("`{} {other}`", ctx.name);
            Err(ctx.unmodelled(&what))
        }
    }
}

/// The installation that is meant.
fn prefix(ctx: &Context<'_, '_>) -> String {
    let set =
        ctx.task.var("CONDA_DIR").or(ctx.task.var("MAMBA_ROOT_PREFIX")).or(ctx.task.var("CONDA_PREFIX"));
    set.unwrap_or("/opt/conda").to_owned()
}

/// The name in a specification such as `conda-forge::blas=*=openblas` or `protobuf>=5,<6`.
fn bare(spec: &str) -> &str {
    let spec = spec.rsplit("::").next().unwrap_or(spec);
    spec.split(['=', '<', '>', '!', '~', ' ', '[']).next().unwrap_or(spec)
}

fn install(ctx: &mut Context<'_, '_>, words: &Words, command: &str, names: &[String]) -> Done<i32> {
    let packages = ctx.kernel.packages.clone();
    let own = List::read(packages.list("conda").unwrap_or_default());
    let python = List::read(packages.list("pypi").unwrap_or_default());
    let mut wanted = names.to_vec();
    for file in ["-f", "--file"].into_iter().filter_map(|name| words.value(&[name])) {
        let Some(text) = ctx.text_of(file) else {
            ctx.print_error(&format!("error    libmamba YAML spec file '{file}' not found\n"))?;
            return Ok(1);
        };
        let rows = text.lines().map(|line| line.trim().trim_start_matches("- "));
        wanted.extend(
            rows.filter(|row| !row.is_empty() && !row.ends_with(':') && !row.contains(": "))
                .map(str::to_owned),
        );
    }
    let find = |name: &str| own.get(name).or_else(|| python.get(&name.to_lowercase()));
    if let Some(name) = wanted.iter().map(|spec| bare(spec)).find(|name| find(name).is_none()) {
        return no_such(ctx, name);
    }
    let root = match (words.value(&["-p", "--prefix"]), words.value(&["-n", "--name"])) {
        (Some(path), _) => path.to_owned(),
        (None, Some(name)) if name != "base" => format!("{}/envs/{name}", prefix(ctx)),
        _ => prefix(ctx),
    };
    let roots: Vec<&str> = wanted.iter().map(|spec| bare(spec)).collect();
    let mut all: Vec<&Package<'_>> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut work = roots;
    while let Some(name) = work.pop() {
        let Some(package) = find(name).filter(|package| seen.insert(package.name)) else { continue };
        all.push(package);
        work.extend(&package.needs);
    }
    all.sort_unstable_by_key(|package| package.name);
    let mut fresh = Vec::new();
    for package in all {
        if !ctx.is_there(&meta(&root, package)) {
            fresh.push(package);
        }
    }
    if fresh.is_empty() && command != "create" {
        ctx.print("\nTransaction\n\n  Prefix: ")?;
        ctx.print(&format!("{root}\n\n  All requested packages already installed\n"))?;
        return Ok(0);
    }
    let total = fresh.iter().map(|package| package.size).sum();
    let mut text = format!("\nTransaction\n\n  Prefix: {root}\n\n  Updating specs:\n\n");
    wanted.iter().for_each(|spec| text.push_str(&format!("   - {spec}\n")));
    text.push_str("\n\n  Package              Version\n");
    fresh
        .iter()
        .for_each(|package| text.push_str(&format!("  + {:<18} {}\n", package.name, package.version)));
    text.push_str(&format!("\n  Summary:\n\n  Install: {} packages\n\n  Total download: {}\n\nDownloading and Extracting Packages:\nTransaction finished\n", fresh.len(), short(total)));
    ctx.print(&text)?;
    for package in fresh {
        if let Err(error) = lay_out(ctx, &root, package)? {
            return ctx.no_write(&error);
        }
    }
    Ok(0)
}

fn meta(root: &str, package: &Package<'_>) -> String {
    format!("{root}/conda-meta/{}-{}-0.json", package.name, package.version)
}

fn lay_out(ctx: &mut Context<'_, '_>, root: &str, package: &Package<'_>) -> Done<Result<(), vfs::FsError>> {
    ctx.kernel.meter.spent.network += package.size;
    ctx.kernel.meter.spent.waited += 300_000;
    let Package { name, version, size, installed, .. } = package;
    let archive = format!("{}/pkgs/{name}-{version}-0.conda", prefix(ctx));
    let library = format!("{root}/lib/python3.13/site-packages/{}/__init__.py", name.replace('-', "_"));
    for (path, size) in [(archive, *size), (library, *installed), (meta(root, package), 1_800)] {
        let blob = Blob::synthetic(seed(&[&path, version]), size);
        if let Err(error) = ctx.put(&path, blob, 0o664)? {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

fn no_such(ctx: &mut Context<'_, '_>, name: &str) -> Done<i32> {
    let text = if ctx.name == "conda" {
        format!(
            "\nPackagesNotFoundError: The following packages are not available from current channels:\n\n  - {name}\n\n"
        )
    } else {
        format!(
            "error    libmamba Could not solve for environment specs\n    The following package could not be installed\n    └─ {name} =* * does not exist (perhaps a typo or a missing channel).\ncritical libmamba Could not solve for environment specs\n"
        )
    };
    ctx.print_error(&text)?;
    ctx.catalog_limit(&format!("conda package `{name}`"))?;
    Ok(1)
}
