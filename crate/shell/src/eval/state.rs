//! What a shell remembers: variables, functions, options, traps.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Done, Shell};
use crate::kernel::Task;
use crate::syntax::{Aliases, Command, Dialect};

/// A subshell starts with a clone.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) dialect: Dialect,
    /// `$0`, the start of error messages.
    pub(crate) name: String,
    pub(crate) task: Task,
    pub(crate) variables: BTreeMap<String, Variable>,
    pub(crate) functions: BTreeMap<String, Rc<Command>>,
    pub(crate) aliases: Aliases,
    pub(crate) positional: Vec<String>,
    pub(crate) options: Options,
    pub(crate) traps: BTreeMap<String, String>,
    /// `$?`.
    pub(crate) status: i32,
    /// The status of the last command substitution of the current command.
    pub(crate) substituted: Option<i32>,
    pub(crate) line: u32,
    /// Enclosing loops in the current function.
    pub(crate) loops: u32,
    /// What the variables that `local` hides were before, per call.
    pub(crate) locals: Vec<Vec<(String, Option<Variable>)>>,
    /// Inside a condition, where `set -e` does not count, however deep functions nest.
    pub(crate) tolerant: bool,
    pub(crate) last_background: Option<u32>,
    /// What `ulimit` was told, by its letter.
    pub(crate) limits: BTreeMap<char, String>,
    /// Ended background jobs that nobody waited for.
    pub(crate) jobs: Vec<Job>,
    pub(crate) shell_pid: u32,
    /// How far `getopts` is inside a group of letters.
    pub(crate) getopts_offset: usize,
    /// In a copy of the shell.
    pub(crate) nested: bool,
    /// In so many files read by `.`.
    pub(crate) sourced: u16,
    /// Nested `eval`s and sourced files.
    pub(crate) reading: u16,
    /// In so many command substitutions.
    pub(crate) captures: u16,
    /// Descriptors of process substitutions of the current command.
    pub(crate) substitutions: Vec<u32>,
    /// The functions that run, the innermost last.
    pub(crate) calls: Vec<String>,
}

/// A background job that has run.
#[derive(Clone)]
pub(crate) struct Job {
    pub(crate) pid: u32,
    pub(crate) status: i32,
    /// When it is over in simulated time.
    pub(crate) ends: vfs::Time,
    /// It spent time, so that a signal which comes before anybody waits for it finds it running.
    pub(crate) slept: bool,
    /// It waits for the shell: what it is to run, and in a copy of which shell.
    pub(crate) late: Option<Box<(crate::syntax::Item, State)>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Variable {
    /// `None`: known (exported, read-only) but without a value.
    pub(crate) value: Option<Value>,
    pub(crate) exported: bool,
    pub(crate) readonly: bool,
    /// `declare -i`: what is assigned is evaluated.
    pub(crate) integer: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Array(BTreeMap<u64, String>),
    Map(BTreeMap<String, String>),
}

/// `set -o`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) errexit: bool,
    pub(crate) nounset: bool,
    pub(crate) xtrace: bool,
    pub(crate) verbose: bool,
    pub(crate) noglob: bool,
    pub(crate) allexport: bool,
    pub(crate) noexec: bool,
    pub(crate) noclobber: bool,
    pub(crate) pipefail: bool,
    pub(crate) errtrace: bool,
    pub(crate) monitor: bool,
    /// bash's `shopt`.
    pub(crate) nullglob: bool,
    pub(crate) dotglob: bool,
    pub(crate) extglob: bool,
    pub(crate) globstar: bool,
    pub(crate) nocaseglob: bool,
    pub(crate) nocasematch: bool,
    /// bash replaces aliases in scripts only if this is set.
    pub(crate) expand_aliases: bool,
    /// Reading from `-c`, which `$-` shows.
    pub(crate) command: bool,
}

