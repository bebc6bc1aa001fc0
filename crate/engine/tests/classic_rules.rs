//! What the recordings of the classic builder don't show: rules that are told in words, why steps miss, looking ahead,
//! cancelling.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests end at what they do not expect")]

mod support;

use engine::classic::{Build, Images, Remove, Request, forecast, side_by_side};
use engine::{Cache, NoCache, Options, Reason, State, Verdict, World};
use expect_test::{Expect, expect};
use support::classic::{Host, Outcome, without_ids};
use vfs::{Follow, Time, VPathBuf};

const MTIME: Time = Time::from_secs(1_600_000_000);

fn request(host: &mut Host, dockerfile: &str) -> Request {
    host.project.write("Dockerfile", dockerfile.as_bytes(), 0o644, MTIME);
    let ignore = host.project.files.read(&VPathBuf::normalise(".dockerignore")).ok();
    let ignore = ignore.map(|blob| String::from_utf8_lossy(&blob.bytes()).into_owned());
    Request {
        build: engine::Request {
            dockerfile_name: "Dockerfile".into(),
            dockerfile: dockerfile.into(),
            ignore: ignore.map(|text| (".dockerignore".into(), text)),
            context: host.project.files.clone(),
            options: Options::default(),
        },
        tags: vec!["sc:latest".into()],
        cache_from: Vec::new(),
        remove: Remove::OnSuccess,
        seed: 1,
    }
}

fn build(host: &mut Host, dockerfile: &str) -> Outcome {
    let request = request(host, dockerfile);
    host.build(request)
}

/// Builds on a new host and compares output and error.
fn check(dockerfile: &str, change: impl FnOnce(&mut Request), wanted: Expect) {
    let mut host = Host::new();
    host.project.write("a.txt", b"a\n", 0o644, MTIME);
    let mut request = request(&mut host, dockerfile);
    change(&mut request);
    let outcome = host.build(request);
    let stdout = without_ids(&outcome.stdout);
    let (_, steps) = stdout.split_once('\n').unwrap();
    wanted.assert_eq(&format!("{steps}{}exit {}\n", outcome.stderr, outcome.exit));
}

/// Builds on a new host and compares the texts of the steps with the paths in their layers.
fn check_layers(dockerfile: &str, wanted: Expect) {
    let mut host = Host::new();
    host.project.write("a.txt", b"a\n", 0o644, MTIME);
    let outcome = build(&mut host, dockerfile);
    let image = outcome.image.unwrap_or_else(|| panic!("{}", outcome.stderr));
    let mut layers = image.image.layers().iter().skip(1);
    let mut text = String::new();
    for entry in image.image.config().history.iter().skip(2) {
        text.push_str(&entry.created_by);
        if !entry.empty_layer {
            let changes = layers.next().unwrap().changes().iter();
            let paths: Vec<&str> = changes.map(|change| change.path.relative()).collect();
            text.push_str(&format!(" | {}", paths.join(" ")));
        }
        text.push('\n');
    }
    wanted.assert_eq(&text);
}

