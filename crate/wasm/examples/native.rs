//! Builds a folder of files natively as a lab does in WebAssembly, so that a test can hold the two against each other:
//! `cargo run -p wasm --example native -- EXAMPLE ARCHIVE`.
#![allow(clippy::disallowed_methods, reason = "an example runs on the host and writes its result to disk")]

use std::error::Error;

use docker::{ArchiveFormat, BuildRequest, Host, HostConfig, TaskState};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(example), Some(archive)) = (args.next(), args.next()) else {
        return Err("usage: native EXAMPLE ARCHIVE".into());
    };
    let mut host = Host::new(HostConfig { seed: 0, now: 1_700_000_000 });
    host.load_example(&example)?;
    let task = host.start_build(BuildRequest { tags: vec![example.clone()], ..BuildRequest::default() });
    loop {
        let progress = host.advance(task)?;
        match progress.state {
            TaskState::Running => {}
            TaskState::Done => break,
            state => return Err(format!("the build ended as {state:?}").into()),
        }
    }
    std::fs::write(archive, host.save(&example, ArchiveFormat::Oci)?)?;
    Ok(())
}
