//! ARG: where build arguments get their values.
//!
//! In this order: `--build-arg` for a declared argument, the default of its ARG, and, for an ARG without default inside
//! a stage, the global argument of that name. Platform arguments are global arguments; proxy arguments need no ARG.

use std::collections::BTreeMap;

use arcstr::literal_substr;
use diag::Diagnostic;

use crate::ast::Dockerfile;
use crate::instruction::{ArgPair, Expander};
use crate::platform::Platform;
use crate::text::{Str, Word};
use crate::word::Env;

/// Arguments of `--build-arg`, by name.
pub type BuildArgs = BTreeMap<String, String>;

/// Arguments that RUN sees without an ARG and that are part of no cache key.
pub const PROXY: [&str; 10] = [
    "ALL_PROXY",
    "FTP_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "all_proxy",
    "ftp_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// Arguments that are set for every build and that a stage sees when it declares them.
pub const PLATFORM: [&str; 11] = [
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDOSVERSION",
    "BUILDARCH",
    "BUILDVARIANT",
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETOSVERSION",
    "TARGETARCH",
    "TARGETVARIANT",
    "TARGETSTAGE",
];

/// Arguments that are declared but never become variables of a RUN.
pub const NOT_IN_ENV: [&str; 2] = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"];

/// The platform arguments. A `--build-arg` of the same name replaces the value.
pub fn platform_args(build: &Platform, target: &Platform, target_stage: &str, given: &BuildArgs) -> Env {
    let stage = if target_stage.is_empty() { literal_substr!("default") } else { Str::from(target_stage) };
    let values = [
        (literal_substr!("BUILDPLATFORM"), build.text()),
        (literal_substr!("BUILDOS"), build.os.clone()),
        (literal_substr!("BUILDOSVERSION"), Str::default()),
        (literal_substr!("BUILDARCH"), build.architecture.clone()),
        (literal_substr!("BUILDVARIANT"), build.variant.clone()),
        (literal_substr!("TARGETPLATFORM"), target.text()),
        (literal_substr!("TARGETOS"), target.os.clone()),
        (literal_substr!("TARGETOSVERSION"), Str::default()),
        (literal_substr!("TARGETARCH"), target.architecture.clone()),
        (literal_substr!("TARGETVARIANT"), target.variant.clone()),
        (literal_substr!("TARGETSTAGE"), stage),
    ];
    let given = |name: &Str| given.get(name.as_str()).map(|value| Str::from(value.as_str()));
    let values = values.into_iter().map(|(name, value)| {
        let value = given(&name).unwrap_or(value);
        (name, value)
    });
    values.collect()
}

/// The global arguments: the platform arguments and every ARG before the first FROM, in order; each default may use
/// those before it.
///
/// # Errors
/// A default that cannot be expanded, unless `--build-arg` makes it unnecessary.
pub fn global_args(file: &Dockerfile, platform: Env, given: &BuildArgs) -> Result<Env, Box<Diagnostic>> {
    let mut env = platform;
    for (_, arg) in file.global_args() {
        for pair in &arg.pairs {
            let value = match (given.get(pair.name.value.as_str()), &pair.default) {
                (Some(value), _) => Some(Str::from(value.as_str())),
                (None, Some(default)) => {
                    Some(Expander::new(file.directives.escape, &env).word(default)?.value)
                }
                (None, None) => None,
            };
            if let Some(value) = value {
                env.set(pair.name.value.clone(), value);
            }
        }
    }
    Ok(env)
}

/// Where a stage's argument got its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArgValue {
    /// From `--build-arg`.
    Given(Str),
    /// From its default, expanded.
    Default(Str),
    /// From the global argument of that name.
    Global(Str),
    /// It has none and is not set.
    Unset,
}

impl ArgValue {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&Str> {
        match self {
            Self::Given(value) | Self::Default(value) | Self::Global(value) => Some(value),
            Self::Unset => None,
        }
    }
}

/// The value of an ARG inside a stage. Its default is expanded with `expander` only if it is needed.
///
/// # Errors
/// A default that cannot be expanded.
pub fn stage_arg(
    pair: &ArgPair,
    given: &BuildArgs,
    global: &Env,
    expander: &mut Expander<'_>,
) -> Result<ArgValue, Box<Diagnostic>> {
    let name = pair.name.value.as_str();
    if let Some(value) = given.get(name) {
        return Ok(ArgValue::Given(Str::from(value.as_str())));
    }
    match &pair.default {
        Some(default) => {
            let Word { value, .. } = expander.word(default)?;
            Ok(ArgValue::Default(value))
        }
        None => Ok(global.value(name).map_or(ArgValue::Unset, |value| ArgValue::Global(value.clone()))),
    }
}

/// The proxies among build arguments; of two spellings of a name, the last in byte order (lower case) wins.
pub fn proxies(given: &BuildArgs) -> Vec<(&'static str, &str)> {
    let names = ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"];
    let value = |name: &str| given.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name));
    names.into_iter().filter_map(|name| value(name).map(|(_, value)| (name, value.as_str()))).collect()
}
