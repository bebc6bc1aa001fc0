//! FromPlatformFlagConstDisallowed.

use crate::platform::Platform;
use crate::quote::quote;
use crate::text::Word;

use super::{Place, Report, Rule};

pub(super) const RULE: Rule = Rule {
    name: "FromPlatformFlagConstDisallowed",
    description: "FROM --platform flag should not use a constant value",
    url: "https://docs.docker.com/go/dockerfile/rule/from-platform-flag-const-disallowed/",
    help: "A fixed platform makes the image useless for others. Leave the flag out, use $BUILDPLATFORM, or say in the \
           stage's name that it is for one platform.",
    experimental: false,
};

/// `text` is the flag's value without any variable, `platform` what it means.
pub(crate) fn check(
    word: &Word,
    text: &str,
    platform: &Platform,
    stage_name: &str,
    place: &Place,
    report: &mut Report,
) {
    if stage_name.contains(platform.os.as_str()) || stage_name.contains(platform.architecture.as_str()) {
        return;
    }
    report.add(&RULE, place, || {
        let quoted = quote(text);
        RULE.remark(word.span, format!("FROM --platform flag should not use constant value {quoted}"))
    });
}
