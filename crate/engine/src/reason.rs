//! Why a step ran although an earlier build did the same, and why one did not although something changed.

use serde::{Deserialize, Serialize};
use std::fmt;

use crate::cache::RecordId;
use crate::op::VertexId;

/// Why no recorded result could be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// The recorded step that differs least; `None` if there is none to compare with.
    pub nearest: Option<RecordId>,
    /// Whether the cause lies in the step itself. Otherwise it only follows from another step that ran.
    pub first_break: bool,
    /// What differs, the cause that a user can act on first. Never empty.
    pub reasons: Vec<Reason>,
}

impl Miss {
    /// The first reason in a few words.
    pub fn summary(&self) -> String {
        let more = self.reasons.len().saturating_sub(1);
        match self.reasons.first() {
            None => String::new(),
            Some(reason) if more == 0 => reason.to_string(),
            Some(reason) => format!("{reason} (and {more} more)"),
        }
    }
}

/// One thing that differs from the nearest record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Nothing like it was ever built.
    FirstBuild,
    /// The build was told not to use the cache for this step.
    NoCache,
    /// The result was there, and was pruned.
    Pruned,
    /// The instruction's words.
    Instruction {
        /// As they were, after expansion.
        before: String,
        /// As they are, after expansion.
        after: String,
    },
    /// A file that the step takes.
    File(FileChange),
    /// A variable that the step sees.
    Variable {
        /// Its name.
        name: String,
        /// Which instruction sets it.
        source: VariableSource,
        /// Its value then; `None` if it was not set.
        before: Option<String>,
        /// Its value now; `None` if it is not set.
        after: Option<String>,
    },
    /// A step before it ran.
    Parent {
        /// Which.
        vertex: VertexId,
        /// Its name as progress shows it.
        name: String,
    },
    /// The name of the base image stands for other content than before.
    Base {
        /// What it was, as name and digest.
        before: String,
        /// What it is.
        after: String,
    },
    /// Something around the step: working directory, user, mounts, network, platform.
    Option {
        /// Which.
        name: String,
        /// What it was.
        before: Option<String>,
        /// What it is.
        after: Option<String>,
    },
}

/// A word of an instruction that changed, or that stayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word, without the blanks around it.
    pub text: String,
    /// What became of it.
    pub change: WordChange,
}

/// What became of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordChange {
    /// It is where it was.
    Kept,
    /// It is gone.
    Removed,
    /// It is new.
    Added,
}

impl Reason {
    /// For a changed instruction, its words in order: those that stayed, those that are gone and those that are new.
    pub fn words(&self) -> Vec<Word> {
        let Self::Instruction { before, after } = self else { return Vec::new() };
        let before: Vec<&str> = before.split_whitespace().collect();
        let after: Vec<&str> = after.split_whitespace().collect();
        let diff = similar::capture_diff_slices(similar::Algorithm::Myers, &before, &after);
        let changes = diff.iter().flat_map(|op| op.iter_changes(&before, &after));
        changes
            .map(|change| Word {
                text: change.value().to_owned(),
                change: match change.tag() {
                    similar::ChangeTag::Equal => WordChange::Kept,
                    similar::ChangeTag::Delete => WordChange::Removed,
                    similar::ChangeTag::Insert => WordChange::Added,
                },
            })
            .collect()
    }
}

/// Where a variable's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VariableSource {
    /// ARG or `--build-arg`.
    Arg,
    /// ENV, or the base image.
    Env,
}

/// How a file differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Its path inside the source (build context, stage or image), without a leading slash.
    pub path: String,
    /// What about it changed.
    pub what: FileAspect,
    /// The mode, owner, target, kind or name then, where that is what changed.
    pub before: Option<String>,
    /// The same now.
    pub after: Option<String>,
    /// Unified diff of the content, if both are short text.
    pub diff: Option<String>,
    /// First changed line, counted from 1, if there is a diff.
    pub line: Option<u32>,
}

/// What about a file can change so that a step misses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileAspect {
    /// It was not there.
    Added,
    /// It is no longer there.
    Removed,
    /// It has another name.
    Renamed,
    /// Its bytes.
    Content,
    /// Its permission bits.
    Mode,
    /// Its user or group.
    Owner,
    /// File, directory, link …
    Kind,
    /// What the link points at.
    Target,
}

