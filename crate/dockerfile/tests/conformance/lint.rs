//! `lint.json`: Dockerfiles and the warnings of the build checks.

use dockerfile::args::BuildArgs;
use dockerfile::convert::{Base, Options, Outcome, follow};
use dockerfile::ignore::Ignore;
use dockerfile::parse;
use dockerfile::platform::Platform;
use serde_json::Value;

use crate::check_shared;

/// What the recordings had as base images.
pub(crate) fn stub_base() -> Base {
    Base {
        env: vec!["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".into()],
        ..Base::default()
    }
}

/// Follows a build of linux/amd64.
pub(crate) fn run(text: &str, case: &Value, all_stages: bool) -> Outcome {
    let given = case["buildArgs"].as_object().into_iter().flatten();
    let build_args: BuildArgs =
        given.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
    let ignore = case["dockerignore"].as_str().map(|text| Ignore::parse(text).tree);
    let platform = Platform::linux_amd64();
    let base_platform =
        case["baseImagePlatform"].as_str().map(|text| Platform::parse(text, &platform).unwrap());
    let bases = |_: &str, _: &Platform| Some(Base { platform: base_platform.clone(), ..stub_base() });
    let options = Options {
        build_args: &build_args,
        target: case["target"].as_str(),
        all_stages,
        build_platform: &platform,
        target_platform: &platform,
        ignore: ignore.as_ref(),
        bases: &bases,
    };
    follow(&parse(text), &options)
}

/// Rule, line and detail of every warning, as BuildKit prints them: sorted.
pub(crate) fn warnings(outcome: &Outcome) -> Vec<(u64, String, String)> {
    let mut list: Vec<_> = outcome
        .warnings
        .iter()
        .map(|warning| {
            let line = u64::from(warning.lines.start);
            (line, warning.rule.name.to_owned(), warning.diagnostic.message.clone())
        })
        .collect();
    list.sort();
    list
}

fn wanted(list: &Value) -> Vec<(u64, String, String)> {
    let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
    let items = list.as_array().into_iter().flatten();
    let mut list: Vec<_> = items
        .map(|item| (item["line"].as_u64().unwrap(), text(item, "rule"), text(item, "detail")))
        .collect();
    list.sort();
    list
}

#[test]
fn conformance_lint() {
    check_shared("lint.json", &[], |case| {
        let text = case["dockerfile"].as_str().unwrap();
        let expect = &case["expect"];
        let built = run(text, case, false);
        crate::equal("warnings", warnings(&built), wanted(&expect["warnings"]))?;
        let checked = run(text, case, true);
        match &expect["checkModeWarnings"] {
            Value::Null => crate::equal("check warnings", warnings(&checked), wanted(&expect["warnings"]))?,
            list => {
                // The lines are not asserted by the original test, and wrong in one case; the recording has them.
                let recorded =
                    case["oracle"]["warnings"].as_array().map_or(list, |_| &case["oracle"]["warnings"]);
                crate::equal("check warnings", warnings(&checked), wanted(recorded))?;
            }
        }
        for warning in &built.warnings {
            let described = expect["warnings"].as_array().into_iter().flatten();
            let same = described.into_iter().find(|want| want["rule"] == warning.rule.name).unwrap();
            crate::equal("description", Some(warning.rule.description), same["description"].as_str())?;
            crate::equal("url", warning.rule.url, same["url"].as_str().unwrap_or_default())?;
        }
        let failure = built.failure.as_ref().map(|failure| failure.message.as_str());
        crate::equal("error", failure, expect["buildError"].as_str())?;
        match (expect["buildErrorLine"].as_u64(), &built.failure) {
            (Some(line), Some(failure)) => crate::equal("error line", u64::from(failure.lines.start), line),
            _ => Ok(()),
        }
    });
}
