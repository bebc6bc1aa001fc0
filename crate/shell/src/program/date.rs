//! date.

use super::{Context, Done, options};
use crate::calendar;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "uRd:r:s:I::D:", "utc" => 'u', "universal" => 'u', "date" => 'd', "reference" => 'r', "rfc-email" => 'R',
        "rfc-2822" => 'R', "iso-8601" => 'I', "set" => 's', "rfc-3339" => 'D',
    );
    let now = ctx.kernel.now;
    let (seconds, nanos) = if let Some(text) = options.value('d') {
        match calendar::parse(text, now.secs) {
            Some(found) => found,
            None => {
                return ctx.fail(&format!("invalid date '{text}'"));
            }
        }
    } else if let Some(path) = options.value('r') {
        match ctx.kernel.stat(&ctx.task, path, vfs::Follow::All) {
            Ok((_, node)) => (node.meta.mtime.secs, node.meta.mtime.nanos),
            Err(error) => return ctx.fail(&format!("{path}: {error}")),
        }
    } else {
        (now.secs, now.nanos)
    };
    if options.has('s') {
        return ctx.fail("can't set date: Operation not permitted");
    }
    let format = match options.rest.first().map(|text| text.strip_prefix('+')) {
        Some(Some(format)) => format.to_string(),
        Some(None) => {
            let text = options.rest.first().cloned().unwrap_or_default();
            return ctx.fail(&format!("invalid date '{text}'"));
        }
        None if options.has('R') => "%a, %d %b %Y %H:%M:%S +0000".into(),
        None if options.has('I') => match options.value('I') {
            Some("seconds" | "s") => "%FT%T+00:00".into(),
            Some("minutes" | "m") => "%FT%R+00:00".into(),
            Some("hours" | "h") => "%FT%H+00:00".into(),
            _ => "%F".into(),
        },
        None if options.has('D') => "%F %T+00:00".into(),
        None => "%a %b %e %H:%M:%S UTC %Y".into(),
    };
    ctx.print_line(&calendar::format(&format, seconds, nanos))?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("date -u -d @0; date -u -d '2020-01-02 03:04:05' +%s; date -u -d @1234567890 '+%F %T %A %B %j %U %y'", "Thu Jan  1 00:00:00 UTC 1970\n1577934245\n2009-02-13 23:31:30 Friday February 044 06 09\n"),
            ("date -d bogus", "date: invalid date 'bogus'\n[1]"),
        ]);
    }
}
