//! Times as docker prints them.

use vfs::Time;

/// A moment in UTC with as many decimals as it has (`2023-11-14T22:13:20.5Z`), from nanoseconds since the epoch.
#[must_use]
pub fn rfc3339_nanos(nanos: i64) -> String {
    let nanos_of_second = nanos.rem_euclid(1_000_000_000) as u32;
    oci::format_time(Time { secs: nanos.div_euclid(1_000_000_000), nanos: nanos_of_second })
}

/// The same with nine decimals always: `2023-11-14T22:13:20.500000000Z`.
#[must_use]
pub fn fixed_nanos(time: Time) -> String {
    let seconds = oci::format_time(Time::from_secs(time.secs));
    format!("{}.{:09}Z", seconds.trim_end_matches('Z'), time.nanos)
}

/// As Go prints a time: `2023-11-14 22:13:20 +0000 UTC`.
#[must_use]
pub fn go(seconds: i64) -> String {
    let text = oci::format_time(Time::from_secs(seconds));
    format!("{} +0000 UTC", text.trim_end_matches('Z').replace('T', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        assert_eq!(rfc3339_nanos(1_700_000_000_120_000_000), "2023-11-14T22:13:20.12Z");
        assert_eq!(rfc3339_nanos(-1), "1969-12-31T23:59:59.999999999Z");
        let half = Time { secs: 1_700_000_000, nanos: 500_000_000 };
        assert_eq!(fixed_nanos(half), "2023-11-14T22:13:20.500000000Z");
        assert_eq!(go(1_700_000_000), "2023-11-14 22:13:20 +0000 UTC");
    }
}
