//! RUN.

use dockerfile::instruction::{
    Command as Line, Mount as MountFlag, MountKind as Flag, Network as NetworkFlag,
};
use dockerfile::instruction::{Run, Security, Sharing as SharingFlag};
use dockerfile::word::{Lexer, Scope};

use super::super::drafts::DraftId;
use super::super::stages::{Command, StageIndex};
use super::super::{PlanError, Planner, Result, name, paths};
use super::with_shell;
use crate::op::Op;
use crate::op::exec::{ExecOp, Mount, MountKind, SecretEnv, Sharing};
use crate::op::file::{Action, ActionKind, FileOp, Mkdir, Owner, Principal, Slot};
use crate::options::{Network, Platform};
use crate::reason::VariableSource;

/// Where a script that names its interpreter is mounted.
const PIPES: &str = "/dev/pipes/";

/// What a RUN executes.
struct Script {
    args: Vec<String>,
    /// Behind the instruction in the step's name: the first line of a heredoc.
    summary: Option<String>,
    /// A script that names its interpreter: its name and text.
    file: Option<(String, String)>,
}

impl Planner<'_> {
    pub(super) fn run_step(&mut self, index: StageIndex, command: &Command, run: &Run) -> Result<()> {
        let script = self.script(index, run)?;
        let stage = self.stage(index);
        let state = stage.state.clone();
        let env = state
            .env
            .iter()
            .map(|(name, value)| {
                let source = state.sources.get(name).copied().unwrap_or(VariableSource::Env);
                (name.to_owned(), value.to_owned(), source)
            })
            .collect();
        let mut op = ExecOp {
            args: script.args.clone(),
            env,
            cwd: if state.directory.is_empty() { "/".into() } else { state.directory.clone() },
            user: state.user.clone(),
            hostname: self.hostname(),
            network: match run.network {
                NetworkFlag::Default => self.input.options.network,
                NetworkFlag::None => Network::None,
                NetworkFlag::Host => Network::Host,
            },
            insecure: run.security == Security::Insecure,
            mounts: Vec::new(),
            secret_env: Vec::new(),
            proxy: self.proxy(),
            extra_hosts: self.input.options.extra_hosts.clone(),
            platform: stage.platform.clone().unwrap_or_else(Platform::linux_amd64),
        };
        let mut inputs = Inputs { list: state.node.into_iter().collect() };
        op.mounts.push(Mount {
            input: state.node.map(|_| 0),
            target: "/".into(),
            source: "/".into(),
            readonly: false,
            kind: MountKind::Root,
        });
        if let Some((name, text)) = &script.file {
            let document = self.inline(name, text.as_bytes(), 0o755);
            op.mounts.push(Mount {
                input: Some(inputs.slot(document)),
                target: PIPES.into(),
                source: "/".into(),
                readonly: true,
                kind: MountKind::Bind,
            });
        }
        for (mount, source) in run.mounts.iter().zip(&command.sources) {
            self.mount(index, mount, *source, &mut op, &mut inputs)?;
        }
        let (text, step) = self.run_name(index, command, run, script.summary.as_deref());
        let created_by = self.run_history(index, &script.args);
        let node = self.drafts.add(Op::Exec(Box::new(op)), inputs.list, step);
        self.step(index, command, node, text);
        self.commit(index, created_by, true);
        Ok(())
    }

    /// The host name that was asked for, on the command line or as a build argument.
    fn hostname(&self) -> Option<String> {
        let options = self.input.options;
        options.build_args.get("BUILDKIT_SANDBOX_HOSTNAME").or(options.hostname.as_ref()).cloned()
    }

    fn script(&self, index: StageIndex, run: &Run) -> Result<Script> {
        let line = match &run.command {
            Line::Exec(words) => {
                let args = words.iter().map(|word| word.value.to_string()).collect();
                return Ok(Script { args, summary: None, file: None });
            }
            Line::Shell(line) => line.value.as_str(),
        };
        let stage = self.stage(index);
        let Some(first) = run.heredocs.first() else {
            return Ok(Script { args: with_shell(stage, line), summary: None, file: None });
        };
        if !is_heredoc(line) {
            // More than the heredoc alone: the shell gets it as it stands.
            let mut text = line.to_owned();
            for heredoc in &run.heredocs {
                text.push_str(&format!("\n{}{}", heredoc.content, heredoc.name));
            }
            return Ok(Script { args: with_shell(stage, &text), summary: None, file: None });
        }
        let body = first.body().to_string();
        let summary = Some(name::heredoc(&first.content));
        if body.starts_with("#!") {
            // BuildKit joins the path to the shell like any other command line.
            let args = with_shell(stage, &format!("{PIPES}{}", first.name));
            return Ok(Script { args, summary, file: Some((first.name.to_string(), body)) });
        }
        Ok(Script { args: with_shell(stage, &body), summary, file: None })
    }

    fn run_name(
        &mut self,
        index: StageIndex,
        command: &Command,
        run: &Run,
        summary: Option<&str>,
    ) -> (String, String) {
        let code = match summary {
            Some(summary) => format!("{} ({summary})", command.node.code()),
            None => command.node.code().to_owned(),
        };
        let lexer = Lexer::step_name(self.input.file.directives.escape);
        let stage = self.stage_mut(index);
        let masked = Masked { env: &stage.state.env, secrets: secret_names(run) };
        let text = name::expanded(lexer, &code, &masked);
        let step = name::numbered(stage, &text, command.onbuild);
        (text, step)
    }

    /// What history says: the arguments in scope with their values, and the command line.
    fn run_history(&self, index: StageIndex, args: &[String]) -> String {
        let stage = self.stage(index);
        let mut values: Vec<(&str, String)> = Vec::new();
        for (name, value) in &stage.args {
            let value = stage.state.env.get(name).or(value.as_deref()).unwrap_or("");
            let text = format!("{name}={value}");
            match values.iter_mut().find(|(known, _)| known == name) {
                Some(known) => known.1 = text,
                None => values.push((name, text)),
            }
        }
        let mut words = vec!["RUN".to_owned()];
        if !values.is_empty() {
            words.push(format!("|{}", values.len()));
            words.extend(values.into_iter().map(|(_, text)| text));
        }
        words.extend(args.iter().cloned());
        words.push("# buildkit".into());
        words.join(" ")
    }

    fn mount(
        &mut self,
        index: StageIndex,
        flag: &MountFlag,
        source: Option<StageIndex>,
        op: &mut ExecOp,
        inputs: &mut Inputs,
    ) -> Result<()> {
        let source = source.filter(|_| !flag.from.is_empty() || flag.kind == Flag::Cache);
        let kind = match flag.kind {
            Flag::Secret => return secret(flag, op),
            Flag::Ssh => return ssh(flag, op),
            Flag::Tmpfs => MountKind::Tmpfs { size: u64::try_from(flag.size).unwrap_or(0) },
            Flag::Bind => MountKind::Bind,
            Flag::Cache => {
                let id = if flag.id.is_empty() { paths::clean(&flag.target) } else { flag.id.clone() };
                let sharing = match flag.sharing {
                    Some(SharingFlag::Private) => Sharing::Private,
                    Some(SharingFlag::Locked) => Sharing::Locked,
                    _ => Sharing::Shared,
                };
                MountKind::Cache { id, sharing }
            }
        };
        let mut node = match (flag.kind, source) {
            (Flag::Tmpfs, _) => None,
            (_, None) => Some(self.context),
            (_, Some(stage)) => {
                if !self.stage(stage).dispatched {
                    return Err(PlanError::new(format!(
                        "cannot mount from stage {} to {}, stage needs to be defined before current command",
                        dockerfile::quote(&flag.from),
                        dockerfile::quote(&flag.target)
                    )));
                }
                self.stage(stage).state.node
            }
        };
        let target = self.mount_target(index, &flag.target)?;
        let mut path = paths::clean(&format!("/{}", flag.source));
        if path == "/" && (flag.uid.is_some() || flag.gid.is_some() || flag.mode.is_some()) {
            let owned = self.owned_cache(flag, node);
            self.drafts.get_mut(owned).ignore_cache = self.stage(index).ignore_cache;
            node = Some(owned);
            path = "/cache".into();
        }
        if source.is_none() && flag.kind == Flag::Bind {
            self.stage_mut(index).context_paths.push(path.clone());
        }
        let input = node.map(|node| inputs.slot(node));
        op.mounts.push(Mount { input, target, source: path, readonly: flag.read_only, kind });
        Ok(())
    }

    fn mount_target(&self, index: StageIndex, target: &str) -> Result<String> {
        let absolute = match target.starts_with('/') {
            true => target.to_owned(),
            false => paths::clean(&format!("/{}/{target}", self.stage(index).state.directory)),
        };
        if paths::clean(&absolute) == "/" {
            return Err(PlanError::new(format!("invalid mount target {}", dockerfile::quote(&absolute))));
        }
        Ok(absolute)
    }

    /// A directory that a cache mount starts with, if its owner or mode is given.
    fn owned_cache(&mut self, flag: &MountFlag, input: Option<DraftId>) -> DraftId {
        let owner = Owner {
            user: Principal::Id(flag.uid.unwrap_or(0)),
            group: Some(Principal::Id(flag.gid.unwrap_or(0))),
        };
        let mkdir = Mkdir {
            path: "/cache".into(),
            mode: flag.mode.map_or(0o755, |mode| mode as u16 & 0o7777),
            owner: Some(owner),
            time: None,
        };
        let slot = if input.is_some() { Slot::Input(0) } else { Slot::Scratch };
        let action = Action { input: slot, source: Slot::Scratch, kind: ActionKind::Mkdir(mkdir) };
        let op = Op::File(FileOp { actions: vec![action] });
        self.drafts.add(op, input.into_iter().collect(), "[internal] setting cache mount permissions")
    }
}

