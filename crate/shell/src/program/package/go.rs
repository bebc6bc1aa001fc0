//! `go`: modules from `go.mod`, and binaries whose content is modelled.

use vfs::Blob;

use super::list::List;
use super::{Context, Done, Words, seed};

fn version(ctx: &Context<'_, '_>) -> String {
    ctx.task.var("GOLANG_VERSION").unwrap_or("1.25.4").to_owned()
}

fn gopath(ctx: &Context<'_, '_>) -> String {
    ctx.task.var("GOPATH").unwrap_or("/go").to_owned()
}

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(
        ctx,
        &[
            "-o",
            "-ldflags",
            "-tags",
            "-mod",
            "-C",
            "-gcflags",
            "-asmflags",
            "-p",
            "-installsuffix",
            "-w",
            "-u",
            "-f",
            "-run",
            "-bench",
            "-coverprofile",
            "-covermode",
            "-timeout",
            "-count",
        ],
    );
    let (command, names) = words.command();
    match command {
        "version" => {
            let version = version(ctx);
            ctx.print(&format!("go version go{version} linux/amd64\n"))?;
            Ok(0)
        }
        "env" => environment(ctx, names),
        "mod" => match names.first().map(String::as_str) {
            Some("download" | "tidy" | "verify" | "vendor") => {
                let Some(modules) = modules(ctx)? else { return Ok(1) };
                fetch(ctx, &modules)?;
                if names.first().is_some_and(|name| name == "verify") {
                    ctx.print("all modules verified\n")?;
                }
                Ok(0)
            }
            Some("init") => {
                let name = names.get(1).cloned().unwrap_or_else(|| "app".to_owned());
                let version = version(ctx);
                ctx.print_error(&format!("go: creating new go.mod: module {name}\n"))?;
                ctx.save("go.mod", format!("module {name}\n\ngo {version}\n").into_bytes())?;
                Ok(0)
            }
            _ => Err(ctx.unmodelled("this `go mod`")),
        },
        "build" => build(ctx, &words, names),
        "install" => install(ctx, names),
        "get" => {
            let modules: Vec<(String, String)> = names.iter().map(|name| split(name)).collect();
            for (name, version) in &modules {
                ctx.print_error(&format!("go: added {name} {version}\n"))?;
            }
            fetch(ctx, &modules)?;
            Ok(0)
        }
        "clean" => {
            let root = gopath(ctx);
            let home = ctx.task.var("HOME").unwrap_or("/root").to_owned();
            if words.has(&["-modcache"]) {
                ctx.take_away(&format!("{root}/pkg/mod"));
            }
            ctx.take_away(&format!("{home}/.cache/go-build"));
            Ok(0)
        }
        "vet" | "fmt" | "generate" | "telemetry" => Ok(0),
        "test" => test(ctx, &words, names),
        "list" => list_packages(ctx, &words, names),
        "tool" if names.first().is_some_and(|name| name == "cover") => {
            ctx.print("total:\t(statements)\t0.0%\n")?;
            Ok(0)
        }
        "" => {
            ctx.print_error(
                "Go is a tool for managing Go source code.\n\nUsage:\n\n\tgo <command> [arguments]\n\n",
            )?;
            Ok(2)
        }
        other => {
            let what = format!("`go {other}`");
            Err(ctx.unmodelled(&what))
        }
    }
}

fn split(name: &str) -> (String, String) {
    let (name, version) = name.split_once('@').unwrap_or((name, "latest"));
    let version = if version == "latest" { "v1.0.0" } else { version };
    (name.to_owned(), version.to_owned())
}

fn environment(ctx: &mut Context<'_, '_>, names: &[String]) -> Done<i32> {
    for name in names {
        let value = match (name.as_str(), ctx.task.var(name)) {
            (_, Some(value)) => value.to_owned(),
            ("GOOS" | "GOHOSTOS", None) => "linux".to_owned(),
            ("GOARCH" | "GOHOSTARCH", None) => "amd64".to_owned(),
            ("GOROOT", None) => "/usr/local/go".to_owned(),
            ("GOPATH", None) => gopath(ctx),
            ("GOVERSION", None) => format!("go{}", version(ctx)),
            ("GOMODCACHE", None) => format!("{}/pkg/mod", gopath(ctx)),
            ("GOCACHE", None) => "/root/.cache/go-build".to_owned(),
            _ => String::new(),
        };
        ctx.print(&format!("{value}\n"))?;
    }
    Ok(0)
}

