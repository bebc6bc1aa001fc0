//! What a program's `main` is given, and the things most programs do.

use vfs::FsError;

use super::usage::{self, Usage};
use crate::eval::Program;
use crate::io::Handle;
use crate::kernel::{BLOCK, Bad, Kernel, Open, Task, Unwind};
use crate::syntax::Dialect;
use crate::text::{from_bytes, to_bytes};

/// A running program.
pub(crate) struct Context<'k, 'a> {
    pub(crate) kernel: &'k mut Kernel<'a>,
    pub(crate) task: Task,
    /// `args[0]` is the name by which it was called.
    pub(crate) args: Vec<String>,
    /// What its messages start with.
    pub(crate) name: String,
    /// Under which name the table of programs has it.
    pub(crate) program: &'static str,
    pub(crate) usage: &'static str,
    /// GNU's program rather than busybox's, where they differ.
    pub(crate) gnu: bool,
    /// For shells: which one.
    pub(crate) dialect: Dialect,
}

pub(crate) type Done<T> = Result<T, Unwind>;

/// What busybox says of itself before its usage; the day on which it was built is not modelled.
const BUSYBOX: &str = "BusyBox v1.37.0 (modelled) multi-call binary.";

impl Context<'_, '_> {
    pub(crate) fn run(&mut self, program: &Program) -> Done<i32> {
        if self.args.get(1).is_some_and(|arg| arg == "--help") && !program.usage.is_empty() {
            match self.debian_usage() {
                Some(usage) => self.print_line(&format!("Usage: {}", usage.line))?,
                None if self.gnu => self.print_line(&format!("Usage: {}", program.usage))?,
                // busybox says on stderr what it was asked for, too.
                None => self.print_busybox_usage()?,
            }
            return Ok(0);
        }
        (program.main)(self)
    }

    /// The arguments behind the name.
    pub(crate) fn operands(&self) -> Vec<String> {
        self.args.get(1..).unwrap_or_default().to_vec()
    }

    pub(crate) fn print(&mut self, text: &str) -> Done<()> {
        self.write(&to_bytes(text))
    }

    pub(crate) fn print_line(&mut self, text: &str) -> Done<()> {
        let mut bytes = to_bytes(text);
        bytes.push(b'\n');
        self.write(&bytes)
    }

