//! What is to be said about a Dockerfile without building it.

use diag::Diagnostic;

/// Errors and findings, in the order of the text.
pub(crate) fn diagnostics(text: &str) -> Vec<Diagnostic> {
    dockerfile::parse(text).diagnostics
}
