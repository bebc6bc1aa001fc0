//! Patterns of `--exclude` and `--parents`, which are those of ignore files, matched on the way down a tree.

use dockerfile::ignore::{Ignore, Matched};

/// Patterns in order; later ones overrule earlier ones.
#[derive(Debug, Clone)]
pub(crate) struct Patterns(Ignore);

/// What the patterns said about a directory, to be handed to what is in it.
pub(crate) type Match = Matched;

impl Patterns {
    /// Patterns, if there are any. The error is BuildKit's.
    pub(crate) fn optional(patterns: &[String]) -> Result<Option<Self>, String> {
        if patterns.is_empty() {
            return Ok(None);
        }
        let ignore = Ignore::from_patterns(patterns).map_err(|error| error.0)?;
        Ok(Some(Self(ignore)))
    }

    /// Whether the patterns match a path, given what they said about its directory.
    pub(crate) fn matches(&self, path: &str, parent: &Match) -> (bool, Match) {
        let (decision, matched) = self.0.step(path, Some(parent));
        (decision.excluded, matched)
    }
}
