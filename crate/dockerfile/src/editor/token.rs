//! Semantic tokens: what each piece of text is.

use diag::{Encoding, LineIndex, Span};

use crate::ast::{Dockerfile, Instruction, Node};
use crate::instruction::Kind;
use crate::text::lower;

use super::variable::variables_in;

/// A piece of text and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: TokenKind,
}

/// What a piece of text can be. The numbers go over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TokenKind {
    /// A comment.
    Comment = 0,
    /// `# escape=` and its like.
    Directive = 1,
    /// An instruction's name, or `AS`.
    Keyword = 2,
    /// `--name`.
    Flag = 3,
    /// What follows a flag's `=`.
    FlagValue = 4,
    /// `$name`, `${name:-word}`.
    Variable = 5,
    /// The name of an image.
    Image = 6,
    /// The name of a stage.
    Stage = 7,
    /// A name that ENV, ARG or LABEL defines.
    Name = 8,
    /// A string of a JSON array, and values.
    String = 9,
    /// A shell command.
    Command = 10,
    /// Lines of a heredoc.
    Heredoc = 11,
    /// Paths, ports and other arguments.
    Argument = 12,
}

/// All tokens, in order, none overlapping another. Blanks and the escape characters of continued lines are in between.
pub fn tokens(file: &Dockerfile) -> Vec<Token> {
    let directives = [&file.directives.escape_word, &file.directives.syntax, &file.directives.check];
    let mut painter = Painter { comments: Vec::new(), out: Vec::new() };
    for span in &file.comments {
        let is_directive =
            directives.iter().any(|word| word.as_ref().is_some_and(|word| span.contains(word.span.start)));
        let kind = if is_directive { TokenKind::Directive } else { TokenKind::Comment };
        painter.comments.push(Token { span: *span, kind });
    }
    painter.comments.reverse();
    for instruction in &file.instructions {
        painter.instruction(file, instruction);
    }
    painter.comments_before(u32::MAX);
    painter.out
}

/// Tokens as triples of start, length and kind in the units of an encoding.
pub fn encode(tokens: &[Token], index: &LineIndex, encoding: Encoding) -> Vec<u32> {
    let mut out = Vec::with_capacity(tokens.len() * 3);
    for token in tokens {
        let start = index.encode(token.span.start, encoding);
        let end = index.encode(token.span.end, encoding);
        out.extend([start, end - start, token.kind as u32]);
    }
    out
}

struct Painter {
    /// Comments that are still to come, the next one last.
    comments: Vec<Token>,
    out: Vec<Token>,
}

impl Painter {
    fn comments_before(&mut self, at: u32) {
        while let Some(comment) = self.comments.pop_if(|comment| comment.span.start < at) {
            self.out.push(comment);
        }
    }

    /// A token, without the comments inside it and behind what is painted already.
    fn paint(&mut self, span: Span, kind: TokenKind) {
        let painted = self.out.last().map_or(0, |last| last.span.end);
        let mut start = span.start.max(painted);
        while let Some(comment) = self.comments.pop_if(|comment| comment.span.start < span.end) {
            if start < comment.span.start {
                self.out.push(Token { span: Span::new(start, comment.span.start), kind });
            }
            start = start.max(comment.span.end);
            self.out.push(comment);
        }
        if start < span.end {
            self.out.push(Token { span: Span::new(start, span.end), kind });
        }
    }

    /// A token with the variables inside it.
    fn paint_words(&mut self, file: &Dockerfile, span: Span, kind: TokenKind) {
        let mut start = span.start;
        for variable in variables_in(&file.source, span, file.directives.escape) {
            if variable.span.start >= start {
                self.paint(Span::new(start, variable.span.start), kind);
                self.paint(variable.span, TokenKind::Variable);
                start = variable.span.end;
            }
        }
        self.paint(Span::new(start, span.end), kind);
    }

    fn instruction(&mut self, file: &Dockerfile, instruction: &Instruction) {
        let node = &instruction.node;
        self.comments_before(node.span.start);
        self.node(file, node, &instruction.kind);
        for heredoc in &node.heredocs {
            match heredoc.expand && !node.is("run") {
                true => self.paint_words(file, heredoc.span, TokenKind::Heredoc),
                false => self.paint(heredoc.span, TokenKind::Heredoc),
            }
        }
    }

    fn node(&mut self, file: &Dockerfile, node: &Node, kind: &Kind) {
        self.paint(node.keyword.span, TokenKind::Keyword);
        for flag in &node.flags {
            let name = flag.span.text(&file.source).find('=').unwrap_or(flag.span.len() as usize) as u32;
            let split = flag.span.start + name.min(flag.span.len());
            self.paint(Span::new(flag.span.start, split), TokenKind::Flag);
            self.paint_words(file, Span::new(split, flag.span.end), TokenKind::FlagValue);
        }
        if let Some(child) = &node.child {
            self.node(file, child, &Kind::Broken);
            return;
        }
        let kinds: &[TokenKind] = match &*lower(&node.keyword.value) {
            "from" => &[TokenKind::Image, TokenKind::Keyword, TokenKind::Stage],
            "env" | "label" => &[TokenKind::Name, TokenKind::String],
            "arg" => &[TokenKind::Name],
            "run" | "cmd" | "entrypoint" | "shell" if !node.json => &[TokenKind::Command],
            "healthcheck" if !node.json => &[TokenKind::Keyword, TokenKind::Command],
            "healthcheck" => &[TokenKind::Keyword, TokenKind::String],
            _ if node.json => &[TokenKind::String],
            _ => &[TokenKind::Argument],
        };
        let pairs = matches!(kind, Kind::Env(_) | Kind::Label(_));
        for (index, word) in node.args.iter().enumerate() {
            let kind = match pairs {
                true if index % 3 == 2 => continue,
                true => kinds.get(index % 3),
                false => kinds.get(index).or(kinds.last()),
            };
            let kind = kind.copied().unwrap_or(TokenKind::Argument);
            match (kind, word.span.text(&file.source).find('=')) {
                (TokenKind::Name, Some(at)) => {
                    let split = word.span.start + at as u32;
                    self.paint(Span::new(word.span.start, split), kind);
                    self.paint_words(file, Span::new(split + 1, word.span.end), TokenKind::String);
                }
                _ => self.paint_words(file, word.span, kind),
            }
        }
    }
}
