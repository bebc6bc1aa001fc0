//! Shell patterns: `*`, `?`, `[…]` and, where they are asked for, bash's extended globs `@(a|b)`.

mod group;

use group::Group;

/// A character, and whether it was quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glyph {
    pub(crate) c: char,
    pub(crate) quoted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    Char(char),
    Any,
    Star,
    Set { negated: bool, members: Vec<Member> },
    Group(Group),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Member {
    Range(char, char),
    Class(String),
}

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Item>);

/// Whether an unquoted character asks for pathname expansion.
pub(crate) fn is_active(glyphs: &[Glyph], extended: bool) -> bool {
    glyphs.iter().any(|glyph| !glyph.quoted && matches!(glyph.c, '*' | '?' | '['))
        || (extended && (0..glyphs.len()).any(|at| group::starts(glyphs, at)))
}

/// A text in which every character counts as unquoted; a backslash quotes the next.
pub(crate) fn unquoted(text: &str) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => glyphs.extend(chars.next().map(|c| Glyph { c, quoted: true })),
            _ => glyphs.push(Glyph { c, quoted: false }),
        }
    }
    glyphs
}

/// Small letters for capitals, where both count as the same.
pub(crate) fn fold(glyphs: &mut [Glyph]) {
    for glyph in glyphs {
        glyph.c = glyph.c.to_lowercase().next().unwrap_or(glyph.c);
    }
}

impl Pattern {
    /// `extended`: groups such as `@(a|b)` count as such.
    pub(crate) fn new(glyphs: &[Glyph], extended: bool) -> Pattern {
        let mut items = Vec::new();
        let mut at = 0;
        while let Some(glyph) = glyphs.get(at) {
            if extended && let Some((group, behind)) = Group::new(glyphs, at) {
                items.push(Item::Group(group));
                at = behind;
                continue;
            }
            at += 1;
            match glyph.c {
                c if glyph.quoted => items.push(Item::Char(c)),
                '*' => {
                    if items.last() != Some(&Item::Star) {
                        items.push(Item::Star);
                    }
                }
                '?' => items.push(Item::Any),
                // A backslash that an expansion brought in quotes what follows.
                '\\' => {
                    items.push(Item::Char(glyphs.get(at).map_or('\\', |next| next.c)));
                    at += 1;
                }
                '[' => match set(glyphs, at) {
                    Some((item, behind)) => {
                        items.push(item);
                        at = behind;
                    }
                    None => items.push(Item::Char('[')),
                },
                c => items.push(Item::Char(c)),
            }
        }
        Pattern(items)
    }

    /// From a text without quoting, as `find -name` and `case` in data take it.
    pub(crate) fn from_text(text: &str) -> Pattern {
        Pattern::new(&unquoted(text), false)
    }

    /// Whether the whole text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        self.matches_chars(&text)
    }

    /// What one match against so many characters costs, in fuel.
    pub(crate) fn cost(&self, length: usize) -> u64 {
        self.0.iter().fold(1 + length as u64 / 16, |cost, item| match item {
            Item::Group(group) => cost.saturating_add(group.cost(length)),
            _ => cost,
        })
    }

    pub(crate) fn has_groups(&self) -> bool {
        self.0.iter().any(|item| matches!(item, Item::Group(_)))
    }

    /// Without groups, linear in both lengths' product: only the last star is ever gone back to.
    pub(crate) fn matches_chars(&self, text: &[char]) -> bool {
        if self.has_groups() {
            return self.ends(text, 0).contains(&text.len());
        }
        let items = self.0.as_slice();
        let (mut i, mut t) = (0, 0);
        let mut retry = None;
        while t < text.len() || i < items.len() {
            let stepped = match (items.get(i), text.get(t)) {
                (Some(Item::Star), _) => {
                    retry = Some((i + 1, t + 1));
                    i += 1;
                    true
                }
                (Some(item), Some(&c)) if item.accepts(c) => {
                    i += 1;
                    t += 1;
                    true
                }
                _ => false,
            };
            if stepped {
                continue;
            }
            match retry {
                Some((item, next)) if next <= text.len() => {
                    (i, t) = (item, next);
                    retry = Some((item, next + 1));
                }
                _ => return false,
            }
        }
        true
    }

    /// The first character that must stand literally, if there is one.
    pub(crate) fn starts_with_dot(&self) -> bool {
        match self.0.first() {
            Some(Item::Group(group)) => group.starts_with_dot(),
            first => first == Some(&Item::Char('.')),
        }
    }
}

