//! Rules of builds that no recording holds: archives, pruning, cancelling, named contexts, remedies in errors.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read recorded data and end at surprises"
)]

mod support;

use base64::Engine as _;
use engine::{Build, Cache, Event, NamedContext, Options, Reason, Request, State, VertexId, World};
use support::base::Images;
use support::project::Project;
use support::{NOW, Outcome, run};
use vfs::{Time, VPathBuf};

fn request(dockerfile: &str, files: &[(&str, &[u8])]) -> Request {
    let mut project = Project::new();
    for (path, content) in files {
        project.write(path, content, 0o644, Time::from_secs(1_600_000_000));
    }
    Request {
        dockerfile_name: "Dockerfile".into(),
        dockerfile: dockerfile.to_owned(),
        ignore: None,
        context: project.files,
        options: Options::default(),
    }
}

fn build(dockerfile: &str, files: &[(&str, &[u8])]) -> Outcome {
    run(request(dockerfile, files), &mut Cache::new(), &Images::load())
}

fn read(outcome: &Outcome, path: &str) -> String {
    let files = &outcome.result.as_ref().unwrap_or_else(|failure| panic!("{}", failure.text())).rootfs;
    String::from_utf8_lossy(&files.read(&VPathBuf::normalise(path)).unwrap().bytes()).into_owned()
}

/// `pkg/f` with the text `hi`, packed by GNU tar and the usual compressors.
const ARCHIVES: [(&str, &str); 4] = [
    (
        "gzip",
        "H4sICJi5BGsCA2EudGFyAO3ROQ6AIBBA0ak9BTcQBJzz2LjEQuNyf4l2FlppQvJfMxOY7s9jV8rHbKIxnjO5z3N3XisN7np31lcqJsoP9nVrFmNkmabt6e7tP1Nz6t/+0L8O4aG/v/cPasVY+n+uHwoBAAAAAAAAAAAAAAAAkKcDl2qG2wAoAAA=",
    ),
    (
        "bzip2",
        "QlpoOTFBWSZTWdMR9dwAAJx7hMmQAEJAAP+AAAxh6N4AAACACCAAkoSqD1NDRoDQ0GmnqCSjVP1T9UzRDJgmmIbg/50sucdICuABOSQkS9XxWDll8DB5JCQTFrNMcEzUZykgSwM9IAY7jjFIMOnUYhBG5JbCtpQUzDzbwWMh4SCNUhp6KMBRRxIORdyRThQkNMR9dwA=",
    ),
    (
        "xz",
        "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4Cf/AHhdADgayRWYrNGyNLfPL52tDilYvn2FQ7kmTkDF6x2lTTP4O8R36ES322AS+Zo72Er4FaMWCKbMLEPE8n9LrXqWQYz7VhTE2sbE1s8gU8fed1mMjSH+qZr+cPrDnueMZ/warIhyW2TDzNzbbsqK5Z1wUouQYIR5M8mRAAADVLNSy7ZYcQABlAGAUAAAszEn+bHEZ/sCAAAAAARZWg==",
    ),
    (
        "zstd",
        "KLUv/WQAJxUDAALEDRSgtw2ExFGZPVTVhvzutrUSNRIjBQYK4uZvYmbggZiTvBBSNlPCMg6reQv+Lrcsnm/V/X8Tc1IPIFDDbKsN+QOegFHLkTsgY7BXsKeiOQUjDkj4AZPOQgYrFoHh8NS12+Qw7Q==",
    ),
];

#[test]
fn archives_are_unpacked_however_they_are_packed() {
    for (name, text) in ARCHIVES {
        let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
        let outcome = build("FROM scratch\nADD a.bin /opt/\n", &[("a.bin", &bytes)]);
        assert_eq!(read(&outcome, "/opt/pkg/f"), "hi\n", "{name}");
        let outcome = build("FROM scratch\nCOPY a.bin /opt/\n", &[("a.bin", &bytes)]);
        assert_eq!(
            outcome.result.unwrap().rootfs.read(&VPathBuf::normalise("/opt/a.bin")).unwrap().len(),
            bytes.len() as u64
        );
    }
}

