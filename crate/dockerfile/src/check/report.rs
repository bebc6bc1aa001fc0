//! Gathering what the checks find.

use diag::{Diagnostic, Span};

use crate::ast::{Lines, Node};
use crate::parser::check_comment;

use super::{Config, Rule};

/// A warning of a build check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The rule.
    pub rule: Rule,
    /// The lines that BuildKit names.
    pub lines: Lines,
    /// The remark, with the place that it is about and, where there is only one, the remedy.
    pub diagnostic: Diagnostic,
}

/// Where an instruction stands, as far as checks are concerned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Its lines.
    pub lines: Lines,
    /// Where remarks point instead of at its words: triggers are written in another file.
    pub span: Option<Span>,
    /// The options in the comments above it.
    pub config: Option<Config>,
}

impl Place {
    /// Of an instruction, with the options in the comments above it. Only the first such comment counts.
    pub(crate) fn of(node: &Node) -> Self {
        let option = node.comments.iter().find_map(|comment| check_comment(comment));
        let config = option.and_then(|option| Config::parse(option).ok());
        Self { config, ..Self::plain(node) }
    }

    /// Of an instruction, whatever is written above it.
    pub(crate) fn plain(node: &Node) -> Self {
        Self { lines: node.lines, span: None, config: None }
    }
}

/// The warnings so far.
#[derive(Debug)]
pub struct Report {
    config: Config,
    warnings: Vec<Warning>,
}

impl Report {
    /// Nothing found yet.
    pub(crate) fn new(config: Config) -> Self {
        Self { config, warnings: Vec::new() }
    }

    /// Adds a remark unless its rule is skipped. It is only made if it is needed.
    pub(crate) fn add(&mut self, rule: &Rule, place: &Place, remark: impl FnOnce() -> Diagnostic) {
        if !self.config.allows(rule, place.config.as_ref()) {
            return;
        }
        let mut diagnostic = remark();
        if let Some(span) = place.span {
            diagnostic.span = span;
            diagnostic.fix = None;
        }
        self.warnings.push(Warning { rule: *rule, lines: place.lines, diagnostic });
    }

    /// The error that warnings are if `error=true` asks for it.
    pub(crate) fn failure(&self) -> Option<String> {
        if !self.config.error || self.warnings.is_empty() {
            return None;
        }
        let mut names: Vec<&str> = self.warnings.iter().map(|warning| warning.rule.name).collect();
        names.sort_unstable();
        names.dedup();
        Some(format!("lint violation found for rules: {}", names.join(", ")))
    }

    pub(crate) fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }
}
