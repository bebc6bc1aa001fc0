//! `--filter` of `docker builder du` and `docker builder prune`: which records of the cache are meant.

use engine::Usage;

use super::command::invalid;
use super::container::flags::nanos;
use super::flags::Values;
use super::{Session, Step, du};

/// What a record has to be.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Filters {
    /// Not used for so many seconds.
    until: Option<i64>,
    terms: Vec<Term>,
}

/// A field of a record, and what is asked of it.
#[derive(Debug, PartialEq, Eq)]
struct Term {
    field: String,
    how: How,
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Equal,
    Unequal,
    Contains,
}

/// Why a filter can't be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It is no flag's value at all.
    Flag(String),
    /// It says nothing that can be asked.
    Value(String),
}

impl Wrong {
    pub(super) fn end(self, session: &mut Session<'_>, values: &Values) -> Step {
        match self {
            Self::Flag(message) => invalid(session, values, &message),
            Self::Value(message) => session.fail(&format!("ERROR: {message}")),
        }
    }
}

impl Filters {
    pub(super) fn read(values: &Values) -> Result<Self, Wrong> {
        Self::parse(&values.many("filter"))
    }

    fn parse(texts: &[&str]) -> Result<Self, Wrong> {
        let mut pairs: Vec<(String, &str)> = Vec::new();
        for text in texts.iter().filter(|text| !text.is_empty()) {
            let Some((name, value)) = text.split_once('=') else {
                return Err(Wrong::Flag(format!(
                    "invalid argument \"{text}\" for \"--filter\" flag: bad format of filter (expected name=value)"
                )));
            };
            let pair = (name.trim().to_lowercase(), value.trim());
            if !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
        let has = |name: &str| pairs.iter().any(|(field, _)| field == name);
        if has("until") && has("unused-for") {
            return Err(Wrong::Value("conflicting filters \"until\" and \"unused-for\"".to_owned()));
        }
        let mut filters = Self::default();
        for (index, (name, value)) in pairs.iter().enumerate() {
            if pairs.iter().take(index).any(|(before, _)| before == name) {
                return Err(Wrong::Value(format!("{name:?} filter expects only one value")));
            }
            match name.as_str() {
                "until" | "unused-for" => filters.until = Some(age(name, value)?),
                _ => filters.terms.push(Term::new(name, value)),
            }
        }
        Ok(filters)
    }

    /// Whether a record is as the filters say, whenever it was used.
    pub(super) fn describe(&self, usage: &Usage, seed: u64) -> bool {
        self.terms.iter().all(|term| term.is_met(usage, seed))
    }

    /// Whether a record is to go.
    pub(super) fn want(&self, usage: &Usage, seed: u64, now: i64) -> bool {
        let is_old = |age: i64| usage.used.is_some_and(|used| now - used.secs >= age);
        self.until.is_none_or(is_old) && self.describe(usage, seed)
    }
}

/// A duration as Go writes it, in whole seconds.
fn age(name: &str, text: &str) -> Result<i64, Wrong> {
    let nanos = nanos(text).ok_or_else(|| {
        let number = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
        let what = if number { "missing unit in" } else { "invalid" };
        Wrong::Value(format!(
            "{name:?} filter expects a duration (e.g., '24h'): time: {what} duration {text:?}"
        ))
    })?;
    Ok(nanos / 1_000_000_000)
}

impl Term {
    fn new(name: &str, value: &str) -> Self {
        let (field, how) = match (name.strip_suffix('!'), name.strip_suffix('~')) {
            (Some(field), _) => (field, How::Unequal),
            (_, Some(field)) => (field, How::Contains),
            _ if name == "id" => (name, How::Contains),
            _ => (name, How::Equal),
        };
        Self { field: field.to_owned(), how, value: value.to_owned() }
    }

    /// A field that a record hasn't got equals nothing; those that are on or off have no text, as in BuildKit.
    fn is_met(&self, usage: &Usage, seed: u64) -> bool {
        let on = |is: bool| is.then(String::new);
        let is_mutable = usage.mount.is_some();
        let found = match self.field.as_str() {
            "id" => Some(du::id(usage, seed)),
            "description" => Some(usage.description.clone()).filter(|text| !text.is_empty()),
            "parents" => usage.parent.map(|parent| du::record_id(Some(parent), &None, seed)),
            "type" => Some(usage.kind.to_owned()),
            "mutable" => on(is_mutable),
            "immutable" => on(!is_mutable),
            "private" => on(true),
            _ => None,
        };
        match self.how {
            How::Equal => found.is_some_and(|found| found == self.value),
            How::Unequal => found.is_none_or(|found| found != self.value),
            How::Contains => found.is_some_and(|found| found.contains(&self.value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_as_the_client_reads_them() {
        let check = |texts: &[&str], expected: &str| {
            let shown = match Filters::parse(texts) {
                Ok(Filters { until, terms }) => {
                    let terms: Vec<String> = terms
                        .iter()
                        .map(|Term { field, how, value }| format!("{field} {how:?} {value}"))
                        .collect();
                    format!("{until:?} {}", terms.join(", "))
                }
                Err(Wrong::Flag(message) | Wrong::Value(message)) => message,
            };
            assert_eq!(shown, expected, "{texts:?}");
        };
        check(&["until=1h30m"], "Some(5400) ");
        check(&["unused-for=24h", "type=regular"], "Some(86400) type Equal regular");
        check(
            &["id=abc", "type!=regular", "Description~=COPY"],
            "None id Contains abc, type Unequal regular, description Contains COPY",
        );
        check(&["type=regular", "type=regular"], "None type Equal regular");
        check(&["type=a", "type=b"], "\"type\" filter expects only one value");
        check(&["until=1h", "unused-for=1h"], "conflicting filters \"until\" and \"unused-for\"");
        check(
            &["until=x"],
            "\"until\" filter expects a duration (e.g., '24h'): time: invalid duration \"x\"",
        );
        check(
            &["until=5"],
            "\"until\" filter expects a duration (e.g., '24h'): time: missing unit in duration \"5\"",
        );
        check(
            &["inuse"],
            "invalid argument \"inuse\" for \"--filter\" flag: bad format of filter (expected name=value)",
        );
    }
}
