//! `docker container logs`.

use vfs::Time;

use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::{Flag, Values};
use crate::cli::follow::until;
use crate::cli::{Session, Step};
use crate::container::Piece;
use crate::container::life::after;
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
    let asked = |name: &str| match values.one(name).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => moment(text, now).map(Some).ok_or_else(|| {
            format!("invalid value for {name:?}: failed to parse value as time or duration: {text:?}")
        }),
    };
    let (since, before) = match (asked("since"), asked("until")) {
        (Ok(since), Ok(before)) => (since, before),
        (Err(message), _) | (_, Err(message)) => return session.fail(&message),
    };
    let show =
        Show { timestamps: values.on("timestamps"), details: values.on("details"), since, until: before };
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
        return Some(Time { secs: seconds.floor() as i64, nanos: (seconds.rem_euclid(1.0) * 1e9) as u32 });
    }
    if let Some(nanos) = super::flags::nanos(text) {
        return Some(after(now, nanos.checked_neg()?));
    }
    // What is left out of a date is nought.
    let whole = match text.len() {
        10 => format!("{text}T00:00:00Z"),
        13 => format!("{text}:00:00Z"),
        16 => format!("{text}:00Z"),
        _ if !text.ends_with('Z') && !text.get(19..)?.contains(['+', '-']) => format!("{text}Z"),
        _ => text.to_owned(),
    };
    oci::parse_time(&whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_docker_reads_them() {
        let now = Time { secs: 1_700_000_000, nanos: 250_000_000 };
        let check = |text: &str, expected: Option<(i64, u32)>| {
            assert_eq!(moment(text, now).map(|time| (time.secs, time.nanos)), expected, "{text}");
        };
        check("1700000000", Some((1_700_000_000, 0)));
        check("1700000000.5", Some((1_700_000_000, 500_000_000)));
        check("1m30s", Some((1_699_999_910, 250_000_000)));
        check("500ms", Some((1_699_999_999, 750_000_000)));
        check("2023-11-14", Some((1_699_920_000, 0)));
        check("2023-11-14T22", Some((1_699_999_200, 0)));
        check("2023-11-14T22:13", Some((1_699_999_980, 0)));
        check("2023-11-14T22:13:20", Some((1_700_000_000, 0)));
        check("2023-11-14T22:13:20.5", Some((1_700_000_000, 500_000_000)));
        check("2023-11-14T22:13:20Z", Some((1_700_000_000, 0)));
        check("2023-11-14T23:13:20+01:00", Some((1_700_000_000, 0)));
        check("x", None);
        check("5z", None);
        check("", None);
    }
}
