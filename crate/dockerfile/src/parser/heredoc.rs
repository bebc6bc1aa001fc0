//! `<<EOF`: which words announce a heredoc.

use crate::ast::{Heredoc, Node};
use crate::text::Str;
use crate::word::{Lexer, NoScope};

/// Whether an instruction may carry heredocs: ADD, COPY and RUN, also inside ONBUILD, and not in JSON form.
pub(super) fn allowed(node: &Node) -> bool {
    let inner = match &node.child {
        Some(child) if node.is("onbuild") => child,
        _ => node,
    };
    !inner.json
        && ["add", "copy", "run"].iter().any(|name| inner.is(name))
        && memchr::memchr(b'<', node.original.text.as_bytes()).is_some()
}

/// The heredocs that a line announces, their content still empty.
pub fn heredocs_in(line: &str) -> Vec<Heredoc> {
    let lexer = Lexer { raw_quotes: true, raw_escapes: true, skip_unset: true, ..Lexer::new('\\') };
    let Ok(expansion) = lexer.split(line, &NoScope) else { return Vec::new() };
    expansion.words.iter().filter_map(|word| heredoc_word(word)).collect()
}

/// The heredoc that a word announces: digits, `<<`, an optional `-`, blanks, and a name that holds no further `<`.
pub fn heredoc_word(word: &str) -> Option<Heredoc> {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (fd, rest) = word.split_at_checked(digits)?;
    let rest = rest.strip_prefix("<<")?;
    let (chomp, name) = match rest.strip_prefix('-') {
        Some(name) => (true, name),
        None => (false, rest),
    };
    let name = name.trim_start_matches(['\t', '\n', '\u{c}', '\r', ' ']);
    if name.is_empty() || name.contains('<') {
        return None;
    }
    let plain = single(name, false)?;
    let raw = single(name, true)?;
    Some(Heredoc {
        expand: quotes(&plain) == quotes(&raw),
        name: Str::from(plain),
        fd: fd.parse().unwrap_or(if fd.is_empty() { 0 } else { u64::MAX }),
        chomp,
        ..Heredoc::default()
    })
}

/// The name if it is a single word, with or without its quotes.
fn single(name: &str, raw_quotes: bool) -> Option<String> {
    let lexer = Lexer { raw_quotes, skip_unset: true, ..Lexer::new('\\') };
    let mut words = lexer.split(name, &NoScope).ok()?.words;
    if words.len() == 1 { words.pop() } else { None }
}

fn quotes(word: &str) -> usize {
    word.matches(['\'', '"']).count()
}
