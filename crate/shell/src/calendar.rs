//! Dates: the Gregorian calendar in UTC, read and written as date(1) does.

/// A moment taken apart. The time zone of a container is UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) year: i64,
    /// 1 to 12.
    pub(crate) month: i64,
    /// 1 to 31.
    pub(crate) day: i64,
    pub(crate) hour: i64,
    pub(crate) minute: i64,
    pub(crate) second: i64,
    /// 0 is Sunday.
    pub(crate) weekday: i64,
    /// 1 to 366.
    pub(crate) yearday: i64,
}

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Days since 1970-01-01 of a date.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

impl Moment {
    pub(crate) fn from_seconds(seconds: i64) -> Moment {
        let (day_number, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let z = day_number + 719_468;
        let era = z.div_euclid(146_097);
        let of_era = z.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let mp = (5 * of_year + 2) / 153;
        let day = of_year - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Moment {
            year,
            month,
            day,
            hour: rest / 3600,
            minute: rest / 60 % 60,
            second: rest % 60,
            weekday: (day_number + 4).rem_euclid(7),
            yearday: day_number - days(year, 1, 1) + 1,
        }
    }

    fn month_name(&self) -> &'static str {
        MONTHS.get(self.month as usize - 1).copied().unwrap_or_default()
    }

    fn day_name(&self) -> &'static str {
        DAYS.get(self.weekday as usize).copied().unwrap_or_default()
    }
}

/// Seconds since 1970 of a date and time; nothing if there is no such day.
fn seconds(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64) -> Option<i64> {
    let valid = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    let at = days(year, month, day);
    let same = Moment::from_seconds(at.checked_mul(86_400)?);
    (valid && same.month == month).then_some(at * 86_400 + hour * 3600 + minute * 60 + second)
}

/// What strftime writes.
pub(crate) fn format(format: &str, seconds: i64, nanos: u32) -> String {
    let at = Moment::from_seconds(seconds);
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut kind = chars.next().unwrap_or('%');
        let flag = matches!(kind, '-' | '_' | '0' | '^' | ':' | 'E' | 'O').then_some(kind);
        if flag.is_some() {
            kind = chars.next().unwrap_or('%');
        }
        let piece = field(&at, kind, seconds, nanos);
        out.push_str(&match flag {
            Some('-') => piece.trim_start_matches(['0', ' ']).to_string(),
            None => piece,
            Some('^') => piece.to_uppercase(),
            Some(':') if kind == 'z' => "+00:00".to_string(),
            Some('_') => {
                let digits = piece.trim_start_matches('0');
                format!("{digits:>width$}", width = piece.len())
            }
            _ => piece,
        });
    }
    out
}

fn field(at: &Moment, kind: char, seconds: i64, nanos: u32) -> String {
    let twelve = if at.hour % 12 == 0 { 12 } else { at.hour % 12 };
    let short = |name: &str| name.chars().take(3).collect::<String>();
    let iso_weekday = (at.weekday + 6) % 7;
    match kind {
        'Y' => at.year.to_string(),
        'C' => format!("{:02}", at.year / 100),
        'y' => format!("{:02}", at.year.rem_euclid(100)),
        'm' => format!("{:02}", at.month),
        'd' => format!("{:02}", at.day),
        'e' => format!("{:2}", at.day),
        'H' => format!("{:02}", at.hour),
        'k' => format!("{:2}", at.hour),
        'I' => format!("{twelve:02}"),
        'l' => format!("{twelve:2}"),
        'M' => format!("{:02}", at.minute),
        'S' => format!("{:02}", at.second),
        'N' => format!("{nanos:09}"),
        'p' => if at.hour < 12 { "AM" } else { "PM" }.into(),
        'P' => if at.hour < 12 { "am" } else { "pm" }.into(),
        'j' => format!("{:03}", at.yearday),
        'a' => short(at.day_name()),
        'A' => at.day_name().into(),
        'b' | 'h' => short(at.month_name()),
        'B' => at.month_name().into(),
        'u' => (iso_weekday + 1).to_string(),
        'w' => at.weekday.to_string(),
        's' => seconds.to_string(),
        'F' => format!("{}-{:02}-{:02}", at.year, at.month, at.day),
        'T' => format!("{:02}:{:02}:{:02}", at.hour, at.minute, at.second),
        'R' => format!("{:02}:{:02}", at.hour, at.minute),
        'D' | 'x' => format!("{:02}/{:02}/{:02}", at.month, at.day, at.year.rem_euclid(100)),
        'X' => format!("{:02}:{:02}:{:02}", at.hour, at.minute, at.second),
        'r' => format!(
            "{twelve:02}:{:02}:{:02} {}",
            at.minute,
            at.second,
            if at.hour < 12 { "AM" } else { "PM" }
        ),
        'c' => format!(
            "{} {} {:2} {:02}:{:02}:{:02} {}",
            short(at.day_name()),
            short(at.month_name()),
            at.day,
            at.hour,
            at.minute,
            at.second,
            at.year
        ),
        'U' => format!("{:02}", (at.yearday + 6 - at.weekday) / 7),
        'W' => format!("{:02}", (at.yearday + 6 - iso_weekday) / 7),
        'V' => format!("{:02}", iso_week(at).1),
        'G' => iso_week(at).0.to_string(),
        'z' => "+0000".into(),
        'Z' => "UTC".into(),
        'n' => "\n".into(),
        't' => "\t".into(),
        '%' => "%".into(),
        other => format!("%{other}"),
    }
}

