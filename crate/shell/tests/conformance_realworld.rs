//! The RUN instructions of well-known projects: how many of them parse as shell scripts.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "reads recorded data from disk and prints the count"
)]

use serde_json::Value;
use shell::syntax::{Dialect, parse};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/conformance/realworld.json");

/// The texts of the shell-form RUN instructions in a parser dump, without flags and here-documents.
fn instructions(dump: &str) -> impl Iterator<Item = String> {
    dump.lines().filter_map(|line| {
        let quoted = line.strip_prefix("(run \"")?.strip_suffix("\")")?;
        let text: String = serde_json::from_str(&format!("\"{}\"", quoted.replace('\t', "\\t"))).ok()?;
        (!text.contains("<<")).then_some(text)
    })
}

#[test]
fn conformance_of_real_run_instructions() {
    let Ok(text) = std::fs::read_to_string(FILE) else {
        println!("realworld.json: not run, the recorded data is not here");
        return;
    };
    let cases: Vec<Value> = serde_json::from_str(&text).expect("json");
    let (mut passed, mut windows, mut failed) = (0, 0, Vec::new());
    for case in &cases {
        let dump = case["oracle"]["dump"].as_str().unwrap_or_default();
        let powershell =
            case["windows"] == true || dump.contains("powershell") || dump.contains("servercore");
        for text in instructions(dump) {
            if powershell {
                windows += 1;
                continue;
            }
            match parse(&text, Dialect::Bash) {
                Ok(_) => passed += 1,
                Err(error) => failed.push(format!("{}: {error}\n{text}", case["name"])),
            }
        }
    }
    println!(
        "realworld.json: {passed} passed, {windows} not applicable (PowerShell), {} failed",
        failed.len()
    );
    assert!(failed.len() * 20 <= passed, "{}", failed.join("\n\n"));
}
