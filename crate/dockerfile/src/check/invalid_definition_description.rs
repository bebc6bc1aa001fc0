//! InvalidDefinitionDescription.

use crate::ast::Node;

use super::{Place, Report, Rule};

pub(super) const RULE: Rule = Rule {
    name: "InvalidDefinitionDescription",
    description: "Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. If this is not intended to be a description comment, add an empty line or comment between the instruction and the comment.",
    url: "https://docs.docker.com/go/dockerfile/rule/invalid-definition-description/",
    help: "`docker build --call=outline` shows such comments as descriptions. An empty comment line keeps others apart.",
    experimental: true,
};

/// `names` are those that the instruction defines.
pub(super) fn check<T: AsRef<str>>(node: &Node, instruction: &str, names: &[T], report: &mut Report) {
    let (Some(comment), Some(first)) = (node.comments.last(), names.first()) else { return };
    let word = comment.split(' ').next().unwrap_or_default();
    if names.iter().any(|name| name.as_ref() == word) {
        return;
    }
    report.add(&RULE, &Place::of(node), || {
        let name = if names.len() > 1 { "<arg_key>" } else { first.as_ref() };
        let message = format!("Comment for {instruction} should follow the format: `# {name} <description>`");
        RULE.remark(node.keyword.span, message)
    });
}
