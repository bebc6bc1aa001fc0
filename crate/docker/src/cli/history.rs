//! `docker image history`.

use oci::Image;
use vfs::Digest;

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::images::shown_id;
use super::{FORMAT_HELP, Session, Step};
use crate::host::Host;
use crate::view::format::{self, Row};
use crate::view::{age, size, table};

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("image history", "docker image history"), spelled("history", "docker history")],
    usage: "[OPTIONS] IMAGE",
    short: "Show the history of an image",
    flags: &[
        Flag::one("format", "string", FORMAT_HELP).book("Pretty-print images using a Go template"),
        Flag::switch("human", "Print sizes and dates in human readable format").short('H').default("true"),
        Flag::switch("no-trunc", "Don't truncate output"),
        Flag::one("platform", "string", "Show history for the given platform. Formatted as \"os[/arch[/variant]]\" (e.g., \"linux/amd64\")").recent(),
        Flag::switch("quiet", "Only show image IDs").short('q'),
    ],
    arguments: Arguments::Exactly(1),
    run,
};

/// Characters of an instruction that are shown.
const CREATED_BY: usize = 45;

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let image = match session.host.find(&values.arguments[0]) {
        Ok(image) => image.clone(),
        Err(error) => return session.refuse(&error.to_string()),
    };
    let human = values.one("human") != Some("false");
    let ids = ids(session.host, &image);
    let rows = rows(&image, &ids, !values.on("no-trunc"), human, session.host.now().secs);
    if values.on("quiet") {
        let ids = rows.iter().filter_map(|row| row.get("ID")?.as_str());
        let text: String = ids.map(|id| format!("{id}\n")).collect();
        session.console.print(&text);
        return Step::Exit(0);
    }
    let created = if human { "CreatedSince" } else { "CreatedAt" };
    let headers = [
        ("ID", "IMAGE"),
        ("CreatedSince", "CREATED"),
        ("CreatedAt", "CREATED AT"),
        ("CreatedBy", "CREATED BY"),
        ("Size", "SIZE"),
        ("Comment", "COMMENT"),
    ];
    let text = format::list(
        session.format(&values).as_deref(),
        &headers,
        &["ID", created, "CreatedBy", "Size", "Comment"],
        &rows,
    );
    session.finish(text)
}

/// The ids of the steps, the newest first: the image's own, and those of the images below it that the classic builder
/// left. BuildKit keeps no images of steps.
fn ids(host: &Host, image: &Image) -> Vec<Digest> {
    let below = |id: &Digest| host.classic.get(id).and_then(|step| step.parent);
    std::iter::successors(Some(image.id()), below).collect()
}

/// The newest step first.
fn rows(image: &Image, ids: &[Digest], truncate: bool, human: bool, now: i64) -> Vec<Row> {
    let mut sizes = image.layers().iter().map(oci::Layer::content_size);
    let history = image.config().history.iter();
    let sized: Vec<_> =
        history.map(|step| (step, if step.empty_layer { 0 } else { sizes.next().unwrap_or(0) })).collect();
    sized
        .iter()
        .rev()
        .enumerate()
        .map(|(index, (step, bytes))| {
            let created = step.created.as_deref().and_then(oci::parse_time).unwrap_or_default();
            let by = step.created_by.replace('\t', " ");
            let whole_seconds = vfs::Time::from_secs(created.secs);
            format::row([
                ("ID", ids.get(index).map_or("<missing>".to_owned(), |id| shown_id(id, truncate))),
                ("CreatedSince", age::ago(created.secs, now)),
                ("CreatedAt", oci::format_time(whole_seconds)),
                ("CreatedBy", if truncate { table::ellipsis(&by, CREATED_BY) } else { by }),
                ("Size", if human { size::short(*bytes) } else { bytes.to_string() }),
                ("Comment", step.comment.clone()),
            ])
        })
        .collect()
}
