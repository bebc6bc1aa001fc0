//! What a lab is made with.

use serde::Deserialize;
use tsify::Tsify;

/// What a lab is made with.
#[derive(Tsify, Deserialize, Default)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct LabOptions {
    /// Where identifiers that Docker draws at random come from; the same seed gives the same ones. Default 0.
    pub seed: Option<u32>,
    /// The time it is in the lab. Default: 2023-11-14 22:13:20 UTC.
    pub now: Option<f64>,
}
