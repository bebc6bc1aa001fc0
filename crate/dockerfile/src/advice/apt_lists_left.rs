//! apt-lists-left.

use diag::{Diagnostic, Edit, Span};

use crate::instruction::{Command, MountKind};

use super::command::{Script, scripts};
use super::{Adviser, Look, Rule, size};

pub(super) const ADVISER: Adviser = Adviser {
    rule: Rule {
        name: "apt-lists-left",
        summary: "Package lists removed in the RUN that fetched them",
        reason: "apt-get update leaves 20 to 50 MB of lists in the layer, which a later rm only hides. Remove them in \
                 the same RUN, or keep them out of it with --mount=type=cache,target=/var/lib/apt/lists.",
    },
    check,
};

fn check(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for (_, body) in look.stages() {
        for script in scripts(body) {
            let updates = script
                .commands
                .iter()
                .any(|one| one.is("apt-get", &["update"]) || one.is("apt", &["update"]));
            if updates && !removes_lists(&script) && !mounts_lists(&script) {
                let left = look.step(script.span).map(|step| step.apt_lists).filter(|bytes| *bytes > 0);
                let bytes = left.map(|bytes| format!(" ({})", size(bytes))).unwrap_or_default();
                let message = format!("the package lists{bytes} stay in the layer");
                let remark = ADVISER.rule.remark(script.span, message);
                found.push(match fix(&script) {
                    Some(edit) => remark.with_fix("Remove the lists at the end", vec![edit]),
                    None => remark,
                });
            }
        }
    }
}

/// One more command behind commands that are joined by `&&` alone; elsewhere it is not clear when it should run.
fn fix(script: &Script<'_>) -> Option<Edit> {
    let Command::Shell(text) = &script.run.command else { return None };
    let rest = text.value.replace("&&", "");
    if !script.run.heredocs.is_empty() || rest.contains(['|', ';', '&', '(', '#', '\n']) {
        return None;
    }
    Some(Edit { span: Span::empty(text.span.end), text: " && rm -rf /var/lib/apt/lists/*".into() })
}

fn removes_lists(script: &Script<'_>) -> bool {
    script.commands.iter().any(|one| {
        matches!(one.words.first(), Some(&"rm" | &"find"))
            && one.words.iter().any(|word| word.contains("/var/lib/apt"))
    })
}

fn mounts_lists(script: &Script<'_>) -> bool {
    let flags = script.run.mount_flags.iter().map(|flag| flag.value.as_str());
    let kind =
        |flag: &str, kind: MountKind| flag.split(',').any(|field| field == format!("type={}", kind.name()));
    flags.into_iter().any(|flag| {
        flag.contains("/var/lib/apt") && (kind(flag, MountKind::Cache) || kind(flag, MountKind::Tmpfs))
    })
}
