//! The Dockerfiles of well-known projects, built: how many of their RUN instructions run to the end, and what the others
//! miss, most frequent first.
//!
//! `cargo nextest run -p docker --test realworld --no-capture` prints the table; `REALWORLD=php` keeps the files whose
//! name holds `php` and prints why each instruction failed; `REALWORLD_FILE` names the recorded data if it lies elsewhere.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that reads recorded data from disk and prints a report"
)]

mod support;

use std::collections::BTreeMap;

use serde_json::Value;
use support::Machine;
use vfs::VPathBuf;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/conformance/realworld.json");

/// A share of the instructions, in percent, that must run to the end; raised as more is modelled.
const WANTED: usize = 70;

/// How often one stage is built again with what it missed the last time.
const ATTEMPTS: usize = 60;

/// One Dockerfile with its instructions, as the original parser read them.
struct Project {
    name: String,
    lines: Vec<String>,
    instructions: Vec<Instruction>,
    machine: Machine,
    /// `--build-context` and `--build-arg` that stand for what the project's own build would give.
    given: Vec<String>,
}

struct Instruction {
    keyword: String,
    /// First and last line, from 1.
    lines: (usize, usize),
    stage: Option<usize>,
}

/// What became of the instructions.
#[derive(Default)]
struct Report {
    passed: usize,
    /// Failed instructions by what they miss.
    missing: BTreeMap<String, usize>,
    /// Base images that are not in the catalog, by their stand-ins.
    stand_ins: BTreeMap<String, usize>,
    /// Instructions in stages that could not be built for another reason than a RUN.
    unreached: BTreeMap<String, usize>,
}

impl Project {
    fn new(case: &Value) -> Project {
        let text = case["text"].as_str().unwrap();
        let dump = case["oracle"]["dump"].as_str().unwrap_or_default();
        let spans = case["oracle"]["lines"].as_array().unwrap();
        let mut stage = None;
        let mut instructions = Vec::new();
        for (line, span) in dump.lines().zip(spans) {
            let keyword =
                line.trim_start_matches('(').split([' ', ')']).next().unwrap_or_default().to_owned();
            if keyword == "from" {
                stage = Some(stage.map_or(0, |stage: usize| stage + 1));
            }
            let at = |index: usize| span[index].as_u64().unwrap() as usize;
            instructions.push(Instruction { keyword, lines: (at(0), at(1)), stage });
        }
        let mut machine = Machine::new(1_750_000_000);
        for (path, content) in PROJECT {
            machine.write(path, content.as_bytes());
            if content.starts_with("#!") {
                machine.make_executable(path);
            }
        }
        let mut project = Project {
            name: case["name"].as_str().unwrap().to_owned(),
            lines: text.lines().map(|line| without_digest(&without_platform(line))).collect(),
            instructions,
            machine,
            given: Vec::new(),
        };
        project.provide_patterns();
        project
    }

    /// Nothing complains if a pattern of COPY fits no file: what the Dockerfile calls by a fitting name is given first.
    fn provide_patterns(&mut self) {
        let copies = self.lines.iter().filter(|line| {
            let line = line.trim_start().to_ascii_lowercase();
            (line.starts_with("copy ") || line.starts_with("add ")) && !line.contains("--from")
        });
        let words = copies.flat_map(|line| line.split_whitespace()).filter(|word| word.contains('*'));
        for pattern in words.map(str::to_owned).collect::<Vec<_>>() {
            for path in self.named_by(&pattern) {
                self.stand_in_file(&path);
            }
        }
    }

    fn blank(&mut self, (first, last): (usize, usize)) {
        for line in first..=last.min(self.lines.len()) {
            self.lines[line - 1].clear();
        }
    }

    fn at(&self, line: usize) -> Option<&Instruction> {
        self.instructions.iter().find(|one| one.lines.0 <= line && line <= one.lines.1)
    }

