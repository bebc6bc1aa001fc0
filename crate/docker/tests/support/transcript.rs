//! Recorded sessions, and how they are played on a simulated host.

use std::collections::BTreeMap;

use docker::{Host, HostConfig, Profile, Response, ShellOptions, Stream, Terminal};
use serde::Deserialize;

use super::normal;

/// When the recordings were made.
const NOW: i64 = 1_795_461_000;
const HOME: &str = "/root";
/// What a person needs to type a command, in seconds.
const TYPING: i64 = 1;

#[derive(Deserialize)]
pub(crate) struct Transcript {
    client: String,
    #[serde(default)]
    tty: bool,
    #[serde(default)]
    term: Option<Size>,
    #[serde(default)]
    given: Vec<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    env: Option<BTreeMap<String, String>>,
    steps: Vec<Step>,
}

#[derive(Deserialize, Clone, Copy)]
struct Size {
    rows: u16,
    cols: u16,
}

/// A command, a pause, or a file that is written.
#[derive(Deserialize)]
struct Step {
    #[serde(default)]
    cmd: Option<String>,
    #[serde(default)]
    stdin: Option<String>,
    #[serde(default)]
    stdout: String,
    #[serde(default)]
    stderr: String,
    #[serde(default)]
    exit: i32,
    #[serde(default)]
    pause_s: Option<f64>,
    #[serde(default)]
    write: Option<String>,
    #[serde(default)]
    content: String,
}

/// How an output relates to the recorded one.
pub(crate) enum Compared {
    Exact,
    /// But for what differs from run to run.
    Equal,
    Different(String),
}

/// What came of a command line.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Printed {
    stdout: String,
    stderr: String,
    exit: i32,
}

/// Plays a recording; every command with how it compares.
pub(crate) fn play(transcript: &Transcript) -> Vec<(String, Compared)> {
    let mut player = Player::new(transcript);
    for line in &transcript.given {
        player.run(line);
    }
    let mut compared = Vec::new();
    for step in &transcript.steps {
        let later = step.pause_s.map_or(TYPING, |seconds| seconds.ceil() as i64);
        player.clock += later;
        player.host.set_now(player.clock);
        if let Some(path) = &step.write {
            player.host.write_file(path, step.content.clone().into_bytes(), None, None).unwrap();
        }
        let Some(line) = &step.cmd else { continue };
        player.options.stdin = step.stdin.clone().unwrap_or_default().into_bytes();
        let wanted = Printed { stdout: step.stdout.clone(), stderr: step.stderr.clone(), exit: step.exit };
        compared.push((line.clone(), compare(&wanted, player.run(line))));
    }
    compared
}

fn compare(wanted: &Printed, got: Printed) -> Compared {
    if *wanted == got {
        return Compared::Exact;
    }
    let normalised = |printed: &Printed| {
        let text = |text: &str| normal::unordered(&normal::text(text));
        (text(&printed.stdout), text(&printed.stderr), printed.exit)
    };
    if normalised(wanted) == normalised(&got) {
        return Compared::Equal;
    }
    Compared::Different(format!("  wanted {wanted:#?}\n  got    {got:#?}").replace("\\n", "\n      "))
}

struct Player {
    host: Host,
    options: ShellOptions,
    clock: i64,
    tty: bool,
}

impl Player {
    fn new(transcript: &Transcript) -> Self {
        let mut host = Host::new(HostConfig { seed: 1, now: NOW });
        for (path, content) in &transcript.files {
            host.write_file(path, content.clone().into_bytes(), None, None).unwrap();
        }
        let mut env = transcript.env.clone().unwrap_or_default();
        // The recorder had no buildx, without which both clients build with the classic builder.
        env.entry("DOCKER_BUILDKIT".to_owned()).or_insert("0".to_owned());
        let profile = if transcript.client.starts_with("20") { Profile::Book } else { Profile::V28 };
        let size = transcript.term.unwrap_or(Size { rows: 24, cols: 80 });
        let terminal = Terminal { columns: size.cols.into(), rows: size.rows.into(), colours: true };
        let options = ShellOptions {
            env,
            profile: Some(profile),
            terminal: transcript.tty.then_some(terminal),
            ..ShellOptions::default()
        };
        Player { host, options, clock: NOW, tty: transcript.tty }
    }

    /// Runs a line as `sh -c` does, in the host's shell.
    fn run(&mut self, line: &str) -> Printed {
        let options = ShellOptions { script: Some(line.to_owned()), ..self.options.clone() };
        let host = &mut self.host;
        let task = host.open_shell(&options).unwrap();
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let exit = loop {
            let progress = host.advance(task).unwrap();
            for part in progress.output {
                match part.stream {
                    Stream::Stderr if !self.tty => stderr.extend(part.bytes),
                    _ => stdout.extend(part.bytes),
                }
            }
            for (id, _) in progress.requests {
                host.answer(task, id, Response::Bytes(Vec::new())).unwrap();
            }
            if let Some(exit) = progress.exit {
                break exit;
            }
        };
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(HOME, "~");
        let stdout = shown(&stdout);
        Printed {
            stdout: if self.tty { stdout.replace('\n', "\r\n") } else { stdout },
            stderr: shown(&stderr),
            exit,
        }
    }
}
