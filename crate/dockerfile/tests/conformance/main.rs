//! The peers' recorded answers, case by case.
//!
//! `tests/data` is always checked; the larger collections only where the checkout stands beside them.

#![allow(clippy::disallowed_methods, reason = "tests read recorded data from disk")]
#![allow(clippy::unwrap_used, reason = "a recording of another shape should stop the test")]
#![allow(clippy::print_stdout, reason = "how many cases passed is part of the result")]

mod convert;
mod dockerignore;
mod fixes;
mod instructions;
mod integration;
mod lint;
mod parser;
mod probes;
mod realworld;
mod words;

use serde_json::Value;

/// A case that cannot apply: the start of its name, and why.
type NotApplicable = (&'static str, &'static str);

/// Why cases marked for Windows cannot apply.
const WINDOWS: &str = "Windows builders ignore the case of variables and separate paths with backslashes";

/// Checks every case of a file beside the checkout.
fn check_shared(file: &str, skipped: &[NotApplicable], check: impl Fn(&Value) -> Result<(), String>) {
    let path = format!("{}/../../../shared/conformance/{file}", env!("CARGO_MANIFEST_DIR"));
    match std::fs::read_to_string(&path) {
        Ok(text) => check_cases(file, &text, skipped, check),
        Err(_) => println!("{file}: not run, the collection is not beside this checkout"),
    }
}

/// Checks every case of a file of this repository.
fn check_data(file: &str, skipped: &[NotApplicable], check: impl Fn(&Value) -> Result<(), String>) {
    let path = format!("{}/tests/data/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    check_cases(file, &text, skipped, check);
}

fn check_cases(
    file: &str,
    text: &str,
    skipped: &[NotApplicable],
    check: impl Fn(&Value) -> Result<(), String>,
) {
    let cases: Vec<Value> = serde_json::from_str(text).unwrap();
    let (mut passed, mut not_applicable, mut failures) = (0, 0, Vec::new());
    for case in &cases {
        let name = case["name"].as_str().unwrap();
        let windows = (case["platform"] == "windows").then_some(WINDOWS);
        let listed = skipped.iter().find(|(start, _)| name.starts_with(start)).map(|(_, reason)| *reason);
        if let Some(reason) = windows.or(listed) {
            not_applicable += 1;
            println!("  not applicable: {name}: {reason}");
            continue;
        }
        match check(case) {
            Ok(()) => passed += 1,
            Err(failure) => failures.push(format!("{name}: {failure}")),
        }
    }
    println!("{file}: {passed} passed, {not_applicable} not applicable, {} failed", failures.len());
    assert!(failures.is_empty(), "{file}\n{}", failures.join("\n"));
}

/// An error unless both are equal.
fn equal<T: std::fmt::Debug + PartialEq>(what: &str, got: T, want: T) -> Result<(), String> {
    if got == want { Ok(()) } else { Err(format!("{what}\n     got {got:?}\n    want {want:?}")) }
}

/// The strings of a JSON array; empty for null.
fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|item| item.as_str().unwrap().to_owned()).collect()
}
