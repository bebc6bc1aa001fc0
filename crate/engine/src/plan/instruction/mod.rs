//! What every instruction does to its stage: one file per group that works alike.

mod config;
mod copy;
mod run;
mod workdir;

use dockerfile::instruction::{Expander, Kind};
use oci::History;

use super::bases::DEFAULT_PATH;
use super::stages::{Command, Stage, StageIndex};
use super::{PlanError, Planner, Result, normalise};
use crate::reason::VariableSource;

/// What BuildKit signs its history with.
const COMMENT: &str = "buildkit.dockerfile.v0";

impl Planner<'_> {
    /// Works through the instructions of all needed stages, in the order of the Dockerfile.
    pub(super) fn dispatch_stages(&mut self, needed: &[bool]) -> Result<()> {
        for index in 0..self.stages.len() {
            if !needed.get(index).copied().unwrap_or(false) || self.stage(index).dispatched {
                continue;
            }
            self.inherit(index);
            self.begin(index);
            let commands = self.stage(index).commands.clone();
            for command in &commands {
                self.dispatch(index, command).map_err(|error| error.at(command.lines))?;
            }
        }
        Ok(())
    }

    /// Takes over environment, working directory and user of the base.
    fn begin(&mut self, index: StageIndex) {
        let target = self.target_platform.clone();
        let stage = self.stage_mut(index);
        stage.dispatched = true;
        stage.platform.get_or_insert(target);
        if !stage.image_sets("PATH") {
            stage.image.config.env.push(format!("PATH={DEFAULT_PATH}"));
        }
        for entry in &stage.image.config.env {
            let (name, value) = entry.split_once('=').unwrap_or((entry, ""));
            stage.state.set(name, value, VariableSource::Env);
        }
        let directory = stage.image.config.working_dir.clone();
        if !directory.is_empty() {
            stage.state.directory = normalise(&directory, &directory, false);
        }
        if !stage.image.config.user.is_empty() {
            stage.state.user.clone_from(&stage.image.config.user);
        }
    }

    fn dispatch(&mut self, index: StageIndex, command: &Command) -> Result<()> {
        let escape = self.input.file.directives.escape;
        let stage = self.stage(index);
        let kind = Expander::new(escape, &stage.state.env)
            .kind(&command.kind)
            .map_err(|error| PlanError::new(error.message))?;
        match &kind {
            Kind::Env(pairs) => self.env(index, pairs),
            Kind::Run(run) => self.run_step(index, command, run),
            Kind::Workdir(path) => self.workdir(index, command, &path.value),
            Kind::Copy(copy) => self.copy(index, command, copy),
            Kind::Add(add) => self.add(index, command, add),
            Kind::Label(pairs) => self.label(index, pairs),
            Kind::Onbuild(onbuild) => self.onbuild(index, &onbuild.expression),
            Kind::Cmd(line) => self.cmd(index, line),
            Kind::Entrypoint(line) => self.entrypoint(index, line),
            Kind::Healthcheck(check) => self.healthcheck(index, check),
            Kind::Expose(words) => self.expose(index, words),
            Kind::User(user) => self.user(index, &user.value),
            Kind::Volume(paths) => self.volume(index, paths),
            Kind::Stopsignal(signal) => self.stop_signal(index, &signal.value),
            Kind::Shell(words) => self.shell(index, words),
            Kind::Arg(arg) => self.arg(index, arg),
            Kind::Maintainer(name) => self.maintainer(index, &name.value),
            Kind::From(_) | Kind::Broken => Err(PlanError::new("not an instruction of a stage")),
        }
    }

    fn commit(&mut self, index: StageIndex, created_by: String, layer: bool) {
        let created = self.epoch.map(|epoch| oci::format_time(vfs::Time::from_secs(epoch)));
        self.stage_mut(index).image.history.push(History {
            created,
            created_by,
            author: String::new(),
            comment: COMMENT.into(),
            empty_layer: !layer,
        });
    }

    /// Ties a node to its instruction and makes it what the stage goes on with.
    fn step(&mut self, index: StageIndex, command: &Command, node: super::DraftId, text: String) {
        let ignore_cache = self.stage(index).ignore_cache;
        let draft = self.drafts.get_mut(node);
        draft.instruction = Some(command.id);
        draft.lines = Some(super::range(command.lines));
        draft.text = text;
        draft.ignore_cache = ignore_cache;
        self.made.insert(command.id, node);
        self.stage_mut(index).state.node = Some(node);
    }
}

/// The shell of an image, and what it runs.
fn with_shell(stage: &Stage, line: &str) -> Vec<String> {
    let mut args = match stage.image.config.shell.is_empty() {
        true => vec!["/bin/sh".to_owned(), "-c".to_owned()],
        false => stage.image.config.shell.clone(),
    };
    args.push(line.to_owned());
    args
}

/// Words as Go's `%q` writes a list.
fn quoted(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| dockerfile::quote(word)).collect();
    format!("[{}]", words.join(" "))
}
