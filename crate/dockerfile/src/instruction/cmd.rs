//! CMD.

use super::{Help, flag};

pub(super) const HELP: Help = Help {
    name: "CMD",
    doc: "What a container runs by default, or the default arguments of the ENTRYPOINT. Only the last one of a stage \
          counts. In JSON form the program runs without a shell and gets signals itself.",
    syntax: "CMD [\"PROGRAM\", \"ARGUMENT\"]\nCMD COMMAND LINE",
    flags: flag::NONE,
};
