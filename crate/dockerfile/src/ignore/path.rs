//! Paths with `/`.

/// The shortest path that means the same, as Go's `path.Clean` gives it: no `.`, no empty parts, `..` resolved where
/// something stands before it. The empty path is `.`.
pub fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".into(),
        (false, false) => joined,
    }
}

/// `text` without a byte order mark.
pub(super) fn trim_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
