//! Text to instructions: lines, continuations, comments, heredocs.
//!
//! This is what BuildKit's `frontend/dockerfile/parser` does, quirks included, except that it goes on after an error.

mod assemble;
mod command;
mod directive;
mod heredoc;
mod json;
mod line;
mod words;

use arcstr::ArcStr;
use diag::{Diagnostic, Parsed, Span};

use crate::ast::{Dockerfile, Lines, Node};
use crate::text::{Logical, Piece, Str};

pub use self::command::MAX_ONBUILD;
pub use self::directive::{Directive, Found, Name, detect_syntax, directives, find_directive};
pub use self::heredoc::{heredoc_word, heredocs_in};
pub use self::json::{JsonError, MAX_DEPTH as MAX_JSON_DEPTH, json_strings};
pub use self::line::MAX_LINE;
pub use self::words::{name_values, split_words};

pub(crate) use self::directive::check_comment;

use self::assemble::Assembler;
use self::directive::Header;
use self::line::{Reader, continued, is_comment, without_newline};

/// Reads a Dockerfile. Errors of reading lines come before errors of understanding instructions, as BuildKit reports
/// them; within each, diagnostics are in the order of the text. Anything behind 4 GiB is not read.
pub fn parse(text: &str) -> Parsed<Dockerfile> {
    parse_with(text, true)
}

/// Reads a Dockerfile as the classic builder does, which knows no heredocs: the lines behind `RUN <<EOF` are
/// instructions.
pub fn parse_classic(text: &str) -> Parsed<Dockerfile> {
    parse_with(text, false)
}

fn parse_with(text: &str, heredocs: bool) -> Parsed<Dockerfile> {
    let source = ArcStr::from(text);
    let mut parser = Parser::new(&source, heredocs);
    let mut assembler = Assembler::new(&source);
    while let Some(read) = parser.instruction() {
        assembler.add(read);
    }
    assembler.finish(parser)
}

/// The nodes of a Dockerfile one by one, as [`parse`] finds them; for who asks for no more, that is half the work.
pub fn nodes(source: &ArcStr) -> impl Iterator<Item = Node> {
    let mut parser = Parser::new(source, true);
    std::iter::from_fn(move || parser.instruction().map(|read| read.node))
}

/// What has been read so far.
struct Parser<'a> {
    source: &'a ArcStr,
    reader: Reader<'a>,
    header: Header,
    /// Whether heredocs are read.
    heredocs: bool,
    /// How many instructions were read.
    count: usize,
    /// The comment lines since the last instruction.
    comments: Vec<Str>,
    comment_spans: Vec<Span>,
    errors: Vec<(Diagnostic, Lines)>,
}

/// An instruction as read.
struct Read {
    node: Node,
    /// An empty line was skipped between its continuation lines; the last of its lines without heredocs.
    gap: Option<u32>,
    /// Reading it failed, so it has no meaning.
    broken: bool,
}

