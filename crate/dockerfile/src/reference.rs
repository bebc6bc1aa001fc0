//! Whether a text can be the name of an image.

use crate::text::lower;

/// The longest repository name.
const MAX_NAME: usize = 255;

/// Where images without a registry in their name are.
const HUB: &str = "docker.io";

/// Where those of Docker Hub are that have no slash in their name.
const OFFICIAL: &str = "library/";

/// Checks an image name in its short or full form: `alpine`, `user/app:1`, `host:5000/app@sha256:…`.
///
/// # Errors
/// The message of `distribution/reference`.
pub fn check_reference(text: &str) -> Result<(), String> {
    const INVALID: &str = "invalid reference format";
    if text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(format!("invalid repository name ({text}), cannot specify 64-byte hexadecimal strings"));
    }
    let (domain, folder, remainder) = split_domain(text);
    let remote = remainder.split(':').next().unwrap_or_default();
    if !is_lower(remote) {
        return Err(format!("{INVALID}: repository name ({folder}{remote}) must be lowercase"));
    }
    let (rest, digest) = match remainder.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (remainder, None),
    };
    let (path, tag) = match rest.split_once(':') {
        Some((path, tag)) => (path, Some(tag)),
        None => (rest, None),
    };
    let valid = (domain == HUB || is_domain(domain))
        && path.split('/').all(is_component)
        && tag.is_none_or(is_tag)
        && digest.is_none_or(is_digest);
    if !valid {
        return Err(INVALID.into());
    }
    if domain.len() + 1 + folder.len() + path.len() > MAX_NAME {
        return Err(format!("repository name must not be more than {MAX_NAME} characters"));
    }
    Ok(())
}

/// The registry, the folder there that a name leaves out, and the rest. Names without a registry are Docker Hub's.
fn split_domain(text: &str) -> (&str, &'static str, &str) {
    match text.split_once('/') {
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" || !is_lower(first) => {
            let domain = if first == "index.docker.io" { HUB } else { first };
            let official = domain == HUB && !rest.contains('/');
            (domain, if official { OFFICIAL } else { "" }, rest)
        }
        Some(_) => (HUB, "", text),
        None => (HUB, OFFICIAL, text),
    }
}

/// Whether a text is the same in lower case.
fn is_lower(text: &str) -> bool {
    lower(text) == text
}

fn is_domain(domain: &str) -> bool {
    let (host, port) = match domain.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) => {
                let hex = |c: char| c.is_ascii_hexdigit() || c == ':';
                if address.is_empty() || !address.chars().all(hex) {
                    return false;
                }
                ("host", port)
            }
            None => return false,
        },
        None => domain.find(':').map_or((domain, ""), |at| domain.split_at(at)),
    };
    let label = |label: &str| {
        let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        edge(label.chars().next())
            && edge(label.chars().next_back())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let digits = port.strip_prefix(':');
    host.split('.').all(label)
        && (port.is_empty()
            || digits.is_some_and(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())))
}

/// Letters and digits, joined by `.`, `_`, `__` or any number of `-`.
fn is_component(component: &str) -> bool {
    let word = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut rest = component.as_bytes();
    // Words and what joins them take turns, a word at either end.
    loop {
        let end = rest.iter().position(|byte| !word(byte)).unwrap_or(rest.len());
        let (head, behind) = rest.split_at(end);
        if head.is_empty() {
            return false;
        }
        let Some(join) = behind.iter().position(word) else { return behind.is_empty() };
        let (join, behind) = behind.split_at(join);
        if !matches!(join, b"." | b"_" | b"__") && join.iter().any(|byte| *byte != b'-') {
            return false;
        }
        rest = behind;
    }
}

fn is_tag(tag: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    tag.len() <= 128
        && tag.bytes().next().is_some_and(word)
        && tag.bytes().all(|byte| word(byte) || matches!(byte, b'.' | b'-'))
}

/// `algorithm:hex`, such as `sha256:…`.
fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    algorithm.split(['-', '_', '+', '.']).all(part)
        && hex.len() >= 32
        && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_images() {
        let good = [
            "alpine",
            "alpine:3.20",
            "user/app",
            "localhost:5000/a/b:c",
            "ghcr.io/a__b/c-d@sha256:0123456789abcdef0123456789abcdef",
            "[::1]:5000/app",
        ];
        for name in good {
            assert_eq!(check_reference(name), Ok(()), "{name}");
        }
        let bad = [
            ("", "invalid reference format"),
            ("busybox:", "invalid reference format"),
            ("docker:-dind", "invalid reference format"),
            ("a..b", "invalid reference format"),
            ("ghcr.io/cross-rs/:latest", "invalid reference format"),
            (
                "TO_BE_REPLACED",
                "invalid reference format: repository name (library/TO_BE_REPLACED) must be lowercase",
            ),
        ];
        for (name, want) in bad {
            assert_eq!(check_reference(name).unwrap_err(), want, "{name}");
        }
    }
}
