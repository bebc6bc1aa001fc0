//! HEALTHCHECK.

use crate::ast::Node;
use crate::quote::quote;

use super::flag::{self, Flag, Flags, Takes};
use super::value::{parse_duration, parse_i32};
use super::{Command, Failed, Help, at_least_one, command_line, error, error_at};

/// `HEALTHCHECK`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Healthcheck {
    /// `HEALTHCHECK NONE`: switches an inherited check off.
    Off,
    /// `HEALTHCHECK [flags] CMD …`.
    On(Probe),
}

/// How a container is probed. Durations are nanoseconds; 0 means Docker's default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// What is run.
    pub command: Command,
    /// From one run to the next.
    pub interval: i64,
    /// How long a run may take.
    pub timeout: i64,
    /// How long failures do not count after the start.
    pub start_period: i64,
    /// From one run to the next during that time.
    pub start_interval: i64,
    /// How many failures in a row make the container unhealthy.
    pub retries: i32,
}

const fn duration(name: &'static str, doc: &'static str) -> Flag {
    Flag { name, takes: Takes::Text, values: &["5s", "30s", "1m"], doc }
}

pub(super) const HELP: Help = Help {
    name: "HEALTHCHECK",
    doc: "How Docker finds out whether a container still works: a command that is run every now and then and exits \
          with 0 if all is well.",
    syntax: "HEALTHCHECK [--interval=30s] [--timeout=30s] [--start-period=0s] [--start-interval=5s] [--retries=3] CMD COMMAND\n\
             HEALTHCHECK NONE",
    flags: &[
        duration("interval", "From one run to the next. Default 30s."),
        duration("timeout", "How long a run may take. Default 30s."),
        duration("start-period", "How long failures do not count after the start. Default 0s."),
        duration("start-interval", "From one run to the next during the start period. Default 5s."),
        Flag {
            name: "retries",
            takes: Takes::Text,
            values: &["3"],
            doc: "How many failures in a row make the container unhealthy. Default 3.",
        },
    ],
};

pub(super) fn understand(node: &Node) -> Result<Healthcheck, Failed> {
    let [kind, rest @ ..] = node.args.as_slice() else { return Err(at_least_one(node, HELP.name)) };
    let name = kind.value.to_uppercase();
    if name == "NONE" {
        if !rest.is_empty() {
            return Err(error(node, "HEALTHCHECK NONE takes no arguments".into()));
        }
        return Ok(Healthcheck::Off);
    }
    let given = flag::parse(&node.flags, HELP.flags)?;
    if name != "CMD" {
        return Err(error_at(kind.span, format!("Unknown type {} in HEALTHCHECK (try CMD)", quote(&name))));
    }
    if rest.is_empty() {
        return Err(error_at(kind.span, "Missing command after HEALTHCHECK CMD"));
    }
    Ok(Healthcheck::On(Probe {
        command: command_line(node, rest),
        interval: interval(&given, "interval")?,
        timeout: interval(&given, "timeout")?,
        start_period: interval(&given, "start-period")?,
        start_interval: interval(&given, "start-interval")?,
        retries: retries(&given)?,
    }))
}

/// A duration of at least a millisecond, or none.
fn interval(given: &Flags, name: &str) -> Result<i64, Failed> {
    let Some(word) = given.text(name).filter(|word| !word.value.is_empty()) else { return Ok(0) };
    let nanoseconds = parse_duration(&word.value).map_err(|message| error_at(word.span, message))?;
    if nanoseconds != 0 && nanoseconds < 1_000_000 {
        return Err(error_at(word.span, format!("Interval {} cannot be less than 1ms", quote(name))));
    }
    Ok(nanoseconds)
}

fn retries(given: &Flags) -> Result<i32, Failed> {
    let Some(word) = given.text("retries").filter(|word| !word.value.is_empty()) else { return Ok(0) };
    let retries = parse_i32(&word.value).map_err(|message| error_at(word.span, message))?;
    if retries < 0 {
        return Err(error_at(word.span, format!("--retries cannot be negative ({retries})")));
    }
    Ok(retries)
}
