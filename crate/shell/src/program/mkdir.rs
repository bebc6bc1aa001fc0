//! mkdir, rmdir, mkfifo, mknod.

use vfs::{Follow, Kind};

use super::{Context, Done, mode, options};

/// The mode of `-m`, or an error that has been said.
fn wanted_mode(ctx: &mut Context<'_, '_>, text: Option<&str>, default: u16) -> Done<Result<Option<u16>, i32>> {
    let Some(text) = text else { return Ok(Ok(None)) };
    match mode::parse(text, default, default == 0o777, 0) {
        Some(mode) => Ok(Ok(Some(mode))),
        None => {
            let message = format!("invalid mode '{text}'");
            Ok(Err(ctx.fail(&message)?))
        }
    }
}

pub(super) fn mkdir(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "m:pvZ", "mode" => 'm', "parents" => 'p', "verbose" => 'v');
    if options.rest.is_empty() {
        return ctx.misuse("");
    }
    let mode = match wanted_mode(ctx, options.value('m'), 0o777)? {
        Ok(mode) => mode,
        Err(status) => return Ok(status),
    };
    let mut status = 0;
    for path in &options.rest {
        ctx.kernel.meter.fuel(1)?;
        if options.has('p') && !parents(ctx, path, options.has('v'))? {
            status = 1;
            continue;
        }
        let exists = options.has('p') && ctx.kernel.stat(&ctx.task, path, Follow::All).is_ok_and(|(_, node)| node.is_dir());
        if exists {
            continue;
        }
        match ctx.kernel.mkdir(&ctx.task, path, 0o777) {
            Ok(()) => {
                if let Some(mode) = mode {
                    // The directory is ours, so its mode can be set.
                    let _ = ctx.kernel.chmod(&ctx.task, path, mode);
                }
                if options.has('v') {
                    announce(ctx, path)?;
                }
            }
            Err(error) => {
                let what = if ctx.gnu { "cannot create directory" } else { "can't create directory" };
                status = ctx.fs_error(what, path, &error)?;
            }
        }
    }
    Ok(status)
}

fn announce(ctx: &mut Context<'_, '_>, path: &str) -> Done<()> {
    let line = if ctx.gnu { format!("mkdir: created directory '{path}'") } else { format!("created directory: '{path}'") };
    ctx.print_line(&line)
}

/// Makes the directories above `path`; false if one could not be made, which has been said.
fn parents(ctx: &mut Context<'_, '_>, path: &str, verbose: bool) -> Done<bool> {
    let trimmed = path.trim_end_matches('/');
    let slashes: Vec<usize> = trimmed.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0).collect();
    for at in slashes {
        let Some(above) = trimmed.get(..at) else { continue };
        if above.ends_with('/') || ctx.kernel.stat(&ctx.task, above, Follow::All).is_ok_and(|(_, node)| node.is_dir()) {
            continue;
        }
        match ctx.kernel.mkdir(&ctx.task, above, 0o777) {
            Ok(()) if verbose => announce(ctx, above)?,
            Ok(()) => {}
            Err(error) => {
                let shown = if ctx.gnu { above } else { path };
                let error = match error.errno {
                    // Something that is no directory stands in the way.
                    vfs::Errno::EEXIST => vfs::FsError { errno: vfs::Errno::ENOTDIR, ..error },
                    _ => error,
                };
                let what = if ctx.gnu { "cannot create directory" } else { "can't create directory" };
                ctx.fs_error(what, shown, &error)?;
                return Ok(false);
            }
        }
    }
    Ok(true)
}

pub(super) fn rmdir(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "pv", "parents" => 'p', "ignore-fail-on-non-empty" => 'v');
    if options.rest.is_empty() {
        return ctx.misuse("");
    }
    let mut status = 0;
    for path in &options.rest {
        let mut path = path.trim_end_matches('/');
        loop {
            if let Err(error) = ctx.kernel.rmdir(&ctx.task, path) {
                let message = if ctx.gnu { format!("failed to remove '{path}': {error}") } else { format!("'{path}': {error}") };
                status = ctx.fail(&message)?;
                break;
            }
            match path.rsplit_once('/') {
                Some((above, _)) if options.has('p') && !above.is_empty() => path = above,
                _ => break,
            }
        }
    }
    Ok(status)
}

pub(super) fn mkfifo(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "m:", "mode" => 'm');
    if options.rest.is_empty() {
        return ctx.misuse("");
    }
    let mode = match wanted_mode(ctx, options.value('m'), 0o666)? {
        Ok(mode) => mode,
        Err(status) => return Ok(status),
    };
    let mut status = 0;
    for path in &options.rest {
        status |= node(ctx, path, Kind::Fifo, mode)?;
    }
    Ok(status)
}

pub(super) fn mknod(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "m:", "mode" => 'm');
    let mode = match wanted_mode(ctx, options.value('m'), 0o666)? {
        Ok(mode) => mode,
        Err(status) => return Ok(status),
    };
    let number = |text: &String| text.parse::<u32>().ok();
    let kind = match options.rest.as_slice() {
        [_, kind] if kind == "p" => Some(Kind::Fifo),
        [_, kind, major, minor] => number(major).zip(number(minor)).and_then(|(major, minor)| match kind.as_str() {
            "c" | "u" => Some(Kind::CharDevice { major, minor }),
            "b" => Some(Kind::BlockDevice { major, minor }),
            _ => None,
        }),
        _ => None,
    };
    match (kind, options.rest.first()) {
        (Some(Kind::Fifo), Some(path)) => node(ctx, path, Kind::Fifo, mode),
        (Some(_), Some(path)) if ctx.task.user.uid != 0 => ctx.fail(&format!("{path}: Operation not permitted")),
        (Some(kind), Some(path)) => node(ctx, path, kind, mode),
        _ => ctx.misuse(""),
    }
}

fn node(ctx: &mut Context<'_, '_>, path: &str, kind: Kind, mode: Option<u16>) -> Done<i32> {
    match ctx.kernel.mknod(&ctx.task, path, kind, 0o666) {
        Ok(()) => {
            if let Some(mode) = mode {
                // The node is ours, so its mode can be set.
                let _ = ctx.kernel.chmod(&ctx.task, path, mode);
            }
            Ok(0)
        }
        Err(error) if ctx.gnu => ctx.fail(&format!("cannot create fifo '{path}': {error}")),
        Err(error) => ctx.fail(&format!("{path}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("mkdir -p a/b; mkdir -m 700 c; stat -c %a c; rmdir a; mkdir a; mkfifo p; stat -c %F p", "700\nrmdir: 'a': Directory not empty\nmkdir: can't create directory 'a': File exists\nfifo\n"),
            ("mkdir x/y", "mkdir: can't create directory 'x/y': No such file or directory\n[1]"),
        ]);
    }
}
