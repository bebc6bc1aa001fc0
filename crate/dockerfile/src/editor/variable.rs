//! `$name` and `${name…}` as they are written.

use diag::Span;

/// A variable that is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use<'a> {
    /// Its name.
    pub name: &'a str,
    /// From the dollar sign to the end of the name or the closing brace.
    pub span: Span,
    /// The name alone.
    pub name_span: Span,
}

/// The variables that a part of a text uses, in order; those inside the words of others, as in `${a:-$b}`, after them.
pub fn variables_in<'a>(source: &'a str, part: Span, escape: char) -> Vec<Use<'a>> {
    let mut found = Vec::new();
    let text = part.text(source);
    let mut chars = text.char_indices().peekable();
    let mut quoted = false;
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == escape => {
                chars.next();
            }
            '\'' => quoted = !quoted,
            '$' if !quoted => found.extend(variable(text, at, part.start)),
            _ => {}
        }
    }
    found
}

/// The variable whose dollar sign stands at `at`.
fn variable(text: &str, at: usize, base: u32) -> Option<Use<'_>> {
    let rest = text.get(at + 1..)?;
    let braced = rest.starts_with('{');
    let body = rest.strip_prefix('{').unwrap_or(rest);
    let end = body.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(body.len());
    let name = body.get(..end).filter(|name| !name.is_empty())?;
    let start = base + at as u32;
    let name_start = start + 1 + u32::from(braced);
    let name_end = name_start + name.len() as u32;
    let close = if braced { body.find('}') } else { None };
    let span_end = close.map_or(name_end, |close| name_start + close as u32 + 1);
    Some(Use { name, span: Span::new(start, span_end), name_span: Span::new(name_start, name_end) })
}

/// The variable at an offset.
pub fn variable_at(source: &str, part: Span, escape: char, at: u32) -> Option<Use<'_>> {
    let uses = variables_in(source, part, escape);
    uses.into_iter().filter(|one| one.span.touches(at)).min_by_key(|one| one.span.len())
}
