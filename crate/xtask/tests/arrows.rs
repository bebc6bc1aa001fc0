//! The crates depend on each other only along the arrows of ARCHITECTURE.md.

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Crate → the workspace's crates it may depend on.
const ARROWS: [(&str, &[&str]); 9] = [
    ("diag", &[]),
    ("vfs", &[]),
    ("dockerfile", &["diag"]),
    ("shell", &["diag", "vfs"]),
    ("oci", &["vfs"]),
    ("engine", &["dockerfile", "shell", "oci", "vfs", "diag"]),
    ("docker", &["engine", "dockerfile", "shell", "oci", "vfs", "diag"]),
    ("wasm", &["docker", "engine", "dockerfile", "shell", "oci", "vfs", "diag"]),
    ("xtask", &[]),
];

/// Every arrow of the workspace that `ARROWS` does not allow, and every crate it does not know.
fn forbidden(dependencies: &[(String, String)], members: &BTreeSet<String>) -> Vec<String> {
    let allowed = |from: &str| ARROWS.iter().find(|(name, _)| *name == from).map(|(_, to)| *to);
    let unknown = members.iter().filter(|name| allowed(name).is_none());
    let unknown = unknown.map(|name| format!("{name} is not in the list of crates"));
    let wrong = dependencies.iter().filter(|(from, to)| {
        allowed(from).is_some_and(|allowed| members.contains(to) && !allowed.contains(&to.as_str()))
    });
    unknown.chain(wrong.map(|(from, to)| format!("{from} → {to}"))).collect()
}

#[test]
fn crates_depend_along_the_arrows_only() {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    let packages = metadata.workspace_packages();
    let members: BTreeSet<String> = packages.iter().map(|package| package.name.to_string()).collect();
    // What only tests use is no arrow: it never reaches a build.
    let dependencies: Vec<(String, String)> = packages
        .iter()
        .flat_map(|package| {
            let used = package.dependencies.iter().filter(|used| used.kind != DependencyKind::Development);
            used.map(|used| (package.name.to_string(), used.name.clone()))
        })
        .collect();
    assert_eq!(members.len(), ARROWS.len());
    assert_eq!(forbidden(&dependencies, &members), Vec::<String>::new());
}

#[test]
fn a_forbidden_arrow_and_an_unknown_crate_are_found() {
    let members: BTreeSet<String> = ["oci", "shell", "extra"].map(str::to_owned).into();
    let dependencies =
        [("oci", "shell"), ("shell", "serde")].map(|(from, to)| (from.to_owned(), to.to_owned()));
    assert_eq!(forbidden(&dependencies, &members), ["extra is not in the list of crates", "oci → shell"]);
}
