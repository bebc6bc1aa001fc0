//! `realworld.json`: Dockerfiles of well-known projects.

use dockerfile::{Phase, dump, parse};

use crate::{check_shared, equal};

#[test]
fn conformance_realworld() {
    check_shared("realworld.json", &[], |case| {
        let oracle = &case["oracle"];
        let parsed = parse(case["text"].as_str().unwrap());
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
            let want: Vec<_> = lines
                .iter()
                .map(|line| [line[0].as_u64().unwrap() as u32, line[1].as_u64().unwrap() as u32])
                .collect();
            equal("lines", got, want)?;
        }
        if let Some(want) = oracle["escape"].as_str() {
            equal("escape", parsed.tree.directives.escape.to_string().as_str(), want)?;
        }
        let failure = parsed.tree.failure.as_ref().filter(|failure| failure.phase == Phase::Instructions);
        let message = failure.map(|failure| failure.message.as_str());
        equal("instruction error", message, oracle["instructionError"].as_str())
    });
}
