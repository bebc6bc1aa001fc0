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
    /// The word, without the blanks around it.
    pub text: String,
    /// What became of it.
    pub change: WordChange,
}

/// Why a step could not be taken from the cache. `before` is how something was in the nearest recorded step, `after` how it is now.
///
/// * `firstBuild`: nothing like it was ever built.
/// * `noCache`: the build was told not to use the cache for this step.
/// * `pruned`: the result was there, and was pruned.
/// * `instruction`: the instruction's words, after expansion; `words` are those of both texts in order.
/// * `file`: the file at `path` that the step takes; `change` is what about it. `before` and `after` are its mode, owner, target,
///   kind or name where that changed, `diff` a unified diff when both contents are short text, `line` the first line that differs,
///   from 1.
/// * `variable`: the value of the variable `name`, which `source` sets; absent where it is not set.
/// * `parent`: a step before this one was built anew: `vertex`, which progress shows as `name`.
/// * `base`: the name of the base image stands for other content than before.
/// * `option`: something around the step: `name` is `workdir`, `user`, `mount`, `network`, `platform` and the like.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum MissReason {
    FirstBuild,
    NoCache,
    Pruned,
    Instruction {
        before: String,
        after: String,
        words: Vec<Word>,
    },
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
///
/// * `onlyTimes`: only the times of files: `paths`.
/// * `otherOrigin`: another instruction or stage, `name`, made the result from the same content.
/// * `spelling`: only blanks or the spelling of the instruction, which was `before`.
/// * `comment`: only a comment above or inside the instruction, or how it is written; it was `before`.
/// * `sameContent`: a step that it builds on, `name`, ran again and gave the same files.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Surprise {
    OnlyTimes { paths: Vec<String> },
    OtherOrigin { name: String },
    Spelling { before: String },
    Comment { before: String },
    SameContent { name: String },
}

/// A part of what a step is known by in the cache.
///
/// * `word`: a word of the instruction: `text`.
/// * `variable`: a variable that the step sees: its `name`, its `value` and the `source` that sets it.
/// * `option`: something around it, such as working directory, user, mounts and flags: `name` and `value`.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum KeyPart {
    Word { text: String },
    Variable { name: String, value: String, source: VariableSource },
    Option { name: String, value: String },
}

/// An input of a step.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyInput {
    /// The step that makes it; absent for an image that the classic builder starts from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vertex: Option<u32>,
    /// That step as progress shows it, or the image.
    pub name: String,
    /// The paths whose content may stand for the whole input; absent if only the input's own key counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<Vec<String>>,
    /// The digest of that content, once somebody had to look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

/// What would become of a step.
///
/// * `hit`: it would be taken from the cache, with `surprises` as in a build, which `remarks` say in words.
/// * `miss`: it would run, for these `reasons`; `summary` is the first of them in a few words. `firstBreak` is false when it only
///   follows from a step before it.
/// * `depends`: it depends on what an earlier step, `vertex`, makes, which would run.
/// * `fails`: the build would end here with `message`.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Verdict {
    Hit { remarks: Vec<String>, surprises: Vec<Surprise> },
    Miss { first_break: bool, summary: String, reasons: Vec<MissReason> },
    Depends { vertex: u32 },
    Fails { message: String },
}

/// What each builder would do with an instruction.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForecastRow {
    /// Which instruction.
    pub instruction: InstructionRow,
    /// What BuildKit would do with it; absent where it makes no step of it or only the other builder was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buildkit: Option<Verdict>,
    /// What the classic builder would do with it; absent where it makes no step of it or only the other was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classic: Option<Verdict>,
}

/// What a build would take from the cache.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// The instructions, in the order of the Dockerfile.
    pub rows: Vec<ForecastRow>,
    /// The error at which a build would end before any step; there are no rows then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}
