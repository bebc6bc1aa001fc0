//! Does natively what a script says, as a lab does it in WebAssembly, so that a test can hold the two against each other:
//! `cargo run -p docker --example native -- SCRIPT RESULTS`. Both are JSON; `tests/package/replay.ts` writes the script and
//! does the same.
#![allow(clippy::disallowed_methods, reason = "an example runs on the host and writes its result to disk")]

use std::collections::BTreeMap;
use std::error::Error;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use docker::{ArchiveFormat, BuildRequest, Event, Host, HostConfig, TaskState};
use serde_json::{Value, json};
use vfs::{Digest, Time};

type Done<T> = Result<T, Box<dyn Error>>;

fn main() -> Done<()> {
    let mut args = std::env::args().skip(1);
    let (Some(script), Some(results)) = (args.next(), args.next()) else {
        return Err("usage: native SCRIPT RESULTS".into());
    };
    let script: Vec<Value> = serde_json::from_slice(&std::fs::read(script)?)?;
    let mut host = new_lab();
    let mut built = Vec::new();
    for step in &script {
        match text(step, "op") {
            "lab" => host = new_lab(),
            "build" => built.push(build(&mut host, &step["request"])?),
            _ => edit(&mut host, step)?,
        }
    }
    Ok(std::fs::write(results, serde_json::to_string(&built)?)?)
}

fn new_lab() -> Host {
    Host::new(HostConfig { seed: 0, now: 1_700_000_000 })
}

fn text<'a>(step: &'a Value, name: &str) -> &'a str {
    step[name].as_str().unwrap_or_default()
}

fn edit(host: &mut Host, step: &Value) -> Done<()> {
    let path = text(step, "path");
    let mode = step["mode"].as_u64().map(|mode| mode as u16);
    match text(step, "op") {
        "write" => {
            let bytes = BASE64_STANDARD.decode(text(step, "base64")).map_err(|error| error.to_string())?;
            host.write_file(path, bytes, mode, step["mtime"].as_i64().map(Time::from_secs))?;
        }
        "mkdir" => host.make_dir(path)?,
        "remove" => host.remove(path)?,
        "rename" => host.rename(path, text(step, "to"))?,
        "chmod" => host.chmod(path, mode.unwrap_or(0o755))?,
        "symlink" => host.symlink(path, text(step, "target"))?,
        other => return Err(format!("unknown step {other}").into()),
    }
    Ok(())
}

/// Builds the project; how that ended, and what the image consists of.
fn build(host: &mut Host, request: &Value) -> Done<Value> {
    let strings = |name: &str| -> Vec<String> {
        let list = request[name].as_array().into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let args = request["buildArgs"].as_object().into_iter().flatten();
    let build_args: BTreeMap<String, String> =
        args.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect();
    let optional = |name: &str| request[name].as_str().map(str::to_owned);
    let task = host.start_build(BuildRequest {
        dockerfile: optional("dockerfile"),
        tags: strings("tags"),
        target: optional("target"),
        build_args,
        no_cache: request["noCache"].as_bool().unwrap_or(false),
        no_cache_filter: strings("noCacheFilter"),
        ..BuildRequest::default()
    });
    let mut result = json!({ "state": "failed" });
    loop {
        let progress = host.advance(task)?;
        for event in progress.events {
            match event {
                Event::Failed(failure) => result = json!({ "state": "failed", "message": failure.message }),
                Event::Image(image) => {
                    let archive = host.save(&image.id.to_string(), ArchiveFormat::Oci)?;
                    let layers: Vec<String> =
                        image.layers.iter().map(|layer| layer.diff_id.to_string()).collect();
                    result = json!({
                        "state": "done",
                        "id": image.id.to_string(),
                        "manifest": image.manifest.to_string(),
                        "layers": layers,
                        "archive": Digest::of(&archive).to_string(),
                    });
                }
                Event::Began { .. } | Event::Build(_) | Event::Log(_) => {}
            }
        }
        if progress.state != TaskState::Running {
            return Ok(result);
        }
    }
}
