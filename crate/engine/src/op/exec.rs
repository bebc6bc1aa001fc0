//! Running a process.

use std::collections::BTreeMap;

use vfs::Digest;

use crate::content::{Selector, dedupe};
use crate::key::{Dependency, Operation, Part};
use crate::options::{Network, Platform};
use crate::reason::VariableSource;

/// Runs a process over a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExecOp {
    /// Program and arguments.
    pub args: Vec<String>,
    /// The environment: name, value, and where the value comes from.
    pub env: Vec<(String, String, VariableSource)>,
    /// Working directory.
    pub cwd: String,
    /// User, as USER has it; empty for root.
    pub user: String,
    /// Host name, if one is given.
    pub hostname: Option<String>,
    /// Network.
    pub network: Network,
    /// `--security=insecure`.
    pub insecure: bool,
    /// What is mounted; the root comes first.
    pub mounts: Vec<Mount>,
    /// Secrets given as variables.
    pub secret_env: Vec<SecretEnv>,
    /// Proxy variables; they are given to the process and don't count.
    pub proxy: Vec<(String, String)>,
    /// Names of hosts; of these only the names count.
    pub extra_hosts: Vec<(String, String)>,
    /// What the process runs on.
    pub platform: Platform,
}

/// A secret given as a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SecretEnv {
    /// Which secret.
    pub id: String,
    /// Name of the variable.
    pub name: String,
    /// Whether the build goes on without it.
    pub optional: bool,
}

/// Something mounted into the process's tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mount {
    /// The input that it comes from; `None` for an empty one.
    pub input: Option<usize>,
    /// Where it appears.
    pub target: String,
    /// The path inside the input; `/` for all of it.
    pub source: String,
    /// Whether it can't be written to.
    pub readonly: bool,
    /// What it is.
    pub kind: MountKind,
}

/// What a mount is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MountKind {
    /// The tree that the result is made of.
    Root,
    /// Another tree; what is written to it is lost.
    Bind,
    /// A directory that is kept between builds.
    Cache {
        /// Its name.
        id: String,
        /// How several builds use it together.
        sharing: Sharing,
    },
    /// A directory in memory.
    Tmpfs {
        /// Its size in bytes; 0 for the default.
        size: u64,
    },
    /// A secret as a file.
    Secret {
        /// Which.
        id: String,
        /// Whether the build goes on without it.
        optional: bool,
        /// Owner of the file.
        uid: u32,
        /// Group of the file.
        gid: u32,
        /// Permission bits of the file.
        mode: u16,
    },
    /// The socket of an ssh agent.
    Ssh {
        /// Which.
        id: String,
        /// Whether the build goes on without it.
        optional: bool,
    },
}

/// How several builds use a cache directory together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Sharing {
    /// At the same time.
    #[default]
    Shared,
    /// Each its own.
    Private,
    /// One after the other.
    Locked,
}

impl Sharing {
    fn as_str(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Private => "private",
            Self::Locked => "locked",
        }
    }
}

impl ExecOp {
    /// How the operation is known to the cache: not by secrets, addresses of hosts, proxies, or what lies in caches.
    pub(crate) fn operation(&self, inputs: usize) -> Operation {
        let mut parts: Vec<Part> = self.args.iter().map(Part::word).collect();
        for (name, value, source) in &self.env {
            parts.push(Part::Variable { name: name.clone(), value: value.clone(), source: *source });
        }
        parts.push(Part::option("working directory", &self.cwd));
        parts.push(Part::option("user", &self.user));
        parts.push(Part::option("network", self.network.as_str()));
        parts.push(Part::option("platform", self.platform.to_string()));
        if let Some(hostname) = &self.hostname {
            parts.push(Part::option("hostname", hostname));
        }
        if self.insecure {
            parts.push(Part::option("security", "insecure"));
        }
        for (name, _) in &self.extra_hosts {
            parts.push(Part::option(format!("host {name}"), ""));
        }
        for secret in &self.secret_env {
            parts.push(Part::option(format!("secret {}", secret.name), &secret.id));
        }
        // A root and nothing else goes without saying.
        for mount in self.mounts.iter().filter(|_| self.mounts.len() > 1) {
            parts.push(Part::option(format!("mount {}", mount.target), mount.describe()));
        }
        Operation::new(parts, self.dependencies(inputs))
    }

    fn dependencies(&self, inputs: usize) -> Vec<Dependency> {
        let mut taken: BTreeMap<usize, (Vec<String>, bool)> = BTreeMap::new();
        for mount in &self.mounts {
            let Some(input) = mount.input else { continue };
            let (paths, content) = taken.entry(input).or_default();
            paths.push(mount.source.clone());
            // The last mount of an input decides, as in BuildKit.
            *content = mount.kind == MountKind::Bind;
        }
        let mut dependencies = vec![Dependency::default(); inputs];
        for (input, (paths, content)) in taken {
            let Some(dependency) = dependencies.get_mut(input) else { continue };
            dependency.selector = Some(Digest::of(paths.join("\0").as_bytes()));
            if content {
                dependency.content = Some(selectors(paths));
            }
        }
        dependencies
    }
}

/// The selectors of these paths; the root among them is everything.
fn selectors(paths: Vec<String>) -> Vec<Selector> {
    if paths.iter().any(|path| path == "/") {
        return vec![Selector::path("/")];
    }
    dedupe(paths.iter().map(|path| Selector { follow_links: true, ..Selector::path(path) }).collect())
}

impl Mount {
    fn describe(&self) -> String {
        let input = self.input.map_or("empty".to_owned(), |input| format!("input {input}"));
        let access = if self.readonly { " readonly" } else { "" };
        let kind = match &self.kind {
            MountKind::Root => "root".to_owned(),
            MountKind::Bind => "bind".to_owned(),
            // A cache that is called anything but its target counts without its name.
            MountKind::Cache { id, sharing }
                if *sharing == Sharing::Shared && is_default(id, &self.target) =>
            {
                format!("cache {id}")
            }
            MountKind::Cache { .. } => "cache".to_owned(),
            MountKind::Tmpfs { size } => format!("tmpfs {size}"),
            MountKind::Secret { id, optional, uid, gid, mode } => {
                format!("secret {id} optional={optional} {uid}:{gid} {mode:o}")
            }
            MountKind::Ssh { id, optional } => format!("ssh {id} optional={optional}"),
        };
        format!("{kind} {input}{access}")
    }
}

fn is_default(id: &str, target: &str) -> bool {
    id == target || id.split_once('/').is_some_and(|(_, rest)| rest == target)
}

impl std::fmt::Display for Sharing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_str().fmt(f)
    }
}
