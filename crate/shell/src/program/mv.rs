//! mv.

use vfs::{Errno, Follow};

use super::cp::inside;
use super::{Context, Done, options};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "finTt:vuZ", "force" => 'f', "no-clobber" => 'n', "no-target-directory" => 'T', "target-directory" => 't',
        "verbose" => 'v', "update" => 'u', "interactive" => 'i',
    );
    let mut sources = options.rest.clone();
    let target = match options.value('t') {
        Some(target) => Some(target.to_string()),
        None if sources.len() > 1 => sources.pop(),
        None => None,
    };
    let (Some(target), false) = (target, sources.is_empty()) else { return ctx.misuse("") };
    let is_dir = ctx.kernel.stat(&ctx.task, &target, Follow::All).is_ok_and(|(_, node)| node.is_dir());
    let into = is_dir && !options.has('T');
    if sources.len() > 1 && !is_dir {
        let message = if ctx.gnu { format!("target '{target}' is not a directory") } else { format!("can't rename '{}': Not a directory", sources[0]) };
        return ctx.fail(&message);
    }
    let mut status = 0;
    for source in &sources {
        let destination = if into { inside(&target, source) } else { target.clone() };
        let exists = ctx.kernel.stat(&ctx.task, &destination, Follow::Parent).is_ok();
        if exists && options.has('n') {
            continue;
        }
        if let Err(error) = ctx.kernel.rename(&ctx.task, source, &destination) {
            let message = match error.errno {
                Errno::ENOENT if ctx.gnu && ctx.kernel.stat(&ctx.task, source, Follow::Parent).is_err() => {
                    format!("cannot stat '{source}': {error}")
                }
                _ if ctx.gnu => format!("cannot move '{source}' to '{destination}': {error}"),
                _ => format!("can't rename '{source}': {error}"),
            };
            status = ctx.fail(&message)?;
        } else if options.has('v') {
            ctx.print_line(&format!("'{source}' -> '{destination}'"))?;
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("echo a > a; mv a b; ls; mkdir d; mv b d; ls d", "b\nb\n"),
            ("mv nofile x", "mv: can't rename 'nofile': No such file or directory\n[1]"),
        ]);
    }
}
