//! What a lab is made with.

use serde::Deserialize;
use tsify::Tsify;

/// What a lab is made with.
#[derive(Tsify, Deserialize, Default)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct LabOptions {
    /// The number from which identifiers come that Docker draws at random; the same one gives the same ones. Default 0.
    pub seed: Option<u32>,
    /// The time it is in the lab, in seconds since 1970. Default: that of 2023-11-14 22:13:20 UTC.
    pub now: Option<f64>,
}
