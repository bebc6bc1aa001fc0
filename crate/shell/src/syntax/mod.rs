//! Shell grammar: text to tree.
//!
//! The parser is ours because `brush-parser` 0.4 cannot serve here. Measured on the RUN instructions of
//! well-known projects: it refuses `$(case $(uname -m) in x86_64) echo amd64 ;; esac)`, which dash, ash and bash accept;
//! 100,000 nested `$(` overflow its stack (a trap in wasm); its errors do not know what was expected, so
//! `unexpected end of file (expecting "fi")` cannot be printed; and it costs 190 kB gzipped with `insta`,
//! `tracing`, `uuid`, `getrandom` and process-wide caches that read a clock.

mod alias;
mod ast;
mod lexer;
mod parser;
mod test_command;
mod word;

pub(crate) use alias::Aliases;
pub use ast::*;
pub(crate) use lexer::is_reserved;
pub(crate) use parser::{Parser, is_name};

use std::fmt;

/// Constructs may be nested this deep; every level costs stack when it is parsed and when it is evaluated.
pub const MAX_NESTING: u16 = 100;

/// Which shell's grammar, error wording and builtins hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// busybox's `ash`.
    Ash,
    /// Debian's `/bin/sh`.
    Dash,
    Bash,
}

/// Why a text is no script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// 1-based.
    pub line: u32,
    pub kind: SyntaxErrorKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// `found` is `"fi"`, `end of file`, `word`, `newline` or `redirection`; `expecting` a token, if only one would do.
    Unexpected {
        found: String,
        expecting: Option<&'static str>,
    },
    UnterminatedQuote,
    UnterminatedBackquote,
    MissingBrace,
    /// `$((` without `))`.
    MissingParentheses,
    /// `@(` without `)`.
    MissingParenthesis,
    BadForVariable,
    BadFunctionName,
    BadSubstitution,
    /// More than [`MAX_NESTING`] levels.
    TooDeep,
    /// Aliases that lead to ever more aliases.
    TooManyAliases,
}

impl SyntaxError {
    /// The message as the given shell words it, without the shell's name.
    pub fn message(&self, dialect: Dialect) -> String {
        match dialect {
            Dialect::Ash => format!("syntax error: {}", self.ash()),
            Dialect::Dash => format!("Syntax error: {}", self.dash()),
            Dialect::Bash => self.bash(),
        }
    }

    fn ash(&self) -> String {
        match &self.kind {
            SyntaxErrorKind::Unexpected { found, expecting: None } => format!("unexpected {found}"),
            SyntaxErrorKind::Unexpected { found, expecting: Some(what) } => {
                format!("unexpected {found} (expecting \"{what}\")")
            }
            SyntaxErrorKind::UnterminatedQuote => "unterminated quoted string".into(),
            SyntaxErrorKind::UnterminatedBackquote => "EOF in backquote substitution".into(),
            SyntaxErrorKind::MissingBrace => "missing '}'".into(),
            SyntaxErrorKind::MissingParentheses => "missing '))'".into(),
            SyntaxErrorKind::MissingParenthesis => "missing ')'".into(),
            SyntaxErrorKind::BadForVariable => "bad for loop variable".into(),
            SyntaxErrorKind::BadFunctionName => "bad function name".into(),
            SyntaxErrorKind::BadSubstitution => "bad substitution".into(),
            SyntaxErrorKind::TooDeep => too_deep(),
            SyntaxErrorKind::TooManyAliases => "aliases lead to too many others".into(),
        }
    }

    fn dash(&self) -> String {
        match &self.kind {
            SyntaxErrorKind::Unexpected { found, expecting: None } => format!("{found} unexpected"),
            SyntaxErrorKind::Unexpected { found, expecting: Some(what) } => {
                format!("{found} unexpected (expecting \"{what}\")")
            }
            SyntaxErrorKind::UnterminatedQuote => "Unterminated quoted string".into(),
            SyntaxErrorKind::MissingBrace => "Missing '}'".into(),
            SyntaxErrorKind::MissingParentheses => "Missing '))'".into(),
            SyntaxErrorKind::BadForVariable => "Bad for loop variable".into(),
            SyntaxErrorKind::BadFunctionName => "Bad function name".into(),
            SyntaxErrorKind::BadSubstitution => "Bad substitution".into(),
            SyntaxErrorKind::UnterminatedBackquote
            | SyntaxErrorKind::MissingParenthesis
            | SyntaxErrorKind::TooDeep
            | SyntaxErrorKind::TooManyAliases => self.ash(),
        }
    }

    fn bash(&self) -> String {
        match &self.kind {
            SyntaxErrorKind::Unexpected { found, .. } if found == "end of file" => {
                "syntax error: unexpected end of file".into()
            }
            SyntaxErrorKind::Unexpected { found, .. } => {
                format!("syntax error near unexpected token `{}'", found.trim_matches('"'))
            }
            SyntaxErrorKind::UnterminatedQuote => "unexpected EOF while looking for matching quote".into(),
            SyntaxErrorKind::UnterminatedBackquote => "unexpected EOF while looking for matching ``'".into(),
            SyntaxErrorKind::MissingBrace => "unexpected EOF while looking for matching `}'".into(),
            SyntaxErrorKind::MissingParentheses | SyntaxErrorKind::MissingParenthesis => {
                "unexpected EOF while looking for matching `)'".into()
            }
            SyntaxErrorKind::BadForVariable => "syntax error: bad for loop variable".into(),
            SyntaxErrorKind::BadFunctionName => "syntax error: bad function name".into(),
            SyntaxErrorKind::BadSubstitution => "bad substitution".into(),
            SyntaxErrorKind::TooDeep | SyntaxErrorKind::TooManyAliases => {
                format!("syntax error: {}", self.ash())
            }
        }
    }
}

fn too_deep() -> String {
    format!("nested more than {MAX_NESTING} levels deep")
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.ash())
    }
}

impl std::error::Error for SyntaxError {}

/// Parses a whole text, or says where it stops being a script.
///
/// ```
/// use shell::syntax::{Dialect, parse};
/// assert_eq!(parse("echo a && echo b; echo c", Dialect::Ash).unwrap().0.len(), 2);
/// assert!(parse("if true; then", Dialect::Ash).is_err());
/// ```
pub fn parse(text: &str, dialect: Dialect) -> Result<List, SyntaxError> {
    let mut parser = Parser::new(text, dialect);
    let mut items = Vec::new();
    while let Some(line) = parser.next_line()? {
        items.extend(line.0);
    }
    Ok(List(items))
}
