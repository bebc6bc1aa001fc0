//! One way to write what means the same.
//!
//! Keywords in upper case, single blanks between words, no blanks at line ends, at most one empty line in a row. What
//! BuildKit takes literally stays as it is: commands, continued lines, heredocs, comments. A file whose lines cannot be
//! read, or that would come to mean something else, is left alone.

use diag::Span;

use crate::ast::{Dockerfile, Heredoc, Instruction, Node, Phase};
use crate::instruction::Kind;
use crate::text::Word;

/// The formatted text. Parsing it gives the same instructions, and formatting it again changes nothing.
pub fn format(file: &Dockerfile) -> String {
    if file.failure.as_ref().is_some_and(|failure| failure.phase == Phase::Lines) {
        return file.source.to_string();
    }
    let formatted = Formatter::of(file).run();
    let again = crate::parse(&formatted).tree;
    // Odd characters, such as byte order marks between blanks, can be read in another way the second time.
    let settled = || Formatter::of(&again).run() == formatted;
    if same(file, &again) && settled() { formatted } else { file.source.to_string() }
}

struct Formatter<'a> {
    file: &'a Dockerfile,
    out: String,
    /// An empty line was skipped.
    blank: bool,
}

impl<'a> Formatter<'a> {
    fn of(file: &'a Dockerfile) -> Self {
        Self { file, out: String::with_capacity(file.source.len()), blank: false }
    }

    fn run(mut self) -> String {
        let mut at = 0;
        for instruction in &self.file.instructions {
            let start = line_start(&self.file.source, instruction.node.span.start);
            self.between(Span::new(at, start));
            self.instruction(instruction);
            at = instruction.node.span.end;
            at = next_line(&self.file.source, at);
        }
        self.between(Span::new(at, self.file.source.len() as u32));
        self.out
    }

    /// Comments and empty lines.
    fn between(&mut self, span: Span) {
        for line in span.text(&self.file.source).lines() {
            let line = line.trim_end();
            if line.trim_start_matches('\u{feff}').is_empty() {
                self.blank = true;
                // A byte order mark stays at the start.
                self.out.push_str(line);
                continue;
            }
            self.line(line);
        }
    }

