//! WorkdirRelativePath.

use crate::ast::Node;
use crate::quote::quote;
use crate::text::Word;

use super::{Place, Report, Rule, edit};

pub(super) const RULE: Rule = Rule {
    name: "WorkdirRelativePath",
    description: "Relative workdir without an absolute workdir declared within the build can have unexpected results if the base image changes",
    url: "https://docs.docker.com/go/dockerfile/rule/workdir-relative-path/",
    help: "The path continues the working directory of the base image, which is not this file's to decide.",
    experimental: false,
};

pub(crate) fn check(node: &Node, path: &Word, place: &Place, report: &mut Report) {
    if path.value.starts_with('/') {
        return;
    }
    report.add(&RULE, place, || {
        let quoted = quote(&path.value);
        let message =
            format!("Relative workdir {quoted} can have unexpected results if the base image changes");
        let remark = RULE.remark(path.span, message);
        // A variable or a quote may come first; a dot would be resolved.
        let written = node.args.first().map(|word| word.value.as_str()).unwrap_or_default();
        if written.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            let at = diag::Span::empty(path.span.start);
            remark.with_fix("Make the path absolute", vec![edit(at, "/")])
        } else {
            remark
        }
    });
}
