//! The files of a project, as the page edits them.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, unreachable_pub, reason = "this is a test")]

use docker::{BuildRequest, Builder, Error, Event, Host, HostConfig, MAX_FILE, TaskState};

fn host() -> Host {
    Host::new(HostConfig { seed: 1, now: 1_700_000_000 })
}

/// The paths of a project, directories with a slash, links with their targets.
fn listed(host: &Host) -> String {
    let entries = host.files().into_iter().map(|entry| {
        let mark = match (entry.kind, entry.target) {
            (docker::EntryKind::Dir, _) => "/".to_owned(),
            (_, Some(target)) => format!("->{target}"),
            _ => String::new(),
        };
        let ignored = entry.ignored_by.map(|rule| format!(" (line {}: {})", rule.line, rule.pattern));
        format!("{:o} {}{mark}{}", entry.mode, entry.path, ignored.unwrap_or_default())
    });
    entries.collect::<Vec<_>>().join(", ")
}

#[test]
fn files_are_edited() {
    let mut host = host();
    host.write_file("src/app.js", b"one".to_vec(), None, None).unwrap();
    host.write_file("run.sh", b"#!/bin/sh\n".to_vec(), Some(0o755), None).unwrap();
    host.write_file("run.sh", b"#!/bin/sh\ntrue\n".to_vec(), None, None).unwrap();
    host.make_dir("empty/dir").unwrap();
    host.symlink("link", "src/app.js").unwrap();
    host.write_file(".dockerignore", b"# what stays here\nempty\n*.sh\n".to_vec(), None, None).unwrap();
    assert_eq!(
        listed(&host),
        "644 .dockerignore, 755 empty/ (line 2: empty), 755 empty/dir/ (line 2: empty), 777 link->src/app.js, \
         755 run.sh (line 3: *.sh), 755 src/, 644 src/app.js"
    );
    assert_eq!(&*host.read_file("link").unwrap().bytes(), b"one");
    host.rename("src/app.js", "lib/main.js").unwrap();
    host.chmod("lib/main.js", 0o600).unwrap();
    host.remove("empty").unwrap();
    host.remove(".dockerignore").unwrap();
    assert_eq!(listed(&host), "755 lib/, 600 lib/main.js, 777 link->src/app.js, 755 run.sh, 755 src/");
}

#[test]
fn wrong_calls_change_nothing_and_say_why() {
    let mut host = host();
    host.write_file("a", b"x".to_vec(), None, None).unwrap();
    host.symlink("loop", "loop").unwrap();
    host.write_file("d/f", b"x".to_vec(), None, None).unwrap();
    let before = listed(&host);
    let check = |host: &Host, result: Result<(), Error>, code: &str, message: &str| {
        let error = result.unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (code, message));
        assert_eq!(listed(host), before);
    };
    let outside = "`../x` is no path of a project: it leaves the project";
    let result = host.write_file("../x", Vec::new(), None, None);
    check(&host, result, "invalid-path", outside);
    let result = host.write_file("", Vec::new(), None, None);
    check(&host, result, "invalid-path", "`` is no path of a project: it names the project itself");
    let result = host.write_file("big", vec![0; MAX_FILE as usize + 1], None, None);
    let message = "big: 67108865 bytes are more than the 67108864 bytes that a file of a project may have";
    check(&host, result, "too-large", message);
    let result = host.read_file("nope").map(drop);
    check(&host, result, "not-found", "nope: no such file or directory");
    let result = host.read_file("loop").map(drop);
    check(&host, result, "symlink-loop", "loop: too many levels of symbolic links");
    let result = host.write_file("d", Vec::new(), None, None);
    check(&host, result, "is-a-directory", "d: is a directory");
    let result = host.write_file("a/b", Vec::new(), None, None);
    check(&host, result, "not-a-directory", "a/b: not a directory");
    let result = host.rename("d", "d/e");
    check(&host, result, "file-error", "d: invalid argument");
    let result = host.load_example("nope");
    check(&host, result, "unknown-example", "there is no example `nope`; there are: web-ping");
}

/// Builds a Dockerfile and returns the message with which it ends.
fn failure(dockerfile: &str) -> String {
    let mut host = host();
    host.write_file("Dockerfile", dockerfile.as_bytes().to_vec(), None, None).unwrap();
    host.symlink("loop", "loop").unwrap();
    let task = host.start_build(BuildRequest::default());
    let mut text = String::new();
    loop {
        let progress = host.advance(task).unwrap();
        for event in progress.events {
            if let Event::Failed(failure) = event {
                text = format!("{}{}", failure.excerpt, failure.message);
            }
        }
        if progress.state != TaskState::Running {
            assert_eq!(progress.state, TaskState::Failed);
            assert!(host.images().is_empty());
            assert_eq!(host.advance(task).unwrap_err().code(), "unknown-task");
            return text;
        }
    }
}

