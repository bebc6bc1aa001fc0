use crate::build::{BuildRequest, Builder};
use crate::host::HostConfig;
use crate::task::TaskState;

use super::*;

fn host() -> Host {
    let mut host = Host::new(HostConfig { seed: 1, now: 1_700_000_000 });
    host.load_example("web-ping").unwrap();
    host
}

fn build(host: &mut Host) -> (String, Digest) {
    build_with(host, Builder::Buildkit, "web-ping")
}

fn build_with(host: &mut Host, builder: Builder, tag: &str) -> (String, Digest) {
    let request = BuildRequest { tags: vec![tag.to_owned()], builder, ..BuildRequest::default() };
    let task = host.start_build(request);
    let (mut log, mut id) = (String::new(), None);
    loop {
        let progress = host.advance(task).unwrap();
        for output in progress.output {
            log.push_str(&String::from_utf8_lossy(&output.bytes));
        }
        for event in progress.events {
            if let crate::Event::Image(made) = event {
                id = Some(made.id);
            }
        }
        if progress.state != TaskState::Running {
            assert_eq!(progress.state, TaskState::Done, "{log}");
            return (log, id.unwrap());
        }
    }
}

/// Writes a host down and reads it back as another one.
fn moved(host: &mut Host) -> Host {
    let index = host.state_index();
    let mut other = Host::new(HostConfig { seed: 1, now: 0 });
    for digest in other.import_state(&index).unwrap() {
        let blob = host.blob(&digest).unwrap();
        assert_eq!(other.put_blob(blob.bytes().into_owned()), Ok(digest));
    }
    other.finish_import().unwrap();
    other
}

#[test]
fn everything_comes_back() {
    let mut host = host();
    host.write_file("more/x.txt", b"x".to_vec(), Some(0o600), None).unwrap();
    let (_, id) = build(&mut host);
    let mut other = moved(&mut host);
    assert_eq!(other.files(), host.files());
    assert_eq!(other.images(), host.images());
    assert_eq!(other.now(), host.now());
    for format in [crate::ArchiveFormat::Oci, crate::ArchiveFormat::Docker] {
        assert!(other.save("web-ping", format) == host.save("web-ping", format), "{format:?}");
    }
    let (log, again) = build(&mut other);
    assert_eq!(again, id);
    assert!(log.contains("CACHED") && !log.contains("COPY app.js .\n#7 DONE"), "{log}");
    assert_eq!(other.state_index(), moved(&mut other).state_index());
}

#[test]
fn the_classic_builder_finds_its_steps_again() {
    let mut host = host();
    let (_, id) = build_with(&mut host, Builder::Classic, "classic");
    let mut other = moved(&mut host);
    let (log, again) = build_with(&mut other, Builder::Classic, "classic");
    assert_eq!(again, id);
    assert_eq!(log.matches("Using cache").count(), 6, "{log}");
}

#[test]
fn what_cannot_be_read_changes_nothing() {
    let mut host = host();
    let before = host.state_index();
    let check = |host: &mut Host, index: &[u8], code: &str| {
        let error = host.import_state(index).and_then(|_| host.finish_import()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert_eq!(host.state_index(), before);
    };
    check(&mut host, b"", "invalid-state");
    check(&mut host, b"layerlab state 2\nrest", "newer-state");
    check(&mut host, b"layerlab state 1\n", "invalid-state");
    check(&mut host, &before, "missing-blob");
    check(&mut host, &before[..before.len() / 2], "invalid-state");
    assert_eq!(host.finish_import().unwrap_err().code(), "no-state");
}
