//! Byte counts as docker writes them: decimal units, and Go's `%.Ng` rounding.

const UNITS: [&str; 9] = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];

/// Three significant digits, as in `docker image ls` (`1.98MB`, `999B`, `1e+03kB`).
#[must_use]
pub fn short(bytes: u64) -> String {
    with_digits(bytes, 3)
}

/// Four significant digits, as in `docker system df` and reclaimed space (`12.28MB`).
#[must_use]
pub fn long(bytes: u64) -> String {
    with_digits(bytes, 4)
}

/// Two decimals, as in BuildKit's progress (`105B`, `1.04MB`). Whole bytes have no decimals.
#[must_use]
pub fn progress(bytes: u64) -> String {
    match scaled(bytes) {
        (_, 0) => format!("{bytes}B"),
        (value, unit) => format!("{value:.2}{}", UNITS[unit]),
    }
}

fn with_digits(bytes: u64, digits: usize) -> String {
    let (value, unit) = scaled(bytes);
    format!("{}{}", general(value, digits), UNITS[unit])
}

fn scaled(bytes: u64) -> (f64, usize) {
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    (value, unit)
}

/// Go's `%.Ng`: N significant digits without trailing zeros, an exponent where the digits do not reach.
fn general(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{value:.*e}", digits - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if exponent < -4 || exponent >= digits as i32 {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trimmed(mantissa), exponent.abs());
    }
    let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
    trimmed(&format!("{value:.decimals$}")).to_owned()
}

fn trimmed(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_digits_in_system_df() {
        for (bytes, want) in [(0, "0B"), (12_280_000, "12.28MB"), (1_984_307, "1.984MB"), (46, "46B")] {
            assert_eq!(long(bytes), want, "{bytes}");
        }
    }

    #[test]
    fn two_decimals_in_progress() {
        for (bytes, want) in [(2, "2B"), (999, "999B"), (1000, "1.00kB"), (1_040_000, "1.04MB")] {
            assert_eq!(progress(bytes), want, "{bytes}");
        }
    }
}
