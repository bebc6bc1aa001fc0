//! The wording of sizes and ages, as recorded from docker clients.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, unreachable_pub, reason = "this is a test")]

use docker::view::{age, size};
use serde_json::Value;

/// The rows of the steps that printed `TAG<tab>VALUE`, with the seconds to add to the tag.
fn rows(file: &str) -> Vec<(String, String, f64)> {
    let path = format!("{}/../../tests/docker/{file}", env!("CARGO_MANIFEST_DIR"));
    let recorded: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut rows = Vec::new();
    for step in recorded["steps"].as_array().unwrap() {
        if !step["cmd"].as_str().unwrap().contains("{{.Tag}}") {
            continue;
        }
        let later = step["age_is_tag_plus_seconds"].as_f64().unwrap_or(0.0);
        for line in step["stdout"].as_str().unwrap().lines() {
            let (tag, value) = line.split_once('\t').unwrap();
            rows.push((tag.to_owned(), value.to_owned(), later));
        }
    }
    assert!(rows.len() > 30);
    rows
}

#[test]
fn sizes() {
    for (tag, expected, _) in rows("wording_size.json") {
        assert_eq!(size::short(tag.parse().unwrap()), expected, "{tag} bytes");
    }
}

#[test]
fn ages() {
    for (tag, expected, later) in rows("wording_created.json") {
        // An image that does not say when it was made has no age.
        if tag == "zero" {
            assert_eq!(expected, "");
            continue;
        }
        let seconds = if tag == "future" { -3600 } else { (tag.parse::<f64>().unwrap() + later) as i64 };
        // The offset was taken when the recording began; the list was printed within the second after.
        let possible = [age::ago(0, seconds), age::ago(0, seconds + 1)];
        assert!(possible.contains(&expected), "{tag} + {later} seconds: {expected}, not {possible:?}");
    }
}
