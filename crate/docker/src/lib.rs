//! The simulated Docker host: images, registry catalog, the docker command line and its output.

mod catalog;
mod cli;
pub mod progress;
pub mod view;
