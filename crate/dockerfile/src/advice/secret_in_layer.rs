//! secret-in-layer.

use diag::Diagnostic;

use crate::instruction::Kind;

use super::{Adviser, Look, Rule};

pub(super) const ADVISER: Adviser = Adviser {
    rule: Rule {
        name: "secret-in-layer",
        summary: "Keys and passwords mounted, not copied",
        reason: "What is copied stays in the layer for everybody who has the image, even if a later RUN removes it. \
                 RUN --mount=type=secret shows it to one command only.",
    },
    check,
};

/// Names of files that hold secrets, and their endings.
const NAMES: [&str; 10] = [
    ".env",
    ".npmrc",
    ".netrc",
    ".pypirc",
    ".git-credentials",
    "id_rsa",
    "id_ed25519",
    "id_ecdsa",
    "credentials.json",
    ".htpasswd",
];

const ENDINGS: [&str; 5] = [".pem", ".key", ".p12", ".pfx", ".keystore"];

fn check(look: &Look<'_>, found: &mut Vec<Diagnostic>) {
    for instruction in &look.file.instructions {
        let files = match &instruction.kind {
            Kind::Copy(copy) if copy.from.is_none() => &copy.files,
            Kind::Add(add) => &add.files,
            _ => continue,
        };
        for source in &files.sources {
            let path = source.value.as_str();
            let hidden = || look.context.sent(path).map(|(path, _)| path).find(|path| is_secret(path));
            let secret = if is_secret(path) { Some(path) } else { hidden() };
            let Some(secret) = secret else { continue };
            found.push(ADVISER.rule.remark(source.span, format!("{secret} becomes part of the image")));
        }
    }
}

/// Whether a file of that name usually holds something secret.
fn is_secret(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let holds = NAMES.contains(&name) || ENDINGS.iter().any(|ending| name.ends_with(ending));
    holds && !name.contains("pub")
}
