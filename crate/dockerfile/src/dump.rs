//! The tree as the S-expressions that BuildKit's parser tests are written in.

use crate::ast::{Dockerfile, Node};
use crate::quote::quote_into;
use crate::text::lower;

/// One line per instruction: `(copy ["--from=x"] "a" "b")`. Ends without a line break.
pub fn dump(file: &Dockerfile) -> String {
    let mut out = String::with_capacity(file.source.len());
    for instruction in &file.instructions {
        if !out.is_empty() {
            out.push('\n');
        }
        list(&mut out, &instruction.node);
    }
    out
}

fn list(out: &mut String, node: &Node) {
    out.push('(');
    let start = out.len();
    out.push_str(&lower(&node.keyword.value));
    if !node.flags.is_empty() {
        out.push_str(" [");
        for (index, flag) in node.flags.iter().enumerate() {
            if index > 0 {
                out.push(' ');
            }
            quote_into(out, &flag.value);
        }
        out.push(']');
    }
    if let Some(child) = &node.child {
        out.push(' ');
        list(out, child);
    }
    for arg in &node.args {
        out.push(' ');
        quote_into(out, &arg.value);
    }
    // An instruction without a name, a lone line continuation, starts with a blank.
    if out.get(start..).is_some_and(|text| text.starts_with(' ')) {
        out.remove(start);
    }
    out.push(')');
}