impl fmt::Display for FileChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        let (before, after) = (self.before.as_deref().unwrap_or(""), self.after.as_deref().unwrap_or(""));
        match self.what {
            FileAspect::Added => write!(f, "file {path} added"),
            FileAspect::Removed => write!(f, "file {path} removed"),
            FileAspect::Renamed => write!(f, "file {before} renamed to {after}"),
            FileAspect::Content => write!(f, "file {path} changed"),
            FileAspect::Mode => write!(f, "mode of {path} changed from {before} to {after}"),
            FileAspect::Owner => write!(f, "owner of {path} changed from {before} to {after}"),
            FileAspect::Kind => write!(f, "{path} was a {before} and is a {after}"),
            FileAspect::Target => write!(f, "link {path} pointed at {before} and points at {after}"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FirstBuild => write!(f, "first build"),
            Self::NoCache => write!(f, "cache not used for this step"),
            Self::Pruned => write!(f, "result was pruned"),
            Self::Instruction { .. } => write!(f, "instruction changed"),
            Self::File(change) => change.fmt(f),
            Self::Variable { name, before, after, .. } => changed(f, name, before, after),
            Self::Parent { name, .. } => write!(f, "after {}", without_number(name)),
            Self::Base { .. } => write!(f, "base image changed"),
            Self::Option { name, before, after } => {
                // An option that is empty is one that was not given.
                let given = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
                changed(f, name, &given(before), &given(after))
            }
        }
    }
}

/// A step's name without stage and number: `COPY a b` of `[build 2/3] COPY a b`.
pub(crate) fn without_number(name: &str) -> &str {
    name.strip_prefix('[').and_then(|rest| rest.split_once("] ")).map_or(name, |(_, text)| text)
}

fn changed(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    before: &Option<String>,
    after: &Option<String>,
) -> fmt::Result {
    match (before, after) {
        (Some(before), Some(after)) => write!(f, "{name} changed from {before} to {after}"),
        (None, Some(after)) => write!(f, "{name} set to {after}"),
        (Some(before), None) => write!(f, "{name} no longer set (was {before})"),
        (None, None) => write!(f, "{name} changed"),
    }
}

/// Which recorded result was used, and what is worth knowing about that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The record.
    pub record: RecordId,
    /// What changed since without counting.
    pub surprises: Vec<Surprise>,
}

/// A change that a user may have expected to run the step again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Surprise {
    /// Only the times of files changed, and times are not part of a key.
    OnlyTimes {
        /// Paths inside the source, without a leading slash.
        paths: Vec<String>,
    },
    /// The result was made by another instruction or stage from the same content.
    OtherOrigin {
        /// Name of the step that made it.
        name: String,
    },
    /// Only blanks or the spelling of the instruction changed.
    Spelling {
        /// The instruction as it was written then.
        before: String,
    },
    /// Only a comment above or inside the instruction changed, or how it is written.
    Comment {
        /// The lines as they were.
        before: String,
    },
    /// A step that it builds on ran again and gave the same files.
    SameContent {
        /// Name of that step.
        name: String,
    },
}

impl fmt::Display for Surprise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnlyTimes { paths } => {
                let more = paths.len().saturating_sub(1);
                let first = paths.first().map_or("", String::as_str);
                match more {
                    0 => write!(f, "only the time of {first} changed"),
                    _ => write!(f, "only the times of {first} and {more} more changed"),
                }
            }
            Self::OtherOrigin { name } => write!(f, "same content as in {}", without_number(name)),
            Self::Spelling { .. } => write!(f, "only the spelling changed"),
            Self::Comment { .. } => write!(f, "only a comment or the way it is written changed"),
            Self::SameContent { name } => write!(f, "{} ran and gave the same files", without_number(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instruction_is_compared_word_by_word() {
        let check = |before: &str, after: &str, expected: &str| {
            let reason = Reason::Instruction { before: before.into(), after: after.into() };
            let shown: Vec<String> = reason
                .words()
                .into_iter()
                .map(|word| match word.change {
                    WordChange::Kept => word.text,
                    WordChange::Removed => format!("-{}", word.text),
                    WordChange::Added => format!("+{}", word.text),
                })
                .collect();
            assert_eq!(shown.join(" "), expected);
        };
        check("RUN make all", "RUN make  -j2 all", "RUN make +-j2 all");
        check("RUN make all", "RUN make test", "RUN make -all +test");
        check("COPY a b", "COPY a b", "COPY a b");
    }
}
