//! ConsistentInstructionCasing.

use crate::ast::{Dockerfile, Node};

use super::{Place, Report, Rule, edit};

pub(super) const RULE: Rule = Rule {
    name: "ConsistentInstructionCasing",
    description: "All commands within the Dockerfile should use the same casing (either upper or lower)",
    url: "https://docs.docker.com/go/dockerfile/rule/consistent-instruction-casing/",
    help: "Keywords may be written in any case. One case throughout makes them stand out.",
    experimental: false,
};

pub(crate) fn check(file: &Dockerfile, report: &mut Report) {
    let Some(first) = file.stages.first() else { return };
    let nodes = || file.instructions.iter().skip(first.from).map(|instruction| &instruction.node);
    let (mut lower, mut upper) = (0, 0);
    for keyword in nodes().map(|node| node.keyword.value.as_str()) {
        if is_lower(keyword) {
            lower += 1;
        } else if is_upper(keyword) {
            upper += 1;
        }
    }
    for node in nodes() {
        let keyword = node.keyword.value.as_str();
        if lower > upper && !is_lower(keyword) {
            warn(node, str::to_lowercase, "lowercase", report);
        } else if lower <= upper && !is_upper(keyword) {
            warn(node, str::to_uppercase, "uppercase", report);
        }
    }
}

fn is_lower(keyword: &str) -> bool {
    if keyword.is_ascii() {
        !keyword.bytes().any(|byte| byte.is_ascii_uppercase())
    } else {
        !keyword.chars().any(char::is_uppercase)
    }
}

fn is_upper(keyword: &str) -> bool {
    if keyword.is_ascii() {
        !keyword.bytes().any(|byte| byte.is_ascii_lowercase())
    } else {
        !keyword.chars().any(char::is_lowercase)
    }
}

fn warn(node: &Node, change: fn(&str) -> String, case: &str, report: &mut Report) {
    report.add(&RULE, &Place::plain(node), || {
        let keyword = node.keyword.value.as_str();
        let message = format!("Command '{keyword}' should match the case of the command majority ({case})");
        let wanted = change(keyword);
        let title = format!("Change to {wanted}");
        let mut edits = vec![edit(node.keyword.span, wanted)];
        // FROM and AS have to go together.
        if let ([_, between, _], true) = (node.args.as_slice(), node.is("from")) {
            edits.push(edit(between.span, change(&between.value)));
        }
        RULE.remark(node.keyword.span, message).with_fix(title, edits)
    });
}
