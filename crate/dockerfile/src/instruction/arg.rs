//! ARG.

use crate::ast::Node;
use crate::text::{Str, Word};

use super::{Failed, Help, at_least_one, error_at, flag};

/// `ARG NAME[=DEFAULT]…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arg {
    /// In order.
    pub pairs: Vec<ArgPair>,
}

/// One build argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArgPair {
    /// Its name, not expanded.
    pub name: Word,
    /// Its default, quotes and variables still in it.
    pub default: Option<Word>,
    /// What the comment above says about it: `# NAME description`.
    pub doc: Option<Str>,
}

pub(super) const HELP: Help = Help {
    name: "ARG",
    doc: "Declares a variable that `--build-arg` can set. Before the first FROM it is visible in FROM lines only; a \
          stage sees it when it declares it again. Every ARG above a RUN is part of that RUN's cache key.",
    syntax: "ARG NAME[=DEFAULT] ...",
    flags: flag::NONE,
};

pub(super) fn understand(node: &Node) -> Result<Arg, Failed> {
    if node.args.is_empty() {
        return Err(at_least_one(node, HELP.name));
    }
    let pairs = node.args.iter().map(|word| pair(node, word)).collect::<Result<_, _>>()?;
    Ok(Arg { pairs })
}

fn pair(node: &Node, word: &Word) -> Result<ArgPair, Failed> {
    let (name, default) = match word.value.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word.value.as_str(), None),
    };
    if name.is_empty() && default.is_some() {
        return Err(error_at(word.span, "ARG names can not be blank"));
    }
    let doc = doc_comment(&node.comments, name);
    let start = word.span.start;
    let value_start = start + name.len() as u32 + 1;
    let slice = |part: &str| word.value.substr_from(part);
    Ok(ArgPair {
        name: Word::new(slice(name), diag::Span::new(start, (start + name.len() as u32).min(word.span.end))),
        default: default.map(|value| {
            Word::new(slice(value), diag::Span::new(value_start.min(word.span.end), word.span.end))
        }),
        doc,
    })
}

/// The first comment line that starts with `name` and a blank, without them.
pub(super) fn doc_comment(comments: &[Str], name: &str) -> Option<Str> {
    if name.is_empty() {
        return None;
    }
    comments.iter().find_map(|comment| {
        let text = comment.strip_prefix(name)?.strip_prefix(' ')?;
        Some(comment.substr_from(text))
    })
}
