//! latest-base.

use diag::Diagnostic;

use super::{Adviser, Look, Rule};

pub(super) const ADVISER: Adviser = Adviser {
    rule: Rule {
        name: "latest-base",
        summary: "A base image with a version",
        reason: "`latest` is whatever was pushed last. The same Dockerfile builds something else next month, and nobody \
                 can tell from it what it was built from.",
    },
    check,
};

fn check(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for (index, stage) in look.file.stages.iter().enumerate() {
        let Some(from) = look.file.from(stage) else { continue };
        let image = from.image.value.as_str();
        let earlier = look.file.stages.iter().take(index).any(|other| other.name.as_deref() == Some(image));
        if image == "scratch" || image.contains(['$', '@']) || earlier {
            continue;
        }
        let name = image.rsplit('/').next().unwrap_or_default();
        let message = match name.split_once(':') {
            Some((_, "latest")) => format!("{image} names no version"),
            Some(_) => continue,
            None => format!("{image} names no version and means {image}:latest"),
        };
        found.push(ADVISER.rule.remark(from.image.span, message));
    }
}
