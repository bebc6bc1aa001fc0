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
        Flag::one(
            "blkio-weight",
            "uint16",
            "Block IO (relative weight), between 10 and 1000, or 0 to disable",
        )
        .default("0"),
        Flag::one("cpu-period", "int", "Limit CPU CFS (Completely Fair Scheduler) period"),
        Flag::one("cpu-quota", "int", "Limit CPU CFS (Completely Fair Scheduler) quota"),
        Flag::one("cpu-rt-period", "int", "Limit the CPU real-time period in microseconds"),
        Flag::one("cpu-rt-runtime", "int", "Limit the CPU real-time runtime in microseconds"),
        Flag::one("cpu-shares", "int", "CPU shares (relative weight)").short('c'),
        Flag::one("cpus", "decimal", "Number of CPUs"),
        Flag::one("cpuset-cpus", "string", "CPUs in which to allow execution (0-3, 0,1)"),
        Flag::one("cpuset-mems", "string", "MEMs in which to allow execution (0-3, 0,1)"),
        Flag::one("kernel-memory", "bytes", "Kernel memory limit").older(),
        Flag::one("memory", "bytes", "Memory limit").short('m'),
        Flag::one("memory-reservation", "bytes", "Memory soft limit"),
        Flag::one(
            "memory-swap",
            "bytes",
            "Swap limit equal to memory plus swap: -1 to enable unlimited swap",
        )
        .book("Swap limit equal to memory plus swap: '-1' to enable unlimited swap"),
        Flag::one("pids-limit", "int", "Tune container pids limit (set -1 for unlimited)"),
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
        if !COMMAND.flags.iter().any(|flag| values.given(flag.name)) {
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
            session.host.note_now(&id, "update", &[]);
            Ok(())
        })
    },
};
