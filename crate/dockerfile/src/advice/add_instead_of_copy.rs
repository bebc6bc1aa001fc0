//! add-instead-of-copy.

use diag::{Diagnostic, Edit};

use crate::instruction::{Kind, Source};

use super::{Adviser, Look, Rule};

pub(super) const ADVISER: Adviser = Adviser {
    rule: Rule {
        name: "add-instead-of-copy",
        summary: "COPY where ADD does nothing more",
        reason: "ADD also downloads and unpacks. COPY says that nothing of the kind is meant, and can't start to unpack \
                 because a file is renamed.",
    },
    check,
};

fn check(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for instruction in &look.file.instructions {
        let Kind::Add(add) = &instruction.kind else { continue };
        let plain = |path: &str| Source::of(path) == Source::Path && !may_be_archive(path);
        let only_add = add.checksum.is_some() || add.keep_git_dir.is_some() || add.unpack.is_some();
        if only_add || !add.files.sources.iter().all(|source| plain(&source.value)) {
            continue;
        }
        let keyword = &instruction.node.keyword;
        let copy = if keyword.value.contains(char::is_uppercase) { "COPY" } else { "copy" };
        let remark = ADVISER.rule.remark(keyword.span, "COPY does the same here");
        let edit = Edit { span: keyword.span, text: copy.into() };
        found.push(remark.with_fix(format!("Change to {copy}"), vec![edit]));
    }
}

fn may_be_archive(path: &str) -> bool {
    let endings = [".tar", ".tgz", ".gz", ".xz", ".bz2", ".tbz", ".txz", ".zst"];
    path.contains(['*', '?', '[', '$']) || endings.iter().any(|ending| path.ends_with(ending))
}
