//! readlink and realpath.

use vfs::{Errno, Follow, FsError};

use super::{Context, Done, options};

pub(super) fn readlink(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "fnvemqsz", "canonicalize" => 'f', "canonicalize-existing" => 'e', "no-newline" => 'n');
    if options.rest.is_empty() {
        return ctx.misuse("");
    }
    let mut status = 0;
    for path in &options.rest {
        let text = if options.has('f') || options.has('e') || options.has('m') {
            canonical(ctx, path, options.has('e'), options.has('m')).ok()
        } else {
            ctx.kernel.stat(&ctx.task, path, Follow::Parent).ok().and_then(|(_, node)| node.as_symlink().map(str::to_string))
        };
        match text {
            Some(text) if options.has('n') => ctx.print(&text)?,
            Some(text) => ctx.print_line(&text)?,
            None => status = 1,
        }
    }
    Ok(status)
}

pub(super) fn realpath(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "esmqzLP", "canonicalize-existing" => 'e', "canonicalize-missing" => 'm', "no-symlinks" => 's', "strip" => 's');
    if options.rest.is_empty() {
        return ctx.misuse("");
    }
    let mut status = 0;
    for path in &options.rest {
        if options.has('s') {
            let line = ctx.task.cwd.join(path).to_string();
            ctx.print_line(&line)?;
            continue;
        }
        match canonical(ctx, path, options.has('e'), options.has('m')) {
            Ok(text) => ctx.print_line(&text)?,
            Err(error) => status = ctx.fail(&format!("{path}: {error}"))?,
        }
    }
    Ok(status)
}

/// The path without links, `.` and `..`; the last name, or with `missing` all, need not be there.
fn canonical(ctx: &mut Context<'_, '_>, text: &str, existing: bool, missing: bool) -> Result<String, FsError> {
    let path = match ctx.kernel.path(&ctx.task, text) {
        Err(_) if missing => return Ok(ctx.task.cwd.join(text).to_string()),
        path => path?,
    };
    let place = ctx.kernel.tree.destination(&path)?;
    let above = place.parent().map(|parent| ctx.kernel.tree.lookup(parent, Follow::All));
    match above {
        Some(Err(error)) if !missing => return Err(error),
        Some(Ok(node)) if !node.is_dir() && !missing => return Err(FsError::new(&place, Errno::ENOTDIR)),
        _ => {}
    }
    if existing {
        ctx.kernel.tree.lookup(&place, Follow::All)?;
    }
    Ok(place.to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("mkdir d; ln -s d l; readlink l; readlink d; touch d/f; realpath l/f | sed 's/.*\\///'", "d\nf\n"),
        ]);
    }
}
