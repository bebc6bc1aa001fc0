//! `cargo` and `rustup`.

use vfs::Blob;

use super::list::List;
use super::{Context, Done, Words, seed};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(
        ctx,
        &[
            "--bin",
            "--target",
            "--features",
            "-F",
            "-p",
            "--package",
            "--manifest-path",
            "--target-dir",
            "--profile",
            "--version",
            "--git",
            "--tag",
            "--branch",
            "--rev",
            "--root",
            "-j",
            "--path",
            "--recipe-path",
            "--lib",
            "--name",
        ],
    );
    let (command, names) = words.command();
    // `+nightly` before the command chooses a toolchain.
    let (command, names) = if command.starts_with('+') {
        (names.first().map_or("", String::as_str), names.get(1..).unwrap_or_default())
    } else {
        (command, names)
    };
    match command {
        "" if words.has(&["--version", "-V"])
            || words.options.iter().any(|option| option.starts_with("--version")) =>
        {
            let version = ctx.task.var("RUST_VERSION").unwrap_or("1.91.1").to_owned();
            ctx.print(&format!("cargo {version}\n"))?;
            Ok(0)
        }
        "fetch" | "vendor" | "update" | "generate-lockfile" => {
            let Some(crates) = crates(ctx)? else { return Ok(101) };
            fetch(ctx, &crates)?;
            Ok(0)
        }
        "build" | "b" | "test" | "check" | "clippy" => build(ctx, &words, command),
        "chef" => chef(ctx, &words, names),
        "install" => install(ctx, &words, names),
        "init" | "new" => init(ctx, &words, names),
        "clean" => {
            ctx.take_away(&ctx.task.cwd.join("target").to_string());
            Ok(0)
        }
        "fmt" | "login" | "search" => Ok(0),
        other => {
            let what = format!("`cargo {other}`");
            Err(ctx.unmodelled(&what))
        }
    }
}

/// The crates that the lock file, or else the manifest, names; complains without a manifest.
fn crates(ctx: &mut Context<'_, '_>) -> Done<Option<Vec<(String, String)>>> {
    let Some(manifest) = ctx.text_of("Cargo.toml") else {
        let cwd = ctx.task.cwd.to_string();
        ctx.print_error(&format!("error: could not find `Cargo.toml` in `{cwd}` or any parent directory\n"))?;
        return Ok(None);
    };
    let value = |line: &str| line.split('"').nth(1).unwrap_or_default().to_owned();
    if let Some(lock) = ctx.text_of("Cargo.lock") {
        let mut found = Vec::new();
        for stanza in lock.split("[[package]]").skip(1).filter(|stanza| stanza.contains("source =")) {
            let field = |name: &str| stanza.lines().find(|line| line.starts_with(name)).map(value);
            found.extend(field("name").zip(field("version")));
        }
        return Ok(Some(found));
    }
    let (mut inside, mut found) = (false, Vec::new());
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line.contains("dependencies");
        } else if let Some((name, _)) = line.split_once('=').filter(|_| inside) {
            found.push((name.trim().split('.').next().unwrap_or_default().to_owned(), value(line)));
        }
    }
    Ok(Some(found))
}

fn home(ctx: &Context<'_, '_>) -> String {
    ctx.task
        .var("CARGO_HOME")
        .map_or_else(|| format!("{}/.cargo", ctx.task.var("HOME").unwrap_or("/root")), str::to_owned)
}

fn fetch(ctx: &mut Context<'_, '_>, crates: &[(String, String)]) -> Done<()> {
    let home = home(ctx);
    let mut text = String::new();
    for (name, version) in crates {
        let size = 8_000 + seed(&[name]) % 160_000;
        let archive =
            format!("{home}/registry/cache/index.crates.io-1949cf8c6b5b557f/{name}-{version}.crate");
        if ctx.is_there(&archive) {
            continue;
        }
        text.push_str(&format!("  Downloaded {name} v{version}\n"));
        ctx.kernel.meter.spent.network += size;
        let source =
            format!("{home}/registry/src/index.crates.io-1949cf8c6b5b557f/{name}-{version}/src/lib.rs");
        for (path, size) in [(archive, size), (source, size * 4)] {
            // A cache that cannot be written is done without.
            let _ = ctx.put(&path, Blob::synthetic(seed(&[&path]), size), 0o644)?;
        }
    }
    if !text.is_empty() {
        ctx.print_error(&format!("    Updating crates.io index\n Downloading crates ...\n{text}"))?;
    }
    Ok(())
}

