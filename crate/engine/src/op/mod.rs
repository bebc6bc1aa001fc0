//! What a build consists of: operations and the vertices that connect them, as BuildKit's LLB knows them.
//!
//! An instruction is not a vertex. `COPY --link` makes two, RUN with a heredoc and `#!` two, ENV none; equal vertices of
//! different stages are one.

pub(crate) mod exec;
pub(crate) mod file;
pub(crate) mod image;
pub(crate) mod local;

use std::ops::RangeInclusive;

use vfs::{Digest, Hasher};

pub(crate) use self::exec::ExecOp;
pub(crate) use self::file::FileOp;
pub(crate) use self::image::ImageOp;
pub(crate) use self::local::LocalOp;
use crate::event::InstructionId;
use crate::key::{Operation, Part};

/// Number of a vertex within its build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VertexId(pub u32);

/// One operation.
#[derive(Debug, Clone)]
pub(crate) enum Op {
    /// Pulls an image.
    Image(ImageOp),
    /// Takes over a folder of the client: the build context, or a named one.
    Local(LocalOp),
    /// Makes directories and files, copies.
    File(FileOp),
    /// Runs a process.
    Exec(Box<ExecOp>),
    /// Puts the layers of its inputs on top of each other.
    Merge,
}

impl Op {
    /// How the operation is known to the cache.
    pub(crate) fn operation(&self, inputs: usize) -> Operation {
        match self {
            Self::Image(op) => op.operation(),
            Self::Local(op) => op.operation(),
            Self::File(op) => op.operation(inputs),
            Self::Exec(op) => op.operation(inputs),
            Self::Merge => Operation::plain(vec![Part::word("merge")], inputs),
        }
    }

    /// What the operation is, apart from its inputs: equal bytes, equal operation. More is told apart than by the
    /// cache, which leaves out what has no influence on the result.
    fn definition(&self, hasher: &mut Hasher) {
        hasher.update(format!("{self:?}").as_bytes());
    }
}

/// A node of the graph.
#[derive(Debug, Clone)]
pub(crate) struct Vertex {
    /// What it does.
    pub op: Op,
    /// What it works on.
    pub inputs: Vec<VertexId>,
    /// As progress shows it.
    pub name: String,
    /// Digest of the operation and everything below.
    pub digest: Digest,
    /// The instruction it stands for.
    pub instruction: Option<InstructionId>,
    /// That instruction after expansion: `COPY app.js /app/`.
    pub text: String,
    /// The lines of that instruction, counted from 1.
    pub lines: Option<RangeInclusive<u32>>,
    /// Whether recorded results are not used.
    pub ignore_cache: bool,
    /// The common name of several vertices, if plain progress shows this one with others.
    pub group: Option<String>,
}

/// The digest of a vertex.
pub(crate) fn digest<'a>(op: &Op, inputs: impl Iterator<Item = &'a Digest>) -> Digest {
    let mut hasher = Hasher::new();
    op.definition(&mut hasher);
    for input in inputs {
        hasher.update(b"\0input\0");
        hasher.update(input.as_bytes());
    }
    hasher.finish()
}
