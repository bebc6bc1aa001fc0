//! Runaway scripts end quickly with a clear error.

mod common;

use common::{rootfs, run_argv};
use shell::Limits;

fn check(script: &str, wanted: &str) {
    // A tenth of what is allowed keeps the test short; the cases that fill a pipe need it all.
    let loops = script.starts_with("while :; do echo") || script.starts_with("yes |");
    let small = Limits { fuel: 400_000, output: 1 << 20, disk: 32 << 20, ..Limits::STANDARD };
    let limits = if loops { Limits::STANDARD } else { small };
    let ran = run_argv(rootfs(false), &["/bin/sh", "-c", script], limits);
    let shown: String = script.chars().take(60).collect();
    let got = match ran.result {
        Ok(exit) => format!("exit {}: {}", exit.0, ran.stderr),
        Err(stop) => stop.to_string(),
    };
    assert!(got.contains(wanted), "{shown}: {got}");
}

#[test]
fn runaway_scripts_are_stopped() {
    check("while :; do :; done", "simulated steps");
    check("f() { f | f & }; f", "nested more than");
    check(":() { :|:& };:", "nested more than");
    check("f() { f; }; f", "nested more than");
    check("sh -c 'exec sh -c \"$0\" \"$0\"' 'sh -c \"$0\" \"$0\"'", "nested more than");
    check("echo 'sh $0' > a; sh a", "nested more than");
    check("echo './a' > a; chmod +x a; ./a", "nested more than");
    check("echo '. ./a' > a; . ./a", "nested more than");
    check("eval() { command eval \"$@\"; }; x='eval \"$x\"'; eval \"$x\"", "nested more than");
    check("yes", "printed more than");
    check("yes > /dev/null", "simulated steps");
    check("yes > f", "wrote more than");
    check("dd if=/dev/zero of=f bs=1M count=10240", "wrote more than");
    check("dd if=/dev/zero of=f bs=10G count=1", "wrote more than");
    check("truncate -s 10G f", "wrote more than");
    check("x=a; while :; do x=$x$x; done", "stopped");
    check("set -- a; while :; do set -- \"$@\" \"$@\"; done", "stopped");
    check("printf '%1000000000s' x | wc -c", "exit 0");
    check("seq 1 1000000000 | tail -1", "stopped");
    check("awk 'BEGIN { while (1) x = x \"a\" }'", "stopped");
    check("awk 'function f(n) { return f(n + 1) } BEGIN { f(1) }'", "nested more than");
    check(
        "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | grep -E '((a*)*)*\\2b'",
        "simulated steps",
    );
    check("echo a | sed ':a; s/a/aa/; ta'", "stopped");
    check("find / -exec sh -c 'find / -exec sh -c \"while :; do :; done\" \\;' \\;", "simulated steps");
    check("sleep 1000000; echo slept", "exit 0");
    check(". /dev/zero", "wrote more than");
    check("cat /dev/zero | wc -c", "more than 32 MiB");
    check("while :; do echo x; done | wc -l", "simulated steps");
    check("while :; do echo x; done | head -n 2", "exit 0");
    check("yes | head -n 3; set -o pipefail; yes | head -n 1", "exit 141");
}

#[test]
fn hostile_nesting_is_an_error() {
    let many = 100_000;
    for (open, close) in [
        ("( ", ")"),
        ("{ ", ";}"),
        ("$(", ")"),
        ("`", "`"),
        ("${a:-", "}"),
        ("\"$(", ")\""),
        ("if ", "; then :; fi"),
        ("while ", "; do :; done"),
        ("case a in a) ", ";; esac"),
        ("! ", ""),
        ("f() ", ""),
        ("$((", "))"),
        ("<<E\n", ""),
    ] {
        check(&format!("{}true{}", open.repeat(many), close.repeat(many)), "");
    }
    for (program, open, close) in [
        ("echo $(( %s ))", "(", ")"),
        ("echo $(( %s ))", "-", ""),
        ("test %s a", "! ", ""),
        ("test %s a", "\\( ", "\\) "),
        ("find . %s -true", "! ", ""),
        ("echo | grep -E '%s'", "(", ")"),
        ("echo | sed '%s'", "{", "}"),
        ("awk 'BEGIN { print %s 1 }'", "(", ")"),
        ("awk 'BEGIN { print %s 1 }'", "-", ""),
        ("awk 'BEGIN { %s }'", "{", "}"),
        ("awk 'BEGIN { print %s 1 }'", "1 ? 1 : ", ""),
        ("awk 'BEGIN { print %s 1 }'", "1 + ", ""),
    ] {
        let inner = format!("{}1{}", open.repeat(5000), close.repeat(5000));
        check(&program.replace("%s", &inner), "");
    }
}

/// As deep as scripts may nest, everything still runs: in a stack as small as the one wasm has.
#[test]
fn permitted_nesting_fits_a_small_stack() {
    let run = || {
        for (open, close) in [
            ("( ", ")"),
            ("{ ", ";}"),
            ("echo $(", ")"),
            ("if true; then ", ";fi"),
            ("case a in a) ", ";; esac"),
        ] {
            for depth in [10, 22, 45, 90] {
                check(&format!("{}true{}", open.repeat(depth), close.repeat(depth)), "");
            }
        }
        check("f() { if [ $1 -gt 0 ]; then { f $(($1 - 1)); }; fi; }; f 40; echo $?", "exit 0");
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run).expect("a thread");
    thread.join().expect("no overflow");
}

/// Frames of unoptimised code are several times larger than those of a release build.
const STACK: usize = if cfg!(debug_assertions) { 8 << 20 } else { 1 << 20 };
