//! Problems of the user's text.

use serde::Serialize;
use tsify::Tsify;

/// How much a problem matters: `error` stops a build, `warning` is a check of BuildKit's, `advice` and `info` are ours.
#[derive(Tsify, Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    Error,
    Warning,
    Advice,
    Info,
}

/// Replace the text between two offsets.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Edit {
    pub start: u32,
    pub end: u32,
    pub text: String,
}

/// What would remove a problem.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    pub title: String,
    pub edits: Vec<Edit>,
}

/// A problem at a place of the user's text.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    pub code: String,
    pub severity: Severity,
    pub message: String,
    pub start: u32,
    pub end: u32,
    pub start_line: u32,
    pub end_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}
