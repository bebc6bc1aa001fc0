//! Images looked at closely, and what a build would do.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, unreachable_pub, reason = "this is a test")]

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

#[test]
fn a_forecast_gives_both_verdicts() {
    let mut host = wasteful();
    write(&mut host, &[("small.txt", "other\n")]);
    let rows = host.forecast(BuildRequest::default()).unwrap();
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
