//! VOLUME.

use crate::ast::Node;
use crate::text::Word;

use super::{Failed, Help, at_least_one, error_at, flag};

pub(super) const HELP: Help = Help {
    name: "VOLUME",
    doc: "Marks directories as mount points: a container gets a new volume there unless one is given.",
    syntax: "VOLUME PATH ...\nVOLUME [\"PATH\"]",
    flags: flag::NONE,
};

pub(super) const EMPTY: &str = "VOLUME specified can not be an empty string";

pub(super) fn understand(node: &Node) -> Result<Vec<Word>, Failed> {
    if node.args.is_empty() {
        return Err(at_least_one(node, HELP.name));
    }
    flag::parse(&node.flags, HELP.flags)?;
    let mut paths = Vec::with_capacity(node.args.len());
    for word in &node.args {
        let path = word.value.trim();
        if path.is_empty() {
            return Err(error_at(word.span, EMPTY));
        }
        paths.push(Word::new(word.value.substr_from(path), word.span));
    }
    Ok(paths)
}