#[test]
fn what_is_no_archive_is_copied() {
    for bytes in [&b"plain"[..], &[0x1f, 0x8b, 8, 0, 0], &[0; 1024]] {
        let outcome = build("FROM scratch\nADD a.bin /opt/\n", &[("a.bin", bytes)]);
        let files = outcome.result.unwrap().rootfs;
        assert_eq!(&*files.read(&VPathBuf::normalise("/opt/a.bin")).unwrap().bytes(), bytes);
    }
}

#[test]
fn a_pruned_result_is_made_again_and_says_so() {
    let images = Images::load();
    let mut cache = Cache::new();
    let dockerfile = "FROM base:1\nRUN echo a > /a\nRUN echo b > /b\n";
    run(request(dockerfile, &[]), &mut cache, &images);
    let gone = cache.prune(&mut |usage| usage.description.contains("echo a"));
    assert_eq!(gone.len(), 1);
    // The step behind it is still there, and nobody needs what went.
    let outcome = run(request(dockerfile, &[]), &mut cache, &images);
    assert!(outcome.steps().iter().all(|(_, step)| step.cached || !step.name.contains("RUN")));
    cache.prune(&mut |_| true);
    assert_eq!(cache.records().count(), 0);
    let outcome = run(request(dockerfile, &[]), &mut cache, &images);
    let reasons: Vec<_> = outcome
        .events
        .iter()
        .filter_map(|event| match event {
            Event::VertexMissed { miss, .. } => miss.reasons.first().cloned(),
            _ => None,
        })
        .collect();
    assert_eq!(reasons.first(), Some(&Reason::Pruned));
}

#[test]
fn a_cancelled_build_keeps_the_steps_that_were_done() {
    let images = Images::load();
    let mut cache = Cache::new();
    let mut build = Build::new(request("FROM base:1\nRUN echo a\nRUN echo b\nRUN echo c\n", &[]));
    let mut done = 0;
    loop {
        let mut world =
            World { cache: &mut cache, registry: &images, limits: shell::Limits::STANDARD, now: NOW };
        let progress = build.advance(&mut world);
        done += progress.events.iter().filter(|event| matches!(event, Event::VertexMissed { .. })).count();
        match progress.state {
            State::Running if done == 2 => build.cancel(),
            State::Running => {}
            State::Cancelled => break,
            other => panic!("{other:?}"),
        }
    }
    let ran = cache.records().filter(|record| record.text.starts_with("RUN")).count();
    assert_eq!(ran, 2);
    let mut world = World { cache: &mut cache, registry: &images, limits: shell::Limits::STANDARD, now: NOW };
    assert!(build.advance(&mut world).events.is_empty());
}

#[test]
fn named_contexts_stand_for_stages_and_images() {
    let mut folder = Project::new();
    folder.write("x.txt", b"from the folder\n", 0o644, NOW);
    folder.write("secret.txt", b"s\n", 0o644, NOW);
    folder.write(".dockerignore", b"secret.txt\n", 0o644, NOW);
    let mut request = request("FROM scratch\nCOPY --from=data / /\n", &[]);
    request.options.contexts.insert("data".into(), NamedContext::Local(folder.files));
    let outcome = run(request, &mut Cache::new(), &Images::load());
    assert_eq!(read(&outcome, "/x.txt"), "from the folder\n");
    assert!(!outcome.result.as_ref().unwrap().rootfs.exists(&VPathBuf::normalise("/secret.txt")));
    let names: Vec<String> = outcome.steps().into_iter().map(|(_, step)| step.name).collect();
    assert!(names.contains(&"[context data] load .dockerignore".to_owned()), "{names:?}");
    assert!(names.contains(&"[context data] load from client".to_owned()), "{names:?}");
}

#[test]
fn errors_point_at_the_line_and_name_the_remedy() {
    for (dockerfile, line, wanted) in [
        ("FROM scratch\nADD https://example.com/x.tar /\n", Some(2), "put the file into the build context"),
        ("FROM nope\n", Some(1), "docker.io/library/nope:latest: not found"),
        ("FROM scratch\nCOPY nope /\n", Some(2), "\"/nope\": not found"),
        ("FROM scratch\nCOPY --from=b x /\nFROM scratch AS b\n", None, ""),
        ("FROM scratch AS a\nCOPY --from=b x /\nFROM a AS b\n", Some(2), "cannot copy from stage \"b\""),
        ("", None, "the Dockerfile cannot be empty"),
        ("# syntax=example/frontend:1\nFROM scratch\n", Some(1), "failed to resolve source metadata"),
    ] {
        let outcome = build(dockerfile, &[]);
        match outcome.result {
            Ok(_) => assert_eq!(wanted, "", "{dockerfile}"),
            Err(failure) => {
                assert!(
                    failure.message.contains(wanted) && !wanted.is_empty(),
                    "{dockerfile}: {}",
                    failure.message
                );
                assert_eq!(failure.lines.clone().map(|lines| *lines.start()), line, "{dockerfile}");
                assert_eq!(failure.excerpt.is_empty(), line.is_none());
            }
        }
    }
}

