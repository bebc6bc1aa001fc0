//! Text in double quotes, as Go's `%q` writes it.

use std::fmt::Write as _;

/// `text` in double quotes with Go's escapes.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    quote_into(&mut out, text);
    out
}

/// The same, appended to `out`.
pub(crate) fn quote_into(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            ' '..='~' => out.push(c),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            c if is_print(c) => out.push(c),
            c => escape_into(out, c as u32),
        }
    }
    out.push('"');
}

fn escape_into(out: &mut String, code: u32) {
    // Writing into a String cannot fail.
    let _ = match code {
        0..=0x7f => write!(out, "\\x{code:02x}"),
        0x80..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

/// Whether Go's `strconv.IsPrint` holds: letters, marks, numbers, punctuation, symbols. The standard library decides
/// the same when it escapes a character that does not start a string.
fn is_print(c: char) -> bool {
    let mut text = [b'a'; 5];
    let len = 1 + c.encode_utf8(text.get_mut(1..).unwrap_or_default()).len();
    let text = std::str::from_utf8(text.get(..len).unwrap_or_default()).unwrap_or_default();
    text.escape_debug().nth(1) == Some(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_go() {
        let cases = [
            ("a b", r#""a b""#),
            ("\"\\", r#""\"\\""#),
            ("\t\n\u{0}\u{7f}", r#""\t\n\x00\x7f""#),
            ("é가😀", r#""é가😀""#),
            ("e\u{301}", "\"e\u{301}\""),
            ("\u{a0}\u{feff}\u{200b}", r#""\u00a0\ufeff\u200b""#),
            ("\u{e0001}", r#""\U000e0001""#),
            ("\u{ad}", r#""\u00ad""#),
        ];
        for (text, want) in cases {
            assert_eq!(quote(text), want);
        }
    }
}
