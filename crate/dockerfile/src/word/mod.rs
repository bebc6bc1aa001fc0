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
}

/// What became of a word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expansion<'a> {
    /// The whole text with variables replaced and quotes removed.
    pub text: Cow<'a, str>,
    /// The same split at blanks that are neither quoted nor escaped.
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
        Self { escape, raw_quotes: false, raw_escapes: false, skip_quotes: false, skip_unset: false }
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
        !word.contains(['$', '\'', '"', '\0', '\u{feff}']) && !word.contains(self.escape)
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

    /// The word as one text and as a list of words, and the variables that it names.
    ///
    /// # Errors
    /// As [`Lexer::expand`].
    pub fn process<'a>(&self, word: &'a str, scope: &dyn Scope) -> Result<Expansion<'a>, WordError> {
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
        match run.until(None, self.raw_escapes) {
            Ok((text, words)) => Ok(Expansion {
                text: Cow::Owned(text),
                words,
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

    /// Reads up to `stop`, or to the end without one.
    fn until(&mut self, stop: Option<char>, raw_escapes: bool) -> Result<(String, Vec<String>), String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("substitutions are nested too deeply".into());
        }
        let outer = std::mem::replace(&mut self.raw_escapes, raw_escapes);
        let result = self.until_inner(stop);
        self.raw_escapes = outer;
        self.depth -= 1;
        result
    }

    fn until_inner(&mut self, stop: Option<char>) -> Result<(String, Vec<String>), String> {
        let mut text = String::new();
        let mut words = Words::default();
        while let Some(c) = self.peek() {
            if stop == Some(c) {
                self.next();
                return Ok((text, words.finish()));
            }
            match c {
                '$' => {
                    let value = self.dollar()?;
                    text.push_str(&value);
                    value.chars().for_each(|c| words.push(c));
                }
                '<' => {
                    let value = self.angle();
                    text.push_str(value);
                    words.push_raw_str(value);
                }
                '\'' | '"' if !self.lexer.skip_quotes => {
                    let value = if c == '"' { self.double_quoted()? } else { self.single_quoted()? };
                    text.push_str(&value);
                    words.push_raw_str(&value);
                }
                c => {
                    self.next();
                    if c == self.lexer.escape {
                        if self.raw_escapes {
                            words.push_raw(c);
                            text.push(c);
                        }
                        let Some(escaped) = self.next() else { break };
                        words.push_raw(escaped);
                        text.push(escaped);
                    } else {
                        words.push(c);
                        text.push(c);
                    }
                }
            }
        }
        match stop {
            Some(stop) => Err(format!("unexpected end of statement while looking for matching {stop}")),
            None => Ok((text, words.finish())),
        }
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

    fn single_quoted(&mut self) -> Result<String, String> {
        let mut text = String::new();
        text.extend(self.next().filter(|_| self.lexer.raw_quotes));
        loop {
            match self.next() {
                None => {
                    return Err("unexpected end of statement while looking for matching single-quote".into());
                }
                Some('\'') => {
                    if self.lexer.raw_quotes {
                        text.push('\'');
                    }
                    return Ok(text);
                }
                Some(c) => text.push(c),
            }
        }
    }

    fn double_quoted(&mut self) -> Result<String, String> {
        let mut text = String::new();
        text.extend(self.next().filter(|_| self.lexer.raw_quotes));
        loop {
            match self.peek() {
                None => {
                    return Err("unexpected end of statement while looking for matching double-quote".into());
                }
                Some('"') => {
                    self.next();
                    if self.lexer.raw_quotes {
                        text.push('"');
                    }
                    return Ok(text);
                }
                Some('$') => text.push_str(&self.dollar()?),
                Some(c) => {
                    self.next();
                    text.extend(self.escaped_in_quotes(c));
                }
            }
        }
    }

    /// Inside double quotes an escape character only escapes `"`, `$` and itself; before others it stays.
    fn escaped_in_quotes(&mut self, c: char) -> impl Iterator<Item = char> + use<> {
        if c != self.lexer.escape {
            return [Some(c), None].into_iter().flatten();
        }
        let kept = self.raw_escapes.then_some(c);
        let next = match self.peek() {
            None => None,
            Some(next) if next == '"' || next == '$' || next == self.lexer.escape => self.next(),
            Some(_) => Some(c),
        };
        [kept, next].into_iter().flatten()
    }

    fn dollar(&mut self) -> Result<String, String> {
        self.next();
        if self.peek() != Some('{') {
            let name = self.name();
            if name.is_empty() {
                return Ok("$".into());
            }
            let value = self.get(&name);
            return Ok(match value {
                None if self.lexer.skip_unset => format!("${name}"),
                value => value.unwrap_or_default(),
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
            Some('}') => {
                let value = self.get(&name);
                Ok(match value {
                    None if self.lexer.skip_unset => format!("${{{name}}}"),
                    value => value.unwrap_or_default(),
                })
            }
            Some(':') => match self.next() {
                Some(c @ ('+' | '-' | '?')) => self.modified(&name, true, c),
                c => Err(unsupported(true, c)),
            },
            Some('/') => self.replaced(&name),
            Some(c @ ('+' | '-' | '?' | '#' | '%')) => self.modified(&name, false, c),
            c => Err(unsupported(false, c)),
        }
    }

    /// `${name:-word}` and its relatives, from behind the modifier on.
    fn modified(&mut self, name: &str, colon: bool, modifier: char) -> Result<String, String> {
        let raw_escapes = matches!(modifier, '#' | '%');
        let (word, _) = match self.until(Some('}'), raw_escapes) {
            Ok(found) => found,
            Err(_) if self.peek().is_none() => return Err(MISSING_BRACE.into()),
            Err(error) => return Err(error),
        };
        let value = self.get(name);
        if self.lexer.skip_unset && value.is_none() {
            let colon = if colon { ":" } else { "" };
            return Ok(format!("${{{name}{colon}{modifier}{word}}}"));
        }
        let missing = match &value {
            None => true,
            Some(value) => colon && value.is_empty(),
        };
        match modifier {
            '-' if missing => Ok(word),
            '-' => Ok(value.unwrap_or_default()),
            '+' if missing => Ok(String::new()),
            '+' => Ok(word),
            '?' if missing => {
                let state = if value.is_none() { "unset" } else { "empty" };
                let reason = if word.is_empty() { format!("is not allowed to be {state}") } else { word };
                Err(format!("{name}: {reason}"))
            }
            '?' => Ok(value.unwrap_or_default()),
            c => {
                let (greedy, pattern) = match word.strip_prefix(c) {
                    Some(rest) => (true, rest),
                    None => (false, word.as_str()),
                };
                let value = value.unwrap_or_default();
                if c == '#' {
                    glob::trim_prefix(pattern, &value, greedy)
                } else {
                    glob::trim_suffix(pattern, &value, greedy)
                }
            }
        }
    }

    /// `${name/pattern/replacement}`, from behind the first slash on.
    fn replaced(&mut self, name: &str) -> Result<String, String> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let (pattern, _) = match self.until(Some('/'), true) {
            Ok(found) => found,
            Err(_) if self.peek().is_none() => return Err("syntax error: missing '/' in ${}".into()),
            Err(error) => return Err(error),
        };
        let (replacement, _) = match self.until(Some('}'), true) {
            Ok(found) => found,
            Err(_) if self.peek().is_none() => return Err(MISSING_BRACE.into()),
            Err(error) => return Err(error),
        };
        match self.get(name) {
            None if self.lexer.skip_unset => Ok(format!("${{{name}/{pattern}/{replacement}}}")),
            value => glob::replace(&pattern, &value.unwrap_or_default(), &replacement, all),
        }
    }

    /// A name: letters, digits and `_`; or only digits; or one special character. Empty if there is none.
    fn name(&mut self) -> String {
        let mut name = String::new();
        match self.peek() {
            // Go's unicode.IsDigit is decimal digits only; the rest of char::is_numeric is no part of a name.
            Some(c) if is_digit(c) => {
                while let Some(c) = self.peek().filter(|c| is_digit(*c)) {
                    name.push(c);
                    self.next();
                }
            }
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => name.extend(self.next()),
            _ => {
                while let Some(c) = self.peek().filter(|c| is_letter(*c) || is_digit(*c) || *c == '_') {
                    name.push(c);
                    self.next();
                }
            }
        }
        name
    }

    fn get(&mut self, name: &str) -> Option<String> {
        let value = self.scope.get(name).map(str::to_owned);
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
