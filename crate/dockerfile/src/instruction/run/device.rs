//! `RUN --device`.

use crate::instruction::value::{csv_fields, parse_bool};
use crate::instruction::{Failed, error_at};
use crate::suggest::with_suggestion;
use crate::text::Word;

/// A device of the Container Device Interface.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    /// `vendor.com/class=name`, or a pattern.
    pub name: String,
    /// Whether the build fails without it.
    pub required: bool,
}

impl Device {
    /// Reads the value of the flag.
    pub(super) fn read(word: &Word) -> Result<Self, Failed> {
        Self::parse(&word.value).map_err(|message| error_at(word.span, message))
    }

    /// Reads `name[,required]`.
    ///
    /// # Errors
    /// BuildKit's message.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fields = csv_fields(text).map_err(|error| format!("failed to parse csv devices: {error}"))?;
        let mut device = Self::default();
        for field in fields {
            let (key, value) = match field.split_once('=') {
                Some((key, value)) => (key.to_lowercase(), Some(value)),
                None => (field.to_lowercase(), None),
            };
            match (key.as_str(), value) {
                ("required", None) => device.required = true,
                ("required", Some(value)) => {
                    device.required =
                        parse_bool(value).ok_or_else(|| format!("invalid value for {key}: {value}"))?;
                }
                ("name", Some(_)) if !device.name.is_empty() => {
                    return Err(format!("device name already set to {}", device.name));
                }
                ("name", Some(value)) => device.name = value.to_owned(),
                _ if device.name.is_empty() => device.name = field,
                (_, None) => return Err(format!("invalid field '{field}' must be a key=value pair")),
                (key, Some(_)) => {
                    let message = format!("unexpected key '{key}' in '{field}'");
                    return Err(with_suggestion(message, key, ["name", "required"]));
                }
            }
        }
        Ok(device)
    }
}
