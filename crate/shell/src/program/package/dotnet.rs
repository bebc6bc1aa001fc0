//! `dotnet`: restore, build and publish of a project.

use vfs::Blob;

use super::list::List;
use super::{Context, Done, Words, seed};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(
        ctx,
        &[
            "-o",
            "--output",
            "-c",
            "--configuration",
            "-r",
            "--runtime",
            "-f",
            "--framework",
            "-a",
            "--arch",
            "--os",
            "-v",
            "--verbosity",
            "--self-contained",
            "--version",
            "--tool-path",
            "-s",
            "--source",
        ],
    );
    let (command, names) = words.command();
    let version =
        ctx.task.var("DOTNET_SDK_VERSION").or(ctx.task.var("DOTNET_VERSION")).unwrap_or("8.0.416").to_owned();
    match command {
        "" if ctx.operands().iter().any(|arg| arg == "--version") => {
            ctx.print(&format!("{version}\n"))?;
            Ok(0)
        }
        "help" | "--info" | "nuget" | "workload" | "dev-certs" | "new" if command != "new" => Ok(0),
        "restore" => restore(ctx, names),
        "build" | "publish" | "test" => {
            let status = if words.has(&["--no-restore"]) { 0 } else { restore(ctx, names)? };
            if status != 0 { Ok(status) } else { produce(ctx, &words, command, names) }
        }
        "add" => add(ctx, &words, names),
        "tool" => {
            let home = ctx.task.var("HOME").unwrap_or("/root").to_owned();
            let dir =
                words.value(&["--tool-path"]).map_or_else(|| format!("{home}/.dotnet/tools"), str::to_owned);
            let packages = ctx.kernel.packages.clone();
            let list = List::read(packages.list("nuget").unwrap_or_default());
            if names.first().is_none_or(|name| name != "install" && name != "update") {
                return Ok(0);
            }
            for name in names.iter().skip(1) {
                let known = list.iter().find(|package| package.name.eq_ignore_ascii_case(name));
                let Some(command) = known.and_then(|package| package.binaries().first().copied()) else {
                    ctx.print_error(&format!("error NU1101: Unable to find package {name}. No packages exist with this id in source(s): nuget.org\nThe tool package could not be restored.\nTool '{name}' failed to install.\n"))?;
                    ctx.catalog_limit(&format!("tool `{name}` of NuGet"))?;
                    return Ok(1);
                };
                if let Err(error) =
                    ctx.put(&format!("{dir}/{command}"), Blob::synthetic(seed(&[name]), 142_000), 0o755)?
                {
                    return ctx.no_write(&error);
                }
                ctx.print(&format!("You can invoke the tool using the following command: {command}\nTool '{name}' was successfully installed.\n"))?;
            }
            Ok(0)
        }
        other => {
            let what = format!("`dotnet {other}`");
            Err(ctx.unmodelled(&what))
        }
    }
}

/// `dotnet add [PROJECT] package NAME`: a row in the project's file.
fn add(ctx: &mut Context<'_, '_>, words: &Words, names: &[String]) -> Done<i32> {
    let Some(at) = names.iter().position(|name| name == "package") else {
        return Err(ctx.unmodelled("this `dotnet add`"));
    };
    let (before, name) =
        (names.get(..at).unwrap_or_default(), names.get(at + 1).cloned().unwrap_or_default());
    let packages = ctx.kernel.packages.clone();
    let list = List::read(packages.list("nuget").unwrap_or_default());
    let Some(file) = project(ctx, before) else {
        let cwd = ctx.task.cwd.to_string();
        ctx.print_error(&format!("Could not find any project in `{cwd}`.\n"))?;
        return Ok(1);
    };
    let Some(package) = list.iter().find(|package| package.name.eq_ignore_ascii_case(&name)) else {
        ctx.print(&format!("info : Adding PackageReference for package '{name}' into project '{file}'.\n"))?;
        ctx.print_error(&format!("error: There are no versions available for the package '{name}'.\n"))?;
        ctx.catalog_limit(&format!("package `{name}` of NuGet"))?;
        return Ok(1);
    };
    let version = words.value(&["--version", "-v"]).unwrap_or(package.version);
    let text = ctx.text_of(&file).unwrap_or_default();
    let row = format!(
        "  <ItemGroup>\n    <PackageReference Include=\"{}\" Version=\"{version}\" />\n  </ItemGroup>\n",
        package.name
    );
    let text = match text.rsplit_once("</Project>") {
        Some((body, rest)) => format!("{body}{row}</Project>{rest}"),
        None => text + &row,
    };
    ctx.print(&format!(
        "info : PackageReference for package '{}' version '{version}' added to file '{file}'.\n",
        package.name
    ))?;
    Ok(i32::from(!ctx.save(&file, text.into_bytes())?))
}