impl Options {
    /// The flag behind a letter of `set`.
    pub(crate) fn by_letter(&mut self, letter: char) -> Option<&mut bool> {
        Some(match letter {
            'e' => &mut self.errexit,
            'u' => &mut self.nounset,
            'x' => &mut self.xtrace,
            'v' => &mut self.verbose,
            'f' => &mut self.noglob,
            'a' => &mut self.allexport,
            'n' => &mut self.noexec,
            'C' => &mut self.noclobber,
            'E' => &mut self.errtrace,
            'm' | 'b' | 'h' | 'B' | 'T' => &mut self.monitor,
            _ => return None,
        })
    }

    /// The flag behind a name of bash's `shopt`.
    pub(crate) fn by_shopt(&mut self, name: &str) -> Option<&mut bool> {
        Some(match name {
            "nullglob" => &mut self.nullglob,
            "dotglob" => &mut self.dotglob,
            "extglob" => &mut self.extglob,
            "globstar" => &mut self.globstar,
            "nocaseglob" => &mut self.nocaseglob,
            "nocasematch" => &mut self.nocasematch,
            "expand_aliases" => &mut self.expand_aliases,
            _ => return None,
        })
    }

    /// The flag behind a name of `set -o`.
    pub(crate) fn by_name(&mut self, name: &str) -> Option<&mut bool> {
        let letter = match name {
            "errexit" => 'e',
            "nounset" => 'u',
            "xtrace" => 'x',
            "verbose" => 'v',
            "noglob" => 'f',
            "allexport" => 'a',
            "noexec" => 'n',
            "noclobber" => 'C',
            "errtrace" => 'E',
            "monitor" | "notify" | "hashall" | "ignoreeof" | "nolog" | "vi" | "posix" | "braceexpand"
            | "functrace" => 'm',
            "pipefail" => return Some(&mut self.pipefail),
            _ => return None,
        };
        self.by_letter(letter)
    }

    /// `$-`; dash does not tell of `-c`.
    pub(crate) fn letters(mut self, tells: bool) -> String {
        let mut letters: String =
            "efuxvaCn".chars().filter(|c| self.by_letter(*c).is_some_and(|on| *on)).collect();
        if self.command && tells {
            letters.push('c');
        }
        letters
    }
}

impl State {
    pub(crate) fn new(dialect: Dialect, name: String, task: Task) -> State {
        let mut variables = BTreeMap::new();
        for (key, value) in &task.env {
            let value = Some(Value::Text(value.clone()));
            variables.insert(key.clone(), Variable { value, exported: true, ..Variable::default() });
        }
        let mut state = State {
            dialect,
            name,
            shell_pid: task.pid,
            task,
            variables,
            functions: BTreeMap::new(),
            aliases: Aliases::default(),
            positional: Vec::new(),
            options: Options::default(),
            traps: BTreeMap::new(),
            status: 0,
            substituted: None,
            line: 0,
            loops: 0,
            locals: Vec::new(),
            tolerant: false,
            last_background: None,
            limits: BTreeMap::new(),
            jobs: Vec::new(),
            getopts_offset: 0,
            nested: false,
            captures: 0,
            sourced: 0,
            reading: 0,
            substitutions: Vec::new(),
            calls: Vec::new(),
        };
        state.prepare();
        state
    }

    /// Sets the variables that a shell has from the start.
    fn prepare(&mut self) {
        let cwd = self.task.cwd.as_str().to_string();
        let defaults = [("IFS", " \t\n".to_string()), ("OPTIND", "1".into()), ("PS4", "+ ".into())];
        for (name, value) in defaults {
            self.put(name, value);
        }
        if !self.variables.contains_key("PS1") {
            self.put("PS1", "$ ".into());
        }
        self.put("PPID", "0".into());
        self.put_exported("PWD", cwd);
        if self.dialect != Dialect::Dash {
            let level = match self.variables.get("SHLVL").and_then(|variable| variable.value.clone()) {
                Some(Value::Text(text)) => text.parse().unwrap_or(0u32),
                _ => 0,
            };
            self.put_exported("SHLVL", level.saturating_add(1).to_string());
        }
        if self.dialect == Dialect::Ash && !self.variables.contains_key("PATH") {
            self.put_exported("PATH", "/sbin:/usr/sbin:/bin:/usr/bin".into());
        }
        if self.dialect == Dialect::Bash && !self.variables.contains_key("PATH") {
            self.put("PATH", crate::eval::start::DEFAULT_PATH.to_string());
        }
        if self.dialect == Dialect::Bash {
            self.put("BASH_VERSION", "5.2.15(1)-release".into());
            self.put("UID", self.task.user.uid.to_string());
            self.put("EUID", self.task.user.uid.to_string());
            let versions = ["5", "2", "15", "1", "release", "x86_64-pc-linux-gnu"];
            let versions = versions.into_iter().enumerate().map(|(i, text)| (i as u64, text.to_string()));
            self.variables.entry("BASH_VERSINFO".into()).or_default().value =
                Some(Value::Array(versions.collect()));
            if !self.options.command {
                self.put("BASH_SOURCE", self.name.clone());
            }
            self.put("HOSTTYPE", "x86_64".into());
            self.put("OSTYPE", "linux-gnu".into());
        }
    }

