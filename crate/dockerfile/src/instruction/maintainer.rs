//! MAINTAINER.

use super::{Help, flag};

pub(super) const HELP: Help = Help {
    name: "MAINTAINER",
    doc: "The author of the image. Deprecated: use LABEL org.opencontainers.image.authors.",
    syntax: "MAINTAINER NAME",
    flags: flag::NONE,
};
