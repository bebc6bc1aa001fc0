//! Putting layers on top of others (`COPY --link`).

use super::{Done, Failed, Inputs};
use crate::cache::Layers;
use crate::log::Recorder;

/// Time to put one layer on another, in microseconds.
const MERGE: u64 = 10_000;

pub(super) fn run(inputs: &Inputs, log: &mut Recorder) -> Result<Done, Failed> {
    let mut result: Option<Layers> = None;
    for input in inputs.results.iter().flatten() {
        if result.is_none() {
            result = Some(input.clone());
            continue;
        }
        for link in input.chain() {
            log.pass(MERGE);
            let below = result.as_ref().map_or_else(vfs::Snapshot::empty, |below| below.tree().clone());
            let tree = vfs::apply(&below, &link.changes())
                .map_err(|error| Failed::new(format!("failed to merge {}: {error}", error.path)))?;
            result = Some(Layers::again(result, tree, log.now(), link));
        }
    }
    Ok(Done { result })
}
