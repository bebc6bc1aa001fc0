//! Splitting arguments into words, without removing quotes.

use diag::{Diagnostic, Span};

use crate::quote::quote;
use crate::text::Word;

/// Whether a byte is a blank between arguments. A line break inside a continued line is none.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t' | 0xb | 0xc | b'\r' | b' ')
}

/// The text up to the first blank, and what follows the blanks there; `None` without a blank.
pub(super) fn split_blank(text: &str) -> Option<(&str, &str)> {
    let (head, rest) = text.split_at_checked(text.bytes().position(is_blank)?)?;
    let skip = rest.bytes().position(|byte| !is_blank(byte)).unwrap_or(rest.len());
    Some((head, rest.get(skip..)?))
}

/// Splits at blanks outside of quotes. Quotes and escapes stay in the words; an escape character at the very end
/// goes away.
pub fn split_words(text: &str, escape: char) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        // Most of a text needs no thought.
        if c.is_ascii_alphanumeric() && start.is_some() {
            continue;
        }
        let begin = match start {
            None if c.is_whitespace() => continue,
            None => *start.insert(at),
            Some(begin) => begin,
        };
        match quote {
            None if c.is_whitespace() => {
                words.push(text.get(begin..at).unwrap_or_default());
                start = None;
                continue;
            }
            None if c == '\'' || c == '"' => quote = Some(c),
            Some(open) if c == open => quote = None,
            _ => {}
        }
        if c == escape && quote != Some('\'') && chars.next().is_none() {
            // An escape at the very end is dropped, and with it a word that held nothing else.
            if at > begin {
                words.push(text.get(begin..at).unwrap_or_default());
            }
            return words;
        }
    }
    if let Some(begin) = start {
        words.push(text.get(begin..).unwrap_or_default());
    }
    words
}

/// The pairs of ENV and LABEL: name, value, and `=`, or nothing for the old form `NAME value`.
///
/// # Errors
/// A word without `=`, or a name without a value.
pub fn name_values<'a>(
    text: &'a str,
    instruction: &str,
    escape: char,
) -> Result<Vec<[&'a str; 3]>, (String, &'a str)> {
    let words = split_words(text, escape);
    let Some(first) = words.first() else { return Ok(Vec::new()) };
    if !first.bytes().any(|byte| byte == b'=') {
        let Some((name, value)) = split_blank(text) else {
            return Err((format!("{instruction} must have two arguments"), text));
        };
        let (_, end) = text.split_at(text.len());
        return Ok(vec![[name, value, end]]);
    }
    let mut pairs = Vec::with_capacity(words.len());
    for word in words {
        let Some(at) = word.bytes().position(|byte| byte == b'=') else {
            let message =
                format!("Syntax error - can't find = in {}. Must be of the form: name=value", quote(word));
            return Err((message, word));
        };
        let (name, rest) = word.split_at(at);
        let (sign, value) = rest.split_at(1);
        pairs.push([name, value, sign]);
    }
    Ok(pairs)
}

/// Non-empty runs between blanks.
pub(super) fn blank_separated(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    let parts = std::iter::from_fn(move || match split_blank(rest?) {
        Some((part, behind)) => {
            rest = Some(behind);
            Some(part)
        }
        None => rest.take(),
    });
    parts.filter(|part| !part.is_empty())
}

/// An error at a word.
pub(super) fn error_at(word: &Word, message: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::error("syntax", word.span, message))
}

/// An error at a place.
pub(super) fn error(span: Span, message: impl Into<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::error("syntax", span, message))
}
