//! The image configuration: what a container starts with, and how the image came to be.
//!
//! Key order, omissions and escaping are BuildKit's, so that an image's id follows from its meaning: keys are sorted at
//! the top, in the order of Docker's types inside, and maps are sorted.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use vfs::Digest;

use crate::error::Error;
use crate::json;

/// An image configuration. What its JSON holds beyond these fields is not kept: a foreign image goes out as the bytes
/// that came in, and an image built on it has, as with BuildKit, these fields only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageConfig {
    // Fields stand in the order of their keys.
    /// The CPU architecture (`amd64`).
    pub architecture: String,
    /// Who maintains it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// What a container starts with.
    #[serde(default, deserialize_with = "or_default")]
    pub config: ContainerConfig,
    /// When the image was made, in RFC 3339; `None` is written as `null`.
    #[serde(default)]
    pub created: Option<String>,
    /// How it was made, oldest first.
    #[serde(default, deserialize_with = "or_default", serialize_with = "null_if_empty")]
    pub history: Vec<History>,
    /// The operating system (`linux`).
    pub os: String,
    /// Features that the operating system must have.
    #[serde(
        rename = "os.features",
        default,
        deserialize_with = "or_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub os_features: Vec<String>,
    /// The version of the operating system.
    #[serde(rename = "os.version", default, skip_serializing_if = "String::is_empty")]
    pub os_version: String,
    /// The layers.
    pub rootfs: RootFs,
    /// The variant of the architecture (`v7`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub variant: String,
}

/// What a container starts with unless told otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContainerConfig {
    /// `USER`: name or number, with or without a group.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user: String,
    /// `EXPOSE`: `80/tcp`.
    #[serde(default, with = "set", skip_serializing_if = "BTreeSet::is_empty")]
    pub exposed_ports: BTreeSet<String>,
    /// `ENV`: `NAME=value`.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub env: Vec<String>,
    /// `ENTRYPOINT` in exec form.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub entrypoint: Vec<String>,
    /// `CMD` in exec form.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub cmd: Vec<String>,
    /// `VOLUME`.
    #[serde(default, with = "set", skip_serializing_if = "BTreeSet::is_empty")]
    pub volumes: BTreeSet<String>,
    /// `WORKDIR`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub working_dir: String,
    /// `LABEL`.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// `STOPSIGNAL`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stop_signal: String,
    /// Set once a CMD was executed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub args_escaped: bool,
    /// `HEALTHCHECK`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub healthcheck: Option<Healthcheck>,
    /// `ONBUILD`: the triggers as instructions.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub on_build: Vec<String>,
    /// `SHELL`.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub shell: Vec<String>,
}

/// How to tell whether a container is well. Times are in nanoseconds; 0 stands for docker's default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Healthcheck {
    /// `["NONE"]`, `["CMD", …]` or `["CMD-SHELL", text]`; empty to inherit.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub test: Vec<String>,
    /// Between two checks.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub interval: i64,
    /// Until a check counts as failed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub timeout: i64,
    /// Until failures count.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub start_period: i64,
    /// Between two checks in the start period.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub start_interval: i64,
    /// Failures in a row until the container is unhealthy.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub retries: i64,
}

/// One step of an image's making.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct History {
    /// When, in RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// By which instruction.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub created_by: String,
    /// By whom.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// By which builder.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// Whether the step has no layer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub empty_layer: bool,
}

/// The layers, from the lowest up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootFs {
    /// Always `layers`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The digests of the uncompressed layers.
    #[serde(default, deserialize_with = "or_default", serialize_with = "null_if_empty")]
    pub diff_ids: Vec<Digest>,
}

impl ImageConfig {
    /// A configuration without layers, environment or history.
    pub fn new(os: &str, architecture: &str, variant: &str) -> Self {
        ImageConfig {
            architecture: architecture.to_owned(),
            author: String::new(),
            config: ContainerConfig::default(),
            created: None,
            history: Vec::new(),
            os: os.to_owned(),
            os_features: Vec::new(),
            os_version: String::new(),
            rootfs: RootFs { kind: "layers".to_owned(), diff_ids: Vec::new() },
            variant: variant.to_owned(),
        }
    }

    /// Reads a configuration. Fields that are not known are ignored.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        json::from_slice("image config", bytes)
    }

    /// The configuration as JSON; its digest is the image's id.
    pub fn to_bytes(&self) -> Vec<u8> {
        json::to_vec(self)
    }
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// Reads `null` as the empty value: Go writes an empty list or map either way.
pub(crate) fn or_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Deserialize<'de> + Default,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Writes an empty list as `null`, as Go writes one that was never made.
pub(crate) fn null_if_empty<T: Serialize, S: Serializer>(
    list: &Vec<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    (!list.is_empty()).then_some(list).serialize(serializer)
}

/// A set, written as Go writes a `map[string]struct{}`.
mod set {
    use std::collections::{BTreeMap, BTreeSet};

    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::IgnoredAny};

    #[derive(Serialize)]
    struct Empty {}

    pub(super) fn serialize<S: Serializer>(set: &BTreeSet<String>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(set.iter().map(|name| (name, Empty {})))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeSet<String>, D::Error> {
        let map = Option::<BTreeMap<String, IgnoredAny>>::deserialize(deserializer)?;
        Ok(map.unwrap_or_default().into_keys().collect())
    }
}
