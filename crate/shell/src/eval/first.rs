//! The shell as a process of its own: its script or its prompt, and where it can go on from after it stood still.

use std::rc::Rc;

use vfs::Snapshot;

use super::{Done, Shell, State};
use crate::kernel::{Counters, Kernel, Unwind};
use crate::syntax::{Command, Compound, Dialect, Item, List, Parser, SyntaxError, SyntaxErrorKind};

/// A place between two commands of the first process, if that is a shell. See [`crate::kernel`]'s `outside`.
pub(crate) struct Checkpoint {
    counters: Counters,
    tree: Snapshot,
    /// Bytes printed so far.
    printed: u64,
    state: State,
    at: At,
}

enum At {
    /// In a script: what is left of the text, behind a line that is not done.
    Script(Box<Parser>, Option<Line>),
    Prompt,
}

/// A line of a script, to be done from one of its items on.
#[derive(Clone)]
struct Line {
    list: Rc<List>,
    item: usize,
    /// What the passes through the loop at `item` came to so far.
    status: i32,
}

impl Checkpoint {
    pub(crate) fn printed(&self) -> u64 {
        self.printed
    }

    pub(crate) fn tree(&self) -> &Snapshot {
        &self.tree
    }

    pub(crate) fn place(&self) -> u64 {
        self.counters.outside.place
    }

    /// Goes on from here to the end of the process.
    pub(crate) fn resume(self, kernel: &mut Kernel<'_>) -> Done<i32> {
        kernel.restore(&self.counters);
        kernel.meter.enter()?;
        let (state, at) = (self.state.clone(), self.at.clone());
        kernel.checkpoint = Some(self);
        let mut shell = Shell { kernel, state };
        let ended = match at {
            At::Script(parser, line) => shell.script(*parser, line),
            At::Prompt => shell.lines(),
        };
        shell.finish(ended).map(|status| status & 0xff)
    }
}

impl Clone for At {
    fn clone(&self) -> At {
        match self {
            At::Script(parser, line) => At::Script(parser.clone(), line.clone()),
            At::Prompt => At::Prompt,
        }
    }
}

impl Shell<'_, '_> {
    /// Runs the script of a process; the status is the process's.
    pub(crate) fn run_process(&mut self, text: &str) -> Done<i32> {
        self.kernel.meter.hold(text.len() as u64)?;
        self.kernel.meter.fuel(1 + text.len() as u64 / 32)?;
        let parser = Parser::new(text, self.state.dialect);
        let ended = self.script(parser, None);
        self.finish(ended)
    }

    /// Reads commands from stdin as they arrive, with a prompt if that is a terminal.
    pub(crate) fn converse(&mut self, interactive: bool) -> Done<i32> {
        let outer = self.set_interactive(interactive);
        // One from the environment stays; what the state itself has set is no interactive shell's.
        let given = self.state.variables.get("PS1").is_some_and(|variable| variable.exported);
        if interactive && !given {
            let prompt = match self.state.dialect {
                Dialect::Ash => "\\w \\$ ",
                Dialect::Dash if self.state.task.user.uid == 0 => "# ",
                Dialect::Dash => "$ ",
                Dialect::Bash => "\\u@\\h:\\w\\$ ",
            };
            self.set_variable("PS1", prompt.into())?;
        }
        if interactive && !self.state.variables.contains_key("PS2") {
            self.set_variable("PS2", "> ".into())?;
        }
        let ended = self.lines();
        let ended = self.finish(ended);
        self.set_interactive(outer);
        ended
    }

    fn set_interactive(&mut self, on: bool) -> bool {
        match &mut self.kernel.outside {
            Some(outside) => std::mem::replace(&mut outside.interactive, on),
            None => false,
        }
    }

    fn is_interactive(&self) -> bool {
        self.kernel.outside.as_ref().is_some_and(|outside| outside.interactive)
    }

