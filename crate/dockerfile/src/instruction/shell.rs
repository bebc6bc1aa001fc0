//! SHELL.

use crate::ast::Node;
use crate::text::Word;

use super::{Failed, Help, at_least_one, error, flag};

pub(super) const HELP: Help = Help {
    name: "SHELL",
    doc: "The shell of the shell forms of RUN, CMD and ENTRYPOINT that follow. Default: [\"/bin/sh\", \"-c\"].",
    syntax: "SHELL [\"PROGRAM\", \"ARGUMENT\"]",
    flags: flag::NONE,
};

pub(super) fn understand(node: &Node) -> Result<Vec<Word>, Failed> {
    flag::parse(&node.flags, HELP.flags)?;
    if node.args.is_empty() {
        return Err(at_least_one(node, HELP.name));
    }
    if !node.json {
        return Err(error(node, "SHELL requires the arguments to be in JSON form".into()));
    }
    Ok(node.args.clone())
}
