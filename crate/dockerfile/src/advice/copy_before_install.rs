//! copy-before-install.

use diag::Diagnostic;

use crate::ast::Instruction;
use crate::instruction::Kind;

use super::command::script;
use super::{Adviser, Look, Rule, size};

pub(super) const ADVISER: Adviser = Adviser {
    rule: Rule {
        name: "copy-before-install",
        summary: "The list of dependencies copied first, the rest after they are installed",
        reason: "The copy changes with every edit, and everything after it is made again. If only the list of \
                 dependencies is copied before they are installed, the installation is reused until the list changes.",
    },
    check,
};

/// Programs, what they do when they install dependencies, and the files that say which.
const INSTALLERS: [(&str, &[&str], &str); 10] = [
    ("npm", &["install", "ci", "i"], "package.json and package-lock.json"),
    ("yarn", &["install"], "package.json and yarn.lock"),
    ("pnpm", &["install", "i"], "package.json and pnpm-lock.yaml"),
    ("pip", &["install"], "requirements.txt"),
    ("pip3", &["install"], "requirements.txt"),
    ("bundle", &["install"], "Gemfile and Gemfile.lock"),
    ("composer", &["install"], "composer.json and composer.lock"),
    ("go", &["mod"], "go.mod and go.sum"),
    ("poetry", &["install"], "pyproject.toml and poetry.lock"),
    ("dotnet", &["restore"], "the project files"),
];

fn check(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for (_, body) in look.stages() {
        let Some(copy) = body.iter().position(copies_everything) else { continue };
        let mut later = body.iter().skip(copy + 1).filter_map(script);
        let install = later.find_map(|script| {
            let hit = INSTALLERS
                .iter()
                .find(|(program, actions, _)| script.commands.iter().any(|one| one.is(program, actions)))?;
            Some((script.span, hit))
        });
        let (Some((install, (program, _, files))), Some(copy)) = (install, body.get(copy)) else { continue };
        let (count, bytes) =
            look.context.sent(".").fold((0, 0), |(count, bytes), (_, size)| (count + 1, bytes + size));
        let edit = match count {
            0 => "every edit".to_owned(),
            _ => format!("an edit of any of {count} files ({})", size(bytes)),
        };
        let time = look.time([install]);
        let message = format!("{edit} makes {program} install everything again{time}; copy {files} first");
        found.push(
            ADVISER
                .rule
                .remark(copy.node.span, message)
                .with_label(install, "made again whenever a file of the context changes"),
        );
    }
}

/// `COPY . .` and the like, from the build context.
fn copies_everything(instruction: &Instruction) -> bool {
    let files = match &instruction.kind {
        Kind::Copy(copy) if copy.from.is_none() => &copy.files,
        Kind::Add(add) => &add.files,
        _ => return false,
    };
    files.sources.iter().any(|source| matches!(source.value.as_str(), "." | "./" | "/" | "*"))
}
