//! InvalidDefaultArgInFrom.

use crate::args::{BuildArgs, global_args};
use crate::ast::Dockerfile;
use crate::reference::check_reference;
use crate::word::{Env, Lexer};

use super::{Place, Report, Rule};

pub(super) const RULE: Rule = Rule {
    name: "InvalidDefaultArgInFrom",
    description: "Default value for global ARG results in an empty or invalid base image name",
    url: "https://docs.docker.com/go/dockerfile/rule/invalid-default-arg-in-from/",
    help: "Without --build-arg the build fails. Give the ARG a default that makes a valid name.",
    experimental: false,
};

pub(crate) fn check(file: &Dockerfile, platform: &Env, report: &mut Report) {
    let own;
    let defaults = if file.global_args().next().is_none() {
        platform
    } else {
        match global_args(file, platform.clone(), &BuildArgs::new()) {
            Ok(defaults) => own = defaults,
            Err(_) => return,
        }
        &own
    };
    let lexer = Lexer::new(file.directives.escape);
    for stage in &file.stages {
        let (Some(from), Some(instruction)) = (file.from(stage), file.instructions.get(stage.from)) else {
            continue;
        };
        let Ok(name) = lexer.expand(&from.image.value, defaults) else { return };
        if check_reference(&name).is_err() {
            report.add(&RULE, &Place::plain(&instruction.node), || {
                let image = &from.image.value;
                let message =
                    format!("Default value for ARG {image} results in empty or invalid base image name");
                RULE.remark(from.image.span, message)
            });
        }
    }
}
