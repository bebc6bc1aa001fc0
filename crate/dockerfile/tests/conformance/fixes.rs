//! Every fix of every finding in the recorded files: made, the finding is gone and nothing new is found.

use std::collections::BTreeMap;

use dockerfile::convert::Outcome;
use serde_json::Value;

use crate::check_shared;
use crate::lint::run;

#[test]
fn fixes_of_lint() {
    check_shared("lint.json", &[], |case| check(case["dockerfile"].as_str().unwrap(), case));
}

#[test]
fn fixes_of_realworld() {
    check_shared("realworld.json", &[], |case| check(case["text"].as_str().unwrap(), case));
}

fn check(text: &str, case: &Value) -> Result<(), String> {
    let outcome = run(text, case, true);
    let before = remarks(&outcome);
    for warning in &outcome.warnings {
        let Some(fix) = &warning.diagnostic.fix else { continue };
        let fixed = fix.apply(text);
        let after = run(&fixed, case, true);
        let remark = (warning.rule.name, warning.diagnostic.message.clone());
        let found = remarks(&after);
        let count =
            |list: &BTreeMap<(&str, String), usize>, remark| list.get(remark).copied().unwrap_or_default();
        let news = found.keys().find(|remark| count(&found, remark) > count(&before, remark));
        if count(&found, &remark) >= count(&before, &remark) || news.is_some() {
            return Err(format!("{remark:?} mended: {news:?} in\n{fixed}"));
        }
        if outcome.failure.is_none() && after.failure.is_some() {
            return Err(format!("{remark:?} mended: {:?} in\n{fixed}", after.failure));
        }
    }
    Ok(())
}

/// How often each rule says what.
fn remarks(outcome: &Outcome) -> BTreeMap<(&'static str, String), usize> {
    let mut remarks = BTreeMap::new();
    for warning in &outcome.warnings {
        *remarks.entry((warning.rule.name, warning.diagnostic.message.clone())).or_default() += 1;
    }
    remarks
}
