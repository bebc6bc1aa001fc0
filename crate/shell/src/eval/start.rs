//! From a command's name to a running program.

use vfs::{Blob, Errno, Follow, FsError, VPathBuf};

use super::{Done, Shell, State};
use crate::kernel::{Kernel, Task, Unwind};
use crate::meter::Stop;
use crate::program::{self, Context};
use crate::syntax::Dialect;

/// Where programs are looked for if `PATH` is not set.
pub(crate) const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// A row of the table of modelled programs.
pub(crate) struct Program {
    pub(crate) name: &'static str,
    /// What `--help` shows behind `Usage: `.
    pub(crate) usage: &'static str,
    pub(crate) main: fn(&mut Context<'_, '_>) -> Result<i32, Unwind>,
}

/// What a file turned out to be when it was to be executed.
enum Image {
    /// `#!interpreter argument`.
    Script {
        interpreter: String,
        argument: Option<String>,
    },
    /// Text without a first line that says by what it is run.
    Text,
    Binary,
}

/// Interpreters of scripts may themselves be scripts, this often.
const MAX_INTERPRETERS: u16 = 4;

/// Why a program did not start.
pub(crate) enum Failure {
    /// The file, or the interpreter it names.
    Missing,
    Refused(Errno),
    /// No format that the system executes.
    Format,
}

impl Failure {
    pub(crate) fn status(&self) -> i32 {
        match self {
            Failure::Missing => 127,
            Failure::Refused(_) | Failure::Format => 126,
        }
    }

    /// As strerror says it.
    pub(crate) fn text(&self) -> &'static str {
        match self {
            Failure::Missing => Errno::ENOENT.text(),
            Failure::Refused(errno) => errno.text(),
            Failure::Format => "Exec format error",
        }
    }
}

/// The path of a command: as it stands if it holds a slash, else the first executable of that name in `path`.
pub(crate) fn find(kernel: &mut Kernel<'_>, task: &Task, name: &str, path: &str) -> Result<String, Failure> {
    if name.contains('/') {
        return executable(kernel, task, name).map(|()| name.to_string());
    }
    let mut failure = Failure::Missing;
    for dir in path.split(':') {
        let candidate =
            if dir.is_empty() { name.to_string() } else { format!("{}/{name}", dir.trim_end_matches('/')) };
        match executable(kernel, task, &candidate) {
            Ok(()) => return Ok(candidate),
            Err(Failure::Missing) => {}
            Err(refused) => failure = refused,
        }
    }
    Err(failure)
}

fn executable(kernel: &mut Kernel<'_>, task: &Task, path: &str) -> Result<(), Failure> {
    match kernel.stat(task, path, Follow::All) {
        Ok((_, node)) if node.as_file().is_none() => Err(Failure::Refused(Errno::EACCES)),
        Ok((_, node)) if !crate::kernel::may_execute(task, &node.meta) => {
            Err(Failure::Refused(Errno::EACCES))
        }
        Ok(_) => Ok(()),
        Err(FsError { errno: Errno::ENOENT | Errno::ENOTDIR, .. }) => Err(Failure::Missing),
        Err(error) => Err(Failure::Refused(error.errno)),
    }
}

fn image(kernel: &Kernel<'_>, place: &VPathBuf) -> Image {
    let blob = kernel.tree.read(place).unwrap_or_else(|_| Blob::empty());
    let mut head = vec![0; 256];
    let count = blob.read_at(0, &mut head);
    head.truncate(count);
    if let Some(line) = head.strip_prefix(b"#!") {
        let line = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let line = crate::text::from_bytes(line);
        let (interpreter, argument) = match line.trim().split_once([' ', '\t']) {
            Some((interpreter, argument)) => (interpreter.to_string(), Some(argument.trim().to_string())),
            None => (line.trim().to_string(), None),
        };
        return Image::Script { interpreter, argument };
    }
    let binary = blob.seed().is_some() || head.starts_with(b"\x7fELF") || head.contains(&0);
    if binary { Image::Binary } else { Image::Text }
}

/// Replaces `task`'s program by the file at `path`, found before; returns the exit status.
pub(crate) fn start(
    kernel: &mut Kernel<'_>,
    task: Task,
    path: &str,
    argv: Vec<String>,
) -> Result<Result<i32, Failure>, Unwind> {
    start_at(kernel, task, path, argv, 0)
}