    /// Notes that the process can go on from here.
    fn mark(&mut self, at: impl FnOnce() -> At) {
        if self.state.task.pid > self.kernel.first
            || !self.kernel.wants_checkpoint()
            || !self.state.task.fds.are_plain()
        {
            return;
        }
        self.kernel.flush();
        if let Some(counters) = self.kernel.counters() {
            let mut state = self.state.clone();
            state.loops = 0;
            let printed = self.kernel.handed_out();
            let tree = self.kernel.tree.snapshot();
            self.kernel.checkpoint = Some(Checkpoint { counters, tree, printed, state, at: at() });
        }
    }

    fn script(&mut self, mut parser: Parser, mut begun: Option<Line>) -> Done<i32> {
        loop {
            parser.know(&self.aliases(), self.state.options.extglob);
            let line = match begun.take() {
                Some(line) => line,
                None => match parser.next_line() {
                    Ok(Some(list)) => Line { list: Rc::new(list), item: 0, status: 0 },
                    Ok(None) => return Ok(self.state.status),
                    Err(error) => return Err(self.syntax_error(&error)),
                },
            };
            for item in line.item..line.list.0.len() {
                let status = if item == line.item { line.status } else { 0 };
                self.step(&parser, Line { list: Rc::clone(&line.list), item, status })?;
            }
        }
    }

    /// One item of a line of a script. A loop can be left and entered again before each pass.
    fn step(&mut self, parser: &Parser, line: Line) -> Done<()> {
        let here = |status| At::Script(Box::new(parser.clone()), Some(Line { status, ..line.clone() }));
        let Some(item) = line.list.0.get(line.item) else { return Ok(()) };
        match lone_loop(item) {
            Some((until, condition, body)) => {
                let ended = self.passes(until, condition, body, true, line.status, &mut |shell, status| {
                    shell.mark(|| here(status));
                });
                {
                    let status = ended?;
                    self.keep_statuses(&[status]);
                }
                self.run_traps()
            }
            None => {
                self.mark(|| here(line.status));
                self.list_item(item, true)
            }
        }
    }

    /// Commands from stdin, to its end.
    fn lines(&mut self) -> Done<i32> {
        loop {
            self.mark(|| At::Prompt);
            match self.command_from_stdin() {
                Ok(true) => {}
                Ok(false) => return Ok(self.state.status),
                Err(Unwind::Abandon(status)) if self.is_interactive() => {
                    self.state.status = status;
                    self.print_error("\n")?;
                }
                Err(Unwind::Refused(status)) => self.state.status = status,
                Err(unwind) => return Err(unwind),
            }
            self.run_traps()?;
        }
    }

    /// Reads and runs one command; false at the end of the input.
    fn command_from_stdin(&mut self) -> Done<bool> {
        let mut text = String::new();
        let mut ended = false;
        loop {
            self.prompt(if text.is_empty() { "PS1" } else { "PS2" })?;
            let line = match self.state.task.fds.get(0) {
                Some(stdin) => self.kernel.read_until(&stdin, b'\n')?.unwrap_or_default(),
                None => Vec::new(),
            };
            if line.is_empty() && text.is_empty() {
                if self.is_interactive() && self.state.dialect == Dialect::Bash {
                    self.print_error("exit\n")?;
                }
                return Ok(false);
            }
            ended |= line.is_empty();
            text.push_str(&crate::text::from_bytes(&line));
            match whole(&text, &self.state) {
                Ok(lists) => {
                    for list in lists {
                        self.list(&list, true)?;
                    }
                    return Ok(true);
                }
                Err(None) if !ended => {}
                Err(error) => {
                    let error =
                        error.unwrap_or(SyntaxError { line: 1, kind: SyntaxErrorKind::UnterminatedQuote });
                    return Err(self.syntax_error(&error));
                }
            }
        }
    }

    fn prompt(&mut self, name: &str) -> Done<()> {
        if !self.is_interactive() {
            return Ok(());
        }
        let prompt = self.variable(name).unwrap_or_default();
        let shown = self.prompt_text(&prompt);
        self.print_error(&shown)
    }

