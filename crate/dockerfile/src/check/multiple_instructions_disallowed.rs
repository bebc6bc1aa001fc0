//! MultipleInstructionsDisallowed.

use diag::Span;

use crate::ast::Node;

use super::{Place, Report, Rule, edit};

pub(super) const RULE: Rule = Rule {
    name: "MultipleInstructionsDisallowed",
    description: "Multiple instructions of the same type should not be used in the same stage",
    url: "https://docs.docker.com/go/dockerfile/rule/multiple-instructions-disallowed/",
    help: "Of several CMD, ENTRYPOINT or HEALTHCHECK instructions of a stage only the last has an effect.",
    experimental: false,
};

/// `node` is the later instruction, `earlier` the one without effect.
pub(crate) fn check(source: Option<&str>, node: &Node, earlier: Span, place: &Place, report: &mut Report) {
    report.add(&RULE, place, || {
        let name = &node.keyword.value;
        let message = format!(
            "Multiple {name} instructions should not be used in the same stage because only the last one will be used"
        );
        let remark =
            RULE.remark(earlier, message).with_label(node.keyword.span, "this one overrules the earlier one");
        match source {
            Some(source) => {
                let rest = source.get(earlier.end as usize..).unwrap_or_default();
                let newline = if rest.starts_with("\r\n") { 2 } else { u32::from(rest.starts_with('\n')) };
                let removed = Span::new(earlier.start, earlier.end + newline);
                remark.with_fix("Remove the instruction without effect", vec![edit(removed, "")])
            }
            None => remark,
        }
    });
}
