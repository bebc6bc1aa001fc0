//! Stages: which there are, how they depend on each other, which the target needs.

use std::collections::BTreeMap;
use std::sync::Arc;

use dockerfile::instruction::Kind;
use dockerfile::word::{Env, NoScope};
use dockerfile::{Lines, Node, Phase, with_suggestion};
use oci::ImageConfig;

use super::drafts::DraftId;
use super::{PlanError, Planner, Result};
use crate::event::{InstructionId, PlannedInstruction, PlannedStage, StageId};
use crate::op::VertexId;
use crate::options::{NamedContext, NoCache, Platform};
use crate::reason::VariableSource;

/// Index of a stage, those that stand for an image in `COPY --from` included.
pub(crate) type StageIndex = usize;

/// The name of the empty image.
pub(super) const SCRATCH: &str = "scratch";

/// A stage while it is planned.
#[derive(Debug)]
pub(super) struct Stage {
    /// Its number in the Dockerfile; `None` for an image that `COPY --from` names.
    pub id: Option<StageId>,
    /// The name behind AS, in lower case; empty if there is none.
    pub name: String,
    /// The name that steps show.
    pub shown: String,
    /// What stands behind FROM, expanded, then resolved.
    pub base_name: String,
    /// The stage it is based on, if it is one.
    pub base: Option<StageIndex>,
    pub platform: Option<Platform>,
    pub lines: Lines,
    /// The FROM line as it was written.
    pub source: String,
    pub commands: Vec<Command>,
    /// Stages that its instructions take files from.
    pub needs: Vec<StageIndex>,
    pub state: State,
    pub image: ImageConfig,
    pub base_image: Option<Arc<ImageConfig>>,
    /// The node of its own base image.
    pub from: Option<DraftId>,
    pub modelled: bool,
    /// The named context that stands in for it.
    pub context: Option<NamedContext>,
    /// ARGs declared so far, with their values.
    pub args: Vec<(String, Option<String>)>,
    pub context_paths: Vec<String>,
    /// Number of steps that count, and of those named so far.
    pub total: u32,
    pub step: u32,
    pub ignore_cache: bool,
    pub has_cmd: bool,
    pub dispatched: bool,
    resolved: bool,
    triggers_added: bool,
}

/// An instruction of a stage.
#[derive(Debug, Clone)]
pub(super) struct Command {
    pub kind: Kind,
    pub node: Node,
    /// Stages that it takes files from: one for `COPY --from`, one per mount for RUN.
    pub sources: Vec<Option<StageIndex>>,
    pub onbuild: bool,
    pub id: InstructionId,
    pub lines: Lines,
}

/// What an instruction builds on: the files so far, and what surrounds a process.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// `None` for an empty tree.
    pub node: Option<DraftId>,
    pub env: Env,
    /// Which instruction set each variable last.
    pub sources: BTreeMap<String, VariableSource>,
    pub directory: String,
    pub user: String,
}

impl State {
    pub(super) fn set(&mut self, name: &str, value: &str, source: VariableSource) {
        self.env.set(name, value);
        self.sources.insert(name.to_owned(), source);
    }
}

impl Stage {
    pub(super) fn new(base_name: String, lines: Lines) -> Self {
        let platform = Platform::linux_amd64();
        Self {
            id: None,
            name: String::new(),
            shown: String::new(),
            base_name,
            base: None,
            platform: None,
            lines,
            source: String::new(),
            commands: Vec::new(),
            needs: Vec::new(),
            state: State::default(),
            image: ImageConfig::new(&platform.os, &platform.architecture, &platform.variant),
            base_image: None,
            from: None,
            modelled: false,
            context: None,
            args: Vec::new(),
            context_paths: Vec::new(),
            total: 0,
            step: 0,
            ignore_cache: false,
            has_cmd: false,
            dispatched: false,
            resolved: false,
            triggers_added: false,
        }
    }

    /// Whether a needed stage waits for its base image; true only once.
    pub(super) fn wants_base(&mut self) -> bool {
        let wants = self.base.is_none() && !self.dispatched && !self.resolved;
        self.resolved |= wants;
        wants
    }
}

