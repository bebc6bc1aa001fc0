//! `--check`: what the build checks find.

use diag::Parsed;
use dockerfile::Dockerfile;
use dockerfile::check::Warning;
use engine::Request;
use serde::Serialize;

use super::{Call, Location};
use crate::check::follow;
use crate::cli::{Session, Step};
use crate::progress::Source;
use crate::view::json;

/// BuildKit's answer to a lint request.
#[derive(Serialize)]
struct Results {
    warnings: Vec<Found>,
    sources: Vec<Source>,
    #[serde(rename = "buildError", skip_serializing_if = "Option::is_none")]
    error: Option<BuildError>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    rule_name: &'static str,
    description: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'static str,
    detail: String,
    location: Location,
}

#[derive(Serialize)]
struct BuildError {
    message: String,
    location: Location,
}

pub(super) fn run(
    session: &mut Session<'_>,
    request: &Request,
    parsed: &Parsed<Dockerfile>,
    call: Call,
) -> Step {
    let ignore = request.ignore.as_ref().map(|(_, text)| text.as_str());
    let outcome = follow(session.host, parsed, &request.options, ignore);
    let error = outcome.failure.as_ref();
    if call.json {
        let results = Results {
            warnings: outcome.warnings.iter().map(found).collect(),
            sources: vec![super::source(request)],
            error: error.map(|failure| BuildError {
                message: failure.message.clone(),
                location: Location::of(failure.lines),
            }),
        };
        session.console.print(&format!("{}\n", json::pretty(&results, "  ")));
    } else {
        session.console.print(&text(request, &outcome.warnings));
        if let Some(failure) = error {
            let lines = failure.lines.start..=failure.lines.end;
            let excerpt = diag::excerpt(&request.dockerfile_name, &request.dockerfile, lines);
            let gap = if outcome.warnings.is_empty() { "" } else { "\n" };
            session.console.print(gap);
            return session.fail(&format!("ERROR: {}\n{}", failure.message, excerpt.trim_end()));
        }
        if outcome.warnings.is_empty() {
            session.console.print("Check complete, no warnings found.\n");
        }
    }
    Step::Exit(i32::from(!call.ignore_status && (error.is_some() || !outcome.warnings.is_empty())))
}

fn found(warning: &Warning) -> Found {
    Found {
        rule_name: warning.rule.name,
        description: warning.rule.description,
        url: warning.rule.url,
        detail: warning.diagnostic.message.clone(),
        location: Location::of(warning.lines),
    }
}

/// The warnings in the order of their lines, each with its lines in a frame.
fn text(request: &Request, warnings: &[Warning]) -> String {
    let count = match warnings.len() {
        0 => return String::new(),
        1 => "1 warning has been found!".to_owned(),
        count => format!("{count} warnings have been found!"),
    };
    let mut sorted: Vec<&Warning> = warnings.iter().collect();
    sorted.sort_by_key(|warning| warning.lines.start);
    let mut out = format!("Check complete, {count}\n");
    for warning in sorted {
        let url =
            if warning.rule.url.is_empty() { String::new() } else { format!(" - {}", warning.rule.url) };
        let lines = warning.lines.start..=warning.lines.end;
        out.push_str(&format!("\nWARNING: {}{url}\n{}\n", warning.rule.name, warning.diagnostic.message));
        out.push_str(&diag::excerpt(&request.dockerfile_name, &request.dockerfile, lines));
    }
    out
}
