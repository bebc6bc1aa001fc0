//! One instruction's text to keyword, flags and arguments.

use diag::Diagnostic;

use crate::ast::Node;
use crate::text::{Logical, Str, Word};

use super::json::{JsonError, json_strings};
use super::words::{BLANKS, blank_separated, error, error_at, name_values, split_words};

/// How deep ONBUILD may nest. BuildKit knows no limit, but allows no ONBUILD inside ONBUILD.
pub const MAX_ONBUILD: u32 = 32;

type Failed = Box<Diagnostic>;

/// The node of a text, as far as it could be read, and what kept it from being read whole.
pub(super) fn node(text: &Logical, escape: char, depth: u32) -> (Node, Option<Failed>) {
    let line = text.text.trim();
    let (keyword, rest) = match line.split_once(BLANKS) {
        Some((keyword, rest)) => (keyword, rest.trim_start_matches(BLANKS)),
        None => (line, ""),
    };
    let mut node = Node { keyword: text.word(keyword), ..Node::default() };
    let rest = flags(text, rest, &mut node.flags).trim();
    let result = arguments(text, rest, escape, depth, &mut node);
    (node, result.err())
}

fn arguments(text: &Logical, rest: &str, escape: char, depth: u32, node: &mut Node) -> Result<(), Failed> {
    match Arguments::of(&node.keyword.value) {
        Arguments::Nothing => node.args.push(Word::new(Str::default(), text.span_of(rest))),
        _ if rest.is_empty() => {}
        Arguments::Text => node.args.push(text.word(rest)),
        Arguments::Blanks => node.args.extend(blank_separated(rest).map(|part| text.word(part))),
        Arguments::Words => {
            node.args.extend(split_words(rest, escape).into_iter().map(|part| text.word(part)))
        }
        Arguments::Pairs(name) => {
            let pairs =
                name_values(rest, name, escape).map_err(|(message, at)| error_at(&text.word(at), message))?;
            node.args.reserve_exact(pairs.len() * 3);
            node.args.extend(pairs.into_iter().flatten().map(|part| text.word(part)));
        }
        Arguments::JsonOrText => {
            if !json(text, rest, node)? {
                node.args.push(text.word(rest));
            }
        }
        Arguments::JsonOrBlanks => {
            if !json(text, rest, node)? {
                node.args.extend(blank_separated(rest).map(|part| text.word(part)));
            }
        }
        Arguments::Health => health(text, rest, node)?,
        Arguments::Instruction => {
            if depth >= MAX_ONBUILD {
                return Err(error(text.span_of(rest), "ONBUILD is nested too deeply"));
            }
            let inner = text.narrow(rest);
            let (mut child, failed) = self::node(&inner, escape, depth + 1);
            child.span = text.span_of(rest);
            child.original = inner;
            node.child = Some(Box::new(child));
            return failed.map_or(Ok(()), Err);
        }
    }
    Ok(())
}

/// How the arguments of an instruction are split.
enum Arguments {
    Nothing,
    Text,
    Blanks,
    Words,
    Pairs(&'static str),
    JsonOrText,
    JsonOrBlanks,
    Health,
    Instruction,
}

impl Arguments {
    fn of(keyword: &str) -> Self {
        let table = [
            ("run", Self::JsonOrText),
            ("env", Self::Pairs("ENV")),
            ("copy", Self::JsonOrBlanks),
            ("from", Self::Blanks),
            ("arg", Self::Words),
            ("label", Self::Pairs("LABEL")),
            ("workdir", Self::Text),
            ("add", Self::JsonOrBlanks),
            ("cmd", Self::JsonOrText),
            ("entrypoint", Self::JsonOrText),
            ("expose", Self::Blanks),
            ("user", Self::Text),
            ("volume", Self::JsonOrBlanks),
            ("shell", Self::JsonOrText),
            ("healthcheck", Self::Health),
            ("onbuild", Self::Instruction),
            ("stopsignal", Self::Text),
            ("maintainer", Self::Text),
        ];
        let found = table.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(keyword));
        found.map_or(Self::Nothing, |(_, arguments)| arguments)
    }
}

