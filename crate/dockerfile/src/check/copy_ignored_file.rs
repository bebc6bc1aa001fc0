//! CopyIgnoredFile.

use crate::ignore::{Ignore, clean};
use crate::quote::quote;
use crate::text::Word;

use super::{Place, Report, Rule};

pub(super) const RULE: Rule = Rule {
    name: "CopyIgnoredFile",
    description: "Attempting to Copy file that is excluded by .dockerignore",
    url: "https://docs.docker.com/go/dockerfile/rule/copy-ignored-file/",
    help: "The builder never gets the file, so that the build fails. Change the line of .dockerignore or the path.",
    experimental: false,
};

/// `command` is `Copy` or `Add`.
pub(crate) fn check(
    command: &str,
    source: &Word,
    ignore: Option<&Ignore>,
    place: &Place,
    report: &mut Report,
) {
    // With exceptions it takes a walk to know.
    let Some(ignore) = ignore.filter(|ignore| !ignore.has_exceptions()) else { return };
    let path = clean(&source.value);
    let all = |text: &str| matches!(text, "*" | "**" | "**/*");
    if matches!(path.as_str(), "." | "/") && !ignore.patterns.iter().any(|pattern| all(&pattern.text)) {
        return;
    }
    let (decision, _) = ignore.step(&path, None);
    if !decision.excluded {
        return;
    }
    report.add(&RULE, place, || {
        let quoted = quote(&path);
        let remark = RULE.remark(
            source.span,
            format!("Attempting to {command} file {quoted} that is excluded by .dockerignore"),
        );
        match decision.by.and_then(|by| ignore.patterns.get(by)) {
            Some(pattern) => remark.with_help(format!(
                "Line {} of .dockerignore, `{}`, excludes it. {}",
                pattern.line, pattern.text, RULE.help
            )),
            None => remark,
        }
    });
}
