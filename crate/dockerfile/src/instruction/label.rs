//! LABEL.

use super::{Help, flag};

pub(super) const HELP: Help = Help {
    name: "LABEL",
    doc: "Sets labels: names with values that describe the image. They make no layer and touch no cache key.",
    syntax: "LABEL NAME=VALUE ...",
    flags: flag::NONE,
};
