//! Starting a process, and what is known once it has ended.

use vfs::{Errno, Follow, Time, Tree, VPathBuf};

use crate::eval::{DEFAULT_PATH, Failure, find_program, start};
use crate::io::Descriptors;
use crate::kernel::{Kernel, Task, Unwind};
use crate::live::Wait;
use crate::meter::{Limits, Meter, Spent, Stop};
use crate::packages::Packages;
use crate::user::User;

/// Everything that a process is given. Nothing else reaches it: no clock, no host file, no network.
pub struct Process<'a> {
    /// The root filesystem. Mounts are grafted into it before and taken out after by the caller.
    /// A process that is stopped leaves it half changed: drop it. Open it with `trace` to learn what was read.
    pub tree: &'a mut Tree,
    /// `NAME`, value. `PATH` and `HOME` come from here too; a later pair of the same name wins.
    pub env: Vec<(String, String)>,
    /// Must exist; a missing directory fails the start as the container runtime does.
    pub cwd: VPathBuf,
    pub user: User,
    pub stdin: Vec<u8>,
    /// Called for each piece of output as it is written.
    pub out: &'a mut dyn FnMut(Stream, &[u8]),
    pub limits: Limits,
    /// What `date` says, and the modification time of everything that is written.
    pub now: Time,
    pub hostname: String,
    /// What package managers find.
    pub packages: Packages,
}

/// Where output goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// How a process ended and what it used. What it touched is in the tree: `touched()`, and `reads()` if traced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The exit status, or why there is none.
    pub result: Result<Exit, Stop>,
    pub spent: Spent,
    /// Why the process could not be started at all, in the container runtime's words (`exec: "x": executable file not
    /// found in $PATH`); the same stands on stderr.
    pub not_started: Option<String>,
}

/// An exit status, 0 to 255; 128 + n for a process that died of signal n.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exit(pub u8);

impl Exit {
    pub fn success(self) -> bool {
        self.0 == 0
    }
}

/// Starts a command line and runs it to its end.
///
/// `argv[0]` is looked for in the `PATH` of the environment, as the container runtime does; if it cannot be started,
/// the runtime's message goes to stderr and the exit status is 1.
pub fn run(argv: &[String], process: Process<'_>) -> Outcome {
    let Process { tree, env, cwd, user, stdin, out, limits, now, hostname, packages } = process;
    let mut sink = |_: Time, stream: Stream, bytes: &[u8]| out(stream, bytes);
    let mut kernel = Kernel::new(tree, &mut sink, Meter::new(limits), now, hostname);
    kernel.packages = packages;
    let task = first_task(env, cwd, user, Descriptors::standard(stdin));
    let mut not_started = None;
    let result = launch(&mut kernel, task, argv, &mut not_started);
    kernel.flush();
    kernel.release(kernel.now);
    let spent = kernel.meter.spent;
    outcome(result, spent, not_started).unwrap_or_else(|wait| {
        // Only a process that was told of an outside waits for it.
        Outcome { result: Err(Stop::Unsupported(format!("waiting ({wait:?})"))), spent, not_started: None }
    })
}

/// The first process of a run, before its program is started.
pub(crate) fn first_task(env: Vec<(String, String)>, cwd: VPathBuf, user: User, fds: Descriptors) -> Task {
    let mut task = Task { env: unique(env), cwd, user, umask: 0o022, ignores_pipe: false, fds, pid: 0 };
    if task.var("HOME").is_none() {
        let home = task.user.home.clone();
        task.env.push(("HOME".into(), home));
    }
    task
}

/// How a process ended, or what it waits for.
pub(crate) fn outcome(
    result: Result<i32, Unwind>,
    spent: Spent,
    not_started: Option<String>,
) -> Result<Outcome, Wait> {
    let exit = |status: i32| Ok(Exit((status & 0xff) as u8));
    let result = match result {
        Ok(status) | Err(Unwind::Exit(status) | Unwind::Return(status)) => exit(status),
        Err(Unwind::Abandon(status) | Unwind::Refused(status)) => exit(status),
        Err(Unwind::Signal(number) | Unwind::Killed(number)) => exit(128 + number),
        Err(Unwind::Stop(stop)) => Err(stop),
        Err(Unwind::Wait(wait)) => return Err(wait),
        Err(Unwind::Pipe | Unwind::Starved) => exit(141),
        Err(Unwind::Break(_) | Unwind::Continue(_)) => exit(0),
    };
    Ok(Outcome { result, spent, not_started })
}

/// The last value of each name, in the order of the first.
fn unique(env: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut kept: Vec<(String, String)> = Vec::new();
    for (name, value) in env {
        match kept.iter_mut().find(|(known, _)| *known == name) {
            Some((_, slot)) => *slot = value,
            None => kept.push((name, value)),
        }
    }
    kept
}

pub(crate) fn launch(
    kernel: &mut Kernel<'_>,
    task: Task,
    argv: &[String],
    not_started: &mut Option<String>,
) -> Result<i32, Unwind> {
    let mut refuse = |kernel: &mut Kernel<'_>, why: &str| {
        *not_started = Some(why.to_owned());
        refuse(kernel, why)
    };
    let Some(name) = argv.first() else { return refuse(kernel, "no command given") };
    if !kernel.tree.lookup(&task.cwd, Follow::All).is_ok_and(vfs::Node::is_dir) {
        let cwd = task.cwd.clone();
        return refuse(
            kernel,
            &format!("chdir to cwd (\"{cwd}\") set in config.json failed: no such file or directory"),
        );
    }
    let path = task.var("PATH").unwrap_or(DEFAULT_PATH).to_string();
    let failure = match find_program(kernel, &task, name, &path) {
        Ok(path) => match start(kernel, task, &path, argv.to_vec())? {
            Ok(status) => return Ok(status),
            // The file is there, so it is its interpreter that is not.
            Err(Failure::Missing) => format!("exec {name}: no such file or directory"),
            Err(failure) => format!("exec {name}: {}", lower(failure.text())),
        },
        Err(Failure::Missing) if name.contains('/') => {
            format!("exec: \"{name}\": stat {name}: no such file or directory")
        }
        Err(Failure::Missing) => format!("exec: \"{name}\": executable file not found in $PATH"),
        Err(Failure::Refused(Errno::EACCES))
            if kernel.tree.lookup(&VPathBuf::normalise(name), Follow::All).is_ok_and(vfs::Node::is_dir) =>
        {
            format!("exec: \"{name}\": is a directory")
        }
        Err(failure) => format!("exec: \"{name}\": {}", lower(failure.text())),
    };
    refuse(kernel, &failure)
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

/// The container runtime's message for a process that does not start.
fn refuse(kernel: &mut Kernel<'_>, why: &str) -> Result<i32, Unwind> {
    let line = format!("runc run failed: unable to start container process: {why}\n");
    kernel.meter.output(line.as_bytes())?;
    (kernel.out)(kernel.now, Stream::Stderr, line.as_bytes());
    Ok(1)
}
