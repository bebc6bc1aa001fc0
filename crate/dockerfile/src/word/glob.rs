//! The patterns of `${x#pattern}`, `${x%pattern}` and `${x/pattern/text}`.
//!
//! BuildKit turns them into regular expressions. What those mean is kept: `*` and `?` do not match a line break, the
//! leftmost match counts, and each `*` takes as much (or as little) as lets the rest match.

/// The largest product of pattern length and text length that is matched.
pub const MAX_WORK: usize = 1 << 24;

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    tokens: Vec<Token>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// `*`
    Any,
    /// `?`
    One,
    /// The character itself.
    Char(char),
}

impl Pattern {
    /// Reads `*`, `?` and backslash escapes of those two, the backslash, `}` and `/`.
    ///
    /// # Errors
    /// An escape of something else.
    pub fn new(pattern: &str) -> Result<Self, String> {
        let mut tokens = Vec::new();
        let mut chars = pattern.chars().peekable();
        while let Some(c) = chars.next() {
            tokens.push(match c {
                '*' => Token::Any,
                '?' => Token::One,
                '\\' => match chars.peek() {
                    // The backslash only kept these from ending the substitution.
                    Some('}' | '/') => continue,
                    _ => match chars.next() {
                        Some(c @ ('*' | '?' | '\\')) => Token::Char(c),
                        c => {
                            let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
                            return Err(format!("invalid escape '\\{c}'"));
                        }
                    },
                },
                c => Token::Char(c),
            });
        }
        Ok(Self { tokens })
    }

    /// For every token and position: can the tokens from there on match the text from there on?
    fn table(&self, text: &[char]) -> Result<Table, String> {
        let width = text.len() + 1;
        if self.tokens.len().saturating_mul(width) > MAX_WORK {
            return Err("pattern and value are too long".into());
        }
        let mut rows = vec![vec![true; width]];
        for token in self.tokens.iter().rev() {
            let below = rows.last().map(Vec::as_slice).unwrap_or_default();
            let mut row = vec![false; width];
            for at in (0..width).rev() {
                let next = below.get(at + 1).copied().unwrap_or_default();
                let matches = match (token, text.get(at)) {
                    (Token::Any, c) => {
                        let here = below.get(at).copied().unwrap_or_default();
                        let more =
                            c.is_some_and(|c| *c != '\n') && row.get(at + 1).copied().unwrap_or_default();
                        here || more
                    }
                    (Token::One, Some(c)) => *c != '\n' && next,
                    (Token::Char(want), Some(c)) => want == c && next,
                    (_, None) => false,
                };
                if let Some(cell) = row.get_mut(at) {
                    *cell = matches;
                }
            }
            rows.push(row);
        }
        rows.reverse();
        Ok(Table { rows })
    }

    /// Where the match that starts at `start` ends; `None` if there is none.
    fn end(&self, table: &Table, text: &[char], start: usize, greedy: bool) -> Option<usize> {
        if !table.get(0, start) {
            return None;
        }
        let mut at = start;
        for (index, token) in self.tokens.iter().enumerate() {
            match token {
                Token::Any => {
                    let reach = text.iter().skip(at).take_while(|c| **c != '\n').count();
                    let mut ends = at..=at + reach;
                    let fits = |end: &usize| table.get(index + 1, *end);
                    at = if greedy { ends.rfind(fits)? } else { ends.find(fits)? };
                }
                Token::One | Token::Char(_) => at += 1,
            }
        }
        Some(at)
    }
}

struct Table {
    rows: Vec<Vec<bool>>,
}

impl Table {
    fn get(&self, token: usize, at: usize) -> bool {
        self.rows.get(token).and_then(|row| row.get(at)).copied().unwrap_or_default()
    }
}

/// `value` without the part at its start that matches: the shortest, or the longest if `greedy`.
pub(super) fn trim_prefix(pattern: &str, value: &str, greedy: bool) -> Result<String, String> {
    let text: Vec<char> = value.chars().collect();
    let invalid = |error| invalid(pattern, error);
    let compiled = Pattern::new(pattern).map_err(invalid)?;
    let table = compiled.table(&text).map_err(invalid)?;
    let end = compiled.end(&table, &text, 0, greedy).unwrap_or_default();
    Ok(text.iter().skip(end).collect())
}

/// `value` without the part at its end that matches. Pattern and value are reversed, so that it is a prefix.
pub(super) fn trim_suffix(pattern: &str, value: &str, greedy: bool) -> Result<String, String> {
    let reversed: String = value.chars().rev().collect();
    let trimmed = trim_prefix(&reverse(pattern), &reversed, greedy)?;
    Ok(trimmed.chars().rev().collect())
}

/// A pattern backwards, its escapes still in front of what they escape.
pub(super) fn reverse(pattern: &str) -> String {
    let mut units: Vec<(char, Option<char>)> = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        units.push(if c == '\\' { (c, chars.next()) } else { (c, None) });
    }
    units.into_iter().rev().flat_map(|(first, second)| std::iter::once(first).chain(second)).collect()
}

/// `value` with the first match, or all, replaced.
pub(super) fn replace(pattern: &str, value: &str, replacement: &str, all: bool) -> Result<String, String> {
    let text: Vec<char> = value.chars().collect();
    let invalid = |error| invalid(pattern, error);
    let compiled = Pattern::new(pattern).map_err(invalid)?;
    let table = compiled.table(&text).map_err(invalid)?;
    let mut out = String::with_capacity(value.len());
    let mut at = 0;
    let mut last_end = None;
    while at <= text.len() {
        let found = compiled.end(&table, &text, at, true);
        // An empty match directly behind the match before it does not count.
        let found = found.filter(|end| *end > at || last_end != Some(at));
        match found {
            Some(end) => {
                let matched = text.get(at..end).unwrap_or_default();
                if all {
                    expand_template(&mut out, replacement, matched);
                } else {
                    out.push_str(replacement);
                    out.extend(text.iter().skip(end));
                    return Ok(out);
                }
                last_end = Some(end);
                if end == at {
                    out.extend(text.get(at));
                    at += 1;
                } else {
                    at = end;
                }
            }
            None => {
                out.extend(text.get(at));
                at += 1;
            }
        }
    }
    Ok(out)
}

fn invalid(pattern: &str, error: String) -> String {
    format!("invalid pattern ({pattern}) in substitution: {error}")
}

/// Go's `ReplaceAllString` reads `$name` in the replacement as a group of the match. There are no groups but 0, the
/// whole match; `$$` is a dollar sign.
fn expand_template(out: &mut String, template: &str, matched: &[char]) {
    let mut rest = template;
    while let Some((text, behind)) = rest.split_once('$') {
        out.push_str(text);
        if let Some(behind) = behind.strip_prefix('$') {
            out.push('$');
            rest = behind;
            continue;
        }
        match group(behind) {
            Some((name, behind)) => {
                if name.parse() == Ok(0) {
                    out.extend(matched);
                }
                rest = behind;
            }
            None => {
                out.push('$');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
}

/// The name of a group and what follows it.
fn group(text: &str) -> Option<(&str, &str)> {
    let braced = text.strip_prefix('{');
    let body = braced.unwrap_or(text);
    let end = body.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(body.len());
    let (name, behind) = body.split_at(end);
    if name.is_empty() {
        return None;
    }
    match braced {
        Some(_) => behind.strip_prefix('}').map(|behind| (name, behind)),
        None => Some((name, behind)),
    }
}
