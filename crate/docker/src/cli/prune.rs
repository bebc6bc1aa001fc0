//! `docker builder prune`.

use super::command::{Arguments, Command, invalid, spelled};
use super::container::flags::bytes;
use super::flags::{Flag, Values};
use super::record_filter::Filters;
use super::{Session, Step, confirm, deleted, du, read_stdin};
use crate::view::size;

/// What the simulated disk holds, in bytes; see `df`.
const DISK: u64 = 64 << 30;

pub(super) const COMMAND: Command = Command {
    spellings: &[
        spelled("builder prune", "docker buildx prune"),
        spelled("buildx prune", "docker buildx prune"),
    ],
    usage: "[OPTIONS]",
    short: "Remove build cache",
    flags: &[
        Flag::switch("all", "Include internal/frontend images")
            .short('a')
            .book("Remove all unused build cache, not just dangling ones"),
        Flag::one("builder", "string", "Which builder to use (\"buildkit\")").recent(),
        Flag::many("filter", "filter", "Provide filter values")
            .book("Provide filter values (e.g. 'until=24h')"),
        Flag::switch("force", "Do not prompt for confirmation").short('f'),
        Flag::one("keep-storage", "bytes", "Amount of disk space to keep for cache").older(),
        Flag::one("max-used-space", "bytes", "Maximum amount of disk space allowed to keep for cache")
            .recent(),
        Flag::one("min-free-space", "bytes", "Target amount of free disk space after pruning").recent(),
        Flag::one("reserved-space", "bytes", "Amount of disk space always allowed to keep for cache")
            .recent(),
        Flag::switch("verbose", "Provide a more verbose output").recent(),
    ],
    arguments: Arguments::None,
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let filters = match Filters::read(&values) {
        Ok(filters) => filters,
        Err(wrong) => return wrong.end(session, &values),
    };
    let space = match Space::read(&values) {
        Ok(space) => space,
        Err(message) => return invalid(session, &values, &message),
    };
    if values.given("keep-storage") {
        session.console.error(
            "Flag --keep-storage has been deprecated, keep-storage flag has been changed to reserved-space\n",
        );
    }
    let wanted = Wanted { filters, space, verbose: values.on("verbose") };
    if session.console.profile.is_book() {
        let what = if values.on("all") { "all build cache" } else { "all dangling build cache" };
        let warning = format!("WARNING! This will remove {what}.");
        return confirm(session, values.on("force"), &warning, move |session| prune(session, &wanted));
    }
    if values.on("force") {
        return prune(session, &wanted);
    }
    let what = if values.on("all") { "all build cache" } else { "all dangling build cache" };
    session
        .console
        .print(&format!("WARNING! This will remove {what}. Are you sure you want to continue? [y/N] "));
    read_stdin(move |session, answer| match answer.first() {
        Some(b'y' | b'Y') => prune(session, &wanted),
        _ => Step::Exit(0),
    })
}

/// What is to go.
struct Wanted {
    filters: Filters,
    space: Space,
    /// Whether all that is known of each is told.
    verbose: bool,
}

/// How many bytes the cache may keep, or leave free; 0 where nothing was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Space {
    reserved: u64,
    most: u64,
    free: u64,
}

impl Space {
    fn read(values: &Values) -> Result<Self, String> {
        let read = |name: &str| match values.one(name) {
            Some(text) => bytes(&format!("--{name}"), text).map_err(|(message, _)| message),
            None => Ok(0),
        };
        let reserved = read("reserved-space")?.max(read("keep-storage")?);
        Ok(Self { reserved, most: read("max-used-space")?, free: read("min-free-space")? })
    }

    /// Down to how many bytes a cache of `total` is to go; `None` for all that may.
    fn keep(self, total: u64) -> Option<u64> {
        let missing = self.free.saturating_sub(DISK.saturating_sub(total));
        let most = match (self.most, missing) {
            // Enough is free.
            (0, 0) if self.free > 0 => total,
            (most, 0) => most,
            (0, missing) => total.saturating_sub(missing),
            (most, missing) => most.min(total.saturating_sub(missing)),
        };
        let said = self.most > 0 || self.reserved > 0 || self.free > 0;
        said.then_some(most.max(self.reserved))
    }
}

fn prune(session: &mut Session<'_>, wanted: &Wanted) -> Step {
    let (seed, now) = (session.host.seed, session.host.now().secs);
    let total = session.host.cache.usage().iter().map(|usage| usage.size).sum();
    let keep = wanted.space.keep(total);
    let gone = session.host.cache.prune(&mut |usage| wanted.filters.want(usage, seed, now), keep);
    let freed = gone.iter().map(|usage| usage.size).sum();
    session.host.note_prune("builder", freed);
    let total = size::long(freed);
    let mut out = String::new();
    if session.console.profile.is_book() {
        let ids: Vec<String> = gone.iter().map(|usage| du::id(usage, seed)).collect();
        let text = deleted("build cache objects", &ids);
        session.console.print(&format!("{text}Total reclaimed space: {total}\n"));
        return Step::Exit(0);
    }
    if !gone.is_empty() {
        out.push_str(&du::rows(&gone, seed, now, wanted.verbose));
    }
    out.push_str(&format!("Total:\t{}\n", total));
    session.console.print(&out);
    Step::Exit(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_much_a_cache_may_keep() {
        let check = |reserved, most, free, total, expected| {
            assert_eq!(
                Space { reserved, most, free }.keep(total),
                expected,
                "{reserved} {most} {free} of {total}"
            );
        };
        check(0, 0, 0, 100, None);
        check(50, 0, 0, 100, Some(50));
        check(0, 30, 0, 100, Some(30));
        check(50, 30, 0, 100, Some(50));
        check(0, 0, 10, 100, Some(100));
        check(50, 0, 10, 100, Some(100));
        check(0, 0, DISK - 60, 100, Some(60));
        check(80, 0, DISK - 60, 100, Some(80));
        check(0, 20, DISK - 60, 100, Some(20));
    }
}