    /// A prompt with its backslashes replaced, and with the last status for `$?`.
    fn prompt_text(&mut self, prompt: &str) -> String {
        if self.state.dialect == Dialect::Dash {
            return prompt.to_owned();
        }
        let uid = self.state.task.user.uid;
        let mut shown = String::new();
        let mut chars = prompt.chars();
        while let Some(c) = chars.next() {
            if c == '$' && chars.as_str().starts_with('?') {
                chars.next();
                shown.push_str(&self.state.status.to_string());
                continue;
            }
            if c != '\\' {
                shown.push(c);
                continue;
            }
            match chars.next() {
                Some('w') => shown.push_str(&self.short_cwd()),
                Some('W') => {
                    let cwd = self.short_cwd();
                    shown.push_str(cwd.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(&cwd));
                }
                Some('u') => {
                    shown.push_str(self.kernel.accounts().user_name(uid).unwrap_or("I have no name!"))
                }
                Some('h') => shown.push_str(self.kernel.hostname.split('.').next().unwrap_or_default()),
                Some('H') => shown.push_str(&self.kernel.hostname.clone()),
                Some('s') => shown.push_str("sh"),
                Some('v') => shown.push_str("5.2"),
                Some('n') => shown.push('\n'),
                Some('e') => shown.push('\u{1b}'),
                Some('a') => shown.push('\u{7}'),
                Some('$') => shown.push(if uid == 0 { '#' } else { '$' }),
                Some('[' | ']') => {}
                Some(other) => shown.extend(['\\', other]),
                None => shown.push('\\'),
            }
        }
        shown
    }

    /// The working directory, with `~` for the home directory.
    fn short_cwd(&self) -> String {
        let cwd = self.state.task.cwd.as_str();
        let home = self.variable("HOME").filter(|home| home.len() > 1);
        match home.as_deref().and_then(|home| cwd.strip_prefix(home)) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("~{rest}"),
            _ => cwd.to_owned(),
        }
    }

    pub(super) fn syntax_error(&mut self, error: &SyntaxError) -> Unwind {
        self.state.line = error.line;
        let message = error.message(self.state.dialect);
        let unwind = self.fatal(&message);
        if self.state.dialect == Dialect::Bash {
            self.state.status = 2;
        }
        match unwind {
            Unwind::Exit(_) => Unwind::Exit(2),
            unwind => unwind,
        }
    }

    /// Runs the actions of signals that came while something else ran.
    pub(super) fn run_traps(&mut self) -> Done<()> {
        loop {
            let signal = self.kernel.outside.as_mut().and_then(|outside| outside.signals.pop_front());
            let Some(signal) = signal else { return Ok(()) };
            let Some(action) = self.state.traps.get(&signal).cloned() else { continue };
            let status = self.state.status;
            self.run_text(&action)?;
            self.state.status = status;
        }
    }
}

/// `while …; do …; done` by itself.
fn lone_loop(item: &Item) -> Option<(bool, &List, &List)> {
    if item.background || !item.rest.is_empty() || item.first.negated {
        return None;
    }
    match &item.first.commands[..] {
        [Command::Compound { kind: Compound::While { until, condition, body }, redirects }]
            if redirects.is_empty() =>
        {
            Some((*until, condition, body))
        }
        _ => None,
    }
}

/// The commands of a text; no error if more of the text could still make it whole.
fn whole(text: &str, state: &State) -> Result<Vec<List>, Option<SyntaxError>> {
    let mut parser = Parser::new(text, state.dialect);
    parser.know(&state.aliases, state.options.extglob);
    let mut lists = Vec::new();
    loop {
        match parser.next_line() {
            Ok(Some(list)) => lists.push(list),
            Ok(None) if parser.is_open() => return Err(None),
            Ok(None) => return Ok(lists),
            Err(error) => {
                let open = match &error.kind {
                    SyntaxErrorKind::Unexpected { found, .. } => found == "end of file",
                    SyntaxErrorKind::UnterminatedQuote
                    | SyntaxErrorKind::UnterminatedBackquote
                    | SyntaxErrorKind::MissingParenthesis
                    | SyntaxErrorKind::MissingBrace
                    | SyntaxErrorKind::MissingParentheses => true,
                    _ => false,
                };
                return Err((!open).then_some(error));
            }
        }
    }
}