/// What `go.mod` requires; complains without one.
fn modules(ctx: &mut Context<'_, '_>) -> Done<Option<Vec<(String, String)>>> {
    let Some(text) = ctx.text_of("go.mod") else {
        ctx.print_error(
            "go: go.mod file not found in current directory or any parent directory; see 'go help modules'\n",
        )?;
        return Ok(None);
    };
    let rows = text.lines().map(|line| {
        line.trim().trim_start_matches("require ").split("//").next().unwrap_or_default().trim().to_owned()
    });
    let pairs = rows.filter_map(|row| {
        let (name, version) = row.split_once(' ')?;
        (version.starts_with('v') && name.contains('.')).then(|| (name.to_owned(), version.to_owned()))
    });
    Ok(Some(pairs.collect()))
}

/// Puts modules into the module cache, unless they are there.
fn fetch(ctx: &mut Context<'_, '_>, modules: &[(String, String)]) -> Done<()> {
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("go").unwrap_or_default());
    let root = gopath(ctx);
    for (name, version) in modules {
        let known = list.get(name).map(|package| (package.size, package.installed));
        let (size, installed) = known
            .unwrap_or_else(|| (30_000 + seed(&[name]) % 300_000, 120_000 + seed(&[name, "x"]) % 900_000));
        let dir = format!("{root}/pkg/mod/{name}@{version}");
        if ctx.is_there(&dir) {
            continue;
        }
        ctx.kernel.meter.spent.network += size;
        let base = name.rsplit('/').next().unwrap_or(name);
        let files = [
            (format!("{root}/pkg/mod/cache/download/{name}/@v/{version}.zip"), size),
            (format!("{root}/pkg/mod/cache/download/{name}/@v/{version}.mod"), 400),
            (format!("{dir}/{base}.go"), installed / 2),
            (format!("{dir}/{base}_test.go"), installed / 2),
        ];
        for (path, size) in files {
            // Where the cache may not be written the build says so by what it lacks.
            let _ = ctx.put(&path, Blob::synthetic(seed(&[&path, version]), size), 0o444)?;
        }
    }
    Ok(())
}

/// Whether a directory holds Go code.
fn sources(ctx: &mut Context<'_, '_>, dir: &str) -> Option<u64> {
    let entries = ctx.kernel.list(&ctx.task, dir).ok()?;
    let code = entries.iter().filter(|(name, node)| {
        name.ends_with(".go") && !name.ends_with("_test.go") && node.as_file().is_some()
    });
    let sizes: Vec<u64> = code.map(|(_, node)| node.size()).collect();
    (!sizes.is_empty()).then(|| sizes.iter().sum())
}

