//! What every kind of long work has in common.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// Where text was printed.
#[derive(Tsify, Serialize, Deserialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum Stream {
    Stdout,
    Stderr,
}

#[derive(Tsify, Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum TaskState {
    Running,
    Done,
    Failed,
    Cancelled,
}