impl Planner<'_> {
    /// Indices come from this planner only.
    pub(super) fn stage(&self, index: StageIndex) -> &Stage {
        &self.stages[index]
    }

    pub(super) fn stage_mut(&mut self, index: StageIndex) -> &mut Stage {
        &mut self.stages[index]
    }

    pub(super) fn build_stages(&mut self) -> Result<()> {
        let file = self.input.file;
        for (number, parsed) in file.stages.iter().enumerate() {
            let Some(instruction) = file.instructions.get(parsed.from) else { continue };
            let lines = instruction.node.lines;
            let stage = self.build_stage(number, parsed, instruction).map_err(|error| error.at(lines))?;
            self.add_stage(stage);
            let index = self.stages.len() - 1;
            if self.stage(index).context.is_some() {
                self.stage_mut(index).base = None;
                continue;
            }
            let stage = self.stage_mut(index);
            if stage.name.is_empty() {
                stage.shown = format!("stage-{number}");
            }
            let from = u32::from(stage.base_name != SCRATCH && stage.base.is_none());
            stage.total = from + stage.commands.iter().filter(|command| counts(&command.kind)).count() as u32;
        }
        Ok(())
    }

    fn build_stage(
        &mut self,
        number: usize,
        parsed: &dockerfile::Stage,
        instruction: &dockerfile::Instruction,
    ) -> Result<Stage> {
        let Kind::From(from) = &instruction.kind else {
            return Err(PlanError::new("a stage must begin with FROM"));
        };
        let lexer = self.lexer();
        let base = lexer
            .expand(&from.image.value, &self.global)
            .map_err(|error| PlanError::new(error.message))?
            .into_owned();
        if base.is_empty() {
            return Err(PlanError::new(format!("base name ({}) should not be blank", from.image.value)));
        }
        let mut stage = Stage::new(base, instruction.node.lines);
        stage.id = Some(StageId(number as u32));
        stage.name = parsed.name.as_deref().unwrap_or_default().to_owned();
        stage.shown.clone_from(&stage.name);
        stage.source = instruction.node.code().to_owned();
        if let Some(word) = &from.platform {
            let text = lexer.expand(&word.value, &self.global).map_err(|error| {
                PlanError::new(format!("failed to process arguments for platform : {}", error.message))
            })?;
            if text.is_empty() {
                return Err(PlanError::new(format!("empty platform value from expression {}", word.value)));
            }
            let platform = Platform::parse(&text, &self.build_platform);
            stage.platform = Some(platform.map_err(|error| {
                PlanError::new(format!("failed to parse platform {}: {error}", word.value))
            })?);
        }
        if !stage.name.is_empty() {
            stage.context = self.named_context(&stage.name);
        }
        stage.ignore_cache = match &self.input.options.no_cache {
            NoCache::No => false,
            NoCache::All => true,
            NoCache::Stages(names) => names.iter().any(|name| name.eq_ignore_ascii_case(&stage.name)),
        };
        let file = self.input.file;
        for instruction in file.body(parsed) {
            let command = self.register(StageId(number as u32), instruction, None);
            stage.commands.push(command);
        }
        Ok(stage)
    }

    /// Gives an instruction its number and its row.
    fn register(
        &mut self,
        stage: StageId,
        instruction: &dockerfile::Instruction,
        trigger: Option<Lines>,
    ) -> Command {
        let id = InstructionId(self.instructions.len() as u32);
        let lines = trigger.unwrap_or(instruction.node.lines);
        let node = &instruction.node;
        self.instructions.push(PlannedInstruction {
            id,
            stage,
            keyword: node.keyword.value.to_ascii_uppercase(),
            text: node.code().to_owned(),
            lines: super::range(lines),
            vertex: None,
            metadata_only: !counts(&instruction.kind),
            onbuild: trigger.is_some(),
        });
        Command {
            kind: instruction.kind.clone(),
            node: node.clone(),
            sources: Vec::new(),
            onbuild: trigger.is_some(),
            id,
            lines,
        }
    }

    /// Adds a stage, based on an earlier one of that name if there is one.
    fn add_stage(&mut self, mut stage: Stage) -> StageIndex {
        let index = self.stages.len();
        stage.base = self.by_name.get(&stage.base_name).copied();
        if !stage.name.is_empty() {
            self.by_name.insert(stage.name.clone(), index);
        }
        self.stages.push(stage);
        index
    }

    fn stage_named(&self, name: &str) -> Option<StageIndex> {
        self.by_name.get(&name.to_lowercase()).copied()
    }

    pub(super) fn find_target(&self) -> Result<StageIndex> {
        let Some(name) = &self.input.options.target else { return Ok(self.stages.len() - 1) };
        self.stage_named(name).ok_or_else(|| {
            let message = format!("target stage {} could not be found", dockerfile::quote(name));
            let names = self.stages.iter().map(|stage| stage.shown.as_str()).filter(|name| !name.is_empty());
            PlanError::new(with_suggestion(message, name, names))
        })
    }

    /// Finds what every instruction takes files from.
    pub(super) fn connect_stages(&mut self) -> Result<()> {
        let count = self.stages.len();
        for index in 0..count {
            for position in 0..self.stage(index).commands.len() {
                self.connect(index, position)?;
            }
        }
        self.check_cycles()?;
        if let [only] = self.stages.as_mut_slice() {
            only.shown.clear();
        }
        Ok(())
    }

    fn connect(&mut self, stage: StageIndex, position: usize) -> Result<bool> {
        let Some(command) = self.stage(stage).commands.get(position) else { return Ok(false) };
        let lines = command.lines;
        let froms: Vec<Option<String>> = match &command.kind {
            Kind::Copy(copy) => match &copy.from {
                Some(from) => vec![Some(from.value.to_string())],
                None => Vec::new(),
            },
            Kind::Run(run) => run.mounts.iter().map(mount_source).collect(),
            _ => Vec::new(),
        };
        let copies = matches!(command.kind, Kind::Copy(_));
        let mut sources = Vec::new();
        for from in froms {
            let source = from.map(|from| self.find_source(&from, copies, lines)).transpose()?;
            sources.push(source);
        }
        let found = sources.iter().flatten().copied().collect::<Vec<_>>();
        let any = !found.is_empty();
        let stage = self.stage_mut(stage);
        stage.needs.extend(found);
        if let Some(command) = stage.commands.get_mut(position) {
            command.sources = sources;
        }
        Ok(any)
    }

    fn find_source(&mut self, from: &str, by_index: bool, lines: Lines) -> Result<StageIndex> {
        if by_index {
            let expanded =
                self.lexer().expand(from, &NoScope).map_err(|error| PlanError::new(error.message))?;
            if expanded != from {
                return Err(PlanError::new(
                    "variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround",
                ));
            }
            if let Ok(index) = from.parse::<i64>() {
                return usize::try_from(index)
                    .ok()
                    .filter(|index| *index < self.stages.len())
                    .ok_or_else(|| PlanError::new(format!("invalid stage index {index}")));
            }
        }
        if let Some(index) = self.stage_named(from) {
            return Ok(index);
        }
        // Whatever is no stage is an image.
        Ok(self.add_stage(Stage::new(from.to_owned(), lines)))
    }

    /// No stage may take files from itself, directly or through others.
    fn check_cycles(&self) -> Result<()> {
        let mut visited = vec![false; self.stages.len()];
        for stage in 0..self.stages.len() {
            let mut path = vec![false; self.stages.len()];
            if let Some(lines) = self.find_cycle(stage, &mut visited, &mut path) {
                let name = &self.stage(stage).shown;
                return Err(
                    PlanError::new(format!("circular dependency detected on stage: {name}")).at(lines)
                );
            }
        }
        Ok(())
    }

    /// The lines of the instruction that closes a cycle.
    fn find_cycle(&self, stage: StageIndex, visited: &mut [bool], path: &mut [bool]) -> Option<Lines> {
        if std::mem::replace(&mut visited[stage], true) {
            return None;
        }
        path[stage] = true;
        for command in &self.stage(stage).commands {
            for &source in command.sources.iter().flatten() {
                if path[source] {
                    return Some(command.lines);
                }
                if self.find_cycle(source, visited, path).is_some() {
                    return Some(command.lines);
                }
            }
        }
        path[stage] = false;
        None
    }

    fn needed(&self, target: StageIndex) -> Vec<bool> {
        let mut needed = vec![false; self.stages.len()];
        let mut open = vec![target];
        while let Some(index) = open.pop() {
            if std::mem::replace(&mut needed[index], true) {
                continue;
            }
            let stage = self.stage(index);
            open.extend(stage.base.iter().chain(&stage.needs));
        }
        needed
    }

    /// Resolves the base images of all needed stages and adds ONBUILD triggers, which may need more stages.
    pub(super) fn resolve_stages(&mut self, target: StageIndex) -> Result<Vec<bool>> {
        loop {
            let needed = self.needed(target);
            for index in (0..self.stages.len()).filter(|index| needed[*index]) {
                self.resolve_base(index)?;
            }
            let mut more = false;
            for index in (0..self.stages.len()).filter(|index| needed[*index]) {
                self.inherit(index);
                let lines = self.stage(index).lines;
                more |= self.add_triggers(index).map_err(|error| error.at(lines))?;
            }
            if !more {
                return Ok(needed);
            }
        }
    }

    /// Takes over what an earlier stage left.
    pub(super) fn inherit(&mut self, index: StageIndex) {
        let Some(base) = self.stage(index).base else { return };
        let base = self.stage(base);
        let (state, platform, mut image) = (base.state.clone(), base.platform.clone(), base.image.clone());
        let (base_image, args, modelled) = (base.base_image.clone(), base.args.clone(), base.modelled);
        image.config.on_build.clear();
        let stage = self.stage_mut(index);
        stage.state = state;
        stage.platform = platform;
        stage.image = image;
        stage.base_image = base_image;
        stage.modelled = modelled;
        stage.args = args;
    }

    /// Puts the ONBUILD triggers of the base before the stage's own instructions; tells whether they need stages.
    fn add_triggers(&mut self, index: StageIndex) -> Result<bool> {
        let mut triggers = std::mem::take(&mut self.stage_mut(index).image.config.on_build);
        if let (Some(base), false) = (self.stage(index).base, self.stage(index).triggers_added) {
            for command in &self.stage(base).commands {
                if let Kind::Onbuild(onbuild) = &command.kind {
                    triggers.push(onbuild.expression.to_string());
                }
            }
            self.stage_mut(index).triggers_added = true;
        }
        if triggers.is_empty() {
            return Ok(false);
        }
        let (id, lines) = (self.stage(index).id.unwrap_or(StageId(0)), self.stage(index).lines);
        let mut commands = Vec::new();
        for trigger in &triggers {
            commands.push(self.trigger(trigger, id, lines)?);
        }
        let count = commands.len();
        let stage = self.stage_mut(index);
        stage.total += count as u32;
        commands.append(&mut stage.commands);
        stage.commands = commands;
        let mut more = false;
        for position in 0..count {
            more |= self.connect(index, position)?;
        }
        Ok(more)
    }

    fn trigger(&mut self, text: &str, stage: StageId, lines: Lines) -> Result<Command> {
        let parsed = dockerfile::parse(text);
        // That a trigger opens no stage is no failure.
        if let Some(failure) = parsed.tree.failure.as_ref().filter(|failure| failure.phase == Phase::Lines) {
            return Err(PlanError::new(failure.message.clone()));
        }
        let [instruction] = parsed.tree.instructions.as_slice() else {
            return Err(PlanError::new("onbuild trigger should be a single expression"));
        };
        match (&instruction.kind, parsed.error()) {
            (Kind::Broken, Some(error)) => Err(PlanError::new(error.message.clone())),
            _ => Ok(self.register(stage, instruction, Some(lines))),
        }
    }

    pub(super) fn planned_stages(
        &self,
        needed: &[bool],
        vertices: &BTreeMap<DraftId, VertexId>,
    ) -> Vec<PlannedStage> {
        let planned = |(stage, needed): (&Stage, &bool)| {
            let id = stage.id?;
            Some(PlannedStage {
                id,
                name: if stage.name.is_empty() { format!("stage-{}", id.0) } else { stage.name.clone() },
                base: stage.base_name.clone(),
                text: stage.source.clone(),
                lines: super::range(stage.lines),
                vertex: stage.from.and_then(|from| vertices.get(&from)).copied(),
                needed: *needed,
                modelled: stage.modelled,
            })
        };
        self.stages.iter().zip(needed).filter_map(planned).collect()
    }
}

/// Whether an instruction is a step.
fn counts(kind: &Kind) -> bool {
    matches!(kind, Kind::Add(_) | Kind::Copy(_) | Kind::Run(_) | Kind::Workdir(_))
}

/// The stage or image that a mount comes from. Whether it has a source at all is not known before its variables are
/// replaced; the empty image stands for none.
fn mount_source(mount: &dockerfile::instruction::Mount) -> Option<String> {
    let from = mount.from.as_str();
    Some(if from.is_empty() { SCRATCH } else { from }.to_owned())
}
