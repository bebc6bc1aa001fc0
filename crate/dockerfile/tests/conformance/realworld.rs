//! `realworld.json`: Dockerfiles of well-known projects.

use dockerfile::{Phase, dump, parse};
use serde_json::Value;

use crate::lint::{run, warnings};
use crate::{NotApplicable, check_shared, equal};

const SKIPPED: &[NotApplicable] = &[(
    "discourse/discourse_docker:image/discourse_dev/Dockerfile",
    "recorded without the warning about $PG_MAJOR in line 45. BuildKit's dispatch of the snapshot's day expands every word \
     of a COPY before it looks at --from, and reports what neither the environment nor an ARG of the stage sets; nothing \
     in the file sets it, and lint.json has the warning for such a COPY (TestAllTargetUnmarshal#1). It is the one \
     recording of the 236 that names an unset variable in a COPY from an image, so that no rule can be told from it",
)];

#[test]
fn conformance_realworld() {
    check_shared("realworld.json", SKIPPED, |case| {
        let oracle = &case["oracle"];
        let text = case["text"].as_str().unwrap();
        let parsed = parse(text);
        if let Some(want) = oracle["dump"].as_str() {
            equal("dump", dump(&parsed.tree).as_str(), want)?;
        }
        if let Some(lines) = oracle["lines"].as_array() {
            let got: Vec<_> = parsed
                .tree
                .instructions
                .iter()
                .map(|one| [one.node.lines.start, one.node.lines.end])
                .collect();
            let line = |value: &Value| value.as_u64().unwrap() as u32;
            let want: Vec<_> = lines.iter().map(|pair| [line(&pair[0]), line(&pair[1])]).collect();
            equal("lines", got, want)?;
        }
        if let Some(want) = oracle["escape"].as_str() {
            equal("escape", parsed.tree.directives.escape.to_string().as_str(), want)?;
        }
        let failure = parsed.tree.failure.as_ref().filter(|failure| failure.phase == Phase::Instructions);
        let message = failure.map(|failure| failure.message.as_str());
        equal("instruction error", message, oracle["instructionError"].as_str())?;
        checks(text, case)
    });
}

fn checks(text: &str, case: &Value) -> Result<(), String> {
    let outcome = run(text, case, false);
    let failure = outcome.failure.as_ref().map(|failure| failure.message.as_str());
    equal("build error", failure, case["oracle"]["buildError"].as_str())?;
    let field = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
    let items = case["oracle"]["lint"].as_array().into_iter().flatten();
    let mut want: Vec<_> = items
        .map(|item| (item["line"].as_u64().unwrap(), field(item, "rule"), field(item, "detail")))
        .collect();
    want.sort();
    equal("warnings", warnings(&outcome), want)
}
