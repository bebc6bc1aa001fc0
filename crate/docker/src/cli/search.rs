//! `docker search`: what the catalog and the lab's registry hold.

use std::collections::BTreeMap;

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{Session, Step};
use crate::view::format::{self, Row};
use crate::view::table;

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("search", "docker search")],
    usage: "[OPTIONS] TERM",
    short: "Search Docker Hub for images",
    flags: &[
        Flag::many("filter", "filter", "Filter output based on conditions provided").short('f'),
        Flag::one("format", "string", "Pretty-print search using a Go template"),
        Flag::one("limit", "int", "Max number of search results")
            .book("Max number of search results (default 25)"),
        Flag::switch("no-trunc", "Don't truncate output"),
    ],
    arguments: Arguments::Exactly(1),
    run,
};

/// Characters of a description that are shown.
const DESCRIPTION: usize = 45;
const MOST: usize = 25;

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let term = values.arguments[0].to_lowercase();
    let mut official = None;
    for filter in values.many("filter") {
        match filter.split_once('=') {
            Some(("is-official", wanted)) => official = Some(wanted == "true"),
            Some(("stars" | "is-automated", _)) => {}
            Some((name, _)) => return session.refuse(&format!("invalid filter '{name}'")),
            None => return session.fail(&format!("invalid filter '{filter}'")),
        }
    }
    let limit = match values.one("limit").map_or(Ok(MOST), str::parse) {
        Ok(limit) if (1..=100).contains(&limit) => limit,
        _ => return session.refuse("limit must be between 1 and 100"),
    };
    let truncate = !values.on("no-trunc");
    let mut found: BTreeMap<String, &'static str> = BTreeMap::new();
    for name in session.host.catalog.repositories() {
        found.insert(name, "An image of the lab's catalog, modelled after the real one");
    }
    for name in session.host.hub.pushed.keys().filter(|name| name.domain == "docker.io") {
        found.insert(name.familiar_name(), "Pushed in this lab");
    }
    let rows: Vec<Row> = found
        .iter()
        .filter(|(name, _)| name.contains(&term))
        .filter(|(name, _)| official.is_none_or(|wanted| wanted != name.contains('/')))
        .take(limit)
        .map(|(name, about)| {
            let about = if truncate { table::ellipsis(about, DESCRIPTION) } else { (*about).to_owned() };
            let official = if name.contains('/') { "" } else { "[OK]" };
            format::row([
                ("Name", name.clone()),
                ("Description", about),
                ("StarCount", "0".to_owned()),
                ("IsOfficial", official.to_owned()),
                ("IsAutomated", String::new()),
            ])
        })
        .collect();
    let headers = [
        ("Name", "NAME"),
        ("Description", "DESCRIPTION"),
        ("StarCount", "STARS"),
        ("IsOfficial", "OFFICIAL"),
        ("IsAutomated", "AUTOMATED"),
    ];
    let columns: &[&str] = match session.console.profile.is_book() {
        true => &["Name", "Description", "StarCount", "IsOfficial", "IsAutomated"],
        false => &["Name", "Description", "StarCount", "IsOfficial"],
    };
    let text = format::list(session.format(&values).as_deref(), &headers, columns, &rows);
    session.finish(text)
}
