//! WORKDIR.

use super::{Help, flag};

pub(super) const HELP: Help = Help {
    name: "WORKDIR",
    doc: "Sets the working directory of the instructions that follow and of containers, and creates it. A relative \
          path continues the one before.",
    syntax: "WORKDIR PATH",
    flags: flag::NONE,
};
