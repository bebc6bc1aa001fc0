//! Ages as docker writes them (`2 weeks ago`).

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY_HOURS: i64 = 24;

/// The wording of a duration of `seconds`; what lies in the future counts as less than a second.
#[must_use]
pub fn duration(seconds: i64) -> String {
    let minutes = seconds / MINUTE;
    let hours = (seconds + HOUR / 2) / HOUR;
    match () {
        () if seconds < 1 => "Less than a second".to_owned(),
        () if seconds == 1 => "1 second".to_owned(),
        () if seconds < MINUTE => format!("{seconds} seconds"),
        () if minutes == 1 => "About a minute".to_owned(),
        () if minutes < 60 => format!("{minutes} minutes"),
        () if hours == 1 => "About an hour".to_owned(),
        () if hours < 2 * DAY_HOURS => format!("{hours} hours"),
        () if hours < 14 * DAY_HOURS => format!("{} days", hours / DAY_HOURS),
        () if hours < 60 * DAY_HOURS => format!("{} weeks", hours / DAY_HOURS / 7),
        () if hours < 2 * 365 * DAY_HOURS => format!("{} months", hours / DAY_HOURS / 30),
        () => format!("{} years", seconds / HOUR / DAY_HOURS / 365),
    }
}

/// `2 weeks ago`, seen at `now`. Both in seconds since the epoch.
#[must_use]
pub fn ago(then: i64, now: i64) -> String {
    format!("{} ago", duration(now - then))
}
