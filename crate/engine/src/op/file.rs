//! Making directories and files, and copying them.

use std::collections::{BTreeMap, BTreeSet};

use vfs::Digest;

use crate::content::{Selector, dedupe};
use crate::glob;
use crate::key::{Dependency, Operation, Part};

/// A chain of actions, each on the result of the one before. The last one's result is the operation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileOp {
    /// In order; never empty.
    pub actions: Vec<Action>,
}

/// What an action works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot {
    /// An empty tree.
    Scratch,
    /// An input of the operation.
    Input(usize),
    /// The result of the action before.
    Previous,
}

/// One action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Action {
    /// The tree that is changed.
    pub input: Slot,
    /// The tree that is copied from; unused by the others.
    pub source: Slot,
    /// What is done.
    pub kind: ActionKind,
}

/// What an action does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ActionKind {
    /// Copies files.
    Copy(Copy),
    /// Makes a directory and its parents.
    Mkdir(Mkdir),
    /// Writes a file.
    Mkfile(Mkfile),
}

/// Copies files as `COPY` and `ADD` do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Copy {
    /// Path or pattern inside the source, absolute and clean.
    pub source: String,
    /// Path in the tree; ends in a slash if it must be a directory.
    pub destination: String,
    /// Who gets the files; they keep their owners if absent.
    pub owner: Option<Owner>,
    /// `--chmod`.
    pub mode: Option<Chmod>,
    /// Whether a link given as source is followed.
    pub follow_links: bool,
    /// Whether only the content of a directory given as source is copied.
    pub contents_only: bool,
    /// Whether archives are unpacked.
    pub unpack: bool,
    /// Whether the source may be a pattern.
    pub wildcard: bool,
    /// Patterns of what to copy below the source (`--parents`); everything if empty.
    pub include: Vec<String>,
    /// Patterns of what to leave out (`--exclude`).
    pub exclude: Vec<String>,
    /// Paths that must exist in the source (`--parents` without a pattern).
    pub required: Vec<String>,
}

/// New permission bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Chmod {
    /// In octal.
    Octal(u16),
    /// As chmod takes it: `u+rwX,go-w`.
    Symbolic(String),
}

/// Makes a directory, and its parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mkdir {
    /// Where.
    pub path: String,
    /// Permission bits.
    pub mode: u16,
    /// Who gets it.
    pub owner: Option<Owner>,
    /// Its time, in seconds since 1970; now if absent.
    pub time: Option<i64>,
}

/// Writes a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mkfile {
    /// Where.
    pub path: String,
    /// Permission bits.
    pub mode: u16,
    /// Its content.
    pub data: Vec<u8>,
}

/// A user and a group, by number or by the name they have in the tree that is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    /// The user.
    pub user: Principal,
    /// The group; the user's if absent.
    pub group: Option<Principal>,
}

/// A user or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Principal {
    /// By number.
    Id(u32),
    /// By name.
    Name(String),
}

impl Owner {
    /// `user`, `user:group`, each a number or a name.
    pub(crate) fn parse(text: &str) -> Self {
        let (user, group) = match text.split_once(':') {
            Some((user, group)) => (user, Some(group)),
            None => (text, None),
        };
        Self { user: Principal::parse(user), group: group.map(Principal::parse) }
    }
}

impl Principal {
    fn parse(text: &str) -> Self {
        match text.parse::<u32>() {
            _ if text == "root" => Self::Id(0),
            Ok(id) if i32::try_from(id).is_ok() => Self::Id(id),
            _ => Self::Name(text.to_owned()),
        }
    }

    fn is_name(&self) -> bool {
        matches!(self, Self::Name(_))
    }
}

impl FileOp {
    /// How the operation is known to the cache.
    ///
    /// Of a source only the last name counts; the content under it does the rest. An input that is changed counts by
    /// its definition, even if something is copied from it too.
    pub(crate) fn operation(&self, inputs: usize) -> Operation {
        let mut parts = Vec::new();
        let mut selectors: BTreeMap<usize, Vec<Selector>> = BTreeMap::new();
        let mut changed = BTreeSet::new();
        for action in &self.actions {
            if let Slot::Input(input) = action.input {
                changed.insert(input);
            }
            action.parts(&mut parts);
            if let (ActionKind::Copy(copy), Slot::Input(source)) = (&action.kind, action.source) {
                selectors.entry(source).or_default().push(copy.selector());
            }
        }
        let mut dependencies = vec![Dependency::default(); inputs];
        for (input, selectors) in selectors {
            if let (false, Some(dependency)) = (changed.contains(&input), dependencies.get_mut(input)) {
                dependency.selector = Some(selector_digest(&selectors));
                dependency.content = Some(dedupe(selectors));
            }
        }
        Operation::new(parts, dependencies)
    }
}

/// Digest of the paths that are taken from an input.
fn selector_digest(selectors: &[Selector]) -> Digest {
    let mut paths: Vec<&str> = selectors.iter().map(|selector| selector.path.as_str()).collect();
    paths.sort_unstable();
    Digest::of(paths.join("\0").as_bytes())
}