fn start_at(
    kernel: &mut Kernel<'_>,
    task: Task,
    path: &str,
    argv: Vec<String>,
    interpreters: u16,
) -> Result<Result<i32, Failure>, Unwind> {
    if let Err(failure) = executable(kernel, &task, path) {
        return Ok(Err(failure));
    }
    let (place, node) = match kernel.stat(&task, path, Follow::All) {
        Ok(found) => found,
        Err(error) => return Ok(Err(Failure::Refused(error.errno))),
    };
    kernel.meter.fuel(60)?;
    kernel.meter.spent.processes += 1;
    match image(kernel, &place) {
        Image::Script { interpreter, argument } => {
            if interpreters >= MAX_INTERPRETERS {
                return Ok(Err(Failure::Refused(Errno::ELOOP)));
            }
            let mut script = vec![interpreter.clone()];
            script.extend(argument);
            script.push(path.to_string());
            script.extend(argv.into_iter().skip(1));
            start_at(kernel, task, &interpreter, script, interpreters + 1)
        }
        Image::Text if node.size() > 0 || interpreters > 0 => Ok(Err(Failure::Format)),
        Image::Text => Ok(Ok(0)),
        Image::Binary => run_binary(kernel, task, path, &place, argv).map(Ok),
    }
}

/// Runs the model of a binary: by the applet's name for busybox, else by the file's own name, else by the link's.
fn run_binary(
    kernel: &mut Kernel<'_>,
    mut task: Task,
    path: &str,
    place: &VPathBuf,
    mut argv: Vec<String>,
) -> Result<i32, Unwind> {
    let base = |path: &str| path.rsplit('/').next().unwrap_or(path).to_string();
    let (own, invoked) = (base(place.as_str()), base(path));
    let busybox = own == "busybox" || own == "busybox.static";
    let found = if busybox {
        let mut applet =
            base(argv.first().map_or("busybox", String::as_str)).trim_start_matches('-').to_string();
        if applet.starts_with("busybox") {
            if argv.len() < 2 {
                return Err(Stop::Unsupported("busybox without an applet".into()).into());
            }
            argv.remove(0);
            applet = base(&argv[0]);
        }
        program::find(&applet).ok_or(applet)
    } else {
        program::find(&own).or_else(|| program::find(&invoked)).ok_or_else(|| place.as_str().to_string())
    };
    match found {
        Ok(program) => {
            task.pid = kernel.replaced.take().unwrap_or_else(|| kernel.new_pid());
            kernel.running.push((task.pid, argv.clone()));
            let dialect = match own.as_str() {
                "dash" => Dialect::Dash,
                "bash" => Dialect::Bash,
                _ => Dialect::Ash,
            };
            let mut context = Context {
                kernel,
                task,
                args: argv,
                name: program.name.to_string(),
                program: program.name,
                usage: program.usage,
                gnu: !busybox,
                dialect,
            };
            let ended = context.run(program);
            // What waits still runs.
            if !matches!(ended, Err(Unwind::Wait(_))) {
                kernel.running.pop();
            }
            ended
        }
        Err(name) if kernel.has_guest(&invoked) || kernel.has_guest(&base(&name)) => {
            let name = if kernel.has_guest(&invoked) { invoked } else { base(&name) };
            task.pid = kernel.replaced.take().unwrap_or_else(|| kernel.new_pid());
            kernel.running.push((task.pid, argv.clone()));
            let ended = kernel.guest(&task, &name, &argv);
            if !matches!(ended, Err(Unwind::Wait(_))) {
                kernel.running.pop();
            }
            ended
        }
        Err(applet) if busybox && !program::is_applet(&applet) => {
            let handle = task.fds.get(2);
            if let Some(handle) = handle {
                let _ = kernel.write_to(&handle, format!("{applet}: applet not found\n").as_bytes())?;
            }
            Ok(127)
        }
        Err(name) if asks_version(&argv) => {
            let line = format!("{} (modelled; its version is not known)\n", base(&name));
            if let Some(handle) = task.fds.get(1) {
                let _ = kernel.write_to(&handle, line.as_bytes())?;
            }
            Ok(0)
        }
        Err(name) => Err(Stop::Unsupported(format!("the program `{name}`")).into()),
    }
}

