//! What a build with the classic builder is asked to do.

use crate::options::Request as BuildRequest;

/// A build with the classic builder.
#[derive(Debug, Clone)]
pub struct Request {
    /// Dockerfile, context and the options that both builders share.
    pub build: BuildRequest,
    /// `--tag`: the names that are reported at the end, as docker shows them (`app:latest`). Giving them is the
    /// caller's.
    pub tags: Vec<String>,
    /// `--cache-from`: the only images whose steps may be reused; all of the host's if empty.
    pub cache_from: Vec<String>,
    /// When the containers of steps are removed.
    pub remove: Remove,
    /// Where ids of containers come from: the same seed gives the same ids.
    pub seed: u64,
}

/// When the containers of steps are removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Remove {
    /// After a step that went well (`--rm`, which is the default).
    #[default]
    OnSuccess,
    /// After every step (`--force-rm`).
    Always,
    /// Never (`--rm=false`).
    Never,
}
