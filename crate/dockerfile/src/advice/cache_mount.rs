//! cache-mount.

use diag::{Diagnostic, Edit, Span};

use super::command::{Script, Simple, scripts};
use super::{Adviser, Look, Rule};

pub(super) const ADVISER: Adviser = Adviser {
    rule: Rule {
        name: "cache-mount",
        summary: "A cache mount for the package manager's downloads",
        reason: "When the layer has to be made again, everything is downloaded again. A cache mount keeps the downloads \
                 between builds and out of the image.",
    },
    check,
};

/// A package manager, what it does when it downloads, and where it keeps what it downloaded.
struct Manager {
    program: &'static str,
    actions: &'static [&'static str],
    target: &'static str,
}

const MANAGERS: [Manager; 10] = [
    Manager { program: "npm", actions: &["install", "ci", "i"], target: "/root/.npm" },
    Manager { program: "yarn", actions: &["install", "add"], target: "/usr/local/share/.cache/yarn" },
    Manager { program: "pnpm", actions: &["install", "i", "add"], target: "/root/.local/share/pnpm/store" },
    Manager { program: "pip", actions: &["install"], target: "/root/.cache/pip" },
    Manager { program: "pip3", actions: &["install"], target: "/root/.cache/pip" },
    Manager { program: "go", actions: &["build", "install", "mod"], target: "/root/.cache/go-build" },
    Manager {
        program: "cargo",
        actions: &["build", "install", "fetch"],
        target: "/usr/local/cargo/registry",
    },
    Manager {
        program: "mvn",
        actions: &["package", "install", "verify", "dependency:go-offline"],
        target: "/root/.m2",
    },
    Manager { program: "bundle", actions: &["install"], target: "/usr/local/bundle/cache" },
    Manager { program: "composer", actions: &["install"], target: "/tmp/cache" },
];

fn check(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for (_, body) in look.stages() {
        for script in scripts(body) {
            let uses = |manager: &&Manager| {
                script.commands.iter().any(|one| one.is(manager.program, manager.actions))
            };
            let Some(manager) = MANAGERS.iter().find(uses) else { continue };
            if has_cache(&script) || script.commands.iter().any(cleans) {
                continue;
            }
            let text = format!(" --mount=type=cache,target={}", manager.target);
            let at = script.span.start + "RUN".len() as u32;
            let edit = Edit { span: Span::empty(at), text };
            let (program, time) = (manager.program, look.time([script.span]));
            let message = format!("{program} downloads everything again when this layer is made again{time}");
            let fix = format!("Mount a cache at {}", manager.target);
            found.push(ADVISER.rule.remark(script.span, message).with_fix(fix, vec![edit]));
        }
    }
}

fn has_cache(script: &Script<'_>) -> bool {
    script.run.mount_flags.iter().any(|flag| flag.value.contains("type=cache"))
}

/// Whether the command throws the downloads away: its author chose a small layer.
fn cleans(one: &Simple<'_>) -> bool {
    one.words.contains(&"--no-cache-dir") || one.is("npm", &["cache"])
}
