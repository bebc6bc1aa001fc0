//! `parser-probes.json`: odd inputs with the original parser's answer. The images in it are held by the builder's tests.

use dockerfile::{Phase, dump, parse};

use crate::lint::run;
use crate::{check_data, equal, parser};

#[test]
fn conformance_parser_probes() {
    check_data("parser-probes.json", &[], |case| {
        let text = case["input"].as_str().unwrap();
        let parsed = parse(text);
        let expect = &case["expect"];
        let failure = parsed.tree.failure.as_ref();
        let at = |phase: Phase| {
            failure.filter(|failure| failure.phase == phase).map(|failure| failure.message.as_str())
        };
        equal("error", at(Phase::Lines), expect["error"].as_str())?;
        equal("instruction error", at(Phase::Instructions), expect["instrError"].as_str())?;
        if failure.is_some() {
            parser::error(&parsed.tree, &serde_json::json!({ "errorLines": expect["errorLines"] }))?;
        }
        if let Some(want) = expect["dump"].as_str() {
            equal("dump", dump(&parsed.tree).as_str(), want)?;
        }
        if let Some(want) = expect["escape"].as_str() {
            equal("escape", parsed.tree.directives.escape.to_string().as_str(), want)?;
        }
        if expect["ast"].is_object() {
            parser::tree(&parsed.tree, &expect["ast"])?;
        }
        let outcome = run(text, case, false);
        equal(
            "build",
            outcome.failure.map(|failure| failure.message).as_deref(),
            expect["convertError"].as_str(),
        )
    });
}
