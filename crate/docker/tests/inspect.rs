//! Images looked at closely, and what a build would do.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, unreachable_pub, reason = "this is a test")]

mod support;

use docker::{BuildRequest, Event, Host, HostConfig, TaskState};

fn host() -> Host {
    Host::new(HostConfig { seed: 1, now: 1_700_000_000 })
}

fn write(host: &mut Host, files: &[(&str, &str)]) {
    for (path, text) in files {
        host.write_file(path, text.as_bytes().to_vec(), None, None).unwrap();
    }
}

/// Builds the project and returns what the builder said.
fn build(host: &mut Host, tag: &str) -> Vec<engine::Event> {
    let task = host.start_build(BuildRequest { tags: vec![tag.to_owned()], ..BuildRequest::default() });
    let mut events = Vec::new();
    loop {
        let progress = host.advance(task).unwrap();
        events.extend(progress.events.into_iter().filter_map(|event| match event {
            Event::Build(event) => Some(event),
            _ => None,
        }));
        if progress.state != TaskState::Running {
            assert_eq!(progress.state, TaskState::Done);
            return events;
        }
    }
}

const WASTEFUL: &str =
    "FROM scratch\nCOPY big.txt keep.txt /d/\nENV A=1\nCOPY small.txt /d/big.txt\nCMD [\"x\"]\n";

fn wasteful() -> Host {
    let mut host = host();
    write(
        &mut host,
        &[("Dockerfile", WASTEFUL), ("big.txt", "0123456789\n"), ("keep.txt", "k\n"), ("small.txt", "s\n")],
    );
    build(&mut host, "one");
    host
}

#[test]
fn waste_names_the_lines_that_cause_it() {
    let waste = wasteful().waste("one").unwrap();
    assert_eq!((waste.size, waste.reclaimable), (15, 11));
    let row = &waste.rows[0];
    assert_eq!((row.path.as_str(), row.bytes, row.why), ("d/big.txt", 11, oci::Why::Replaced));
    assert_eq!(
        (row.layer, row.lines, row.undone_by, row.undone_by_lines),
        (0, Some((2, 2)), 1, Some((4, 4)))
    );
    assert_eq!(row.undone_by_created_by, "COPY small.txt /d/big.txt # buildkit");
}

#[test]
fn configuration_and_history_tell_which_layer_is_whose() {
    let details = wasteful().image_details("one").unwrap();
    let layers: Vec<_> = details.history.iter().map(|entry| entry.layer).collect();
    assert_eq!(layers, [Some(0), None, Some(1), None]);
    assert_eq!(details.config.config.cmd, ["x"]);
    assert!(details.config_json.starts_with("{\"architecture\":\"amd64\""));
}

#[test]
fn two_images_differ_in_files_and_configuration() {
    let mut host = wasteful();
    write(&mut host, &[("Dockerfile", &WASTEFUL.replace("A=1", "A=2")), ("small.txt", "other\n")]);
    build(&mut host, "two");
    let diff = host.diff("one", "two").unwrap();
    assert_eq!(diff.shared_layers, 1);
    let config: Vec<_> = diff
        .config
        .iter()
        .map(|row| (row.field.as_str(), row.before.as_deref(), row.after.as_deref()))
        .collect();
    assert_eq!(config, [("Env A", Some("1"), Some("2"))]);
    let [file] = diff.files.as_slice() else { panic!("{:?}", diff.files) };
    assert_eq!((file.path.as_str(), file.size_before, file.size_after), ("d/big.txt", 2, 6));
    assert_eq!(file.diff.as_deref(), Some("@@ -1 +1 @@\n-s\n+other\n"));
    assert_eq!(host.file_diff("one", "two", "/d/big.txt").unwrap(), file.diff);
    assert_eq!(host.diff("one", "none").unwrap_err().code(), "no-such-image");
}

#[test]
fn shared_layers_are_freed_with_the_last_image_that_holds_them() {
    let mut host = wasteful();
    write(&mut host, &[("small.txt", "other\n")]);
    build(&mut host, "two");
    let sharing = host.sharing();
    let holders: Vec<usize> = sharing.layers.iter().map(|layer| layer.images.len()).collect();
    assert_eq!(holders, [2, 1, 1]);
    let mut freed: Vec<_> =
        sharing.images.iter().map(|image| (image.names[0].as_str(), image.freed)).collect();
    freed.sort_unstable();
    assert_eq!(freed, [("one:latest", 2), ("two:latest", 6)]);
}