impl Item {
    fn accepts(&self, c: char) -> bool {
        match self {
            Item::Char(own) => *own == c,
            Item::Any => true,
            Item::Star | Item::Group(_) => false,
            Item::Set { negated, members } => members.iter().any(|member| member.holds(c)) != *negated,
        }
    }
}

impl Member {
    fn holds(&self, c: char) -> bool {
        match self {
            Member::Range(low, high) => (*low..=*high).contains(&c),
            Member::Class(name) => in_class(name, c),
        }
    }
}

/// Whether a character belongs to a POSIX class such as `alpha`.
pub(crate) fn in_class(name: &str, c: char) -> bool {
    match name {
        "alpha" => c.is_ascii_alphabetic(),
        "digit" => c.is_ascii_digit(),
        "alnum" => c.is_ascii_alphanumeric(),
        "upper" => c.is_ascii_uppercase(),
        "lower" => c.is_ascii_lowercase(),
        "space" => matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}'),
        "blank" => matches!(c, ' ' | '\t'),
        "punct" => c.is_ascii_punctuation(),
        "print" => c.is_ascii_graphic() || c == ' ',
        "graph" => c.is_ascii_graphic(),
        "cntrl" => c.is_ascii_control(),
        "xdigit" => c.is_ascii_hexdigit(),
        _ => false,
    }
}

/// A bracket expression whose `[` stands before `at`, and where it ends.
fn set(glyphs: &[Glyph], mut at: usize) -> Option<(Item, usize)> {
    let negated = glyphs.get(at).is_some_and(|glyph| !glyph.quoted && matches!(glyph.c, '!' | '^'));
    at += usize::from(negated);
    let start = at;
    let mut members = Vec::new();
    loop {
        let glyph = glyphs.get(at)?;
        if glyph.c == ']' && !glyph.quoted && at > start {
            return Some((Item::Set { negated, members }, at + 1));
        }
        if glyph.c == '/' {
            return None;
        }
        if glyph.c == '[' && glyphs.get(at + 1).is_some_and(|next| next.c == ':') {
            let name: String =
                glyphs.iter().skip(at + 2).map(|glyph| glyph.c).take_while(|c| *c != ':').collect();
            let end = at + 2 + name.chars().count();
            if glyphs.get(end + 1).is_some_and(|glyph| glyph.c == ']') {
                members.push(Member::Class(name));
                at = end + 2;
                continue;
            }
        }
        let mut low = glyph.c;
        if low == '\\' && !glyph.quoted {
            at += 1;
            low = glyphs.get(at)?.c;
        }
        let is_range = glyphs.get(at + 1).is_some_and(|dash| dash.c == '-' && !dash.quoted);
        match glyphs.get(at + 2) {
            Some(high) if is_range && (high.c != ']' || high.quoted) => {
                members.push(Member::Range(low, high.c));
                at += 3;
            }
            _ => {
                members.push(Member::Range(low, low));
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_fnmatch_does() {
        let check = |pattern: &str, text: &str, wanted: bool| {
            assert_eq!(Pattern::from_text(pattern).matches(text), wanted, "{pattern} against {text}");
        };
        check("*.tar.gz", "a.tar.gz", true);
        check("*", "", true);
        check("a*b*c", "aXbYbZc", true);
        check("a*b*c", "aXbYbZ", false);
        check("[A-Z]*", "Makefile", true);
        check("[!A-Z]*", "Makefile", false);
        check("[]x]", "]", true);
        check("[[:digit:]]?", "7z", true);
        check("[", "[", true);
        check("a\\*", "a*", true);
        check("a\\*", "ab", false);
        check("?", "é", true);
        check("[a-", "[a-", true);
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        let pattern = Pattern::from_text(&"a*".repeat(200));
        assert!(!pattern.matches(&format!("{}b", "a".repeat(150))));
    }
}