/// What a daemon of version 20.10.24 said to these.
#[test]
fn what_the_daemon_refuses() {
    let refused = |step: &str, wanted: &str| {
        let mut host = Host::new();
        host.project.write("a.txt", b"a\n", 0o644, MTIME);
        let dockerfile =
            if step.starts_with("FROM") { step.to_owned() } else { format!("FROM base:1\n{step}\n") };
        let outcome = build(&mut host, &dockerfile);
        assert_eq!(without_layer(&outcome.stderr), format!("{wanted}\n"), "{dockerfile}");
    };
    let chown = "unable to convert uid/gid chown string to host mapping: can't find";
    refused(
        "FROM scratch\nCOPY --chown=root a.txt /a",
        &format!("{chown} uid for user root: open LAYER/diff/etc/passwd: no such file or directory"),
    );
    refused(
        "FROM scratch\nCOPY --chown=1:root a.txt /a",
        &format!("{chown} gid for group root: open LAYER/diff/etc/group: no such file or directory"),
    );
    refused("COPY --chown=1:rxt a.txt /a", &format!("{chown} gid for group rxt: no such group: rxt"));
    refused(
        "COPY a.txt /etc/passwd/x/y",
        "failed to copy files: lstat LAYER/merged/etc/passwd/x: not a directory",
    );
    refused(
        "COPY a.txt /etc/passwd/",
        "failed to copy files: failed to create new directory: mkdir LAYER/merged/etc/passwd: not a directory",
    );
    refused(
        "COPY . /etc/passwd",
        "failed to copy files: failed to copy directory: mkdir LAYER/merged/etc/passwd: not a directory",
    );
    refused("COPY --from=-1 /a /b", "invalid from flag value -1: index out of bounds");
    refused("COPY --from=00 /a /b", "invalid from flag value 00: refers to current build stage");
    refused(
        "FROM --platform=foo base:1",
        "failed to parse platform foo: \"foo\": unknown operating system or architecture: invalid argument",
    );
    refused(
        "FROM --platform=a/b/c/d base:1",
        "failed to parse platform a/b/c/d: \"a/b/c/d\": cannot parse platform specifier: invalid argument",
    );
    refused("ENV A=1 $N=1", "invalid environment variable: =1");
    refused("ENV A=${B", "failed to process \"${B\": missing ':' in substitution");
    refused("ENV A=${B-x}", "failed to process \"${B-x}\": missing ':' in substitution");
    refused("ENV A=${B:}", "failed to process \"${B:}\": syntax error: missing '}'");
    refused("ENV A=${B:x}", "failed to process \"${B:x}\": unsupported modifier (x) in substitution");
    refused("ENV A=${B?x}", "failed to process \"${B?x}\": B: x");
}