impl<'a> Parser<'a> {
    fn new(source: &'a ArcStr, heredocs: bool) -> Self {
        Self {
            source,
            reader: Reader::new(source),
            header: Header::default(),
            heredocs,
            count: 0,
            comments: Vec::new(),
            comment_spans: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// The next instruction.
    fn instruction(&mut self) -> Option<Read> {
        while let Some((start, raw)) = self.reader.next() {
            let mark = raw.strip_prefix('\u{feff}').filter(|_| start == 0);
            let raw = mark.unwrap_or(raw);
            let line = without_newline(raw).trim_start();
            let directive = self.directive(raw, line);
            if line.starts_with('#') {
                self.comment(raw, line);
                if directive {
                    self.comments.pop();
                }
            } else if !line.is_empty() {
                self.count += 1;
                return Some(self.read(line));
            }
        }
        None
    }

    /// What keeps the rest of the file from being read.
    fn unread(&mut self) {
        let line = self.reader.line();
        let end = Span::empty(self.reader.at());
        if self.count == 0 && self.errors.is_empty() {
            let error = Diagnostic::error("no-instructions", end, "file with no instructions");
            self.errors.push((error, Lines { start: line, end: line }));
        } else if let Some(span) = self.reader.too_long() {
            let message = format!("dockerfile line greater than max allowed size of {}", MAX_LINE - 1);
            self.errors
                .push((Diagnostic::error("line-too-long", span, message), Lines { start: line, end: line }));
        }
    }

    /// Whether the line is a directive. Only lines that start with one can be followed by another.
    fn directive(&mut self, raw: &str, line: &str) -> bool {
        // BuildKit counts the lines read before this one.
        let before = self.reader.line() - 1;
        match self.header.read(line, self.source) {
            Ok(found) => found,
            Err(message) => {
                let error = Diagnostic::error("directive", self.span(without_newline(raw)), message);
                self.errors.push((error, Lines { start: before, end: before }));
                false
            }
        }
    }

    fn span(&self, part: &str) -> Span {
        Span::of(part, self.reader.text()).unwrap_or_default()
    }

    fn comment(&mut self, raw: &str, line: &str) {
        self.comment_spans.push(self.span(line.trim_end()));
        // BuildKit cuts the first byte of the line, which for an indented comment is a blank.
        let mut chars = raw.chars();
        chars.next();
        let text = chars.as_str().trim();
        if text.is_empty() {
            self.comments.clear();
        } else {
            self.comments.push(self.source.substr_from(text));
        }
    }

    /// Reads an instruction from its first line on.
    fn read(&mut self, line: &str) -> Read {
        let first = self.reader.line();
        let start = self.span(line).start;
        let (original, gap) = self.join(line);
        let last = self.reader.line();
        let mut node = Node { comments: std::mem::take(&mut self.comments), ..Node::default() };
        let result = command::read(original, self.header.escape(), 0, &mut node);
        let broken = result.is_err();
        if let Err(error) = result {
            self.errors.push((*error, Lines { start: first, end: last }));
        }
        node.span = Span::new(start, self.reader.line_end());
        if self.heredocs && heredoc::allowed(&node) {
            self.heredocs(&mut node, first);
        }
        node.span.end = self.reader.line_end();
        node.lines = Lines { start: first, end: self.reader.line() };
        Read { node, gap: gap.then_some(last), broken }
    }

    /// Reads continuation lines until one does not end with the escape character. Tells whether one was empty.
    fn join(&mut self, line: &str) -> (Logical, bool) {
        let escape = self.header.escape();
        let base = self.span(line).start;
        let Some(head) = continued(line, escape) else {
            return (Logical::plain(self.source.substr_from(line), base), false);
        };
        let mut text = String::from(head);
        let mut pieces = Vec::new();
        let mut gap = false;
        while let Some((start, raw)) = self.reader.next() {
            let line = without_newline(raw);
            if is_comment(line) {
                self.comment_spans.push(self.span(line.trim()));
                continue;
            }
            if line.trim_start().is_empty() {
                gap = true;
                continue;
            }
            pieces.push(Piece { at: text.len() as u32, source: start });
            match continued(line, escape) {
                Some(head) => text.push_str(head),
                None => {
                    text.push_str(line);
                    break;
                }
            }
        }
        (Logical::joined(text, base, pieces), gap)
    }

    /// Reads the heredocs that an instruction announces.
    fn heredocs(&mut self, node: &mut Node, first: u32) {
        for mut heredoc in heredocs_in(&node.original.text) {
            let start = self.reader.at();
            let mut end = None;
            while let Some((at, raw)) = self.reader.next() {
                let line = without_newline(raw);
                let line = if heredoc.chomp { line.trim_start_matches('\t') } else { line };
                if line == heredoc.name.as_str() {
                    end = Some(at);
                    break;
                }
            }
            let Some(end) = end else {
                let lines = Lines { start: first, end: self.reader.line() };
                let error = Diagnostic::error("unterminated-heredoc", node.span, "unterminated heredoc")
                    .with_help(format!("end it with a line that reads {}", heredoc.name));
                self.errors.push((error, lines));
                return;
            };
            heredoc.span = Span::new(start, end);
            heredoc.content = self.source.substr(start as usize..end as usize);
            node.heredocs.push(heredoc);
        }
    }
}

#[cfg(test)]
mod tests;
