//! MaintainerDeprecated.

use crate::ast::Node;

use super::{Place, Report, Rule, edit};

pub(super) const RULE: Rule = Rule {
    name: "MaintainerDeprecated",
    description: "The MAINTAINER instruction is deprecated, use a label instead to define an image author",
    url: "https://docs.docker.com/go/dockerfile/rule/maintainer-deprecated/",
    help: "The label org.opencontainers.image.authors says the same and is shown by `docker inspect`.",
    experimental: false,
};

pub(super) fn check(node: &Node, report: &mut Report) {
    report.add(&RULE, &Place::of(node), || {
        let remark =
            RULE.remark(node.span, "Maintainer instruction is deprecated in favor of using label".into());
        let [name] = node.args.as_slice() else { return remark };
        let value = name.value.as_str();
        // What is expanded or escaped in a label would change its meaning, and comments between continued lines would be
        // lost.
        let one_line = node.span.len() as usize <= node.original.text.len();
        if value.contains(['$', '\\', '`', '"', '\0']) || !one_line {
            return remark;
        }
        let label = if node.keyword.value.contains(char::is_uppercase) { "LABEL" } else { "label" };
        let text = format!("{label} org.opencontainers.image.authors=\"{value}\"");
        remark.with_fix("Change to a label", vec![edit(node.span, text)])
    });
}