/// An error without the digits of a layer's folder.
fn without_layer(text: &str) -> String {
    match text.split_once("/var/lib/docker/overlay2/") {
        Some((before, rest)) => {
            format!("{before}LAYER{}", rest.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
        }
        None => text.to_owned(),
    }
}

#[test]
fn an_empty_entrypoint_is_none() {
    for step in ["ENTRYPOINT", "ENTRYPOINT []"] {
        let image = build(&mut Host::new(), &format!("FROM base:1\n{step}\n")).image.unwrap();
        assert_eq!(image.created_by(), "/bin/sh -c #(nop)  ENTRYPOINT []", "{step}");
        let config = String::from_utf8(image.image.config_bytes().bytes().into_owned()).unwrap();
        assert_eq!(config.matches("\"Entrypoint\":null").count(), 2, "{config}");
    }
}

#[test]
fn the_first_process_takes_no_notice_of_signals_without_an_action() {
    check(
        "FROM base:1\nRUN kill $$; kill -9 $$; echo still here\nRUN trap 'echo told' TERM; kill $$\n",
        |_| {},
        expect![[r#"
            Step 1/3 : FROM base:1
             ---> <id>
            Step 2/3 : RUN kill $$; kill -9 $$; echo still here
             ---> Running in <id>
            still here
            Removing intermediate container <id>
             ---> <id>
            Step 3/3 : RUN trap 'echo told' TERM; kill $$
             ---> Running in <id>
            told
            Removing intermediate container <id>
             ---> <id>
            Successfully built <id>
            Successfully tagged sc:latest
            exit 0
        "#]],
    );
}

#[test]
fn what_runs_write_into_volumes_is_lost_and_what_copies_put_there_stays() {
    check_layers(
        "FROM base:1\nVOLUME /v /opt/data\nRUN echo x > /v/x; echo x > /opt/data/x\nCOPY a.txt /v/\nRUN ls /v > /list\n",
        expect![[r#"
            /bin/sh -c #(nop)  VOLUME [/v /opt/data]
            /bin/sh -c echo x > /v/x; echo x > /opt/data/x | v
            /bin/sh -c #(nop) COPY file:7a379d0ef3d363574f9a38cf03a78aa104889c30582434cdb486f5c62436edb0 in /v/  | v v/a.txt
            /bin/sh -c ls /v > /list | list
        "#]],
    );
}

#[test]
fn directories_that_overlayfs_copied_up_are_in_the_layer() {
    check_layers(
        "FROM base:1\nRUN : > /tmp/x && rm /tmp/x\nRUN chmod 755 /opt\nRUN echo x > /etc/hosts\n",
        expect![[r#"
            /bin/sh -c : > /tmp/x && rm /tmp/x | tmp
            /bin/sh -c chmod 755 /opt | opt
            /bin/sh -c echo x > /etc/hosts
        "#]],
    );
}

#[test]
fn texts_follow_shell_and_health_check() {
    check_layers(
        "FROM base:1\nSHELL [\"/bin/sh\", \"-ec\"]\nHEALTHCHECK --interval=5m --timeout=3s CMD true\nHEALTHCHECK NONE\nSTOPSIGNAL SIGINT\nRUN true\n",
        expect![[r#"
            /bin/sh -ec #(nop)  SHELL [/bin/sh -ec]
            /bin/sh -ec #(nop)  HEALTHCHECK &{["CMD-SHELL" "true"] "5m0s" "3s" "0s" '\x00'}
            /bin/sh -ec #(nop)  HEALTHCHECK &{["NONE"] "0s" "0s" "0s" '\x00'}
            /bin/sh -ec #(nop)  STOPSIGNAL SIGINT
            /bin/sh -ec true
        "#]],
    );
}

#[test]
fn owners_of_copied_files_and_of_the_directories_made_for_them() {
    let mut host = Host::new();
    host.project.write("d/x", b"x", 0o644, MTIME);
    let outcome = build(&mut host, "FROM base:1\nCOPY --chown=app:app d/x /p/q/x\nCOPY --chown=1:2 d /r/s\n");
    let rootfs = outcome.image.unwrap().rootfs.clone();
    for (path, owner) in
        [("/p", 1000), ("/p/q", 1000), ("/p/q/x", 1000), ("/r", 0), ("/r/s", 1), ("/r/s/x", 1)]
    {
        assert_eq!(rootfs.lookup(&VPathBuf::normalise(path), Follow::All).unwrap().meta.uid, owner, "{path}");
    }
}

#[test]
fn a_file_replaces_a_directory_but_a_directory_not_a_file() {
    check(
        "FROM base:1\nRUN mkdir -p /x/a.txt\nCOPY a.txt /x/\nRUN cat /x/a.txt\n",
        |_| {},
        expect![[r#"
            Step 1/4 : FROM base:1
             ---> <id>
            Step 2/4 : RUN mkdir -p /x/a.txt
             ---> Running in <id>
            Removing intermediate container <id>
             ---> <id>
            Step 3/4 : COPY a.txt /x/
             ---> <id>
            Step 4/4 : RUN cat /x/a.txt
             ---> Running in <id>
            a
            Removing intermediate container <id>
             ---> <id>
            Successfully built <id>
            Successfully tagged sc:latest
            exit 0
        "#]],
    );
}

#[test]
fn the_target_ends_the_build_and_counts() {
    check(
        "FROM base:1 AS One\nENV A=1\nFROM base:1\nENV B=1\n",
        |request| request.build.options.target = Some("one".into()),
        expect![[r#"
            Step 1/2 : FROM base:1 AS One
             ---> <id>
            Step 2/2 : ENV A=1
             ---> Running in <id>
            Removing intermediate container <id>
             ---> <id>
            Successfully built <id>
            Successfully tagged sc:latest
            exit 0
        "#]],
    );
    check(
        "FROM base:1 AS one\nENV A=1\n",
        |request| request.build.options.target = Some("0".into()),
        expect![[r#"
            Error response from daemon: failed to reach build target 0 in Dockerfile
            exit 1
        "#]],
    );
}

#[test]
fn containers_may_be_kept_and_unused_arguments_are_told() {
    check(
        "FROM base:1\nENV A=1\n",
        |request| {
            request.remove = Remove::Never;
            request.build.options.build_args.insert("NOPE".into(), "1".into());
        },
        expect![[r#"
            Step 1/2 : FROM base:1
             ---> <id>
            Step 2/2 : ENV A=1
             ---> Running in <id>
             ---> <id>
            [Warning] One or more build-args [NOPE] were not consumed
            Successfully built <id>
            Successfully tagged sc:latest
            exit 0
        "#]],
    );
}

#[test]
fn errors_in_steps() {
    let last = |dockerfile: &str, wanted: &str| {
        let mut host = Host::new();
        host.project.write("a.txt", b"a\n", 0o644, MTIME);
        assert_eq!(build(&mut host, dockerfile).stderr, format!("{wanted}\n"), "{dockerfile}");
    };
    last(
        "FROM base:9\n",
        "pull access denied for base, repository does not exist or may require 'docker login': denied: requested \
         access to the resource is denied",
    );
    last("FROM base:1\nCOPY --from=7 /a /\n", "invalid from flag value 7: index out of bounds");
    last("FROM base:1 AS a\nFROM base:1 AS A\n", "a stage name already used");
    last("ARG X\nFROM $X\n", "base name ($X) should not be blank");
    last("FROM base:1\nSTOPSIGNAL NOPE\n", "Invalid signal: NOPE");
    last("FROM base:1\nCOPY https://example.test/a /\n", "COPY failed: source can't be a URL for COPY");
    last("FROM base:1\nRUN exit 7\n", "The command '/bin/sh -c exit 7' returned a non-zero code: 7");
    last("FROM base:1\nWORKDIR /etc/passwd\n", "Cannot mkdir: /etc/passwd is not a directory");

    let mut host = Host::new();
    host.before("docker tag base:1 base");
    let outcome = build(&mut host, "FROM base:9\n");
    assert_eq!(outcome.stderr, "manifest for base:9 not found: manifest unknown: manifest unknown\n");
}

#[test]
fn an_excluded_directory_is_made_for_what_is_included_again() {
    let mut host = Host::new();
    host.project.write(".dockerignore", b"d\n!d/x\n.dockerignore\nDockerfile\n", 0o644, MTIME);
    host.project.write("d/x", b"x", 0o644, MTIME);
    host.project.write("d/y", b"y", 0o644, MTIME);
    let outcome = build(&mut host, "FROM base:1\nCOPY . /c\n");
    // Dockerfile and ignore file are sent all the same: three entries of one block and one of content, two at the end.
    assert!(
        outcome.stdout.starts_with("Sending build context to Docker daemon  4.096kB\r\r\n"),
        "{}",
        outcome.stdout
    );
    let changes: Vec<String> = outcome.image.unwrap().image.layers()[1]
        .changes()
        .iter()
        .map(|change| change.path.to_string())
        .collect();
    assert_eq!(changes, ["/c", "/c/d", "/c/d/x"]);
}

/// Builds one Dockerfile after another and compares why the steps of the last one missed.
fn check_misses(dockerfiles: &[&str], edit: impl FnOnce(&mut Host, &mut Request), wanted: Expect) {
    let mut host = Host::new();
    host.project.write("a.txt", b"one\n", 0o644, MTIME);
    let (last, before) = dockerfiles.split_last().unwrap();
    for dockerfile in before {
        assert_eq!(build(&mut host, dockerfile).exit, 0);
    }
    let mut changed = request(&mut host, last);
    edit(&mut host, &mut changed);
    changed.build.context = host.project.files.clone();
    let outcome = host.build(changed);
    assert_eq!(outcome.exit, 0, "{}", outcome.stderr);
    let mut text = String::new();
    for (vertex, cached) in &outcome.cached {
        let why = match outcome.misses.get(vertex) {
            None => "cached".to_owned(),
            Some(miss) => {
                let reasons: Vec<String> = miss.reasons.iter().map(ToString::to_string).collect();
                format!("{}: {}", if miss.first_break { "miss" } else { "follows" }, reasons.join("; "))
            }
        };
        assert_eq!(*cached, why == "cached");
        text.push_str(&format!("{} {why}\n", vertex + 1));
    }
    wanted.assert_eq(&text);
}

const APP: &str = "FROM base:1\nARG V=1\nCOPY a.txt /\nRUN cat /a.txt\nENV X=1\n";

#[test]
fn the_step_that_breaks_the_chain_tells_why_and_the_others_follow() {
    check_misses(
        &[APP],
        |_, _| {},
        expect![[r#"
        2 miss: first build
        3 follows: after Step 2/5 : ARG V=1
        4 follows: after Step 2/5 : ARG V=1
        5 follows: after Step 2/5 : ARG V=1
    "#]],
    );
    check_misses(
        &[APP, APP],
        |host, _| host.project.write("a.txt", b"two\n", 0o644, MTIME),
        expect![[r#"
            2 cached
            3 miss: file a.txt changed
            4 follows: after Step 3/5 : COPY a.txt /
            5 follows: after Step 3/5 : COPY a.txt /
        "#]],
    );
    check_misses(
        &[APP, APP],
        |_, request| drop(request.build.options.build_args.insert("V".into(), "2".into())),
        expect![[r#"
            2 cached
            3 cached
            4 miss: V changed from 1 to 2
            5 follows: after Step 4/5 : RUN cat /a.txt
        "#]],
    );
    check_misses(
        &[APP, &APP.replace("V=1", "V=2")],
        |_, _| {},
        expect![[r#"
        2 miss: instruction changed
        3 follows: after Step 2/5 : ARG V=2
        4 follows: after Step 2/5 : ARG V=2; V changed from 1 to 2
        5 follows: after Step 2/5 : ARG V=2
    "#]],
    );
    check_misses(
        &[APP, &APP.replace("base:1", "base:2")],
        |_, _| {},
        expect![[r#"
        2 miss: base image changed
        3 follows: after Step 2/5 : ARG V=1
        4 follows: after Step 2/5 : ARG V=1
        5 follows: after Step 2/5 : ARG V=1
    "#]],
    );
    check_misses(
        &[APP, APP],
        |host, _| host.before("docker tag base:2 base:1"),
        expect![[r#"
            2 miss: base image changed
            3 follows: after Step 2/5 : ARG V=1
            4 follows: after Step 2/5 : ARG V=1
            5 follows: after Step 2/5 : ARG V=1
        "#]],
    );
    check_misses(
        &[APP, APP],
        |host, _| host.before("docker rmi sc"),
        expect![[r#"
            2 miss: result was pruned
            3 follows: after Step 2/5 : ARG V=1
            4 follows: after Step 2/5 : ARG V=1
            5 follows: after Step 2/5 : ARG V=1
        "#]],
    );
    check_misses(
        &[APP, APP],
        |_, request| request.build.options.no_cache = NoCache::All,
        expect![[r#"
            2 miss: cache not used for this step
            3 miss: cache not used for this step
            4 miss: cache not used for this step
            5 miss: cache not used for this step
        "#]],
    );
}

/// Two stages, the second of which takes a file of the first, and one that stands on the first.
const STAGES: &str = "FROM base:1 AS a\nCOPY a.txt /\nFROM base:1\nCOPY --from=a /a.txt /b.txt\nRUN cat /b.txt\nFROM a\nRUN true\n";

#[test]
fn what_another_stage_makes_anew_is_no_break_of_its_own() {
    check_misses(
        &[STAGES],
        |host, _| host.project.write("a.txt", b"two\n", 0o644, MTIME),
        expect![[r#"
            2 miss: first build
            4 miss: first build
            5 follows: after Step 4/7 : COPY --from=a /a.txt /b.txt
            7 follows: after Step 2/7 : COPY a.txt /
        "#]],
    );
    check_misses(
        &[STAGES, STAGES],
        |host, _| host.project.write("a.txt", b"two\n", 0o644, MTIME),
        expect![[r#"
            2 miss: file a.txt changed
            4 follows: file a.txt changed; after Step 2/7 : COPY a.txt /
            5 follows: after Step 4/7 : COPY --from=a /a.txt /b.txt
            7 follows: after Step 2/7 : COPY a.txt /
        "#]],
    );
    // The stage is made anew with the same files.
    check_misses(
        &[STAGES, &STAGES.replace("FROM base:1 AS a", "FROM base:2 AS a")],
        |_, _| {},
        expect![[r#"
        2 miss: base image changed
        4 cached
        5 cached
        7 follows: after Step 2/7 : COPY a.txt /
    "#]],
    );
    // Another destination is the step's own doing.
    check_misses(
        &[STAGES, &STAGES.replace("/b.txt", "/c.txt")],
        |host, _| host.project.write("a.txt", b"two\n", 0o644, MTIME),
        expect![[r#"
            2 miss: file a.txt changed
            4 miss: instruction changed; file a.txt changed
            5 follows: after Step 4/7 : COPY --from=a /a.txt /c.txt; instruction changed
            7 follows: after Step 2/7 : COPY a.txt /
        "#]],
    );
}

#[test]
fn a_file_that_changed_brings_its_diff() {
    let mut host = Host::new();
    host.project.write("a.txt", b"one\n", 0o644, MTIME);
    build(&mut host, APP);
    host.project.write("a.txt", b"two\n", 0o644, MTIME);
    let outcome = build(&mut host, APP);
    let Some(Reason::File(change)) = outcome.misses[&2].reasons.first() else {
        panic!("{:?}", outcome.misses)
    };
    assert_eq!(change.diff.as_deref(), Some("@@ -1 +1 @@\n-one\n+two\n"));
}

#[test]
fn of_equal_steps_the_newest_is_used() {
    let mut host = Host::new();
    let dockerfile = "FROM base:1\nRUN date > /d\n";
    build(&mut host, dockerfile);
    let mut again = request(&mut host, dockerfile);
    again.build.options.no_cache = NoCache::All;
    let newest = host.build(again).image.unwrap();
    assert_eq!(build(&mut host, dockerfile).image.unwrap().id(), newest.id());
}

#[test]
fn both_builders_side_by_side() {
    let mut host = Host::new();
    host.project.write("a.txt", b"one\n", 0o644, MTIME);
    let before = "FROM base:1\nENV A=1\nCOPY a.txt /\nRUN echo $A\n";
    let mut cache = Cache::new();
    let first = request(&mut host, before);
    support::run(first.build.clone(), &mut cache, &host).result.unwrap();
    host.build(first);
    let second = request(&mut host, &before.replace("A=1", "A=2"));
    let rows = side_by_side(second, &cache, &host.steps, &host, Time::from_secs(host.now)).unwrap();
    let shown = |verdict: &Option<Verdict>| match verdict {
        None => "-".to_owned(),
        Some(Verdict::Hit(_)) => "hit".to_owned(),
        Some(Verdict::Miss(miss)) => format!("miss ({})", miss.summary()),
        Some(other) => format!("{other:?}"),
    };
    let rows: Vec<String> = rows
        .iter()
        .map(|row| format!("{} | {} | {}\n", row.instruction.text, shown(&row.buildkit), shown(&row.classic)))
        .collect();
    expect![[r#"
        ENV A=2 | - | miss (instruction changed)
        COPY a.txt / | hit | miss (after Step 2/4 : ENV A=2)
        RUN echo $A | miss (A changed from 1 to 2) | miss (after Step 2/4 : ENV A=2)
    "#]]
    .assert_eq(&rows.concat());
}

#[test]
fn what_an_unfinished_stage_would_give_is_not_foreseen() {
    let mut host = Host::new();
    let dockerfile = "FROM base:1 AS a\nRUN echo x > /x\nFROM base:1\nCOPY --from=a /x /\nCOPY nope /\n";
    let request = request(&mut host, dockerfile);
    let foreseen = forecast(request, &Images::new(), &host, MTIME).unwrap();
    let verdicts: Vec<&Verdict> = foreseen.predictions.iter().map(|prediction| &prediction.verdict).collect();
    assert!(matches!(verdicts[0], Verdict::Miss(_)));
    assert!(matches!(verdicts[1], Verdict::Depends { on } if on.0 == 1));
    assert!(matches!(verdicts[2], Verdict::Fails { message } if message.starts_with("COPY failed")));
}

#[test]
fn a_cancelled_build_keeps_its_steps_and_names_the_image_it_waits_for() {
    let mut host = Host::new();
    let request = request(&mut host, "FROM base:1\nENV A=1\nENV B=1\n");
    let (mut build, mut images, mut cache) = (Build::new(request), Images::new(), Cache::new());
    let mut world = World {
        cache: &mut cache,
        registry: &host,
        limits: shell::Limits::STANDARD,
        now: Time::from_secs(host.now),
    };
    let mut wanted = Vec::new();
    for _ in 0..4 {
        wanted.extend(build.wants().map(|reference| reference.familiar()));
        assert!(matches!(build.advance(&mut world, &mut images).state, State::Running));
    }
    build.cancel();
    assert!(matches!(build.advance(&mut world, &mut images).state, State::Cancelled));
    assert_eq!(wanted, ["base:1"]);
    assert_eq!(images.iter().count(), 1);
    assert_eq!(build.exit_code(), 1);
}

#[test]
fn the_same_build_gives_the_same_image() {
    let id = || {
        build(&mut Host::new(), APP.replace("COPY a.txt /\nRUN cat /a.txt", "RUN id").as_str())
            .image
            .unwrap()
            .id()
    };
    assert_eq!(id(), id());
}

#[test]
fn the_image_reads_back_as_the_files_of_its_steps() {
    let mut host = Host::new();
    host.project.write("a.txt", b"a\n", 0o644, MTIME);
    let image =
        build(&mut host, "FROM base:1\nCOPY a.txt /new/\nRUN rm -r /opt && mkdir /opt && mv /new /old\n")
            .image;
    let image = image.unwrap();
    assert_eq!(image.image.rootfs().unwrap().digest(), image.rootfs.digest());
}

#[test]
fn images_that_were_written_down_hit_as_before() {
    let mut host = Host::new();
    host.project.write("a.txt", b"one\n", 0o644, MTIME);
    let dockerfile =
        format!("{APP}EXPOSE 80\nVOLUME /v\nLABEL a=b\nENTRYPOINT [\"x\"]\nRUN cat /etc/passwd > /users\n");
    build(&mut host, &dockerfile);
    let traces: Vec<_> = host.steps.iter().filter_map(|step| step.origin.trace.clone()).collect();
    let path = |text: &str| VPathBuf::normalise(text);
    assert!(
        traces.iter().any(|trace| {
            trace.reads.contains(&(path("/etc/passwd"), vfs::Access::Content))
                && trace.writes.contains(&path("/users"))
        }),
        "{traces:?}"
    );
    let (state, trees) = host.steps.save();
    let json = serde_json::to_string(&state).unwrap();
    let image = |id: &vfs::Digest| host.steps.get(id).map(|step| step.image.clone());
    let restored = Images::load(serde_json::from_str(&json).unwrap(), &trees, &image).unwrap();
    assert!(Images::load(serde_json::from_str(&json).unwrap(), &[], &image).is_err());
    assert!(Images::load(serde_json::from_str(&json).unwrap(), &trees, &|_| None).is_err());
    for step in host.steps.iter() {
        let again = restored.get(&step.id()).unwrap();
        assert_eq!(again.rootfs.digest(), step.rootfs.digest());
        assert_eq!(again.container_config, step.container_config);
        assert_eq!(again.origin.trace, step.origin.trace);
    }
    host.steps = restored;
    let outcome = build(&mut host, &dockerfile);
    assert!(outcome.cached.values().all(|cached| *cached), "{}", outcome.stdout);
    host.project.write("a.txt", b"two\n", 0o644, MTIME);
    assert_eq!(build(&mut host, &dockerfile).misses[&2].summary(), "file a.txt changed");
}
