//! NoEmptyContinuation.

use diag::{Edit, Span};

use crate::ast::{Dockerfile, Lines, Node};

use super::{Place, Report, Rule, edit};

pub(super) const RULE: Rule = Rule {
    name: "NoEmptyContinuation",
    description: "Empty continuation lines will become errors in a future release",
    url: "https://docs.docker.com/go/dockerfile/rule/no-empty-continuation/",
    help: "An empty line inside a continued instruction looks like its end, but is not. Comments may stand there.",
    experimental: false,
};

pub(crate) fn check(file: &Dockerfile, report: &mut Report) {
    for (index, line) in &file.empty_continuations {
        let Some(instruction) = file.instructions.get(*index) else { continue };
        let node = &instruction.node;
        let place = Place { lines: Lines { start: *line, end: *line }, ..Place::default() };
        report.add(&RULE, &place, || {
            let edits = empty_lines(&file.source, node, *line);
            let first = edits.first().map_or(node.span, |edit| edit.span);
            RULE.remark(first, "Empty continuation line".into()).with_fix("Remove the empty lines", edits)
        });
    }
}

/// Removing the empty lines of an instruction, heredocs not included, which end with `last`.
fn empty_lines(source: &str, node: &Node, last: u32) -> Vec<Edit> {
    // At the end of the file, empty lines follow that are no part of the instruction's text.
    let text = source.get(node.span.start as usize..).unwrap_or_default();
    let count = (last - node.lines.start) as usize + 1;
    let mut edits = Vec::new();
    for line in text.split_inclusive('\n').take(count) {
        if line.trim().is_empty() {
            edits.push(edit(Span::of(line, source).unwrap_or_default(), ""));
        }
    }
    edits
}
