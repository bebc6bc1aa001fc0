//! RedundantTargetPlatform.

use diag::Span;

use crate::ast::{Dockerfile, Stage};
use crate::text::Word;
use crate::word::{Env, Expansion, Scope};

use super::{Place, Report, Rule, edit};

pub(super) const RULE: Rule = Rule {
    name: "RedundantTargetPlatform",
    description: "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior",
    url: "https://docs.docker.com/go/dockerfile/rule/redundant-target-platform/",
    help: "Without the flag, FROM takes the image for the target platform.",
    experimental: false,
};

pub(crate) fn check(
    file: &Dockerfile,
    stage: &Stage,
    word: &Word,
    expansion: &Expansion<'_>,
    global: &Env,
    place: &Place,
    report: &mut Report,
) {
    const NAME: &str = "TARGETPLATFORM";
    let only = matches!(expansion.matched.as_slice(), [name] if name == NAME);
    let same = global.get(NAME).unwrap_or_default() == expansion.text;
    if !only || !expansion.unmatched.is_empty() || !same {
        return;
    }
    report.add(&RULE, place, || {
        let variable = &word.value;
        let message = format!(
            "Setting platform to predefined {variable} in FROM is redundant as this is the default behavior"
        );
        let remark = RULE.remark(word.span, message);
        let node = file.instructions.get(stage.from).map(|instruction| &instruction.node);
        let flag = node.and_then(|node| node.flags.iter().find(|flag| flag.value.starts_with("--platform=")));
        let next = node.and_then(|node| node.args.first());
        match (flag, next) {
            (Some(flag), Some(next)) => {
                let span = Span::new(flag.span.start, next.span.start);
                remark.with_fix("Remove the flag", vec![edit(span, "")])
            }
            _ => remark,
        }
    });
}
