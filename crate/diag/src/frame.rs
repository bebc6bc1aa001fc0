//! The excerpt that BuildKit prints around the lines of an error.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use crate::{Diagnostic, LineIndex};

const RULE: &str = "--------------------\n";

/// The frame around `lines` (counted from 1), with up to four lines of context, as BuildKit prints it:
///
/// ```text
/// Dockerfile:3
/// --------------------
///    1 |     FROM base:1
///    2 |     RUN echo out
///    3 | >>> RUN echo oops; exit 42
///    4 |
/// --------------------
/// ```
///
/// Empty if the first line is not one of the text's.
pub fn excerpt(name: &str, text: &str, lines: RangeInclusive<u32>) -> String {
    let all: Vec<&str> = text.split('\n').collect();
    let count = all.len() as u32;
    let (first, last) = (*lines.start(), (*lines.end()).min(count));
    if first < 1 || first > count {
        return String::new();
    }
    let (from, to) = padded(first, last.max(first), count);
    let mut out = format!("{name}:{first}\n{RULE}");
    for number in from..=to {
        let mark = if (first..=last).contains(&number) { ">>>" } else { "   " };
        let line = all.get(number as usize - 1).copied().unwrap_or_default();
        // Writing into a String cannot fail.
        let _ = writeln!(out, " {number:3} | {mark} {line}");
    }
    out.push_str(RULE);
    out
}

/// BuildKit widens the excerpt by a line on each side until it has spent its padding, of which a single line gets more.
fn padded(mut first: u32, mut last: u32, count: u32) -> (u32, u32) {
    let padding = if first == last { 4 } else { 2 };
    let mut spent = 0;
    while spent < padding {
        if first > 1 {
            first -= 1;
            spent += 1;
        }
        if last < count {
            last += 1;
            spent += 1;
        }
        spent += 1;
    }
    (first, last)
}

/// The excerpt around a diagnostic, followed by its message and, if there is one, its help.
pub fn render(name: &str, text: &str, diagnostic: &Diagnostic) -> String {
    let index = LineIndex::new(text);
    let first = index.line(diagnostic.span.start) + 1;
    // A span that ends with a line break does not reach into the next line.
    let last_byte = diagnostic.span.end.saturating_sub(1).max(diagnostic.span.start);
    let last = index.line(last_byte) + 1;
    let mut out = excerpt(name, text, first..=last);
    out.push_str(&diagnostic.message);
    out.push('\n');
    if let Some(help) = &diagnostic.help {
        out.push_str(help);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    fn check(text: &str, lines: RangeInclusive<u32>, want: &str) {
        assert_eq!(excerpt("Dockerfile", text, lines), want);
    }

    #[test]
    fn excerpts_are_padded_as_buildkit_does() {
        let text = "FROM base:1\nRUN echo out\nRUN echo oops; exit 42\n";
        check(
            text,
            3..=3,
            "Dockerfile:3\n--------------------\n   1 |     FROM base:1\n   2 |     RUN echo out\n   3 | >>> RUN echo oops; exit 42\n   4 |     \n--------------------\n",
        );
        check(
            "a\nb\nc\nd\ne",
            2..=3,
            "Dockerfile:2\n--------------------\n   1 |     a\n   2 | >>> b\n   3 | >>> c\n   4 |     d\n--------------------\n",
        );
        check("a", 1..=1, "Dockerfile:1\n--------------------\n   1 | >>> a\n--------------------\n");
        check("a", 2..=2, "");
        check("a", 0..=0, "");
    }

    #[test]
    fn a_frame_ends_with_message_and_help() {
        let diagnostic = Diagnostic::error("x", Span::new(2, 4), "no such thing").with_help("try another");
        let frame = render("F", "a\nb\nc", &diagnostic);
        assert!(frame.starts_with("F:2\n"));
        assert!(frame.contains("   2 | >>> b\n   3 |     c\n"));
        assert!(frame.ends_with("--------------------\nno such thing\ntry another\n"));
    }
}
