//! Words: quotes, escapes and variables, as BuildKit's `frontend/dockerfile/shell` expands them.

mod glob;
mod scope;

use std::borrow::Cow;

use crate::quote::quote;

pub use self::glob::{MAX_WORK, Pattern};
pub use self::scope::{Env, NoScope, Scope, split_entry};

/// How deep substitutions may nest: `${a:-${b:-…}}`. BuildKit has no limit.
pub const MAX_DEPTH: u32 = 128;

/// How quotes, escapes and unset variables are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lexer {
    /// The escape character, `\` or a backtick.
    pub escape: char,
    /// Keep quotes in the result.
    pub raw_quotes: bool,
    /// Keep escape characters in the result.
    pub raw_escapes: bool,
    /// Quotes mean nothing: the content of heredocs.
    pub skip_quotes: bool,
    /// Leave variables that are not set as they were written: step names.
    pub skip_unset: bool,
    /// As the classic builder reads: fewer modifiers, other errors.
    pub classic: bool,
}

/// What became of a word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expansion<'a> {
    /// The whole text with variables replaced and quotes removed.
    pub text: Cow<'a, str>,
    /// The same split at blanks that are neither quoted nor escaped, if it was asked for.
    pub words: Vec<String>,
    /// The variables that were found, in order, each once.
    pub matched: Vec<String>,
    /// The variables that were not.
    pub unmatched: Vec<String>,
}

/// Why a word cannot be expanded, in BuildKit's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordError {
    /// Such as `failed to process "${x": syntax error: missing '}'`.
    pub message: String,
    /// The variables that had not been found until then.
    pub unmatched: Vec<String>,
}

impl std::fmt::Display for WordError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for WordError {}

impl Lexer {
    /// The lexer of instructions' words.
    pub fn new(escape: char) -> Self {
        Self {
            escape,
            raw_quotes: false,
            raw_escapes: false,
            skip_quotes: false,
            skip_unset: false,
            classic: false,
        }
    }

    /// The lexer of the classic builder, which knows the modifiers `:-`, `:+`, `:?` and `?` only.
    pub fn classic(escape: char) -> Self {
        Self { classic: true, ..Self::new(escape) }
    }

    /// The lexer of heredoc contents: quotes are text, the escape character is always `\`.
    pub fn heredoc() -> Self {
        Self { skip_quotes: true, ..Self::new('\\') }
    }

    /// The lexer of step names: quotes stay, and variables that are not set too.
    pub fn step_name(escape: char) -> Self {
        Self { raw_quotes: true, skip_unset: true, ..Self::new(escape) }
    }

    /// Whether expansion changes nothing but could split at blanks.
    pub fn is_literal(&self, word: &str) -> bool {
        // 0xef starts the byte order mark, and other rare characters.
        !word
            .bytes()
            .any(|byte| matches!(byte, b'$' | b'\'' | b'"' | 0 | 0xef) || char::from(byte) == self.escape)
    }

    /// The word as one text.
    ///
    /// # Errors
    /// Open quotes, bad substitutions, `${x:?message}` of an unset variable.
    pub fn expand<'a>(&self, word: &'a str, scope: &dyn Scope) -> Result<Cow<'a, str>, WordError> {
        if self.is_literal(word) {
            return Ok(Cow::Borrowed(word));
        }
        self.process(word, scope).map(|expansion| Cow::Owned(expansion.text.into_owned()))
    }

    /// The word as one text, and the variables that it names.
    ///
    /// # Errors
    /// As [`Lexer::expand`].
    pub fn process<'a>(&self, word: &'a str, scope: &dyn Scope) -> Result<Expansion<'a>, WordError> {
        if self.is_literal(word) {
            return Ok(Expansion { text: Cow::Borrowed(word), ..Expansion::default() });
        }
        self.run(word, scope, None)
    }

    /// The word as one text and as a list of words, and the variables that it names.
    ///
    /// # Errors
    /// As [`Lexer::expand`].
    pub fn split<'a>(&self, word: &'a str, scope: &dyn Scope) -> Result<Expansion<'a>, WordError> {
        self.run(word, scope, Some(Words::default()))
    }

    fn run<'a>(
        &self,
        word: &'a str,
        scope: &dyn Scope,
        mut words: Option<Words>,
    ) -> Result<Expansion<'a>, WordError> {
        // Go's scanner passes over a byte order mark at the start.
        let rest = word.strip_prefix('\u{feff}').unwrap_or(word);
        let mut run = Run {
            lexer: *self,
            raw_escapes: self.raw_escapes,
            rest,
            scope,
            matched: Vec::new(),
            unmatched: Vec::new(),
            depth: 0,
        };
        match run.until(None, self.raw_escapes, words.as_mut()) {
            Ok(text) => Ok(Expansion {
                text: Cow::Owned(text),
                words: words.map(Words::finish).unwrap_or_default(),
                matched: run.matched,
                unmatched: run.unmatched,
            }),
            Err(message) => Err(WordError {
                message: format!("failed to process {}: {message}", quote(word)),
                unmatched: run.unmatched,
            }),
        }
    }
}

