//! Positions in text and what there is to say about them: spans, a line index, diagnostics, plain-text frames.
//!
//! This crate knows no language: it holds what the parsers, the checks and the builder have in common when they point
//! at text that a user typed. It does no I/O and never fails; positions outside the text are clamped to it.
//!
//! ```
//! use diag::{Diagnostic, Encoding, LineIndex, Severity, Span};
//!
//! let text = "FROM alpine\nCOPPY a b\n";
//! let diagnostic = Diagnostic::new("unknown-instruction", Severity::Error, Span::new(12, 17), "unknown instruction: COPPY")
//!     .with_help("did you mean COPY?");
//! let at = LineIndex::new(text).position(diagnostic.span.start, Encoding::Utf16);
//! assert_eq!((at.line, at.column), (1, 0));
//! assert!(diag::render("Dockerfile", text, &diagnostic).contains("   2 | >>> COPPY a b\n"));
//! ```

#![warn(missing_docs)]

mod diagnostic;
mod frame;
mod line_index;
mod span;

pub use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Parsed, Severity};
pub use crate::frame::{excerpt, render};
pub use crate::line_index::{Encoding, LineIndex, Position};
pub use crate::span::{Span, Spanned};
