//! What a build is asked to do.

pub use dockerfile::platform::Platform;
use std::collections::BTreeMap;
use vfs::Snapshot;

use crate::world::BaseImage;

/// A build: the Dockerfile, its context and what the command line says.
#[derive(Debug, Clone)]
pub struct Request {
    /// Name of the Dockerfile as messages show it: `Dockerfile`, `sub/Dockerfile`.
    pub dockerfile_name: String,
    /// Its text.
    pub dockerfile: String,
    /// The ignore file, if there is one: its name and text.
    pub ignore: Option<(String, String)>,
    /// The build context, before anything is ignored.
    pub context: Snapshot,
    /// What the command line says.
    pub options: Options,
}

/// What the command line of a build says.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `--target`: the stage to build; the last one if absent.
    pub target: Option<String>,
    /// `--build-arg`, `SOURCE_DATE_EPOCH` of the environment included.
    pub build_args: BTreeMap<String, String>,
    /// `--label`.
    pub labels: BTreeMap<String, String>,
    /// `--platform`: what the image is for; `None` is the same as the builder's own.
    pub platform: Option<Platform>,
    /// `--no-cache` and `--no-cache-filter`.
    pub no_cache: NoCache,
    /// `--build-context`: name to content. Names are compared without regard to case of the host part, as references. A
    /// folder whose name is a URL stands for what ADD would fetch from there and below.
    pub contexts: BTreeMap<String, NamedContext>,
    /// `--secret`: id to content.
    pub secrets: BTreeMap<String, Vec<u8>>,
    /// `--ssh`: ids of agents that are forwarded.
    pub ssh: Vec<String>,
    /// `--add-host`: name and address.
    pub extra_hosts: Vec<(String, String)>,
    /// `--network`: network of RUN steps that don't name their own.
    pub network: Network,
    /// Host name inside RUN steps.
    pub hostname: Option<String>,
    /// `rewrite-timestamp=true`: times after SOURCE_DATE_EPOCH become SOURCE_DATE_EPOCH in the layers of this build.
    pub rewrite_timestamp: bool,
    /// Only the files are wanted, or only the cache: no layer is made, and the result has no image.
    pub without_image: bool,
}

/// For which steps recorded results are not used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum NoCache {
    /// None: the cache is used.
    #[default]
    No,
    /// All of them.
    All,
    /// Those of the named stages.
    Stages(Vec<String>),
}

/// The content behind a name given with `--build-context`.
#[derive(Debug, Clone)]
pub enum NamedContext {
    /// A folder.
    Local(Snapshot),
    /// `docker-image://REFERENCE`: resolved like a FROM.
    Reference(String),
    /// `oci-layout://…`, or the result of another build.
    Image {
        /// What the step shows behind FROM: `oci-layout://…@sha256:…`.
        name: String,
        /// Its content.
        image: BaseImage,
    },
}

/// Network of a RUN step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Network {
    /// A network of its own, with access to the outside.
    #[default]
    Default,
    /// None but loopback.
    None,
    /// The host's.
    Host,
}

impl Network {
    /// As `RUN --network` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::None => "none",
            Self::Host => "host",
        }
    }
}