/// Whether the arguments are a JSON array, which are then taken over.
fn json(text: &Logical, rest: &str, node: &mut Node) -> Result<bool, Failed> {
    match json_strings(rest) {
        Ok(strings) => {
            node.json = true;
            node.args.reserve_exact(strings.len());
            for string in strings {
                let word = match string {
                    std::borrow::Cow::Borrowed(part) => text.word(part),
                    std::borrow::Cow::Owned(string) => Word::new(Str::from(string), text.span_of(rest)),
                };
                node.args.push(word);
            }
            Ok(true)
        }
        Err(JsonError::NotAnArray) => Ok(false),
        Err(JsonError::NotStrings) => Err(error(
            text.span_of(rest),
            "when using JSON array syntax, arrays must be comprised of strings only",
        )),
    }
}

/// HEALTHCHECK: its type, then a command. BuildKit looks at bytes here, so that the bytes 0x85 and 0xA0 of a longer
/// character count as blanks.
fn health(text: &Logical, rest: &str, node: &mut Node) -> Result<(), Failed> {
    let blank = |byte: u8| char::from(byte).is_whitespace();
    let end = rest.bytes().position(blank).unwrap_or(rest.len());
    let skip = rest.bytes().skip(end).position(|byte| !blank(byte)).map_or(rest.len(), |at| end + at);
    let end = (0..=end).rev().find(|&at| rest.is_char_boundary(at)).unwrap_or_default();
    let skip = (skip..=rest.len()).find(|&at| rest.is_char_boundary(at)).unwrap_or(rest.len());
    let (kind, _) = rest.split_at(end);
    let (_, command) = rest.split_at(skip);
    if kind.is_empty() {
        return Ok(());
    }
    node.args.push(text.word(kind));
    if !command.is_empty() && !json(text, command, node)? {
        node.args.push(text.word(command));
    }
    Ok(())
}

/// Takes `--name=value` words off the start of the arguments; what remains is returned.
fn flags<'a>(text: &Logical, rest: &'a str, out: &mut Vec<Word>) -> &'a str {
    let mut reader = FlagReader { bytes: rest.as_bytes(), at: 0 };
    loop {
        reader.blanks();
        let start = reader.at;
        if !reader.bytes.get(start..).unwrap_or_default().starts_with(b"--") {
            return from(rest, start);
        }
        let flag = reader.flag();
        if flag.value == "--" {
            return from(rest, reader.at);
        }
        if !flag.value.is_empty() || flag.quoted {
            let raw = from(rest, start).get(..reader.at - start).unwrap_or_default();
            let span = text.span_of(raw);
            let value = if raw == flag.value { text.word(raw).value } else { Str::from(flag.value) };
            out.push(Word::new(value, span));
        }
    }
}

/// `text` from the character that `at` lies in.
fn from(text: &str, at: usize) -> &str {
    let at = (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    text.get(at..).unwrap_or_default()
}

/// Reads flags byte by byte, as BuildKit does: a byte above 0x7f stands for the character of that number.
struct FlagReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

struct Flag {
    value: String,
    quoted: bool,
}

impl FlagReader<'_> {
    fn peek(&self) -> Option<char> {
        self.bytes.get(self.at).copied().map(char::from)
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn flag(&mut self) -> Flag {
        let mut flag = Flag { value: String::new(), quoted: false };
        let mut quote = None;
        while let Some(c) = self.peek() {
            match quote {
                None if c.is_whitespace() => break,
                None if c == '\'' || c == '"' => {
                    quote = Some(c);
                    flag.quoted = true;
                }
                Some(open) if c == open => quote = None,
                _ if c == '\\' => {
                    self.at += 1;
                    match self.peek() {
                        Some(next) => flag.value.push(next),
                        None => break,
                    }
                }
                _ => flag.value.push(c),
            }
            self.at += 1;
        }
        flag
    }
}
