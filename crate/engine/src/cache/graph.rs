//! Which keys lead to which: the part of BuildKit's cache that finds a result without running anything.
//!
//! A key of a vertex is not a hash of everything below it. It is a node that is reached from a key of each input through
//! a link named by the operation, the input's number and its selector. One node may be reached from several keys of an
//! input, by its definition and by its content, and that is what lets `COPY --from=build /out` hit although the stage
//! `build` was rebuilt.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vfs::{Digest, Hasher};

/// Names a key. Keys without inputs are named by what they stand for, all others by how they were reached first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct KeyId(pub Digest);

impl KeyId {
    /// The key of something that has no inputs: an image by its layers, a content hash, an operation from nothing.
    pub(crate) fn root(of: &Digest) -> Self {
        let mut hasher = Hasher::new();
        hasher.update(b"root\0");
        hasher.update(of.as_bytes());
        Self(hasher.finish())
    }
}

/// A key of an input, seen through the paths that the operation takes from it (`None` if it takes all).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Selected {
    /// The input's key.
    pub(crate) key: KeyId,
    /// Digest of the selected paths. A key made of content carries none: the paths went into the content.
    pub(crate) selector: Option<Digest>,
}

/// From a key of an input to keys of the operation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Link {
    from: Selected,
    input: u32,
    operation: Digest,
}

/// The links between keys.
#[derive(Debug, Clone, Default)]
pub(crate) struct Graph {
    links: BTreeMap<Link, BTreeSet<KeyId>>,
}

impl Graph {
    /// The keys of `operation` that any of `keys` of its input number `input` leads to.
    ///
    /// All of `keys` stand for the same thing, so that afterwards each of them leads to everything that was found.
    pub(crate) fn query(&mut self, keys: &[Selected], input: u32, operation: Digest) -> BTreeSet<KeyId> {
        let found = self.peek(keys, input, operation);
        if !found.is_empty() {
            for &from in keys {
                self.links.entry(Link { from, input, operation }).or_default().extend(&found);
            }
        }
        found
    }

    /// The same without learning anything.
    pub(crate) fn peek(&self, keys: &[Selected], input: u32, operation: Digest) -> BTreeSet<KeyId> {
        keys.iter()
            .filter_map(|&from| self.links.get(&Link { from, input, operation }))
            .flatten()
            .copied()
            .collect()
    }

    /// The key of `operation` for inputs that are known by `inputs`: the one that all of them lead to, or a new one.
    pub(crate) fn key(&mut self, operation: Digest, inputs: &[Vec<Selected>]) -> KeyId {
        let key = self.existing(operation, inputs).unwrap_or_else(|| fresh(operation, inputs));
        for (input, keys) in inputs.iter().enumerate() {
            for &from in keys {
                let link = Link { from, input: input as u32, operation };
                self.links.entry(link).or_default().insert(key);
            }
        }
        key
    }

    fn existing(&self, operation: Digest, inputs: &[Vec<Selected>]) -> Option<KeyId> {
        let mut common: Option<BTreeSet<KeyId>> = None;
        for (input, keys) in inputs.iter().enumerate() {
            let found = self.peek(keys, input as u32, operation);
            common = Some(match common {
                None => found,
                Some(so_far) => so_far.intersection(&found).copied().collect(),
            });
        }
        common.and_then(|keys| keys.first().copied())
    }

    /// Forgets all links that lead to none of `live` keys, directly or through others.
    pub(crate) fn retain(&mut self, live: &BTreeSet<KeyId>) {
        let mut keep = live.clone();
        loop {
            let before = keep.len();
            for (link, targets) in &self.links {
                if targets.iter().any(|target| keep.contains(target)) {
                    keep.insert(link.from.key);
                }
            }
            if keep.len() == before {
                break;
            }
        }
        self.links.retain(|_, targets| {
            targets.retain(|target| keep.contains(target));
            !targets.is_empty()
        });
    }

    /// Every link as (from, input, operation, to), in a stable order.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Selected, u32, Digest, KeyId)> + '_ {
        self.links.iter().flat_map(|(link, targets)| {
            targets.iter().map(move |&to| (link.from, link.input, link.operation, to))
        })
    }

    /// Puts back what [`Graph::rows`] gave.
    pub(super) fn insert(&mut self, from: Selected, input: u32, operation: Digest, to: KeyId) {
        self.links.entry(Link { from, input, operation }).or_default().insert(to);
    }
}

/// A name for a key that nothing has led to yet. It follows from the operation and the first key of each input, which
/// no other new key has in common with it: that one would have been found.
fn fresh(operation: Digest, inputs: &[Vec<Selected>]) -> KeyId {
    let mut hasher = Hasher::new();
    hasher.update(b"key\0");
    hasher.update(operation.as_bytes());
    for keys in inputs {
        hasher.update(b"input\0");
        if let Some(first) = keys.first() {
            hasher.update(first.key.0.as_bytes());
            if let Some(selector) = &first.selector {
                hasher.update(selector.as_bytes());
            }
        }
    }
    KeyId(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(name: &str) -> Selected {
        Selected { key: KeyId::root(&Digest::of(name.as_bytes())), selector: None }
    }

    #[test]
    fn equal_definitions_have_one_key() {
        let mut graph = Graph::default();
        let run = Digest::of(b"RUN x");
        let first = graph.key(run, &[vec![root("base")]]);
        assert_eq!(graph.key(run, &[vec![root("base")]]), first);
        assert_ne!(graph.key(run, &[vec![root("other")]]), first);
        assert_ne!(graph.key(Digest::of(b"RUN y"), &[vec![root("base")]]), first);
    }

    #[test]
    fn content_leads_to_the_key_of_another_definition() {
        let mut graph = Graph::default();
        let copy = Digest::of(b"COPY");
        let key = graph.key(copy, &[vec![root("base")], vec![root("stage v1"), root("content")]]);
        // Another definition is not known …
        assert!(graph.query(&[root("stage v2")], 1, copy).is_empty());
        // … until its content is, and from then on it is by itself.
        assert_eq!(graph.query(&[root("stage v2"), root("content")], 1, copy), BTreeSet::from([key]));
        assert_eq!(graph.query(&[root("stage v2")], 1, copy), BTreeSet::from([key]));
    }

    #[test]
    fn links_to_forgotten_keys_go() {
        let mut graph = Graph::default();
        let run = Digest::of(b"RUN");
        let one = graph.key(run, &[vec![root("base")]]);
        let two = graph.key(run, &[vec![Selected { key: one, selector: None }]]);
        let dead = graph.key(run, &[vec![root("elsewhere")]]);
        graph.retain(&BTreeSet::from([two]));
        assert_eq!(graph.peek(&[root("base")], 0, run), BTreeSet::from([one]));
        assert!(!graph.rows().any(|(_, _, _, to)| to == dead));
    }
}
