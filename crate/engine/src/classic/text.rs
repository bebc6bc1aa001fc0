//! The texts of steps: what the daemon writes into the history and compares to find a cached image.

use dockerfile::instruction::Pair;
use dockerfile::quote;
use oci::Healthcheck;

/// Go's `%q` of a list: `["a" "b"]`.
pub(super) fn quoted(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| quote(word)).collect();
    format!("[{}]", words.join(" "))
}

/// Go's `%v` of a list: `[a b]`.
pub(super) fn listed(words: &[String]) -> String {
    format!("[{}]", words.join(" "))
}

/// `ENV A=1 B=two words`, from expanded pairs.
pub(super) fn pairs(keyword: &str, pairs: &[Pair]) -> String {
    let mut text = keyword.to_owned();
    for pair in pairs {
        text.push_str(&format!(" {}={}", pair.name.value, pair.value.value));
    }
    text
}

/// `HEALTHCHECK &{["CMD-SHELL" "true"] "5m0s" "3s" "0s" '\x00'}`: Go's `%q` of the daemon's own structure.
pub(super) fn healthcheck(check: &Healthcheck) -> String {
    let duration = |nanoseconds| quote(&dockerfile::instruction::value::format_duration(nanoseconds));
    format!(
        "HEALTHCHECK &{{{} {} {} {} {}}}",
        quoted(&check.test),
        duration(check.interval),
        duration(check.timeout),
        duration(check.start_period),
        rune(check.retries),
    )
}

/// Go's `%q` of a number: the character with that code.
fn rune(number: i64) -> String {
    let character = u32::try_from(number).ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
    match character {
        '\'' => r"'\''".to_owned(),
        '"' => "'\"'".to_owned(),
        other => {
            let quoted = quote(&other.to_string());
            format!("'{}'", quoted.trim_matches('"'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_health_check_is_written_as_go_writes_its_structure() {
        let check = Healthcheck {
            test: vec!["CMD-SHELL".into(), "true".into()],
            interval: 300_000_000_000,
            timeout: 3_000_000_000,
            ..Healthcheck::default()
        };
        assert_eq!(healthcheck(&check), r#"HEALTHCHECK &{["CMD-SHELL" "true"] "5m0s" "3s" "0s" '\x00'}"#);
        assert_eq!(rune(3), r"'\x03'");
        assert_eq!(rune(10), r"'\n'");
        assert_eq!(rune(39), r"'\''");
        assert_eq!(rune(65), "'A'");
    }
}
