//! `docker image prune`.

use vfs::Digest;

use super::command::{Arguments, Command, spelled};
use super::container::flags::nanos;
use super::flags::{Flag, Values};
use super::{Session, Step, confirm, rm};
use crate::host::Host;
use crate::view::size;

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("image prune", "docker image prune")],
    usage: "[OPTIONS]",
    short: "Remove unused images",
    flags: &[
        Flag::switch("all", "Remove all unused images, not just dangling ones").short('a'),
        Flag::many("filter", "filter", "Provide filter values (e.g. \"until=<timestamp>\")")
            .book("Provide filter values (e.g. 'until=<timestamp>')"),
        Flag::switch("force", "Do not prompt for confirmation").short('f'),
    ],
    arguments: Arguments::None,
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let filters = match values.many("filter").into_iter().map(Filter::read).collect::<Result<Vec<_>, _>>() {
        Ok(filters) => filters,
        Err(message) => return session.refuse(&message),
    };
    let all = values.on("all");
    let what = if all {
        "all images without at least one container associated to them"
    } else {
        "all dangling images"
    };
    let warning = format!("WARNING! This will remove {what}.");
    confirm(session, values.on("force"), &warning, move |session| {
        let (text, bytes) = prune(session.host, all, &filters);
        session.console.print(&text);
        session.console.print(&format!("Total reclaimed space: {}\n", size::long(bytes)));
        Step::Exit(0)
    })
}

/// Removes images that nobody uses; says which, and how many bytes that freed.
pub(super) fn prune(host: &mut Host, all: bool, filters: &[Filter]) -> (String, u64) {
    let before = host.layers_size();
    let now = host.now().secs;
    let unused: Vec<Digest> = host
        .store
        .images()
        .filter(|(id, _)| all || host.store.tags_of(id).is_empty())
        .filter(|(id, _)| !host.has_children(id) && host.users_of(id).is_empty())
        .filter(|(_, image)| filters.iter().all(|filter| filter.wants(image, now)))
        .map(|(id, _)| *id)
        .collect();
    let mut lines = String::new();
    for id in unused {
        let names: Vec<_> = host.store.tags_of(&id).into_iter().cloned().collect();
        for name in names {
            let digest = host.digest_in(&name, &id);
            host.note_image("untag", &id.to_string(), &id.to_string());
            lines.push_str(&format!("untagged: {}\n", name.familiar()));
            if let Some(digest) = digest {
                lines.push_str(&format!("untagged: {}@{digest}\n", name.familiar_name()));
            }
        }
        lines.push_str(&rm::delete(host, &id, true).replace("Deleted: ", "deleted: "));
    }
    let freed = before - host.layers_size();
    host.note_prune("image", freed);
    let text = if lines.is_empty() { String::new() } else { format!("Deleted Images:\n{lines}\n") };
    (text, freed)
}

/// Which images are meant.
pub(super) enum Filter {
    /// Made at least so many seconds ago.
    Until(i64),
    Label {
        key: String,
        value: Option<String>,
        wanted: bool,
    },
}

impl Filter {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        let label = |wanted| {
            let (key, value) = value.split_once('=').map_or((value, None), |(key, value)| (key, Some(value)));
            Ok(Filter::Label { key: key.to_owned(), value: value.map(str::to_owned), wanted })
        };
        match name {
            "until" => nanos(value)
                .map(|nanos| nanos / 1_000_000_000)
                .map(Filter::Until)
                .ok_or_else(|| format!("invalid filter 'until={value}': a duration like 24h is expected")),
            "label" => label(true),
            "label!" => label(false),
            other => Err(format!("Invalid filter '{other}'")),
        }
    }

    fn wants(&self, image: &oci::Image, now: i64) -> bool {
        match self {
            Filter::Until(age) => {
                let created = image.config().created.as_deref().and_then(oci::parse_time);
                created.is_some_and(|created| now - created.secs >= *age)
            }
            Filter::Label { key, value, wanted } => {
                let has = image.config().config.labels.get(key);
                has.is_some_and(|has| value.as_ref().is_none_or(|value| has == value)) == *wanted
            }
        }
    }
}
