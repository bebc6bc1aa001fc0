//! Patterns in COPY and ADD sources, as Go's `path.Match` reads them.

/// Whether a source is a pattern: `*`, `?` or `[` that no backslash takes away.
pub(crate) fn has_wildcards(text: &str) -> bool {
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '*' | '?' | '[' => return true,
            '\\' => {
                chars.next();
            }
            _ => {}
        }
    }
    false
}

/// Splits an absolute path into the part before the first component that is a pattern, and the rest without a leading
/// slash.
pub(crate) fn split(path: &str) -> (String, String) {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let first = parts.iter().position(|part| has_wildcards(part)).unwrap_or(parts.len());
    let (plain, pattern) = parts.split_at(first);
    (format!("/{}", plain.join("/")), pattern.join("/"))
}

/// Whether `path` as a whole matches `pattern`. `*` and `?` stop at slashes; `[a-z]`, `[^a-z]`; `\` takes the meaning
/// of what follows away. A pattern that is malformed matches nothing.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let path: Vec<char> = path.chars().collect();
    match_here(&pattern, &path)
}

fn match_here<'a>(mut pattern: &'a [char], mut path: &'a [char]) -> bool {
    // Where to go on when what follows the last star did not match: one character later.
    let mut retry: Option<(&'a [char], &'a [char])> = None;
    loop {
        let step = match pattern {
            [] if path.is_empty() => return true,
            [] => None,
            ['*', rest @ ..] => {
                retry = Some((rest, path));
                Some((rest, path))
            }
            _ => match_one(pattern, path),
        };
        match (step, retry) {
            (Some(next), _) => (pattern, path) = next,
            (None, Some((rest, [first, tail @ ..]))) if *first != '/' => {
                retry = Some((rest, tail));
                (pattern, path) = (rest, tail);
            }
            _ => return false,
        }
    }
}

/// What is left of both after one character of `path` matched the first element of `pattern`.
fn match_one<'a>(pattern: &'a [char], path: &'a [char]) -> Option<(&'a [char], &'a [char])> {
    let (&char, tail) = path.split_first()?;
    match pattern {
        ['?', rest @ ..] => (char != '/').then_some((rest, tail)),
        ['[', rest @ ..] => {
            let (matched, rest) = class(rest, char)?;
            matched.then_some((rest, tail))
        }
        ['\\', literal, rest @ ..] | [literal, rest @ ..] => (*literal == char).then_some((rest, tail)),
        [] => None,
    }
}

/// Whether `char` is in the class that starts here (behind its `[`), and what follows the class.
fn class(mut pattern: &[char], char: char) -> Option<(bool, &[char])> {
    let mut negated = false;
    if let ['^', rest @ ..] = pattern {
        negated = true;
        pattern = rest;
    }
    let mut matched = false;
    let mut first = true;
    loop {
        if let ([']', rest @ ..], false) = (pattern, first) {
            return Some((matched != negated, rest));
        }
        first = false;
        let (low, rest) = class_char(pattern)?;
        let (high, rest) = match rest {
            ['-', rest @ ..] => class_char(rest)?,
            _ => (low, rest),
        };
        pattern = rest;
        matched |= (low..=high).contains(&char);
    }
}

fn class_char(pattern: &[char]) -> Option<(char, &[char])> {
    match pattern {
        ['-' | ']', ..] => None,
        ['\\', char, rest @ ..] | [char, rest @ ..] => Some((*char, rest)),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_go() {
        for (pattern, path, want) in [
            ("abc", "abc", true),
            ("*", "abc", true),
            ("*c", "abc", true),
            ("a*", "ab/c", false),
            ("a*/b", "abc/b", true),
            ("a*/b", "a/c/b", false),
            ("a*b*c*d*e*/f", "axbxcxdxe/f", true),
            ("a*b*c*d*e*/f", "axbxcxdxexxx/fff", false),
            ("a*b?c*x", "abxbbxdbxebxczzx", true),
            ("ab[c]", "abc", true),
            ("ab[b-d]", "abc", true),
            ("ab[^b-d]", "abc", false),
            ("ab[^e-g]", "abc", true),
            ("a\\*b", "a*b", true),
            ("a\\*b", "ab", false),
            ("a?b", "a☺b", true),
            ("[a-ζ]*", "α", true),
            ("a?b", "a/b", false),
            ("[\\]a]", "]", true),
            ("[]a]", "]", false),
            ("[-]", "-", false),
            ("[a-b-c]", "a", false),
            ("[", "a", false),
            ("*x", "xxx", true),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, path), want, "{pattern} {path}");
        }
    }

    #[test]
    fn a_source_is_split_before_its_first_pattern() {
        assert_eq!(split("/a/b*/c"), ("/a".into(), "b*/c".into()));
        assert_eq!(split("/a/b"), ("/a/b".into(), String::new()));
        assert_eq!(split("/*"), ("/".into(), "*".into()));
        assert!(!has_wildcards(r"a\*"));
    }
}
