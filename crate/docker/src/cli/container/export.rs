//! `docker container export`.

use std::collections::VecDeque;

use oci::{Layer, TarOptions};
use vfs::Snapshot;

use super::daemon;
use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::Flag;
use crate::cli::{Step, write_all};
use crate::request::HostRequest;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container export", "docker container export"), spelled("export", "docker export")],
    usage: "[OPTIONS] CONTAINER",
    short: "Export a container's filesystem as a tar archive",
    flags: &[Flag::one("output", "string", "Write to a file, instead of STDOUT").short('o')],
    arguments: Arguments::Exactly(1),
    run: |session, values| {
        let name = values.arguments.first().cloned().unwrap_or_default();
        let output = values.one("output").filter(|path| !path.is_empty());
        if output.is_none() && session.console.options.stdout_is_terminal {
            return session.fail("cowardly refusing to save to a terminal. Use the -o flag or redirect");
        }
        let container = match session.host.containers.find(&name) {
            Ok(container) => container,
            Err(message) => return session.fail(&daemon(message)),
        };
        let changes = vfs::diff(&Snapshot::empty(), &container.tree.snapshot());
        let bytes = Layer::new(changes, TarOptions::BUILDKIT).tar();
        let id = container.id.clone();
        session.host.note_now(&id, "export", &[]);
        match output {
            None => {
                session.console.print_bytes(&bytes);
                Step::Exit(0)
            }
            Some(path) => {
                let request = HostRequest::WriteFile { path: path.to_owned(), bytes, mode: 0o600 };
                write_all(VecDeque::from([request]), "failed to export container: ", |_| Step::Exit(0))
            }
        }
    },
};
