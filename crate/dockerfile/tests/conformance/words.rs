//! `shell_words.json`

use dockerfile::word::{Env, Lexer, Pattern, Scope};
use serde_json::Value;

use crate::{NotApplicable, check_shared, equal, strings};

const SKIPPED: &[NotApplicable] = &[
    ("reverse-string", "a Go helper without meaning of its own"),
    ("reverse-pattern", "a Go helper; held by the unit test of the same cases"),
    ("pattern-to-regex/0", REGEX),
    ("pattern-to-regex/1", REGEX),
    ("pattern-to-regex/2", REGEX),
    ("pattern-to-regex/3", REGEX),
];

const REGEX: &str = "patterns are matched without turning them into the text of a regular expression";

#[test]
fn conformance_shell_words() {
    check_shared("shell_words.json", SKIPPED, check);
}

fn check(case: &Value) -> Result<(), String> {
    let escape = case["escape"].as_str().unwrap_or("\\").chars().next().unwrap();
    let env = Env::from_entries(strings(&case["env"]));
    let expect = &case["expect"];
    let input = case["input"].as_str().unwrap();
    match case["fn"].as_str() {
        Some("getEnv") => {
            return equal("value", env.get(input).unwrap_or_default(), expect["value"].as_str().unwrap());
        }
        Some("convertShellPatternToRegex") => return equal("refused", Pattern::new(input).is_err(), true),
        _ => {}
    }
    let result = Lexer::new(escape).split(input, &env);
    let whole = Lexer::new(escape).process(input, &env).map(|expansion| expansion.text);
    equal("unsplit", whole, result.clone().map(|expansion| expansion.text))?;
    let expansion = match result {
        Ok(expansion) => expansion,
        Err(error) => {
            if let Some(want) = case["oracle"]["error"].as_str() {
                equal("error", error.message.as_str(), want)?;
            }
            return match (&expect["error"], &expect["errorContains"]) {
                (Value::Bool(true), _) => Ok(()),
                (Value::String(want), _) => equal("error", error.message.as_str(), want),
                (_, Value::String(want)) if error.message.contains(want.as_str()) => Ok(()),
                _ => Err(format!("error {:?}, want {expect}", error.message)),
            };
        }
    };
    if !expect["error"].is_null() || !expect["errorContains"].is_null() {
        return Err(format!("{:?}, want {expect}", expansion.text));
    }
    if let Some(word) = expect["word"].as_str() {
        equal("word", &*expansion.text, word)?;
    }
    if expect["words"].is_array() {
        equal("words", expansion.words, strings(&expect["words"]))?;
    }
    for (name, mut got) in [("matched", expansion.matched), ("unmatched", expansion.unmatched)] {
        if expect[name].is_array() {
            got.sort();
            let mut want = strings(&expect[name]);
            want.sort();
            equal(name, got, want)?;
        }
    }
    Ok(())
}
