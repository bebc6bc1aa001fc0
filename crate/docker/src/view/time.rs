//! Times as text.

/// A moment in UTC as `2023-11-14T22:13:20Z`, from seconds since the epoch.
#[must_use]
pub fn rfc3339(seconds: i64) -> String {
    let (date, clock) = parts(seconds);
    format!("{date}T{clock}Z")
}

/// A moment in UTC with as many decimals as it has (`2023-11-14T22:13:20.5Z`), from nanoseconds since the epoch.
#[must_use]
pub fn rfc3339_nanos(nanos: i64) -> String {
    let (date, clock) = parts(nanos.div_euclid(1_000_000_000));
    let fraction = format!("{:09}", nanos.rem_euclid(1_000_000_000));
    match fraction.trim_end_matches('0') {
        "" => format!("{date}T{clock}Z"),
        digits => format!("{date}T{clock}.{digits}Z"),
    }
}

/// As Go prints a time: `2023-11-14 22:13:20 +0000 UTC`.
#[must_use]
pub fn go(seconds: i64) -> String {
    let (date, clock) = parts(seconds);
    format!("{date} {clock} +0000 UTC")
}

/// Seconds since the epoch of a moment in UTC as RFC 3339 writes it; fractions of a second are cut off.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let (date, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(clock.split('.').next()?, ':')?;
    let in_range = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 61;
    in_range.then(|| days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

fn numbers(text: &str, separator: char) -> Option<[i64; 3]> {
    let mut parts = text.split(separator).map(|part| part.parse().ok());
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

fn parts(seconds: i64) -> (String, String) {
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let second = seconds.rem_euclid(86_400);
    let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    (format!("{year:04}-{month:02}-{day:02}"), clock)
}

/// Year, month and day of a number of days since the epoch, in the proleptic Gregorian calendar.
///
/// Years are counted from March, so that the leap day is the last one of a year and months follow one formula.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The inverse of [`civil`].
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        for (seconds, want) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_700_000_000, "2023-11-14T22:13:20Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(rfc3339(seconds), want);
            assert_eq!(parse(want), Some(seconds));
        }
        assert_eq!(rfc3339_nanos(1_700_000_000_120_000_000), "2023-11-14T22:13:20.12Z");
        assert_eq!(parse("2023-11-14T22:13:20.12Z"), Some(1_700_000_000));
        assert_eq!(parse("2023-11-14"), None);
        assert_eq!(parse("2023-13-14T22:13:20Z"), None);
        assert_eq!(go(1_700_000_000), "2023-11-14 22:13:20 +0000 UTC");
    }
}
