//! Which cargo and rustc can build for wasm on this machine.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

const TARGET: &str = "wasm32-unknown-unknown";

/// How `cargo build` is started for the wasm target.
pub(crate) enum Toolchain {
    /// The toolchain in use has the target's standard library.
    Default,
    /// Debian's `rustc-web` and `cargo-web`, which build the standard library from `rust-web-src`.
    Debian,
}

impl Toolchain {
    /// The toolchain in use, if it has the target or rustup can add it; else Debian's, if it is installed.
    pub(crate) fn find() -> Result<Toolchain> {
        if has_target()? || add_target() {
            return Ok(Toolchain::Default);
        }
        let debian = ["/usr/bin/cargo", "/usr/bin/rustc", "/usr/bin/wasm-ld-19"];
        if debian.iter().all(|tool| Path::new(tool).exists()) {
            return Ok(Toolchain::Debian);
        }
        bail!(
            "the Rust target {TARGET} is missing and could not be added; \
             run `rustup target add {TARGET}`, or on Debian install rustc-web, cargo-web, rust-web-src and lld-19"
        )
    }

    /// `cargo build` for the wasm target, to which the caller adds packages and profiles.
    pub(crate) fn cargo_build(&self) -> Command {
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
        command.args(["build", "--target", TARGET]);
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

fn add_target() -> bool {
    eprintln!("adding the Rust target {TARGET} …");
    let added = Command::new("rustup").args(["target", "add", TARGET]).stdin(Stdio::null()).status();
    added.is_ok_and(|status| status.success())
}
