//! `docker system prune`.

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{Session, Step, confirm, container, deleted, du, image_prune, network, volume};
use crate::view::size;

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("system prune", "docker system prune")],
    usage: "[OPTIONS]",
    short: "Remove unused data",
    flags: &[
        Flag::switch("all", "Remove all unused images not just dangling ones").short('a'),
        Flag::many("filter", "filter", "Provide filter values (e.g. \"label=<key>=<value>\")")
            .book("Provide filter values (e.g. 'label=<key>=<value>')"),
        Flag::switch("force", "Do not prompt for confirmation").short('f'),
        Flag::switch("volumes", "Prune anonymous volumes").book("Prune volumes"),
    ],
    arguments: Arguments::None,
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let filters = values.many("filter");
    let read: Result<Vec<_>, _> = filters.iter().map(|text| image_prune::Filter::read(text)).collect();
    let images = match read {
        Ok(images) => images,
        Err(message) => return session.refuse(&message),
    };
    let (all, volumes) = (values.on("all"), values.on("volumes"));
    let warning = warning(session.console.profile.is_book(), all, volumes, &filters);
    confirm(session, values.on("force"), &warning, move |session| prune(session, all, volumes, &images))
}

fn warning(book: bool, all: bool, volumes: bool, filters: &[&str]) -> String {
    let mut what = vec!["all stopped containers", "all networks not used by at least one container"];
    if volumes {
        what.push(match book {
            true => "all volumes not used by at least one container",
            false => "all anonymous volumes not used by at least one container",
        });
    }
    what.extend(match (all, book) {
        (true, _) => ["all images without at least one container associated to them", "all build cache"],
        (false, true) => ["all dangling images", "all dangling build cache"],
        (false, false) => ["all dangling images", "unused build cache"],
    });
    let lines = |rows: &[&str]| rows.iter().map(|row| format!("  - {row}\n")).collect::<String>();
    let filtered = match filters {
        [] => String::new(),
        filters => format!("\n  Items to be pruned will be filtered with:\n{}", lines(filters)),
    };
    format!("WARNING! This will remove:\n{}{filtered}", lines(&what))
}

/// Removes what nobody uses, in the order in which one thing may need the next.
fn prune(session: &mut Session<'_>, all: bool, volumes: bool, images: &[image_prune::Filter]) -> Step {
    let all_volumes = session.console.profile.is_book();
    let host = &mut *session.host;
    let (mut text, mut bytes) = container::prune::remove(host);
    text.push_str(&network::prune(host));
    if volumes {
        let (gone, freed) = volume::remove(host, all_volumes);
        text.push_str(&gone);
        bytes += freed;
    }
    let (gone, freed) = image_prune::prune(host, all, images);
    text.push_str(&gone);
    bytes += freed;
    let gone = host.cache.prune(&mut |_| true, None);
    let ids: Vec<String> = gone.iter().map(|usage| du::id(usage, host.seed)).collect();
    text.push_str(&deleted("build cache objects", &ids));
    let freed = gone.iter().map(|usage| usage.size).sum::<u64>();
    host.note_prune("builder", freed);
    bytes += freed;
    session.console.print(&format!("{text}Total reclaimed space: {}\n", size::long(bytes)));
    Step::Exit(0)
}
