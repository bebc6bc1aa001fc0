//! What was typed at a real docker (clients 20.10 and 28.2.2), and what it printed, command by command.
//!
//! Outputs are compared after [`normal::text`] has replaced what differs from run to run. A command whose output is not
//! the same stands in `data/apart.json` with its reason, and only while that is so: `APART=write` takes off the list
//! what has become equal, and puts on it what has not, for someone to write the reason.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, unreachable_pub, reason = "this is a test")]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use support::recorder;
use support::transcript::{Compared, Transcript, play};

/// By transcript (`NAME`, or `NAME.CLIENT` if only one client differs) and command: why it is not the same.
type Apart = BTreeMap<String, BTreeMap<String, String>>;

#[test]
fn conformance_transcripts() {
    let list = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/apart.json");
    let apart: Apart = serde_json::from_slice(&std::fs::read(&list).unwrap_or(b"{}".to_vec())).unwrap();
    let only = std::env::var("TRANSCRIPT").unwrap_or_default();
    let mut now_apart = Apart::new();
    let registry = recorder::registry();
    let (mut exact, mut equal, mut listed, mut failed) = (0, 0, 0, Vec::new());
    for path in recordings() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if !name.contains(&only) {
            continue;
        }
        let transcript: Transcript = read(&path);
        let group = name.split_once('.').map_or(name.as_str(), |(group, _)| group);
        let mut counts = [0; 4];
        for (command, compared) in play(&transcript, &registry) {
            let known = [name.as_str(), group]
                .into_iter()
                .find_map(|key| Some((key, apart.get(key)?.get(&command)?)));
            match compared {
                Compared::Exact => counts[0] += 1,
                Compared::Equal => counts[1] += 1,
                Compared::Different(difference) => {
                    if !only.is_empty() {
                        println!("{name}: $ {command}\n{difference}\n");
                    }
                    let (key, reason) = match known {
                        Some((key, reason)) => {
                            counts[2] += 1;
                            (key, reason.clone())
                        }
                        None => {
                            counts[3] += 1;
                            failed.push(format!("{name}: $ {command}\n{difference}"));
                            (group, "not looked at yet".to_owned())
                        }
                    };
                    now_apart.entry(key.to_owned()).or_default().insert(command, reason);
                }
            }
        }
        let [exactly, normalised, different, wrong] = counts;
        println!(
            "{name}: {} passed ({exactly} to the byte), {different} not applicable, {wrong} failed",
            exactly + normalised
        );
        exact += exactly;
        equal += normalised;
        listed += different;
    }
    println!(
        "transcripts: {} passed ({exact} to the byte), {listed} not applicable, {} failed",
        exact + equal,
        failed.len()
    );
    if std::env::var("APART").is_ok_and(|wish| wish == "write") && only.is_empty() {
        std::fs::write(&list, serde_json::to_string_pretty(&now_apart).unwrap() + "\n").unwrap();
        return;
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    if only.is_empty() {
        assert_eq!(stale(&apart, &now_apart), Vec::<String>::new(), "listed, but equal: APART=write");
    }
}

/// Entries of the list that no recording needs any more.
fn stale(apart: &Apart, needed: &Apart) -> Vec<String> {
    let rows = apart.iter().flat_map(|(name, commands)| commands.keys().map(move |command| (name, command)));
    rows.filter(|(name, command)| !needed.get(*name).is_some_and(|known| known.contains_key(*command)))
        .map(|(name, command)| format!("{name}: {command}"))
        .collect()
}

/// The recordings but for those of single words, which have a test of their own.
fn recordings() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/docker");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.retain(|path| !path.file_name().unwrap().to_string_lossy().starts_with("wording_"));
    paths.sort();
    paths
}

fn read<T: for<'a> Deserialize<'a>>(path: &std::path::Path) -> T {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}