/// The name of the package, and of its binary unless one is named for itself.
fn package_name(manifest: &str) -> String {
    let mut names = manifest.lines().filter_map(|line| {
        line.trim().strip_prefix("name")?.trim_start().strip_prefix('=')?.split('"').nth(1)
    });
    names.next_back().unwrap_or("app").to_owned()
}

fn build(ctx: &mut Context<'_, '_>, words: &Words, command: &str) -> Done<i32> {
    let Some(crates) = crates(ctx)? else { return Ok(101) };
    let manifest = ctx.text_of("Cargo.toml").unwrap_or_default();
    if !manifest.contains("[workspace]")
        && !["src/main.rs", "src/lib.rs", "src/bin"].iter().any(|path| ctx.is_there(path))
        && !manifest.contains("path =")
    {
        ctx.print_error("error: failed to parse manifest at `Cargo.toml`\n\nCaused by:\n  no targets specified in the manifest\n  either src/lib.rs, src/main.rs, a [lib] section, or [[bin]] section must be present\n")?;
        return Ok(101);
    }
    fetch(ctx, &crates)?;
    let profile = if words.has(&["--release", "-r"]) {
        "release"
    } else {
        words.value(&["--profile"]).unwrap_or("debug")
    };
    let triple = words.value(&["--target"]).map(|triple| format!("{triple}/")).unwrap_or_default();
    let target = words
        .value(&["--target-dir"])
        .map(str::to_owned)
        .or_else(|| ctx.task.var("CARGO_TARGET_DIR").map(str::to_owned))
        .unwrap_or_else(|| "target".to_owned());
    let out = format!("{target}/{triple}{profile}");
    let mut text = String::new();
    for (name, version) in &crates {
        let object = format!("{out}/deps/lib{}-{:016x}.rlib", name.replace('-', "_"), seed(&[name, version]));
        if !ctx.is_there(&object) {
            text.push_str(&format!("   Compiling {name} v{version}\n"));
            ctx.kernel.meter.spent.waited += 700_000;
            if let Err(error) = ctx.put(
                &object,
                Blob::synthetic(seed(&[&object]), 300_000 + seed(&[name]) % 2_000_000),
                0o644,
            )? {
                return ctx.no_write(&error);
            }
        }
    }
    let name = words.value(&["--bin"]).map_or_else(|| package_name(&manifest), str::to_owned);
    let cwd = ctx.task.cwd.to_string();
    text.push_str(&format!("   Compiling {name} v0.1.0 ({cwd})\n"));
    ctx.kernel.meter.spent.waited += 3_000_000;
    if matches!(command, "build" | "b") {
        let size = 420_000 + crates.len() as u64 * 90_000 * if profile == "release" { 1 } else { 6 };
        if let Err(error) =
            ctx.put(&format!("{out}/{name}"), Blob::synthetic(seed(&[&name, profile]), size), 0o755)?
        {
            return ctx.no_write(&error);
        }
    }
    let kind = if profile == "release" {
        "`release` profile [optimized]"
    } else {
        "`dev` profile [unoptimized + debuginfo]"
    };
    ctx.print_error(&format!("{text}    Finished {kind} target(s) in {}.00s\n", 3 + crates.len()))?;
    Ok(0)
}