/// The smoke test of many images: `program --version`. Whatever is in the image can say that it is modelled.
fn asks_version(argv: &[String]) -> bool {
    let [_, argument] = argv else { return false };
    matches!(argument.as_str(), "--version" | "-version" | "version" | "-V" | "-v" | "--help")
}

/// Finds, starts and waits for a program as a child of `task`.
pub(crate) fn spawn(
    kernel: &mut Kernel<'_>,
    task: &Task,
    argv: &[String],
) -> Result<Result<i32, Failure>, Unwind> {
    let name = argv.first().map(String::as_str).unwrap_or_default();
    let path = task.var("PATH").unwrap_or(DEFAULT_PATH).to_string();
    let path = match find(kernel, task, name, &path) {
        Ok(path) => path,
        Err(failure) => return Ok(Err(failure)),
    };
    kernel.meter.enter()?;
    let status = match start(kernel, task.clone(), &path, argv.to_vec()) {
        Err(Unwind::Pipe) => Ok(Ok(141)),
        Err(Unwind::Exit(status)) => Ok(Ok(status & 0xff)),
        Err(Unwind::Signal(number)) => Ok(Ok(128 + number)),
        other => other,
    };
    kernel.meter.leave();
    status
}

impl Shell<'_, '_> {
    /// Runs a program and waits for it.
    pub(crate) fn external(&mut self, words: &[String]) -> Done<i32> {
        self.external_as(words, None)
    }

    /// As [`Shell::external`]; errors name the builtin that asked.
    pub(crate) fn external_as(&mut self, words: &[String], asker: Option<&str>) -> Done<i32> {
        let name = words.first().cloned().unwrap_or_default();
        let search = self.variable("PATH").unwrap_or_default();
        let mut task = self.state.task.clone();
        task.env = self.environment();
        let path = match find(self.kernel, &task, &name, &search) {
            Ok(path) => path,
            Err(failure) => return self.not_started(&name, &failure, asker),
        };
        self.kernel.meter.enter()?;
        let result = start(self.kernel, task, &path, words.to_vec());
        self.kernel.meter.leave();
        match result {
            Ok(Ok(status)) | Err(Unwind::Exit(status)) => Ok(status & 0xff),
            Err(Unwind::Pipe) => Ok(141),
            Err(Unwind::Signal(number)) => Ok(128 + number),
            Ok(Err(Failure::Format)) => self.run_file_in_copy(&path, words),
            Ok(Err(failure)) => self.not_started(&name, &failure, asker),
            Err(unwind) => Err(unwind),
        }
    }

    fn not_started(&mut self, name: &str, failure: &Failure, asker: Option<&str>) -> Done<i32> {
        let line = if self.state.dialect == Dialect::Ash { "line 0: " } else { "" };
        let prefix = asker.map(|asker| format!("{asker}: {line}")).unwrap_or_default();
        let text = match (failure, self.state.dialect) {
            (Failure::Missing, Dialect::Bash) if name.contains('/') => "No such file or directory",
            (Failure::Missing, Dialect::Bash) => "command not found",
            (Failure::Missing, _) => "not found",
            (Failure::Refused(Errno::EACCES), Dialect::Bash) if self.is_directory(name) => "Is a directory",
            (failure, _) => failure.text(),
        };
        self.complain(&format!("{prefix}{name}: {text}"))?;
        Ok(failure.status())
    }

    fn is_directory(&mut self, name: &str) -> bool {
        let task = self.state.task.clone();
        name.contains('/') && self.kernel.stat(&task, name, Follow::All).is_ok_and(|(_, node)| node.is_dir())
    }

    /// A text file that the system refuses is a script of this shell.
    fn run_file_in_copy(&mut self, path: &str, words: &[String]) -> Done<i32> {
        let task = self.state.task.clone();
        let Ok(blob) = self.kernel.read(&task, path) else { return Ok(126) };
        let text = crate::text::from_bytes(&blob.bytes());
        self.kernel.meter.enter()?;
        let mut task = task;
        task.env = self.environment();
        let mut state = State::new(self.state.dialect, path.to_string(), task);
        state.positional = words.get(1..).unwrap_or_default().to_vec();
        let mut shell = Shell { kernel: self.kernel, state };
        let result = shell.run_script(&text);
        self.kernel.meter.leave();
        match result {
            Err(Unwind::Pipe) => Ok(141),
            result => result,
        }
    }
}