    /// Bytes on stdout.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Done<()> {
        let Some(handle) = self.task.fds.get(1) else { return self.write_error(Bad::Descriptor) };
        match self.kernel.write_to(&handle, bytes) {
            Err(Unwind::Pipe) if self.task.ignores_pipe => self.write_error(Bad::Pipe),
            Err(unwind) => Err(unwind),
            Ok(Ok(())) => Ok(()),
            Ok(Err(bad)) => self.write_error(bad),
        }
    }

    fn write_error<T>(&mut self, bad: Bad) -> Done<T> {
        self.complain(&format!("write error: {}", bad.text()))?;
        Err(Unwind::Exit(1))
    }

    /// `name: message` on stderr.
    pub(crate) fn complain(&mut self, message: &str) -> Done<()> {
        let line = format!("{}: {message}\n", self.name);
        self.print_error(&line)
    }

    pub(crate) fn print_error(&mut self, text: &str) -> Done<()> {
        if let Some(handle) = self.task.fds.get(2) {
            // Nobody is left to tell if stderr cannot be written to.
            let _ = self.kernel.write_to(&handle, &to_bytes(text))?;
        }
        Ok(())
    }

    /// Complains and gives the status 1.
    pub(crate) fn fail(&mut self, message: &str) -> Done<i32> {
        self.complain(message)?;
        Ok(1)
    }

    /// Complains about the usage; without a message, that operands are missing. Gives the status of a wrong call.
    pub(crate) fn misuse(&mut self, message: &str) -> Done<i32> {
        let usage = self.debian_usage();
        let missing = usage.as_ref().map_or("", |_| usage::missing(self.program));
        let message = if message.is_empty() { missing } else { message };
        if !message.is_empty() {
            self.complain(message)?;
        }
        match usage {
            Some(usage) => {
                let hint = usage.hint(self.program);
                self.print_error(&format!("{hint}\n"))?;
                return Ok(usage.status);
            }
            None if self.gnu => self.print_error(&format!("Usage: {}\n", self.usage))?,
            None => self.print_busybox_usage()?,
        }
        let two = matches!(self.program, "grep" | "egrep" | "fgrep" | "sort" | "tty");
        Ok(if two && !self.gnu { 2 } else { 1 })
    }

    /// How the program shows its usage, if it is one of Debian's.
    fn debian_usage(&self) -> Option<Usage> {
        usage::find(self.program).filter(|_| self.gnu)
    }

    fn print_busybox_usage(&mut self) -> Done<()> {
        let (first, others) = self.usage.split_once('\n').unwrap_or((self.usage, ""));
        let others: String = others.lines().map(|line| format!("\t{line}\n")).collect();
        self.print_error(&format!("{BUSYBOX}\n\nUsage: {first}\n{others}\n"))
    }

    /// Lets the host run this program, if it does; `what` says what is not modelled otherwise.
    pub(crate) fn elsewhere(&mut self, what: &str) -> Done<i32> {
        let program = self.program;
        if !self.kernel.has_guest(program) {
            return Err(self.unmodelled(what));
        }
        self.kernel.guest(&self.task, program, &self.args)
    }

    pub(crate) fn unmodelled(&self, what: &str) -> Unwind {
        Unwind::Stop(crate::meter::Stop::Unsupported(format!("{}: {what}", self.name)))
    }

    /// `can't open 'x': …`, as busybox words it, or GNU's `x: …`.
    pub(crate) fn cannot_open(&self, path: &str, error: &dyn std::fmt::Display) -> String {
        if self.gnu { format!("{path}: {error}") } else { format!("can't open '{path}': {error}") }
    }

    /// Opens a file to read; `-` is stdin. Complains if that fails.
    pub(crate) fn open(&mut self, path: &str) -> Done<Option<Handle>> {
        if path == "-" {
            return Ok(self.task.fds.get(0));
        }
        match self.kernel.open(&self.task, path, Open::Read) {
            Ok(handle) => Ok(Some(handle)),
            Err(error) => {
                let message = self.cannot_open(path, &error);
                self.complain(&message)?;
                Ok(None)
            }
        }
    }

    /// Reads all of an open file; complains and gives nothing if it cannot be read.
    pub(crate) fn read_all(&mut self, handle: &Handle, path: &str) -> Done<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        loop {
            let block = match self.kernel.read_from(handle, BLOCK)? {
                Ok(block) => block,
                Err(bad) => {
                    let message = if self.gnu {
                        format!("{path}: {}", bad.text())
                    } else {
                        format!("read error: {}", bad.text())
                    };
                    self.complain(&message)?;
                    return Ok(None);
                }
            };
            if block.is_empty() {
                return Ok(Some(bytes));
            }
            bytes.extend_from_slice(&block);
            self.kernel.meter.hold(bytes.len() as u64)?;
        }
    }

    /// A piece of an open file that ends with a line, which ends with `end`; empty at the end.
    pub(crate) fn read_lines(&mut self, handle: &Handle, end: u8) -> Done<Vec<u8>> {
        let mut bytes = self.kernel.read_from(handle, BLOCK)?.unwrap_or_default();
        if bytes.last().is_some_and(|last| *last != end) {
            bytes.extend(self.kernel.read_until(handle, end)?.unwrap_or_default());
        }
        Ok(bytes)
    }

    /// The content of a file, `-` being stdin; complains and gives nothing if that fails.
    pub(crate) fn slurp(&mut self, path: &str) -> Done<Option<Vec<u8>>> {
        match self.open(path)? {
            Some(handle) => self.read_all(&handle, path),
            None => Ok(None),
        }
    }

    pub(crate) fn slurp_text(&mut self, path: &str) -> Done<Option<String>> {
        Ok(self.slurp(path)?.map(|bytes| from_bytes(&bytes)))
    }

    /// A line of an open file with its newline; empty at the end.
    pub(crate) fn read_line(&mut self, handle: &Handle) -> Done<Vec<u8>> {
        Ok(self.kernel.read_until(handle, b'\n')?.unwrap_or_default())
    }

    /// Writes a file; complains if that fails.
    pub(crate) fn save(&mut self, path: &str, bytes: Vec<u8>) -> Done<bool> {
        let blob = vfs::Blob::from(bytes);
        match self.kernel.write(&self.task, path, blob, 0o666)? {
            Ok(()) => Ok(true),
            Err(error) => {
                self.complain(&format!("can't open '{path}': {error}"))?;
                Ok(false)
            }
        }
    }

    /// Says that an operation on a path failed: `can't create directory 'x': …`.
    pub(crate) fn fs_error(&mut self, what: &str, path: &str, error: &FsError) -> Done<i32> {
        self.fail(&format!("{what} '{path}': {error}"))
    }
}