#[test]
fn builds_that_fail_name_their_line() {
    let frame = |line: &str, message: &str| {
        format!(
            "Dockerfile:2\n--------------------\n   1 |     FROM alpine\n   2 | >>> {line}\n   3 |     \n\
             --------------------\n{message}"
        )
    };
    let build = |line: &str| failure(&format!("FROM alpine\n{line}\n"));
    let unknown = "dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)";
    assert_eq!(build("RUNN x"), frame("RUNN x", unknown));
    assert!(build("COPY nope /").ends_with("\"/nope\": not found"), "{}", build("COPY nope /"));
    assert!(
        failure("FROM nosuch/image\n").contains("pull access denied"),
        "{}",
        failure("FROM nosuch/image\n")
    );
    assert!(failure("FROM alpine:nosuch\n").ends_with("docker.io/library/alpine:nosuch: not found"));
}

#[test]
fn commands_work_on_the_project() {
    let mut host = host();
    host.write_file("sub/Dockerfile", b"FROM scratch\nCOPY a /a\n".to_vec(), None, None).unwrap();
    host.write_file("sub/a", b"x".to_vec(), None, None).unwrap();
    let options =
        docker::ExecOptions { files: docker::Files::Project, cwd: "/sub".to_owned(), ..Default::default() };
    let argv = ["build", "-q", "-o", "../out", "."].map(str::to_owned).to_vec();
    let task = host.exec(argv, options);
    let exit = loop {
        let progress = host.advance(task).unwrap();
        assert!(progress.requests.is_empty());
        if let Some(exit) = progress.exit {
            break exit;
        }
    };
    assert_eq!(exit, 0);
    assert_eq!(listed(&host), "755 out/, 644 out/a, 755 sub/, 644 sub/Dockerfile, 644 sub/a");
}

#[test]
fn a_forecast_builds_nothing() {
    let mut host = host();
    host.load_example("web-ping").unwrap();
    let verdicts = |host: &Host| -> String {
        let sides = host.forecast(BuildRequest::default(), Some(Builder::Buildkit)).unwrap();
        let buildkit = sides.iter().filter_map(|side| {
            let text = format!("{:?}", side.buildkit.as_ref()?);
            text.split([' ', '(']).next().map(str::to_owned)
        });
        buildkit.collect::<Vec<_>>().join(" ")
    };
    let first = verdicts(&host);
    assert!(host.images().is_empty());
    let task = host.start_build(BuildRequest::default());
    while host.advance(task).unwrap().state == TaskState::Running {}
    let second = verdicts(&host);
    host.write_file("app.js", b"changed".to_vec(), None, None).unwrap();
    let third = verdicts(&host);
    assert_eq!([first, second, third], ["Miss Miss", "Hit Hit", "Hit Miss"]);
}

#[test]
fn a_build_can_be_cancelled() {
    let mut host = host();
    host.load_example("web-ping").unwrap();
    let task = host.start_build(BuildRequest::default());
    host.advance(task).unwrap();
    host.cancel(task).unwrap();
    loop {
        let progress = host.advance(task).unwrap();
        if progress.state != TaskState::Running {
            assert_eq!(progress.state, TaskState::Cancelled);
            break;
        }
    }
    assert!(host.images().is_empty());
    assert_eq!(host.cancel(task).unwrap_err().code(), "unknown-task");
}

#[test]
fn advice_tells_what_the_last_build_took() {
    let mut host = host();
    let text = "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl\n";
    host.write_file("Dockerfile", text.as_bytes().to_vec(), None, None).unwrap();
    let lists = |host: &Host| {
        let found = host.advise("Dockerfile").unwrap().diagnostics;
        found.into_iter().find(|remark| remark.code == "apt-lists-left").unwrap().message
    };
    assert_eq!(lists(&host), "the package lists stay in the layer");
    let task = host.start_build(BuildRequest::default());
    while host.advance(task).unwrap().state == TaskState::Running {}
    let after = lists(&host);
    assert!(after.starts_with("the package lists (") && after.contains(" MB)"), "{after}");
}
