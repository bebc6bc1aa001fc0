//! The same scripts in a real shell and in ours, where a real one is installed.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "starts the real shell, and says with which seed"
)]

mod common;

use std::process::{Command, Stdio};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use shell::Limits;

/// What a real shell makes of a script: stdout and status. `None` if it is not installed.
fn real(shell: &[&str], script: &str) -> Option<(String, i32)> {
    let (program, arguments) = shell.split_first()?;
    let dir = std::env::temp_dir().join(format!("layerlab-differential-{}", std::process::id()));
    std::fs::create_dir_all(&dir).ok()?;
    let output = Command::new(program)
        .args(arguments)
        .args(["-c", script])
        .current_dir(&dir)
        .env_clear()
        .env("PATH", "/bin")
        .env("HOME", "/root")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    Some((String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code().unwrap_or(-1)))
}

fn ours(gnu: bool, script: &str) -> (String, i32) {
    let ran = common::run_argv(common::rootfs(gnu), &["/bin/sh", "-c", script], Limits::STANDARD);
    match ran.result {
        Ok(exit) => (ran.stdout, i32::from(exit.0)),
        Err(stop) => (format!("{}{stop}", ran.stdout), -1),
    }
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c]{1,3}",
        Just("$x".to_string()),
        Just("\"$x\"".to_string()),
        Just("\"$@\"".to_string()),
        Just("$*".to_string()),
        Just("'a b'".to_string()),
        Just("\"a $y\"b".to_string()),
        Just("${x:-d e}".to_string()),
        Just("\"${z:-d  e}\"".to_string()),
        Just("${y#a}".to_string()),
        Just("${y%%b*}".to_string()),
        Just("${#y}".to_string()),
        Just("$((i + 2 * 3))".to_string()),
        Just("$((i > 1 ? 7 : 8))".to_string()),
        Just("$(echo c d)".to_string()),
        Just("\"$(echo 'e  f')\"".to_string()),
        Just("a\\ b".to_string()),
        Just("$?".to_string()),
        Just("$#".to_string()),
        Just("''".to_string()),
    ]
}

fn simple() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(word(), 0..4)
            .prop_map(|words| format!("printf '[%s]' {}; echo", words.join(" "))),
        prop::collection::vec(word(), 0..4).prop_map(|words| format!("set -- {}", words.join(" "))),
        word().prop_map(|word| format!("x={word}")),
        word().prop_map(|word| format!("y={word}x")),
        Just("i=$((i + 1))".to_string()),
        Just("true".to_string()),
        Just("false".to_string()),
        Just("(exit 3)".to_string()),
        Just("IFS=b".to_string()),
        Just("unset x".to_string()),
        word().prop_map(|word| format!("[ {word} = a ]")),
        Just("shift 2>/dev/null".to_string()),
        Just("set -e".to_string()),
        Just("return 4".to_string()),
        Just("break".to_string()),
        Just("echo a b | read p q; echo \"$p\"".to_string()),
    ]
}

fn script() -> impl Strategy<Value = String> {
    simple().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..5).prop_map(|lines| lines.join("\n")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{{ {a}\n}} && {{ {b}\n}}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{{ {a}\n}} || {{ {b}\n}}")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("if {a}\nthen {b}\nelse {c}\nfi")),
            (word(), inner.clone()).prop_map(|(word, a)| format!("for x in {word} z; do {a}\ndone")),
            (word(), inner.clone(), inner.clone())
                .prop_map(|(word, a, b)| format!("case {word} in a*) {a}\n;; *) {b}\n;; esac")),
            inner.clone().prop_map(|a| format!("({a}\n)")),
            inner.clone().prop_map(|a| format!("f() {{ local y=loc; {a}\n}}; f a 'b c'")),
            inner.clone().prop_map(|a| format!("echo \"$( {a}\n)\"")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{{ {a}\n}} | {{ cat; {b}\n}}")),
            inner.clone().prop_map(|a| format!("! {{ {a}\n}}")),
            inner.prop_map(|a| format!("cat <<E\n$x $((i)) $(echo h)\nE\n{a}")),
        ]
    })
}

fn compare(shell: &[&str], gnu: bool) {
    if real(shell, ":").is_none() {
        eprintln!("not run: {} is not installed", shell.join(" "));
        return;
    }
    let seed = 20_240_229;
    eprintln!("{}: seed {seed}", shell.join(" "));
    let config =
        Config { cases: 150, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&script(), |text| {
        let text = format!("x=1 y=abc i=1\n{text}\necho \"end $? $x $#\"");
        let wanted = real(shell, &text).expect("the shell is installed");
        prop_assert_eq!(ours(gnu, &text), wanted, "{}", text);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{}: {error}", shell.join(" "));
    }
}

#[test]
fn generated_scripts_run_as_in_busybox() {
    compare(&["/bin/busybox", "sh"], false);
}

#[test]
fn generated_scripts_run_as_in_dash() {
    compare(&["/bin/dash"], true);
}
