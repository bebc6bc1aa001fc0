//! Diagnostics in the units of JavaScript: UTF-16 offsets, lines from 1.

use diag::{Encoding, LineIndex, Span};

use crate::wire;

/// A text whose diagnostics are to be shown.
pub(crate) struct Text {
    index: LineIndex,
}

impl Text {
    pub(crate) fn new(text: &str) -> Text {
        Text { index: LineIndex::new(text) }
    }

    pub(crate) fn diagnostic(&self, diagnostic: diag::Diagnostic) -> wire::Diagnostic {
        let (start, end) = self.span(diagnostic.span);
        wire::Diagnostic {
            code: diagnostic.code.into_owned(),
            severity: severity(diagnostic.severity),
            message: diagnostic.message,
            start,
            end,
            start_line: self.line(diagnostic.span.start),
            end_line: self.line(diagnostic.span.end),
            help: diagnostic.help,
            url: diagnostic.url.map(|url| url.into_owned()),
            fix: diagnostic.fix.map(|fix| self.fix(fix)),
        }
    }

    fn fix(&self, fix: diag::Fix) -> wire::Fix {
        let edit = |edit: diag::Edit| {
            let (start, end) = self.span(edit.span);
            wire::Edit { start, end, text: edit.text }
        };
        wire::Fix { title: fix.title, edits: fix.edits.into_iter().map(edit).collect() }
    }

    fn span(&self, span: Span) -> (u32, u32) {
        (self.index.encode(span.start, Encoding::Utf16), self.index.encode(span.end, Encoding::Utf16))
    }

    fn line(&self, at: u32) -> u32 {
        self.index.line(at) + 1
    }
}

fn severity(severity: diag::Severity) -> wire::Severity {
    match severity {
        diag::Severity::Error => wire::Severity::Error,
        diag::Severity::Warning => wire::Severity::Warning,
        diag::Severity::Advice => wire::Severity::Advice,
        diag::Severity::Info => wire::Severity::Info,
    }
}
