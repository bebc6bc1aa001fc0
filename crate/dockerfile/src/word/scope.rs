//! Where the values of variables come from.

use crate::text::Str;

/// Values of variables by name.
pub trait Scope {
    /// The value of a variable that is set.
    fn get(&self, name: &str) -> Option<&str>;

    /// All names, for suggestions.
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }
}

/// No variable is set.
pub struct NoScope;

impl Scope for NoScope {
    fn get(&self, _: &str) -> Option<&str> {
        None
    }
}

/// Variables in the order in which they were first set; what an image's `Env` is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Env {
    list: Vec<(Str, Str)>,
}

impl Env {
    /// No variables.
    pub fn new() -> Self {
        Self::default()
    }

    /// From `NAME=value` entries; an entry without `=` has an empty value, later entries replace earlier ones.
    pub fn from_entries<I, T>(entries: I) -> Self
    where
        I: IntoIterator<Item = T>,
        T: Into<Str>,
    {
        let mut env = Self::default();
        for entry in entries {
            let entry: Str = entry.into();
            let (name, value) = split_entry(&entry);
            env.set(entry.substr_from(name), entry.try_substr_from(value).unwrap_or_default());
        }
        env
    }

    /// Sets a variable, in its old place if it was set before.
    pub fn set(&mut self, name: impl Into<Str>, value: impl Into<Str>) {
        let (name, value) = (name.into(), value.into());
        match self.list.iter_mut().find(|(known, _)| *known == name) {
            Some(entry) => entry.1 = value,
            None => self.list.push((name, value)),
        }
    }

    /// The value of a variable that is set, to keep.
    pub(crate) fn value(&self, name: &str) -> Option<&Str> {
        self.list.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Unsets a variable.
    pub fn remove(&mut self, name: &str) {
        self.list.retain(|(known, _)| known != name);
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Number of variables.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether no variable is set.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// Variables whose names are all different.
impl FromIterator<(Str, Str)> for Env {
    fn from_iter<I: IntoIterator<Item = (Str, Str)>>(variables: I) -> Self {
        Self { list: variables.into_iter().collect() }
    }
}

impl Scope for Env {
    fn get(&self, name: &str) -> Option<&str> {
        self.value(name).map(Str::as_str)
    }

    fn names(&self) -> Vec<&str> {
        self.list.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// Name and value of an entry `NAME=value`; the value of an entry without `=` is empty.
pub fn split_entry(entry: &str) -> (&str, &str) {
    entry.split_once('=').unwrap_or((entry, ""))
}
