//! touch.

use vfs::{Blob, Follow, Time};

use super::{Context, Done, options};
use crate::calendar;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "cfahmd:t:r:", "no-create" => 'c', "date" => 'd', "reference" => 'r', "no-dereference" => 'h', "time" => 'm',
    );
    if options.rest.is_empty() {
        return ctx.misuse("");
    }
    let now = ctx.kernel.now;
    let time = if let Some(text) = options.value('d') {
        match calendar::parse(text, now.secs) {
            // busybox fills a date without a time up with the current time of day.
            Some((secs, _)) if !ctx.gnu && text.len() == 10 && text.split('-').count() == 3 => {
                Time::from_secs(secs + now.secs.rem_euclid(86_400))
            }
            Some((secs, nanos)) => Time { secs, nanos },
            None => {
                let message = if ctx.gnu { format!("invalid date format '{text}'") } else { format!("invalid date '{text}'") };
                return ctx.fail(&message);
            }
        }
    } else if let Some(text) = options.value('t') {
        match calendar::parse_stamp(text, now.secs) {
            Some(secs) => Time::from_secs(secs),
            None => return ctx.fail(&format!("invalid date '{text}'")),
        }
    } else if let Some(reference) = options.value('r') {
        match ctx.kernel.stat(&ctx.task, reference, Follow::All) {
            Ok((_, node)) => node.meta.mtime,
            Err(error) => return ctx.fail(&format!("{reference}: {error}")),
        }
    } else {
        now
    };
    let follow = if options.has('h') { Follow::Parent } else { Follow::All };
    // Only the access time was asked for, and there is none here.
    let access_only = options.has('a') && !options.has('m');
    let mut status = 0;
    for path in &options.rest {
        let exists = ctx.kernel.stat(&ctx.task, path, follow).is_ok();
        if !exists && options.has('c') {
            continue;
        }
        let mut result = Ok(());
        if !exists {
            result = ctx.kernel.write(&ctx.task, path, Blob::empty(), 0o666)?;
        }
        if result.is_ok() && !(exists && access_only) {
            result = ctx.kernel.set_mtime(&ctx.task, path, time, follow);
        }
        if let Err(error) = result {
            let message = if ctx.gnu { format!("cannot touch '{path}': {error}") } else { format!("{path}: {error}") };
            status = ctx.fail(&message)?;
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("touch -d @1600000000 a; stat -c %Y a; touch -r a b; stat -c %Y b; touch -t 202001020304.05 c; stat -c %Y c; touch -c nofile; ls", "1600000000\n1600000000\n1577934245\na\nb\nc\n"),
        ]);
    }
}
