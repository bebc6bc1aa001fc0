//! Scripts as they stand in RUN, with what busybox sh made of them.
#![allow(clippy::disallowed_methods, reason = "tests read recorded data from disk")]

mod common;

use std::collections::BTreeMap;

use serde_json::Value;
use shell::Limits;
use vfs::{Kind, Node};

/// Cases that are not met, with the reason.
const NOT_APPLICABLE: &[(&str, &str)] = &[];

fn describe(node: &Node) -> Value {
    let mode = format!("{:04o}", node.meta.mode);
    match &node.kind {
        Kind::Dir(_) => serde_json::json!({"type": "dir", "mode": mode}),
        Kind::Symlink(target) => serde_json::json!({"type": "symlink", "target": &**target}),
        Kind::File(file) => {
            let text = String::from_utf8_lossy(&file.blob.bytes()).into_owned();
            serde_json::json!({"type": "file", "mode": mode, "content": text})
        }
        _ => serde_json::json!({"type": "other"}),
    }
}

fn differences(case: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let gnu = case.get("shell").is_some();
    let ran =
        common::run_argv(common::rootfs(gnu), &["/bin/sh", "-c", &text(&case["script"])], Limits::STANDARD);
    let expect = &case["expect"];
    let mut found = Vec::new();
    let mut compare = |what: &str, got: String, wanted: String| {
        if got != wanted {
            found.push(format!("{what}\n    got    {got:?}\n    wanted {wanted:?}"));
        }
    };
    compare("stdout", ran.stdout, text(&expect["stdout"]));
    compare("stderr", ran.stderr, text(&expect["stderr"]));
    let exit = ran.result.map_or_else(|stop| stop.to_string(), |exit| exit.0.to_string());
    compare("exit", exit, expect["exit"].to_string());
    let snapshot = ran.tree.snapshot();
    let files: BTreeMap<String, &Node> = snapshot
        .walk(common::path("/work"))
        .skip(1)
        .map(|(path, node)| (path.as_str().trim_start_matches("/work/").to_string(), node))
        .collect();
    let wanted = expect["files"].as_object().expect("files");
    compare(
        "names",
        format!("{:?}", files.keys().collect::<Vec<_>>()),
        format!("{:?}", wanted.keys().collect::<Vec<_>>()),
    );
    for (name, wanted) in wanted {
        let Some(node) = files.get(name) else { continue };
        let got = describe(node);
        for (key, wanted) in wanted.as_object().expect("a file") {
            match key.as_str() {
                "contentVaries" => {}
                "size" => compare(&format!("{name} size"), node.size().to_string(), wanted.to_string()),
                "uid" => compare(&format!("{name} uid"), node.meta.uid.to_string(), wanted.to_string()),
                "gid" => compare(&format!("{name} gid"), node.meta.gid.to_string(), wanted.to_string()),
                "sha256" => {
                    let digest = node.as_file().map(|file| file.blob.digest().hex()).unwrap_or_default();
                    compare(&format!("{name} sha256"), digest, text(wanted));
                }
                key => compare(&format!("{name} {key}"), got[key].to_string(), wanted.to_string()),
            }
        }
    }
    found
}

#[test]
fn conformance_of_the_shell() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("shell.json")).expect("json");
    let (mut passed, mut skipped, mut failed) = (0, 0, Vec::new());
    for case in &cases {
        let name = case["name"].as_str().expect("name");
        if NOT_APPLICABLE.iter().any(|(known, _)| *known == name) {
            skipped += 1;
            continue;
        }
        match differences(case) {
            found if found.is_empty() => passed += 1,
            found => failed.push(format!("{name}: {}\n  {}", case["script"], found.join("\n  "))),
        }
    }
    println!("shell.json: {passed} passed, {skipped} not applicable, {} failed", failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