/// What the last layer of `Dockerfile` does to files; the text diff, or the name of what there is instead.
#[test]
fn a_layer_tells_what_it_does_to_a_files_content() {
    let mut host = host();
    let dockerfile = "FROM scratch\nCOPY old /\nCOPY new /\n";
    write(
        &mut host,
        &[("Dockerfile", dockerfile), ("old/same", "s\n"), ("old/text", "a\nb\n"), ("old/bin", "a")],
    );
    write(&mut host, &[("old/was", "a\n"), ("old/mode", "m\n"), ("old/long", "a\n")]);
    write(
        &mut host,
        &[("new/text", "a\nc\n"), ("new/bin", "a\0"), ("new/added", "x\n"), ("new/mode", "m\n")],
    );
    write(&mut host, &[("new/long", &"a\n".repeat(1 << 18)), ("new/dir/inner", "")]);
    host.chmod("new/mode", 0o600).unwrap();
    host.symlink("new/was", "text").unwrap();
    build(&mut host, "one");
    let layer = host.images()[0].layers[1].diff_id;
    let check = |path: &str, wanted: &str| {
        let shown = match host.layer_diff(&layer, path) {
            Ok(docker::ContentDiff::Text(diff)) => diff,
            Ok(other) => format!("{other:?}"),
            Err(error) => error.code().to_owned(),
        };
        assert_eq!(shown, wanted, "{path}");
    };
    check("/text", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n");
    check("added", "@@ -0,0 +1 @@\n+x\n");
    check("was", "@@ -1 +0,0 @@\n-a\n");
    check("bin", "Binary");
    check("long", "Large");
    check("mode", "Same");
    check("dir", "NoFile");
    check("old/same", "not-found");
}

#[test]
fn containers_hold_the_layers_of_their_image() {
    let mut machine = support::Machine::new(1_700_000_000);
    machine.run("docker pull alpine");
    machine.run("docker run --name one alpine sh -c 'echo hello > /x'");
    machine.run("docker run -d --name two alpine sleep 100");
    let sharing = machine.host.sharing();
    let shown: Vec<_> = sharing.containers.iter().map(|it| (it.name.as_str(), it.freed)).collect();
    assert_eq!(shown, [("one", 6), ("two", 0)]);
    let ids: Vec<&String> = sharing.containers.iter().map(|it| &it.id).collect();
    assert!(sharing.layers.iter().all(|layer| layer.containers.iter().eq(ids.iter().copied())));
    let image = &sharing.images[0];
    assert!(image.unique > 0 && image.freed == 0 && image.containers.len() == 2, "{image:?}");
    for (line, wanted) in [
        ("docker info -f '{{.Containers}} {{.ContainersRunning}} {{.ContainersStopped}}'", "2 1 1"),
        ("docker image rm alpine", "(must force) - container"),
        ("docker image prune -af", "Total reclaimed space: 0B"),
    ] {
        let both = String::from_utf8_lossy(&machine.run(line).both).into_owned();
        assert!(both.contains(wanted), "{line}: {both}");
    }
    machine.run("docker rm -f one two");
    let sharing = machine.host.sharing();
    assert_eq!(sharing.images[0].freed, sharing.images[0].unique);
}

#[test]
fn a_forecast_gives_both_verdicts() {
    let mut host = wasteful();
    write(&mut host, &[("small.txt", "other\n")]);
    let rows = host.forecast(BuildRequest::default(), None).unwrap();
    let buildkit: Vec<String> = rows.iter().map(|row| format!("{:?}", row.buildkit)).collect();
    assert!(buildkit[0].starts_with("Some(Hit("), "{}", buildkit[0]);
    assert!(buildkit[2].contains("small.txt"), "{}", buildkit[2]);
    assert!(rows.iter().all(|row| matches!(&row.classic, Some(engine::Verdict::Miss(_)))), "{rows:?}");
}

#[test]
fn a_step_tells_what_it_is_known_by() {
    let mut host = host();
    write(&mut host, &[("Dockerfile", "FROM scratch\nARG V=1\nCOPY --chown=7 a.txt /\n"), ("a.txt", "a\n")]);
    let events = build(&mut host, "one");
    let mut keys = events.iter().filter_map(|event| match event {
        engine::Event::VertexKeyed { key, .. } => Some(key),
        _ => None,
    });
    let key = keys.next_back().unwrap();
    let input = key.inputs.iter().find(|input| input.content.is_some()).unwrap();
    assert_eq!(input.paths.as_deref(), Some(&["/a.txt".to_owned()][..]));
    assert!(!key.parts.is_empty());
}
