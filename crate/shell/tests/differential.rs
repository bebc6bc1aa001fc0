//! The same scripts in a real shell and in ours, where a real one is installed.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "starts the real shell, and says with which seed"
)]

mod common;

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use shell::Limits;

/// How each shell is started where it is installed.
fn command(shell: &str) -> Option<Command> {
    let program = format!("/bin/{shell}");
    std::path::Path::new(&program).exists().then(|| {
        let mut command = Command::new(program);
        command.args((shell == "busybox").then_some("sh"));
        command
    })
}

/// What a real shell makes of a script: stdout and status. `None` if it is not installed.
fn real(shell: &str, script: &str) -> Option<(String, i32)> {
    static RUNS: AtomicU32 = AtomicU32::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let dir = std::env::temp_dir().join(format!("layerlab-differential-{}-{run}", std::process::id()));
    let mut command = command(shell)?;
    std::fs::create_dir_all(&dir).ok()?;
    let output = command
        .args(["-c", script])
        .current_dir(&dir)
        .env_clear()
        .env("PATH", "/bin")
        .env("HOME", "/root")
        .stdin(Stdio::null())
        .output()
        .ok();
    std::fs::remove_dir_all(&dir).ok()?;
    let output = output?;
    let name = if shell == "busybox" { "sh".to_owned() } else { format!("/bin/{shell}") };
    let stdout = String::from_utf8_lossy(&output.stdout).replace(&name, "sh");
    Some((stdout, output.status.code().unwrap_or_else(|| 128 + output.status.signal().unwrap_or(0))))
}

fn ours(shell: &str, script: &str) -> (String, i32) {
    let (gnu, argv0) = match shell {
        "busybox" => (false, "/bin/sh"),
        "dash" => (true, "/bin/sh"),
        _ => (true, "/bin/bash"),
    };
    let ran = common::run_argv(common::rootfs(gnu), &[argv0, "-c", script], Limits::STANDARD);
    match ran.result {
        Ok(exit) => (ran.stdout.replace(argv0, "sh"), i32::from(exit.0)),
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
        more_words(),
    ]
}

/// Expansions that Dockerfiles use less often.
fn more_words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("\"${x##*a}\"".to_string()),
        Just("${y%c}".to_string()),
        Just("${x+set}".to_string()),
        Just("\"${z-un set}\"".to_string()),
        Just("${y:+\"a $i\"}".to_string()),
        Just("\"${x%\"${x#?}\"}\"".to_string()),
        Just("${#x}".to_string()),
        Just("$((i == 1 && !0))".to_string()),
        Just("$((i += 2))".to_string()),
        Just("$(( (i << 2) % 5 ))".to_string()),
        Just("`echo \"b q\"`".to_string()),
        Just("$(f_unknown 2>/dev/null || echo no)".to_string()),
        Just("\"$*\"".to_string()),
        Just("$1".to_string()),
        Just("\"${2-none}\"".to_string()),
        Just("\\$x".to_string()),
        Just("\"\\$x \\\\ \\\"\"".to_string()),
        Just("'it'\\''s'".to_string()),
        Just("~root".to_string()),
        Just("*".to_string()),
        Just("[ab]*".to_string()),
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
        more_lines(),
    ]
}

/// Builtins, redirections and jobs, as Dockerfiles use them.
fn more_lines() -> impl Strategy<Value = String> {
    prop_oneof![
        word().prop_map(|word| format!("while getopts ab:c o -a -b {word} -c; do printf '%s,' \"$o$OPTARG\"; done; echo $OPTIND; OPTIND=1")),
        word().prop_map(|word| format!("trap 'echo trapped '{word} EXIT")),
        Just("trap - EXIT".to_string()),
        Just("(exit 5) & wait $!; echo \"waited $?\"".to_string()),
        word().prop_map(|word| format!("{{ echo {word}; }} > out; cat < out; rm -f out")),
        word().prop_map(|word| format!("{{ echo {word} >&2; echo o; }} 2>&1 | sort")),
        word().prop_map(|word| format!("{{ echo {word}; false; }} 2>/dev/null || echo failed")),
        Just("exec 3>log; echo to3 >&3; exec 3>&-; cat log; rm log".to_string()),
        word().prop_map(|word| format!("printf '%s|%5s|%-4s|%d\\n' {word} b c 7")),
        Just("printf '%03d %x %c\\n' 5 255 xyz".to_string()),
        word().prop_map(|word| format!("echo {word} | {{ read -r p q; printf '<%s><%s>' \"$p\" \"$q\"; }}; echo")),
        word().prop_map(|word| format!("printf '1 a\\n2 b\\n' | while read n v; do echo \"$v$n\" {word}; done")),
        word().prop_map(|word| format!("IFS=: read p q r <<E\n{word}:2:3\nE\necho \"$p-$q-$r\"")),
        word().prop_map(|word| format!("eval 'x='{word}'; echo \"ev $x\"' 2>/dev/null")),
        Just("set -u; echo \"${nope-none}\"; set +u".to_string()),
        Just("set -x; set +x".to_string()),
        Just("command -v printf; command echo c".to_string()),
        Just("readonly ro=1; (ro=2) 2>/dev/null; echo \"ro $?\"".to_string()),
        Just("export E=1; sh -c 'echo \"[$E]\"'; unset E".to_string()),
        Just("umask 027; umask; umask 022".to_string()),
        Just("(cd /; pwd; cd - >/dev/null; cd)".to_string()),
        Just("yes | head -n 1".to_string()),
        Just("test -n \"$x\" -a 1 -lt 2 && echo both".to_string()),
        Just("shift; echo \"$#\"".to_string()),
        Just("until [ $i -ge 3 ]; do i=$((i + 1)); [ $i = 2 ] && continue; echo \"i$i\"; done".to_string()),
        word().prop_map(|word| format!("cat <<-'E'\n\t{word}\n\tE")),
        word().prop_map(|word| format!("g() {{ local q={word} 2>/dev/null; echo \"$q $#\"; return 2; }}; g a b || echo \"r$?\"")),
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
            inner.clone().prop_map(|a| format!("( {a}\n)")),
            inner.clone().prop_map(|a| format!("f() {{ local y=loc; {a}\n}}; f a 'b c'")),
            inner.clone().prop_map(|a| format!("echo \"$( {a}\n)\"")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{{ {a}\n}} | {{ cat; {b}\n}}")),
            inner.clone().prop_map(|a| format!("! {{ {a}\n}}")),
            inner.prop_map(|a| format!("cat <<E\n$x $((i)) $(echo h)\nE\n{a}")),
        ]
    })
}

