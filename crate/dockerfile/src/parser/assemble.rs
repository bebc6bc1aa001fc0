//! Instructions to stages, and the error that BuildKit would stop at.

use std::borrow::Cow;

use arcstr::ArcStr;
use diag::{Diagnostic, Parsed};

use crate::ast::{Dockerfile, Failure, Instruction, Lines, Phase, Stage};
use crate::instruction::{Kind, understand};
use crate::text::{Str, lower};

use super::{Parser, Read};

/// A file in the making.
pub(super) struct Assembler {
    tree: Dockerfile,
    /// What is wrong with the meaning of instructions.
    errors: Vec<Diagnostic>,
}

impl Assembler {
    pub(super) fn new(source: &ArcStr) -> Self {
        let tree = Dockerfile {
            source: Str::full(source.clone()),
            // Enough for most files, so that few instructions are moved.
            instructions: Vec::with_capacity(16),
            ..Dockerfile::default()
        };
        Self { tree, errors: Vec::new() }
    }

    /// Understands an instruction and adds it to its stage.
    pub(super) fn add(&mut self, read: Read) {
        let Read { node, gap, broken } = read;
        let index = self.tree.instructions.len();
        if let Some(line) = gap {
            self.tree.empty_continuations.push((index, line));
        }
        let (kind, mut error) = match broken {
            true => (Kind::Broken, None),
            false => match understand(&node) {
                Ok(kind) => (kind, None),
                Err(error) => {
                    let line = node.lines.start;
                    let message = format!("dockerfile parse error on line {line}: {}", error.message);
                    self.fail(message, node.lines);
                    (Kind::Broken, Some(*error))
                }
            },
        };
        match (&kind, self.tree.stages.last_mut()) {
            (Kind::From(from), _) => {
                let name = from.name.as_ref().map(|name| match lower(&name.value) {
                    Cow::Borrowed(_) => name.value.clone(),
                    Cow::Owned(lower) => Str::from(lower),
                });
                self.tree.stages.push(Stage { from: index, body: index + 1..index + 1, name });
            }
            (_, Some(stage)) => stage.body.end = index + 1,
            (Kind::Arg(_) | Kind::Broken, None) => {}
            (_, None) => {
                let message = "no build stage in current context";
                self.fail(message.into(), node.lines);
                error = Some(
                    Diagnostic::error("no-stage", node.keyword.span, message)
                        .with_help("only ARG may stand before the first FROM"),
                );
            }
        }
        self.tree.instructions.push(Instruction { node, kind });
        self.errors.extend(error);
    }

    /// The file. What was wrong with reading the lines comes first and hides the rest.
    pub(super) fn finish(self, mut parser: Parser<'_>) -> Parsed<Dockerfile> {
        let Self { mut tree, errors } = self;
        parser.unread();
        if let Some((error, lines)) = parser.errors.first() {
            tree.failure =
                Some(Failure { message: error.message.clone(), lines: *lines, phase: Phase::Lines });
        }
        tree.directives = parser.header.directives;
        tree.comments = parser.comment_spans;
        let mut diagnostics: Vec<Diagnostic> = parser.errors.into_iter().map(|(error, _)| error).collect();
        diagnostics.extend(errors);
        if tree.stages.is_empty() && tree.failure.is_none() {
            let message = "dockerfile contains no stages to build";
            let error = Diagnostic::error("no-stages", diag::Span::default(), message);
            let failure = Failure { message: message.into(), lines: Lines::default(), phase: Phase::Convert };
            tree.failure = Some(failure);
            diagnostics.push(error);
        }
        Parsed { tree, diagnostics }
    }

    fn fail(&mut self, message: String, lines: Lines) {
        if self.tree.failure.is_none() {
            self.tree.failure = Some(Failure { message, lines, phase: Phase::Instructions });
        }
    }
}
