//! What to show when the pointer rests on something.

use std::fmt::Write as _;

use diag::Span;

use crate::args::{PLATFORM, PROXY};
use crate::ast::{Dockerfile, Node};
use crate::convert::{Options, variables};
use crate::instruction::{Flag, help};
use crate::word::Scope;

use super::variable::variable_at;
use super::{instruction_at, touching};

/// A text about a piece of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What it is about.
    pub span: Span,
    /// The text, in Markdown.
    pub text: String,
}

/// What there is to say about an offset: the value of a variable at that point, what a flag or an instruction does.
pub fn hover(file: &Dockerfile, options: &Options<'_>, at: u32) -> Option<Hover> {
    let (index, instruction) = instruction_at(file, at)?;
    let node = &instruction.node;
    if let Some(variable) = variable_at(&file.source, node.span, file.directives.escape, at) {
        let env = variables(file, options, index);
        return Some(Hover {
            span: variable.span,
            text: about_variable(variable.name, env.get(variable.name)),
        });
    }
    about_node(node, at)
}

fn about_node(node: &Node, at: u32) -> Option<Hover> {
    if let Some(child) = &node.child
        && child.span.touches(at)
    {
        return about_node(child, at);
    }
    let help = help(&node.keyword.value)?;
    if let Some(span) = touching(node.flags.iter().map(|flag| flag.span), at) {
        let word = node.flags.iter().find(|flag| flag.span == span)?;
        let name = word.value.trim_start_matches('-').split('=').next().unwrap_or_default();
        let flag = help.flags.iter().find(|flag| flag.name == name)?;
        return Some(Hover { span, text: about_flag(flag) });
    }
    if !node.keyword.span.touches(at) {
        return None;
    }
    let text = format!("**{}**\n\n{}\n\n```dockerfile\n{}\n```", help.name, help.doc, help.syntax);
    Some(Hover { span: node.keyword.span, text })
}

fn about_flag(flag: &Flag) -> String {
    let mut text = format!("**--{}**\n\n{}", flag.name, flag.doc);
    if !flag.values.is_empty() {
        // Writing into a String cannot fail.
        let _ = write!(text, "\n\n`{}`", flag.values.join("` `"));
    }
    text
}

fn about_variable(name: &str, value: Option<&str>) -> String {
    match value {
        Some(value) => format!("`{name}` = `{value}`"),
        None if PROXY.contains(&name) => format!("`{name}`: set by --build-arg for RUN only"),
        None if PLATFORM.contains(&name) => {
            format!("`{name}`: not visible here until `ARG {name}` declares it")
        }
        None => format!("`{name}` is not set here"),
    }
}
