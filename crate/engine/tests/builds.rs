//! Rules of builds that no recording holds: archives, pruning, cancelling, named contexts, remedies in errors.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read recorded data and end at surprises"
)]

mod support;

use base64::Engine as _;
use engine::{Build, Cache, Event, NamedContext, Options, Reason, Request, State, VertexId, World};
use expect_test::expect;
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
    // As in BuildKit, a result on which another one stands does not go before it.
    assert_eq!(cache.prune(&mut |usage| usage.description.contains("echo a"), None), []);
    let outcome = run(request(dockerfile, &[]), &mut cache, &images);
    assert!(outcome.steps().iter().all(|(_, step)| step.cached || !step.name.contains("RUN")));
    let gone = cache.prune(&mut |usage| usage.description.contains("echo"), None);
    let names: Vec<&str> = gone.iter().map(|usage| usage.description.as_str()).collect();
    assert_eq!(names, ["[3/3] RUN echo b > /b", "[2/3] RUN echo a > /a"]);
    cache.prune(&mut |_| true, None);
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
        ("FROM scratch\nADD https://example.com/x.tar /\n", Some(2), "or put it into the build context"),
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
    let images = Images::load();
    let dockerfile = "FROM base:1\nCOPY a /a\nRUN cat /a > /b; test -e /c || true\n";
    let traced = |cache: &mut Cache| {
        let outcome = run(request(dockerfile, &[("a", b"1")]), cache, &images);
        let result = outcome.result.as_ref().unwrap_or_else(|failure| panic!("{}", failure.text()));
        result.layers.last().and_then(|layer| layer.trace.clone()).unwrap()
    };
    let mut cache = Cache::new();
    let trace = traced(&mut cache);
    // It is kept with the result, and written down with it.
    let (state, trees) = cache.save();
    let state = serde_json::from_str(&serde_json::to_string(&state).unwrap()).unwrap();
    assert_eq!(traced(&mut Cache::load(state, &trees).unwrap()), trace);
    let read = |path: &str, access| trace.reads.contains(&(VPathBuf::normalise(path), access));
    assert!(read("/a", vfs::Access::Content), "{trace:?}");
    assert!(read("/c", vfs::Access::Missing), "{trace:?}");
    assert!(
        trace.writes.contains(&VPathBuf::normalise("/b"))
            && !trace.writes.contains(&VPathBuf::normalise("/a"))
    );
}

/// A build with folders that stand for URLs: the paths of their files, each with its own path as content.
fn with_mirrors(dockerfile: &str, mirrors: &[(&str, &[&str])]) -> Outcome {
    let mut request = request(dockerfile, &[("local", b"local")]);
    for (url, paths) in mirrors {
        let mut folder = Project::new();
        for path in *paths {
            folder.write(path, path.as_bytes(), 0o755, Time::from_secs(1_500_000_000));
        }
        request.options.contexts.insert((*url).to_owned(), NamedContext::Local(folder.files));
    }
    run(request, &mut Cache::new(), &Images::load())
}

const MIRRORS: [(&str, &[&str]); 3] = [
    ("https://h.example", &["a/f.txt", "x"]),
    ("https://h.example/b/", &["deep/f"]),
    ("https://g.example/u/r.git", &["README", "docs/d", ".git/HEAD"]),
];

#[test]
fn folders_stand_for_what_add_would_fetch() {
    let sum = vfs::Digest::of(b"a/f.txt");
    for (add, path, wanted) in [
        ("https://h.example/a/f.txt /", "/f.txt", "a/f.txt"),
        ("https://h.example/a/f.txt?v=1#top /d/", "/d/f.txt", "a/f.txt"),
        ("https://h.example/a/f.txt /name", "/name", "a/f.txt"),
        ("https://h.example/b/deep/f local /d/", "/d/f", "deep/f"),
        ("https://h.example/b/deep/f local /d/", "/d/local", "local"),
        (&format!("--checksum={sum} https://h.example/a/f.txt /"), "/f.txt", "a/f.txt"),
        ("--link https://h.example/x /d/", "/d/x", "x"),
        ("https://g.example/u/r.git /src", "/src/README", "README"),
        ("https://g.example/u/r.git#main:docs /src/", "/src/d", "docs/d"),
        ("--keep-git-dir=true https://g.example/u/r.git#v1 /src", "/src/.git/HEAD", ".git/HEAD"),
        ("https://g.example/u/r.git?tag=v1&subdir=/docs /src/", "/src/d", "docs/d"),
        ("https://g.example/u/r.git?keep-git-dir /src", "/src/.git/HEAD", ".git/HEAD"),
    ] {
        let outcome = with_mirrors(&format!("FROM scratch\nADD {add}\n"), &MIRRORS);
        assert_eq!(read(&outcome, path), wanted, "{add}");
    }
    for (add, wanted) in [
        ("https://h.example/missing /", "failed to load cache key: invalid response status 404"),
        ("https://h.example.org/x /", "is not fetched"),
        ("--checksum=sha256:0 https://h.example/x /", "invalid checksum digest length"),
        (
            &format!("--checksum={sum} https://h.example/x /"),
            "digest mismatch for https://h.example/x: sha256:",
        ),
        (&format!("--checksum={sum} https://g.example/u/r.git /"), "can't be compared"),
        ("https://g.example/u/r.git?commit=0 /", "can't be compared"),
        ("https://g.example/u/r.git?ref=a#b /", "ref conflicts: \"b\" vs \"a\""),
        (
            "--keep-git-dir https://g.example/u/r.git?keep-git-dir=0 /",
            "inconsistent keep-git-dir configuration",
        ),
        ("--checksum=a https://g.example/u/r.git?commit=b /", "checksum mismatch \"a\" != \"b\""),
    ] {
        let failure = with_mirrors(&format!("FROM scratch\nADD {add}\n"), &MIRRORS).result.unwrap_err();
        assert!(failure.message.contains(wanted), "{add}: {}", failure.message);
    }
}