fn build(ctx: &mut Context<'_, '_>, words: &Words, names: &[String]) -> Done<i32> {
    let file = ctx.text_of("go.mod");
    let modules = match file {
        Some(_) => modules(ctx)?.unwrap_or_default(),
        None if names.iter().any(|name| name.ends_with(".go")) => Vec::new(),
        None => {
            ctx.print_error("go: go.mod file not found in current directory or any parent directory; see 'go help modules'\n")?;
            return Ok(1);
        }
    };
    let target = names.first().cloned().unwrap_or_else(|| ".".to_owned());
    let dir = target.trim_end_matches("/...").to_owned();
    let code = if target.ends_with(".go") {
        ctx.kernel.read(&ctx.task, &target).ok().map(|blob| blob.len())
    } else {
        sources(ctx, &dir)
    };
    if code.is_none() && !target.ends_with("/...") {
        let text = if ctx.is_there(&dir) {
            format!("no Go files in {}\n", ctx.task.cwd.join(dir.trim_start_matches("./")))
        } else {
            format!("stat {}: directory not found\n", ctx.task.cwd.join(dir.trim_start_matches("./")))
        };
        ctx.print_error(&text)?;
        return Ok(1);
    }
    fetch(ctx, &modules)?;
    let module = module_name(ctx);
    let name = if matches!(dir.as_str(), "." | "./" | "") { module } else { dir.clone() };
    let name =
        name.trim_end_matches(".go").trim_end_matches('/').rsplit('/').next().unwrap_or("main").to_owned();
    let output = words.value(&["-o"]).map_or_else(
        || name.clone(),
        |path| {
            if path.ends_with('/') || ctx_is_dir(ctx, path) {
                format!("{}/{name}", path.trim_end_matches('/'))
            } else {
                path.to_owned()
            }
        },
    );
    // A small program is 2 MB; every module it links adds some.
    let size = 1_900_000 + code.unwrap_or_default() * 3 + modules.len() as u64 * 230_000;
    compile(ctx, size)?;
    match ctx.put(&output, Blob::synthetic(seed(&[&name, &output]), size), 0o755)? {
        Ok(()) => Ok(0),
        Err(error) => ctx.no_write(&error),
    }
}

fn ctx_is_dir(ctx: &mut Context<'_, '_>, path: &str) -> bool {
    ctx.kernel.stat(&ctx.task, path, vfs::Follow::All).is_ok_and(|(_, node)| node.is_dir())
}

/// What a compiler takes: time, and objects in its cache.
fn compile(ctx: &mut Context<'_, '_>, size: u64) -> Done<()> {
    ctx.kernel.meter.spent.waited += 2_000_000 + size / 2;
    let home = ctx.task.var("HOME").unwrap_or("/root").to_owned();
    let seed = seed(&["go-build", &ctx.task.cwd.to_string()]);
    // A cache that cannot be written is done without.
    let _ = ctx.put(
        &format!("{home}/.cache/go-build/{:02x}/{seed:016x}-d", seed & 0xff),
        Blob::synthetic(seed, 38_000_000 + size),
        0o644,
    )?;
    Ok(())
}

/// What go.mod calls the module.
fn module_name(ctx: &mut Context<'_, '_>) -> String {
    let text = ctx.text_of("go.mod").unwrap_or_default();
    text.lines().find_map(|line| line.strip_prefix("module ")).unwrap_or("main").trim().to_owned()
}

