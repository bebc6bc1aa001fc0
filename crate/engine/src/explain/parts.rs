//! Comparing what two operations are made of.

use crate::cache::Record;
use crate::key::Part;
use crate::reason::Reason;

/// What differs between a recorded operation and one that is made of `parts`.
pub(super) fn compare(record: &Record, text: &str, parts: &[Part], reasons: &mut Vec<Reason>) {
    let words = |parts: &[Part]| -> Vec<String> {
        let word = |part: &Part| match part {
            Part::Word(word) => Some(word.clone()),
            _ => None,
        };
        parts.iter().filter_map(word).collect()
    };
    if words(&record.parts) != words(parts) {
        reasons.push(Reason::Instruction { before: record.text.clone(), after: text.to_owned() });
    }
    for part in parts {
        match part {
            Part::Word(_) => {}
            Part::Variable { name, value, source } => {
                let before = variable(&record.parts, name);
                if before.is_none_or(|before| before != value) {
                    reasons.push(Reason::Variable {
                        name: name.clone(),
                        source: *source,
                        before: before.map(str::to_owned),
                        after: Some(value.clone()),
                    });
                }
            }
            Part::Option { name, value } => {
                let before = option(&record.parts, name);
                if before.is_none_or(|before| before != value) {
                    reasons.push(Reason::Option {
                        name: name.clone(),
                        before: before.map(str::to_owned),
                        after: Some(value.clone()),
                    });
                }
            }
        }
    }
    for part in &record.parts {
        match part {
            Part::Variable { name, value, source } if variable(parts, name).is_none() => {
                let before = Some(value.clone());
                reasons.push(Reason::Variable { name: name.clone(), source: *source, before, after: None });
            }
            Part::Option { name, value } if option(parts, name).is_none() => {
                reasons.push(Reason::Option { name: name.clone(), before: Some(value.clone()), after: None });
            }
            _ => {}
        }
    }
}

fn variable<'a>(parts: &'a [Part], wanted: &str) -> Option<&'a str> {
    parts.iter().find_map(|part| match part {
        Part::Variable { name, value, .. } if name == wanted => Some(value.as_str()),
        _ => None,
    })
}

fn option<'a>(parts: &'a [Part], wanted: &str) -> Option<&'a str> {
    parts.iter().find_map(|part| match part {
        Part::Option { name, value } if name == wanted => Some(value.as_str()),
        _ => None,
    })
}
