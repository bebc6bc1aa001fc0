//! `docker builder du`.

use engine::Usage;
use vfs::Digest;

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{Session, Step};
use crate::view::table::{Padding, render};
use crate::view::{age, size, time};

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("buildx du", "docker buildx du"), spelled("builder du", "docker buildx du")],
    usage: "[OPTIONS]",
    short: "Disk usage",
    flags: &[
        Flag::one("builder", "string", "Which builder to use (\"buildkit\")"),
        Flag::switch("verbose", "Provide a more verbose output"),
    ],
    arguments: Arguments::None,
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let usage = session.host.cache.usage();
    let (seed, now) = (session.host.seed, session.host.now().secs);
    let mut out = match values.on("verbose") {
        true => usage.iter().map(|usage| verbose(usage, seed, now)).collect(),
        false => table(&usage, seed, now),
    };
    let total: u64 = usage.iter().map(|usage| usage.size).sum();
    out.push_str(&format!("Reclaimable:\t{0}\nTotal:\t\t{0}\n", size::long(total)));
    session.console.print(&out);
    Step::Exit(0)
}

/// The rows of records, and the heading.
pub(super) fn table(usage: &[Usage], seed: u64, now: i64) -> String {
    let mut rows = vec![["ID", "RECLAIMABLE", "SIZE", "LAST ACCESSED"].map(str::to_owned).to_vec()];
    rows.extend(usage.iter().map(|usage| {
        let used = usage.used.map_or(String::new(), |used| age::ago(used.secs, now));
        vec![
            format!("{:<40}", id(usage, seed)),
            "true ".to_owned(),
            format!("{:<10}", size::long(usage.size)),
            used,
        ]
    }));
    render(&rows, Padding::Tabs)
}

/// BuildKit gives its records random ids of 25 letters and digits; here they follow from the seed and the record.
pub(super) fn id(usage: &Usage, seed: u64) -> String {
    let what = format!("{seed} {:?} {:?}", usage.record, usage.mount);
    let digest = Digest::of(what.as_bytes());
    let letters = digest
        .as_bytes()
        .iter()
        .take(25)
        .map(|byte| b"0123456789abcdefghijklmnopqrstuvwxyz"[usize::from(byte % 36)]);
    letters.map(char::from).collect()
}

fn verbose(usage: &Usage, seed: u64, now: i64) -> String {
    let mut rows = vec![("ID", id(usage, seed))];
    rows.extend(usage.created.map(|created| ("Created at", time::go(created.secs))));
    rows.push(("Mutable", usage.mount.is_some().to_string()));
    rows.push(("Reclaimable", "true".to_owned()));
    rows.push(("Shared", "false".to_owned()));
    rows.push(("Size", size::long(usage.size)));
    rows.push(("Description", usage.description.clone()));
    rows.push(("Usage count", usage.uses.to_string()));
    rows.extend(usage.used.map(|used| ("Last used", age::ago(used.secs, now))));
    rows.push(("Type", usage.kind.to_owned()));
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|(key, value)| vec![format!("{key}:"), value]).collect();
    render(&rows, Padding::Tabs) + "\n"
}
