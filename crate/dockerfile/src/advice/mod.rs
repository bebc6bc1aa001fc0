//! Our own advice, apart from BuildKit's checks: what makes builds slower, images bigger or less safe than they need be.
//!
//! One file per rule. Nothing here is an error, and nothing is given unless it is asked for.

mod add_instead_of_copy;
mod apt_lists_left;
mod apt_update_alone;
mod argument_too_early;
mod cache_mount;
mod command;
mod copy_before_install;
mod latest_base;
mod missing_dockerignore;
mod missing_user;
mod secret_in_layer;
mod unpinned_package;

use diag::{Diagnostic, Severity, Span};

use crate::ast::{Dockerfile, Instruction, Stage};
use crate::ignore::Ignore;

/// A piece of advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Stable name, in lower case with dashes.
    pub name: &'static str,
    /// What it asks for.
    pub summary: &'static str,
    /// Why.
    pub reason: &'static str,
}

/// What the advice looks at besides the Dockerfile.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The context's `.dockerignore`; `None` if there is none.
    pub ignore: Option<&'a Ignore>,
    /// Paths of files in the context, with sizes in bytes. Empty if they are not known.
    pub files: &'a [(&'a str, u64)],
    /// What steps took when they ran, the latest last.
    pub steps: &'a [Step<'a>],
}

/// What a RUN took when it last ran.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// Its lines as they were written, and the comments above them.
    pub source: &'a str,
    /// How long it took.
    pub seconds: f64,
    /// The bytes of apt's package lists that it left behind.
    pub apt_lists: u64,
}

/// A rule and how it looks at a file.
struct Adviser {
    rule: Rule,
    check: fn(&Look<'_>, &mut Vec<Diagnostic>),
}

/// All rules, by name.
pub fn rules() -> impl Iterator<Item = Rule> {
    ADVISERS.iter().map(|adviser| adviser.rule)
}

const ADVISERS: [Adviser; 11] = [
    add_instead_of_copy::ADVISER,
    apt_lists_left::ADVISER,
    apt_update_alone::ADVISER,
    argument_too_early::ADVISER,
    cache_mount::ADVISER,
    copy_before_install::ADVISER,
    latest_base::ADVISER,
    missing_dockerignore::ADVISER,
    missing_user::ADVISER,
    secret_in_layer::ADVISER,
    unpinned_package::ADVISER,
];

/// All advice on a file, in the order of the text.
pub fn advise(file: &Dockerfile, context: &Context<'_>) -> Vec<Diagnostic> {
    let look = Look { file, context };
    let mut found = Vec::new();
    for adviser in &ADVISERS {
        (adviser.check)(&look, &mut found);
    }
    sort(&mut found);
    found
}

/// Puts remarks in the order of the text.
pub(crate) fn sort(remarks: &mut [Diagnostic]) {
    remarks.sort_by_key(|remark| (remark.span.start, remark.span.end));
}

/// What a rule looks at.
struct Look<'a> {
    file: &'a Dockerfile,
    context: &'a Context<'a>,
}

impl<'a> Look<'a> {
    /// The stages with their instructions.
    fn stages(&self) -> impl Iterator<Item = (&'a Stage, &'a [Instruction])> {
        self.file.stages.iter().map(|stage| (stage, self.file.body(stage)))
    }

    /// What an instruction took when it last ran, if it did.
    fn step(&self, span: Span) -> Option<&'a Step<'a>> {
        let written = span.text(&self.file.source);
        self.context.steps.iter().rfind(|step| step.source.trim_end().ends_with(written))
    }

    /// The time that instructions took, in brackets; nothing if none of them is known to have run.
    fn time(&self, spans: impl IntoIterator<Item = Span>) -> String {
        let seconds: f64 =
            spans.into_iter().filter_map(|span| self.step(span)).map(|step| step.seconds).sum();
        if seconds > 0.0 { format!(" ({seconds:.1} s)") } else { String::new() }
    }

    /// The stage that is built without `--target`.
    fn last_stage(&self) -> Option<&'a Stage> {
        self.file.stages.last()
    }
}

impl Context<'_> {
    /// The files of the context that a build gets and a copied path takes along, with their sizes in bytes.
    fn sent(&self, source: &str) -> impl Iterator<Item = (&str, u64)> {
        let source = source.trim_start_matches("./").trim_matches('/');
        let inside = move |path: &str| {
            let rest = path.strip_prefix(source);
            matches!(source, "" | "." | "*")
                || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let kept = |path: &str| self.ignore.is_none_or(|ignore| !ignore.decide(path).excluded);
        self.files.iter().copied().filter(move |(path, _)| inside(path) && kept(path))
    }
}

impl Rule {
    fn remark(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.name, Severity::Advice, span, message).with_help(self.reason)
    }
}

/// Bytes for people: `84 MB`.
fn size(bytes: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match units.into_iter().find(|(scale, _)| bytes >= *scale) {
        Some((scale, unit)) => format!("{:.1} {unit}", bytes as f64 / scale as f64),
        None => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests;