#[test]
fn a_download_is_roots_and_keeps_the_time_that_the_server_tells() {
    let outcome = with_mirrors("FROM scratch\nADD https://h.example/a/f.txt /d/\n", &MIRRORS);
    let steps: Vec<String> = outcome.steps().into_iter().map(|(_, step)| step.name).collect();
    let shown = steps.iter().filter(|name| *name == "[1/1] ADD https://h.example/a/f.txt /d/").count();
    assert_eq!(shown, 2, "the download and the copy are one step: {steps:?}");
    let files = outcome.result.unwrap().rootfs;
    let node = files.lookup(&VPathBuf::normalise("/d/f.txt"), vfs::Follow::Never).unwrap();
    assert_eq!((node.meta.mode, node.meta.uid, node.meta.mtime.secs), (0o600, 0, 1_500_000_000));
    let outcome = with_mirrors("FROM scratch\nADD https://g.example/u/r.git /src\n", &MIRRORS);
    assert!(!outcome.result.unwrap().rootfs.exists(&VPathBuf::normalise("/src/.git")));
}

/// The files of the last layer with mode, owner and time, then the history and the configuration of the image.
fn image(dockerfile: &str, files: &[(&str, &[u8])]) -> String {
    let mut request = request(dockerfile, files);
    request.options.build_args.insert("SOURCE_DATE_EPOCH".into(), "1700000000".into());
    request.options.rewrite_timestamp = true;
    let outcome = run(request, &mut Cache::new(), &Images::load());
    let result = outcome.result.unwrap_or_else(|failure| panic!("{dockerfile}: {}", failure.text()));
    let image = result.image.unwrap();
    let mut out = String::new();
    // From the tar, where times have been set back.
    let tar = image.layers().last().unwrap().tar();
    for change in &oci::unpack("layer", &tar, &oci::ArchiveLimits::STANDARD).unwrap() {
        let Some(node) = &change.node else {
            out.push_str(&format!("removed {}\n", change.path));
            continue;
        };
        let meta = &node.meta;
        let target = node.as_symlink().map(|target| format!(" -> {target}")).unwrap_or_default();
        let (path, age) = (&change.path, meta.mtime.secs - 1_600_000_000);
        out.push_str(&format!("{:06o} {}:{} {age} {path}{target}\n", node.full_mode(), meta.uid, meta.gid));
    }
    for entry in &image.config().history {
        let mark = if entry.empty_layer { "-" } else { "+" };
        if entry.comment == "buildkit.dockerfile.v0" {
            out.push_str(&format!("{mark} {}\n", entry.created_by));
        }
    }
    let config: serde_json::Value = serde_json::from_slice(&image.config_bytes().bytes()).unwrap();
    out + &config["config"].to_string() + "\n"
}

const FILES: [(&str, &[u8]); 6] = [
    ("a/b/c.txt", b"c"),
    ("a/b/d.md", b"d"),
    ("a/e.log", b"e"),
    ("f", b"f"),
    ("x y", b"xy"),
    ("s/t/u.log", b"u"),
];

