//! ENV, and the pairs that LABEL shares with it.

use crate::ast::Node;
use crate::text::Word;

use super::{Failed, Help, at_least_one, error, error_at, flag};

/// `NAME=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Quotes and variables still in it.
    pub name: Word,
    /// Quotes and variables still in it.
    pub value: Word,
    /// Written `NAME value`, without `=`.
    pub legacy: bool,
}

pub(super) const HELP: Help = Help {
    name: "ENV",
    doc: "Sets environment variables for the instructions that follow and for containers. They are part of the cache \
          key of every later RUN. Variables in the values are those from before the instruction.",
    syntax: "ENV NAME=VALUE ...",
    flags: flag::NONE,
};

pub(super) fn understand(node: &Node, help: &Help) -> Result<Vec<Pair>, Failed> {
    flag::parse(&node.flags, help.flags)?;
    if node.args.is_empty() {
        return Err(at_least_one(node, help.name));
    }
    let (triples, rest) = node.args.as_chunks::<3>();
    if !rest.is_empty() {
        return Err(error(node, format!("Bad input to {}, too many arguments", help.name)));
    }
    let mut pairs = Vec::with_capacity(triples.len());
    for [name, value, sign] in triples {
        if name.value.is_empty() {
            return Err(error_at(
                name.span.cover(sign.span),
                format!("{} names can not be blank", help.name),
            ));
        }
        pairs.push(Pair { name: name.clone(), value: value.clone(), legacy: sign.value.is_empty() });
    }
    Ok(pairs)
}
