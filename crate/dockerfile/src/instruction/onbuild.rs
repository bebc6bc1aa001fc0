//! ONBUILD.

use crate::ast::Node;
use crate::text::{Str, upper};

use super::{Failed, Help, at_least_one, error_at, flag};

/// `ONBUILD INSTRUCTION`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Onbuild {
    /// The instruction's text, heredocs included, as the image keeps it. It is read when an image is built on this
    /// one, and not before.
    pub expression: Str,
}

pub(super) const HELP: Help = Help {
    name: "ONBUILD",
    doc: "Keeps an instruction in the image, to be run after the FROM of builds that start from it.",
    syntax: "ONBUILD INSTRUCTION",
    flags: flag::NONE,
};

pub(super) fn understand(node: &Node) -> Result<Onbuild, Failed> {
    let Some(child) = &node.child else { return Err(at_least_one(node, HELP.name)) };
    flag::parse(&node.flags, HELP.flags)?;
    match &*upper(&child.keyword.value) {
        "ONBUILD" => {
            return Err(error_at(child.span, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"));
        }
        trigger @ ("MAINTAINER" | "FROM") => {
            return Err(error_at(
                child.keyword.span,
                format!("{trigger} isn't allowed as an ONBUILD trigger"),
            ));
        }
        _ => {}
    }
    let blank = ['\t', '\n', '\u{c}', '\r', ' '];
    let text = node.original.text.trim_start_matches(blank);
    let rest =
        text.split_at_checked(HELP.name.len()).map_or(text, |(_, rest)| rest.trim_start_matches(blank));
    if node.heredocs.is_empty() {
        return Ok(Onbuild { expression: node.original.text.substr_from(rest) });
    }
    let mut expression = String::from(rest);
    for heredoc in &node.heredocs {
        expression.extend(["\n", heredoc.content.as_str(), heredoc.name.as_str()]);
    }
    Ok(Onbuild { expression: Str::from(expression) })
}
