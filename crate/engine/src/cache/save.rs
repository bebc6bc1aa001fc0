//! Writing the cache down and reading it back.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The cache without its files.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CacheState {}

/// Why a written cache can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateError(pub String);

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
