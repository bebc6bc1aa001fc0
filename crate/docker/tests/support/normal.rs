//! What a recording cannot share with another machine, replaced by what it stands for.

use std::sync::LazyLock;

use regex::Regex;

/// In this order; the first ones take what later ones would take apart.
const RULES: &[(&str, &str)] = &[
    // The recorder had no buildx, which the 28 client complains about in a way of its own.
    (
        r"(?s)DEPRECATED: The legacy builder is deprecated.{0,260}?\n\n(?:BuildKit is currently disabled[^\n]*\n[^\n]*\n\n)?",
        "<deprecated>\n",
    ),
    (r"\b[0-9a-f]{64}\b", "<64>"),
    (r"\b[0-9a-f]{12}\b", "<12>"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?[+-]\d\d:?\d\d| ?Z)?( UTC)?", "<time>"),
    (
        r"(Less than a second|About an? (minute|hour)|\d+ (second|minute|hour|day|week|month|year)s?)( ago)?",
        "<age>",
    ),
    (r"\b\d{1,3}(\.\d{1,3}){3}\b", "<ip>"),
    (r"\b([0-9a-f]{2}:){5}[0-9a-f]{2}\b", "<mac>"),
    (r"\b\d+(\.\d+)?(e\+\d+)?([kKMGT]i?)?B\b", "<size>"),
    (r"<size> \(\d+%\)", "<size> (<percent>)"),
    (r#""Size":\d+"#, "\"Size\":<bytes>"),
    (r#"(file|dir|multi):[0-9a-f]{16}…"#, "$1:<hash>…"),
    (r"docker-import-\d+", "docker-import-<number>"),
    (r"\b[a-z]+_[a-z]+\b", "<name>"),
    // Columns are as wide as what stands in them.
    (r" {2,}", "  "),
    (r"(?m) +$", ""),
];

static COMPILED: LazyLock<Vec<(Regex, &str)>> =
    LazyLock::new(|| RULES.iter().map(|(pattern, with)| (Regex::new(pattern).unwrap(), *with)).collect());

/// A text with everything replaced that differs between two runs.
pub(crate) fn text(text: &str) -> String {
    let mut text = text.to_owned();
    for (pattern, with) in COMPILED.iter() {
        text = pattern.replace_all(&text, *with).into_owned();
    }
    text
}

/// Lines whose order docker does not promise, sorted: the progress of layers, differences, and rows of lists.
pub(crate) fn unordered(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}
