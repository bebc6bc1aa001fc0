//! Variables before the first FROM, and what the builder sets by itself.

use diag::LineIndex;
use dockerfile::instruction::Kind;
use dockerfile::word::{Lexer, Scope};
use dockerfile::{Lines, args};

use super::stages::SCRATCH;
use super::{PlanError, Planner, Result};

/// The build argument that sets the time of the result.
pub(super) const EPOCH: &str = "SOURCE_DATE_EPOCH";

impl Planner<'_> {
    pub(super) fn lexer(&self) -> Lexer {
        Lexer::new(self.input.file.directives.escape)
    }

    /// Sets the platform variables, then the ARGs before the first FROM.
    pub(super) fn read_global_args(&mut self) -> Result<()> {
        let file = self.input.file;
        let given = &self.input.options.build_args;
        let stage = match (&self.input.options.target, file.stages.last()) {
            (Some(target), _) => target.as_str(),
            (None, Some(last)) => last.name.as_deref().unwrap_or_default(),
            (None, None) => "",
        };
        let platform = args::platform_args(&self.build_platform, &self.target_platform, stage, given);
        self.global = args::global_args(file, platform, given).map_err(|error| {
            let line = LineIndex::new(&file.source).line(error.span.start) + 1;
            PlanError::new(error.message).at(Lines { start: line, end: line })
        })?;
        Ok(())
    }

    /// Reads SOURCE_DATE_EPOCH from the build arguments or the ARGs before the first FROM: seconds, or the name of
    /// something that has a time.
    pub(super) fn read_epoch(&mut self) -> Result<()> {
        let given = self.input.options.build_args.get(EPOCH).map(String::as_str);
        let Some(text) = given.or_else(|| self.global.get(EPOCH)).filter(|text| !text.is_empty()) else {
            return Ok(());
        };
        self.epoch = match text.parse::<i64>() {
            Ok(epoch) => Some(epoch),
            // Folders and images have no time of their own.
            Err(_) if text == "context" || self.named_context(text).is_some() => None,
            Err(_) => self.epoch_of_stage(text)?,
        };
        if self.global.get(EPOCH).is_some() {
            match self.epoch {
                Some(epoch) => self.global.set(EPOCH, epoch.to_string()),
                None => self.global.remove(EPOCH),
            }
        }
        Ok(())
    }

    /// The time of a stage that does nothing but download one thing, which is as far as it can be told here.
    fn epoch_of_stage(&self, name: &str) -> Result<Option<i64>> {
        let file = self.input.file;
        let Some(stage) = file.stage_named(name).and_then(|index| file.stages.get(index)) else {
            return Err(PlanError::new(format!("invalid {EPOCH}: {name}")));
        };
        let lines = file.instructions.get(stage.from).map_or(Lines::default(), |from| from.node.lines);
        let fail = |message: String| Err(PlanError::new(format!("{EPOCH} stage {message}")).at(lines));
        let from = file.from(stage).map_or("", |from| from.image.value.as_str());
        if self.lexer().expand(from, &self.global).is_ok_and(|image| image != SCRATCH) {
            return fail("must use FROM scratch".into());
        }
        for instruction in file.body(stage) {
            if !matches!(instruction.kind, Kind::Arg(_) | Kind::Add(_)) {
                let name = &instruction.node.keyword.value;
                return fail(format!(
                    "does not meet source-only requirements: unsupported {name} instruction"
                ));
            }
        }
        fail("must contain exactly one remote ADD, and downloads are not simulated".into())
    }

    /// Proxy variables that were given as build arguments; they reach RUN without being declared.
    pub(super) fn proxy(&self) -> Vec<(String, String)> {
        let proxies = args::proxies(&self.input.options.build_args);
        let both = |(name, value): (&str, &str)| {
            [(name.to_ascii_uppercase(), value.into()), (name.into(), value.into())]
        };
        proxies.into_iter().filter(|(_, value)| !value.is_empty()).flat_map(both).collect()
    }
}