/// cargo-chef: what is built is described by a recipe of the manifests alone.
fn chef(ctx: &mut Context<'_, '_>, words: &Words, names: &[String]) -> Done<i32> {
    let recipe = words.value(&["--recipe-path"]).unwrap_or("recipe.json").to_owned();
    match names.first().map(String::as_str) {
        Some("prepare") => {
            let Some(crates) = crates(ctx)? else { return Ok(101) };
            let rows: Vec<String> =
                crates.iter().map(|(name, version)| format!("{name} {version}")).collect();
            let text = serde_json::json!({"skeleton": {"crates": rows}}).to_string();
            ctx.save(&recipe, text.into_bytes())?;
            Ok(0)
        }
        Some("cook") if ctx.is_there(&recipe) => {
            ctx.kernel.meter.spent.waited += 20_000_000;
            Ok(0)
        }
        _ => {
            ctx.print_error("Error: Failed to read recipe from the specified path.\n")?;
            Ok(1)
        }
    }
}

fn install(ctx: &mut Context<'_, '_>, words: &Words, names: &[String]) -> Done<i32> {
    let root = words.value(&["--root"]).map_or_else(|| home(ctx), str::to_owned);
    let local = words.value(&["--path"]).map(|path| {
        path.trim_end_matches('/').rsplit('/').next().filter(|name| *name != ".").unwrap_or("app").to_owned()
    });
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("crates").unwrap_or_default());
    // What comes from a repository or a directory is in no registry.
    let elsewhere = words.value(&["--git", "--path"]).is_some();
    for name in names.iter().cloned().chain(local) {
        let asked = name.split_once('@').map(|(_, version)| version).or(words.value(&["--version"]));
        let name = name.split('@').next().unwrap_or(&name);
        let known = list.get(name);
        if known.is_none() && !elsewhere {
            ctx.print_error(&format!("    Updating crates.io index\nerror: could not find `{name}` in registry `crates-io` with version `{}`\n", asked.unwrap_or("*")))?;
            ctx.catalog_limit(&format!("program `{name}` of crates.io"))?;
            return Ok(101);
        }
        let version = asked
            .or(known.map(|package| package.version))
            .unwrap_or("0.1.0")
            .trim_start_matches(['=', '^', '~']);
        let binaries: Vec<&str> = match known.map(|package| package.binaries()) {
            Some(named) if !named.is_empty() => named,
            _ => vec![name],
        };
        let size = known.map_or(8_000_000, |package| package.installed);
        ctx.kernel.meter.spent.network += known.map_or(60_000, |package| package.size);
        let mut text = format!(
            "    Updating crates.io index\n  Downloaded {name} v{version}\n  Installing {name} v{version}\n   Compiling {name} v{version}\n    Finished `release` profile [optimized] target(s) in 30.00s\n"
        );
        ctx.kernel.meter.spent.waited += 30_000_000;
        for binary in &binaries {
            text.push_str(&format!("  Installing {root}/bin/{binary}\n"));
            let blob = Blob::synthetic(seed(&[binary, version]), size / binaries.len() as u64);
            if let Err(error) = ctx.put(&format!("{root}/bin/{binary}"), blob, 0o755)? {
                return ctx.no_write(&error);
            }
        }
        let shown: Vec<String> = binaries.iter().map(|binary| format!("`{binary}`")).collect();
        let word = if shown.len() == 1 { "executable" } else { "executables" };
        ctx.print_error(&format!(
            "{text}   Installed package `{name} v{version}` ({word} {})\n",
            shown.join(", ")
        ))?;
    }
    Ok(0)
}

fn init(ctx: &mut Context<'_, '_>, words: &Words, names: &[String]) -> Done<i32> {
    let dir = names.first().cloned().unwrap_or_else(|| ".".to_owned());
    let cwd = ctx.task.cwd.join(&dir).to_string();
    let name = words
        .value(&["--name"])
        .map_or_else(|| cwd.rsplit('/').next().unwrap_or("app").to_owned(), str::to_owned);
    let code = if words.has(&["--lib"]) {
        ("src/lib.rs", "")
    } else {
        ("src/main.rs", "fn main() {\n    println!(\"Hello, world!\");\n}\n")
    };
    let manifest =
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n");
    for (path, text) in [("Cargo.toml", manifest.as_str()), code] {
        if let Err(error) = ctx.put(&format!("{dir}/{path}"), Blob::from(text), 0o644)? {
            return ctx.no_write(&error);
        }
    }
    ctx.print_error(&format!("    Creating binary (application) `{name}` package\n"))?;
    Ok(0)
}

