//! BuildKit's build checks: one file per rule.
//!
//! A rule is a name, a text and a function that looks at one thing. When which rule looks at what is decided by
//! [`crate::convert`], which follows the build as BuildKit does.

mod config;
mod report;

pub(crate) mod consistent_instruction_casing;
pub(crate) mod copy_ignored_file;
pub(crate) mod duplicate_stage_name;
pub(crate) mod expose_invalid_format;
pub(crate) mod expose_proto_casing;
pub(crate) mod from_as_casing;
pub(crate) mod from_platform_flag_const_disallowed;
pub(crate) mod invalid_base_image_platform;
pub(crate) mod invalid_default_arg_in_from;
pub(crate) mod invalid_definition_description;
pub(crate) mod json_args_recommended;
pub(crate) mod legacy_key_value_format;
pub(crate) mod maintainer_deprecated;
pub(crate) mod multiple_instructions_disallowed;
pub(crate) mod no_empty_continuation;
pub(crate) mod redundant_target_platform;
pub(crate) mod reserved_stage_name;
pub(crate) mod secrets_used_in_arg_or_env;
pub(crate) mod stage_name_casing;
pub(crate) mod undefined_arg_in_from;
pub(crate) mod undefined_var;
pub(crate) mod workdir_relative_path;

use std::borrow::Cow;

use diag::{Diagnostic, Edit, Severity, Span};

use crate::ast::{Dockerfile, Instruction};
use crate::instruction::{Keyword, Kind};
use crate::text::lower;

pub use self::config::Config;
pub use self::report::{Place, Report, Warning};

/// A build check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// As it is named in `# check=skip=…`.
    pub name: &'static str,
    /// What it asks for, in BuildKit's words.
    pub description: &'static str,
    /// Where to read more; empty for the one rule without a page.
    pub url: &'static str,
    /// Why it matters and what to do, in ours.
    pub help: &'static str,
    /// Whether it must be asked for.
    pub experimental: bool,
}

/// All rules by name.
pub const ALL: [Rule; 22] = [
    consistent_instruction_casing::RULE,
    copy_ignored_file::RULE,
    duplicate_stage_name::RULE,
    expose_invalid_format::RULE,
    expose_proto_casing::RULE,
    from_as_casing::RULE,
    from_platform_flag_const_disallowed::RULE,
    invalid_base_image_platform::RULE,
    invalid_default_arg_in_from::RULE,
    invalid_definition_description::RULE,
    json_args_recommended::RULE,
    legacy_key_value_format::RULE,
    maintainer_deprecated::RULE,
    multiple_instructions_disallowed::RULE,
    no_empty_continuation::RULE,
    redundant_target_platform::RULE,
    reserved_stage_name::RULE,
    secrets_used_in_arg_or_env::RULE,
    stage_name_casing::RULE,
    undefined_arg_in_from::RULE,
    undefined_var::RULE,
    workdir_relative_path::RULE,
];

impl Rule {
    /// A remark of this rule.
    pub(crate) fn remark(&self, span: Span, message: String) -> Diagnostic {
        let remark = Diagnostic::new(self.name, Severity::Warning, span, message).with_help(self.help);
        if self.url.is_empty() { remark } else { remark.with_url(Cow::Borrowed(self.url)) }
    }
}

/// The checks that BuildKit makes while it understands an instruction.
pub(crate) fn while_understanding(instruction: &Instruction, report: &mut Report) {
    let node = &instruction.node;
    match Keyword::of(&node.keyword.value) {
        Some(Keyword::Maintainer) => maintainer_deprecated::check(node, report),
        Some(Keyword::From) => {
            stage_name_casing::check(node, report);
            from_as_casing::check(node, report);
        }
        _ => {}
    }
    match &instruction.kind {
        // The names are only gone through where a comment could describe them.
        _ if node.comments.is_empty() => {}
        Kind::From(from) => {
            let name = from.name.as_ref().map(|name| lower(&name.value));
            invalid_definition_description::check(node, "FROM", name.as_slice(), report);
        }
        Kind::Arg(arg) => {
            let names: Vec<&str> = arg.pairs.iter().map(|pair| pair.name.value.as_str()).collect();
            invalid_definition_description::check(node, "ARG", &names, report);
        }
        _ => {}
    }
}

/// The checks of the names of stages.
pub(crate) fn stage_names(file: &Dockerfile, report: &mut Report) {
    for (index, stage) in file.stages.iter().enumerate() {
        let (Some(name), Some(from)) = (&stage.name, file.from(stage)) else { continue };
        let Some(instruction) = file.instructions.get(stage.from) else { continue };
        let place = Place::plain(&instruction.node);
        let span = from.name.as_ref().map_or(instruction.node.span, |name| name.span);
        reserved_stage_name::check(name, span, &place, report);
        let earlier = file.stages.iter().take(index);
        if earlier.into_iter().any(|earlier| earlier.name.as_ref() == Some(name)) {
            duplicate_stage_name::check(name, span, &place, report);
        }
    }
}

/// An edit.
fn edit(span: Span, text: impl Into<String>) -> Edit {
    Edit { span, text: text.into() }
}

#[cfg(test)]
mod tests;
