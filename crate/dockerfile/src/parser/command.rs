//! One instruction's text to keyword, flags and arguments.

use diag::Diagnostic;

use crate::ast::Node;
use crate::instruction::Keyword;
use crate::text::{Logical, Str, Word};

use super::json::{JsonError, json_strings};
use super::words::{blank_separated, error, error_at, name_values, split_blank, split_words};

/// How deep ONBUILD may nest. BuildKit knows no limit, but allows no ONBUILD inside ONBUILD.
pub const MAX_ONBUILD: u32 = 32;

type Failed = Box<Diagnostic>;

/// Reads a text into an empty node, as far as it can be read.
///
/// # Errors
/// What keeps it from being read whole.
pub(super) fn read(text: Logical, escape: char, depth: u32, node: &mut Node) -> Result<(), Failed> {
    let line = text.text.trim();
    let (keyword, rest) = split_blank(line).unwrap_or((line, ""));
    node.keyword = text.word(keyword);
    let rest = flags(&text, rest, &mut node.flags).trim();
    let result = arguments(&text, rest, escape, depth, node);
    node.original = text;
    result
}

fn arguments(text: &Logical, rest: &str, escape: char, depth: u32, node: &mut Node) -> Result<(), Failed> {
    let Some(keyword) = Keyword::of(&node.keyword.value) else {
        node.args.push(Word::new(Str::default(), text.span_of(rest)));
        return Ok(());
    };
    if rest.is_empty() {
        return Ok(());
    }
    match keyword {
        Keyword::Workdir | Keyword::User | Keyword::Stopsignal | Keyword::Maintainer => {
            node.args.push(text.word(rest));
        }
        Keyword::From | Keyword::Expose => {
            node.args.extend(blank_separated(rest).map(|part| text.word(part)))
        }
        Keyword::Arg => node.args.extend(split_words(rest, escape).into_iter().map(|part| text.word(part))),
        Keyword::Env | Keyword::Label => {
            let pairs = name_values(rest, keyword.help().name, escape)
                .map_err(|(message, at)| error_at(&text.word(at), message))?;
            node.args.reserve_exact(pairs.len() * 3);
            node.args.extend(pairs.into_iter().flatten().map(|part| text.word(part)));
        }
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell => {
            if !json(text, rest, node)? {
                node.args.push(text.word(rest));
            }
        }
        Keyword::Copy | Keyword::Add | Keyword::Volume => {
            if !json(text, rest, node)? {
                node.args.extend(blank_separated(rest).map(|part| text.word(part)));
            }
        }
        Keyword::Healthcheck => health(text, rest, node)?,
        Keyword::Onbuild => {
            if depth >= MAX_ONBUILD {
                return Err(error(text.span_of(rest), "ONBUILD is nested too deeply"));
            }
            let mut child = Box::<Node>::default();
            child.span = text.span_of(rest);
            let result = read(text.narrow(rest), escape, depth + 1, &mut child);
            node.child = Some(child);
            return result;
        }
    }
    Ok(())
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
        if let Some(plain) = plain_flag(from(rest, start)) {
            reader.at += plain.len();
            out.push(text.word(plain));
            continue;
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

/// The flag at the start of a text if it is written without quotes, escapes and wide characters, as nearly all are.
fn plain_flag(text: &str) -> Option<&str> {
    let special = |byte: &u8| !matches!(byte, b'!' | b'#'..=b'&' | b'('..=b'[' | b']'..=b'~');
    let end = text.as_bytes().iter().position(special).unwrap_or(text.len());
    let blank = text.as_bytes().get(end).is_none_or(|byte| matches!(byte, b' ' | b'\t'));
    text.get(..end).filter(|flag| blank && *flag != "--")
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
