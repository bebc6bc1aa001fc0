//! FromAsCasing.

use crate::ast::Node;
use crate::text::{lower, upper};

use super::{Place, Report, Rule, edit};

pub(super) const RULE: Rule = Rule {
    name: "FromAsCasing",
    description: "The 'as' keyword should match the case of the 'from' keyword",
    url: "https://docs.docker.com/go/dockerfile/rule/from-as-casing/",
    help: "Mixed case is allowed, but harder to read.",
    experimental: false,
};

pub(super) fn check(node: &Node, report: &mut Report) {
    let [_, keyword, _, ..] = node.args.as_slice() else { return };
    let (from, given) = (node.keyword.value.as_str(), keyword.value.as_str());
    let wanted = if upper(from) == from {
        upper(given)
    } else if lower(from) == from {
        lower(given)
    } else {
        return;
    };
    if given != wanted {
        report.add(&RULE, &Place::of(node), || {
            RULE.remark(keyword.span, format!("'{given}' and '{from}' keywords' casing do not match"))
                .with_fix(format!("Change to {wanted}"), vec![edit(keyword.span, wanted.clone())])
        });
    }
}
