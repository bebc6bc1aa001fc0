//! Why steps ran and why others did not: two builds of a project, what changed between them, and what `--explain` tells,
//! with both builders, as text and as JSON.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "this is a test")]

mod cache;
mod files;
#[path = "../support/mod.rs"]
mod support;
mod words;

use expect_test::Expect;
use serde_json::Value;
use support::Machine;
use vfs::{Follow, Meta, Time, VPathBuf};

/// Something that happens to a project, or to the machine.
#[derive(Debug, Clone, Copy)]
enum Edit {
    Write(&'static str, &'static str),
    Remove(&'static str),
    Rename(&'static str, &'static str),
    Chmod(&'static str, u16),
    Touch(&'static str),
    Link(&'static str, &'static str),
    Run(&'static str),
}
use Edit::{Chmod, Link, Remove, Rename, Run, Touch, Write};

impl Edit {
    fn make(self, machine: &mut Machine) {
        let now = Time::from_secs(1_650_000_000);
        let place = |path: &str| VPathBuf::normalise(&format!("/p/{path}"));
        let mut tree = machine.files.edit();
        match self {
            Write(path, text) => return machine.write(&format!("/p/{path}"), text.as_bytes()),
            Run(line) => {
                let ran = machine.run(line);
                assert_eq!(ran.exit, 0, "{line}: {}", ran.stderr);
                return;
            }
            Remove(path) => tree.remove(&place(path), now).unwrap(),
            Rename(from, to) => tree.rename(&place(from), &place(to), now).unwrap(),
            Chmod(path, mode) => tree.set_mode(&place(path), mode, Follow::All).unwrap(),
            Touch(path) => tree.set_mtime(&place(path), now, Follow::All).unwrap(),
            Link(path, target) => {
                if tree.exists(&place(path)) {
                    tree.remove(&place(path), now).unwrap();
                }
                tree.symlink(&place(path), target, &Meta::root(0o777, now)).unwrap();
            }
        }
        machine.files = tree.freeze();
    }
}

/// What the second build of a project tells, without the image's id.
fn told(builder: &str, explain: &str, flags: [&str; 2], before: &[Edit], edits: &[Edit]) -> String {
    let mut machine = Machine::new(1_700_000_000);
    machine.options.cwd = "/p".to_owned();
    let mut text = String::new();
    for (flags, edits) in flags.into_iter().zip([before, edits]) {
        for edit in edits {
            edit.make(&mut machine);
        }
        machine.reload();
        let ran = machine.run(&format!("docker build -q --builder {builder} {explain} {flags} ."));
        assert_eq!(ran.exit, 0, "{builder}: {}", ran.stderr);
        text = ran.stdout();
    }
    text.split_once('\n').unwrap().1.to_owned()
}

/// The text with short digests, without base images that were found; then of each step what the JSON says, a line each.
fn shown(builder: &str, flags: [&str; 2], before: &[Edit], edits: &[Edit]) -> String {
    let text = told(builder, "--explain", flags, before, edits);
    let mut out: String =
        text.lines().filter(|line| !line.contains("] FROM ")).map(|line| format!("{line}\n")).collect();
    let json: Value = serde_json::from_str(&told(builder, "--explain=json", flags, before, edits)).unwrap();
    let steps = |list: &str| json[list].as_array().unwrap().clone();
    for step in steps("missed") {
        let name = step["step"].as_str().unwrap();
        assert!(step["key"]["parts"].as_array().is_some_and(|parts| !parts.is_empty()), "{name} has no key");
        let mark = if step["firstBreak"] == true { "!" } else { ">" };
        let reasons = step["reasons"].as_array().unwrap().iter().map(|reason| {
            let mut reason = reason.as_object().unwrap().clone();
            // The diffs are in the text already, and their presence is what counts here.
            for (name, value) in &mut reason {
                if matches!(name.as_str(), "diff" | "words") && !value.is_null() {
                    *value = Value::from("…");
                }
            }
            reason.retain(|_, value| !value.is_null());
            Value::from(reason).to_string()
        });
        out.push_str(&format!("{mark} {}\n", reasons.collect::<Vec<_>>().join(" ")));
    }
    for step in steps("cached") {
        for surprise in step["surprises"].as_array().unwrap() {
            out.push_str(&format!("= {surprise}\n"));
        }
    }
    short(&out)
}

/// Digests with eight digits.
fn short(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("sha256:") {
        let (head, tail) = rest.split_at(at + "sha256:".len());
        let digits = tail.bytes().take_while(u8::is_ascii_hexdigit).count();
        out.push_str(head);
        out.push_str(tail.get(..digits.min(8)).unwrap());
        rest = tail.get(digits..).unwrap();
    }
    out + rest
}

fn check(before: &[Edit], edits: &[Edit], buildkit: Expect, classic: Expect) {
    check_with(["", ""], before, edits, buildkit, classic);
}

fn check_with(flags: [&str; 2], before: &[Edit], edits: &[Edit], buildkit: Expect, classic: Expect) {
    buildkit.assert_eq(&shown("buildkit", flags, before, edits));
    classic.assert_eq(&shown("classic", flags, before, edits));
}

const COPY: Edit = Write("Dockerfile", "FROM alpine\nCOPY d /d\nRUN cat /d/a\n");
const A: Edit = Write("d/a", "one\ntwo\n");
