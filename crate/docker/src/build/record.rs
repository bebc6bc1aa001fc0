//! What the builder remembers of the builds that it did, for `docker buildx history`.

use std::collections::BTreeMap;

use engine::{NoCache, Request};
use serde::{Deserialize, Serialize};
use vfs::{Digest, VPathBuf};

use super::Spec;
use crate::host::Host;
use crate::progress::Nanos;

/// How many builds are remembered, as by BuildKit.
const KEPT: usize = 50;
/// Bytes of a log that are remembered; what came first goes first.
const LOG: usize = 64 << 10;

/// Where a build came from, as the client knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The folder of the context as an absolute path, or where else it came from.
    pub(crate) context: String,
    /// The Dockerfile as an absolute path; empty if it came with the context.
    pub(crate) dockerfile: String,
}

impl Origin {
    /// Both as they were given, seen from a working directory.
    pub(crate) fn of(cwd: &str, context: &str, dockerfile: Option<&str>) -> Self {
        let place = |path: &str| VPathBuf::normalise(cwd).join(path).to_string();
        match context {
            "-" => Origin { context: context.to_owned(), dockerfile: String::new() },
            context => Origin {
                context: place(context),
                dockerfile: match dockerfile {
                    None => place(&format!("{context}/Dockerfile")),
                    Some("-") => String::new(),
                    Some(path) => place(path),
                },
            },
        }
    }

    /// What a build is called: the name of the folder, and of the Dockerfile if it is another one.
    fn name(&self, target: Option<&str>) -> String {
        let context = if self.context == "-" { "" } else { self.context.as_str() };
        let file = self.dockerfile.strip_suffix("/Dockerfile").unwrap_or(&self.dockerfile);
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let name = match file.strip_prefix(context).filter(|rest| !rest.is_empty() && !context.is_empty()) {
            Some(rest) => format!("{}{rest}", last(context)),
            None if file.is_empty() => last(context),
            None if file == self.dockerfile => {
                let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
                format!("{}/{}", last(folder), last(file))
            }
            None => last(file),
        };
        match target {
            Some(target) if name.is_empty() => target.to_owned(),
            Some(target) => format!("{name} ({target})"),
            None => name,
        }
    }
}

/// A build that is over. It is part of the state.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct BuildRecord {
    /// 25 letters and digits.
    pub(crate) reference: String,
    pub(crate) name: String,
    /// Absolute.
    pub(crate) context: String,
    /// As seen from the context.
    pub(crate) dockerfile: String,
    pub(crate) target: Option<String>,
    pub(crate) no_cache: bool,
    /// Stages whose results were not taken from the cache.
    pub(crate) no_cache_filter: Vec<String>,
    pub(crate) build_args: BTreeMap<String, String>,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) started: Nanos,
    pub(crate) completed: Nanos,
    /// Why it failed.
    pub(crate) error: Option<String>,
    pub(crate) steps: Steps,
    /// Names and digests of the images that it stands on.
    pub(crate) materials: Vec<(String, String)>,
    /// The manifest of what it made.
    pub(crate) manifest: Option<Digest>,
    /// The end of its log as plain text.
    pub(crate) log: String,
}

/// How many steps a build has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Steps {
    pub(crate) total: usize,
    pub(crate) completed: usize,
    pub(crate) cached: usize,
}

/// How a build ended.
pub(crate) struct Ending {
    pub(crate) completed: Nanos,
    pub(crate) error: Option<String>,
    pub(crate) manifest: Option<Digest>,
}

/// The error of a build that was cancelled ends so.
pub(crate) const CANCELLED: &str = "context canceled";

impl BuildRecord {
    pub(crate) fn status(&self) -> &'static str {
        match &self.error {
            None => "completed",
            Some(error) if error.ends_with(CANCELLED) => "canceled",
            Some(_) => "error",
        }
    }
}

impl Host {
    /// Remembers a build. The one that was the first goes if there are too many.
    pub(crate) fn remember_build(&mut self, spec: &Spec, begun: Begun, log: &str, ending: Ending) {
        let Request { options, dockerfile_name, .. } = &spec.request;
        let (no_cache, no_cache_filter) = match &options.no_cache {
            NoCache::No => (false, Vec::new()),
            NoCache::All => (true, Vec::new()),
            NoCache::Stages(stages) => (false, stages.clone()),
        };
        let mut cut = log.len().saturating_sub(LOG);
        while !log.is_char_boundary(cut) {
            cut += 1;
        }
        self.builds.push(BuildRecord {
            reference: letters(&format!("build {} {} {}", self.seed, begun.started, self.builds.len())),
            name: spec.origin.name(options.target.as_deref()),
            context: spec.origin.context.clone(),
            dockerfile: dockerfile_name.clone(),
            target: options.target.clone(),
            no_cache,
            no_cache_filter,
            build_args: options.build_args.clone(),
            labels: options.labels.clone(),
            started: begun.started,
            completed: ending.completed,
            error: ending.error,
            steps: begun.steps,
            materials: begun.materials,
            manifest: ending.manifest,
            log: log.get(cut..).unwrap_or_default().to_owned(),
        });
        if self.builds.len() > KEPT {
            self.builds.remove(0);
        }
    }
}

/// What is known of a build while it goes on.
pub(crate) struct Begun {
    pub(crate) started: Nanos,
    pub(crate) steps: Steps,
    pub(crate) materials: Vec<(String, String)>,
}

/// 25 letters and digits that BuildKit would draw at random.
pub(crate) fn letters(text: &str) -> String {
    let digest = Digest::of(text.as_bytes());
    let letter = |byte: &u8| char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[usize::from(byte % 36)]);
    digest.as_bytes().iter().take(25).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_are_called_by_folder_and_file() {
        let check = |context, file, target, expected: &str| {
            assert_eq!(Origin::of("/root/project", context, file).name(target), expected);
        };
        check(".", None, None, "project");
        check("app", None, None, "app");
        check("..", None, None, "root");
        check(".", Some("Dockerfile.dev"), None, "project/Dockerfile.dev");
        check(".", Some("sub/Dockerfile"), Some("test"), "project/sub (test)");
        check("app", Some("other/Dockerfile.dev"), None, "other/Dockerfile.dev");
        check("-", None, None, "");
        check("-", None, Some("test"), "test");
    }
}
