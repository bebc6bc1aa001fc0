//! What a walk over a folder keeps.

use super::{Decision, Ignore, Matched, Pattern};

/// A walk. Ask about every entry in the order of a depth-first walk: a directory before what is in it.
#[derive(Debug)]
pub struct Walk<'a> {
    ignore: &'a Ignore,
    /// The directories around the next entry, outermost first.
    parents: Vec<Parent>,
    /// Whether no exception has wildcards, so that a subtree without exceptions can be told by its name.
    plain_exceptions: bool,
}

#[derive(Debug)]
struct Parent {
    /// Path and a slash.
    prefix: String,
    matched: Matched,
    /// It is part of the result already.
    sent: bool,
}

/// What becomes of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// What the patterns say.
    pub decision: Decision,
    /// Whether to go into the directory. `false` for files.
    pub descend: bool,
    /// Excluded directories around an included entry that now arrive because of it, outermost first.
    pub revived: Vec<String>,
}

impl Fate {
    /// Whether the entry arrives at the builder. An excluded directory may still arrive later, as `revived`.
    pub fn included(&self) -> bool {
        !self.decision.excluded
    }
}

impl<'a> Walk<'a> {
    pub(super) fn new(ignore: &'a Ignore) -> Self {
        let wild = |pattern: &&Pattern| {
            pattern.negated && without_trailing_glob(&pattern.text).contains(['*', '[', ']', '?', '^', '\\'])
        };
        let plain_exceptions = !ignore.patterns.iter().any(|pattern| wild(&pattern));
        Self { ignore, parents: Vec::new(), plain_exceptions }
    }

    /// The next entry: its path relative to the context, with `/` between the parts. Entries of a directory for which
    /// `descend` was false must be left out.
    pub fn visit(&mut self, path: &str, is_dir: bool) -> Fate {
        while self.parents.last().is_some_and(|parent| !path.starts_with(&parent.prefix)) {
            self.parents.pop();
        }
        let root = Matched::default();
        let parent = self.parents.last().map_or(&root, |parent| &parent.matched);
        // Without a directory around it, a path has no parents either, so that nothing is missed.
        let (decision, matched) = self.ignore.step(path, Some(parent));
        let prefix = format!("{path}/");
        let descend = is_dir && (!decision.excluded || self.may_revive(&prefix));
        let mut revived = Vec::new();
        if !decision.excluded {
            for parent in self.parents.iter_mut().filter(|parent| !parent.sent) {
                parent.sent = true;
                revived.push(parent.prefix.trim_end_matches('/').to_owned());
            }
        }
        if descend {
            self.parents.push(Parent { prefix, matched, sent: !decision.excluded });
        }
        Fate { decision, descend, revived }
    }

    /// Whether an exception could include something below an excluded directory.
    fn may_revive(&self, prefix: &str) -> bool {
        let mut exceptions = self.ignore.patterns.iter().filter(|pattern| pattern.negated);
        !self.plain_exceptions
            || exceptions
                .any(|pattern| format!("{}/", without_trailing_glob(&pattern.text)).starts_with(prefix))
    }
}

fn without_trailing_glob(pattern: &str) -> &str {
    let pattern = pattern.strip_suffix("/**").unwrap_or(pattern);
    pattern.strip_suffix("/*").unwrap_or(pattern)
}