/// The ISO 8601 year and week.
fn iso_week(at: &Moment) -> (i64, i64) {
    let iso_weekday = (at.weekday + 6) % 7 + 1;
    let week = (at.yearday - iso_weekday + 10) / 7;
    let long = |year: i64| {
        let first = Moment::from_seconds(days(year, 1, 1) * 86_400).weekday;
        let leap = days(year + 1, 1, 1) - days(year, 1, 1) == 366;
        first == 4 || (leap && first == 3)
    };
    if week < 1 {
        (at.year - 1, if long(at.year - 1) { 53 } else { 52 })
    } else if week == 53 && !long(at.year) {
        (at.year + 1, 1)
    } else {
        (at.year, week)
    }
}

/// Reads what `date -d` and `touch -d` take; `now` fills in what is left out.
pub(crate) fn parse(text: &str, now: i64) -> Option<(i64, u32)> {
    let text = text.trim();
    if let Some(stamp) = text.strip_prefix('@') {
        let (whole, fraction) = stamp.split_once('.').unwrap_or((stamp, ""));
        return Some((whole.parse().ok()?, fraction_nanos(fraction)?));
    }
    match text {
        "" | "now" | "today" => return Some((now, 0)),
        "yesterday" => return Some((now - 86_400, 0)),
        "tomorrow" => return Some((now + 86_400, 0)),
        _ => {}
    }
    relative(text, now).or_else(|| absolute(text, now)).or_else(|| worded(text))
}

fn fraction_nanos(digits: &str) -> Option<u32> {
    if digits.is_empty() {
        return Some(0);
    }
    let padded: String = digits.chars().chain("000000000".chars()).take(9).collect();
    padded.parse().ok()
}

/// `2 days ago`, `+1 hour`, `1 week`.
fn relative(text: &str, now: i64) -> Option<(i64, u32)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (count, unit, sign) = match words.as_slice() {
        [count, unit, "ago"] => (*count, *unit, -1),
        [count, unit] => (*count, *unit, 1),
        _ => return None,
    };
    let factor = match unit.trim_end_matches('s') {
        "second" | "sec" => 1,
        "minute" | "min" => 60,
        "hour" => 3600,
        "day" => 86_400,
        "week" => 604_800,
        _ => return None,
    };
    let count: i64 = count.parse().ok()?;
    Some((now.checked_add(count.checked_mul(factor * sign)?)?, 0))
}

/// `2024-02-29`, `2024-02-29 12:34[:56[.7]]`, with `T`, `Z` or `+hh:mm`; `12:34`; `YYYYMMDD`; `MMDDhhmm[[CC]YY][.ss]`.
fn absolute(text: &str, now: i64) -> Option<(i64, u32)> {
    let today = Moment::from_seconds(now);
    let (mut body, offset) = zone(text)?;
    body = body.trim();
    let (date, time) = match body.split_once(['T', ' ']) {
        Some((date, time)) => (date, Some(time.trim())),
        None if body.contains(':') && !body.contains('-') => ("", Some(body)),
        None => (body, None),
    };
    let (year, month, day) = if date.is_empty() {
        (today.year, today.month, today.day)
    } else if let [year, month, day] = date.split(['-', '/']).collect::<Vec<_>>().as_slice() {
        let slashed = date.contains('/') && day.len() == 4;
        let (year, month, day) = if slashed { (day, year, month) } else { (year, month, day) };
        (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    } else if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
        (date.get(..4)?.parse().ok()?, date.get(4..6)?.parse().ok()?, date.get(6..)?.parse().ok()?)
    } else {
        return None;
    };
    let mut clock = [0i64; 3];
    let mut nanos = 0;
    if let Some(time) = time {
        let fields: Vec<&str> = time.split(':').collect();
        if fields.len() > 3 || fields.len() < 2 {
            return None;
        }
        for (slot, field) in clock.iter_mut().zip(&fields) {
            let (whole, fraction) = field.split_once('.').unwrap_or((field, ""));
            *slot = whole.parse().ok()?;
            nanos = fraction_nanos(fraction)?;
        }
    }
    let [hour, minute, second] = clock;
    Some((seconds(year, month, day, hour, minute, second)? - offset, nanos))
}

