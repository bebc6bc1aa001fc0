//! The docker command line over a small project, a file for each command.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, unreachable_pub, reason = "this is a test")]

#[path = "../support/mod.rs"]
mod support;

mod build;
mod cache;
mod calls;
mod classic;
mod help;
mod image;
mod pull;
mod refused;

use expect_test::Expect;
use support::{Machine, Ran};

const NOW: i64 = 1_765_000_000;

/// A machine with a project that is built as `app`.
fn machine() -> Machine {
    let mut machine = Machine::new(NOW);
    machine.options.cwd = "/project".to_owned();
    machine.write(
        "/project/Dockerfile",
        b"FROM alpine\nENV A=1\nCOPY app.js /app/\nCMD [\"node\", \"/app/app.js\"]\n",
    );
    machine.write("/project/app.js", b"ping\n");
    let ran = machine.run("docker build -q -t app .");
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout().starts_with("sha256:"), "{}", ran.stdout());
    machine
}

/// What a command prints, its exit code behind it if it is not 0. Control characters are made visible.
fn shown(ran: &Ran) -> String {
    let mut out = format!("{}{}", ran.stdout(), ran.stderr).replace('\r', "␍").replace('\x1b', "␛");
    if ran.exit != 0 {
        out.push_str(&format!("exit {}\n", ran.exit));
    }
    out
}

fn check(machine: &mut Machine, line: &str, expected: Expect) {
    let ran = machine.run(line);
    expected.assert_eq(&shown(&ran));
}