    /// Builds one stage, by leaving out those behind it; the error if it fails.
    fn build(&mut self, stage: usize) -> Result<(), String> {
        let next = self.instructions.iter().find(|one| one.stage == Some(stage + 1));
        let end = next.map_or(self.lines.len(), |next| next.lines.0 - 1);
        let text = self.lines[..end].join("\n") + "\n";
        self.machine.write("Dockerfile", text.as_bytes());
        let mut argv: Vec<String> = ["docker", "build", "--progress=plain"].map(str::to_owned).into();
        argv.extend(self.given.iter().cloned());
        argv.push(".".to_owned());
        let ran = self.machine.exec(argv);
        if ran.exit == 0 { Ok(()) } else { Err(ran.stderr) }
    }

    /// Gives what the error says is missing, if it is something of the project's surroundings and was not given before.
    fn provide(&mut self, error: &str, report: &mut Report) -> bool {
        let last = error.lines().rev().find(|line| line.starts_with("ERROR")).unwrap_or_default();
        if last.contains("failed to calculate checksum of ref") {
            let path = last.rsplit_once("\": not found").and_then(|(rest, _)| rest.rsplit_once(": \""));
            return path.is_some_and(|(_, path)| self.stand_in_file(path));
        }
        let Some((_, image)) = last.rsplit_once("resolve source metadata for ") else {
            return self.provide_to_run(error);
        };
        let image = image.split(": ").next().unwrap_or_default();
        let image = image.trim_start_matches("docker.io/").trim_start_matches("library/");
        let image = image.split('@').next().unwrap_or_default();
        let image = image.strip_suffix(":latest").unwrap_or(image);
        let known = self.given.iter().any(|given| given.starts_with(&format!("--build-context={image}=")));
        let stand_in = if known { return false } else { stand_in_image(image) };
        *report.stand_ins.entry(format!("{image} by {stand_in}")).or_default() += 1;
        self.given.push(format!("--build-context={image}=docker-image://{stand_in}"));
        true
    }

    /// Gives what a RUN did not find among the files of its project: what it said last names a path below the
    /// directory into which the project is copied or mounted, and nothing but the project could have put it there.
    fn provide_to_run(&mut self, error: &str) -> bool {
        let frame = error.lines().rev().find_map(|line| line.strip_prefix("Dockerfile:"));
        let Some(at) = frame.and_then(|line| line.parse().ok()).and_then(|line| self.at(line)) else {
            return false;
        };
        let lines = at.lines;
        let said = reason(error);
        if said.contains("not a git repository") || said.contains("Failed to get git revision") {
            let commit = b"8f0a1b2c3d4e5f60718293a4b5c6d7e8f9010203\n";
            let config = b"[core]\n\trepositoryformatversion = 0\n";
            let new = !self.machine.exists(".git/HEAD");
            self.machine.write(".git/HEAD", commit);
            self.machine.write(".git/config", config);
            return new;
        }
        let instruction = self.lines[lines.0 - 1..lines.1].join("\n");
        let Some(path) = missing_path(&said) else { return false };
        // What an absolute path lies below of the places that hold the project: WORKDIR and targets of mounts.
        let all = self.lines.join("\n");
        let places = all
            .split(['\n', ' ', ','])
            .filter_map(|word| word.strip_prefix("target=").or(word.strip_prefix('/')));
        let places: Vec<&str> =
            places.map(|place| place.trim_matches('/')).filter(|place| !place.is_empty()).collect();
        let inside = |place: &&str| {
            path.trim_start_matches('/').strip_prefix(*place)?.strip_prefix('/').map(str::to_owned)
        };
        let relative = if path.starts_with('/') {
            places
                .iter()
                .filter(|place| all.to_ascii_lowercase().contains(&format!("workdir /{place}")))
                .find_map(inside)
        } else {
            Some(path.trim_start_matches("./").to_owned())
        };
        let Some(relative) = relative.filter(|path| !path.is_empty() && !path.contains('$')) else {
            return false;
        };
        let named = relative.trim_end_matches(['/', '.']);
        if !instruction.contains(named) && !named.contains('/') {
            return false;
        }
        if said.contains("directory not found") {
            return self.stand_in_file(&format!("{named}/main.go"));
        }
        if said.contains("can't cd to") || relative.ends_with(['/', '.']) {
            return self.stand_in_file(&format!("{named}/.keep"));
        }
        self.stand_in_file(named)
    }