/// Words in the making.
#[derive(Default)]
struct Words {
    word: String,
    words: Vec<String>,
    in_word: bool,
}

impl Words {
    /// A character that splits if it is a blank.
    fn push(&mut self, c: char) {
        if !c.is_whitespace() {
            self.push_raw(c);
        } else if self.in_word && !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
            self.in_word = false;
        }
    }

    fn push_raw(&mut self, c: char) {
        self.word.push(c);
        self.in_word = true;
    }

    fn push_raw_str(&mut self, text: &str) {
        self.word.push_str(text);
        self.in_word = true;
    }

    fn finish(mut self) -> Vec<String> {
        if !self.word.is_empty() {
            self.words.push(self.word);
        }
        self.words
    }
}

/// One expansion under way.
struct Run<'a> {
    lexer: Lexer,
    raw_escapes: bool,
    rest: &'a str,
    scope: &'a dyn Scope,
    matched: Vec<String>,
    unmatched: Vec<String>,
    depth: u32,
}

const MISSING_BRACE: &str = "syntax error: missing '}'";

impl<'a> Run<'a> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    /// Reads up to `stop`, or to the end without one. Only the outermost text is split into words, if any is.
    fn until(
        &mut self,
        stop: Option<char>,
        raw_escapes: bool,
        words: Option<&mut Words>,
    ) -> Result<String, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("substitutions are nested too deeply".into());
        }
        let outer = std::mem::replace(&mut self.raw_escapes, raw_escapes);
        let result = self.until_inner(stop, words);
        self.raw_escapes = outer;
        self.depth -= 1;
        result
    }

    fn until_inner(&mut self, stop: Option<char>, mut words: Option<&mut Words>) -> Result<String, String> {
        let mut text = String::with_capacity(if stop.is_none() { self.rest.len() } else { 0 });
        while let Some(c) = self.peek() {
            if stop == Some(c) {
                self.next();
                return Ok(text);
            }
            match c {
                '$' => {
                    let value = self.dollar()?;
                    text.push_str(&value);
                    if let Some(words) = &mut words {
                        value.chars().for_each(|c| words.push(c));
                    }
                }
                '<' => {
                    let value = self.angle();
                    text.push_str(value);
                    if let Some(words) = &mut words {
                        words.push_raw_str(value);
                    }
                }
                '\'' | '"' if !self.lexer.skip_quotes => {
                    let start = text.len();
                    if c == '"' {
                        self.double_quoted(&mut text)?
                    } else {
                        self.single_quoted(&mut text)?
                    }
                    if let Some(words) = &mut words {
                        words.push_raw_str(text.get(start..).unwrap_or_default());
                    }
                }
                c if c == self.lexer.escape => {
                    self.next();
                    let kept = self.raw_escapes.then_some(c);
                    let escaped = self.next();
                    for c in kept.into_iter().chain(escaped) {
                        text.push(c);
                        if let Some(words) = &mut words {
                            words.push_raw(c);
                        }
                    }
                    if escaped.is_none() {
                        break;
                    }
                }
                _ => {
                    let plain = self.plain(stop);
                    text.push_str(plain);
                    if let Some(words) = &mut words {
                        plain.chars().for_each(|c| words.push(c));
                    }
                }
            }
        }
        match stop {
            Some(stop) => Err(format!("unexpected end of statement while looking for matching {stop}")),
            None => Ok(text),
        }
    }

    /// The next character, and all behind it up to one that could mean something.
    fn plain(&mut self, stop: Option<char>) -> &'a str {
        let special =
            |c: char| matches!(c, '$' | '<' | '\'' | '"') || c == self.lexer.escape || stop == Some(c);
        let len = self.rest.char_indices().skip(1).find(|(_, c)| special(*c));
        let (plain, rest) = self.rest.split_at(len.map_or(self.rest.len(), |(at, _)| at));
        self.rest = rest;
        plain
    }

    /// `<`, or `<<` with the blanks behind it, which do not split: a heredoc's name may follow them.
    fn angle(&mut self) -> &'a str {
        let start = self.rest;
        self.next();
        if self.peek() == Some('<') {
            self.next();
            self.rest = self.rest.trim_start_matches(['\t', '\r', ' ']);
        }
        start.strip_suffix(self.rest).unwrap_or(start)
    }

    fn single_quoted(&mut self, text: &mut String) -> Result<(), String> {
        let Some((quoted, rest)) = self.rest.get(1..).and_then(|rest| rest.split_once('\'')) else {
            return Err("unexpected end of statement while looking for matching single-quote".into());
        };
        let quote = if self.lexer.raw_quotes { "'" } else { "" };
        text.extend([quote, quoted, quote]);
        self.rest = rest;
        Ok(())
    }

    fn double_quoted(&mut self, text: &mut String) -> Result<(), String> {
        text.extend(self.next().filter(|_| self.lexer.raw_quotes));
        loop {
            match self.peek() {
                None => {
                    return Err("unexpected end of statement while looking for matching double-quote".into());
                }
                Some('"') => {
                    text.extend(self.next().filter(|_| self.lexer.raw_quotes));
                    return Ok(());
                }
                Some('$') => text.push_str(&self.dollar()?),
                Some(c) if c == self.lexer.escape => {
                    self.next();
                    self.escaped_in_quotes(c, text);
                }
                Some(_) => text.push_str(self.plain(Some('"'))),
            }
        }
    }

    /// Inside double quotes an escape character only escapes `"`, `$` and itself; before others it stays, and at the end
    /// of the text it goes away.
    fn escaped_in_quotes(&mut self, escape: char, text: &mut String) {
        text.extend(Some(escape).filter(|_| self.raw_escapes));
        match self.peek() {
            None => {}
            Some(next) if next == '"' || next == '$' || next == escape => text.extend(self.next()),
            Some(_) => text.push(escape),
        }
    }

    fn dollar(&mut self) -> Result<Cow<'a, str>, String> {
        self.next();
        if self.peek() != Some('{') {
            let name = self.name();
            if name.is_empty() {
                return Ok("$".into());
            }
            return Ok(match self.get(name) {
                None if self.lexer.skip_unset => format!("${name}").into(),
                value => value.unwrap_or_default().into(),
            });
        }
        self.next();
        match self.peek() {
            None => return Err(MISSING_BRACE.into()),
            Some('{' | '}' | ':') => return Err("syntax error: bad substitution".into()),
            Some(_) => {}
        }
        let name = self.name();
        match self.next() {
            Some('}') => Ok(match self.get(name) {
                None if self.lexer.skip_unset => format!("${{{name}}}").into(),
                value => value.unwrap_or_default().into(),
            }),
            Some(':') => match self.next() {
                Some(c @ ('+' | '-' | '?')) => self.modified(name, true, c),
                c if self.lexer.classic => match self.until(Some('}'), false, None) {
                    Ok(_) => Err(unsupported(false, c)),
                    Err(_) if self.peek().is_none() => Err(MISSING_BRACE.into()),
                    Err(error) => Err(error),
                },
                c => Err(unsupported(true, c)),
            },
            c if self.lexer.classic && c != Some('?') => Err("missing ':' in substitution".into()),
            Some('/') => self.replaced(name).map(Cow::Owned),
            Some(c @ ('+' | '-' | '?' | '#' | '%')) => self.modified(name, false, c),
            c => Err(unsupported(false, c)),
        }
    }

    /// `${name:-word}` and its relatives, from behind the modifier on.
    fn modified(&mut self, name: &str, colon: bool, modifier: char) -> Result<Cow<'a, str>, String> {
        let raw_escapes = matches!(modifier, '#' | '%');
        let word = match self.until(Some('}'), raw_escapes, None) {
            Ok(found) => found,
            Err(_) if self.peek().is_none() => return Err(MISSING_BRACE.into()),
            Err(error) => return Err(error),
        };
        let value = self.get(name);
        if self.lexer.skip_unset && value.is_none() {
            let colon = if colon { ":" } else { "" };
            return Ok(format!("${{{name}{colon}{modifier}{word}}}").into());
        }
        let missing = value.is_none_or(|value| colon && value.is_empty());
        match modifier {
            '-' if missing => Ok(word.into()),
            '-' => Ok(value.unwrap_or_default().into()),
            '+' if missing => Ok(Cow::Borrowed("")),
            '+' => Ok(word.into()),
            '?' if missing => {
                let state = if value.is_none() { "unset" } else { "empty" };
                let reason = if word.is_empty() { format!("is not allowed to be {state}") } else { word };
                Err(format!("{name}: {reason}"))
            }
            '?' => Ok(value.unwrap_or_default().into()),
            c => {
                let (greedy, pattern) = match word.strip_prefix(c) {
                    Some(rest) => (true, rest),
                    None => (false, word.as_str()),
                };
                let value = value.unwrap_or_default();
                let trim = if c == '#' { glob::trim_prefix } else { glob::trim_suffix };
                trim(pattern, value, greedy).map(Cow::Owned)
            }
        }
    }

    /// `${name/pattern/replacement}`, from behind the first slash on.
    fn replaced(&mut self, name: &str) -> Result<String, String> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let pattern = match self.until(Some('/'), true, None) {
            Ok(found) => found,
            Err(_) if self.peek().is_none() => return Err("syntax error: missing '/' in ${}".into()),
            Err(error) => return Err(error),
        };
        let replacement = match self.until(Some('}'), true, None) {
            Ok(found) => found,
            Err(_) if self.peek().is_none() => return Err(MISSING_BRACE.into()),
            Err(error) => return Err(error),
        };
        match self.get(name) {
            None if self.lexer.skip_unset => Ok(format!("${{{name}/{pattern}/{replacement}}}")),
            value => glob::replace(&pattern, value.unwrap_or_default(), &replacement, all),
        }
    }

    /// A name: letters, digits and `_`; or only digits; or one special character. Empty if there is none.
    fn name(&mut self) -> &'a str {
        let end = |behind: fn(char) -> bool| self.rest.find(behind).unwrap_or(self.rest.len());
        let len = match self.peek() {
            // Go's unicode.IsDigit is decimal digits only; the rest of char::is_numeric is no part of a name.
            Some(c) if is_digit(c) => end(|c| !is_digit(c)),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            _ => end(|c| !(is_letter(c) || is_digit(c) || c == '_')),
        };
        let (name, rest) = self.rest.split_at(len);
        self.rest = rest;
        name
    }

    fn get(&mut self, name: &str) -> Option<&'a str> {
        let value = self.scope.get(name);
        let list = if value.is_some() { &mut self.matched } else { &mut self.unmatched };
        if !list.iter().any(|known| known == name) {
            list.push(name.to_owned());
        }
        value
    }
}

fn unsupported(colon: bool, modifier: Option<char>) -> String {
    // Go writes the end of the text, rune -1, as U+FFFD.
    let colon = if colon { ":" } else { "" };
    let modifier = modifier.unwrap_or(char::REPLACEMENT_CHARACTER);
    format!("unsupported modifier ({colon}{modifier}) in substitution")
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric() && decimal(c))
}

/// Whether a character outside of ASCII is a decimal digit. The standard library does not tell those from other
/// numbers, so that the zeros of the scripts are listed; nine more digits follow each.
fn decimal(c: char) -> bool {
    const ZEROS: [u32; 36] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
        0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
        0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    ];
    ZEROS.iter().any(|zero| (*zero..zero + 10).contains(&(c as u32)))
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic()
}

#[cfg(test)]
mod tests;