#[test]
fn corners_of_copy() {
    let check = |copy: &str, wanted: expect_test::Expect| {
        wanted.assert_eq(&image(&format!("FROM scratch\n{copy}\n"), &FILES));
    };
    check(
        "COPY --parents a/./b/c.txt /out/",
        expect![[r#"
            040755 0:0 0 /out
            040755 0:0 100000000 /out/b
            100644 0:0 0 /out/b/c.txt
            + COPY --parents a/./b/c.txt /out/ # buildkit
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/"}
        "#]],
    );
    check(
        "COPY --parents a/*/*.txt s/t /out",
        expect![[r#"
            040755 0:0 100000000 /out
            040755 0:0 100000000 /out/a
            040755 0:0 100000000 /out/a/b
            100644 0:0 0 /out/a/b/c.txt
            040755 0:0 100000000 /out/s
            040755 0:0 0 /out/s/t
            100644 0:0 0 /out/s/t/u.log
            + COPY --parents a/*/*.txt s/t /out # buildkit
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/"}
        "#]],
    );
    check(
        "COPY --exclude=*.md --exclude=**/*.log . /out/",
        expect![[r#"
            040755 0:0 100000000 /out
            040755 0:0 0 /out/a
            040755 0:0 0 /out/a/b
            100644 0:0 0 /out/a/b/c.txt
            100644 0:0 0 /out/a/b/d.md
            100644 0:0 0 /out/f
            040755 0:0 0 /out/s
            040755 0:0 0 /out/s/t
            100644 0:0 0 /out/x y
            + COPY . /out/ # buildkit
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/"}
        "#]],
    );
    check(
        "COPY --exclude=a/b a /out",
        expect![[r#"
        040755 0:0 0 /out
        040755 0:0 0 /out/b
        100644 0:0 0 /out/b/c.txt
        100644 0:0 0 /out/b/d.md
        100644 0:0 0 /out/e.log
        + COPY a /out # buildkit
        {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/"}
    "#]],
    );
    check(
        "COPY --chown=5:6 --chmod=u=rwX,go= a /out/new/",
        expect![[r#"
            040755 5:6 100000000 /out
            040755 5:6 0 /out/new
            040700 5:6 0 /out/new/b
            100600 5:6 0 /out/new/b/c.txt
            100600 5:6 0 /out/new/b/d.md
            100600 5:6 0 /out/new/e.log
            + COPY --chown=5:6 --chmod=u=rwX,go= a /out/new/ # buildkit
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/"}
        "#]],
    );
    check(
        "COPY [\"x y\", \"/with space/\"]",
        expect![[r#"
            040755 0:0 100000000 /with space
            100644 0:0 0 /with space/x y
            + COPY x y /with space/ # buildkit
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/"}
        "#]],
    );
    check(
        "WORKDIR /w\nCOPY f .",
        expect![[r#"
            040755 0:0 100000000 /w
            100644 0:0 0 /w/f
            + WORKDIR /w
            + COPY f . # buildkit
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/w"}
        "#]],
    );
    check(
        "WORKDIR /w\nCOPY f ..",
        expect![[r#"
        100644 0:0 0 /f
        + WORKDIR /w
        + COPY f .. # buildkit
        {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/w"}
    "#]],
    );
    check(
        "COPY --chmod=0750 --chown=7 <<one <<two /here/\n1\none\n2\ntwo",
        expect![[r#"
            040750 7:7 100000000 /here
            100750 7:7 100000000 /here/one
            100750 7:7 100000000 /here/two
            + COPY --chown=7 --chmod=0750 <<one <<two /here/ # buildkit
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/"}
        "#]],
    );
    check(
        "COPY --link --chown=5 f /l/m/",
        expect![[r#"
            040755 5:5 100000000 /l
            040755 5:5 100000000 /l/m
            100644 5:5 0 /l/m/f
            + COPY --chown=5 f /l/m/ # buildkit
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/"}
        "#]],
    );
    check(
        "COPY a/b/c.txt f /d/\nCOPY a /d",
        expect![[r#"
        040755 0:0 0 /d
        040755 0:0 0 /d/b
        100644 0:0 0 /d/b/c.txt
        100644 0:0 0 /d/b/d.md
        100644 0:0 0 /d/e.log
        + COPY a/b/c.txt f /d/ # buildkit
        + COPY a /d # buildkit
        {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/"}
    "#]],
    );
    check(
        "COPY f /d/f/g\nCOPY f /d/f/",
        expect![[r#"
            040755 0:0 100000000 /d
            040755 0:0 100000000 /d/f
            100644 0:0 0 /d/f/f
            + COPY f /d/f/g # buildkit
            + COPY f /d/f/ # buildkit
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/"}
        "#]],
    );
}

#[test]
fn corners_of_stages_and_configuration() {
    let check = |dockerfile: &str, wanted: expect_test::Expect| wanted.assert_eq(&image(dockerfile, &FILES));
    check(
        "FROM base:1\nRUN mkdir /real && ln -s real /link\nCOPY a/e.log /link/\n",
        expect![[r#"
            040755 0:0 100000000 /real
            100644 0:0 0 /real/e.log
            + RUN /bin/sh -c mkdir /real && ln -s real /link # buildkit
            + COPY a/e.log /link/ # buildkit
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["/bin/sh"]}
        "#]],
    );
    check(
        "FROM base:1\nRUN mkdir /real && ln -s real /link\nCOPY a/b /link\n",
        expect![[r#"
            040755 0:0 0 /real
            100644 0:0 0 /real/c.txt
            100644 0:0 0 /real/d.md
            + RUN /bin/sh -c mkdir /real && ln -s real /link # buildkit
            + COPY a/b /link # buildkit
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["/bin/sh"]}
        "#]],
    );
    check(
        "FROM base:1\nRUN mkdir /real && ln -s real /link\nCOPY --link f /link/\n",
        expect![[r#"
            040755 0:0 100000000 /link
            100644 0:0 0 /link/f
            + RUN /bin/sh -c mkdir /real && ln -s real /link # buildkit
            + COPY f /link/ # buildkit
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["/bin/sh"]}
        "#]],
    );
    check(
        "FROM base:1\nRUN mkdir /real && ln -s real /link\nWORKDIR /link/w\n",
        expect![[r#"
            040755 0:0 100000000 /real
            040755 0:0 100000000 /real/w
            + RUN /bin/sh -c mkdir /real && ln -s real /link # buildkit
            + WORKDIR /link/w
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Cmd":["/bin/sh"],"WorkingDir":"/link/w"}
        "#]],
    );
    check(
        "ARG TAG=1\nFROM base:$TAG\nARG TAG\nENV D=/srv/$TAG.x U=9\nWORKDIR $D\nWORKDIR sub\nWORKDIR /opt\nUSER $U:8\nCOPY f ${D}/\nRUN : > /tmp/t\n",
        expect![[r#"
            041777 0:0 100000000 /tmp
            100644 9:8 100000000 /tmp/t
            - ARG TAG=1
            - ENV D=/srv/1.x U=9
            + WORKDIR /srv/1.x
            + WORKDIR /srv/1.x/sub
            + WORKDIR /opt
            - USER 9:8
            + COPY f /srv/1.x/ # buildkit
            + RUN |1 TAG=1 /bin/sh -c : > /tmp/t # buildkit
            {"User":"9:8","Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","D=/srv/1.x","U=9"],"Cmd":["/bin/sh"],"WorkingDir":"/opt"}
        "#]],
    );
    check(
        "FROM scratch\nEXPOSE 443/udp 80 8000-8002\nVOLUME /b /a\nVOLUME [\"/c d\"]\nLABEL a=1 \"b c\"='d e'\nSTOPSIGNAL 9\nSHELL [\"/bin/x\", \"-c\"]\nHEALTHCHECK --interval=1m30s --retries=2 CMD test -e /x\nCMD run it\nENTRYPOINT [\"/e\", \"a b\"]\nCOPY f /\nHEALTHCHECK NONE\nMAINTAINER me <a@b>\n",
        expect![[r#"
            100644 0:0 0 /f
            - EXPOSE [443/udp 80/tcp 8000/tcp 8001/tcp 8002/tcp]
            - VOLUME [/b /a]
            - VOLUME [/c d]
            - LABEL a=1 b c=d e
            - STOPSIGNAL 9
            - SHELL [/bin/x -c]
            - HEALTHCHECK {Test:[CMD-SHELL test -e /x] Interval:1m30s Timeout:0s StartPeriod:0s StartInterval:0s Retries:2}
            - CMD ["/bin/x" "-c" "run it"]
            - ENTRYPOINT ["/e" "a b"]
            + COPY f / # buildkit
            - HEALTHCHECK {Test:[NONE] Interval:0s Timeout:0s StartPeriod:0s StartInterval:0s Retries:0}
            - MAINTAINER me <a@b>
            {"ExposedPorts":{"443/udp":{},"80/tcp":{},"8000/tcp":{},"8001/tcp":{},"8002/tcp":{}},"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Entrypoint":["/e","a b"],"Cmd":["/bin/x","-c","run it"],"Volumes":{"/a":{},"/b":{},"/c d":{}},"WorkingDir":"/","Labels":{"a":"1","b c":"d e"},"StopSignal":"9","ArgsEscaped":true,"Healthcheck":{"Test":["NONE"]},"Shell":["/bin/x","-c"]}
        "#]],
    );
    check(
        "FROM base:1 AS one\nONBUILD ARG V=1\nONBUILD COPY f /on$V\nONBUILD RUN echo $V > /r\nFROM one AS two\nENV V=2\nFROM two\nCOPY f /g\n",
        expect![[r#"
            100644 0:0 0 /g
            - ARG V=1
            + COPY f /on1 # buildkit
            + RUN |1 V=1 /bin/sh -c echo $V > /r # buildkit
            - ENV V=2
            + COPY f /g # buildkit
            {"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","V=2"],"Cmd":["/bin/sh"]}
        "#]],
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