/// The inputs of a step, each once.
struct Inputs {
    list: Vec<DraftId>,
}

impl Inputs {
    fn slot(&mut self, node: DraftId) -> usize {
        match self.list.iter().position(|known| *known == node) {
            Some(slot) => slot,
            None => {
                self.list.push(node);
                self.list.len() - 1
            }
        }
    }
}

fn secret_id(flag: &MountFlag) -> Result<String> {
    let id = if flag.source.is_empty() { &flag.id } else { &flag.source };
    if !id.is_empty() {
        return Ok(id.clone());
    }
    match flag.target.rsplit('/').find(|name| !name.is_empty()) {
        Some(name) => Ok(name.to_owned()),
        None => Err(PlanError::new("one of source, target required")),
    }
}

fn secret(flag: &MountFlag, op: &mut ExecOp) -> Result<()> {
    let id = secret_id(flag)?;
    if let Some(env) = &flag.env {
        let name = if env.is_empty() { id.clone() } else { env.clone() };
        op.secret_env.push(SecretEnv { id: id.clone(), name, optional: !flag.required });
    }
    if flag.env.is_some() && flag.target.is_empty() {
        return Ok(());
    }
    let target = match flag.target.as_str() {
        "" => format!("/run/secrets/{}", id.rsplit('/').next().unwrap_or(&id)),
        target => target.to_owned(),
    };
    op.mounts.push(Mount {
        input: None,
        target,
        source: "/".into(),
        readonly: true,
        kind: MountKind::Secret {
            id,
            optional: !flag.required,
            uid: flag.uid.unwrap_or(0),
            gid: flag.gid.unwrap_or(0),
            mode: flag.mode.map_or(0o400, |mode| mode as u16 & 0o7777),
        },
    });
    Ok(())
}

