//! What a build would reuse, told without running anything.

use std::collections::BTreeMap;
use std::sync::Arc;

use vfs::Time;

use super::build::prepare;
use super::images::Images;
use super::request::Request;
use super::work::{Around, Work};
use crate::cache::Cache;
use crate::event::{Event, Failure, Planned};
use crate::forecast::{Forecast, Prediction, Verdict};
use crate::op::VertexId;
use crate::world::{Registry, World};

/// Looks ahead, as [`crate::forecast()`] does for the other builder. Every instruction has a prediction here, up to
/// the one at which the build would fail. Errors are those at which the build would end before any step.
pub fn forecast(
    request: Request,
    images: &Images,
    registry: &dyn Registry,
    now: Time,
) -> Result<Forecast, Box<Failure>> {
    let (_, prepared) = prepare(&Arc::new(request), now);
    let mut work = prepared.map_err(|(failure, _)| failure)?;
    work.ahead = Some(BTreeMap::new());
    let (mut planned, mut names) = (Planned::default(), BTreeMap::new());
    for event in work.log.take() {
        match event {
            Event::Planned(plan) => planned = plan,
            Event::Vertex(info) => {
                names.insert(info.id, info.name);
            }
            _ => {}
        }
    }
    // Copies: what is looked up must not change what builds see.
    let (mut images, mut cache) = (images.clone(), Cache::new());
    let world = World { cache: &mut cache, registry, limits: shell::Limits::STANDARD, now };
    look(&mut work, &mut Around { world: &world, images: &mut images });
    let verdicts = work.ahead.take().unwrap_or_default();
    let prediction = |(vertex, verdict): (VertexId, Verdict)| {
        let instruction = work.instruction(vertex)?;
        Some(Prediction {
            vertex,
            instruction,
            name: names.get(&vertex).cloned().unwrap_or_default(),
            verdict,
        })
    };
    Ok(Forecast { planned, predictions: verdicts.into_iter().filter_map(prediction).collect() })
}

/// Goes through the units to the end, or to the first one that would fail.
fn look(work: &mut Work, around: &mut Around<'_, '_>) {
    while work.at < work.units.len() {
        if let Err(stop) = work.step(around) {
            work.foresee(Verdict::Fails { message: stop.message });
            return;
        }
    }
}
