//! `docker builder du`.

use engine::{RecordId, Usage};

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::record_filter::Filters;
use super::{Session, Step};
use crate::build::letters;
use crate::view::table::{Padding, render};
use crate::view::{age, size, time};

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("buildx du", "docker buildx du"), spelled("builder du", "docker buildx du")],
    usage: "[OPTIONS]",
    short: "Disk usage",
    flags: &[
        Flag::one("builder", "string", "Which builder to use (\"buildkit\")"),
        Flag::many("filter", "filter", "Provide filter values"),
        Flag::switch("verbose", "Provide a more verbose output"),
    ],
    arguments: Arguments::None,
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let filters = match Filters::read(&values) {
        Ok(filters) => filters,
        Err(wrong) => return wrong.end(session, &values),
    };
    let (seed, now) = (session.host.seed, session.host.now().secs);
    let mut usage = session.host.cache.usage();
    usage.retain(|usage| filters.describe(usage, seed));
    usage.sort_by(|a, b| b.size.cmp(&a.size).then_with(|| id(b, seed).cmp(&id(a, seed))));
    let mut out = rows(&usage, seed, now, values.on("verbose"));
    if !values.given("filter") {
        let total: u64 = usage.iter().map(|usage| usage.size).sum();
        out.push_str(&format!("Reclaimable:\t{0}\nTotal:\t\t{0}\n", size::long(total)));
    }
    session.console.print(&out);
    Step::Exit(0)
}

/// The records as a table, or all that is known of each.
pub(super) fn rows(usage: &[Usage], seed: u64, now: i64, all: bool) -> String {
    match all {
        true => usage.iter().map(|usage| verbose(usage, seed, now)).collect(),
        false => table(usage, seed, now),
    }
}

/// The rows of records, and the heading.
fn table(usage: &[Usage], seed: u64, now: i64) -> String {
    let mut rows = vec![["ID", "RECLAIMABLE", "SIZE", "LAST ACCESSED"].map(str::to_owned).to_vec()];
    rows.extend(usage.iter().map(|usage| {
        let used = usage.used.map_or(String::new(), |used| age::ago(used.secs, now));
        vec![
            format!("{:<40}", format!("{}{}", id(usage, seed), if usage.mount.is_some() { "*" } else { "" })),
            "true ".to_owned(),
            format!("{:<10}", size::long(usage.size)),
            used,
        ]
    }));
    render(&rows, Padding::Tabs)
}

/// BuildKit gives its records random ids of 25 letters and digits; here they follow from the seed and the record.
pub(super) fn id(usage: &Usage, seed: u64) -> String {
    record_id(usage.record, &usage.mount, seed)
}

pub(super) fn record_id(record: Option<RecordId>, mount: &Option<String>, seed: u64) -> String {
    letters(&format!("{seed} {record:?} {mount:?}"))
}

fn verbose(usage: &Usage, seed: u64, now: i64) -> String {
    let mut rows = vec![("ID", id(usage, seed))];
    rows.extend(usage.parent.map(|parent| ("Parent", record_id(Some(parent), &None, seed))));
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
