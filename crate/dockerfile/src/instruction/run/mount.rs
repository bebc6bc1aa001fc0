//! `RUN --mount`.

use crate::instruction::value::{csv_fields, parse_bool, parse_size, parse_u32};
use crate::instruction::{Expander, Failed, error_at};
use crate::quote::quote;
use crate::suggest::with_suggestion;
use crate::text::{Str, Word};

/// Something that is mounted while a command runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mount {
    /// What kind of thing.
    pub kind: MountKind,
    /// A stage, a named context or an image; empty for the build context.
    pub from: String,
    /// What is mounted, a path inside `from`.
    pub source: String,
    /// Where.
    pub target: String,
    /// Whether the command may not write to it.
    pub read_only: bool,
    /// The largest size of a tmpfs in bytes; 0 is unlimited.
    pub size: i64,
    /// The id of a cache, secret or agent socket.
    pub id: String,
    /// How builds share a cache; `None` if not said.
    pub sharing: Option<Sharing>,
    /// Whether the build fails without the secret or socket.
    pub required: bool,
    /// The variable that gets a secret; `Some("")` names it after its id.
    pub env: Option<String>,
    /// Mode of a cache directory, secret or socket.
    pub mode: Option<u32>,
    /// Its owner.
    pub uid: Option<u32>,
    /// Its group.
    pub gid: Option<u32>,
}

/// The kinds of mounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MountKind {
    /// A directory of the context, a stage or an image.
    #[default]
    Bind,
    /// A directory that outlives the build.
    Cache,
    /// Memory.
    Tmpfs,
    /// A file that is not kept.
    Secret,
    /// An agent socket.
    Ssh,
}

/// How builds share a cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sharing {
    /// All at once.
    Shared,
    /// One each.
    Private,
    /// One after the other.
    Locked,
}

const KINDS: [(&str, MountKind); 5] = [
    ("bind", MountKind::Bind),
    ("cache", MountKind::Cache),
    ("secret", MountKind::Secret),
    ("ssh", MountKind::Ssh),
    ("tmpfs", MountKind::Tmpfs),
];

const SHARINGS: [(&str, Sharing); 3] =
    [("locked", Sharing::Locked), ("private", Sharing::Private), ("shared", Sharing::Shared)];

const KEYS: [&str; 19] = [
    "type",
    "from",
    "source",
    "target",
    "readonly",
    "id",
    "sharing",
    "required",
    "size",
    "mode",
    "uid",
    "gid",
    "src",
    "dst",
    "destination",
    "ro",
    "rw",
    "readwrite",
    "env",
];

impl MountKind {
    /// As it is written.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| *name)
    }
}

/// A mount while its fields are read.
#[derive(Default)]
struct Reading {
    mount: Mount,
    /// Whether `readonly` or `readwrite` was said.
    access: bool,
}

impl Mount {
    /// Reads the value of the flag. Without an expander, as when a file is parsed, only `from` is read, which may not
    /// use variables.
    pub(crate) fn read(word: &Word, mut expander: Option<&mut Expander<'_>>) -> Result<Self, Failed> {
        let fail = |message: String| error_at(word.span, message);
        let fields =
            csv_fields(&word.value).map_err(|error| fail(format!("failed to parse csv mounts: {error}")))?;
        let mut reading = Reading::default();
        for field in &fields {
            let (key, value) = match field.split_once('=') {
                Some((key, value)) => (key.to_lowercase(), Some(value)),
                None => (field.to_lowercase(), None),
            };
            let Some(value) = value else {
                if expander.is_some() {
                    reading.switch(&key, field).map_err(fail)?;
                }
                continue;
            };
            let value = match &mut expander {
                Some(expander) => {
                    let value = Word::new(Str::from(value), word.span);
                    expander.word(&value)?.value
                }
                None if key != "from" => continue,
                None if value.find('$').is_some_and(|at| at + 1 != value.len()) => {
                    let reason = "'from' doesn't support variable expansion, define alias stage instead";
                    return Err(fail(reason.into()));
                }
                None => Str::from(value),
            };
            reading.set(&key, &value, field).map_err(fail)?;
        }
        reading.finish().map_err(fail)
    }
}

