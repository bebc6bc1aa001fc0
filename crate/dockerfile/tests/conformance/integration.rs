//! `integration.json`: whether builds fail before anything runs, and how.

use dockerfile::args::BuildArgs;
use dockerfile::convert::{Options, follow};
use dockerfile::parse;
use dockerfile::platform::Platform;
use serde_json::Value;

use crate::lint::stub_base;
use crate::{NotApplicable, check_shared, equal};

const SKIPPED: &[NotApplicable] =
    &[("TestSourceDateEpochDockerfileDefaultInvalid", EPOCH), ("TestSourceDateEpochStageInvalid", EPOCH)];

const EPOCH: &str =
    "what SOURCE_DATE_EPOCH may name depends on named contexts, which the builder knows and checks";

#[test]
fn conformance_integration() {
    check_shared("integration.json", SKIPPED, |case| {
        for step in case["steps"].as_array().unwrap() {
            check(step).map_err(|failure| {
                format!("{failure}\n{}", step["dockerfile"].as_str().unwrap_or_default())
            })?;
        }
        Ok(())
    });
}

fn check(step: &Value) -> Result<(), String> {
    let (Some(text), Some(oracle)) = (step["dockerfile"].as_str(), step["frontendOracle"].as_object()) else {
        return Ok(());
    };
    let given = step["buildArgs"].as_object().into_iter().flatten();
    let build_args: BuildArgs =
        given.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
    let platform = Platform::linux_amd64();
    let bases = |_: &str, _: &Platform| Some(stub_base());
    let options = Options {
        build_args: &build_args,
        target: step["target"].as_str(),
        all_stages: false,
        build_platform: &platform,
        target_platform: &platform,
        ignore: None,
        bases: &bases,
    };
    let failure = follow(&parse(text), &options).failure.map(|failure| failure.message);
    equal("error", failure.as_deref(), oracle.get("error").and_then(Value::as_str))
}
