//! install.

use vfs::Follow;

use super::cp::inside;
use super::{Context, Done, mode, options};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "cdDpsvo:g:m:t:T", "directory" => 'd', "mode" => 'm', "owner" => 'o', "group" => 'g', "target-directory" => 't',
        "verbose" => 'v', "no-target-directory" => 'T', "preserve-timestamps" => 'p',
    );
    let mut paths = options.rest.clone();
    let bits = match options.value('m') {
        Some(text) => match mode::parse(text, 0, options.has('d'), 0) {
            Some(bits) => bits,
            None => return ctx.fail(&format!("invalid mode '{text}'")),
        },
        None => 0o755,
    };
    let accounts = ctx.kernel.accounts();
    let mut owner = (None, None);
    if let Some(user) = options.value('o') {
        owner.0 = accounts.user(user);
        if owner.0.is_none() {
            return ctx.fail(&if ctx.gnu { format!("invalid user: '{user}'") } else { format!("unknown user {user}") });
        }
    }
    if let Some(group) = options.value('g') {
        owner.1 = accounts.group(group);
        if owner.1.is_none() {
            return ctx.fail(&if ctx.gnu { format!("invalid group: '{group}'") } else { format!("unknown group {group}") });
        }
    }
    let target = match options.value('t') {
        Some(target) => target.to_string(),
        None if options.has('d') => String::new(),
        None if paths.len() < 2 => return ctx.misuse(""),
        None => paths.pop().unwrap_or_default(),
    };
    let mut status = 0;
    for path in &paths {
        if options.has('d') {
            status |= directories(ctx, path)?;
            finish(ctx, path, bits, owner);
            continue;
        }
        let is_dir = ctx.kernel.stat(&ctx.task, &target, Follow::All).is_ok_and(|(_, node)| node.is_dir());
        let into = options.has('t') || (is_dir && !options.has('T'));
        let destination = if into { inside(&target, path) } else { target.clone() };
        if options.has('D')
            && let Some((above, _)) = destination.rsplit_once('/')
            && !above.is_empty()
        {
            status |= directories(ctx, above)?;
        }
        let (node, blob) = match ctx.kernel.stat(&ctx.task, path, Follow::All).and_then(|(_, node)| Ok((node, ctx.kernel.read(&ctx.task, path)?))) {
            Ok(found) => found,
            Err(error) => {
                let what = if ctx.gnu { "cannot stat" } else { "can't stat" };
                status = ctx.fs_error(what, path, &error)?;
                continue;
            }
        };
        // What stands there is replaced, not written into.
        let _ = ctx.kernel.unlink(&ctx.task, &destination);
        match ctx.kernel.write(&ctx.task, &destination, blob, bits)? {
            Ok(()) => {
                finish(ctx, &destination, bits, owner);
                if options.has('p') {
                    let _ = ctx.kernel.set_mtime(&ctx.task, &destination, node.meta.mtime, Follow::All);
                }
            }
            Err(error) => {
                let what = if ctx.gnu { "cannot create regular file" } else { "can't create" };
                status = ctx.fs_error(what, &destination, &error)?;
            }
        }
    }
    Ok(status)
}

/// `mkdir -p`.
fn directories(ctx: &mut Context<'_, '_>, path: &str) -> Done<i32> {
    let ends: Vec<usize> = path.match_indices('/').map(|(at, _)| at).chain([path.len()]).collect();
    for end in ends {
        let Some(above) = path.get(..end).filter(|above| !above.is_empty()) else { continue };
        if ctx.kernel.stat(&ctx.task, above, Follow::All).is_ok_and(|(_, node)| node.is_dir()) {
            continue;
        }
        if let Err(error) = ctx.kernel.mkdir(&ctx.task, above, 0o777) {
            let what = if ctx.gnu { "cannot create directory" } else { "can't create directory" };
            return ctx.fs_error(what, above, &error);
        }
    }
    Ok(0)
}

/// Mode and owner; a failure would show in the owner only, which install reports for root never.
fn finish(ctx: &mut Context<'_, '_>, path: &str, bits: u16, owner: (Option<u32>, Option<u32>)) {
    if owner.0.is_some() || owner.1.is_some() {
        let _ = ctx.kernel.chown(&ctx.task, path, owner.0, owner.1, Follow::All);
    }
    let _ = ctx.kernel.chmod(&ctx.task, path, bits);
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("echo x > s; install -d -m 700 i/j; stat -c %a i/j; install -m 640 s t; stat -c %a t", "700\n640\n"),
        ]);
    }
}
