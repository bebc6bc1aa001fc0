//! Numbers, durations, sizes and comma-separated fields, as Go reads and writes them.

use crate::quote::quote;

const UNITS: [(&str, i64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// Nanoseconds of a duration such as `1h30m` or `1.5s`.
///
/// # Errors
/// The message of Go's `time.ParseDuration`.
pub fn parse_duration(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (whole, behind) = digits(rest);
        let (fraction, behind) = match behind.strip_prefix('.') {
            Some(behind) => digits(behind),
            None => ("", behind),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let end = behind.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(end);
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {}", quote(text)));
        }
        let Some((_, scale)) = UNITS.iter().find(|(name, _)| *name == unit) else {
            return Err(format!("time: unknown unit {} in duration {}", quote(unit), quote(text)));
        };
        let whole = if whole.is_empty() { Ok(0) } else { whole.parse::<u64>() };
        let nanoseconds = whole
            .ok()
            .and_then(|whole| whole.checked_mul(*scale as u64))
            .and_then(|whole| whole.checked_add(part(fraction, *scale)))
            .and_then(|part| total.checked_add(part));
        total = nanoseconds.filter(|total| *total <= 1 << 63).ok_or_else(invalid)?;
        rest = behind;
    }
    match (negative, i64::try_from(total)) {
        (true, Ok(total)) => Ok(-total),
        (true, Err(_)) => Ok(i64::MIN),
        (false, Ok(total)) => Ok(total),
        (false, Err(_)) => Err(invalid()),
    }
}

/// Nanoseconds of the digits behind a decimal point.
fn part(fraction: &str, scale: i64) -> u64 {
    let mut value: u64 = 0;
    let mut divisor = 1.0;
    for digit in fraction.bytes() {
        let next = value.checked_mul(10).and_then(|value| value.checked_add(u64::from(digit - b'0')));
        let Some(next) = next.filter(|next| *next < 1 << 63) else { break };
        value = next;
        divisor *= 10.0;
    }
    (value as f64 * (scale as f64 / divisor)) as u64
}

fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// A duration as Go writes it: `5m0s`, `1.5s`, `100ms`, `0s`.
pub fn format_duration(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let total = nanoseconds.unsigned_abs();
    if total == 0 {
        return "0s".into();
    }
    if total < 1_000_000_000 {
        let (unit, scale) = match total {
            0..1_000 => ("ns", 1),
            1_000..1_000_000 => ("µs", 1_000),
            _ => ("ms", 1_000_000),
        };
        return format!("{sign}{}{unit}", decimal(total, scale));
    }
    let minutes = total / 60_000_000_000;
    let seconds = decimal(total % 60_000_000_000, 1_000_000_000);
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{sign}{seconds}s"),
        (0, minutes) => format!("{sign}{minutes}m{seconds}s"),
        (hours, minutes) => format!("{sign}{hours}h{minutes}m{seconds}s"),
    }
}

/// `value / scale` without zeros at the end.
fn decimal(value: u64, scale: u64) -> String {
    let (whole, rest) = (value / scale, value % scale);
    if rest == 0 {
        return whole.to_string();
    }
    let width = scale.ilog10() as usize;
    let fraction = format!("{rest:0width$}");
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

/// A number of 32 bits.
///
/// # Errors
/// The message of Go's `strconv.ParseInt`.
pub fn parse_i32(text: &str) -> Result<i32, String> {
    let error = |reason: &str| format!("strconv.ParseInt: parsing {}: {reason}", quote(text));
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(error("invalid syntax"));
    }
    text.parse().map_err(|_| error("value out of range"))
}

/// A number of 32 bits in base 8 or 10, without a sign.
pub fn parse_u32(text: &str, radix: u32) -> Option<u32> {
    // The standard library would take a plus sign.
    text.chars().all(|c| c.is_digit(radix)).then(|| u32::from_str_radix(text, radix).ok())?
}

