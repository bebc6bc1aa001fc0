//! `mvn` and `gradle`, with their wrappers.

use vfs::Blob;

use super::{Context, Done, Words, seed};

/// The text between two tags, the first time they stand.
fn tag<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    Some(rest.split_once(&format!("</{name}>"))?.0.trim())
}

pub(super) fn mvn(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(ctx, &["-f", "--file", "-s", "--settings", "-P", "-pl", "-T", "-l"]);
    if words.has(&["--version", "-v"]) {
        ctx.print(
            "Apache Maven 3.9.11 (3e54c93a704957b63ee3494413a2b544fd3d825b)\nMaven home: /usr/share/maven\n",
        )?;
        return Ok(0);
    }
    let file = words.value(&["-f", "--file"]).unwrap_or("pom.xml").to_owned();
    let file = if file.ends_with(".xml") { file } else { format!("{}/pom.xml", file.trim_end_matches('/')) };
    let Some(pom) = ctx.text_of(&file) else {
        let cwd = ctx.task.cwd.to_string();
        ctx.print(&format!("[INFO] Scanning for projects...\n[INFO] ------------------------------------------------------------------------\n[INFO] BUILD FAILURE\n[INFO] ------------------------------------------------------------------------\n[ERROR] The goal you specified requires a project to execute but there is no POM in this directory ({cwd}). Please verify you invoked Maven from the correct directory. -> [Help 1]\n"))?;
        return Ok(1);
    };
    let own = pom.split_once("</parent>").map_or(pom.as_str(), |(_, rest)| rest);
    let artifact = tag(own, "artifactId").unwrap_or("app").to_owned();
    let version = tag(own.split("<dependencies>").next().unwrap_or(own), "version")
        .unwrap_or("0.0.1-SNAPSHOT")
        .to_owned();
    let home = ctx.task.var("HOME").unwrap_or("/root").to_owned();
    let mut text =
        format!("[INFO] Scanning for projects...\n[INFO] \n[INFO] Building {artifact} {version}\n");
    for block in pom.split("<dependency>").skip(1) {
        let (Some(group), Some(name)) = (tag(block, "groupId"), tag(block, "artifactId")) else { continue };
        let version = tag(block, "version").filter(|version| !version.contains('$')).unwrap_or("3.5.0");
        let path = format!(
            "{home}/.m2/repository/{}/{name}/{version}/{name}-{version}.jar",
            group.replace('.', "/")
        );
        if ctx.is_there(&path) {
            continue;
        }
        let size = 60_000 + seed(&[name]) % 1_400_000;
        ctx.kernel.meter.spent.network += size;
        text.push_str(&format!("Downloaded from central: https://repo.maven.apache.org/maven2/{}/{name}/{version}/{name}-{version}.jar ({} kB)\n", group.replace('.', "/"), size / 1000));
        if let Err(error) = ctx.put(&path, Blob::synthetic(seed(&[&path]), size), 0o644)? {
            return ctx.no_write(&error);
        }
    }
    let plugins = format!("{home}/.m2/repository/org/apache/maven/plugins/plugins.jar");
    if !ctx.is_there(&plugins) {
        ctx.kernel.meter.spent.network += 24_000_000;
        // The repository of plugins that every build downloads.
        if let Err(error) = ctx.put(&plugins, Blob::synthetic(seed(&[&plugins]), 24_000_000), 0o644)? {
            return ctx.no_write(&error);
        }
    }
    if words.plain.iter().any(|goal| matches!(goal.as_str(), "package" | "install" | "verify" | "deploy")) {
        ctx.kernel.meter.spent.waited += 6_000_000;
        let name = tag(&pom, "finalName")
            .filter(|name| !name.contains('$'))
            .map_or_else(|| format!("{artifact}-{version}"), str::to_owned);
        let kind = tag(own, "packaging").unwrap_or("jar").to_owned();
        let dir = file.rsplit_once('/').map(|(dir, _)| format!("{dir}/")).unwrap_or_default();
        text.push_str(&format!("[INFO] Building {kind}: {}/target/{name}.{kind}\n", ctx.task.cwd));
        let size = if pom.contains("spring-boot-maven-plugin") { 21_000_000 } else { 40_000 };
        if let Err(error) =
            ctx.put(&format!("{dir}target/{name}.{kind}"), Blob::synthetic(seed(&[&name]), size), 0o644)?
        {
            return ctx.no_write(&error);
        }
    }
    text.push_str("[INFO] ------------------------------------------------------------------------\n[INFO] BUILD SUCCESS\n[INFO] ------------------------------------------------------------------------\n");
    if words.has(&["-q", "--quiet"]) {
        return Ok(0);
    }
    ctx.print(&text)?;
    Ok(0)
}

pub(super) fn gradle(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(ctx, &["-p", "--project-dir", "-x", "--exclude-task", "-b"]);
    if words.has(&["--version", "-v"]) {
        ctx.print("\n------------------------------------------------------------\nGradle 8.14.3\n------------------------------------------------------------\n\n")?;
        return Ok(0);
    }
    let found = ["build.gradle", "build.gradle.kts"].into_iter().find_map(|name| ctx.text_of(name));
    let Some(script) = found else {
        let cwd = ctx.task.cwd.to_string();
        ctx.print_error(&format!("\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nDirectory '{cwd}' does not contain a Gradle build.\n"))?;
        return Ok(1);
    };
    let home = ctx
        .task
        .var("GRADLE_USER_HOME")
        .map_or_else(|| format!("{}/.gradle", ctx.task.var("HOME").unwrap_or("/root")), str::to_owned);
    let names: Vec<String> = script
        .split(['"', '\''])
        .filter(|word| word.split(':').count() >= 2 && !word.contains(' '))
        .map(str::to_owned)
        .collect();
    for name in &names {
        let path = format!("{home}/caches/modules-2/files-2.1/{}/library.jar", name.replace(':', "/"));
        if !ctx.is_there(&path) {
            let size = 60_000 + seed(&[name]) % 1_400_000;
            ctx.kernel.meter.spent.network += size;
            if let Err(error) = ctx.put(&path, Blob::synthetic(seed(&[&path]), size), 0o644)? {
                return ctx.no_write(&error);
            }
        }
    }
    let mut tasks = 1;
    if words.plain.iter().any(|task| {
        matches!(
            task.rsplit(':').next(),
            Some("build" | "assemble" | "jar" | "bootJar" | "shadowJar" | "installDist")
        )
    }) {
        ctx.kernel.meter.spent.waited += 8_000_000;
        tasks = 5;
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
        if let Err(error) = ctx.put(&path, Blob::synthetic(seed(&[&path]), size), 0o644)? {
            return ctx.no_write(&error);
        }
    }
    ctx.print(&format!("\nBUILD SUCCESSFUL in 9s\n{tasks} actionable tasks: {tasks} executed\n"))?;
    Ok(0)
}
