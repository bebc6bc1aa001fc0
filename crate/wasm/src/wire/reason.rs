//! Why a step ran or did not: what it is known by in the cache, what changed, and what a build would do.

use serde::Serialize;
use tsify::Tsify;

use super::build::InstructionRow;

/// What about a file made a step miss.
#[derive(Tsify, Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum FileEdit {
    Added,
    Removed,
    Content,
    Mode,
    Owner,
    Kind,
    Target,
    Renamed,
}

/// Where a variable comes from: ARG or ENV.
#[derive(Tsify, Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum VariableSource {
    Arg,
    Env,
}

/// What became of a word of an instruction.
#[derive(Tsify, Serialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
pub enum WordChange {
    Kept,
    Removed,
    Added,
}

/// A word of an instruction, and what became of it.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Word {
    pub text: String,
    pub change: WordChange,
}

/// Why a step could not be taken from the cache.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum MissReason {
    FirstBuild,
    NoCache,
    Pruned,
    /// `words` are those of both texts in order.
    Instruction {
        before: String,
        after: String,
        words: Vec<Word>,
    },
    /// `diff` is a unified diff when both contents are text; `line` is the first line that differs.
    File {
        path: String,
        change: FileEdit,
        #[serde(skip_serializing_if = "Option::is_none")]
        before: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        after: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        diff: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<u32>,
    },
    Variable {
        name: String,
        source: VariableSource,
        #[serde(skip_serializing_if = "Option::is_none")]
        before: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        after: Option<String>,
    },
    /// A step before this one was built anew.
    Parent {
        vertex: u32,
        name: String,
    },
    Base {
        before: String,
        after: String,
    },
    Option {
        name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        before: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        after: Option<String>,
    },
}

/// What changed since a recorded result was made without making it useless.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Surprise {
    /// Only the times of files changed.
    OnlyTimes { paths: Vec<String> },
    /// Another instruction or stage made the result from the same content.
    OtherOrigin { name: String },
    /// Only blanks or the spelling of the instruction changed.
    Spelling { before: String },
    /// Only a comment above or inside the instruction changed, or how it is written.
    Comment { before: String },
    /// A step that it builds on ran again and gave the same files.
    SameContent { name: String },
}

/// A part of what a step is known by in the cache.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum KeyPart {
    /// A word of the instruction.
    Word {
        text: String,
    },
    Variable {
        name: String,
        value: String,
        source: VariableSource,
    },
    /// Something around it: working directory, user, mounts, flags.
    Option {
        name: String,
        value: String,
    },
}

/// An input of a step. `paths` are those whose content may stand for the whole input; absent if only the input's own key
/// counts. `content` is the digest of that content, once somebody had to look.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyInput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vertex: Option<u32>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

/// What would become of a step.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Verdict {
    Hit {
        remarks: Vec<String>,
        surprises: Vec<Surprise>,
    },
    Miss {
        first_break: bool,
        summary: String,
        reasons: Vec<MissReason>,
    },
    /// It depends on what an earlier step makes, which would run.
    Depends {
        vertex: u32,
    },
    Fails {
        message: String,
    },
}

/// What each builder would do with an instruction; absent where it makes no step of it.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForecastRow {
    pub instruction: InstructionRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buildkit: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classic: Option<Verdict>,
}

/// What a build would take from the cache. A `failure` is that at which it would end before any step; there are no rows
/// then.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    pub rows: Vec<ForecastRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}