/// Words of bash alone.
fn bash_word() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => word(),
        1 => prop_oneof![
            Just("${y^^}".to_string()),
            Just("${y^}".to_string()),
            Just("\"${y//b/-}\"".to_string()),
            Just("${y/#a/x}".to_string()),
            Just("${y:1:2}".to_string()),
            Just("${y: -1}".to_string()),
            Just("{a,b}c".to_string()),
            Just("{1..3}".to_string()),
            Just("$'q\\tr'".to_string()),
            Just("\"${arr[@]}\"".to_string()),
            Just("${#arr[@]}".to_string()),
            Just("${arr[1]}".to_string()),
            Just("\"${arr[*]}\"".to_string()),
            Just("${PIPESTATUS[0]}".to_string()),
        ],
    ]
}

/// Lines of bash alone, among others.
fn bash_script() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        prop::collection::vec(bash_word(), 0..4)
            .prop_map(|words| format!("printf '[%s]' {}; echo", words.join(" "))),
        prop::collection::vec(bash_word(), 0..4).prop_map(|words| format!("arr=({})", words.join(" "))),
        bash_word().prop_map(|word| format!("arr+=({word})")),
        bash_word().prop_map(|word| format!("[[ {word} == a* ]]")),
        bash_word().prop_map(|word| format!("[[ -n {word} && x != y ]]")),
        bash_word().prop_map(|word| format!("read -r p q <<< {word}; echo \"$p,$q\"")),
        Just("(( i++ ))".to_string()),
        Just("((i > 2))".to_string()),
        Just("set -o pipefail; false | true".to_string()),
        Just("for ((j = 0; j < 2; j++)); do echo $j; done".to_string()),
        Just("local v=1 2>/dev/null".to_string()),
        Just("mapfile -t arr <<< $'l 1\\nl 2'".to_string()),
        Just("unset 'arr[0]'".to_string()),
    ];
    prop::collection::vec(prop_oneof![2 => line, 1 => script()], 1..6).prop_map(|lines| lines.join("\n"))
}

/// Holds generated scripts against a real shell.
fn generated<S: Strategy<Value = String>>(shell: &str, scripts: S) {
    if command(shell).is_none() {
        eprintln!("not run: {shell} is not installed");
        return;
    }
    let seed = 20_240_229;
    eprintln!("{shell}: seed {seed}");
    // As many as asked for; few keep the test short.
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(150);
    let config =
        Config { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&scripts, |text| {
        let text = format!("x=1 y=abc i=1\n{text}\necho \"end $? $x $#\"");
        let wanted = real(shell, &text).expect("the shell is installed");
        prop_assert_eq!(ours(shell, &text), wanted, "{}", text);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{shell}: {error}");
    }
}

/// Holds written scripts, apart by a line with a percent sign, against a real shell.
fn written(shell: &str, scripts: &str) {
    if command(shell).is_none() {
        eprintln!("not run: {shell} is not installed");
        return;
    }
    let mut differing = Vec::new();
    for script in scripts.trim_end().split("\n%\n") {
        let (wanted, got) = (real(shell, script).expect("the shell is installed"), ours(shell, script));
        if got != wanted {
            differing.push(format!("{script}\n  {shell}: {wanted:?}\n  ours: {got:?}"));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn generated_scripts_run_as_in_busybox() {
    generated("busybox", script());
}

#[test]
fn generated_scripts_run_as_in_dash() {
    generated("dash", script());
}

#[test]
fn generated_scripts_run_as_in_bash() {
    generated("bash", bash_script());
}

#[test]
fn written_scripts_run_as_in_busybox() {
    written("busybox", include_str!("scripts/posix.txt"));
}

#[test]
fn written_scripts_run_as_in_dash() {
    written("dash", include_str!("scripts/posix.txt"));
}

#[test]
fn written_scripts_run_as_in_bash() {
    written("bash", include_str!("scripts/bash.txt"));
}
