//! "did you mean …?"

/// How many edits away a suggestion may be, exclusive; HCL's and BuildKit's choice.
const MAX_DISTANCE: usize = 3;

/// Names longer than this are compared with nothing: nobody mistypes one, and the comparison is quadratic.
const MAX_LEN: usize = 256;

/// The option nearest to `value`, the first of them if several are equally near; `None` if one equals it or none is
/// near.
pub fn nearest<'a>(value: &str, options: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best = None;
    let mut limit = MAX_DISTANCE;
    for option in options {
        if option == value {
            return None;
        }
        let distance = distance(value, option);
        if distance < limit {
            limit = distance;
            best = Some(option);
        }
    }
    best
}

/// `message`, with the nearest option added to it.
pub fn with_suggestion<'a>(
    message: String,
    value: &str,
    options: impl IntoIterator<Item = &'a str>,
) -> String {
    match nearest(value, options) {
        Some(option) => format!("{message} (did you mean {option}?)"),
        None => message,
    }
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(MAX_LEN + 1).collect();
    let len = a.chars().take(MAX_LEN + 1).count();
    if len.abs_diff(b.len()) >= MAX_DISTANCE || len.max(b.len()) > MAX_LEN {
        return MAX_DISTANCE;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(&b) {
            let above = *cell;
            left = (above + 1).min(left + 1).min(diagonal + usize::from(x != *y));
            diagonal = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_within_two_edits() {
        let names = ["ADD", "COPY", "ENV", "FROM", "RUN"];
        let cases =
            [("COPPY", Some("COPY")), ("FOO", Some("FROM")), ("RUN", None), ("FOOBAR", None), ("", None)];
        for (value, want) in cases {
            assert_eq!(nearest(value, names), want, "{value}");
        }
        assert_eq!(nearest("RNU", names), Some("ENV"), "the first of equals");
        assert_eq!(nearest(&"x".repeat(10_000), [&*"x".repeat(10_001)]), None);
    }
}
