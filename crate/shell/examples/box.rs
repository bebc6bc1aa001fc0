//! Runs a command line over a busybox root filesystem and prints what it prints: `cargo run --example box -- sh -c 'echo hi'`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a command for the terminal"
)]

#[path = "../tests/common/mod.rs"]
mod common;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let gnu = args.first().is_some_and(|arg| arg == "--gnu");
    let argv: Vec<&str> = args.iter().skip(usize::from(gnu)).map(String::as_str).collect();
    let ran = common::run_argv(common::rootfs(gnu), &argv, shell::Limits::STANDARD);
    print!("{}", ran.stdout);
    eprint!("{}", ran.stderr);
    match ran.result {
        Ok(exit) => std::process::exit(i32::from(exit.0)),
        Err(stop) => {
            eprintln!("{stop}");
            std::process::exit(200);
        }
    }
}