/// The programs that rustup puts beside itself.
const TOOLS: [&str; 8] =
    ["rustup", "cargo", "rustc", "rustdoc", "rustfmt", "clippy-driver", "cargo-clippy", "cargo-fmt"];

/// `rustup-init -y`: rustup, and the toolchain that is asked for.
pub(super) fn rustup_init(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(
        ctx,
        &["--default-toolchain", "--profile", "--default-host", "--target", "-t", "--component", "-c"],
    );
    if !words.has(&["-y"]) && !words.options.iter().any(|option| option.starts_with("-yq")) {
        return Err(ctx.unmodelled("asking what to install; `-y` takes the defaults"));
    }
    let bin = format!("{}/bin", home(ctx));
    let host = words.value(&["--default-host"]).unwrap_or("x86_64-unknown-linux-gnu").to_owned();
    let toolchain = words.value(&["--default-toolchain"]).unwrap_or("stable").to_owned();
    let root = ctx
        .task
        .var("RUSTUP_HOME")
        .map_or_else(|| format!("{}/.rustup", ctx.task.var("HOME").unwrap_or("/root")), str::to_owned);
    let mut files: Vec<(String, u64)> =
        TOOLS.iter().map(|name| (format!("{bin}/{name}"), 15_900_000)).collect();
    let mut text = format!("info: profile set to 'minimal'\ninfo: default host triple is {host}\n");
    if toolchain != "none" {
        let place = format!("{root}/toolchains/{toolchain}-{host}");
        files.push((format!("{place}/bin/rustc"), 2_700_000));
        files.push((format!("{place}/bin/cargo"), 31_000_000));
        files.push((format!("{place}/lib/librustc_driver.so"), 150_000_000));
        files.push((format!("{place}/lib/rustlib/{host}/lib/libstd.rlib"), 140_000_000));
        ctx.kernel.meter.spent.network += 130_000_000;
        for component in ["cargo", "rust-std", "rustc"] {
            text.push_str(&format!(
                "info: downloading component '{component}'\ninfo: installing component '{component}'\n"
            ));
        }
        text.push_str(&format!("info: default toolchain set to '{toolchain}-{host}'\n"));
    }
    for (path, size) in files {
        if let Err(error) = ctx.put(&path, Blob::synthetic(seed(&[&path]), size), 0o755)? {
            return ctx.no_write(&error);
        }
    }
    let env = format!("export PATH=\"{bin}:$PATH\"\n");
    if let Err(error) = ctx.put(&format!("{}/env", home(ctx)), Blob::from(env.into_bytes()), 0o644)? {
        return ctx.no_write(&error);
    }
    ctx.print_error(&text)?;
    ctx.print("\n\nRust is installed now. Great!\n\n")?;
    Ok(0)
}

pub(super) fn rustup(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let words: Vec<&str> = args.iter().map(String::as_str).filter(|arg| !arg.starts_with('-')).collect();
    match words.as_slice() {
        ["target", "add", targets @ ..] | ["component", "add", targets @ ..] => {
            let home = ctx.task.var("RUSTUP_HOME").unwrap_or("/usr/local/rustup").to_owned();
            for target in targets {
                ctx.print_error(&format!("info: downloading component 'rust-std' for '{target}'\ninfo: installing component 'rust-std' for '{target}'\n"))?;
                ctx.kernel.meter.spent.network += 25_000_000;
                let path = format!("{home}/toolchains/stable/lib/rustlib/{target}/lib/libstd.rlib");
                if let Err(error) = ctx.put(&path, Blob::synthetic(seed(&[target]), 110_000_000), 0o644)? {
                    return ctx.no_write(&error);
                }
            }
            Ok(0)
        }
        ["default" | "update" | "install" | "show" | "set" | "override" | "toolchain" | "self", ..] => Ok(0),
        [] => {
            ctx.print("rustup 1.28.2 (e4f3ad6f8 2025-04-28)\n")?;
            Ok(0)
        }
        _ => Err(ctx.unmodelled("this use of rustup")),
    }
}