/// Cuts a time zone off the end; its offset in seconds.
fn zone(text: &str) -> Option<(&str, i64)> {
    for suffix in [" UTC", " GMT", "Z", " Z"] {
        if let Some(body) = text.strip_suffix(suffix) {
            return Some((body, 0));
        }
    }
    let Some(at) = text.rfind(['+', '-']).filter(|at| *at > 10) else { return Some((text, 0)) };
    let (body, zone) = text.split_at_checked(at)?;
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 4 {
        return Some((text, 0));
    }
    let minutes = digits.get(..2)?.parse::<i64>().ok()? * 60 + digits.get(2..)?.parse::<i64>().ok()?;
    Some((body, if zone.starts_with('-') { -minutes * 60 } else { minutes * 60 }))
}

/// `Thu, 01 Jan 1970 00:00:00 +0000`, `Jan 1 2020`, `1 Jan 2020 10:00`.
fn worded(text: &str) -> Option<(i64, u32)> {
    let (mut year, mut month, mut day, mut clock, mut offset) = (None, None, None, [0i64; 3], 0i64);
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        let lower = word.to_ascii_lowercase();
        let named =
            MONTHS.iter().position(|name| lower.len() >= 3 && name.to_ascii_lowercase().starts_with(&lower));
        if let Some(index) = named {
            month = Some(index as i64 + 1);
        } else if word.contains(':') {
            for (slot, field) in clock.iter_mut().zip(word.split(':')) {
                *slot = field.parse().ok()?;
            }
        } else if word.starts_with(['+', '-']) && word.len() == 5 {
            let value: i64 = word.parse().ok()?;
            offset = (value / 100 * 60 + value % 100) * 60;
        } else if let Ok(number) = word.parse::<i64>() {
            if day.is_none() && number <= 31 {
                day = Some(number);
            } else {
                year = Some(number);
            }
        } else if !DAYS.iter().any(|name| lower.len() >= 3 && name.to_ascii_lowercase().starts_with(&lower))
            && lower != "utc"
            && lower != "gmt"
        {
            return None;
        }
    }
    let [hour, minute, second] = clock;
    Some((seconds(year?, month?, day?, hour, minute, second)? - offset, 0))
}

/// `[[CC]YY]MMDDhhmm[.ss]`, as `touch -t` takes it.
pub(crate) fn parse_stamp(text: &str, now: i64) -> Option<i64> {
    let (digits, second) = match text.split_once('.') {
        Some((digits, second)) => (digits, second.parse().ok()?),
        None => (text, 0),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match digits.len() {
        12 => (digits.get(..4)?.parse().ok()?, digits.get(4..)?),
        10 => {
            let short: i64 = digits.get(..2)?.parse().ok()?;
            (if short < 69 { 2000 + short } else { 1900 + short }, digits.get(2..)?)
        }
        8 => (Moment::from_seconds(now).year, digits),
        _ => return None,
    };
    let pair = |at: usize| rest.get(at..at + 2).and_then(|text| text.parse::<i64>().ok());
    seconds(year, pair(0)?, pair(2)?, pair(4)?, pair(6)?, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_written() {
        let check = |text: &str, wanted: Option<i64>| {
            assert_eq!(parse(text, 1_700_000_000).map(|(seconds, _)| seconds), wanted, "{text}");
        };
        check("@1600000000", Some(1_600_000_000));
        check("2024-02-29 12:34:56", Some(1_709_210_096));
        check("2024-02-29T12:34:56Z", Some(1_709_210_096));
        check("2024-02-29T13:34:56+01:00", Some(1_709_210_096));
        check("2020-09-13", Some(1_599_955_200));
        check("20200913", Some(1_599_955_200));
        check("Thu, 01 Jan 1970 23:59:59 +0000", Some(86_399));
        check("1 day ago", Some(1_699_913_600));
        check("2023-02-29", None);
        check("bogus", None);
        assert_eq!(
            format("%F %T %j %a %b %s", 1_700_000_000, 0),
            "2023-11-14 22:13:20 318 Tue Nov 1700000000"
        );
        assert_eq!(format("%G-W%V-%u", 1_609_459_200, 0), "2020-W53-5");
        assert_eq!(parse_stamp("202001020304.05", 0), Some(1_577_934_245));
    }
}
