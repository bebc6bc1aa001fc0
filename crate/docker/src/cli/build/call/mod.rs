//! `--call`: what can be said about a Dockerfile without building it.

mod check;
mod outline;
mod targets;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use dockerfile::{Lines, Str};
use engine::Request;
use serde::Serialize;

use crate::cli::flags::Values;
use crate::cli::{Session, Step};
use crate::progress::{Position, Range, Source};
use crate::view::json;

/// A method, and how its answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Call {
    method: Method,
    json: bool,
    /// End with 0 whatever was found.
    ignore_status: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Check,
    Outline,
    Targets,
}

impl Call {
    /// `check,format=json`; nothing for an ordinary build.
    pub(super) fn read(values: &Values) -> Result<Option<Self>, String> {
        let text = if values.on("check") { "check" } else { values.one("call").unwrap_or("build") };
        let mut call = Call { method: Method::Check, json: false, ignore_status: false };
        for (index, field) in text.split(',').enumerate() {
            match (index, field) {
                (0, "build" | "") => return Ok(None),
                (0, "check" | "lint") => call.method = Method::Check,
                (0, "outline") => call.method = Method::Outline,
                (0, "targets") => call.method = Method::Targets,
                (_, "format=json") => call.json = true,
                (_, "format=text") => call.json = false,
                (_, "ignorestatus" | "ignorestatus=true") => call.ignore_status = true,
                _ => return Err(format!("invalid call func: {text}")),
            }
        }
        Ok(Some(call))
    }
}

pub(super) fn run(session: &mut Session<'_>, request: &Request, call: Call) -> Step {
    let parsed = dockerfile::parse(&request.dockerfile);
    if call.method != Method::Check
        && let Some(failure) = &parsed.tree.failure
    {
        let lines = failure.lines.start..=failure.lines.end;
        let excerpt = diag::excerpt(&request.dockerfile_name, &request.dockerfile, lines);
        return session
            .fail(&format!("{excerpt}ERROR: failed to build: failed to solve: {}", failure.message));
    }
    match call.method {
        Method::Check => check::run(session, request, &parsed, call),
        Method::Outline => outline::run(session, request, &parsed.tree, call),
        Method::Targets => targets::run(session, request, &parsed.tree, call),
    }
}

fn print(session: &mut Session<'_>, call: Call, answer: &impl Serialize, text: String) -> Step {
    match call.json {
        true => session.console.print(&format!("{}\n", json::pretty(answer, "  "))),
        false => session.console.print(&text),
    }
    Step::Exit(0)
}

/// The place of something in a source.
#[derive(Serialize)]
struct Location {
    ranges: Vec<Range>,
}

impl Location {
    fn of(lines: Lines) -> Self {
        let (start, end) = (Position { line: lines.start }, Position { line: lines.end });
        Location { ranges: vec![Range { start, end }] }
    }
}

fn source(request: &Request) -> Source {
    Source {
        filename: request.dockerfile_name.clone(),
        data: request.dockerfile.clone(),
        language: "Dockerfile",
    }
}

/// The Dockerfile in base64, as answers other than a check's carry it.
fn encoded(request: &Request) -> String {
    BASE64_STANDARD.encode(&request.dockerfile)
}

fn text(text: Option<&Str>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}
