//! Instructions that only touch the image's configuration, and through it what later steps see.

use dockerfile::Word;
use dockerfile::args::{ArgValue, NOT_IN_ENV, stage_arg};
use dockerfile::instruction::value::format_duration;
use dockerfile::instruction::{Arg, Command as Line, Expander, Healthcheck, Pair, is_signal, ports};

use super::super::args::EPOCH;
use super::super::stages::StageIndex;
use super::super::{PlanError, Planner, Result};
use super::{quoted, with_shell};
use crate::reason::VariableSource;

impl Planner<'_> {
    pub(super) fn env(&mut self, index: StageIndex, pairs: &[Pair]) -> Result<()> {
        let mut text = String::from("ENV");
        for pair in pairs {
            let (name, value) = (pair.name.value.as_str(), pair.value.value.as_str());
            text.push_str(&format!(" {name}={value}"));
            let stage = self.stage_mut(index);
            stage.state.set(name, value, VariableSource::Env);
            let entry = format!("{name}={value}");
            let known = stage
                .image
                .config
                .env
                .iter_mut()
                .find(|known| known.split_once('=').map_or(known.as_str(), |(key, _)| key) == name);
            match known {
                Some(known) => *known = entry,
                None => stage.image.config.env.push(entry),
            }
        }
        self.commit(index, text, false);
        Ok(())
    }

    pub(super) fn arg(&mut self, index: StageIndex, arg: &Arg) -> Result<()> {
        let mut texts = Vec::new();
        for pair in &arg.pairs {
            let name = pair.name.value.as_str();
            let mut expander = Expander::new(self.input.file.directives.escape, &self.stage(index).state.env);
            let value = stage_arg(pair, &self.input.options.build_args, &self.global, &mut expander)
                .map_err(|error| PlanError::new(error.message))?;
            let value = match value {
                // The time was checked before, and an empty one means none.
                ArgValue::Given(_) if name == EPOCH => self.epoch.map(|epoch| epoch.to_string()),
                value => value.value().map(ToString::to_string),
            };
            let stage = self.stage_mut(index);
            if let (Some(value), false) = (&value, NOT_IN_ENV.contains(&name)) {
                stage.state.set(name, value, VariableSource::Arg);
            }
            texts.push(value.as_ref().map_or(name.to_owned(), |value| format!("{name}={value}")));
            stage.args.push((name.to_owned(), value));
        }
        self.commit(index, format!("ARG {}", texts.join(" ")), false);
        Ok(())
    }

    pub(super) fn label(&mut self, index: StageIndex, pairs: &[Pair]) -> Result<()> {
        let mut text = String::from("LABEL");
        for pair in pairs {
            let (name, value) = (pair.name.value.to_string(), pair.value.value.to_string());
            text.push_str(&format!(" {name}={value}"));
            self.stage_mut(index).image.config.labels.insert(name, value);
        }
        self.commit(index, text, false);
        Ok(())
    }

    pub(super) fn onbuild(&mut self, index: StageIndex, expression: &str) -> Result<()> {
        self.stage_mut(index).image.config.on_build.push(expression.to_owned());
        Ok(())
    }

    pub(super) fn cmd(&mut self, index: StageIndex, line: &Line) -> Result<()> {
        let args = self.arguments(index, line);
        let text = format!("CMD {}", quoted(&args));
        let stage = self.stage_mut(index);
        stage.image.config.cmd = args;
        stage.image.config.args_escaped = true;
        stage.has_cmd = true;
        self.commit(index, text, false);
        Ok(())
    }

    pub(super) fn entrypoint(&mut self, index: StageIndex, line: &Line) -> Result<()> {
        let args = self.arguments(index, line);
        let text = format!("ENTRYPOINT {}", quoted(&args));
        let stage = self.stage_mut(index);
        stage.image.config.entrypoint = args;
        if !stage.has_cmd {
            stage.image.config.cmd.clear();
        }
        self.commit(index, text, false);
        Ok(())
    }

    fn arguments(&self, index: StageIndex, line: &Line) -> Vec<String> {
        match line {
            Line::Exec(words) => words.iter().map(|word| word.value.to_string()).collect(),
            // A shell form without anything to run is no command at all.
            Line::Shell(text) if text.value.is_empty() => Vec::new(),
            Line::Shell(text) => with_shell(self.stage(index), &text.value),
        }
    }

    pub(super) fn healthcheck(&mut self, index: StageIndex, check: &Healthcheck) -> Result<()> {
        let check = match check {
            Healthcheck::Off => oci::Healthcheck { test: vec!["NONE".into()], ..oci::Healthcheck::default() },
            Healthcheck::On(probe) => {
                let test = match &probe.command {
                    Line::Exec(words) => std::iter::once("CMD".to_owned())
                        .chain(words.iter().map(|word| word.value.to_string()))
                        .collect(),
                    Line::Shell(text) => vec!["CMD-SHELL".to_owned(), text.value.to_string()],
                };
                oci::Healthcheck {
                    test,
                    interval: probe.interval,
                    timeout: probe.timeout,
                    start_period: probe.start_period,
                    start_interval: probe.start_interval,
                    retries: i64::from(probe.retries),
                }
            }
        };
        let text = format!(
            "HEALTHCHECK {{Test:[{}] Interval:{} Timeout:{} StartPeriod:{} StartInterval:{} Retries:{}}}",
            check.test.join(" "),
            format_duration(check.interval),
            format_duration(check.timeout),
            format_duration(check.start_period),
            format_duration(check.start_interval),
            check.retries,
        );
        self.stage_mut(index).image.config.healthcheck = Some(check);
        self.commit(index, text, false);
        Ok(())
    }

    pub(super) fn expose(&mut self, index: StageIndex, words: &[Word]) -> Result<()> {
        let mut all = Vec::new();
        for word in words {
            let found = ports(&word.value).map_err(|error| PlanError::new(error.0))?;
            all.extend(found.iter().map(ToString::to_string));
        }
        let text = format!("EXPOSE [{}]", all.join(" "));
        self.stage_mut(index).image.config.exposed_ports.extend(all);
        self.commit(index, text, false);
        Ok(())
    }

    pub(super) fn user(&mut self, index: StageIndex, user: &str) -> Result<()> {
        let stage = self.stage_mut(index);
        stage.state.user = user.to_owned();
        stage.image.config.user = user.to_owned();
        self.commit(index, format!("USER {user}"), false);
        Ok(())
    }

    pub(super) fn volume(&mut self, index: StageIndex, paths: &[Word]) -> Result<()> {
        let paths: Vec<String> = paths.iter().map(|path| path.value.to_string()).collect();
        if paths.iter().any(String::is_empty) {
            return Err(PlanError::new("VOLUME specified can not be an empty string"));
        }
        let text = format!("VOLUME [{}]", paths.join(" "));
        self.stage_mut(index).image.config.volumes.extend(paths);
        self.commit(index, text, false);
        Ok(())
    }

    pub(super) fn stop_signal(&mut self, index: StageIndex, signal: &str) -> Result<()> {
        if !is_signal(signal) {
            return Err(PlanError::new(format!("invalid signal: {signal}")));
        }
        self.stage_mut(index).image.config.stop_signal = signal.to_owned();
        self.commit(index, format!("STOPSIGNAL {signal}"), false);
        Ok(())
    }

    pub(super) fn shell(&mut self, index: StageIndex, words: &[Word]) -> Result<()> {
        let words: Vec<String> = words.iter().map(|word| word.value.to_string()).collect();
        let text = format!("SHELL [{}]", words.join(" "));
        self.stage_mut(index).image.config.shell = words;
        self.commit(index, text, false);
        Ok(())
    }

    pub(super) fn maintainer(&mut self, index: StageIndex, name: &str) -> Result<()> {
        self.stage_mut(index).image.author = name.to_owned();
        self.commit(index, format!("MAINTAINER {name}"), false);
        Ok(())
    }
}
