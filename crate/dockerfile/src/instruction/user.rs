//! USER.

use super::{Help, flag};

pub(super) const HELP: Help = Help {
    name: "USER",
    doc: "The user, and optionally the group, of the RUN instructions that follow and of containers.",
    syntax: "USER USER[:GROUP]",
    flags: flag::NONE,
};
