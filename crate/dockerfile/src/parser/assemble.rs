//! Instructions to stages, and the error that BuildKit would stop at.

use diag::{Diagnostic, Parsed};

use crate::ast::{Dockerfile, Failure, Instruction, Lines, Phase, Stage};
use crate::instruction::{Kind, understand};
use crate::text::Str;

use super::{Parser, Read};

/// Understands what was read.
pub(super) fn assemble(parser: Parser<'_>) -> Parsed<Dockerfile> {
    let mut tree = Dockerfile {
        source: Str::full(parser.source.clone()),
        directives: parser.header.directives,
        comments: parser.comment_spans,
        instructions: Vec::with_capacity(parser.nodes.len()),
        ..Dockerfile::default()
    };
    tree.failure = parser.errors.first().map(|(error, lines)| Failure {
        message: error.message.clone(),
        lines: *lines,
        phase: Phase::Lines,
    });
    let mut diagnostics: Vec<Diagnostic> = parser.errors.into_iter().map(|(error, _)| error).collect();
    for read in parser.nodes {
        if let Some(error) = add(&mut tree, read) {
            diagnostics.push(error);
        }
    }
    if tree.stages.is_empty() && tree.failure.is_none() {
        let error =
            Diagnostic::error("no-stages", diag::Span::default(), "dockerfile contains no stages to build");
        tree.failure =
            Some(Failure { message: error.message.clone(), lines: Lines::default(), phase: Phase::Convert });
        diagnostics.push(error);
    }
    Parsed { tree, diagnostics }
}

/// Adds an instruction to the file; an error if it means nothing or stands before the first stage.
fn add(tree: &mut Dockerfile, read: Read) -> Option<Diagnostic> {
    let Read { node, gap, broken } = read;
    let index = tree.instructions.len();
    if let Some(line) = gap {
        tree.empty_continuations.push((index, line));
    }
    let (kind, mut error) = match broken {
        true => (Kind::Broken, None),
        false => match understand(&node) {
            Ok(kind) => (kind, None),
            Err(error) => {
                let line = node.lines.start;
                fail(tree, format!("dockerfile parse error on line {line}: {}", error.message), node.lines);
                (Kind::Broken, Some(*error))
            }
        },
    };
    match (&kind, tree.stages.last_mut()) {
        (Kind::From(from), _) => {
            let name = from.name.as_ref().map(|name| Str::from(name.value.to_lowercase()));
            tree.stages.push(Stage { from: index, body: index + 1..index + 1, name });
        }
        (_, Some(stage)) => stage.body.end = index + 1,
        (Kind::Arg(_) | Kind::Broken, None) => {}
        (_, None) => {
            let message = "no build stage in current context";
            fail(tree, message.into(), node.lines);
            error = Some(
                Diagnostic::error("no-stage", node.keyword.span, message)
                    .with_help("only ARG may stand before the first FROM"),
            );
        }
    }
    tree.instructions.push(Instruction { node, kind });
    error
}

fn fail(tree: &mut Dockerfile, message: String, lines: Lines) {
    if tree.failure.is_none() {
        tree.failure = Some(Failure { message, lines, phase: Phase::Instructions });
    }
}
