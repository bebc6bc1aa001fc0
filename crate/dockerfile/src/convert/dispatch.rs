//! Going through the instructions of a stage: variables, and what cannot work.

use arcstr::literal_substr;

use crate::args::{ArgValue, NOT_IN_ENV, stage_arg};
use crate::ast::{Instruction, Node};
use crate::check::{self, Place, Report};
use crate::ignore::clean;
use crate::instruction::{
    Arg, Command, Expander, Kind, Mount, MountKind, Pair, Run, Undefined, is_port, is_signal, ports,
};
use crate::parser::heredoc_word;
use crate::quote::quote;
use crate::text::Word;
use crate::word::Scope;

use super::stage::Facts;
use super::{Stop, Walk};

/// The `PATH` of an image that sets none.
pub const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The instructions of which only the last of a stage counts, and where that was.
#[derive(Default)]
struct Last {
    cmd: Option<(Place, diag::Span)>,
    entrypoint: Option<(Place, diag::Span)>,
    healthcheck: Option<(Place, diag::Span)>,
}

/// One instruction on its way through a stage.
pub(super) struct Step<'s> {
    state: usize,
    node: &'s Node,
    pub(super) place: &'s Place,
    /// Whether it is written in the file, so that it can be mended there.
    written: bool,
}

impl Walk<'_> {
    /// Goes through the stages that are needed, or all.
    pub(super) fn dispatch_stages(&mut self, reachable: &[bool], report: &mut Report) -> Result<(), Stop> {
        for index in 0..self.states.len() {
            let Some(state) = self.states.get(index) else { continue };
            let wanted = reachable.get(index) == Some(&true) && !state.dispatched;
            if !self.options.all_stages && !wanted {
                continue;
            }
            self.inherit(index);
            self.dispatch_stage(index, report)?;
        }
        Ok(())
    }

    /// Takes over what the stage before left.
    fn inherit(&mut self, index: usize) {
        let base = self.states.get(index).and_then(|state| state.base);
        let facts = base.and_then(|base| self.states.get(base)).map(|base| base.facts.clone());
        let Some(state) = self.states.get_mut(index) else { return };
        state.dispatched = true;
        if let Some(facts) = facts {
            state.facts = facts;
        }
        if state.facts.env.get("PATH").is_none() {
            state.facts.env.set(literal_substr!("PATH"), DEFAULT_PATH);
        }
    }

    fn dispatch_stage(&mut self, index: usize, report: &mut Report) -> Result<(), Stop> {
        let mut last = Last::default();
        let triggers =
            self.states.get_mut(index).map(|state| std::mem::take(&mut state.triggers)).unwrap_or_default();
        for trigger in &triggers {
            let Instruction { node, kind } = &trigger.instruction;
            let step = Step { state: index, node, place: &trigger.place, written: false };
            self.dispatch(&step, kind, &mut last, report)?;
        }
        let first =
            self.states.get(index).and_then(|state| state.source).map_or(0, |(stage, _)| stage.body.start);
        for (offset, Instruction { node, kind }) in self.body(index).iter().enumerate() {
            if self.stop_before == Some(first + offset)
                && let Some(state) = self.states.get(index)
            {
                self.seen = state.facts.env.clone();
            }
            let place = Place::of(node);
            let step = Step { state: index, node, place: &place, written: true };
            self.dispatch(&step, kind, &mut last, report)?;
        }
        Ok(())
    }

    fn facts(&mut self, step: &Step<'_>) -> Option<&mut Facts> {
        self.states.get_mut(step.state).map(|state| &mut state.facts)
    }

    fn dispatch(
        &mut self,
        step: &Step<'_>,
        kind: &Kind,
        last: &mut Last,
        report: &mut Report,
    ) -> Result<(), Stop> {
        let expanded = self.expand(step, kind, report)?;
        match expanded.as_ref().unwrap_or(kind) {
            Kind::Env(pairs) => self.env(step, kind, pairs, report),
            Kind::Label(pairs) => {
                for pair in pairs {
                    check::legacy_key_value_format::check(step.node, pair, step.place, report);
                }
            }
            Kind::Arg(arg) => self.arg(step, arg, report)?,
            Kind::Workdir(path) => self.workdir(step, path, report),
            Kind::Shell(_) => {
                if let Some(facts) = self.facts(step) {
                    facts.has_shell = true;
                }
            }
            Kind::Cmd(command) => {
                self.used_once(step, &mut last.cmd, report);
                self.json_recommended(step, command, report);
            }
            Kind::Entrypoint(command) => {
                self.used_once(step, &mut last.entrypoint, report);
                self.json_recommended(step, command, report);
            }
            Kind::Healthcheck(_) => self.used_once(step, &mut last.healthcheck, report),
            Kind::Expose(words) => self.expose(step, words, report)?,
            Kind::Stopsignal(signal) if !is_signal(&signal.value) => {
                return Err(Stop::at(step.place, signal.span, format!("invalid signal: {}", signal.value)));
            }
            Kind::Copy(copy) => {
                if let Some(from) = &copy.from {
                    self.copied_stage_is_ready(step, from)?;
                }
                self.mode(step, copy.chmod.as_ref())?;
                self.copied(step, &copy.files, copy.from.is_none(), report)?;
            }
            Kind::Add(add) => {
                self.mode(step, add.chmod.as_ref())?;
                self.added(step, add, report)?;
            }
            Kind::Run(run) => self.command(step, run)?,
            _ => {}
        }
        Ok(())
    }

    /// The instruction with its variables replaced; `None` if it has none.
    fn expand(&mut self, step: &Step<'_>, kind: &Kind, report: &mut Report) -> Result<Option<Kind>, Stop> {
        let escape = self.file.directives.escape;
        let Some(state) = self.states.get(step.state) else { return Ok(None) };
        let mut expander = Expander::new(escape, &state.facts.env);
        if !expander.is_needed(kind) {
            return Ok(None);
        }
        let result = expander.kind(kind);
        let undefined = expander.undefined;
        self.report_undefined(step, undefined, report);
        result.map(Some).map_err(|error| Stop::diagnostic(step.place, *error))
    }

    fn report_undefined(&self, step: &Step<'_>, undefined: Vec<Undefined>, report: &mut Report) {
        let Some(state) = self.states.get(step.state) else { return };
        for variable in undefined {
            let declared = state.facts.declared.iter().any(|name| *name == variable.name);
            if !declared && !NOT_IN_ENV.contains(&variable.name.as_str()) {
                let text = step.written.then_some(self.file.source.as_str());
                let names = state.facts.env.names();
                check::undefined_var::check(text, &variable, &names, step.place, report);
            }
        }
    }

    fn env(&mut self, step: &Step<'_>, kind: &Kind, pairs: &[Pair], report: &mut Report) {
        let written = match kind {
            Kind::Env(written) => written.as_slice(),
            _ => pairs,
        };
        for (pair, written) in pairs.iter().zip(written) {
            check::legacy_key_value_format::check(step.node, written, step.place, report);
            check::secrets_used_in_arg_or_env::check("ENV", &pair.name, step.place, report);
            if let Some(facts) = self.facts(step) {
                facts.env.set(pair.name.value.clone(), pair.value.value.clone());
            }
        }
    }

    fn arg(&mut self, step: &Step<'_>, arg: &Arg, report: &mut Report) -> Result<(), Stop> {
        for pair in &arg.pairs {
            check::secrets_used_in_arg_or_env::check("ARG", &pair.name, step.place, report);
            let Some(state) = self.states.get(step.state) else { continue };
            let mut expander = Expander::new(self.file.directives.escape, &state.facts.env);
            let result = stage_arg(pair, self.options.build_args, &self.global, &mut expander);
            let undefined = expander.undefined;
            self.report_undefined(step, undefined, report);
            let value: ArgValue = result.map_err(|error| Stop::diagnostic(step.place, *error))?;
            let name = &pair.name.value;
            let Some(facts) = self.facts(step) else { continue };
            if let Some(value) = value.value()
                && !NOT_IN_ENV.contains(&name.as_str())
            {
                facts.env.set(name.clone(), value.clone());
            }
            facts.declared.push(name.clone());
        }
        Ok(())
    }

    fn workdir(&mut self, step: &Step<'_>, path: &Word, report: &mut Report) {
        let Some(facts) = self.facts(step) else { return };
        if !std::mem::replace(&mut facts.has_workdir, true) {
            check::workdir_relative_path::check(step.node, path, step.place, report);
        }
        if let Some(facts) = self.facts(step) {
            facts.directory = inside(facts.directory.as_deref(), &path.value);
        }
    }

    fn used_once(&self, step: &Step<'_>, last: &mut Option<(Place, diag::Span)>, report: &mut Report) {
        if let Some((place, span)) = last {
            let text = step.written.then_some(self.file.source.as_str());
            // The remark is about the earlier one, under the options of the later.
            let place = Place { config: step.place.config.clone(), ..place.clone() };
            check::multiple_instructions_disallowed::check(text, step.node, *span, &place, report);
        }
        *last = Some((step.place.clone(), step.node.span));
    }

    fn json_recommended(&mut self, step: &Step<'_>, command: &Command, report: &mut Report) {
        let has_shell = self.facts(step).is_some_and(|facts| facts.has_shell);
        if let (Command::Shell(text), false) = (command, has_shell) {
            check::json_args_recommended::check(step.node, text, step.place, report);
        }
    }

    fn expose(&self, step: &Step<'_>, words: &[Word], report: &mut Report) -> Result<(), Stop> {
        for word in words {
            if is_port(&word.value) {
                check::expose_proto_casing::check(word, step.place, report);
                check::expose_invalid_format::check(word, step.place, report);
            }
            ports(&word.value).map_err(|error| Stop::at(step.place, word.span, error.0))?;
        }
        Ok(())
    }

    fn copied_stage_is_ready(&self, step: &Step<'_>, from: &Word) -> Result<(), Stop> {
        let state = self.states.get(step.state);
        let number = from.value.parse::<usize>().ok();
        let needed =
            number.or_else(|| self.state_named(&from.value)).and_then(|needed| self.states.get(needed));
        match needed {
            Some(needed) if !needed.dispatched => {
                let here = state.map_or("", |state| state.name.as_str());
                let message = format!(
                    "cannot copy from stage {}, it needs to be defined before current stage {}",
                    quote(&from.value),
                    quote(here)
                );
                Err(Stop::at(step.place, from.span, message))
            }
            _ => Ok(()),
        }
    }

    fn command(&self, step: &Step<'_>, run: &Run) -> Result<(), Stop> {
        if let (false, Command::Exec(words)) = (run.heredocs.is_empty(), &run.command) {
            let words: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
            let message = format!("parsing produced an invalid run command: [{}]", words.join(" "));
            return Err(Stop::at(step.place, step.node.span, message));
        }
        for (mount, flag) in run.mounts.iter().zip(&run.mount_flags) {
            let needed = if mount.from.is_empty() { None } else { self.state_named(&mount.from) };
            if needed.and_then(|needed| self.states.get(needed)).is_some_and(|needed| !needed.dispatched) {
                let message = format!(
                    "cannot mount from stage {} to {}, stage needs to be defined before current command",
                    quote(&mount.from),
                    quote(&mount.target)
                );
                return Err(Stop::at(step.place, flag.span, message));
            }
            if !matches!(mount.kind, MountKind::Secret | MountKind::Ssh) {
                self.mount_target(step, mount, flag)?;
            }
        }
        Ok(())
    }

    /// Nothing can be mounted over everything, which is what a mount without a target asks for.
    fn mount_target(&self, step: &Step<'_>, mount: &Mount, flag: &Word) -> Result<(), Stop> {
        let directory = self.states.get(step.state).and_then(|state| state.facts.directory.as_deref());
        let target = match mount.target.starts_with('/') {
            true => Some(mount.target.clone()),
            false => inside(directory, &mount.target),
        };
        if target.as_deref() == Some("/") {
            return Err(Stop::at(step.place, flag.span, "invalid mount target \"/\""));
        }
        Ok(())
    }
}

/// A path seen from a directory, if that is known.
fn inside(directory: Option<&str>, path: &str) -> Option<String> {
    if path.starts_with('/') { Some(clean(path)) } else { Some(clean(&format!("{}/{path}", directory?))) }
}

/// Whether a RUN's command is nothing but one heredoc, which is then the script.
pub fn is_script(run: &Run) -> bool {
    match &run.command {
        Command::Shell(text) => !run.heredocs.is_empty() && heredoc_word(&text.value).is_some(),
        Command::Exec(_) => false,
    }
}