/// The packages of the module that a pattern such as `./...` names, with their directories.
fn matching(ctx: &mut Context<'_, '_>, patterns: &[String]) -> Vec<(String, String)> {
    let module = module_name(ctx);
    let mut found = Vec::new();
    for pattern in patterns {
        let (root, deep) = match pattern.strip_suffix("...") {
            Some(root) => (root.trim_end_matches('/'), true),
            None => (pattern.trim_end_matches('/'), false),
        };
        let mut work = vec![if root.is_empty() { ".".to_owned() } else { root.to_owned() }];
        while let Some(dir) = work.pop() {
            let entries = ctx.kernel.list(&ctx.task, &dir).unwrap_or_default();
            if entries.iter().any(|(name, _)| name.ends_with(".go")) {
                let path = dir.trim_start_matches("./").trim_start_matches('.');
                let name = if path.is_empty() { module.clone() } else { format!("{module}/{path}") };
                found.push((name, dir.clone()));
            }
            let below = entries.iter().filter(|(name, node)| {
                deep && node.is_dir()
                    && !name.starts_with(['.', '_'])
                    && name != "vendor"
                    && name != "testdata"
            });
            work.extend(below.map(|(name, _)| format!("{dir}/{name}")));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Packages without tests say so; tests are not run.
fn test(ctx: &mut Context<'_, '_>, words: &Words, names: &[String]) -> Done<i32> {
    if modules(ctx)?.is_none() {
        return Ok(1);
    }
    let patterns = if names.is_empty() { vec![".".to_owned()] } else { names.to_vec() };
    let found = matching(ctx, &patterns);
    for (_, dir) in &found {
        let entries = ctx.kernel.list(&ctx.task, dir).unwrap_or_default();
        if entries.iter().any(|(name, _)| name.ends_with("_test.go")) {
            return Err(ctx.unmodelled("running tests"));
        }
    }
    if found.is_empty() {
        ctx.print_error(&format!(
            "go: warning: \"{}\" matched no packages\nno packages to test\n",
            patterns.join(" ")
        ))?;
        return Ok(1);
    }
    let profile = words.value(&["-coverprofile"]).map(str::to_owned);
    let text: String = found
        .iter()
        .map(|(name, _)| match profile {
            Some(_) => format!("\t{name}\t\tcoverage: 0.0% of statements\n"),
            None => format!("?   \t{name}\t[no test files]\n"),
        })
        .collect();
    compile(ctx, 4_000_000)?;
    ctx.print(&text)?;
    if let Some(path) = profile {
        let mode = words.value(&["-covermode"]).unwrap_or("set");
        let mode = format!("mode: {mode}\n");
        return Ok(i32::from(!ctx.save(&path, mode.into_bytes())?));
    }
    Ok(0)
}

/// `go list ./...`, `go list -m` and `go list -m -f '{{.Dir}}' MODULE`.
fn list_packages(ctx: &mut Context<'_, '_>, words: &Words, names: &[String]) -> Done<i32> {
    let Some(modules) = modules(ctx)? else { return Ok(1) };
    let form = words.value(&["-f"]).unwrap_or_default().trim_matches('\'').to_owned();
    if words.has(&["-m"]) {
        let own = module_name(ctx);
        let Some(name) = names.first() else {
            ctx.print(&format!("{own}\n"))?;
            return Ok(0);
        };
        let Some((_, version)) = modules.iter().find(|(known, _)| known == name) else {
            ctx.print_error(&format!("go: module {name}: not a known dependency\n"))?;
            return Ok(1);
        };
        let line = match form.as_str() {
            "" => format!("{name} {version}"),
            "{{.Dir}}" => format!("{}/pkg/mod/{name}@{version}", gopath(ctx)),
            "{{.Version}}" => version.clone(),
            "{{.Path}}" => name.clone(),
            _ => return Err(ctx.unmodelled("this form of `go list`")),
        };
        ctx.print(&format!("{line}\n"))?;
        return Ok(0);
    }
    if !form.is_empty() && form != "{{.ImportPath}}" {
        return Err(ctx.unmodelled("this form of `go list`"));
    }
    let patterns = if names.is_empty() { vec![".".to_owned()] } else { names.to_vec() };
    let text: String = matching(ctx, &patterns).iter().map(|(name, _)| format!("{name}\n")).collect();
    ctx.print(&text)?;
    Ok(0)
}

fn install(ctx: &mut Context<'_, '_>, names: &[String]) -> Done<i32> {
    // `go install tool PATH` takes the version from the module.
    let names = names.strip_prefix(&["tool".to_owned()]).unwrap_or(names);
    let remote: Vec<(String, String)> =
        names.iter().filter(|name| name.contains('@')).map(|name| split(name)).collect();
    if remote.is_empty() && modules(ctx)?.is_none() {
        return Ok(1);
    }
    fetch(ctx, &remote)?;
    let bin = ctx.task.var("GOBIN").map_or_else(|| format!("{}/bin", gopath(ctx)), str::to_owned);
    for name in names {
        let path = name.split('@').next().unwrap_or(name).trim_end_matches("/...");
        let base = path
            .rsplit('/')
            .find(|part| !(part.is_empty() || part.starts_with('v') && part.len() < 4))
            .unwrap_or("main");
        if !name.contains('@') {
            ctx.print_error(&format!("go: downloading {path}\n"))?;
        }
        compile(ctx, 12_000_000)?;
        if let Err(error) =
            ctx.put(&format!("{bin}/{base}"), Blob::synthetic(seed(&[path]), 12_000_000), 0o755)?
        {
            return ctx.no_write(&error);
        }
    }
    Ok(0)
}