/// Options as getopt(3) reads them.
pub(crate) struct Parsed {
    options: Vec<(char, Option<String>)>,
    /// What is no option.
    pub(crate) rest: Vec<String>,
}

impl Parsed {
    pub(crate) fn has(&self, letter: char) -> bool {
        self.options.iter().any(|(option, _)| *option == letter)
    }

    /// The argument of an option; of the last if it stands several times.
    pub(crate) fn value(&self, letter: char) -> Option<&str> {
        self.options
            .iter()
            .rev()
            .find(|(option, _)| *option == letter)
            .and_then(|(_, value)| value.as_deref())
    }

    pub(crate) fn values(&self, letter: char) -> impl Iterator<Item = &str> {
        self.options
            .iter()
            .filter(move |(option, _)| *option == letter)
            .filter_map(|(_, value)| value.as_deref())
    }

    /// The one of `letters` that stands last.
    pub(crate) fn last_of(&self, letters: &str) -> Option<char> {
        self.options.iter().rev().map(|(option, _)| *option).find(|option| letters.contains(*option))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (char, Option<&str>)> {
        self.options.iter().map(|(option, value)| (*option, value.as_deref()))
    }
}

/// `spec` as for getopt(3): `ab:c` (`b` takes an argument, `d::` an attached one only); a leading `+` stops at the
/// first operand. `longs` maps long names to letters of the spec.
pub(crate) fn parse_options(args: &[String], spec: &str, longs: &[(&str, char)]) -> Result<Parsed, String> {
    let (in_order, spec) = match spec.strip_prefix('+') {
        Some(spec) => (true, spec),
        None => (false, spec),
    };
    // None: unknown; 0: no argument; 1: required; 2: attached only.
    let arity = |letter: char| {
        let (_, behind) = spec.split_once(letter).filter(|_| letter != ':')?;
        Some(if behind.starts_with("::") { 2 } else { i32::from(behind.starts_with(':')) })
    };
    let mut parsed = Parsed { options: Vec::new(), rest: Vec::new() };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if arg == "--" {
            parsed.rest.extend(args.cloned());
            break;
        }
        if let Some(long) = arg.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value.to_string())),
                None => (long, None),
            };
            let exact = longs.iter().find(|(known, _)| *known == name);
            let Some((_, letter)) = exact.or_else(|| unique_prefix(longs, name)) else {
                return Err(format!("unrecognized option '{arg}'"));
            };
            let value = match (arity(*letter), value) {
                (Some(1), None) => match args.next() {
                    Some(value) => Some(value.clone()),
                    None => return Err(format!("option '--{name}' requires an argument")),
                },
                (_, value) => value,
            };
            parsed.options.push((*letter, value));
            continue;
        }
        let letters = match arg.strip_prefix('-') {
            Some(letters) if !letters.is_empty() => letters,
            _ => {
                parsed.rest.push(arg.clone());
                if in_order {
                    parsed.rest.extend(args.cloned());
                    break;
                }
                continue;
            }
        };
        let mut chars = letters.chars();
        while let Some(letter) = chars.next() {
            let attached = chars.as_str();
            match arity(letter) {
                None => return Err(format!("invalid option -- '{letter}'")),
                Some(0) => parsed.options.push((letter, None)),
                Some(kind) => {
                    let value = match (attached.is_empty(), kind) {
                        (false, _) => Some(attached.to_string()),
                        (true, 2) => None,
                        (true, _) => match args.next() {
                            Some(value) => Some(value.clone()),
                            None => return Err(format!("option requires an argument -- '{letter}'")),
                        },
                    };
                    parsed.options.push((letter, value));
                    break;
                }
            }
        }
    }
    Ok(parsed)
}

fn unique_prefix<'a>(longs: &'a [(&'a str, char)], name: &str) -> Option<&'a (&'a str, char)> {
    let mut candidates = longs.iter().filter(|(known, _)| known.starts_with(name));
    let first = candidates.next()?;
    candidates.all(|(_, letter)| *letter == first.1).then_some(first)
}

/// Parses the options of `$context` or returns with a usage error.
macro_rules! options {
    ($context:expr, $spec:expr $(, $long:expr => $letter:expr)* $(,)?) => {
        match $crate::program::parse_options(&$context.operands(), $spec, &[$(($long, $letter)),*]) {
            Ok(parsed) => parsed,
            Err(message) => return $context.misuse(&message),
        }
    };
}
pub(crate) use options;
