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
    /// Where the replaced text begins, in UTF-16 units.
    pub start: u32,
    /// The offset behind it.
    pub end: u32,
    /// What stands there then.
    pub text: String,
}

/// What would remove a problem.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// In the order of the text; none overlap.
    pub edits: Vec<Edit>,
}

/// A problem at a place of the user's text.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    /// Stable: BuildKit's name of the check, or one of our own.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub message: String,
    /// Where it begins, in UTF-16 units.
    pub start: u32,
    /// The offset behind it.
    pub end: u32,
    /// Its first line, from 1.
    pub start_line: u32,
    /// Its last line, from 1.
    pub end_line: u32,
    /// Why it matters and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// A page about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What would remove it, where that can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}
