//! Build arguments: which a step sees, and which stand in its text.

use std::collections::{BTreeMap, BTreeSet};

/// Arguments that need no ARG and stand in no text.
const PREDEFINED: [&str; 8] = [
    "FTP_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "ftp_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// The build arguments of a stage, or of the part before the first FROM.
#[derive(Debug, Clone, Default)]
pub(super) struct BuildArgs {
    given: BTreeMap<String, String>,
    /// Declared here, with their defaults.
    declared: BTreeMap<String, Option<String>>,
    /// Declared before the first FROM, with their defaults.
    global: BTreeMap<String, Option<String>>,
    /// Declared anywhere.
    used: BTreeSet<String>,
}

impl BuildArgs {
    pub(super) fn new(given: &BTreeMap<String, String>) -> Self {
        Self { given: given.clone(), ..Self::default() }
    }

    /// For the next stage, which has to declare anew what it wants.
    pub(super) fn for_stage(&self) -> Self {
        Self { declared: BTreeMap::new(), ..self.clone() }
    }

    /// Takes over which arguments a stage used.
    pub(super) fn merge_used(&mut self, stage: &Self) {
        self.used.extend(stage.used.iter().cloned());
    }

    pub(super) fn declare(&mut self, name: &str, default: Option<String>) {
        self.declared.insert(name.to_owned(), default);
        self.used.insert(name.to_owned());
    }

    pub(super) fn declare_global(&mut self, name: &str, default: Option<String>) {
        self.global.insert(name.to_owned(), default.clone());
        self.declare(name, default);
    }

    /// What FROM sees.
    pub(super) fn of_from(&self) -> Vec<(String, String)> {
        self.values(&self.global)
    }

    /// What a step sees besides `env`, which hides arguments of the same name. Sorted.
    pub(super) fn beside(&self, env: &[String]) -> Vec<(String, String)> {
        let mut args = self.values(&self.declared);
        args.retain(|(name, _)| !env.iter().any(|entry| entry.split('=').next() == Some(name)));
        args
    }

    /// The words before the command in a RUN's text: `|1 A=1`; none if the step sees no argument at all. Predefined
    /// ones don't stand there unless they are declared, but make a `|0`.
    pub(super) fn prefix(&self, seen: &[(String, String)]) -> Vec<String> {
        if seen.is_empty() {
            return Vec::new();
        }
        let shown = |name: &str| self.declared.contains_key(name) || !PREDEFINED.contains(&name);
        let mut words: Vec<String> = seen
            .iter()
            .filter(|(name, _)| shown(name))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        words.sort_unstable();
        words.insert(0, format!("|{}", words.len()));
        words
    }

    /// Given arguments that no ARG ever declared.
    pub(super) fn unused(&self) -> Vec<&str> {
        let unused = |name: &&str| !self.used.contains(*name) && !PREDEFINED.contains(name);
        self.given.keys().map(String::as_str).filter(unused).collect()
    }

    fn values(&self, declared: &BTreeMap<String, Option<String>>) -> Vec<(String, String)> {
        let names: BTreeSet<&str> = declared.keys().map(String::as_str).chain(PREDEFINED).collect();
        let value = |name: &str| {
            let default = || match declared.get(name) {
                Some(Some(default)) => Some(default),
                _ => self.global.get(name).and_then(Option::as_ref),
            };
            self.given.get(name).or_else(default).cloned()
        };
        names.into_iter().filter_map(|name| Some((name.to_owned(), value(name)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(pairs: &[(&str, &str)]) -> BuildArgs {
        BuildArgs::new(&pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn prefix(args: &BuildArgs, env: &[&str]) -> String {
        let env: Vec<String> = env.iter().map(|entry| (*entry).to_owned()).collect();
        args.prefix(&args.beside(&env)).join(" ")
    }

    #[test]
    fn a_text_shows_the_arguments_that_have_a_value() {
        let mut args = given(&[("B", "b")]);
        args.declare("B", None);
        args.declare("A", Some("1".into()));
        args.declare("C", None);
        assert_eq!(prefix(&args, &[]), "|2 A=1 B=b");
        assert_eq!(prefix(&args, &["A=x"]), "|1 B=b");
        assert_eq!(prefix(&args, &["A=x", "B=y"]), "");
    }

    #[test]
    fn proxies_are_seen_but_not_shown() {
        let mut args = given(&[("HTTP_PROXY", "x")]);
        assert_eq!(prefix(&args, &[]), "|0");
        assert!(args.unused().is_empty());
        args.declare("HTTP_PROXY", None);
        assert_eq!(prefix(&args, &[]), "|1 HTTP_PROXY=x");
    }

    #[test]
    fn an_argument_from_before_the_first_from_has_to_be_declared_again() {
        let mut args = given(&[]);
        args.declare_global("TAG", Some("1".into()));
        let mut stage = args.for_stage();
        assert_eq!(prefix(&stage, &[]), "");
        stage.declare("TAG", None);
        assert_eq!(prefix(&stage, &[]), "|1 TAG=1");
        assert_eq!(stage.of_from(), [("TAG".to_owned(), "1".to_owned())]);
    }

    #[test]
    fn what_was_given_and_never_declared_is_unused() {
        let args = given(&[("NOPE", "1"), ("A", "2")]);
        let mut stage = args.for_stage();
        stage.declare("A", None);
        let mut all = args.clone();
        all.merge_used(&stage);
        assert_eq!(all.unused(), ["NOPE"]);
    }
}
