//! `docker container top`.

use super::daemon;
use crate::cli::Step;
use crate::cli::command::{Arguments, Command, spelled};
use crate::container::Container;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container top", "docker container top"), spelled("top", "docker top")],
    usage: "CONTAINER [ps OPTIONS]",
    short: "Display the running processes of a container",
    flags: &[],
    arguments: Arguments::Program(1),
    run: |session, values| {
        let name = values.arguments.first().cloned().unwrap_or_default();
        let container = match session.host.containers.find(&name) {
            Ok(container) => container,
            Err(message) => return session.fail(&daemon(message)),
        };
        if !container.is_running() {
            let message = super::attach::not_running(&container.id);
            return session.fail(&message);
        }
        let options = values.arguments.get(1..).unwrap_or_default().join(" ");
        let Some(rows) = rows(container, &options) else {
            let message = format!("Error response from daemon: not modelled: ps {options}");
            return session.fail(&message);
        };
        let id = container.id.clone();
        session.host.note_now(&id, "top", &[]);
        let mut out = String::new();
        for row in rows {
            let (last, cells) =
                row.split_last().map_or(("", [].as_slice()), |(last, cells)| (last.as_str(), cells));
            out.extend(cells.iter().map(|cell| format!("{cell:<20}")));
            out.push_str(&format!("{last}\n"));
        }
        session.console.print(&out);
        Step::Exit(0)
    },
};

/// The number of a container's first process on the host.
pub(super) fn pid(container: &Container) -> u32 {
    let digits = container.id.get(..4).unwrap_or("0");
    1000 + u32::from_str_radix(digits, 16).unwrap_or(0) % 30_000
}

/// Header and processes, for the options of ps that are modelled.
fn rows(container: &Container, options: &str) -> Option<Vec<Vec<String>>> {
    let headers: &[&str] = match options {
        "" | "-ef" => &["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"],
        "aux" | "-aux" => {
            &["USER", "PID", "%CPU", "%MEM", "VSZ", "RSS", "TTY", "STAT", "START", "TIME", "COMMAND"]
        }
        "-o pid,args" => &["PID", "COMMAND"],
        "-o pid,cmd" => &["PID", "CMD"],
        _ => return None,
    };
    let first = pid(container);
    let started = container.state.started.map_or(0, |(secs, _)| secs);
    let clock = format!("{:02}:{:02}", started.rem_euclid(86_400) / 3600, started.rem_euclid(3600) / 60);
    let tty = if container.config.tty { "pts/0" } else { "?" };
    let execs = container.execs.iter().filter(|exec| exec.exit.is_none());
    let groups = container.main.iter().chain(execs.map(|exec| &exec.process));
    let mut rows = vec![headers.iter().map(|header| (*header).to_owned()).collect::<Vec<_>>()];
    for process in groups {
        let base = first + process.live.started().number.saturating_sub(1);
        for (index, (number, argv)) in process.running.iter().enumerate() {
            let own = (first + number.saturating_sub(1)).to_string();
            let parent = if index == 0 { first - 20 } else { base }.to_string();
            let line = argv.join(" ");
            let state = if index == 0 { "Ss" } else { "S" };
            let fields: Vec<&str> = match headers.len() {
                8 => vec!["root", &own, &parent, "0", &clock, tty, "00:00:00", &line],
                2 => vec![&own, &line],
                _ => vec!["root", &own, "0.0", "0.0", "2268", "1792", tty, state, &clock, "0:00", &line],
            };
            rows.push(fields.into_iter().map(str::to_owned).collect());
        }
    }
    Some(rows)
}