#[test]
fn a_step_that_never_ends_is_stopped() {
    let images = Images::load();
    let mut cache = Cache::new();
    let mut build = Build::new(request("FROM base:1\nRUN while true; do :; done\n", &[]));
    let limits = shell::Limits { fuel: 100_000, ..shell::Limits::STANDARD };
    loop {
        let mut world = World { cache: &mut cache, registry: &images, limits, now: NOW };
        match build.advance(&mut world).state {
            State::Running => {}
            State::Failed(failure) => {
                assert!(failure.message.contains("does not seem to end"), "{}", failure.message);
                return;
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_run_tells_what_it_read_and_wrote() {
    let outcome = build("FROM base:1\nCOPY a /a\nRUN cat /a > /b; test -e /c || true\n", &[("a", b"1")]);
    let result = outcome.result.as_ref().unwrap_or_else(|failure| panic!("{}", failure.text()));
    let trace = result.layers.last().and_then(|layer| layer.trace.clone()).unwrap();
    let read = |path: &str, access| trace.reads.contains(&(VPathBuf::normalise(path), access));
    assert!(read("/a", vfs::Access::Content), "{trace:?}");
    assert!(read("/c", vfs::Access::Missing), "{trace:?}");
    assert!(
        trace.writes.contains(&VPathBuf::normalise("/b"))
            && !trace.writes.contains(&VPathBuf::normalise("/a"))
    );
}

/// What the step that failed wrote.
fn failed_with(dockerfile: &str) -> String {
    let failure = build(dockerfile, &[("f.txt", b"text\n")]).result.unwrap_err();
    let log: Vec<u8> = failure.log.into_iter().flat_map(|(_, bytes)| bytes).collect();
    String::from_utf8(log).unwrap()
}

#[test]
fn mounts_hold_what_they_promise() {
    for (run, wanted) in [
        ("--mount=target=/in echo x > /in/f.txt", "/in/f.txt: Read-only file system"),
        ("--mount=target=/in rm /in/f.txt", "Read-only file system"),
        ("--mount=target=/in chmod 600 /in/f.txt", "Read-only file system"),
        ("--mount=type=cache,ro,target=/in touch /in/new", "Read-only file system"),
        ("--mount=type=cache,target=/in rmdir /in", "busy"),
        ("echo 1.2.3.4 x >> /etc/hosts", "/etc/hosts: Read-only file system"),
        ("mv /etc/hosts /etc/h", "busy"),
    ] {
        let log = failed_with(&format!("FROM base:1\nRUN {run}\n"));
        assert!(log.contains(wanted), "{run}: {log}");
    }
    let outcome = build(
        "FROM base:1\nRUN --mount=target=/in,rw echo x > /in/f.txt && cat /in/f.txt > /out\nRUN test ! -e /in\n",
        &[("f.txt", b"text\n")],
    );
    assert_eq!(read(&outcome, "/out"), "x\n");
}

#[test]
fn a_failure_cancels_what_was_ready() {
    let dockerfile =
        "FROM base:1 AS long\nRUN sleep 100\nRUN never\nFROM base:1\nCOPY missing /\nCOPY --from=long /x /\n";
    let outcome = build(dockerfile, &[]);
    let cancelled = |id: VertexId| {
        let is_it = |event: &Event| matches!(event, Event::VertexCancelled { vertex, .. } if *vertex == id);
        outcome.events.iter().any(is_it)
    };
    let steps: Vec<(String, bool, bool)> =
        outcome.steps().into_iter().map(|(id, step)| (step.name, step.started, cancelled(id))).collect();
    let find = |text: &str| steps.iter().find(|step| step.0.contains(text)).unwrap();
    assert_eq!((find("sleep").1, find("sleep").2), (true, true), "{steps:?}");
    assert!(!find("never").1 && find("COPY missing").1, "{steps:?}");
}
