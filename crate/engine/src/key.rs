//! How an operation is known to the cache: by parts that have names, so that a miss can be explained.

use serde::{Deserialize, Serialize};
use vfs::{Digest, Hasher};

use crate::content::Selector;
use crate::reason::VariableSource;

/// One part of what makes an operation what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// A word of the instruction.
    Word(String),
    /// A variable that the operation sees.
    Variable {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
        /// Which instruction sets it. Not part of the digest: `ENV A=1` and `ARG A=1` are one to a RUN.
        source: VariableSource,
    },
    /// Something around it: working directory, user, mounts, flags.
    Option {
        /// Which.
        name: String,
        /// Its value.
        value: String,
    },
}

impl Part {
    /// A word of the instruction.
    pub fn word(text: impl Into<String>) -> Self {
        Self::Word(text.into())
    }

    /// Something around the operation.
    pub fn option(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self::Option { name: name.into(), value: value.into() }
    }

    fn hash_into(&self, hasher: &mut Hasher) {
        let (tag, name, value) = match self {
            Self::Word(text) => (b'w', "", text.as_str()),
            Self::Variable { name, value, .. } => (b'v', name.as_str(), value.as_str()),
            Self::Option { name, value } => (b'o', name.as_str(), value.as_str()),
        };
        hasher.update(&[tag]);
        for text in [name, value] {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
    }
}

/// How one input of an operation counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Dependency {
    /// Digest of the paths that are taken, if not all are.
    pub selector: Option<Digest>,
    /// The paths whose content may stand for the input; `None` if only its definition counts.
    pub content: Option<Vec<Selector>>,
}

/// How an operation is known to the cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Operation {
    /// Digest of the parts.
    pub digest: Digest,
    /// What it is made of.
    pub parts: Vec<Part>,
    /// How each input counts.
    pub inputs: Vec<Dependency>,
}

impl Operation {
    /// An operation of these parts.
    pub(crate) fn new(parts: Vec<Part>, inputs: Vec<Dependency>) -> Self {
        let mut hasher = Hasher::new();
        for part in &parts {
            part.hash_into(&mut hasher);
        }
        Self { digest: hasher.finish(), parts, inputs }
    }

    /// An operation for which only the definition of its inputs counts.
    pub(crate) fn plain(parts: Vec<Part>, inputs: usize) -> Self {
        Self::new(parts, vec![Dependency::default(); inputs])
    }
}