impl Action {
    fn parts(&self, parts: &mut Vec<Part>) {
        match &self.kind {
            ActionKind::Copy(copy) => copy.parts(self, parts),
            ActionKind::Mkdir(mkdir) => {
                parts.push(Part::word("mkdir"));
                parts.push(Part::word(&mkdir.path));
                parts.push(Part::option("mode", format!("{:o}", mkdir.mode)));
                owner_part(mkdir.owner.as_ref(), parts);
                if let Some(time) = mkdir.time {
                    parts.push(Part::option("SOURCE_DATE_EPOCH", time.to_string()));
                }
            }
            ActionKind::Mkfile(mkfile) => {
                parts.push(Part::word("mkfile"));
                parts.push(Part::word(&mkfile.path));
                parts.push(Part::option("mode", format!("{:o}", mkfile.mode)));
                parts.push(Part::option("content", Digest::of(&mkfile.data).to_string()));
            }
        }
    }
}

impl Copy {
    /// The paths that the source's content is taken from.
    fn selector(&self) -> Selector {
        Selector {
            path: self.source.clone(),
            wildcard: self.wildcard && glob::has_wildcards(&self.source),
            follow_links: self.follow_links,
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            required: self.required.clone(),
        }
    }

    fn parts(&self, action: &Action, parts: &mut Vec<Part>) {
        parts.push(Part::word("copy"));
        let base = match action.source {
            Slot::Input(_) => self.source.rsplit('/').find(|name| !name.is_empty()).unwrap_or("/"),
            _ => &self.source,
        };
        parts.push(Part::word(base));
        parts.push(Part::word(&self.destination));
        // From which input is told by the order, which is that of first use.
        parts.push(Part::word(format!("{:?} {:?}", action.input, action.source)));
        owner_part(self.owner.as_ref(), parts);
        match &self.mode {
            Some(Chmod::Octal(mode)) => parts.push(Part::option("--chmod", format!("{mode:o}"))),
            Some(Chmod::Symbolic(mode)) => parts.push(Part::option("--chmod", mode)),
            None => {}
        }
        let flags = [
            ("follow links", self.follow_links),
            ("contents only", self.contents_only),
            ("unpack", self.unpack),
            ("wildcard", self.wildcard),
        ];
        for (name, set) in flags {
            if set {
                parts.push(Part::word(name));
            }
        }
        for (name, values) in
            [("--parents", &self.include), ("--exclude", &self.exclude), ("required", &self.required)]
        {
            if !values.is_empty() {
                parts.push(Part::option(name, values.join(" ")));
            }
        }
    }
}

fn owner_part(owner: Option<&Owner>, parts: &mut Vec<Part>) {
    let Some(owner) = owner else { return };
    let show = |principal: &Principal| match principal {
        Principal::Id(id) => id.to_string(),
        Principal::Name(name) => name.clone(),
    };
    let group = owner.group.as_ref().map_or(String::new(), |group| format!(":{}", show(group)));
    parts.push(Part::option("--chown", format!("{}{group}", show(&owner.user))));
}

impl Owner {
    /// Whether a name has to be looked up in the tree that is changed.
    pub(crate) fn has_name(&self) -> bool {
        self.user.is_name() || self.group.as_ref().is_some_and(Principal::is_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(source: &str, destination: &str) -> Copy {
        Copy { source: source.into(), destination: destination.into(), ..Copy::default() }
    }

    fn op(source: &str, destination: &str) -> Operation {
        let kind = ActionKind::Copy(copy(source, destination));
        FileOp { actions: vec![Action { input: Slot::Input(0), source: Slot::Input(1), kind }] }.operation(2)
    }

    #[test]
    fn only_the_last_name_of_a_source_counts() {
        assert_eq!(op("/a/x", "/d").digest, op("/b/x", "/d").digest);
        assert_ne!(op("/a/x", "/d").digest, op("/a/y", "/d").digest);
        assert_ne!(op("/a/x", "/d").digest, op("/a/x", "/d/").digest);
        assert_ne!(op("/a/x", "/d").inputs[1].selector, op("/b/x", "/d").inputs[1].selector);
        assert_eq!(op("/a/x", "/d").inputs[0], Dependency::default());
    }

    #[test]
    fn an_input_that_is_changed_has_no_content_key() {
        let kind = ActionKind::Copy(copy("/a", "/b"));
        let op = FileOp { actions: vec![Action { input: Slot::Input(0), source: Slot::Input(0), kind }] };
        assert_eq!(op.operation(1).inputs, [Dependency::default()]);
    }

    #[test]
    fn owners_are_numbers_or_names() {
        let id = |id| Principal::Id(id);
        let name = |name: &str| Principal::Name(name.into());
        for (text, user, group) in [
            ("5", id(5), None),
            ("root:staff", id(0), Some(name("staff"))),
            ("app:7", name("app"), Some(id(7))),
            ("4294967295", name("4294967295"), None),
        ] {
            assert_eq!(Owner::parse(text), Owner { user, group }, "{text}");
        }
    }
}