/// `true`, `1`, `f` …: what Go's `strconv.ParseBool` takes.
pub fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// Bytes of a size such as `64m`, `1.5 GB` or `100`.
pub fn parse_size(text: &str) -> Option<i64> {
    let at = text.rfind(|c: char| c.is_ascii_digit() || c == '.' || c == ' ')?;
    let (head, suffix) = text.split_at(at + 1);
    let number: f64 = head.strip_suffix(' ').unwrap_or(head).parse().ok()?;
    if number < 0.0 {
        return None;
    }
    let suffix = suffix.to_lowercase();
    let scale = match suffix.trim_end_matches("ib") {
        _ if suffix.is_empty() || suffix == "b" => 0,
        unit => {
            let unit = if unit.len() == suffix.len() { unit.strip_suffix('b').unwrap_or(unit) } else { unit };
            ["k", "m", "g", "t", "p"].iter().position(|known| *known == unit)? as i32 + 1
        }
    };
    Some((number * 1024f64.powi(scale)) as i64)
}

/// The fields of one line of comma-separated values; fields with commas stand in double quotes.
///
/// # Errors
/// The message of Go's CSV reader.
pub fn csv_fields(line: &str) -> Result<Vec<String>, String> {
    let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
    if line.is_empty() {
        return Err("EOF".into());
    }
    let error = |at: usize, what: &str| Err(format!("parse error on line 1, column {}: {what}", at + 1));
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let rest = line.get(at..).unwrap_or_default();
        if !rest.starts_with('"') {
            let end = rest.find(',');
            let field = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            if let Some(bare) = field.find('"') {
                return error(at + bare, "bare \" in non-quoted-field");
            }
            fields.push(field.to_owned());
            match end {
                Some(end) => at += end + 1,
                None => return Ok(fields),
            }
            continue;
        }
        let mut field = String::new();
        at += 1;
        loop {
            let rest = line.get(at..).unwrap_or_default();
            let Some((text, behind)) = rest.split_once('"') else {
                return error(at, "extraneous or missing \" in quoted-field");
            };
            field.push_str(text);
            at += text.len() + 1;
            match behind.bytes().next() {
                Some(b'"') => {
                    field.push('"');
                    at += 1;
                }
                Some(b',') => {
                    at += 1;
                    break;
                }
                None => {
                    fields.push(field);
                    return Ok(fields);
                }
                Some(_) => return error(at - 1, "extraneous or missing \" in quoted-field"),
            }
        }
        fields.push(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let cases: [(&str, Result<i64, &str>, &str); 9] = [
            ("5m", Ok(300_000_000_000), "5m0s"),
            ("1h30m0.5s", Ok(5_400_500_000_000), "1h30m0.5s"),
            ("100ms", Ok(100_000_000), "100ms"),
            ("1.5us", Ok(1_500), "1.5µs"),
            ("-2s", Ok(-2_000_000_000), "-2s"),
            ("0", Ok(0), "0s"),
            ("5", Err("time: missing unit in duration \"5\""), ""),
            ("5x", Err("time: unknown unit \"x\" in duration \"5x\""), ""),
            ("x", Err("time: invalid duration \"x\""), ""),
        ];
        for (text, want, written) in cases {
            let got = parse_duration(text);
            assert_eq!(got, want.map_err(String::from), "{text}");
            if let Ok(nanoseconds) = got {
                assert_eq!(format_duration(nanoseconds), written);
            }
        }
    }

    #[test]
    fn sizes() {
        let cases = [
            ("100", Some(100)),
            ("64m", Some(64 << 20)),
            ("1.5 GB", Some(3 << 29)),
            ("2KiB", Some(2048)),
            ("1b", Some(1)),
            ("1x", None),
            ("-1", None),
            ("", None),
            ("1bb", None),
        ];
        for (text, want) in cases {
            assert_eq!(parse_size(text), want, "{text}");
        }
    }

    #[test]
    fn fields() {
        let ok = [
            ("a,b", vec!["a", "b"]),
            ("\"a,b\",c", vec!["a,b", "c"]),
            ("\"a\"\"b\"", vec!["a\"b"]),
            ("a,", vec!["a", ""]),
        ];
        for (text, want) in ok {
            assert_eq!(csv_fields(text).unwrap(), want);
        }
        let bad = [
            ("", "EOF"),
            ("a\"b", "parse error on line 1, column 2: bare \" in non-quoted-field"),
            ("\"a", "parse error on line 1, column 2: extraneous or missing \" in quoted-field"),
            ("\"a\"b", "parse error on line 1, column 3: extraneous or missing \" in quoted-field"),
        ];
        for (text, want) in bad {
            assert_eq!(csv_fields(text).unwrap_err(), want);
        }
    }
}
