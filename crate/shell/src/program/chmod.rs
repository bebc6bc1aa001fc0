//! chmod, chown, chgrp.

use vfs::Follow;

use super::{Context, Done, Parsed, mode, parse_options};

pub(super) fn chmod(ctx: &mut Context<'_, '_>) -> Done<i32> {
    // `-x`, `-rw`: a mode, not options.
    let is_mode = |arg: &String| arg.len() > 1 && arg.starts_with('-') && arg.chars().skip(1).all(|c| "rwxXst".contains(c) || (ctx.gnu && "ugo01234567".contains(c)));
    let args = ctx.operands();
    let at = args.iter().position(is_mode);
    let mut plain = args.clone();
    let dashed = at.map(|at| plain.remove(at));
    let options = match parse_options(&plain, "Rcvf", &[("recursive", 'R'), ("verbose", 'v'), ("changes", 'c'), ("quiet", 'f'), ("silent", 'f')]) {
        Ok(options) => options,
        Err(message) => return ctx.misuse(&message),
    };
    let mut files = options.rest.clone();
    let text = match dashed {
        Some(text) => text,
        None if files.is_empty() => return ctx.misuse(""),
        None => files.remove(0),
    };
    if files.is_empty() {
        return ctx.misuse("");
    }
    let by_number = text.contains(['+', '-', '=']) && text.contains(|c: char| c.is_ascii_digit());
    if mode::parse(&text, 0, false, 0).is_none() || (by_number && !ctx.gnu) {
        // busybox looks at each file before it reads the mode.
        let busybox = !ctx.gnu;
        for file in files.iter().filter(|_| busybox) {
            match ctx.kernel.stat(&ctx.task, file, Follow::All) {
                Ok(_) => break,
                Err(error) => ctx.complain(&format!("{file}: {error}"))?,
            }
        }
        let any = files.iter().any(|file| ctx.kernel.stat(&ctx.task, file, Follow::All).is_ok());
        if !any && busybox {
            return Ok(1);
        }
        let message = if ctx.gnu { format!("invalid mode: '{text}'") } else { format!("invalid mode '{text}'") };
        return ctx.fail(&message);
    }
    let mut status = 0;
    for file in &files {
        visit(ctx, &options, file, true, &mut status, &mut |ctx, path, node, _| {
            if node.as_symlink().is_some() && !files.iter().any(|named| named == path) {
                return Ok(Ok(()));
            }
            let node = match ctx.kernel.stat(&ctx.task, path, Follow::All) {
                Ok((_, node)) => node,
                Err(error) => return Ok(Err(error)),
            };
            let new = mode::parse(&text, node.meta.mode, node.is_dir(), ctx.task.umask).unwrap_or(node.meta.mode);
            Ok(ctx.kernel.chmod(&ctx.task, path, new))
        })?;
    }
    Ok(status)
}

pub(super) fn chown(ctx: &mut Context<'_, '_>) -> Done<i32> {
    change_owner(ctx, |ctx, text| {
        let accounts = ctx.kernel.accounts();
        let (user, group) = match text.split_once(':') {
            Some((user, group)) => (user, Some(group)),
            None => match text.split_once('.').filter(|(user, _)| accounts.user(user).is_some() && accounts.user(text).is_none()) {
                Some((user, group)) => (user, Some(group)),
                None => (text, None),
            },
        };
        let uid = match user {
            "" => None,
            user => Some(accounts.user(user).ok_or_else(|| format!("unknown user {user}"))?),
        };
        let gid = match group {
            None => None,
            // `user:` means the user's own group.
            Some("") => accounts.account(user).map(|account| account.gid),
            Some(group) => Some(accounts.group(group).ok_or_else(|| format!("unknown group {group}"))?),
        };
        Ok((uid, gid))
    })
}

