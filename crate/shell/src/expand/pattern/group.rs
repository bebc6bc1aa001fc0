//! bash's extended globs: `?(…)`, `*(…)`, `+(…)`, `@(…)` and `!(…)`.
//!
//! A text is matched by walking all the places that are reached at once. Going back from one alternative to another would
//! take time without bound for nested repetitions.

use std::collections::BTreeSet;

use super::{Glyph, Item, Pattern};

/// Places in a text, by the number of characters in front of them.
type Places = BTreeSet<usize>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// The character in front of the parenthesis.
    kind: char,
    alternatives: Vec<Pattern>,
}

/// Whether an unquoted `@(` or one of its kin stands there.
pub(super) fn starts(glyphs: &[Glyph], at: usize) -> bool {
    let is = |at: usize, wanted: &[char]| {
        glyphs.get(at).is_some_and(|glyph| !glyph.quoted && wanted.contains(&glyph.c))
    };
    is(at, &['?', '*', '+', '@', '!']) && is(at + 1, &['('])
}

impl Group {
    /// The group that starts there, and where it ends; nothing if it is not closed.
    pub(super) fn new(glyphs: &[Glyph], at: usize) -> Option<(Group, usize)> {
        if !starts(glyphs, at) {
            return None;
        }
        let kind = glyphs.get(at)?.c;
        let mut alternatives = Vec::new();
        let (mut start, mut depth, mut i) = (at + 2, 0usize, at + 2);
        loop {
            let glyph = glyphs.get(i)?;
            let end = !glyph.quoted && depth == 0 && matches!(glyph.c, '|' | ')');
            if end {
                alternatives.push(Pattern::new(glyphs.get(start..i)?, true));
                start = i + 1;
            }
            match glyph.c {
                _ if glyph.quoted => {}
                ')' if end => return Some((Group { kind, alternatives }, i + 1)),
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                '\\' => i += 1,
                _ => {}
            }
            i += 1;
        }
    }

    pub(super) fn starts_with_dot(&self) -> bool {
        self.kind != '!' && self.alternatives.iter().any(Pattern::starts_with_dot)
    }

    /// What one match against so many characters costs. `!` is walked from each place anew, and so is a repetition of
    /// what can reach all places from one; everything else comes to each place once.
    pub(super) fn cost(&self, length: usize) -> u64 {
        let inner = self.alternatives.iter().fold(0u64, |sum, one| sum.saturating_add(one.cost(length)));
        let far = |one: &Pattern| one.0.iter().any(|item| matches!(item, Item::Star | Item::Group(_)));
        let again = self.kind == '!' || (matches!(self.kind, '*' | '+') && self.alternatives.iter().any(far));
        inner.saturating_mul(if again { 2 + length as u64 / 4 } else { 2 })
    }

    /// The places behind the group, from those in front of it.
    fn ends(&self, text: &[char], from: &Places) -> Places {
        let once = |from: &Places| -> Places {
            self.alternatives.iter().flat_map(|one| one.walk(text, from.clone())).collect()
        };
        match self.kind {
            '@' => once(from),
            '?' => once(from).union(from).copied().collect(),
            '!' => from
                .iter()
                .flat_map(|&start| {
                    let fitting = once(&Places::from([start]));
                    (start..=text.len()).filter(move |end| !fitting.contains(end))
                })
                .collect(),
            kind => {
                let mut all = if kind == '*' { from.clone() } else { Places::new() };
                let mut new = once(from);
                while !new.is_empty() {
                    new.retain(|place| all.insert(*place));
                    new = once(&new);
                    new.retain(|place| !all.contains(place));
                }
                all
            }
        }
    }
}

impl Pattern {
    /// Where a match that starts at a place may end.
    pub(crate) fn ends(&self, text: &[char], from: usize) -> Places {
        self.walk(text, Places::from([from]))
    }

    fn walk(&self, text: &[char], mut places: Places) -> Places {
        for item in &self.0 {
            places = match item {
                Item::Star => {
                    places.first().map_or_else(Places::new, |first| (*first..=text.len()).collect())
                }
                Item::Group(group) => group.ends(text, &places),
                item => {
                    let accepted = |place: &usize| text.get(*place).is_some_and(|c| item.accepts(*c));
                    places.into_iter().filter(accepted).map(|place| place + 1).collect()
                }
            };
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Pattern, unquoted};

    #[test]
    fn groups_match_as_in_bash() {
        let check = |pattern: &str, text: &str, wanted: bool| {
            assert_eq!(
                Pattern::new(&unquoted(pattern), true).matches(text),
                wanted,
                "{pattern} against {text}"
            );
        };
        check("@(a|b)", "b", true);
        check("@(a|b)", "ab", false);
        check("?(a|b)c", "c", true);
        check("*(a|b)c", "ababc", true);
        check("+(a|b)c", "c", false);
        check("+([0-9]).+([0-9])", "10.25", true);
        check("!(*.txt)", "a.rs", true);
        check("!(*.txt)", "a.txt", false);
        check("!(a|b)", "", true);
        check("x@(a|*(b|cd))y", "xcdbcdy", true);
        check("@(a|b", "@(a|b", true);
        check("@(a\\|b)", "a|b", true);
        check("*(*(a))b", "aab", true);
    }

    #[test]
    fn nested_repetitions_take_no_exponential_time() {
        let pattern = Pattern::new(&unquoted("*(*(*(a|aa)|a)|a)b"), true);
        assert!(!pattern.matches(&"a".repeat(200)));
    }
}