    /// The words of the Dockerfile that a pattern such as `docker-php-ext-*` stands for.
    fn named_by(&self, pattern: &str) -> Vec<String> {
        let (before, after) = pattern.split_once('*').unwrap_or((pattern, ""));
        let base = before.rsplit('/').next().unwrap_or_default();
        let all = self.lines.join(" ");
        let words =
            all.split([' ', '\t', ';', '"', '\'']).map(|word| word.rsplit('/').next().unwrap_or(word));
        let fitting = words.filter(|word| {
            !base.is_empty()
                && word.starts_with(base)
                && word.ends_with(after)
                && word.len() > base.len()
                && !word.contains('*')
        });
        let folder = before.strip_suffix(base).unwrap_or_default();
        fitting.map(|word| format!("{folder}{word}")).collect()
    }

    fn stand_in_file(&mut self, path: &str) -> bool {
        let base = path.rsplit('/').next().unwrap_or_default();
        if path.contains('*') {
            let named = self.named_by(path);
            let given = named.iter().filter(|path| self.stand_in_file(path)).count();
            if given > 0 {
                return true;
            }
        }
        let path = path.replace('*', "x").trim_start_matches('/').to_owned();
        if self.machine.exists(&path)
            || VPathBuf::normalise(&path)
                .ancestors()
                .skip(1)
                .any(|above| self.machine.is_file(above.as_str()))
        {
            return false;
        }
        if FOLDERS.contains(&base) {
            self.machine.write(&format!("{path}/.keep"), b"");
        } else {
            self.machine.write(&path, b"#!/bin/sh\nexit 0\n");
            self.machine.make_executable(&path);
        }
        true
    }

    fn run(&mut self, report: &mut Report, loud: bool) {
        let stages = self.instructions.iter().filter_map(|one| one.stage).max().map_or(0, |last| last + 1);
        for stage in (0..stages).rev() {
            let runs = self.runs(stage);
            if runs.is_empty() {
                continue;
            }
            match self.build_stage(stage, report, loud) {
                Ok(()) => report.passed += self.runs(stage).len(),
                Err(error) => {
                    if loud {
                        println!("{}: stage {stage}: {error}", self.name);
                    }
                    let why = error.lines().last().unwrap_or_default().chars().take(150).collect();
                    *report.unreached.entry(why).or_default() += self.runs(stage).len();
                }
            }
        }
    }

    /// The RUN instructions of a stage that have not been taken out.
    fn runs(&self, stage: usize) -> Vec<(usize, usize)> {
        let of_stage = self.instructions.iter().filter(|one| one.stage == Some(stage));
        of_stage
            .filter(|one| one.keyword == "run" && !self.lines[one.lines.0 - 1].is_empty())
            .map(|one| one.lines)
            .collect()
    }

    /// Builds a stage, taking out the instructions that fail.
    fn build_stage(&mut self, stage: usize, report: &mut Report, loud: bool) -> Result<(), String> {
        let mut error = String::new();
        for _ in 0..ATTEMPTS {
            error = match self.build(stage) {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if self.provide(&error, report) {
                continue;
            }
            let frame = error.lines().rev().find_map(|line| line.strip_prefix("Dockerfile:"));
            let Some(at) = frame.and_then(|line| line.parse().ok()).and_then(|line| self.at(line)) else {
                return Err(error);
            };
            let (keyword, lines) = (at.keyword.clone(), at.lines);
            if keyword == "run" {
                let why = reason(&error);
                if loud {
                    println!(
                        "{}:{}: {why}\n{}",
                        self.name,
                        lines.0,
                        self.lines[lines.0 - 1..lines.1].join("\n")
                    );
                    println!("{error}");
                }
                *report.missing.entry(why).or_default() += 1;
            } else if !matches!(keyword.as_str(), "copy" | "add") {
                return Err(error);
            }
            self.blank(lines);
        }
        Err(error)
    }
}

/// The catalog has images for one platform.
fn without_platform(line: &str) -> String {
    let words = line.split(' ').filter(|word| !word.starts_with("--platform="));
    let from = line.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("from "));
    if from { words.collect::<Vec<_>>().join(" ") } else { line.to_owned() }
}

