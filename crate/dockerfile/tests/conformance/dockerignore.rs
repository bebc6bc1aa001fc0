//! `dockerignore.json`

use dockerfile::ignore::{Ignore, Matcher, lines};
use serde_json::Value;

use crate::{NotApplicable, check_shared, equal, strings};

const SKIPPED: &[NotApplicable] =
    &[("buildkit/testDockerignoreOverride", "a remark on which of two files counts, without a case")];

#[test]
fn conformance_dockerignore() {
    check_shared("dockerignore.json", SKIPPED, |case| match case["kind"].as_str().unwrap() {
        "match" => matches(case),
        "clean" => cleans(case),
        "compile" => compiles(case),
        "parse" => {
            let content = case["content"].as_str().unwrap_or_default();
            equal("patterns", lines(content), strings(&case["expect"]["patterns"]))
        }
        "context-file" => {
            let ignore = Ignore::parse(case["content"].as_str().unwrap()).tree;
            let included = !ignore.decide(case["path"].as_str().unwrap()).excluded;
            equal("included", Some(included), case["expect"]["included"].as_bool())
        }
        "context-error" => {
            let parsed = Ignore::parse(case["content"].as_str().unwrap());
            equal("error", parsed.error().is_some(), true)
        }
        kind => Err(format!("unknown kind {kind}")),
    });
}

fn patterns(case: &Value) -> Vec<String> {
    let patterns = strings(&case["patterns"]);
    match case["repeat"].as_u64() {
        Some(times) => patterns.iter().map(|pattern| pattern.repeat(times as usize)).collect(),
        None => patterns,
    }
}

fn matches(case: &Value) -> Result<(), String> {
    let expect = &case["expect"];
    let ignore = match Ignore::from_patterns(&patterns(case)) {
        Ok(ignore) => ignore,
        Err(error) => {
            let expected = !expect["error"].is_null();
            return if expected { Ok(()) } else { Err(error.to_string()) };
        }
    };
    if !expect["error"].is_null() {
        return Err("no error".into());
    }
    let path = case["path"].as_str().unwrap();
    let want = expect["match"].as_bool();
    equal("alone", Some(ignore.decide_alone(path).excluded), want)?;
    equal("walked", Some(ignore.decide(path).excluded), want)?;
    equal("without context", Some(ignore.step(path, None).0.excluded), want)
}

fn cleans(case: &Value) -> Result<(), String> {
    let expect = &case["expect"];
    match Ignore::from_patterns(&patterns(case)) {
        Ok(ignore) => {
            if let Some(count) = expect["count"].as_u64() {
                equal("count", ignore.patterns.len() as u64, count)?;
            }
            if let Some(exclusions) = expect["exclusions"].as_bool() {
                equal("exclusions", ignore.has_exceptions(), exclusions)?;
            }
            equal("error", false, expect["error"].as_bool().unwrap_or_default())
        }
        Err(_) => equal("error", true, expect["error"].as_bool().unwrap_or_default()),
    }
}

fn compiles(case: &Value) -> Result<(), String> {
    let ignore = Ignore::from_patterns(&patterns(case)).map_err(|error| error.to_string())?;
    let (kind, regex) = match ignore.patterns[0].matcher() {
        Matcher::Exact(_) => ("exactMatch", None),
        Matcher::Prefix(_) => ("prefixMatch", None),
        Matcher::Suffix(_) => ("suffixMatch", None),
        Matcher::Regex(regex) => ("regexpMatch", Some(regex.as_str())),
    };
    equal("match type", Some(kind), case["expect"]["matchType"].as_str())?;
    equal("expression", regex, case["expect"]["regexp"].as_str())
}
