//! JSON as Go's encoder writes it, so that digests agree.

use serde::Serialize;

use crate::error::Error;

/// `value` as Go's `json.Marshal` writes it: compact, with `<`, `>`, `&` and the Unicode line separators escaped.
pub fn to_vec(value: &impl Serialize) -> Vec<u8> {
    escape(serde_json::to_string(value))
}

/// `value` as Go's `json.MarshalIndent` writes it with an indent of two blanks.
pub fn to_vec_indented(value: &impl Serialize) -> Vec<u8> {
    escape(serde_json::to_string_pretty(value))
}

/// Reads a document; `name` is what an error calls it.
pub fn from_slice<'de, T: serde::Deserialize<'de>>(name: &str, bytes: &'de [u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes)
        .map_err(|error| Error::Json { name: name.to_owned(), message: error.to_string() })
}

/// The characters that Go escapes and serde_json doesn't occur in strings only, so the finished text can be escaped.
fn escape(json: serde_json::Result<String>) -> Vec<u8> {
    let Ok(json) = json else { unreachable!("maps have text keys, and our types serialise without errors") };
    if !json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        return json.into_bytes();
    }
    let mut escaped = String::with_capacity(json.len() + 32);
    for character in json.chars() {
        match character {
            '<' => escaped.push_str("\\u003c"),
            '>' => escaped.push_str("\\u003e"),
            '&' => escaped.push_str("\\u0026"),
            '\u{2028}' => escaped.push_str("\\u2028"),
            '\u{2029}' => escaped.push_str("\\u2029"),
            _ => escaped.push(character),
        }
    }
    escaped.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_go_does() {
        let json = |text: &str| String::from_utf8(to_vec(&text)).unwrap();
        assert_eq!(json("a > b && c < d"), r#""a \u003e b \u0026\u0026 c \u003c d""#);
        assert_eq!(json("é\u{2028}\t\n\u{8}\u{1}\u{7f}\"\\"), "\"é\\u2028\\t\\n\\b\\u0001\u{7f}\\\"\\\\\"");
    }
}
