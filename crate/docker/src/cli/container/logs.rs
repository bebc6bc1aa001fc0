//! `docker container logs`.

use vfs::Time;

use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::{Flag, Values};
use crate::cli::follow::until;
use crate::cli::{Session, Step};
use crate::container::Piece;
use crate::task::Stream;
use crate::view::time;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container logs", "docker container logs"), spelled("logs", "docker logs")],
    usage: "[OPTIONS] CONTAINER",
    short: "Fetch the logs of a container",
    flags: &[
        Flag::switch("details", "Show extra details provided to logs"),
        Flag::switch("follow", "Follow log output").short('f'),
        Flag::one(
            "since",
            "string",
            "Show logs since timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative (e.g. \"42m\" for 42 minutes)",
        )
        .book("Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)"),
        Flag::one("tail", "string", "Number of lines to show from the end of the logs")
            .short('n')
            .default("all"),
        Flag::switch("timestamps", "Show timestamps").short('t'),
        Flag::one(
            "until",
            "string",
            "Show logs before a timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative (e.g. \"42m\" for 42 minutes)",
        )
        .book("Show logs before a timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)"),
    ],
    arguments: Arguments::Exactly(1),
    run: logs,
};

/// What of a log is wanted, and how it is shown.
struct Show {
    timestamps: bool,
    details: bool,
    since: Option<Time>,
    until: Option<Time>,
}

fn logs(session: &mut Session<'_>, values: Values) -> Step {
    let name = values.arguments.first().cloned().unwrap_or_default();
    let id = match session.host.containers.id_of(&name) {
        Ok(id) => id,
        Err(message) => {
            let message = session.missing_container(&message);
            return session.fail(&message);
        }
    };
    let now = session.host.now();
    let show = Show {
        timestamps: values.on("timestamps"),
        details: values.on("details"),
        since: values.one("since").and_then(|text| moment(text, now)),
        until: values.one("until").and_then(|text| moment(text, now)),
    };
    let container = session.host.containers.get(&id);
    let log: Vec<Piece> = container.map(|container| container.log.clone()).unwrap_or_default();
    let wanted: Vec<Piece> = lines(&log).into_iter().filter(|line| show.wants(line)).collect();
    // Docker takes what is no number for all.
    let tail = values.one("tail").and_then(|text| text.parse::<usize>().ok()).unwrap_or(usize::MAX);
    let skip = wanted.len().saturating_sub(tail);
    for line in wanted.iter().skip(skip) {
        show.print(session, line);
    }
    if !values.on("follow") {
        return Step::Exit(0);
    }
    let mut from = log.len();
    until(move |session| {
        let Some(container) = session.host.containers.get(&id) else { return Some(Step::Exit(0)) };
        let fresh = lines(container.log.get(from..).unwrap_or_default());
        from = container.log.len();
        let running = container.is_running();
        for line in fresh.iter().filter(|line| show.wants(line)) {
            show.print(session, line);
        }
        (!running).then_some(Step::Exit(0))
    })
}

/// Pieces cut and joined so that each is a line.
fn lines(log: &[Piece]) -> Vec<Piece> {
    let mut lines: Vec<Piece> = Vec::new();
    for piece in log {
        for part in piece.bytes.split_inclusive(|byte| *byte == b'\n') {
            let open = lines.iter_mut().rev().find(|line| line.stream == piece.stream);
            match open.filter(|line| !line.bytes.ends_with(b"\n")) {
                Some(line) => line.bytes.extend_from_slice(part),
                None => lines.push(Piece { bytes: part.to_vec(), ..*piece }),
            }
        }
    }
    lines
}

impl Show {
    fn wants(&self, line: &Piece) -> bool {
        self.since.is_none_or(|since| line.time >= since) && self.until.is_none_or(|until| line.time < until)
    }

    fn print(&self, session: &mut Session<'_>, line: &Piece) {
        let mut bytes = Vec::new();
        if self.timestamps {
            bytes.extend(time::fixed_nanos(line.time).into_bytes());
            bytes.push(b' ');
        }
        if self.details {
            bytes.push(b' ');
        }
        bytes.extend_from_slice(&line.bytes);
        match line.stream {
            Stream::Stdout => session.console.print_bytes(&bytes),
            Stream::Stderr => session.console.error_bytes(&bytes),
        }
    }
}

/// A moment: seconds since the epoch, RFC 3339, or a duration before now.
pub(in crate::cli) fn moment(text: &str, now: Time) -> Option<Time> {
    if let Ok(seconds) = text.parse::<f64>() {
        return Some(Time::from_secs(seconds as i64));
    }
    if let Some(nanos) = super::flags::nanos(text) {
        return Some(Time { secs: now.secs - nanos / 1_000_000_000, nanos: now.nanos });
    }
    oci::parse_time(text)
}
