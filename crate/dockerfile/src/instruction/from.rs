//! FROM.

use crate::ast::Node;
use crate::quote::quote;
use crate::text::{Str, Word, lower};

use super::arg::doc_comment;
use super::flag::{self, Flag, Takes};
use super::{Failed, Help, error, error_at};

/// `FROM [--platform=PLATFORM] IMAGE [AS NAME]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct From {
    /// An image, an earlier stage or `scratch`; variables still in it.
    pub image: Word,
    /// The stage's name as it was typed.
    pub name: Option<Word>,
    /// The word `AS`.
    pub as_keyword: Option<Word>,
    /// Variables still in it.
    pub platform: Option<Word>,
    /// What the comment above says about the stage: `# NAME description`.
    pub doc: Option<Str>,
}

pub(super) const HELP: Help = Help {
    name: "FROM",
    doc: "Starts a stage from an image, from an earlier stage or from nothing (`scratch`). Only stages that the target \
          needs are built.",
    syntax: "FROM [--platform=PLATFORM] IMAGE[:TAG|@DIGEST] [AS NAME]",
    flags: &[Flag {
        name: "platform",
        takes: Takes::Text,
        values: &["$BUILDPLATFORM", "$TARGETPLATFORM", "linux/amd64", "linux/arm64"],
        doc: "The platform of the image. Default: the platform that is built for.",
    }],
};

pub(super) fn understand(node: &Node) -> Result<From, Failed> {
    let (image, as_keyword, name) = match node.args.as_slice() {
        [image] => (image, None, None),
        [image, keyword, name] if is_as(&keyword.value) => (image, Some(keyword.clone()), Some(name.clone())),
        _ => return Err(error(node, "FROM requires either one or three arguments".into())),
    };
    let mut doc = None;
    if let Some(name) = &name {
        let lower = lower(&name.value);
        if !is_stage_name(&lower) {
            let quoted = quote(&name.value);
            return Err(error_at(
                name.span,
                format!(
                    "invalid name for build stage: {quoted}, name can't start with a number or contain symbols"
                ),
            ));
        }
        doc = doc_comment(&node.comments, &lower);
    }
    let given = flag::parse(&node.flags, HELP.flags)?;
    let platform = given.text("platform").filter(|word| !word.value.is_empty());
    Ok(From { image: image.clone(), name, as_keyword, platform, doc })
}

/// Whether a word is `as` under Unicode's simple case folding, which makes a long s an s.
fn is_as(word: &str) -> bool {
    word.eq_ignore_ascii_case("as") || word == "aſ" || word == "Aſ"
}

fn is_stage_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(allowed)
}
