//! `.dockerignore`: which files of a folder are sent to the builder, and which line says so.
//!
//! Two things decide. Patterns are those of `moby/patternmatcher`. What they mean for a tree is decided by a walk, as
//! `fsutil` does it: a directory hands its matches down, subtrees in which nothing can be included again are skipped,
//! a directory that is not excluded arrives even if all its files are, and an excluded one arrives when something in it
//! is included again.

mod path;
mod pattern;
mod regex;
mod walk;

use diag::{Diagnostic, LineIndex, Parsed, Span};

pub use self::path::clean;
pub use self::pattern::{BadPattern, Matcher};
pub use self::walk::{Fate, Walk};

use self::path::trim_bom;
use self::pattern::check_syntax;

/// The patterns of a `.dockerignore`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ignore {
    /// In order. Later ones overrule earlier ones.
    pub patterns: Vec<Pattern>,
}

/// One pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Cleaned: no `!`, no leading slash, no `.` and `..` where they can be resolved.
    pub text: String,
    /// `!pattern`: includes again what earlier lines excluded.
    pub negated: bool,
    /// The line it stands on, counted from 1.
    pub line: u32,
    /// Where it stands.
    pub span: Span,
    matcher: Matcher,
}

/// What the patterns say about a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decision {
    /// Whether the path is left out.
    pub excluded: bool,
    /// Index of the pattern that decided; `None` if no pattern matches.
    pub by: Option<usize>,
}

/// The patterns that match a directory, to be handed down to what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matched {
    patterns: Vec<bool>,
}

impl Ignore {
    /// Reads a `.dockerignore`. A pattern that BuildKit would refuse is an error and left out of the tree.
    pub fn parse(text: &str) -> Parsed<Self> {
        let mut parsed = Parsed::<Self>::default();
        let index = LineIndex::new(text);
        for (number, line) in text.lines().enumerate() {
            let line = if number == 0 { trim_bom(line) } else { line };
            let raw = line.trim();
            if line.starts_with('#') || raw.is_empty() {
                continue;
            }
            let span = Span::of(raw, text).unwrap_or(Span::empty(index.line_start(number as u32)));
            match Pattern::new(&normalized(raw), number as u32 + 1, span) {
                Ok(Some(pattern)) => parsed.tree.patterns.push(pattern),
                Ok(None) => {}
                Err(BadPattern(message)) => {
                    parsed.diagnostics.push(Diagnostic::error("ignore-pattern", span, message));
                }
            }
        }
        parsed
    }

    /// From patterns as an API takes them, one per line number.
    ///
    /// # Errors
    /// The first pattern that is none.
    pub fn from_patterns<T: AsRef<str>>(patterns: &[T]) -> Result<Self, BadPattern> {
        let mut ignore = Self::default();
        for (index, pattern) in patterns.iter().enumerate() {
            let pattern = Pattern::new(pattern.as_ref(), index as u32 + 1, Span::default())?;
            ignore.patterns.extend(pattern);
        }
        Ok(ignore)
    }

    /// Whether any pattern starts with `!`.
    pub fn has_exceptions(&self) -> bool {
        self.patterns.iter().any(|pattern| pattern.negated)
    }

    /// What becomes of a path, relative to the context and with `/` between its parts, when the tree is walked down to
    /// it: each directory hands its matches to the next.
    pub fn decide(&self, path: &str) -> Decision {
        let mut matched = Matched::default();
        let mut decision = Decision::default();
        for end in path.match_indices('/').map(|(at, _)| at).chain([path.len()]) {
            let prefix = path.get(..end).unwrap_or_default();
            if !prefix.is_empty() {
                (decision, matched) = self.step(prefix, Some(&matched));
            }
        }
        decision
    }

    /// One step of a walk: what the patterns say about `path`, given what they said about its directory. `None` for a
    /// path that is looked at out of a walk, whose parents are then tried too.
    pub fn step(&self, path: &str, parent: Option<&Matched>) -> (Decision, Matched) {
        let mut decision = Decision::default();
        let mut matched = vec![false; self.patterns.len()];
        for (index, pattern) in self.patterns.iter().enumerate() {
            let inherited = parent.and_then(|parent| parent.patterns.get(index)).copied().unwrap_or_default();
            let matches = inherited || {
                // A pattern that could change nothing is not even tried, nor handed down.
                if pattern.negated != decision.excluded {
                    continue;
                }
                let alone = parent.is_none();
                pattern.matcher.matches(path) || (alone && pattern.matches_parent(path))
            };
            if let Some(cell) = matched.get_mut(index) {
                *cell = matches;
            }
            if matches {
                decision = Decision { excluded: !pattern.negated, by: Some(index) };
            }
        }
        (decision, Matched { patterns: matched })
    }

    /// What the patterns say about a path by itself, or about one of its parents: what BuildKit's `CopyIgnoredFile`
    /// check asks. The root is never excluded.
    pub fn decide_alone(&self, path: &str) -> Decision {
        let path = clean(path);
        if path == "." {
            return Decision::default();
        }
        let mut decision = Decision::default();
        for (index, pattern) in self.patterns.iter().enumerate() {
            if pattern.negated == decision.excluded
                && (pattern.matcher.matches(&path) || pattern.matches_parent(&path))
            {
                decision = Decision { excluded: !pattern.negated, by: Some(index) };
            }
        }
        decision
    }

    /// A walk over a tree.
    pub fn walk(&self) -> Walk<'_> {
        Walk::new(self)
    }
}

impl Pattern {
    /// `None` for an empty pattern.
    fn new(text: &str, line: u32, span: Span) -> Result<Option<Self>, BadPattern> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let text = clean(text);
        let (negated, text) = match text.strip_prefix('!') {
            Some("") => return Err(BadPattern("illegal exclusion pattern: \"!\"".into())),
            Some(rest) => (true, rest.to_owned()),
            None => (false, text),
        };
        check_syntax(&text)?;
        let matcher = Matcher::new(&text)?;
        Ok(Some(Self { text, negated, line, span, matcher }))
    }

    fn matches_parent(&self, path: &str) -> bool {
        path.match_indices('/').any(|(at, _)| self.matcher.matches(path.get(..at).unwrap_or_default()))
    }

    /// How the pattern is compared.
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }
}

/// A line of the file as a pattern: blanks and a leading slash gone, also behind `!`.
fn normalized(line: &str) -> String {
    let (sign, rest) = match line.strip_prefix('!') {
        Some(rest) => ("!", rest.trim()),
        None => ("", line),
    };
    if rest.is_empty() {
        return sign.to_owned();
    }
    let cleaned = clean(rest);
    let relative = match cleaned.strip_prefix('/') {
        Some(relative) if !relative.is_empty() => relative,
        _ => &cleaned,
    };
    format!("{sign}{relative}")
}

/// The patterns of a `.dockerignore` as BuildKit reads them, `!` included, whether they are valid or not.
pub fn lines(text: &str) -> Vec<String> {
    let lines = trim_bom(text).lines().filter(|line| !line.starts_with('#')).map(str::trim);
    lines.filter(|line| !line.is_empty()).map(normalized).collect()
}

#[cfg(test)]
mod tests;
