//! What a recording cannot share with another machine, replaced by what it stands for.

use std::sync::LazyLock;

use regex::Regex;

/// In this order; the first ones take what later ones would take apart.
const RULES: &[(&str, &str)] = &[
    // The recorder had no buildx, which the 28 client complains about in a way of its own.
    (
        r"(?s)DEPRECATED: The legacy builder is deprecated.{0,260}?\r?\n\r?\n(?:BuildKit is currently disabled[^\n]*\n[^\n]*\n\r?\n)?",
        "<deprecated>\n",
    ),
    (r"\r+\n", "\n"),
    // Whether the client hears of a failed start before it begins to wait is a matter of speed.
    (r#"time="[^"]*" level=error msg="error waiting for container: context canceled"\n"#, ""),
    // A terminal's lines are drawn again and again, and how often is a matter of speed; so is whether a layer is seen
    // waiting or being verified.
    (r"\n*\x1b\[\d+A\x1b\[2K\r([^\r]*?) ?\r\x1b\[\d+B", "\n$1"),
    (r"(Pull complete|Already exists)(Digest|Status)", "$1\n$2"),
    (r"\n[0-9a-f]{12}: (Downloading|Extracting|Waiting|Verifying Checksum)[^\n]*", ""),
    (r"\^C", ""),
    // The recorder's shell was dash.
    (r"/bin/sh: \d+: ", "/bin/sh: "),
    (r"lookup (\S+)( on \S+)?: [^\n]*", "lookup $1: <no>"),
    (r#""DockerVersion": "[^"]+""#, r#""DockerVersion": "<version>""#),
    (r"(?m)^\d{3,5}( {2,}\S)", "<pid>$1"),
    (r"\b[A-Z][a-z]{2} [ \d]\d \d\d:\d\d\b", "<time>"),
    (r"\b[0-9a-f]{64}\b", "<64>"),
    (r"\b[0-9a-f]{14}…", "<14>…"),
    (r"\b[0-9a-f]{12}\b", "<12>"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?[+-]\d\d:?\d\d| ?Z)?( UTC)?", "<time>"),
    (
        r"(Less than a second|About an? (minute|hour)|\d+ (second|minute|hour|day|week|month|year)s?)( ago)?",
        "<age>",
    ),
    (r"\b\d{1,3}(\.\d{1,3}){3}\b", "<ip>"),
    (r"\b([0-9a-f]{2}:){5}[0-9a-f]{2}\b", "<mac>"),
    (r"\b\d+(\.\d+)?(e\+\d+)?([kKMGT]i?)?B\b", "<size>"),
    (r"\b\d+\.\d\d%", "<percent>"),
    (r"size: \d+", "size: <bytes>"),
    (r"(?m)^(\S+ +)\d+( +\d+ +\d+| +[\d.]+ +[\d.]+ +\d+ +\d+)( .*)? \d\d:\d\d ", "$1 <pids>$3 <hour> "),
    (r"\b\d{7,}\b", "<bytes>"),
    (r"<size> \(\d+%\)", "<size> (<percent>)"),
    (r#""(Size|VirtualSize|Pid)": ?\d+"#, "\"$1\":<number>"),
    (r"Mounted from \S+", "Mounted from <repository>"),
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
