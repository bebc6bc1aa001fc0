//! `docker builder prune`.

use engine::Usage;

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{Session, Step, confirm, deleted, du, read_stdin};
use crate::view::size;

pub(super) const COMMAND: Command = Command {
    spellings: &[
        spelled("builder prune", "docker buildx prune"),
        spelled("buildx prune", "docker buildx prune"),
    ],
    usage: "[OPTIONS]",
    short: "Remove build cache",
    flags: &[
        Flag::switch("all", "Include internal/frontend images").short('a'),
        Flag::one("builder", "string", "Which builder to use (\"buildkit\")"),
        Flag::many("filter", "filter", "Provide filter values (\"until=24h\", \"id=…\", \"type=…\")"),
        Flag::switch("force", "Do not prompt for confirmation").short('f'),
        Flag::switch("verbose", "Provide a more verbose output"),
    ],
    arguments: Arguments::None,
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let filters =
        match values.many("filter").iter().map(|text| Filter::read(text)).collect::<Result<Vec<_>, _>>() {
            Ok(filters) => filters,
            Err(message) => return session.fail(&format!("ERROR: {message}")),
        };
    if session.console.profile.is_book() {
        let what = if values.on("all") { "all build cache" } else { "all dangling build cache" };
        let warning = format!("WARNING! This will remove {what}.");
        return confirm(session, values.on("force"), &warning, move |session| prune(session, &filters));
    }
    if values.on("force") {
        return prune(session, &filters);
    }
    let what = if values.on("all") { "all build cache" } else { "all dangling build cache" };
    session
        .console
        .print(&format!("WARNING! This will remove {what}. Are you sure you want to continue? [y/N] "));
    read_stdin(move |session, answer| match answer.first() {
        Some(b'y' | b'Y') => prune(session, &filters),
        _ => Step::Exit(0),
    })
}

fn prune(session: &mut Session<'_>, filters: &[Filter]) -> Step {
    let (seed, now) = (session.host.seed, session.host.now().secs);
    let wanted = |usage: &Usage| filters.iter().all(|filter| filter.wants(usage, seed, now));
    let gone = session.host.cache.prune(&mut |usage| wanted(usage));
    let total = size::long(gone.iter().map(|usage| usage.size).sum());
    let mut out = String::new();
    if session.console.profile.is_book() {
        let ids: Vec<String> = gone.iter().map(|usage| du::id(usage, seed)).collect();
        let text = deleted("build cache objects", &ids);
        session.console.print(&format!("{text}Total reclaimed space: {total}\n"));
        return Step::Exit(0);
    }
    if !gone.is_empty() {
        out.push_str(&du::table(&gone, seed, now));
    }
    out.push_str(&format!("Total:\t{}\n", total));
    session.console.print(&out);
    Step::Exit(0)
}

/// Which records are meant.
enum Filter {
    /// Not used for so many seconds.
    Until(i64),
    Id(String),
    Kind(String),
}

impl Filter {
    fn read(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some(("until" | "unused-for", age)) => match seconds(age) {
                Some(seconds) => Ok(Filter::Until(seconds)),
                None => Err("\"until\" filter expects a duration (e.g., '24h')".to_owned()),
            },
            Some(("id", id)) => Ok(Filter::Id(id.to_owned())),
            Some(("type", kind)) => Ok(Filter::Kind(kind.to_owned())),
            _ => Err(format!("invalid filter {text:?}; there are until, id and type")),
        }
    }

    fn wants(&self, usage: &Usage, seed: u64, now: i64) -> bool {
        match self {
            Filter::Until(age) => usage.used.is_some_and(|used| now - used.secs >= *age),
            Filter::Id(id) => du::id(usage, seed).contains(id.as_str()),
            Filter::Kind(kind) => usage.kind == kind,
        }
    }
}

/// A duration as Go writes it, in whole seconds: `1h30m`.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let mut total = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|character: char| !character.is_ascii_digit())?;
        let (number, tail) = rest.split_at(digits);
        let (unit, length) = match tail {
            _ if tail.starts_with("ms") => (0, 2),
            _ if tail.starts_with('h') => (3600, 1),
            _ if tail.starts_with('m') => (60, 1),
            _ if tail.starts_with('s') => (1, 1),
            _ => return None,
        };
        total += number.parse::<i64>().ok()?.checked_mul(unit)?;
        rest = tail.get(length..).unwrap_or_default();
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, want) in [
            ("24h", Some(86_400)),
            ("1h30m", Some(5400)),
            ("10s", Some(10)),
            ("x", None),
            ("", None),
            ("5", None),
        ] {
            assert_eq!(seconds(text), want, "{text}");
        }
    }
}
