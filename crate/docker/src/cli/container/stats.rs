//! `docker container stats`. What containers use is modelled: it follows from their processes.

use super::daemon;
use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::{Flag, Values};
use crate::cli::follow::{SECOND, every};
use crate::cli::{FORMAT_HELP, Session, Step};
use crate::container::Container;
use crate::host::Host;
use crate::view::format::{self, Row};
use crate::view::template::TemplateError;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container stats", "docker container stats"), spelled("stats", "docker stats")],
    usage: "[OPTIONS] [CONTAINER...]",
    short: "Display a live stream of container(s) resource usage statistics",
    flags: &[
        Flag::switch("all", "Show all containers (default shows just running)").short('a'),
        Flag::one("format", "string", FORMAT_HELP).book("Pretty-print images using a Go template"),
        Flag::switch("no-stream", "Disable streaming stats and only pull the first result"),
        Flag::switch("no-trunc", "Do not truncate output"),
    ],
    arguments: Arguments::AtLeast(0),
    run: stats,
};

const HEADERS: &[(&str, &str)] = &[
    ("Container", "CONTAINER"),
    ("ID", "CONTAINER ID"),
    ("Name", "NAME"),
    ("CPUPerc", "CPU %"),
    ("MemUsage", "MEM USAGE / LIMIT"),
    ("MemPerc", "MEM %"),
    ("NetIO", "NET I/O"),
    ("BlockIO", "BLOCK I/O"),
    ("PIDs", "PIDS"),
];

/// Memory of the simulated machine, in bytes.
const MACHINE: u64 = 8 << 30;
/// What a process holds, in bytes.
const EACH: u64 = 620 << 10;

fn stats(session: &mut Session<'_>, values: Values) -> Step {
    for name in &values.arguments {
        if let Err(message) = session.host.containers.find(name) {
            return session.fail(&daemon(message));
        }
    }
    let sample = Sample {
        names: values.arguments.clone(),
        all: values.on("all"),
        truncate: !values.on("no-trunc"),
        format: session.format(&values),
    };
    if values.on("no-stream") {
        let text = sample.show(&sample.rows(session.host));
        return session.finish(text);
    }
    if !session.console.profile.is_book()
        && let Ok(heading) = sample.show(&[])
    {
        session.console.print(&format!("{HOME}{heading}"));
    }
    every(SECOND, move |session| {
        let rows = sample.rows(session.host);
        if rows.is_empty() && !sample.names.is_empty() {
            return Some(Step::Exit(0));
        }
        match sample.show(&rows) {
            Ok(text) => session.console.print(&screen(&text, session.console.profile.is_book())),
            Err(error) => return Some(session.fail(&error.to_string())),
        }
        None
    })
}

/// Moves the cursor to the first line.
const HOME: &str = "\x1b[H";

/// A table over the one before: client 20.10 clears the screen first, later ones clear what is left of each line.
fn screen(text: &str, is_book: bool) -> String {
    if is_book {
        return format!("\x1b[2J{HOME}{text}");
    }
    let lines: String = text.split('\n').map(|line| format!("{line} \x1b[K\n")).collect();
    format!("{HOME}{lines}\x1b[J")
}

/// What is looked at, and how it is shown.
struct Sample {
    /// All containers that run, if there are none.
    names: Vec<String>,
    all: bool,
    truncate: bool,
    format: Option<String>,
}

impl Sample {
    fn rows(&self, host: &Host) -> Vec<Row> {
        let containers: Vec<&Container> = match self.names.is_empty() {
            true => host.containers.all.iter().rev().filter(|c| self.all || c.is_running()).collect(),
            false => self.names.iter().filter_map(|name| host.containers.find(name).ok()).collect(),
        };
        containers.into_iter().map(|container| row(container, self.truncate)).collect()
    }

    fn show(&self, rows: &[Row]) -> Result<String, TemplateError> {
        let columns = ["ID", "Name", "CPUPerc", "MemUsage", "MemPerc", "NetIO", "BlockIO", "PIDs"];
        format::list(self.format.as_deref(), HEADERS, &columns, rows)
    }
}

fn row(container: &Container, truncate: bool) -> Row {
    let id = if truncate { container.short() } else { &container.id };
    let processes: usize = match container.is_running() {
        true => container
            .main
            .iter()
            .chain(container.execs.iter().map(|exec| &exec.process))
            .map(|p| p.running.len().max(1))
            .sum(),
        false => 0,
    };
    let used = processes as u64 * EACH;
    let limit = match (processes, container.options.memory) {
        (0, _) => 0,
        (_, 0) => MACHINE,
        (_, limit) => limit,
    };
    let percent = if limit == 0 { 0.0 } else { used as f64 * 100.0 / limit as f64 };
    format::row([
        ("Container", container.short().to_owned()),
        ("ID", id.to_owned()),
        ("Name", container.name.clone()),
        ("CPUPerc", "0.00%".to_owned()),
        ("MemUsage", format!("{} / {}", binary(used), binary(limit))),
        ("MemPerc", format!("{percent:.2}%")),
        ("NetIO", if processes == 0 { "0B / 0B" } else { "806B / 0B" }.to_owned()),
        ("BlockIO", "0B / 0B".to_owned()),
        ("PIDs", processes.to_string()),
    ])
}

/// Bytes in binary units with four digits: `23.54GiB`.
fn binary(bytes: u64) -> String {
    let (mut value, mut unit) = (bytes as f64, "B");
    for next in ["KiB", "MiB", "GiB", "TiB"] {
        if value < 1024.0 {
            break;
        }
        value /= 1024.0;
        unit = next;
    }
    let digits = if value >= 100.0 {
        1
    } else if value >= 10.0 {
        2
    } else {
        3
    };
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text}{unit}")
}