/// The images of the catalog have digests of their own.
fn without_digest(line: &str) -> String {
    match line.split_once("@sha256:") {
        Some((before, after)) => {
            format!("{before}{}", after.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
        }
        None => line.to_owned(),
    }
}

/// The path that a message says is not there.
fn missing_path(said: &str) -> Option<String> {
    let said = said.split_once(": ").map_or(said, |(_, text)| text);
    let known = [
        "No such file",
        "not found",
        "can't stat",
        "cannot stat",
        "can't cd to",
        "can't open",
        "can't read",
        "Cannot stat",
    ];
    known.iter().find(|message| said.contains(**message))?;
    let words = said.split([' ', ':', '\'', '‘', '’', '"', '`']).filter(|word| !word.is_empty());
    let path = words
        .filter(|word| !word.starts_with("/bin/") && !word.ends_with(".go:"))
        .find(|word| word.contains('/') || word.contains('.'));
    path.or_else(|| said.split('\'').nth(1)).map(str::to_owned)
}

/// What an instruction that failed misses: the unmodelled thing, or the last thing it said.
fn reason(error: &str) -> String {
    let last = error.lines().rev().find(|line| line.starts_with("ERROR")).unwrap_or_default();
    if let Some((_, what)) = last.split_once("not modelled: ") {
        return format!("not modelled: {what}");
    }
    let status = last.rsplit_once("exit code: ").map_or("none", |(_, status)| status);
    // The last line of the log, `#8 0.123 text`, that is no trace.
    let said = error.lines().rev().find_map(|line| {
        let (time, text) = line.strip_prefix('#')?.split_once(' ')?.1.split_once(' ')?;
        (time.parse::<f64>().is_ok() && !text.trim().is_empty() && !text.starts_with('+')).then_some(text)
    });
    let said = if status == "none" {
        last.rsplit_once("process \"").map_or(last, |(_, text)| text)
    } else {
        said.unwrap_or_default()
    };
    format!("exit code {status}: {}", said.chars().take(150).collect::<String>())
}

/// The image of the catalog that is most like one that it lacks: another version of the same, else its distribution.
fn stand_in_image(name: &str) -> &'static str {
    let has = |part: &str| name.contains(part);
    let alpine = ["alpine", "docker:", "docker/", "xx", "busybox", "tonistiigi"].iter().any(|part| has(part));
    if has("node") {
        if alpine { "node:alpine" } else { "node" }
    } else if alpine {
        "alpine"
    } else {
        "debian"
    }
}

/// Names without a dot that are folders of a project.
const FOLDERS: [&str; 12] =
    ["src", "app", "conf", "lib", "server", "public", "scripts", "config", "static", "cmd", "pkg", "llama"];