    fn line(&mut self, line: &str) {
        if std::mem::take(&mut self.blank) {
            self.out.push('\n');
        }
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn instruction(&mut self, instruction: &Instruction) {
        let node = &instruction.node;
        let body_end = node.heredocs.first().map_or(node.span.end, |heredoc| heredoc.span.start);
        let text = Span::new(node.span.start, body_end).text(&self.file.source);
        // A line that is continued stays as it is, even if nothing follows.
        let single = text.trim_end_matches(['\r', '\n']) == node.original.text.as_str();
        let known = !matches!(instruction.kind, Kind::Broken);
        if single && known {
            let line = self.single_line(node);
            self.line(&line);
        } else {
            let keyword = node.keyword.value.as_str();
            let upper = if known { keyword.to_uppercase() } else { keyword.to_owned() };
            let rest = text.strip_prefix(keyword).unwrap_or(text);
            let upper = if rest.len() == text.len() { String::new() } else { upper };
            let lines: Vec<&str> =
                rest.split('\n').map(|line| line.trim_end_matches(['\r', ' ', '\t'])).collect();
            let joined = lines.join("\n");
            self.line(&format!("{upper}{}", joined.trim_end_matches('\n')));
        }
        if let (Some(first), Some(last)) = (node.heredocs.first(), node.heredocs.last()) {
            let end = next_line(&self.file.source, last.span.end.max(node.span.end));
            let text = Span::new(first.span.start, end).text(&self.file.source);
            self.out.push_str(text);
            if !text.ends_with('\n') {
                self.out.push('\n');
            }
        }
    }

    /// An instruction of one line, without its heredocs.
    fn single_line(&self, node: &Node) -> String {
        let source = &self.file.source;
        let raw = |word: &Word| word.span.text(source).to_owned();
        let mut parts = vec![node.keyword.value.to_uppercase()];
        parts.extend(node.flags.iter().map(raw));
        if let Some(child) = &node.child {
            parts.push(self.single_line(child));
            return parts.join(" ");
        }
        let first = node.args.first().map_or(0, |word| word.span.start);
        let last = node.args.last().map_or(0, |word| word.span.end);
        let name = node.keyword.value.to_lowercase();
        match name.as_str() {
            "from" => {
                let words = node.args.iter().enumerate();
                parts.extend(words.map(|(index, word)| match index {
                    1 => raw(word).to_uppercase(),
                    _ => raw(word),
                }));
            }
            "copy" | "add" | "expose" | "volume" | "arg" if !node.json => {
                parts.extend(node.args.iter().map(raw))
            }
            "env" | "label" if node.args.get(2).is_some_and(|sign| !sign.value.is_empty()) => {
                let (pairs, _) = node.args.as_chunks::<3>();
                parts.extend(
                    pairs.iter().map(|[name, value, _]| name.span.cover(value.span).text(source).to_owned()),
                );
            }
            _ if node.args.is_empty() && !node.json => {}
            _ if node.json => {
                // Strings with escapes point at the whole array, so that only the end is certain.
                let start = node.flags.last().map_or(node.keyword.span.end, |flag| flag.span.end);
                let end = node.original.span(Span::new(0, node.original.text.len() as u32)).end;
                parts.push(Span::new(start, end).text(source).trim().to_owned());
            }
            _ => parts.push(Span::new(first, last).text(source).to_owned()),
        }
        parts.join(" ")
    }
}

fn line_start(source: &str, at: u32) -> u32 {
    let before = source.get(..at as usize).unwrap_or_default();
    before.rfind('\n').map_or(0, |newline| newline as u32 + 1)
}

/// The start of the line behind `at`.
fn next_line(source: &str, at: u32) -> u32 {
    let rest = source.get(at as usize..).unwrap_or_default();
    rest.find('\n').map_or(source.len() as u32, |newline| at + newline as u32 + 1)
}

/// Whether two files have the same instructions, words, heredocs and comments, wherever they stand.
fn same(a: &Dockerfile, b: &Dockerfile) -> bool {
    let directive = |word: &Option<Word>| word.as_ref().map(|word| word.value.clone());
    a.directives.escape == b.directives.escape
        && directive(&a.directives.syntax) == directive(&b.directives.syntax)
        && directive(&a.directives.check) == directive(&b.directives.check)
        && a.comments.len() == b.comments.len()
        && a.failure.as_ref().map(|failure| failure.phase) == b.failure.as_ref().map(|failure| failure.phase)
        && a.instructions.len() == b.instructions.len()
        && a.instructions.iter().zip(&b.instructions).all(|(a, b)| same_node(&a.node, &b.node))
}

fn same_node(a: &Node, b: &Node) -> bool {
    let texts =
        |a: &[Word], b: &[Word]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.value == b.value);
    let heredoc = |a: &Heredoc, b: &Heredoc| {
        (&a.name, a.fd, a.chomp, &a.content) == (&b.name, b.fd, b.chomp, &b.content)
    };
    // The word AS may change its case.
    let args = match a.is("from") {
        true => {
            a.args.len() == b.args.len()
                && a.args.iter().zip(&b.args).enumerate().all(|(index, (a, b))| {
                    a.value == b.value || (index == 1 && a.value.eq_ignore_ascii_case(&b.value))
                })
        }
        false => texts(&a.args, &b.args),
    };
    let child = match (&a.child, &b.child) {
        (Some(a), Some(b)) => same_node(a, b),
        (None, None) => true,
        _ => false,
    };
    a.keyword.value.eq_ignore_ascii_case(&b.keyword.value)
        && a.json == b.json
        && args
        && child
        && texts(&a.flags, &b.flags)
        && a.comments == b.comments
        && a.heredocs.len() == b.heredocs.len()
        && a.heredocs.iter().zip(&b.heredocs).all(|(a, b)| heredoc(a, b))
}
