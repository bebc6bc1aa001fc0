//! ENTRYPOINT.

use super::{Help, flag};

pub(super) const HELP: Help = Help {
    name: "ENTRYPOINT",
    doc: "The program that a container runs; CMD or the command line of `docker run` give its arguments. In shell form \
          it gets neither arguments nor signals.",
    syntax: "ENTRYPOINT [\"PROGRAM\", \"ARGUMENT\"]\nENTRYPOINT COMMAND LINE",
    flags: flag::NONE,
};
