//! What an editor wants to know about a Dockerfile, all from the parsed tree.
//!
//! Offsets are bytes; [`diag::LineIndex`] turns them into the UTF-16 positions of a browser.

mod complete;
mod definition;
mod fold;
mod format;
mod hover;
mod token;
mod variable;

use diag::{Diagnostic, Parsed, Span};

use crate::advice::{Context, advise, sort};
use crate::ast::{Dockerfile, Instruction};
use crate::convert::{Options, follow};

pub use self::complete::{Completion, CompletionKind, complete};
pub use self::definition::definition;
pub use self::fold::{Fold, FoldKind, folds};
pub use self::format::format;
pub use self::hover::{Hover, hover};
pub use self::token::{Token, TokenKind, encode, tokens};
pub use self::variable::{Use, variable_at, variables_in};

/// Everything there is to remark on a file, in the order of the text: errors, warnings of the build checks and, with a
/// context to look at, advice.
pub fn diagnostics(
    parsed: &Parsed<Dockerfile>,
    options: &Options<'_>,
    advice: Option<&Context<'_>>,
) -> Vec<Diagnostic> {
    let mut all = parsed.diagnostics.clone();
    let outcome = follow(parsed, options);
    all.extend(outcome.warnings.into_iter().map(|warning| warning.diagnostic));
    // What stops the build before has hidden the rest.
    if parsed.error().is_none() {
        all.extend(outcome.diagnostic);
    }
    if let Some(context) = advice {
        all.extend(advise(&parsed.tree, context));
    }
    sort(&mut all);
    all
}

/// The instruction at an offset; at the end of a line, the one that ends there.
fn instruction_at(file: &Dockerfile, at: u32) -> Option<(usize, &Instruction)> {
    let index = file.instructions.partition_point(|one| one.node.span.end < at);
    let instruction = file.instructions.get(index)?;
    instruction.node.span.touches(at).then_some((index, instruction))
}

/// The smallest of `words` that an offset touches.
fn touching(spans: impl IntoIterator<Item = Span>, at: u32) -> Option<Span> {
    spans.into_iter().filter(|span| span.touches(at)).min_by_key(|span| span.len())
}

#[cfg(test)]
mod tests;
