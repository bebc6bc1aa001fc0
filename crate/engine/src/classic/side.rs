//! Both builders on one project: what each would reuse, instruction by instruction.

use vfs::Time;

use super::forecast::forecast as classic_forecast;
use super::images::Images;
use super::request::Request;
use crate::cache::Cache;
use crate::event::{Failure, PlannedInstruction};
use crate::forecast::{Forecast, Verdict, forecast};
use crate::world::Registry;

/// What each builder would do with an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideBySide {
    /// The instruction. Its number is the same for both builders.
    pub instruction: PlannedInstruction,
    /// BuildKit's verdict; `None` where it makes no step of it: the instruction only touches the configuration, or its
    /// stage is not needed.
    pub buildkit: Option<Verdict>,
    /// The classic builder's; `None` behind a failure and behind the target.
    pub classic: Option<Verdict>,
}

/// Looks ahead with both builders. Errors are those of BuildKit, then those of the classic builder, at which a build
/// would end before any step.
pub fn side_by_side(
    request: Request,
    cache: &Cache,
    images: &Images,
    registry: &dyn Registry,
    now: Time,
) -> Result<Vec<SideBySide>, Box<Failure>> {
    let buildkit = forecast(request.build.clone(), cache, registry, now)?;
    let classic = classic_forecast(request, images, registry, now)?;
    Ok(SideBySide::rows(Some(&buildkit), Some(&classic)))
}

impl SideBySide {
    /// A row for each instruction, with the verdicts of those builders that looked ahead.
    pub fn rows(buildkit: Option<&Forecast>, classic: Option<&Forecast>) -> Vec<SideBySide> {
        let verdict = |forecast: Option<&Forecast>, instruction: &PlannedInstruction| {
            let mut predictions = forecast?.predictions.iter();
            let found = predictions.find(|prediction| prediction.instruction == instruction.id);
            found.map(|prediction| prediction.verdict.clone())
        };
        let instructions = classic.or(buildkit).map(|forecast| forecast.planned.instructions.as_slice());
        let rows = instructions.unwrap_or_default().iter().map(|instruction| SideBySide {
            instruction: instruction.clone(),
            buildkit: verdict(buildkit, instruction),
            classic: verdict(classic, instruction),
        });
        rows.collect()
    }
}
