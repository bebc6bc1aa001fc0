//! `docker container port`.

use crate::cli::Step;
use crate::cli::command::{Arguments, Command, spelled};

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container port", "docker container port"), spelled("port", "docker port")],
    usage: "CONTAINER [PRIVATE_PORT[/PROTO]]",
    short: "List port mappings or a specific mapping for the container",
    flags: &[],
    arguments: Arguments::Between(1, 2),
    run: |session, values| {
        let name = values.arguments.first().cloned().unwrap_or_default();
        let container = match session.host.containers.find(&name) {
            Ok(container) => container,
            Err(message) => {
                let message = session.missing_container(&message);
                return session.fail(&message);
            }
        };
        let book = session.console.profile.is_book();
        let wanted = values.arguments.get(1);
        let full = wanted.map(|port| if port.contains('/') { port.clone() } else { format!("{port}/tcp") });
        let mut lines = Vec::new();
        let ports = container.options.ports.iter().filter(|_| container.is_running());
        for port in ports.filter(|port| full.as_ref().is_none_or(|full| *full == port.container)) {
            let hosts = match port.host_ip.as_str() {
                "" if book => vec!["0.0.0.0", "::"],
                "" => vec!["0.0.0.0", "[::]"],
                ip => vec![ip],
            };
            lines.extend(hosts.into_iter().map(|host| match wanted {
                None => format!("{} -> {host}:{}\n", port.container, port.host),
                Some(_) => format!("{host}:{}\n", port.host),
            }));
        }
        if let (Some(wanted), true) = (wanted, lines.is_empty()) {
            let wanted = full.as_deref().filter(|_| book).unwrap_or(wanted);
            let message = format!("Error: No public port '{wanted}' published for {name}");
            return session.fail(&message);
        }
        session.console.print(&lines.concat());
        Step::Exit(0)
    },
};
