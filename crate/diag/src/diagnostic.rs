//! One remark about a text, and what would mend it.

use std::borrow::Cow;

use crate::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The build cannot go on.
    Error,
    /// A build check of BuildKit.
    Warning,
    /// Our own advice, off unless asked for.
    Advice,
    /// Worth knowing, nothing to mend.
    Info,
}

/// Text to put in the place of a span.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What goes away; empty to insert.
    pub span: Span,
    /// What comes instead.
    pub text: String,
}

/// A change that mends what a diagnostic points out. Its edits do not overlap and belong together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What a button says: "Change to upper case".
    pub title: String,
    /// In ascending order.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// `text` with all edits made.
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for edit in &self.edits {
            out.push_str(Span::new(at, edit.span.start).text(text));
            out.push_str(&edit.text);
            at = edit.span.end;
        }
        out.push_str(Span::new(at, text.len() as u32).text(text));
        out
    }
}

/// A second place that belongs to the remark.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// A remark about a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Stable name of the rule or error: `StageNameCasing`, `unknown-instruction`.
    pub code: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without a closing dot.
    pub message: String,
    /// The text it is about.
    pub span: Span,
    /// Other places that explain it.
    pub labels: Vec<Label>,
    /// What to do, or why it matters.
    pub help: Option<String>,
    /// Where to read more.
    pub url: Option<Cow<'static, str>>,
    /// A change that mends it, where there is only one sensible one.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A remark with nothing but a message.
    pub fn new(
        code: impl Into<Cow<'static, str>>,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            severity,
            message: message.into(),
            span,
            labels: Vec::new(),
            help: None,
            url: None,
            fix: None,
        }
    }

    /// An error.
    pub fn error(code: impl Into<Cow<'static, str>>, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, span, message)
    }

    /// The same with a second place.
    pub fn with_label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// The same with advice.
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a page to read.
    pub fn with_url(mut self, url: impl Into<Cow<'static, str>>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// The same with a remedy.
    pub fn with_fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { title: title.into(), edits });
        self
    }

    /// Whether the build cannot go on.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// What came out of a parser, which always gives a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed<T> {
    /// As much as could be understood.
    pub tree: T,
    /// What could not, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Parsed<T> {
    /// The first error, which is the one that BuildKit reports.
    pub fn error(&self) -> Option<&Diagnostic> {
        self.diagnostics.iter().find(|diagnostic| diagnostic.is_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fix_makes_all_its_edits() {
        let edit = |start, end, text: &str| Edit { span: Span::new(start, end), text: text.into() };
        let fix = Fix {
            title: String::new(),
            edits: vec![edit(0, 4, "FROM"), edit(7, 9, "AS"), edit(11, 11, "c")],
        };
        assert_eq!(fix.apply("from a as b"), "FROM a AS bc");
    }
}
