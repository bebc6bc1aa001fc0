//! Maven: a project's dependencies and plugins into `~/.m2/repository`, and what its goals leave.

use vfs::Blob;

use super::{Artifact, CENTRAL, Context, Done, List, Wanted, Words, resolve, seed};

const RULE: &str = "[INFO] ------------------------------------------------------------------------\n";

/// Phases in the order in which Maven runs them, with the plugin that each brings.
const PHASES: [(&str, &str); 10] = [
    ("validate", ""),
    ("process-resources", "maven-resources-plugin"),
    ("compile", "maven-compiler-plugin"),
    ("test-compile", "maven-compiler-plugin"),
    ("test", "maven-surefire-plugin"),
    ("prepare-package", ""),
    ("package", "maven-jar-plugin"),
    ("verify", ""),
    ("install", "maven-install-plugin"),
    ("deploy", "maven-deploy-plugin"),
];

/// The text between two tags, the first time they stand.
fn tag<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    Some(rest.split_once(&format!("</{name}>"))?.0.trim())
}

/// What a `pom.xml` says.
struct Pom<'t> {
    text: &'t str,
    /// Without the parent.
    own: &'t str,
}

impl<'t> Pom<'t> {
    fn new(text: &'t str) -> Pom<'t> {
        Pom { text, own: text.split_once("</parent>").map_or(text, |(_, rest)| rest) }
    }

    fn artifact(&self) -> &'t str {
        tag(self.own, "artifactId").unwrap_or("app")
    }

    fn version(&self) -> &'t str {
        let head = self.own.split("<dependencies>").next().unwrap_or(self.own);
        tag(head, "version").or_else(|| tag(self.text, "version")).unwrap_or("0.0.1-SNAPSHOT")
    }

    /// A value with `${…}` replaced by the project's own properties; nothing if it stays open.
    fn filled(&self, value: &str) -> Option<String> {
        let Some(name) = value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) else {
            return Some(value.to_owned());
        };
        match name {
            "project.version" => Some(self.version().to_owned()),
            name => tag(self.text, name).filter(|value| !value.contains('$')).map(str::to_owned),
        }
    }

    /// The release of Spring Boot whose parent the project has.
    fn boot(&self) -> Option<&'t str> {
        let parent = tag(self.text, "parent")?;
        tag(parent, "version").filter(|_| parent.contains("spring-boot-starter-parent"))
    }

    fn wanted(&self) -> Wanted {
        let blocks = ["<dependency>", "<plugin>"].into_iter().flat_map(|start| {
            let end = start.replace('<', "</");
            self.text.split(start).skip(1).map(move |rest| rest.split(&end).next().unwrap_or(rest).to_owned())
        });
        let named = blocks.filter_map(|block| {
            let group = tag(&block, "groupId").unwrap_or("org.apache.maven.plugins");
            let full = format!("{}:{}", self.filled(group)?, self.filled(tag(&block, "artifactId")?)?);
            Some((full, tag(&block, "version").and_then(|version| self.filled(version))))
        });
        let parent = tag(self.text, "parent").and_then(|parent| {
            let full = format!("{}:{}", tag(parent, "groupId")?, tag(parent, "artifactId")?);
            // A parent with a path is a part of the same project.
            let own = parent.contains("<relativePath>");
            (!own).then(|| (full, tag(parent, "version").map(str::to_owned)))
        });
        named.chain(parent).collect()
    }
}

/// One run of `mvn`.
struct Build {
    log: String,
    repository: String,
    offline: bool,
}