    fn put(&mut self, name: &str, value: String) {
        self.variables.entry(name.to_string()).or_default().value = Some(Value::Text(value));
    }

    fn put_exported(&mut self, name: &str, value: String) {
        self.put(name, value);
        if let Some(variable) = self.variables.get_mut(name) {
            variable.exported = true;
        }
    }

    pub(crate) fn enter_subshell(&mut self) {
        self.traps.remove("EXIT");
        self.jobs.clear();
        self.nested = true;
    }
}

impl Shell<'_, '_> {
    /// A variable's text; an array's first element.
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        match self.state.variables.get(name)?.value.as_ref()? {
            Value::Text(text) => Some(text.clone()),
            Value::Array(array) => array.get(&0).cloned(),
            Value::Map(map) => map.get("0").cloned(),
        }
    }

    /// Assigns; a read-only variable ends the shell.
    pub(crate) fn set_variable(&mut self, name: &str, value: String) -> Done<()> {
        self.kernel.meter.hold(value.len() as u64)?;
        self.kernel.meter.fuel(value.len() as u64 / 4096)?;
        if self.state.variables.get(name).is_some_and(|variable| variable.readonly) {
            return Err(self.readonly(name));
        }
        let integer = self.state.variables.get(name).is_some_and(|variable| variable.integer);
        let value = if integer { self.evaluate(&value)?.to_string() } else { value };
        let allexport = self.state.options.allexport;
        let variable = self.state.variables.entry(name.to_string()).or_default();
        variable.exported |= allexport;
        match &mut variable.value {
            Some(Value::Array(array)) => {
                array.insert(0, value);
            }
            slot => *slot = Some(Value::Text(value)),
        }
        if name == "OPTIND" {
            self.state.getopts_offset = 0;
        }
        Ok(())
    }

    pub(crate) fn readonly(&mut self, name: &str) -> crate::kernel::Unwind {
        let message = if self.state.dialect == Dialect::Bash { "readonly variable" } else { "is read only" };
        self.fatal(&format!("{name}: {message}"))
    }

    /// Sets one element, making an array if there was none.
    pub(crate) fn set_element(&mut self, name: &str, at: u64, value: String) {
        let variable = self.state.variables.entry(name.to_string()).or_default();
        match &mut variable.value {
            Some(Value::Array(array)) => {
                array.insert(at, value);
            }
            Some(Value::Map(map)) => {
                map.insert(at.to_string(), value);
            }
            slot => {
                let first = match slot.take() {
                    Some(Value::Text(text)) => Some((0, text)),
                    _ => None,
                };
                let mut array: BTreeMap<u64, String> = first.into_iter().collect();
                array.insert(at, value);
                *slot = Some(Value::Array(array));
            }
        }
    }

    pub(crate) fn export(&mut self, name: &str) {
        self.state.variables.entry(name.to_string()).or_default().exported = true;
    }

    /// The environment of a program that starts now.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let text = |value: &Value| match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        };
        let exported = self.state.variables.iter().filter(|(_, variable)| variable.exported);
        exported
            .filter_map(|(name, variable)| Some((name.clone(), text(variable.value.as_ref()?)?)))
            .collect()
    }
}
