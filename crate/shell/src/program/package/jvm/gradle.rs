//! Gradle: what a script's coordinates name into its cache, and what its tasks leave.

use vfs::Blob;

use super::{Context, Done, List, Wanted, Words, resolve, seed};

/// The coordinates that stand in quotes, `group:artifact:version` or without the version.
fn wanted(script: &str) -> Wanted {
    let words = script.split(['"', '\'']).filter(|word| !word.contains([' ', '/', '\n', '$']));
    let named = words.filter_map(|word| {
        let mut parts = word.split(':');
        let (group, name) = (parts.next()?, parts.next()?);
        let coordinate = group.contains('.') || parts.clone().next().is_some();
        (coordinate && !group.is_empty() && !name.is_empty())
            .then(|| (format!("{group}:{name}"), parts.next().map(str::to_owned)))
    });
    named.collect()
}

/// The release of Spring Boot whose plugin the script applies.
fn boot(script: &str) -> Option<&str> {
    let line =
        script.lines().find(|line| line.contains("org.springframework.boot") && line.contains("version"))?;
    line.split_once("version")?.1.split(['"', '\'']).nth(1)
}

pub(in super::super) fn gradle(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(ctx, &["-p", "--project-dir", "-x", "--exclude-task", "-b"]);
    if words.has(&["--version", "-v"]) || words.plain.first().is_some_and(|word| word == "--version") {
        ctx.print("\n------------------------------------------------------------\nGradle 8.14.3\n------------------------------------------------------------\n\n")?;
        return Ok(0);
    }
    if let Some(dir) = words.value(&["-p", "--project-dir"]) {
        ctx.task.cwd = ctx.task.cwd.join(dir);
    }
    let found = ["build.gradle", "build.gradle.kts"].into_iter().find_map(|name| ctx.text_of(name));
    let Some(script) = found else {
        let cwd = ctx.task.cwd.to_string();
        ctx.print_error(&format!("\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nDirectory '{cwd}' does not contain a Gradle build.\n"))?;
        return Ok(1);
    };
    if let Some(status) = bring(ctx, &script, words.has(&["--offline"]))? {
        return Ok(status);
    }
    let builds = |task: &String| {
        matches!(
            task.rsplit(':').next(),
            Some("build" | "assemble" | "jar" | "bootJar" | "shadowJar" | "installDist")
        )
    };
    let mut tasks = 1;
    if words.plain.iter().any(builds) {
        ctx.kernel.meter.spent.waited += 8_000_000;
        tasks = 5;
        if let Some(status) = assemble(ctx, &script)? {
            return Ok(status);
        }
    }
    ctx.print(&format!("\nBUILD SUCCESSFUL in 9s\n{tasks} actionable tasks: {tasks} executed\n"))?;
    Ok(0)
}

/// Brings what the cache lacks; `Some` if it cannot be had.
fn bring(ctx: &mut Context<'_, '_>, script: &str, offline: bool) -> Done<Option<i32>> {
    let home = ctx
        .task
        .var("GRADLE_USER_HOME")
        .map_or_else(|| format!("{}/.gradle", ctx.task.var("HOME").unwrap_or("/root")), str::to_owned);
    let catalog = ctx.kernel.packages.clone();
    let list = List::read(catalog.list("maven").unwrap_or_default());
    for artifact in resolve(&list, &wanted(script), boot(script)) {
        let name = format!("{}:{}:{}", artifact.group, artifact.name, artifact.version);
        let sum = format!("{:016x}{:016x}{:08x}", seed(&[&name]), seed(&[&name, "jar"]), artifact.size);
        let path = format!(
            "{home}/caches/modules-2/files-2.1/{}/{}/{}/{sum}/{}",
            artifact.group,
            artifact.name,
            artifact.version,
            artifact.file("jar")
        );
        if ctx.is_there(&path) {
            continue;
        }
        if offline {
            ctx.print_error(&format!("\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nCould not resolve all files for configuration ':compileClasspath'.\n> Could not resolve {name}.\n  Required by:\n      root project\n   > No cached version of {name} available for offline mode.\n"))?;
            return Ok(Some(1));
        }
        ctx.kernel.meter.spent.network += artifact.size;
        if let Err(error) = ctx.put(&path, Blob::synthetic(seed(&[&path]), artifact.size), 0o644)? {
            return ctx.no_write(&error).map(Some);
        }
    }
    Ok(None)
}

/// The archive of the project, modelled.
fn assemble(ctx: &mut Context<'_, '_>, script: &str) -> Done<Option<i32>> {
    let cwd = ctx.task.cwd.to_string();
    let settings = ["settings.gradle", "settings.gradle.kts"]
        .into_iter()
        .find_map(|name| ctx.text_of(name))
        .unwrap_or_default();
    let project = settings
        .split_once("rootProject.name")
        .and_then(|(_, rest)| rest.split(['"', '\'']).nth(1))
        .unwrap_or(cwd.rsplit('/').next().unwrap_or("app"))
        .to_owned();
    let version = script
        .lines()
        .find_map(|line| line.trim().strip_prefix("version")?.split(['"', '\'']).nth(1))
        .map(|version| format!("-{version}"))
        .unwrap_or_default();
    let path = format!("build/libs/{project}{version}.jar");
    let size = if script.contains("springframework.boot") { 21_000_000 } else { 30_000 };
    match ctx.put(&path, Blob::synthetic(seed(&[&path]), size), 0o644)? {
        Ok(()) => Ok(None),
        Err(error) => ctx.no_write(&error).map(Some),
    }
}
