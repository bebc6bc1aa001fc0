//! `# check=skip=…;experimental=…;error=true`.

use crate::instruction::value::parse_bool;
use crate::quote::quote;

use super::Rule;

/// Which checks are made, and whether their warnings are errors.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    skip: Rules,
    experimental: Rules,
    /// Whether a warning fails the build.
    pub error: bool,
}

/// Rules by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Rules {
    all: bool,
    names: Vec<String>,
}

impl Rules {
    fn parse(value: &str) -> Self {
        if value == "all" {
            return Self { all: true, names: Vec::new() };
        }
        Self { all: false, names: value.split(',').map(|name| name.trim().to_owned()).collect() }
    }

    fn contains(&self, rule: &Rule) -> bool {
        self.all || self.names.iter().any(|name| name == rule.name)
    }
}

impl Config {
    /// Reads the value of the directive.
    ///
    /// # Errors
    /// BuildKit's message.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut config = Self::default();
        let text = text.trim();
        if text.is_empty() {
            return Ok(config);
        }
        // A third part keeps whatever follows it.
        for part in text.splitn(3, ';') {
            let Some((name, value)) = part.split_once('=') else {
                return Err(format!("invalid check option {}", quote(part)));
            };
            let value = value.trim();
            match name.trim() {
                "skip" => config.skip = Rules::parse(value),
                "experimental" => config.experimental = Rules::parse(value),
                "error" => {
                    config.error = parse_bool(value).ok_or_else(|| {
                        let reason = format!("strconv.ParseBool: parsing {}: invalid syntax", quote(value));
                        format!("failed to parse check option {}: {reason}", quote(part))
                    })?;
                }
                other => return Err(format!("invalid check option {}", quote(other))),
            }
        }
        Ok(config)
    }

    /// Whether a rule is to be checked, given the options of the file and those above the instruction.
    pub(super) fn allows(&self, rule: &Rule, local: Option<&Self>) -> bool {
        let named = |pick: fn(&Self) -> &Rules| {
            pick(self).contains(rule) || local.is_some_and(|local| pick(local).contains(rule))
        };
        if rule.experimental { named(|config| &config.experimental) } else { !named(|config| &config.skip) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options() {
        let config = Config::parse("skip=A, B;error=true").unwrap();
        assert_eq!(config.skip.names, ["A", "B"]);
        assert!(config.error);
        assert!(Config::parse("experimental=all").unwrap().experimental.all);
        let bad = [
            ("skip", "invalid check option \"skip\""),
            ("x=y", "invalid check option \"x\""),
            (
                "error=maybe",
                "failed to parse check option \"error=maybe\": strconv.ParseBool: parsing \"maybe\": invalid syntax",
            ),
        ];
        for (text, want) in bad {
            assert_eq!(Config::parse(text).unwrap_err(), want);
        }
    }
}
