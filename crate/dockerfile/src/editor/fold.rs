//! What can be folded away.

use crate::ast::Dockerfile;

/// Lines that can be folded to the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// The line that stays, counted from 1.
    pub start: u32,
    /// The last line that goes, counted from 1.
    pub end: u32,
    /// What it is.
    pub kind: FoldKind,
}

/// What can be folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FoldKind {
    /// A stage, to its FROM.
    Stage,
    /// An instruction of several lines.
    Instruction,
    /// Comment lines one after another.
    Comment,
}

/// All folds, in the order of their first lines.
pub fn folds(file: &Dockerfile) -> Vec<Fold> {
    let mut folds = Vec::new();
    for stage in &file.stages {
        let first = file.instructions.get(stage.from).map(|one| one.node.lines.start);
        let last = file.body(stage).last().map(|one| one.node.lines.end);
        if let (Some(start), Some(end)) = (first, last) {
            folds.push(Fold { start, end, kind: FoldKind::Stage });
        }
    }
    for instruction in &file.instructions {
        let lines = instruction.node.lines;
        if lines.end > lines.start {
            folds.push(Fold { start: lines.start, end: lines.end, kind: FoldKind::Instruction });
        }
    }
    folds.extend(comment_blocks(file));
    folds.sort_by_key(|fold| (fold.start, std::cmp::Reverse(fold.end)));
    folds
}

/// Runs of comment lines outside of instructions.
fn comment_blocks(file: &Dockerfile) -> Vec<Fold> {
    let index = diag::LineIndex::new(&file.source);
    let mut blocks: Vec<Fold> = Vec::new();
    for span in &file.comments {
        let line = index.line(span.start) + 1;
        let at = file.instructions.partition_point(|one| one.node.span.end < span.start);
        if file.instructions.get(at).is_some_and(|one| one.node.span.contains(span.start)) {
            continue;
        }
        match blocks.last_mut() {
            Some(block) if block.end + 1 == line => block.end = line,
            _ => blocks.push(Fold { start: line, end: line, kind: FoldKind::Comment }),
        }
    }
    blocks.retain(|block| block.end > block.start);
    blocks
}
