//! awk's values: numbers, texts, and texts from outside that may count as numbers.

use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Never assigned: both 0 and the empty text.
    Unset,
    Number(f64),
    Text(String),
    /// Input that looks like a number.
    Numeric(String, f64),
}

impl Value {
    /// A text that came from outside.
    pub(super) fn input(text: &str) -> Value {
        match looks_numeric(text) {
            Some(number) => Value::Numeric(text.to_string(), number),
            None => Value::Text(text.to_string()),
        }
    }

    pub(super) fn number(&self) -> f64 {
        match self {
            Value::Unset => 0.0,
            Value::Number(number) | Value::Numeric(_, number) => *number,
            Value::Text(text) => leading_number(text),
        }
    }

    pub(super) fn text(&self, format: &str) -> String {
        match self {
            Value::Unset => String::new(),
            Value::Number(number) => number_text(*number, format),
            Value::Text(text) | Value::Numeric(text, _) => text.clone(),
        }
    }

    pub(super) fn truth(&self) -> bool {
        match self {
            Value::Unset => false,
            Value::Number(number) | Value::Numeric(_, number) => *number != 0.0,
            Value::Text(text) => !text.is_empty(),
        }
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self, Value::Text(_))
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Value {
        Value::Number(if truth { 1.0 } else { 0.0 })
    }
}

/// Integers as they are, others by `CONVFMT` or `OFMT`.
fn number_text(number: f64, format: &str) -> String {
    if number == number.trunc() && number.abs() < 1e16 {
        return format!("{}", number as i64);
    }
    if number.is_nan() {
        return "nan".into();
    }
    super::format::format(format, &[Value::Number(number)])
}

fn looks_numeric(text: &str) -> Option<f64> {
    let trimmed = text.trim();
    let first = trimmed.trim_start_matches(['+', '-']).chars().next()?;
    if !(first.is_ascii_digit() || first == '.') {
        return None;
    }
    trimmed.parse().ok()
}

/// The number that a text starts with.
pub(super) fn leading_number(text: &str) -> f64 {
    let text = text.trim_start();
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let start = end;
    while digit(end) {
        end += 1;
    }
    if bytes.get(end) == Some(&b'.') && (digit(end + 1) || end > start) {
        end += 1;
        while digit(end) {
            end += 1;
        }
    }
    if end > start && matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if digit(end + 1 + sign) {
            end += 1 + sign;
            while digit(end) {
                end += 1;
            }
        }
    }
    text.get(..end).and_then(|number| number.parse().ok()).unwrap_or(0.0)
}

/// An array remembers the order in which its elements came.
#[derive(Debug, Default)]
pub(super) struct Array {
    elements: BTreeMap<String, (u64, Value)>,
    next: u64,
}

impl Array {
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.elements.get(key).map(|(_, value)| value)
    }

    pub(super) fn set(&mut self, key: String, value: Value) {
        let next = self.next;
        self.next += 1;
        self.elements.entry(key).or_insert((next, Value::Unset)).1 = value;
    }

    pub(super) fn remove(&mut self, key: &str) {
        self.elements.remove(key);
    }

    pub(super) fn clear(&mut self) {
        self.elements.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.elements.len()
    }

    pub(super) fn keys(&self) -> Vec<String> {
        let mut keys: Vec<(u64, String)> = self.elements.iter().map(|(key, (order, _))| (*order, key.clone())).collect();
        keys.sort_unstable();
        keys.into_iter().map(|(_, key)| key).collect()
    }
}
