//! `convert.json`: whole conversions, ports, environments.

use dockerfile::args::proxies;
use dockerfile::instruction::{ports, value::format_duration, value::parse_duration};
use dockerfile::word::{Env, split_entry};
use serde_json::{Value, json};

use crate::lint::run;
use crate::{NotApplicable, check_shared, equal, strings};

const SKIPPED: &[NotApplicable] = &[
    ("addEnv/2", "an environment holds a name once here; BuildKit replaces only the first of two"),
    (
        "toEnvMap",
        "a Go helper that merges arguments and environment; here both are one environment from the start",
    ),
];

#[test]
fn conformance_convert() {
    check_shared("convert.json", SKIPPED, |case| match case["kind"].as_str().unwrap() {
        "convert" => convert(case),
        "history" => durations(case),
        "addEnv" => {
            let mut env = Env::from_entries(strings(&case["env"]));
            env.set(case["key"].as_str().unwrap(), case["value"].as_str().unwrap());
            let got: Vec<String> = env.iter().map(|(name, value)| format!("{name}={value}")).collect();
            equal("environment", got, strings(&case["expect"]["env"]))
        }
        "parseKeyValue" => {
            let (name, value) = split_entry(case["input"].as_str().unwrap());
            equal("entry", json!({ "key": name, "value": value }), case["expect"].clone())
        }
        "proxyEnv" => {
            let given = case["buildArgs"].as_object().unwrap();
            let given = given
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
                .collect();
            let found = proxies(&given);
            let get = |name: &str| found.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            let names = [("http_proxy", "httpProxy"), ("no_proxy", "noProxy"), ("all_proxy", "allProxy")];
            for (name, field) in names {
                equal(name, get(name), case["expect"][field].as_str())?;
            }
            equal("none", found.is_empty(), case["expect"]["none"] == true)
        }
        "expose" => expose(case),
        kind => Err(format!("unknown kind {kind}")),
    });
}

fn convert(case: &Value) -> Result<(), String> {
    let outcome = run(case["dockerfile"].as_str().unwrap(), case, false);
    let failure = outcome.failure.map(|failure| failure.message);
    match (&case["expect"]["error"], case["oracle"]["error"].as_str()) {
        (Value::Null, _) => equal("error", failure, None),
        (_, Some(want)) => equal("error", failure.as_deref(), Some(want)),
        (Value::String(want), None) => equal("error", failure.as_deref(), Some(want.as_str())),
        _ => equal("failed", failure.is_some(), true),
    }
}

/// The history text is the builder's; the durations in it are read and written here.
fn durations(case: &Value) -> Result<(), String> {
    for (_, value) in case["healthcheck"].as_object().unwrap() {
        if let Some(text) = value.as_str() {
            equal("duration", format_duration(parse_duration(text)?).as_str(), text)?;
        }
    }
    Ok(())
}

fn expose(case: &Value) -> Result<(), String> {
    let mut found = Vec::new();
    for word in strings(&case["ports"]) {
        match ports(&word) {
            Ok(ports) => found.extend(ports.iter().map(ToString::to_string)),
            Err(error) => {
                return match &case["expect"]["error"] {
                    Value::String(want) => equal("error", error.0.as_str(), want),
                    Value::Bool(true) => Ok(()),
                    _ => Err(error.0),
                };
            }
        }
    }
    equal("refused", false, !case["expect"]["error"].is_null())?;
    equal("ports", found, strings(&case["expect"]["ports"]))
}
