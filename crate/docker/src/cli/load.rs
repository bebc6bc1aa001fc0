//! `docker image load`.

use std::collections::BTreeMap;

use oci::archive::{self, Files, Loaded};
use oci::{ArchiveLimits, Error};
use vfs::Blob;

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{Session, Step, ask, read_file, read_stdin};
use crate::project::EntryKind;
use crate::request::{HostRequest, Response};

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("image load", "docker image load"), spelled("load", "docker load")],
    usage: "[OPTIONS]",
    short: "Load an image from a tar archive or STDIN",
    flags: &[
        Flag::one("input", "string", "Read from tar archive file, instead of STDIN").short('i'),
        Flag::switch("quiet", "Suppress the load output").short('q'),
        Flag::one(
            "platform",
            "string",
            "Load only the given platform variant. Formatted as \"os[/arch[/variant]]\" (e.g., \"linux/amd64\")",
        )
        .recent(),
    ],
    arguments: Arguments::None,
    run,
};

fn run(_: &mut Session<'_>, values: Values) -> Step {
    let Some(path) = values.one("input").filter(|path| !path.is_empty()).map(str::to_owned) else {
        return read_stdin(|session, bytes| keep(session, archive::load(&bytes, &ArchiveLimits::STANDARD)));
    };
    let missing = path.clone();
    ask(
        HostRequest::Stat { path: path.clone() },
        move |reason| format!("open {missing}: {reason}"),
        move |session, answer| match answer {
            Response::Stat(Some(entry)) if entry.kind == EntryKind::Dir => layout(path, |session, files| {
                keep(session, archive::read_layout(&files, &ArchiveLimits::STANDARD))
            }),
            Response::Stat(None) => session.fail(&format!("open {path}: no such file or directory")),
            _ => {
                let shown = path.clone();
                read_file(
                    &path,
                    move |reason| format!("open {shown}: {reason}"),
                    |session, bytes| keep(session, archive::load(&bytes, &ArchiveLimits::STANDARD)),
                )
            }
        },
    )
}

/// Reads the files of a folder, and goes on with them.
pub(super) fn layout(path: String, then: impl FnOnce(&mut Session<'_>, Files) -> Step + 'static) -> Step {
    let shown = path.clone();
    let failed = move |reason: &str| format!("open {shown}: {reason}");
    ask(HostRequest::List { path: path.clone() }, failed, move |session, answer| {
        let Response::List(entries) = answer else {
            return session.fail("the front end did not answer with a listing");
        };
        let files = entries.into_iter().filter(|entry| entry.kind == EntryKind::File);
        let paths: Vec<String> = files.map(|entry| entry.path).collect();
        let shown = path.clone();
        let failed = move |reason: &str| format!("open {shown}: {reason}");
        let request = HostRequest::ReadFiles { root: path, paths: paths.clone() };
        ask(request, failed, move |session, answer| {
            let Response::Files(contents) = answer else {
                return session.fail("the front end did not answer with files");
            };
            let mut files: Files = BTreeMap::new();
            for (path, content) in paths.into_iter().zip(contents) {
                match content {
                    Ok(bytes) => files.insert(path, Blob::from(bytes)),
                    Err(reason) => return session.fail(&format!("open {path}: {reason}")),
                };
            }
            then(session, files)
        })
    })
}

fn keep(session: &mut Session<'_>, loaded: Result<Vec<Loaded>, Error>) -> Step {
    let loaded = match loaded {
        Ok(loaded) => loaded,
        // The daemon takes what has no list of images for an archive of long ago, and looks for that one's.
        Err(Error::Missing { name }) if name.starts_with("index.json") => {
            let number = u32::from_str_radix(session.host.draw_id("import").get(..8).unwrap_or_default(), 16)
                .unwrap_or_default();
            return session.fail(&format!(
                "open /var/lib/docker/tmp/docker-import-{number}/repositories: no such file or directory"
            ));
        }
        Err(Error::Malformed { message, .. }) if message.contains("cut off") => {
            return session.fail("Error processing tar file(exit status 1): unexpected EOF");
        }
        Err(error) => return session.fail(&format!("Error processing tar file: {error}")),
    };
    for Loaded { references, image } in loaded {
        session.host.keep(&image, &references);
        let id = image.id().to_string();
        session.host.note_image("load", &id, &id);
        if references.is_empty() {
            session.console.print(&format!("Loaded image ID: {}\n", image.id()));
        }
        for name in &references {
            session.console.print(&format!("Loaded image: {}\n", name.clone().with_default_tag().familiar()));
        }
    }
    Step::Exit(0)
}
