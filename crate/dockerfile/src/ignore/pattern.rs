//! One pattern of a `.dockerignore`.

use super::regex::Regex;

/// Why a pattern is none, in the words of Go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPattern(pub String);

impl std::fmt::Display for BadPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadPattern {}

fn bad() -> BadPattern {
    BadPattern("syntax error in pattern".into())
}

/// How a pattern is compared with paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matcher {
    /// The path itself.
    Exact(String),
    /// `dir/**`: what starts with the text, which ends with a slash.
    Prefix(String),
    /// `**/name`: what ends with the text; with a leading slash, also the rest alone.
    Suffix(String),
    /// Anything else.
    Regex(Regex),
}

impl Matcher {
    /// Compiles a pattern that [`check_syntax`] accepts.
    pub(super) fn new(pattern: &str) -> Result<Self, BadPattern> {
        let (how, text) = translate(pattern);
        let cut = |from: usize, to: usize| pattern.get(from..to).unwrap_or_default().to_owned();
        Ok(match how {
            How::Exact => Self::Exact(pattern.to_owned()),
            How::Prefix => Self::Prefix(cut(0, pattern.len() - 2)),
            How::Suffix => Self::Suffix(cut(2, pattern.len())),
            How::Regex => Self::Regex(Regex::new(&text).ok_or_else(bad)?),
        })
    }

    /// Whether a path matches.
    pub fn matches(&self, path: &str) -> bool {
        match self {
            Self::Exact(text) => path == text,
            Self::Prefix(text) => path.starts_with(text.as_str()),
            Self::Suffix(text) => {
                path.ends_with(text.as_str()) || text.strip_prefix('/').is_some_and(|rest| path == rest)
            }
            Self::Regex(regex) => regex.matches(path),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Exact,
    Prefix,
    Suffix,
    Regex,
}

/// The regular expression of a pattern, and whether it is needed at all.
fn translate(pattern: &str) -> (How, String) {
    let mut how = How::Exact;
    let mut regex = String::from("^");
    let mut chars = pattern.chars().peekable();
    let mut first = true;
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.next_if_eq(&'*').is_some() => {
                // "**/" means "**".
                chars.next_if_eq(&'/');
                if chars.peek().is_some() {
                    regex.push_str("(.*/)?");
                    how = How::Regex;
                } else if how == How::Exact {
                    how = How::Prefix;
                } else {
                    regex.push_str(".*");
                    how = How::Regex;
                }
                if first {
                    how = How::Suffix;
                }
            }
            '*' => {
                regex.push_str("[^/]*");
                how = How::Regex;
            }
            '?' => {
                regex.push_str("[^/]");
                how = How::Regex;
            }
            '.' | '+' | '(' | ')' | '|' | '{' | '}' | '$' => regex.extend(['\\', c]),
            '\\' => {
                regex.push('\\');
                if let Some(escaped) = chars.next() {
                    regex.push(escaped);
                    how = How::Regex;
                }
            }
            '[' | ']' => {
                regex.push(c);
                how = How::Regex;
            }
            c => regex.push(c),
        }
        first = false;
    }
    regex.push('$');
    (how, regex)
}

/// The checks of Go's `filepath.Match`: escapes are complete, and classes are closed and not empty.
pub(super) fn check_syntax(pattern: &str) -> Result<(), BadPattern> {
    let mut rest = pattern;
    while !rest.is_empty() {
        let (chunk, behind) = chunk(rest.trim_start_matches('*'));
        check_chunk(chunk)?;
        rest = behind;
    }
    Ok(())
}

/// The text up to the next star outside of a class.
fn chunk(text: &str) -> (&str, &str) {
    let mut in_class = false;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '*' if !in_class => return text.split_at(at),
            _ => {}
        }
    }
    (text, "")
}

fn check_chunk(chunk: &str) -> Result<(), BadPattern> {
    let mut chars = chunk.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next().is_none() => return Err(bad()),
            '[' => {
                if chars.as_str().starts_with('^') {
                    chars.next();
                }
                let mut ranges = 0;
                while ranges == 0 || !chars.as_str().starts_with(']') {
                    class_char(&mut chars)?;
                    if chars.as_str().starts_with('-') {
                        chars.next();
                        class_char(&mut chars)?;
                    }
                    ranges += 1;
                }
                chars.next();
            }
            _ => {}
        }
    }
    Ok(())
}

/// A character of a class, which something must follow.
fn class_char(chars: &mut std::str::Chars<'_>) -> Result<(), BadPattern> {
    match chars.next() {
        None | Some('-' | ']') => return Err(bad()),
        Some('\\') if chars.next().is_none() => return Err(bad()),
        Some(_) => {}
    }
    if chars.as_str().is_empty() { Err(bad()) } else { Ok(()) }
}
