//! The simple commands of a RUN, as far as advice needs them.

use diag::Span;

use crate::ast::Instruction;
use crate::instruction::{Command, Kind, Run};

/// One simple command: its words and where the whole RUN stands.
pub(super) struct Simple<'a> {
    /// Words between blanks, quotes still on them. Assignments in front are left out.
    pub(super) words: Vec<&'a str>,
}

impl Simple<'_> {
    /// Whether the command is `program` with `action` among its words that are no options.
    pub(super) fn is(&self, program: &str, actions: &[&str]) -> bool {
        let named = self.words.first().is_some_and(|word| word.rsplit('/').next() == Some(program));
        let action = self.words.iter().skip(1).find(|word| !word.starts_with('-'));
        named && action.is_some_and(|action| actions.contains(action))
    }
}

/// A RUN with its commands.
pub(super) struct Script<'a> {
    pub(super) run: &'a Run,
    pub(super) span: Span,
    pub(super) commands: Vec<Simple<'a>>,
}

/// The RUN instructions of a stage.
pub(super) fn scripts(body: &[Instruction]) -> impl Iterator<Item = Script<'_>> {
    body.iter().filter_map(script)
}

/// The commands of an instruction, if it is a RUN.
pub(super) fn script(instruction: &Instruction) -> Option<Script<'_>> {
    let Kind::Run(run) = &instruction.kind else { return None };
    let mut commands = Vec::new();
    match &run.command {
        Command::Shell(text) => split(&text.value, &mut commands),
        Command::Exec(words) => {
            commands.push(Simple { words: words.iter().map(|word| word.value.as_str()).collect() });
        }
    }
    for heredoc in &run.heredocs {
        split(&heredoc.content, &mut commands);
    }
    Some(Script { run, span: instruction.node.span, commands })
}

/// Splits at operators outside of quotes.
fn split<'a>(text: &'a str, out: &mut Vec<Simple<'a>>) {
    let mut quote = None;
    let mut start = 0;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            None if matches!(c, '&' | ';' | '|' | '\n' | '(' | ')') => {
                simple(text.get(start..at).unwrap_or_default(), out);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    simple(text.get(start..).unwrap_or_default(), out);
}

fn simple<'a>(text: &'a str, out: &mut Vec<Simple<'a>>) {
    let keyword = |word: &&str| matches!(*word, "if" | "then" | "else" | "do" | "!" | "{" | "sudo" | "env");
    let assigns = |word: &&str| {
        let name = word.split('=').next().unwrap_or_default();
        word.contains('=') && !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let words: Vec<&str> =
        text.split_whitespace().skip_while(|word| keyword(word) || assigns(word)).collect();
    if !words.is_empty() {
        out.push(Simple { words });
    }
}
