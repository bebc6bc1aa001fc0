//! Platforms: `linux/arm64/v8`.

use std::fmt;

use arcstr::literal_substr;

use crate::quote::quote;
use crate::text::{Str, lower};

/// Operating system, architecture and variant in their usual spelling.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Platform {
    /// Such as `linux`.
    pub os: Str,
    /// Such as `amd64`.
    pub architecture: Str,
    /// Such as `v8`; empty where there is none.
    pub variant: Str,
}

impl Platform {
    /// What most people build for.
    pub fn linux_amd64() -> Self {
        Self::new("linux", "amd64", "")
    }

    /// A platform by its parts in their usual spelling.
    pub fn new(os: &str, architecture: &str, variant: &str) -> Self {
        Self { os: part(os), architecture: part(architecture), variant: part(variant) }
    }

    /// As it is written.
    pub(crate) fn text(&self) -> Str {
        match (self.os.as_str(), self.architecture.as_str(), self.variant.as_str()) {
            ("linux", "amd64", "") => literal_substr!("linux/amd64"),
            _ => Str::from(self.to_string()),
        }
    }

    /// Reads `os`, `architecture`, `os/architecture` or `os/architecture/variant`. What is missing is taken from
    /// `default`.
    ///
    /// # Errors
    /// The message of containerd's `platforms.Parse`.
    pub fn parse(text: &str, default: &Self) -> Result<Self, String> {
        let invalid = |what: &str| Err(format!("{}: {what}: invalid argument", quote(text)));
        if text.contains('*') {
            return Err(format!("{}: wildcards not yet supported: invalid argument", quote(text)));
        }
        let parts: Vec<&str> = text.split('/').collect();
        let good = |part: &str| {
            !part.is_empty()
                && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        };
        if let Some(part) = parts.iter().find(|part| !good(os_name(part))) {
            return Err(format!(
                "{} is an invalid component of {}: platform specifier component must match \"^[A-Za-z0-9_.-]+$\": invalid argument",
                quote(part),
                quote(text)
            ));
        }
        match parts.as_slice() {
            [only] => {
                let os = normal_os(os_name(only));
                if KNOWN_OS.contains(&os.as_str()) {
                    return Ok(Self { os: part(&os), ..default.clone() });
                }
                let (architecture, variant) = normal_architecture(only, "");
                if KNOWN_ARCHITECTURES.contains(&architecture.as_str()) {
                    return Ok(Self::new(&default.os, &architecture, &variant));
                }
                Err(format!("{}: unknown operating system or architecture: invalid argument", quote(text)))
            }
            [os, architecture] => {
                let (architecture, variant) = normal_architecture(architecture, "");
                Ok(Self::new(&normal_os(os_name(os)), &architecture, &variant))
            }
            [os, architecture, variant] => {
                let (architecture, variant) = normal_architecture(architecture, variant);
                Ok(Self::new(&normal_os(os_name(os)), &architecture, &variant))
            }
            _ => invalid("cannot parse platform specifier"),
        }
    }
}

/// A part of a platform's name. Those that nearly every build is for take no memory of their own.
fn part(name: &str) -> Str {
    match name {
        "" => Str::default(),
        "linux" => literal_substr!("linux"),
        "amd64" => literal_substr!("amd64"),
        "arm64" => literal_substr!("arm64"),
        name => Str::from(name),
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        if !self.variant.is_empty() {
            write!(f, "/{}", self.variant)?;
        }
        Ok(())
    }
}

const KNOWN_OS: [&str; 16] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
];

const KNOWN_ARCHITECTURES: [&str; 17] = [
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc", "ppc64",
    "ppc64le", "riscv", "riscv64", "s390x", "sparc64", "wasm",
];

/// The name of `windows(10.0.17763)` without its version.
fn os_name(part: &str) -> &str {
    match part.split_once('(') {
        Some((name, version)) if version.ends_with(')') => name,
        _ => part,
    }
}

fn normal_os(os: &str) -> String {
    let os = lower(os);
    if os == "macos" { "darwin".into() } else { os.into_owned() }
}

fn normal_architecture(architecture: &str, variant: &str) -> (String, String) {
    let (architecture, variant) = (lower(architecture), lower(variant));
    let (architecture, variant) = match (&*architecture, &*variant) {
        ("i386", _) => ("386", ""),
        ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
        ("x86_64" | "x86-64", variant) => ("amd64", variant),
        ("aarch64" | "arm64", "8" | "v8") => ("arm64", ""),
        ("aarch64", variant) => ("arm64", variant),
        ("armhf", _) => ("arm", "v7"),
        ("armel", _) => ("arm", "v6"),
        ("arm", "" | "7") => ("arm", "v7"),
        ("arm", "5") => ("arm", "v5"),
        ("arm", "6") => ("arm", "v6"),
        ("arm", "8") => ("arm", "v8"),
        other => other,
    };
    (architecture.to_owned(), variant.to_owned())
}
