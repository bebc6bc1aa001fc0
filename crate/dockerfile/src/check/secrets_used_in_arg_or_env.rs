//! SecretsUsedInArgOrEnv.

use crate::quote::quote;
use crate::text::Word;

use super::{Place, Report, Rule};

pub(super) const RULE: Rule = Rule {
    name: "SecretsUsedInArgOrEnv",
    description: "Sensitive data should not be used in the ARG or ENV commands",
    url: "https://docs.docker.com/go/dockerfile/rule/secrets-used-in-arg-or-env/",
    help: "Values of ARG and ENV can be read in the image's history and configuration. Use RUN --mount=type=secret.",
    experimental: false,
};

const SECRET: [&str; 10] =
    ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];

const HARMLESS: [&str; 3] = ["public", "file", "version"];

pub(crate) fn check(instruction: &str, name: &Word, place: &Place, report: &mut Report) {
    if has_word(&name.value, &SECRET) && !has_word(&name.value, &HARMLESS) {
        report.add(&RULE, place, || {
            let quoted = quote(&name.value);
            let message =
                format!("Do not use ARG or ENV instructions for sensitive data ({instruction} {quoted})");
            RULE.remark(name.span, message)
        });
    }
}

/// Whether a part between underscores is one of the words.
fn has_word(name: &str, words: &[&str]) -> bool {
    name.as_bytes()
        .split(|byte| *byte == b'_')
        .any(|part| words.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(part)))
}
