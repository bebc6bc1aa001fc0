//! Recorded sessions, and how they are played on a simulated host: all lines in order through the host's shell.

use std::collections::{BTreeMap, VecDeque};

use docker::{
    Host, HostConfig, HostRequest, Profile, Progress, Response, ShellOptions, Stream, TaskId, TaskState,
    Terminal,
};
use serde::Deserialize;
use vfs::Time;

use super::normal;

/// When the recordings were made.
const NOW: i64 = 1_795_461_000;
/// Paths of the user's machine, and how the recordings show them.
const PLACES: [(&str, &str); 2] = [("/root/project", "~/project"), ("/root/.docker", "~/.docker")];
/// How long after a command the next one is typed, in nanoseconds.
const TYPING: i64 = 50_000_000;
/// How much sooner than the recorder Ctrl-C is typed, in nanoseconds: a container is slower to start for real.
const SOONER: i64 = 200_000_000;
/// Slices, and seconds of simulated time, after which a command is taken to have no end.
const SLICES: usize = 200_000;
const SECONDS: i64 = 1000;

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
#[derive(Deserialize, Default)]
struct Step {
    #[serde(default)]
    cmd: Option<String>,
    #[serde(default)]
    stdin: Option<String>,
    /// What was typed, each after so many seconds.
    #[serde(default)]
    send: Vec<(f64, String)>,
    /// When Ctrl-C was typed.
    #[serde(default)]
    int_after: Option<f64>,
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

/// Plays a recording on a host whose registry has the recorder's images; every command with how it compares.
pub(crate) fn play(transcript: &Transcript, registry: &[(&str, oci::Image)]) -> Vec<(String, Compared)> {
    let mut player = Player::new(transcript, registry);
    for line in &transcript.given {
        player.run(&Step { cmd: Some(line.clone()), ..Step::default() }, Profile::Book, false);
    }
    let mut compared = Vec::new();
    for step in &transcript.steps {
        let pause = step.pause_s.map_or(TYPING, |seconds| (seconds * 1e9) as i64);
        player.host.tick(after(player.host.now(), pause));
        if let Some(path) = &step.write {
            player.host.write_file(path, step.content.clone().into_bytes(), None, None).unwrap();
        }
        let Some(line) = &step.cmd else { continue };
        let wanted = Printed { stdout: step.stdout.clone(), stderr: step.stderr.clone(), exit: step.exit };
        let got = player.run(step, player.profile, transcript.tty);
        compared.push((line.clone(), compare(&wanted, got)));
    }
    compared
}

fn compare(wanted: &Printed, got: Option<Printed>) -> Compared {
    let Some(got) = got else { return Compared::Different("  does not end".to_owned()) };
    if *wanted == got {
        return Compared::Exact;
    }
    let normalised = |printed: &Printed| {
        let text = |text: &str| normal::unordered(&normal::text(text));
        (text(&printed.stdout), text(&printed.stderr), printed.exit)
    };
    let (wanted, got) = (normalised(wanted), normalised(&got));
    if wanted == got {
        return Compared::Equal;
    }
    Compared::Different(format!("  wanted {wanted:#?}\n  got    {got:#?}").replace("\\n", "\n      "))
}

/// Something that is typed.
struct Key {
    at: Time,
    what: Typed,
}

enum Typed {
    Text(String),
    CtrlC,
}

struct Player {
    host: Host,
    env: BTreeMap<String, String>,
    profile: Profile,
    terminal: Terminal,
}

impl Player {
    fn new(transcript: &Transcript, registry: &[(&str, oci::Image)]) -> Self {
        let mut host = Host::new(HostConfig { seed: 1, now: NOW });
        for (name, image) in registry {
            host.put_in_registry(name, image.clone()).unwrap();
        }
        for (path, content) in &transcript.files {
            host.write_file(path, content.clone().into_bytes(), None, None).unwrap();
        }
        let mut env = transcript.env.clone().unwrap_or_default();
        // The recorder had no buildx, without which both clients build with the classic builder.
        env.entry("DOCKER_BUILDKIT".to_owned()).or_insert("0".to_owned());
        env.insert("HOME".to_owned(), "~".to_owned());
        let Size { rows, cols } = transcript.term.unwrap_or(Size { rows: 24, cols: 80 });
        Player {
            host,
            env,
            profile: if transcript.client.starts_with("20") { Profile::Book } else { Profile::V28 },
            terminal: Terminal { columns: cols.into(), rows: rows.into(), colours: true },
        }
    }

