//! Setting up stages: names, bases, platforms, and who needs whom.

use crate::ast::{Instruction, Stage};
use crate::check::{self, Place, Report};
use crate::ignore::clean;
use crate::instruction::{From, Kind};
use crate::platform::Platform;
use crate::reference::check_reference;
use crate::suggest::{nearest, with_suggestion};
use crate::text::{Str, lower};
use crate::word::{Env, Expansion, Lexer, Scope, WordError};

use super::onbuild::Trigger;
use super::{Base, Stop, Walk};

/// A stage while a build is followed; also an image that is only copied from.
pub(super) struct State<'a> {
    /// The stage of the file, its FROM and where that stands. `None` for an image.
    pub(super) source: Option<(&'a Stage, &'a From)>,
    pub(super) place: Place,
    /// The expanded name of the base.
    pub(super) base_name: String,
    /// The stage that it starts from.
    pub(super) base: Option<usize>,
    /// What messages call it; empty in a file with one stage.
    pub(super) name: String,
    pub(super) platform: Option<Platform>,
    /// The states that it copies or mounts from, and the instruction that does.
    pub(super) needs: Vec<(usize, Place)>,
    /// Triggers of the base, which run before the stage's own instructions.
    pub(super) triggers: Vec<Trigger>,
    pub(super) resolved: bool,
    pub(super) dispatched: bool,
    pub(super) facts: Facts,
}

/// What a stage hands down to those that start from it.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub(super) env: Env,
    /// Arguments that were declared, with or without a value.
    pub(super) declared: Vec<Str>,
    pub(super) has_shell: bool,
    pub(super) has_workdir: bool,
    /// The working directory; `None` if the base is not known.
    pub(super) directory: Option<String>,
    pub(super) onbuild: Vec<String>,
}

impl State<'_> {
    /// An image that is copied or mounted from.
    fn image(name: &str, place: Place) -> Self {
        Self {
            source: None,
            place,
            base_name: name.to_owned(),
            base: None,
            name: String::new(),
            platform: None,
            needs: Vec::new(),
            triggers: Vec::new(),
            resolved: false,
            dispatched: false,
            facts: Facts::default(),
        }
    }
}

impl<'a> Walk<'a> {
    /// Adds the stages of the file.
    pub(super) fn add_stages(&mut self, report: &mut Report) -> Result<(), Stop> {
        for (index, stage) in self.file.stages.iter().enumerate() {
            let Some(from) = self.file.from(stage) else { continue };
            let Some(instruction) = self.file.instructions.get(stage.from) else { continue };
            let place = Place::of(&instruction.node);
            let base_name = self.base_name(from, &place, report)?;
            let platform = self.platform(stage, from, &place, report)?;
            let name = stage.name.as_ref().map_or_else(|| format!("stage-{index}"), |name| name.to_string());
            let base = self.states.iter().rposition(|state| state.is_called(&base_name));
            let source = Some((stage, from));
            let state = State { source, base, name, platform, ..State::image(&base_name, place) };
            self.states.push(state);
        }
        Ok(())
    }

    fn base_name(&mut self, from: &From, place: &Place, report: &mut Report) -> Result<String, Stop> {
        let expansion = self.expand_global(&from.image.value, from.image.span, place, report);
        let expansion = expansion.map_err(|error| Stop::at(place, from.image.span, error.message))?;
        if expansion.text.is_empty() {
            let message = format!("base name ({}) should not be blank", from.image.value);
            return Err(Stop::at(place, from.image.span, message));
        }
        Ok(expansion.text.into_owned())
    }

