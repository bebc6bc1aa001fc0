//! `docker image save`.

use std::collections::VecDeque;

use oci::archive::{self, Format, SaveOptions};
use oci::{Compression, Image, MediaTypes, Reference};

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{Session, Step, ask, write_all};
use crate::request::{HostRequest, Response};

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("image save", "docker image save"), spelled("save", "docker save")],
    usage: "[OPTIONS] IMAGE [IMAGE...]",
    short: "Save one or more images to a tar archive (streamed to STDOUT by default)",
    flags: &[
        Flag::one("output", "string", "Write to a file, instead of STDOUT").short('o'),
        Flag::one(
            "platform",
            "string",
            "Save only the given platform variant. Formatted as \"os[/arch[/variant]]\" (e.g., \"linux/amd64\")",
        )
        .recent(),
    ],
    arguments: Arguments::AtLeast(1),
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let mut images: Vec<(Vec<Reference>, Image)> = Vec::new();
    for text in &values.arguments {
        let image = match session.host.find(text) {
            Ok(image) => image.clone(),
            Err(_) => return session.refuse(&format!("No such image: {text}")),
        };
        let name = Reference::parse(text).ok().filter(|name| session.host.store.resolve(name).is_some());
        match images.iter_mut().find(|(_, known)| known.id() == image.id()) {
            Some((names, _)) => names.extend(name.map(Reference::with_default_tag)),
            None => images.push((name.map(Reference::with_default_tag).into_iter().collect(), image)),
        }
    }
    let output = values.one("output").filter(|path| !path.is_empty());
    if output.is_none() && session.console.options.stdout_is_terminal {
        return session.fail("cowardly refusing to save to a terminal. Use the -o flag or redirect");
    }
    let options =
        SaveOptions { format: Format::Docker, compression: Compression::None, types: MediaTypes::Oci };
    let borrowed: Vec<(&[Reference], &Image)> =
        images.iter().map(|(names, image)| (names.as_slice(), image)).collect();
    let bytes = archive::save(&borrowed, options);
    for (_, image) in &images {
        let id = image.id().to_string();
        session.host.note_image("save", &id, &id);
    }
    match output {
        None => {
            session.console.print_bytes(&bytes);
            Step::Exit(0)
        }
        Some(path) => {
            let folder = match path.rsplit_once('/') {
                None => ".".to_owned(),
                Some((folder, _)) => format!("{folder}/"),
            };
            let shown = folder.trim_end_matches('/').to_owned();
            let missing = match session.console.profile.is_book() {
                true => format!("directory \"{shown}\" does not exist"),
                false => format!("stat {shown}: no such file or directory"),
            };
            let missing = format!("failed to save image: invalid output path: {missing}");
            let write = HostRequest::WriteFile { path: path.to_owned(), bytes, mode: 0o600 };
            ask(
                HostRequest::Stat { path: folder },
                |reason| reason.to_owned(),
                move |session, answer| match answer {
                    Response::Stat(None) => session.fail(&missing),
                    _ => write_all(VecDeque::from([write]), "failed to save image: ", |_| Step::Exit(0)),
                },
            )
        }
    }
}