    /// Runs a line in a new shell; `None` if it does not end.
    fn run(&mut self, step: &Step, profile: Profile, tty: bool) -> Option<Printed> {
        let mut keys = keys(step, self.host.now());
        let options = ShellOptions {
            script: step.cmd.clone(),
            env: self.env.clone(),
            terminal: tty.then_some(self.terminal),
            stdin: step.stdin.clone().unwrap_or_default().into_bytes(),
            profile: Some(profile),
        };
        let until = self.host.now().secs + SECONDS;
        let task = self.host.open_shell(&options).unwrap();
        let mut out = Printed::default();
        for _ in 0..SLICES {
            let progress = self.host.advance(task).unwrap();
            for part in &progress.output {
                let text = String::from_utf8_lossy(&part.bytes);
                let text =
                    PLACES.iter().fold(text.into_owned(), |text, (path, shown)| text.replace(path, shown));
                match part.stream {
                    _ if tty => out.stdout.push_str(&text.replace('\n', "\r\n")),
                    Stream::Stdout => out.stdout.push_str(&text),
                    Stream::Stderr => out.stderr.push_str(&text),
                }
            }
            if let Some(exit) = progress.exit {
                out.exit = exit;
                return Some(out);
            }
            let asks = !progress.requests.is_empty();
            for (id, request) in &progress.requests {
                let answer = match (request, keys.pop_front().map(|key| key.what)) {
                    (HostRequest::Input, Some(Typed::Text(text))) => Response::Bytes(text.into_bytes()),
                    (HostRequest::Input, Some(Typed::CtrlC)) => Response::Interrupted,
                    (HostRequest::Input, None) => Response::Bytes(Vec::new()),
                    _ => Response::Failed("not here".to_owned()),
                };
                self.host.answer(task, *id, answer).unwrap();
            }
            if progress.state == TaskState::Waiting && !asks {
                self.wait(task, &progress, &mut keys, &mut out)?;
            }
            if self.host.now().secs > until {
                break;
            }
        }
        self.host.cancel(task).unwrap();
        let _ = self.host.advance(task);
        None
    }

    /// Lets the time come at which the next thing happens, which may be that something is typed.
    fn wait(
        &mut self,
        task: TaskId,
        progress: &Progress,
        keys: &mut VecDeque<Key>,
        out: &mut Printed,
    ) -> Option<()> {
        let typed = keys.front().is_some_and(|key| progress.wake.is_none_or(|wake| key.at <= wake));
        if !typed {
            self.host.tick(progress.wake?);
            return Some(());
        }
        let key = keys.pop_front()?;
        self.host.tick(key.at);
        match key.what {
            Typed::CtrlC => self.host.signal(task, "INT").unwrap(),
            Typed::Text(text) => {
                // The terminal echoes what is typed.
                out.stdout.push_str(&text.replace('\n', "\r\n"));
                self.host.input(task, text.into_bytes()).unwrap();
            }
        }
        Some(())
    }
}

fn after(time: Time, nanos: i64) -> Time {
    let nanos = i64::from(time.nanos) + nanos;
    Time { secs: time.secs + nanos.div_euclid(1_000_000_000), nanos: nanos.rem_euclid(1_000_000_000) as u32 }
}

/// What is typed during a step, in its order.
fn keys(step: &Step, start: Time) -> VecDeque<Key> {
    let later = |seconds: f64, sooner: i64| after(start, (seconds * 1e9) as i64 - sooner);
    let mut passed = 0.0;
    let mut keys = VecDeque::new();
    for (seconds, text) in &step.send {
        passed += seconds;
        keys.push_back(Key { at: later(passed, 0), what: Typed::Text(text.clone()) });
    }
    if let Some(seconds) = step.int_after {
        keys.push_back(Key { at: later(seconds, SOONER), what: Typed::CtrlC });
    }
    keys
}
