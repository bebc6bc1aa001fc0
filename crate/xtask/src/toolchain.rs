//! Which cargo and rustc can build for wasm on this machine.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

const TARGET: &str = "wasm32-unknown-unknown";

/// How cargo is started for the wasm target.
pub(crate) enum Toolchain {
    /// The toolchain in use has the target's standard library.
    Default,
    /// Debian's `rustc-web` and `cargo-web`, which build the standard library from `rust-web-src`.
    Debian,
}

impl Toolchain {
    /// The toolchain in use, if it has the target or rustup can add it; else Debian's, if it is installed.
    pub(crate) fn find() -> Result<Toolchain> {
        if has_target()? {
            return Ok(Toolchain::Default);
        }
        run("rustup", &["target", "add", TARGET]);
        if has_target()? {
            return Ok(Toolchain::Default);
        }
        if !has_debian() {
            install_debian();
        }
        if has_debian() {
            return Ok(Toolchain::Debian);
        }
        bail!(
            "the Rust target {TARGET} is missing and could not be added; \
             run `rustup target add {TARGET}`, or on Debian install rustc-web, cargo-web, rust-web-src and lld-19"
        )
    }

    /// `cargo rustc` for a module of the wasm target, to which the caller adds the package, the profile and options of rustc.
    ///
    /// A crate that is a library for Rust as well is not optimised across crates unless cargo is told that only the module
    /// is wanted.
    pub(crate) fn cargo_rustc(&self) -> Command {
        let mut command = match self {
            Toolchain::Default => Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())),
            Toolchain::Debian => {
                let mut command = Command::new("/usr/bin/cargo");
                command
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("RUSTC", "/usr/bin/rustc")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "/usr/bin/wasm-ld-19")
                    .env_remove("RUSTUP_TOOLCHAIN");
                command
            }
        };
        command.args(["rustc", "--lib", "--crate-type", "cdylib", "--target", TARGET]);
        if let Toolchain::Debian = self {
            command.arg("-Zbuild-std=std,panic_abort");
        }
        command
    }
}

fn has_target() -> Result<bool> {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output = Command::new(&rustc)
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .with_context(|| format!("could not start `{rustc}`"))?;
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    Ok(output.status.success() && folder.is_dir())
}

/// What the packages of Debian put where.
const DEBIAN: [(&str, &str); 4] = [
    ("cargo-web", "/usr/bin/cargo"),
    ("rustc-web", "/usr/bin/rustc"),
    ("rust-web-src", "/usr/lib/rustlib/src/rust"),
    ("lld-19", "/usr/bin/wasm-ld-19"),
];

fn has_debian() -> bool {
    DEBIAN.iter().all(|(_, path)| Path::new(path).exists())
}

/// Only root can install packages, and only Debian has these; for everybody else this does nothing but say so.
fn install_debian() {
    let packages = DEBIAN.map(|(package, _)| package);
    let install = [&["install", "-y", "--no-install-recommends"], packages.as_slice()].concat();
    if !run("apt-get", &install) {
        let _ = run("apt-get", &["update"]) && run("apt-get", &install);
    }
}

/// Whether a command ran and succeeded. Its output goes to the terminal.
fn run(program: &str, args: &[&str]) -> bool {
    eprintln!("{program} {}", args.join(" "));
    let status = Command::new(program).args(args).stdin(Stdio::null()).stdout(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
