//! The simulated Docker host: images, registry catalog, the docker command line and its output.

mod catalog;
pub mod progress;
pub mod view;
