//! Where the values of variables come from.

use std::borrow::Cow;

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
    list: Vec<(Cow<'static, str>, String)>,
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
        T: AsRef<str>,
    {
        let mut env = Self::default();
        for entry in entries {
            let (name, value) = split_entry(entry.as_ref());
            env.set(name, value);
        }
        env
    }

    /// Sets a variable, in its old place if it was set before.
    pub fn set<'a>(&mut self, name: &str, value: impl Into<Cow<'a, str>>) {
        let value = value.into().into_owned();
        match self.list.iter_mut().find(|(known, _)| known == name) {
            Some(entry) => entry.1 = value,
            None => self.list.push((Cow::Owned(name.to_owned()), value)),
        }
    }

    /// Unsets a variable.
    pub fn remove(&mut self, name: &str) {
        self.list.retain(|(known, _)| known != name);
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.iter().map(|(name, value)| (&**name, value.as_str()))
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
impl FromIterator<(&'static str, String)> for Env {
    fn from_iter<I: IntoIterator<Item = (&'static str, String)>>(variables: I) -> Self {
        Self { list: variables.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect() }
    }
}

impl Scope for Env {
    fn get(&self, name: &str) -> Option<&str> {
        self.list.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn names(&self) -> Vec<&str> {
        self.list.iter().map(|(name, _)| &**name).collect()
    }
}

/// Name and value of an entry `NAME=value`; the value of an entry without `=` is empty.
pub fn split_entry(entry: &str) -> (&str, &str) {
    entry.split_once('=').unwrap_or((entry, ""))
}
