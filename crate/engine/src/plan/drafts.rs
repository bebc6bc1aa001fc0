//! The graph while it is drawn: every use of an image or command has a node of its own, with its own name. Equal nodes
//! become one vertex in the end.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use vfs::Digest;

use crate::event::InstructionId;
use crate::op::{Op, Vertex, VertexId, digest};

/// A node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DraftId(usize);

/// A node while the graph is drawn.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub op: Op,
    pub inputs: Vec<DraftId>,
    pub name: String,
    pub instruction: Option<InstructionId>,
    pub text: String,
    pub lines: Option<RangeInclusive<u32>>,
    pub ignore_cache: bool,
    pub group: Option<String>,
}

/// All nodes.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    list: Vec<Draft>,
}

impl Drafts {
    /// A node that belongs to no instruction yet.
    pub(super) fn add(&mut self, op: Op, inputs: Vec<DraftId>, name: impl Into<String>) -> DraftId {
        self.list.push(Draft {
            op,
            inputs,
            name: name.into(),
            instruction: None,
            text: String::new(),
            lines: None,
            ignore_cache: false,
            group: None,
        });
        DraftId(self.list.len() - 1)
    }

    /// A node to be changed. Ids come from [`Drafts::add`] only.
    pub(super) fn get_mut(&mut self, id: DraftId) -> &mut Draft {
        &mut self.list[id.0]
    }

    /// The vertices that `target` needs, inputs first, and the vertex of each node. Of equal nodes the last one's name
    /// stands, as in BuildKit. Numbers start at `first`.
    pub(super) fn marshal(
        &self,
        target: Option<DraftId>,
        first: u32,
    ) -> (Vec<Vertex>, BTreeMap<DraftId, VertexId>) {
        let mut out = Marshal {
            drafts: self,
            first,
            vertices: Vec::new(),
            ids: BTreeMap::new(),
            by_digest: BTreeMap::new(),
        };
        if let Some(target) = target {
            out.visit(target);
        }
        (out.vertices, out.ids)
    }
}

struct Marshal<'a> {
    drafts: &'a Drafts,
    first: u32,
    vertices: Vec<Vertex>,
    ids: BTreeMap<DraftId, VertexId>,
    by_digest: BTreeMap<Digest, usize>,
}

impl Marshal<'_> {
    /// Works through the node's inputs with a stack of its own: chains of instructions are as long as users make them.
    fn visit(&mut self, target: DraftId) {
        let mut stack = vec![(target, 0)];
        while let Some((id, next)) = stack.pop() {
            if self.ids.contains_key(&id) {
                continue;
            }
            let Some(draft) = self.drafts.list.get(id.0) else { continue };
            match draft.inputs.get(next) {
                Some(&input) => {
                    stack.push((id, next + 1));
                    stack.push((input, 0));
                }
                None => self.place(id, draft),
            }
        }
    }

    fn place(&mut self, id: DraftId, draft: &Draft) {
        let inputs: Vec<VertexId> =
            draft.inputs.iter().filter_map(|input| self.ids.get(input).copied()).collect();
        let below = inputs.iter().filter_map(|input| {
            let index = input.0.checked_sub(self.first)? as usize;
            Some(&self.vertices.get(index)?.digest)
        });
        let digest = digest(&draft.op, below);
        let index = *self.by_digest.entry(digest).or_insert(self.vertices.len());
        self.ids.insert(id, VertexId(self.first + index as u32));
        match self.vertices.get_mut(index) {
            Some(vertex) => {
                vertex.name.clone_from(&draft.name);
                vertex.ignore_cache |= draft.ignore_cache;
                vertex.group = draft.group.clone().or(vertex.group.take());
            }
            None => self.vertices.push(Vertex {
                op: draft.op.clone(),
                inputs,
                name: draft.name.clone(),
                digest,
                instruction: draft.instruction,
                text: draft.text.clone(),
                lines: draft.lines.clone(),
                ignore_cache: draft.ignore_cache,
                group: draft.group.clone(),
            }),
        }
    }
}