impl Build {
    /// Brings artefacts that the repository lacks; `Some` if one cannot be had.
    fn bring(
        &mut self,
        ctx: &mut Context<'_, '_>,
        artifacts: &[Artifact],
        project: &str,
    ) -> Done<Option<i32>> {
        for artifact in artifacts {
            let folder = artifact.folder();
            let jar = format!("{}/{folder}/{}", self.repository, artifact.file("jar"));
            if ctx.is_there(&jar) {
                continue;
            }
            if self.offline {
                let name = format!("{}:{}:jar:{}", artifact.group, artifact.name, artifact.version);
                return self.fail(ctx, &format!("[ERROR] Failed to execute goal on project {project}: Could not resolve dependencies for project {project}: Cannot access central ({CENTRAL}) in offline mode and the artifact {name} has not been downloaded from it before. -> [Help 1]\n")).map(Some);
            }
            ctx.kernel.meter.spent.network += artifact.size + 3_000;
            for (suffix, size) in [("pom", 3_000), ("jar", artifact.size)] {
                let file = artifact.file(suffix);
                self.log.push_str(&format!("Downloading from central: {CENTRAL}/{folder}/{file}\nDownloaded from central: {CENTRAL}/{folder}/{file} ({} kB at 1.2 MB/s)\n", size.div_ceil(1000)));
                let path = format!("{}/{folder}/{file}", self.repository);
                if let Err(error) = ctx.put(&path, Blob::synthetic(seed(&[&path]), size), 0o644)? {
                    return ctx.no_write(&error).map(Some);
                }
            }
        }
        Ok(None)
    }

    fn fail(&mut self, ctx: &mut Context<'_, '_>, message: &str) -> Done<i32> {
        let log = format!("{}{RULE}[INFO] BUILD FAILURE\n{RULE}{message}", self.log);
        ctx.print(&log)?;
        Ok(1)
    }
}

pub(in super::super) fn mvn(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = Words::of(
        ctx,
        &["-f", "--file", "-s", "--settings", "-P", "-pl", "--projects", "-T", "--threads", "-l"],
    );
    if words.has(&["--version", "-v"]) {
        ctx.print(
            "Apache Maven 3.9.11 (3e54c93a704957b63ee3494413a2b544fd3d825b)\nMaven home: /usr/share/maven\n",
        )?;
        return Ok(0);
    }
    let property = |name: &str| {
        let prefix = format!("-D{name}=");
        words.options.iter().find_map(|option| option.strip_prefix(&prefix).map(str::to_owned))
    };
    let home = ctx.task.var("HOME").unwrap_or("/root").to_owned();
    let mut build = Build {
        log: "[INFO] Scanning for projects...\n".to_owned(),
        repository: property("maven.repo.local").unwrap_or_else(|| format!("{home}/.m2/repository")),
        offline: words.has(&["-o", "--offline"]),
    };
    let catalog = ctx.kernel.packages.clone();
    let list = List::read(catalog.list("maven").unwrap_or_default());
    if words.plain.iter().any(|goal| {
        goal.ends_with("dependency:get") || goal.contains("maven-dependency-plugin") && goal.ends_with(":get")
    }) {
        return get(ctx, &mut build, &list, property("artifact").as_deref());
    }
    let file = words.value(&["-f", "--file"]).unwrap_or("pom.xml").to_owned();
    let file = if file.ends_with(".xml") { file } else { format!("{}/pom.xml", file.trim_end_matches('/')) };
    let Some(text) = ctx.text_of(&file) else {
        let cwd = ctx.task.cwd.to_string();
        return build.fail(ctx, &format!("[ERROR] The goal you specified requires a project to execute but there is no POM in this directory ({cwd}). Please verify you invoked Maven from the correct directory. -> [Help 1]\n"));
    };
    let pom = Pom::new(&text);
    let (artifact, version) = (pom.artifact().to_owned(), pom.version().to_owned());
    build.log.push_str(&format!("[INFO] \n[INFO] Building {artifact} {version}\n"));
    let reached =
        words.plain.iter().filter_map(|goal| PHASES.iter().position(|(name, _)| name == goal)).max();
    let mut wanted = pom.wanted();
    let mut plugin = |name: &str| {
        if !name.is_empty() {
            wanted.entry(format!("org.apache.maven.plugins:{name}")).or_default();
        }
    };
    PHASES.iter().take(reached.map_or(0, |last| last + 1)).for_each(|(_, name)| plugin(name));
    if words.plain.iter().any(|goal| goal.contains("go-offline")) {
        // It brings what any later goal asks for.
        PHASES.iter().for_each(|(_, name)| plugin(name));
    }
    if words.plain.iter().any(|goal| goal == "clean") {
        plugin("maven-clean-plugin");
        crate::program::run_other::start(
            ctx,
            &["rm".to_owned(), "-rf".to_owned(), format!("{}target", folder(&file))],
        )?;
    }
    if words.plain.iter().any(|goal| goal.starts_with("dependency:")) {
        plugin("maven-dependency-plugin");
    }
    if let Some(status) = build.bring(ctx, &resolve(&list, &wanted, pom.boot()), &artifact)? {
        return Ok(status);
    }
    let phase = |name: &str| PHASES.iter().position(|(known, _)| *known == name);
    if reached >= phase("test")
        && !words
            .options
            .iter()
            .any(|option| option.starts_with("-DskipTests") || option.starts_with("-Dmaven.test.skip"))
        && ctx.is_there(&format!("{}src/test", folder(&file)))
    {
        ctx.mark("tests are not run")?;
    }
    if reached >= phase("package")
        && let Some(status) = package(ctx, &mut build, &pom, &file)?
    {
        return Ok(status);
    }
    if words.has(&["-q", "--quiet"]) {
        return Ok(0);
    }
    ctx.print(&format!("{}{RULE}[INFO] BUILD SUCCESS\n{RULE}", build.log))?;
    Ok(0)
}

