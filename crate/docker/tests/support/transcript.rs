//! Recorded sessions, and how they are played on a simulated host.

use std::collections::BTreeMap;

use docker::Terminal;
use serde::Deserialize;

use super::{Machine, normal, words};

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
        player.machine.host.set_now(player.clock);
        if let Some(path) = &step.write {
            player.machine.write(&format!("{HOME}/project/{path}"), step.content.as_bytes());
        }
        let Some(line) = &step.cmd else { continue };
        player.machine.stdin = step.stdin.clone().unwrap_or_default().into_bytes();
        let wanted = Printed { stdout: step.stdout.clone(), stderr: step.stderr.clone(), exit: step.exit };
        compared.push((line.clone(), compare(&wanted, player.run(line))));
    }
    compared
}

fn compare(wanted: &Printed, got: Option<Printed>) -> Compared {
    let Some(got) = got else { return Compared::Different("  asks for more of a shell".to_owned()) };
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
    machine: Machine,
    clock: i64,
    tty: bool,
}

impl Player {
    fn new(transcript: &Transcript) -> Self {
        let mut machine = Machine::new(NOW);
        machine.options.cwd = format!("{HOME}/project");
        machine.mkdir(&machine.options.cwd.clone());
        for (path, content) in &transcript.files {
            machine.write(&format!("{HOME}/project/{path}"), content.as_bytes());
        }
        machine.options.env = transcript.env.clone().unwrap_or_default();
        // The recorder had no buildx, without which both clients build with the classic builder.
        machine.options.env.entry("DOCKER_BUILDKIT".to_owned()).or_insert("0".to_owned());
        machine.options.profile = Some(if transcript.client.starts_with("20") {
            docker::Profile::Book
        } else {
            docker::Profile::V28
        });
        if transcript.tty {
            let Size { rows, cols } = transcript.term.unwrap_or(Size { rows: 24, cols: 80 });
            machine.options.terminal =
                Some(Terminal { columns: cols.into(), rows: rows.into(), colours: true });
            machine.options.stdout_is_terminal = true;
        }
        Player { machine, clock: NOW, tty: transcript.tty }
    }

    /// Runs a line of commands between semicolons; `None` if it asks for more of a shell.
    fn run(&mut self, line: &str) -> Option<Printed> {
        let mut all = Printed::default();
        for command in line.split("; ") {
            if command == "echo $?" {
                all.stdout.push_str(&format!("{}\n", all.exit));
                all.exit = 0;
                continue;
            }
            let argv = words::split(command)?;
            if argv.first().is_none_or(|name| name != "docker") {
                return None;
            }
            let ran = self.machine.exec(argv);
            all.exit = ran.exit;
            let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(HOME, "~");
            match self.tty {
                true => all.stdout.push_str(&shown(&ran.both).replace('\n', "\r\n")),
                false => {
                    all.stdout.push_str(&shown(&ran.stdout));
                    all.stderr.push_str(&shown(ran.stderr.as_bytes()));
                }
            }
        }
        Some(all)
    }
}