impl Reading {
    /// A field without a value.
    fn switch(&mut self, key: &str, field: &str) -> Result<(), String> {
        match key {
            "readonly" | "ro" => self.access(true),
            "readwrite" | "rw" => self.access(false),
            "required" if self.is_secret() => self.mount.required = true,
            "required" => return Err(self.unexpected(key)),
            _ => return Err(format!("invalid field '{field}' must be a key=value pair")),
        }
        Ok(())
    }

    fn set(&mut self, key: &str, value: &str, field: &str) -> Result<(), String> {
        let invalid = || format!("invalid value for {key}: {value}");
        let number = |radix: u32| {
            parse_u32(value, radix).map(Some).ok_or_else(|| format!("invalid value {value} for {key}"))
        };
        match key {
            "type" => self.mount.kind = choice(value, &KINDS, "unsupported mount type")?,
            "from" => self.mount.from = value.to_owned(),
            "source" | "src" => self.mount.source = value.to_owned(),
            "target" | "dst" | "destination" => self.mount.target = value.to_owned(),
            "readonly" | "ro" => self.access(parse_bool(value).ok_or_else(invalid)?),
            "readwrite" | "rw" => self.access(!parse_bool(value).ok_or_else(invalid)?),
            "required" if self.is_secret() => {
                self.mount.required = parse_bool(value).ok_or_else(invalid)?;
            }
            "size" if self.mount.kind == MountKind::Tmpfs => {
                self.mount.size = parse_size(value).ok_or_else(invalid)?;
            }
            "required" | "size" => return Err(self.unexpected(key)),
            "id" => self.mount.id = value.to_owned(),
            "sharing" => self.mount.sharing = Some(choice(value, &SHARINGS, "unsupported sharing value")?),
            "mode" => self.mount.mode = number(8)?,
            "uid" => self.mount.uid = number(10)?,
            "gid" => self.mount.gid = number(10)?,
            "env" => self.mount.env = Some(value.to_owned()),
            _ => return Err(with_suggestion(format!("unexpected key '{key}' in '{field}'"), key, KEYS)),
        }
        Ok(())
    }

    fn access(&mut self, read_only: bool) {
        self.access = true;
        self.mount.read_only = read_only;
    }

    fn is_secret(&self) -> bool {
        matches!(self.mount.kind, MountKind::Secret | MountKind::Ssh)
    }

    fn unexpected(&self, key: &str) -> String {
        format!("unexpected key '{key}' for mount type '{}'", self.mount.kind.name())
    }

    fn finish(self) -> Result<Mount, String> {
        let Self { mut mount, access } = self;
        let has_owner = matches!(mount.kind, MountKind::Secret | MountKind::Ssh | MountKind::Cache);
        let owner = [("mode", mount.mode), ("uid", mount.uid), ("gid", mount.gid)];
        if let Some((name, _)) = owner.into_iter().find(|(_, value)| !has_owner && value.is_some()) {
            return Err(format!("{name} not allowed for {} type mounts", quote(mount.kind.name())));
        }
        if !access {
            mount.read_only = !matches!(mount.kind, MountKind::Cache | MountKind::Tmpfs);
        }
        if mount.kind == MountKind::Secret {
            if !mount.from.is_empty() {
                return Err("secret mount should not have a from".into());
            }
            if mount.sharing.is_some() {
                return Err("secret mount should not define sharing".into());
            }
            if mount.source.is_empty() && mount.target.is_empty() && mount.id.is_empty() {
                return Err("invalid secret mount. one of source, target required".into());
            }
            if !mount.source.is_empty() && !mount.id.is_empty() {
                return Err("both source and id can't be set".into());
            }
        }
        if mount.sharing.is_some() && mount.kind != MountKind::Cache {
            return Err(format!("invalid cache sharing set for {} mount", mount.kind.name()));
        }
        Ok(mount)
    }
}

/// The named choice that a value is, in any case.
fn choice<T: Copy>(value: &str, choices: &[(&str, T)], problem: &str) -> Result<T, String> {
    let lower = value.to_lowercase();
    match choices.iter().find(|(name, _)| *name == lower) {
        Some((_, choice)) => Ok(*choice),
        None => {
            let message = format!("{problem} {}", quote(value));
            Err(with_suggestion(message, value, choices.iter().map(|(name, _)| *name)))
        }
    }
}