/// The project or solution that is meant: named, or the only one of the directory.
fn project(ctx: &mut Context<'_, '_>, names: &[String]) -> Option<String> {
    let is_project = |name: &str| name.ends_with("proj") || name.ends_with(".sln") || name.ends_with(".slnx");
    if let Some(name) = names.first() {
        if is_project(name) {
            return ctx.is_there(name).then(|| name.clone());
        }
        let entries = ctx.kernel.list(&ctx.task, name).unwrap_or_default();
        return entries
            .into_iter()
            .map(|(entry, _)| entry)
            .find(|entry| is_project(entry))
            .map(|entry| format!("{}/{entry}", name.trim_end_matches('/')));
    }
    let entries = ctx.kernel.list(&ctx.task, ".").unwrap_or_default();
    entries.into_iter().map(|(entry, _)| entry).find(|entry| is_project(entry))
}

fn missing(ctx: &mut Context<'_, '_>, names: &[String]) -> Done<i32> {
    let text = match names.first() {
        Some(name) => format!("MSBUILD : error MSB1009: Project file does not exist.\nSwitch: {name}\n"),
        None => "MSBUILD : error MSB1003: Specify a project or solution file. The current working directory does not contain a project or solution file.\n".to_owned(),
    };
    ctx.print(&text)?;
    Ok(1)
}

fn restore(ctx: &mut Context<'_, '_>, names: &[String]) -> Done<i32> {
    let Some(file) = project(ctx, names) else { return missing(ctx, names) };
    let text = ctx.text_of(&file).unwrap_or_default();
    let home = ctx.task.var("HOME").unwrap_or("/root").to_owned();
    let attribute = |row: &str, name: &str| {
        row.split_once(&format!("{name}=\""))
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(value, _)| value.to_owned())
    };
    for row in text.split("<PackageReference").skip(1) {
        let Some(name) = attribute(row, "Include") else { continue };
        let version = attribute(row, "Version").unwrap_or_else(|| "8.0.0".to_owned());
        let dir = format!("{home}/.nuget/packages/{}/{version}", name.to_lowercase());
        let size = 90_000 + seed(&[&name]) % 1_500_000;
        ctx.kernel.meter.spent.network += size;
        for (file, size) in [
            (format!("{}.{version}.nupkg", name.to_lowercase()), size),
            (format!("lib/net8.0/{name}.dll"), size),
        ] {
            let path = format!("{dir}/{file}");
            if let Err(error) = ctx.put(&path, Blob::synthetic(seed(&[&path]), size), 0o644)? {
                return ctx.no_write(&error);
            }
        }
    }
    let dir = file.rsplit_once('/').map(|(dir, _)| format!("{dir}/")).unwrap_or_default();
    if let Err(error) =
        ctx.put(&format!("{dir}obj/project.assets.json"), Blob::synthetic(seed(&[&file]), 61_000), 0o644)?
    {
        return ctx.no_write(&error);
    }
    let place = ctx.task.cwd.join(file.trim_start_matches("./"));
    ctx.print(&format!("  Determining projects to restore...\n  Restored {place} (in 1.2 sec).\n"))?;
    Ok(0)
}

fn produce(ctx: &mut Context<'_, '_>, words: &Words, command: &str, names: &[String]) -> Done<i32> {
    let Some(file) = project(ctx, names) else { return missing(ctx, names) };
    let text = ctx.text_of(&file).unwrap_or_default();
    let name = file.rsplit('/').next().unwrap_or(&file);
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name).to_owned();
    let dir = file.rsplit_once('/').map(|(dir, _)| format!("{dir}/")).unwrap_or_default();
    let framework = text
        .split_once("<TargetFramework>")
        .and_then(|(_, rest)| rest.split_once('<'))
        .map_or("net8.0", |(value, _)| value)
        .to_owned();
    let default = if command == "publish" { "Release" } else { "Debug" };
    let configuration = words.value(&["-c", "--configuration"]).unwrap_or(default).to_owned();
    let built = format!("{dir}bin/{configuration}/{framework}");
    let published = words.value(&["-o", "--output"]).map_or_else(
        || if command == "publish" { format!("{built}/publish") } else { built.clone() },
        str::to_owned,
    );
    ctx.kernel.meter.spent.waited += 5_000_000;
    let outputs = [
        (format!("{name}.dll"), 26_000, 0o644),
        (name.clone(), 72_000, 0o755),
        (format!("{name}.pdb"), 21_000, 0o644),
        (format!("{name}.deps.json"), 900, 0o644),
        (format!("{name}.runtimeconfig.json"), 480, 0o644),
    ];
    for root in [&built, &published] {
        for (file, size, mode) in &outputs {
            if let Err(error) =
                ctx.put(&format!("{root}/{file}"), Blob::synthetic(seed(&[file]), *size), *mode)?
            {
                return ctx.no_write(&error);
            }
        }
    }
    let place = |path: &str| ctx.task.cwd.join(path).to_string();
    let mut said = format!("  {name} -> {}/{name}.dll\n", place(&built));
    if command == "publish" {
        said.push_str(&format!("  {name} -> {}/\n", place(&published)));
    } else {
        said.push_str("\nBuild succeeded.\n    0 Warning(s)\n    0 Error(s)\n\nTime Elapsed 00:00:05.00\n");
    }
    ctx.print(&said)?;
    Ok(0)
}
