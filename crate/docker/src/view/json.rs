//! JSON as Go prints it: `<`, `>` and `&` escaped, so that it can stand in a web page.

use serde::Serialize;

/// On one line, without a line break.
#[must_use]
pub fn compact(value: &impl Serialize) -> String {
    escape(&serde_json::to_string(value).unwrap_or_default())
}

/// Over several lines, indented by `indent`.
#[must_use]
pub fn pretty(value: &impl Serialize, indent: &str) -> String {
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, formatter);
    // Serialising into memory fails only for maps whose keys are no strings, and there are none.
    if value.serialize(&mut serializer).is_err() {
        return String::new();
    }
    escape(&String::from_utf8_lossy(&out))
}

/// These characters occur in JSON only inside strings, so that they can be replaced wherever they stand.
fn escape(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            other => out.push(other),
        }
    }
    out
}
