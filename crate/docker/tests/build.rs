//! Builds of the project, as the page makes them.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, unreachable_pub, reason = "this is a test")]

use docker::{BuildRequest, Event, Host, HostConfig, Stream, TaskState};

fn host() -> Host {
    let mut host = Host::new(HostConfig { seed: 1, now: 1_700_000_000 });
    host.load_example("web-ping").unwrap();
    host
}

/// Builds, and gives the plain log with the image's id.
fn build(host: &mut Host, request: BuildRequest) -> (String, Option<String>, TaskState) {
    let task = host.start_build(request);
    let (mut log, mut id) = (String::new(), None);
    loop {
        let progress = host.advance(task).unwrap();
        for output in &progress.output {
            let mark = if output.stream == Stream::Stdout { "out: " } else { "" };
            log.push_str(mark);
            log.push_str(&String::from_utf8_lossy(&output.bytes));
        }
        for event in &progress.events {
            if let Event::Image(made) = event {
                id = Some(made.id.to_string());
            }
        }
        if !matches!(progress.state, TaskState::Running) {
            return (log, id, progress.state);
        }
    }
}

#[test]
fn the_second_build_is_cached() {
    let mut host = host();
    let request = BuildRequest { tags: vec!["web-ping".to_owned()], ..BuildRequest::default() };
    let (log, first, state) = build(&mut host, request.clone());
    println!("{log}");
    assert_eq!(state, TaskState::Done);
    let (log, second, _) = build(&mut host, request);
    println!("{log}");
    assert_eq!(first, second);
}