/// Files of a small project in every language, which stand for the context that is not recorded.
const PROJECT: [(&str, &str); 15] = [
    (
        "package.json",
        "{\"name\":\"app\",\"version\":\"1.0.0\",\"scripts\":{\"build\":\"true\",\"start\":\"node server.js\"},\"dependencies\":{\"express\":\"^4.18.0\"}}\n",
    ),
    (
        "package-lock.json",
        "{\"name\":\"app\",\"version\":\"1.0.0\",\"lockfileVersion\":3,\"packages\":{\"\":{\"name\":\"app\",\"version\":\"1.0.0\",\"dependencies\":{\"express\":\"^4.18.0\"}},\"node_modules/express\":{\"version\":\"4.18.2\"}}}\n",
    ),
    ("yarn.lock", "# yarn lockfile v1\n\n\nexpress@^4.18.0:\n  version \"4.18.2\"\n"),
    ("server.js", "console.log('ok')\n"),
    ("go.mod", "module example.com/app\n\ngo 1.24\n"),
    ("go.sum", ""),
    ("main.go", "package main\n\nfunc main() {}\n"),
    ("requirements.txt", "flask\n"),
    ("Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"),
    ("src/main.rs", "fn main() {}\n"),
    ("pom.xml", "<project><artifactId>app</artifactId><version>1</version></project>\n"),
    ("Gemfile", "source 'https://rubygems.org'\ngem 'sinatra'\n"),
    ("composer.json", "{\"require\":{\"monolog/monolog\":\"^3.0\"}}\n"),
    (
        "docker-php-source",
        "#!/bin/sh\nset -e\ncase \"$1\" in\n  extract) mkdir -p /usr/src/php; tar -Jxf /usr/src/php.tar.xz -C /usr/src/php --strip-components=1 ;;\n  delete) rm -rf /usr/src/php ;;\nesac\n",
    ),
    ("Makefile", "all:\n\t@echo built\ninstall:\n\t@echo installed\n"),
];

#[test]
fn real_run_instructions_run_to_the_end() {
    // Frames of unoptimised code are several times larger than those of a release build.
    let thread = std::thread::Builder::new().stack_size(16 << 20).spawn(report).unwrap();
    thread.join().unwrap();
}

fn report() {
    let file = std::env::var("REALWORLD_FILE").unwrap_or_else(|_| FILE.to_owned());
    let Ok(text) = std::fs::read_to_string(file) else {
        println!("realworld.json: not run, the recorded data is not here");
        return;
    };
    let only = std::env::var("REALWORLD").ok().filter(|only| !only.is_empty());
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut report = Report::default();
    let mut windows = 0;
    for case in &cases {
        let dump = case["oracle"]["dump"].as_str().unwrap_or_default();
        if only.as_ref().is_some_and(|only| !case["name"].as_str().unwrap().contains(only)) {
            continue;
        }
        if case["windows"] == true || dump.contains("powershell") || dump.contains("servercore") {
            windows += dump.lines().filter(|line| line.starts_with("(run")).count();
            continue;
        }
        Project::new(case).run(&mut report, only.is_some());
    }
    print(&report, windows);
    let (total, _) = count(&report);
    assert!(report.passed * 100 >= total * WANTED, "{} of {total}", report.passed);
}

/// All instructions, and those that miss something that is not modelled.
fn count(report: &Report) -> (usize, usize) {
    let missing: usize = report.missing.values().sum();
    let unmodelled = report.missing.iter().filter(|(why, _)| why.starts_with("not modelled"));
    let unreached: usize = report.unreached.values().sum();
    (report.passed + missing + unreached, unmodelled.map(|(_, count)| count).sum())
}

fn print(report: &Report, windows: usize) {
    for (title, table) in [
        ("what is missing", &report.missing),
        ("stages that were not reached", &report.unreached),
        ("base images that are not in the catalog", &report.stand_ins),
    ] {
        println!("\n{title}:");
        let mut rows: Vec<_> = table.iter().collect();
        rows.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        rows.iter().for_each(|(what, count)| println!("{count:5}  {what}"));
    }
    let (total, unmodelled) = count(report);
    println!(
        "\nrealworld.json: of {total} RUN instructions {} ran to the end ({} %), {unmodelled} met something that is \
         not modelled, {} ended with an error, {} in stages that were not reached; {windows} not applicable (Windows)",
        report.passed,
        report.passed * 100 / total.max(1),
        report.missing.values().sum::<usize>() - unmodelled,
        report.unreached.values().sum::<usize>(),
    );
}
