//! `docker container update`.

use super::{daemon, each};
use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::Flag;
use crate::container::Restart;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container update", "docker container update"), spelled("update", "docker update")],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Update configuration of one or more containers",
    flags: &[
        Flag::one("cpus", "decimal", "Number of CPUs"),
        Flag::one("memory", "bytes", "Memory limit").short('m'),
        Flag::one("restart", "string", "Restart policy to apply when a container exits"),
    ],
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        let restart = match values.one("restart").map(Restart::parse).transpose() {
            Ok(restart) => restart,
            Err(message) => return session.fail(&message),
        };
        let memory =
            match values.one("memory").map(|text| super::flags::bytes("-m, --memory", text)).transpose() {
                Ok(memory) => memory,
                Err((message, _)) => return session.fail(&message),
            };
        let cpus = values.one("cpus").and_then(|text| text.parse::<f64>().ok());
        if restart.is_none() && memory.is_none() && cpus.is_none() {
            return session.fail("you must provide one or more flags when using this command");
        }
        each(session, &values.arguments, |session, name| {
            let id = session.host.containers.id_of(name).map_err(daemon)?;
            if let Some(container) = session.host.containers.get_mut(&id) {
                let options = &mut container.options;
                options.restart = restart.unwrap_or(options.restart);
                options.memory = memory.unwrap_or(options.memory);
                options.nano_cpus = cpus.map_or(options.nano_cpus, |cpus| (cpus * 1e9) as u64);
            }
            Ok(())
        })
    },
};