fn ssh(flag: &MountFlag, op: &mut ExecOp) -> Result<()> {
    if flag.source.is_empty() {
        let id = if flag.id.is_empty() { "default".to_owned() } else { flag.id.clone() };
        let target = match flag.target.as_str() {
            "" => {
                let number =
                    op.mounts.iter().filter(|mount| matches!(mount.kind, MountKind::Ssh { .. })).count();
                format!("/run/buildkit/ssh_agent.{number}")
            }
            target => target.to_owned(),
        };
        let kind = MountKind::Ssh { id, optional: !flag.required };
        op.mounts.push(Mount { input: None, target, source: "/".into(), readonly: true, kind });
        return Ok(());
    }
    Err(PlanError::new("ssh does not support source"))
}

/// Whether a command line is a heredoc and nothing else.
fn is_heredoc(line: &str) -> bool {
    dockerfile::parser::heredoc_word(line).is_some()
}

fn secret_names(run: &Run) -> Vec<String> {
    run.mounts
        .iter()
        .filter(|mount| mount.kind == Flag::Secret)
        .filter_map(|mount| mount.env.clone())
        .collect()
}

/// An environment in which the values of secrets show as stars.
struct Masked<'a> {
    env: &'a dockerfile::word::Env,
    secrets: Vec<String>,
}

impl Scope for Masked<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        match self.secrets.iter().any(|secret| secret == name) {
            true => Some("****"),
            false => self.env.get(name),
        }
    }
}
