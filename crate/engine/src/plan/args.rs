//! Variables before the first FROM, and what the builder sets by itself.

use diag::LineIndex;
use dockerfile::word::{Lexer, Scope};
use dockerfile::{Lines, args};

use super::{PlanError, Planner, Result};

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

    /// Reads SOURCE_DATE_EPOCH from the build arguments or the ARGs before the first FROM.
    pub(super) fn read_epoch(&mut self) -> Result<()> {
        let name = "SOURCE_DATE_EPOCH";
        let given = self.input.options.build_args.get(name).map(String::as_str);
        let Some(text) = given.or_else(|| self.global.get(name)).filter(|text| !text.is_empty()) else {
            return Ok(());
        };
        let epoch = text.parse::<i64>().map_err(|_| {
            PlanError::new(format!("invalid SOURCE_DATE_EPOCH: {text}: expected seconds since 1970"))
        })?;
        self.epoch = Some(epoch);
        Ok(())
    }

    /// Proxy variables that were given as build arguments; they reach RUN without being declared.
    pub(super) fn proxy(&self) -> Vec<(String, String)> {
        let proxies = args::proxies(&self.input.options.build_args);
        let both =
            |(name, value): (&str, &str)| [(name.to_uppercase(), value.into()), (name.into(), value.into())];
        proxies.into_iter().filter(|(_, value)| !value.is_empty()).flat_map(both).collect()
    }
}