    /// Expands a word of a FROM and reports the arguments in it that are not declared.
    fn expand_global<'w>(
        &self,
        word: &'w str,
        span: diag::Span,
        place: &Place,
        report: &mut Report,
    ) -> Result<Expansion<'w>, WordError> {
        let result = Lexer::new(self.file.directives.escape).process(word, &self.global);
        let unmatched = match &result {
            Ok(expansion) => &expansion.unmatched,
            Err(error) => &error.unmatched,
        };
        if !unmatched.is_empty() {
            let declared = self.file.global_args().flat_map(|(_, arg)| arg.pairs.iter());
            let mut known: Vec<&str> = declared.map(|pair| pair.name.value.as_str()).collect();
            known.extend(self.global.names());
            known.sort_unstable();
            check::undefined_arg_in_from::check(&self.file.source, span, unmatched, &known, place, report);
        }
        result
    }

    fn platform(
        &mut self,
        stage: &Stage,
        from: &From,
        place: &Place,
        report: &mut Report,
    ) -> Result<Option<Platform>, Stop> {
        let Some(word) = &from.platform else { return Ok(None) };
        let stop = |message: String| Stop::at(place, word.span, message);
        let expansion = match self.expand_global(&word.value, word.span, place, report) {
            Ok(expansion) => expansion,
            Err(error) => {
                let reason = format!("failed to process arguments for platform : {}", error.message);
                return Err(stop(reason));
            }
        };
        check::redundant_target_platform::check(
            self.file,
            stage,
            word,
            &expansion,
            &self.global,
            place,
            report,
        );
        let default = self.options.target_platform;
        let parsed = Platform::parse(&expansion.text, default);
        if expansion.matched.is_empty()
            && expansion.unmatched.is_empty()
            && let Ok(platform) = &parsed
        {
            let name = stage.name.as_deref().unwrap_or_default();
            check::from_platform_flag_const_disallowed::check(
                word,
                &expansion.text,
                platform,
                name,
                place,
                report,
            );
        }
        let suggest = |message: String| self.suggest_any(message, &expansion.unmatched);
        if expansion.text.is_empty() {
            return Err(stop(suggest(format!("empty platform value from expression {}", word.value))));
        }
        match parsed {
            Ok(platform) => Ok(Some(platform)),
            Err(error) => Err(stop(format!("failed to parse platform {}: {}", word.value, suggest(error)))),
        }
    }

    /// The message with the first suggestion for one of the names.
    fn suggest_any(&self, message: String, names: &[String]) -> String {
        let mut sorted: Vec<&String> = names.iter().collect();
        sorted.sort();
        let known = self.global.names();
        match sorted.into_iter().find_map(|name| nearest(name, known.iter().copied())) {
            Some(near) => format!("{message} (did you mean {near}?)"),
            None => message,
        }
    }

    /// The state to build.
    pub(super) fn target(&self) -> Result<usize, Stop> {
        let last = self.states.len().saturating_sub(1);
        let Some(target) = self.options.target else { return Ok(last) };
        self.state_named(target).ok_or_else(|| {
            let names = self.states.iter().map(|state| state.name.as_str());
            let message = format!("target stage {} could not be found", crate::quote::quote(target));
            let message = with_suggestion(message, target, names);
            Stop { message, lines: Default::default(), span: Default::default() }
        })
    }

    pub(super) fn state_named(&self, name: &str) -> Option<usize> {
        let name = lower(name);
        self.states.iter().rposition(|state| state.is_called(&name))
    }

    /// Finds out what stages copy and mount from.
    pub(super) fn add_dependencies(&mut self) -> Result<(), Stop> {
        for index in 0..self.states.len() {
            let Some((stage, _)) = self.states.get(index).and_then(|state| state.source) else { continue };
            for instruction in self.file.body(stage) {
                let place = Place::of(&instruction.node);
                self.add_needs(index, &instruction.kind, &place)?;
            }
        }
        Ok(())
    }

    /// Notes what an instruction of a state copies or mounts from. Images are added as states of their own.
    pub(super) fn add_needs(&mut self, index: usize, kind: &Kind, place: &Place) -> Result<bool, Stop> {
        let mut any = false;
        match kind {
            Kind::Copy(copy) => {
                if let Some(from) = &copy.from {
                    let needed = self.copied_from(from, place)?;
                    self.need(index, needed, place);
                    any = true;
                }
            }
            Kind::Run(run) => {
                for mount in &run.mounts {
                    let from = match (mount.from.as_str(), mount.kind) {
                        ("", crate::instruction::MountKind::Cache) => "scratch",
                        ("", _) => continue,
                        (from, _) => from,
                    };
                    let needed = match self.state_named(from) {
                        Some(needed) => needed,
                        None => self.image(from, place),
                    };
                    self.need(index, needed, place);
                    any = true;
                }
            }
            _ => {}
        }
        Ok(any)
    }

    fn copied_from(&mut self, from: &crate::text::Word, place: &Place) -> Result<usize, Stop> {
        let stop = |message: String| Stop::at(place, from.span, message);
        let plain = Lexer::new(self.file.directives.escape)
            .expand(&from.value, &crate::word::NoScope)
            .map_err(|error| stop(error.message))?;
        if plain != from.value.as_str() {
            let reason = "variable expansion is not supported for --from, define a new stage with FROM using ARG \
                          from global scope as a workaround";
            return Err(stop(reason.into()));
        }
        if let Ok(number) = from.value.parse::<i64>() {
            let found = usize::try_from(number).ok().filter(|number| *number < self.states.len());
            return found.ok_or_else(|| stop(format!("invalid stage index {number}")));
        }
        Ok(match self.state_named(&from.value) {
            Some(needed) => needed,
            None => self.image(&from.value, place),
        })
    }

    fn image(&mut self, name: &str, place: &Place) -> usize {
        // An image may have the name of an earlier stage only as its own base, which BuildKit resolves the same way.
        let base = self.states.iter().rposition(|state| state.is_called(name));
        self.states.push(State { base, ..State::image(name, place.clone()) });
        self.states.len() - 1
    }

    fn need(&mut self, index: usize, needed: usize, place: &Place) {
        if let Some(state) = self.states.get_mut(index) {
            state.needs.push((needed, place.clone()));
        }
    }

    /// Looks up what the base image of a state sets.
    pub(super) fn resolve_base(
        &mut self,
        index: usize,
        reachable: bool,
        report: &mut Report,
    ) -> Result<(), Stop> {
        let Some(state) = self.states.get_mut(index) else { return Ok(()) };
        if state.base.is_some() || state.resolved || state.dispatched {
            return Ok(());
        }
        state.resolved = reachable;
        let image = state.source.is_none();
        if state.base_name == "scratch" {
            state.platform = Some(self.options.target_platform.clone());
            state.facts.directory = Some("/".into());
            state.dispatched |= image;
            return Ok(());
        }
        let name = state.base_name.clone();
        let span = state.source.map_or(state.place.span.unwrap_or_default(), |(_, from)| from.image.span);
        if let Err(reason) = check_reference(&name) {
            let message = format!("failed to parse stage name {}: {reason}", crate::quote::quote(&name));
            return Err(Stop::at(&state.place, span, message));
        }
        state.dispatched |= image;
        let platform = state.platform.get_or_insert_with(|| self.options.target_platform.clone()).clone();
        if !reachable {
            return Ok(());
        }
        let base = (self.options.bases)(&name, &platform);
        let directory = base.as_ref().map(|base| clean(&format!("/{}", base.directory)));
        let base = base.unwrap_or_default();
        if let Some(actual) = &base.platform {
            // What stands above the FROM does not count here.
            let place = Place { config: None, ..state.place.clone() };
            check::invalid_base_image_platform::check(&name, span, &platform, actual, &place, report);
        }
        let Base { env, onbuild, has_shell, .. } = base;
        let env = Env::from_entries(env);
        state.facts = Facts { env, onbuild, has_shell, directory, ..Facts::default() };
        Ok(())
    }

    /// The instructions of a state.
    pub(super) fn body(&self, index: usize) -> &'a [Instruction] {
        let source = self.states.get(index).and_then(|state| state.source);
        source.map_or(&[], |(stage, _)| self.file.body(stage))
    }
}

impl State<'_> {
    fn is_called(&self, name: &str) -> bool {
        let own = self.source.and_then(|(stage, _)| stage.name.as_deref());
        own == Some(name)
    }
}
