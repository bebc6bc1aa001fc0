//! `docker container rename`.

use super::daemon;
use crate::cli::Step;
use crate::cli::command::{Arguments, Command, spelled};

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container rename", "docker container rename"), spelled("rename", "docker rename")],
    usage: "CONTAINER NEW_NAME",
    short: "Rename a container",
    flags: &[],
    arguments: Arguments::Exactly(2),
    run: |session, values| {
        let (old, new) = (&values.arguments[0], &values.arguments[1]);
        let renamed = session.host.containers.id_of(old).and_then(|id| {
            let same = session.host.containers.get(&id).is_some_and(|container| container.name == *new);
            if same {
                return Err("Renaming a container with the same name as its current name".to_owned());
            }
            let allocating = |message: String| match message.starts_with("Conflict") {
                true => format!("Error when allocating new name: {message}"),
                false => message,
            };
            session.host.check_name(new).map_err(allocating)?;
            if let Some(at) = session.host.containers.position(&id) {
                let container = &mut session.host.containers.all[at];
                let old = std::mem::replace(&mut container.name, new.trim_start_matches('/').to_owned());
                session.host.note_container(
                    at,
                    session.host.now(),
                    "rename",
                    &[("oldName", &format!("/{old}"))],
                );
            }
            Ok(())
        });
        match renamed {
            Ok(()) => Step::Exit(0),
            Err(message) => {
                session.console.error(&format!("{}\n", daemon(message)));
                session.fail(&format!("Error: failed to rename container named {old}"))
            }
        }
    },
};