/// The directory of a file, with a slash behind it.
fn folder(file: &str) -> &str {
    file.rfind('/').and_then(|at| file.get(..=at)).unwrap_or_default()
}

/// `package`: classes and an archive of them, modelled.
fn package(ctx: &mut Context<'_, '_>, build: &mut Build, pom: &Pom<'_>, file: &str) -> Done<Option<i32>> {
    let kind = tag(pom.own, "packaging").unwrap_or("jar").to_owned();
    if kind == "pom" {
        return Ok(None);
    }
    ctx.kernel.meter.spent.waited += 6_000_000;
    let name = tag(pom.text, "finalName")
        .filter(|name| !name.contains('$'))
        .map_or_else(|| format!("{}-{}", pom.artifact(), pom.version()), str::to_owned);
    build.log.push_str(&format!("[INFO] Building {kind}: {}/target/{name}.{kind}\n", ctx.task.cwd));
    let size = if pom.text.contains("spring-boot-maven-plugin") { 21_000_000 } else { 40_000 };
    let target = format!("{}target", folder(file));
    for (path, size) in
        [(format!("{target}/classes/application.class"), 1_500), (format!("{target}/{name}.{kind}"), size)]
    {
        if let Err(error) = ctx.put(&path, Blob::synthetic(seed(&[&path]), size), 0o644)? {
            return ctx.no_write(&error).map(Some);
        }
    }
    Ok(None)
}

/// `dependency:get -Dartifact=GROUP:NAME:VERSION`: one that the command line names must be in the list.
fn get(ctx: &mut Context<'_, '_>, build: &mut Build, list: &List<'_>, asked: Option<&str>) -> Done<i32> {
    let goal =
        "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:get (default-cli) on project standalone-pom";
    let mut parts = asked.unwrap_or_default().split(':');
    let (Some(group), Some(name), Some(version)) = (parts.next(), parts.next(), parts.next()) else {
        return build.fail(ctx, &format!("[ERROR] Failed to execute goal {goal}: Invalid artifact, you must specify groupId:artifactId:version[:packaging[:classifier]] {} -> [Help 1]\n", asked.unwrap_or_default()));
    };
    let full = format!("{group}:{name}");
    if list.get(&full).is_none() {
        build.fail(ctx, &format!("[ERROR] Failed to execute goal {goal}: Couldn't download artifact: Could not find artifact {full}:jar:{version} in central ({CENTRAL}) -> [Help 1]\n"))?;
        ctx.catalog_limit(&format!("artefact `{full}` of Maven Central"))?;
        return Ok(1);
    }
    let wanted = Wanted::from([(full, Some(version.to_owned()))]);
    if let Some(status) = build.bring(ctx, &resolve(list, &wanted, None), "standalone-pom")? {
        return Ok(status);
    }
    ctx.print(&format!("{}{RULE}[INFO] BUILD SUCCESS\n{RULE}", build.log))?;
    Ok(0)
}
