//! mktemp. The names follow from the run alone, so that the same build makes the same files.

use super::{Context, Done, options};

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "dqtup:s:", "directory" => 'd', "quiet" => 'q', "tmpdir" => 'p', "dry-run" => 'u', "suffix" => 's');
    let template = options.rest.first().cloned();
    let dir = options.value('p').map(str::to_string);
    let temporary = || ctx.task.var("TMPDIR").unwrap_or("/tmp").to_string();
    let base = match (&template, &dir) {
        (Some(template), Some(dir)) => format!("{dir}/{template}"),
        (Some(template), None) if options.has('t') || ctx.args.iter().any(|arg| arg == "--tmpdir") => format!("{}/{template}", temporary()),
        (Some(template), None) => template.clone(),
        (None, dir) => format!("{}/tmp.{}", dir.clone().unwrap_or_else(temporary), if ctx.gnu { "XXXXXXXXXX" } else { "XXXXXX" }),
    };
    let suffix = options.value('s').unwrap_or_default().to_string();
    let trimmed = base.trim_end_matches('X');
    let (head, tail, count) = match base.len() - trimmed.len() {
        // GNU also takes the last run of X inside the name.
        0 if ctx.gnu => match base.rfind("XXX") {
            Some(at) => {
                let end = at + 3;
                let (before, after) = base.split_at_checked(end).unwrap_or((&base, ""));
                let head = before.trim_end_matches('X');
                (head.to_string(), after.to_string(), before.len() - head.len())
            }
            None => (base.clone(), String::new(), 0),
        },
        count => (trimmed.to_string(), suffix, count),
    };
    let needed = if ctx.gnu { 3 } else { 6 };
    if count < needed {
        let message = if ctx.gnu { format!("too few X's in template '{base}'") } else { format!("{base}: Invalid argument") };
        return ctx.fail(&message);
    }
    loop {
        ctx.kernel.meter.fuel(1)?;
        let filler: String = (0..count)
            .map(|_| char::from(LETTERS.get((ctx.kernel.noise() % LETTERS.len() as u64) as usize).copied().unwrap_or(b'x')))
            .collect();
        let path = format!("{head}{filler}{tail}");
        if ctx.kernel.stat(&ctx.task, &path, vfs::Follow::Parent).is_ok() {
            continue;
        }
        let result = if options.has('u') {
            Ok(())
        } else if options.has('d') {
            ctx.kernel.mkdir(&ctx.task, &path, 0o700)
        } else {
            ctx.kernel.write(&ctx.task, &path, vfs::Blob::empty(), 0o600)?
        };
        return match result {
            Ok(()) => {
                ctx.print_line(&path)?;
                Ok(0)
            }
            Err(_) if options.has('q') => Ok(1),
            Err(error) if ctx.gnu => ctx.fail(&format!("failed to create file via template '{base}': {error}")),
            Err(error) => ctx.fail(&format!("{base}: {error}")),
        };
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("t=$(mktemp); stat -c %a $t; d=$(mktemp -d); stat -c %F $d", "600\ndirectory\n"),
        ]);
    }
}
