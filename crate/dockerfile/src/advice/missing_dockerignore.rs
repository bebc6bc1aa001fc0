//! missing-dockerignore.

use diag::Diagnostic;

use crate::instruction::Kind;

use super::{Adviser, Look, Rule, size};

pub(super) const ADVISER: Adviser = Adviser {
    rule: Rule {
        name: "missing-dockerignore",
        summary: "Directories that do not belong into the image listed in .dockerignore",
        reason: "They are sent to the builder, end up in the image, and change without the program changing, so that \
                 the copy is made again.",
    },
    check,
};

/// Directories that tools fill.
const DIRECTORIES: [&str; 7] = [".git", "node_modules", "target", "__pycache__", ".venv", "dist", ".idea"];

fn check(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for instruction in &look.file.instructions {
        let Kind::Copy(copy) = &instruction.kind else { continue };
        let everything =
            copy.files.sources.iter().find(|source| matches!(source.value.as_str(), "." | "./" | "/"));
        let (Some(source), None) = (everything, &copy.from) else { continue };
        let mut names = Vec::new();
        let mut bytes = 0;
        for directory in DIRECTORIES {
            let files = look.context.sent(directory);
            let (count, sum) = files.fold((0, 0), |(count, sum), (_, size)| (count + 1, sum + size));
            if count > 0 {
                names.push(format!("{directory} ({})", size(sum)));
                bytes += sum;
            }
        }
        if !names.is_empty() {
            let message = format!("copies {} of {}", size(bytes), names.join(", "));
            found.push(ADVISER.rule.remark(source.span, message));
        }
    }
}
