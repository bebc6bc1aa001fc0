//! rm and unlink.

use vfs::{Errno, Follow, FsError};

use super::{Context, Done, options};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "irRfvd", "recursive" => 'r', "force" => 'f', "verbose" => 'v', "dir" => 'd',
        "no-preserve-root" => 'v', "one-file-system" => 'v',
    );
    let force = options.has('f');
    if options.rest.is_empty() {
        return if force { Ok(0) } else { ctx.misuse("") };
    }
    let recursive = options.has('r') || options.has('R');
    let mut status = 0;
    for path in &options.rest {
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if name == "." || name == ".." {
            let message = if ctx.gnu { format!("refusing to remove '.' or '..' directory: skipping '{path}'") } else { "can't remove '.' or '..'".into() };
            status = ctx.fail(&message)?;
            continue;
        }
        if ctx.task.cwd.join(path).is_root() && recursive {
            let message = "it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe";
            status = ctx.fail(message)?;
            continue;
        }
        let node = match ctx.kernel.stat(&ctx.task, path, Follow::Parent) {
            Ok((_, node)) => node,
            Err(error) => {
                if !(force && crate::kernel::stale(&error)) {
                    status = cannot(ctx, path, &error)?;
                }
                continue;
            }
        };
        if !node.is_dir() {
            if let Err(error) = ctx.kernel.unlink(&ctx.task, path) {
                status = cannot(ctx, path, &error)?;
            }
        } else if recursive {
            status |= remove(ctx, path)?;
        } else if options.has('d') && ctx.gnu {
            if let Err(error) = ctx.kernel.rmdir(&ctx.task, path) {
                status = cannot(ctx, path, &error)?;
            }
        } else {
            let message = if ctx.gnu { format!("cannot remove '{path}': Is a directory") } else { format!("'{path}' is a directory") };
            status = ctx.fail(&message)?;
        }
    }
    Ok(status)
}

fn cannot(ctx: &mut Context<'_, '_>, path: &str, error: &FsError) -> Done<i32> {
    let what = if ctx.gnu { "cannot remove" } else { "can't remove" };
    ctx.fs_error(what, path, error)
}

/// Removes a directory with everything below, children first, as far as permissions go.
fn remove(ctx: &mut Context<'_, '_>, path: &str) -> Done<i32> {
    ctx.kernel.meter.fuel(1)?;
    let mut status = 0;
    let entries = match ctx.kernel.list(&ctx.task, path) {
        Ok(entries) => entries,
        Err(error) => return cannot(ctx, path, &error),
    };
    for (name, node) in entries {
        let below = format!("{}/{name}", path.trim_end_matches('/'));
        if node.is_dir() {
            status |= remove(ctx, &below)?;
        } else if let Err(error) = ctx.kernel.unlink(&ctx.task, &below) {
            status = cannot(ctx, &below, &error)?;
        }
    }
    match ctx.kernel.rmdir(&ctx.task, path) {
        Ok(()) => Ok(status),
        // What could not be removed inside has been said.
        Err(error) if error.errno == Errno::ENOTEMPTY && status != 0 => Ok(status),
        Err(error) => cannot(ctx, path, &error),
    }
}

pub(super) fn unlink(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "");
    let Some(path) = options.rest.first().cloned() else { return ctx.misuse("") };
    match ctx.kernel.unlink(&ctx.task, &path) {
        Ok(()) => Ok(0),
        Err(error) => ctx.fail(&format!("can't remove file '{path}': {error}")),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("mkdir -p d/e; touch f; rm f; rm d; rm -r d; ls; rm -f nofile; rm nofile", "rm: 'd' is a directory\nrm: can't remove 'nofile': No such file or directory\n[1]"),
        ]);
    }
}
