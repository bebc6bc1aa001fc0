//! unpinned-package.

use diag::Diagnostic;

use super::command::{Simple, scripts};
use super::{Adviser, Look, Rule};

pub(super) const ADVISER: Adviser = Adviser {
    rule: Rule {
        name: "unpinned-package",
        summary: "Packages with their versions",
        reason: "The newest version is installed when the layer is made and kept for as long as the layer is reused, so \
                 that the same Dockerfile gives different programs on different machines. Name a version, or install \
                 from a lock file.",
    },
    check,
};

/// A package manager that installs the newest version of what is only named.
struct Manager {
    program: &'static str,
    action: &'static str,
    /// What stands between a name and its version, or in an option that gives the versions.
    pins: &'static [&'static str],
}

const MANAGERS: [Manager; 6] = [
    Manager {
        program: "pip",
        action: "install",
        pins: &["==", "~=", "===", "@", "-r", "--requirement", "-c"],
    },
    Manager {
        program: "pip3",
        action: "install",
        pins: &["==", "~=", "===", "@", "-r", "--requirement", "-c"],
    },
    Manager { program: "npm", action: "install", pins: &["@"] },
    Manager { program: "gem", action: "install", pins: &[":", "-v", "--version"] },
    Manager { program: "cargo", action: "install", pins: &["@", "--version", "--path", "--git"] },
    Manager { program: "go", action: "install", pins: &["@v"] },
];

fn check(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for (_, body) in look.stages() {
        for script in scripts(body) {
            for command in &script.commands {
                if let Some((manager, package)) = unpinned(command) {
                    let message = format!("{manager} installs whatever version of {package} is the newest");
                    found.push(ADVISER.rule.remark(script.span, message));
                }
            }
        }
    }
}

/// The manager of a command and the first package that it gives no version for.
fn unpinned<'a>(command: &Simple<'a>) -> Option<(&'static str, &'a str)> {
    let manager = MANAGERS.iter().find(|manager| command.is(manager.program, &[manager.action]))?;
    let options = command.words.iter().filter(|word| word.starts_with('-'));
    let given =
        |option: &&str| manager.pins.iter().any(|pin| pin.starts_with('-') && option.starts_with(pin));
    if options.into_iter().any(given) {
        return None;
    }
    let packages = command.words.iter().skip(1).filter(|word| !word.starts_with('-'));
    let named = |word: &&&str| word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '@');
    let pinned = |word: &str| {
        let word = word.strip_prefix('@').unwrap_or(word);
        word.contains('$') || manager.pins.iter().any(|pin| !pin.starts_with('-') && word.contains(pin))
    };
    let package = packages.skip(1).filter(named).find(|word| !pinned(word))?;
    Some((manager.program, package))
}