pub(super) fn chgrp(ctx: &mut Context<'_, '_>) -> Done<i32> {
    change_owner(ctx, |ctx, text| match ctx.kernel.accounts().group(text) {
        Some(gid) => Ok((None, Some(gid))),
        None => Err(format!("unknown group {text}")),
    })
}

type Owner = (Option<u32>, Option<u32>);

fn change_owner(ctx: &mut Context<'_, '_>, parse: impl Fn(&mut Context<'_, '_>, &str) -> Result<Owner, String>) -> Done<i32> {
    let longs = [
        ("recursive", 'R'),
        ("no-dereference", 'h'),
        ("verbose", 'v'),
        ("changes", 'c'),
        ("quiet", 'f'),
        ("silent", 'f'),
        ("reference", 'r'),
        ("from", 'F'),
    ];
    let options = match parse_options(&ctx.operands(), "RhcvfLHPr:F:", &longs) {
        Ok(options) => options,
        Err(message) => return ctx.misuse(&message),
    };
    let mut files = options.rest.clone();
    let owner = match options.value('r') {
        Some(reference) => match ctx.kernel.stat(&ctx.task, reference, Follow::All) {
            Ok((_, node)) => (Some(node.meta.uid), Some(node.meta.gid)),
            Err(error) => return ctx.fail(&format!("{reference}: {error}")),
        },
        None if files.is_empty() => return ctx.misuse(""),
        None => {
            let text = files.remove(0);
            match parse(ctx, &text) {
                Ok(owner) => owner,
                Err(message) => return ctx.fail(&message),
            }
        }
    };
    if files.is_empty() {
        return ctx.misuse("");
    }
    let mut status = 0;
    for file in &files {
        let follow_links = !options.has('h') && !options.has('R');
        visit(ctx, &options, file, follow_links, &mut status, &mut |ctx, path, _, _| {
            let follow = if follow_links { Follow::All } else { Follow::Parent };
            Ok(ctx.kernel.chown(&ctx.task, path, owner.0, owner.1, follow))
        })?;
    }
    Ok(status)
}

type Action<'f> = &'f mut dyn FnMut(&mut Context<'_, '_>, &str, &vfs::Node, bool) -> Done<Result<(), vfs::FsError>>;

/// Applies an action to a path and, with `-R`, to everything below, parents first.
fn visit(
    ctx: &mut Context<'_, '_>,
    options: &Parsed,
    path: &str,
    follow: bool,
    status: &mut i32,
    action: Action<'_>,
) -> Done<()> {
    ctx.kernel.meter.fuel(1)?;
    let how = if follow { Follow::All } else { Follow::Parent };
    let found = ctx.kernel.stat(&ctx.task, path, how).map(|(_, node)| node);
    let result = match &found {
        Ok(node) => action(ctx, path, node, follow)?,
        Err(error) => Err(error.clone()),
    };
    if let Err(error) = result {
        *status = 1;
        if !options.has('f') {
            let message = match (ctx.gnu, found.is_ok()) {
                (true, false) => format!("cannot access '{path}': {error}"),
                (true, true) => format!("changing '{path}': {error}"),
                (false, _) => format!("{path}: {error}"),
            };
            ctx.complain(&message)?;
        }
        return Ok(());
    }
    let is_dir = found.is_ok_and(|node| node.is_dir());
    if options.has('R') && is_dir {
        let entries = ctx.kernel.list(&ctx.task, path).unwrap_or_default();
        for (name, _) in entries {
            let below = format!("{}/{name}", path.trim_end_matches('/'));
            visit(ctx, options, &below, false, status, action)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("touch f; chmod 640 f; stat -c %a f; chmod u+x,g-r f; stat -c %a f; chmod -x f; stat -c %a f; chown 5:6 f; stat -c %u:%g f; chgrp 7 f; stat -c %g f", "640\n700\n600\n5:6\n7\n"),
            ("chmod zz f", "chmod: f: No such file or directory\n[1]"),
            ("chown nosuch f", "chown: unknown user nosuch\n[1]"),
        ]);
    }
}
