//! The docker command line.

mod flags;
mod help;
