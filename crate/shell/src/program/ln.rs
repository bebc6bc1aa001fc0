//! ln.

use vfs::{Errno, Follow};

use super::{Context, Done, options};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "sfnbtTvrS:L", "symbolic" => 's', "force" => 'f', "no-dereference" => 'n', "no-target-directory" => 'T',
        "verbose" => 'v', "relative" => 'r',
    );
    let mut names = options.rest.clone();
    if names.is_empty() {
        return ctx.misuse("");
    }
    let target = if names.len() == 1 { ".".to_string() } else { names.pop().unwrap_or_default() };
    let follow = if options.has('n') || options.has('T') { Follow::Parent } else { Follow::All };
    let into = !options.has('T') && ctx.kernel.stat(&ctx.task, &target, follow).is_ok_and(|(_, node)| node.is_dir());
    if names.len() > 1 && !into {
        return ctx.fail(&format!("{target}: Not a directory"));
    }
    let mut status = 0;
    for name in &names {
        let base = name.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let link = if into { format!("{}/{base}", target.trim_end_matches('/')) } else { target.clone() };
        if options.has('f') && ctx.kernel.stat(&ctx.task, &link, Follow::Parent).is_ok_and(|(_, node)| !node.is_dir()) {
            let same = !options.has('s') && crate::program::test::compare_files(ctx.kernel, &ctx.task, name, "-ef", &link);
            if same && ctx.gnu {
                status = ctx.fail(&format!("'{name}' and '{link}' are the same file"))?;
                continue;
            }
            // A failure shows in the link that cannot be made.
            let _ = ctx.kernel.unlink(&ctx.task, &link);
        }
        let result = if options.has('s') {
            let text = if options.has('r') { relative(ctx, name, &link) } else { name.clone() };
            ctx.kernel.symlink(&ctx.task, &text, &link)
        } else {
            ctx.kernel.hard_link(&ctx.task, name, &link)
        };
        if let Err(error) = result {
            let kind = if options.has('s') { "symbolic" } else { "hard" };
            let message = match error.errno {
                _ if !ctx.gnu && error.errno == Errno::ENOENT && !options.has('s') => format!("{name}: {error}"),
                _ if !ctx.gnu => format!("{link}: {error}"),
                Errno::ENOENT if !options.has('s') => format!("failed to access '{name}': {error}"),
                _ => format!("failed to create {kind} link '{link}': {error}"),
            };
            status = ctx.fail(&message)?;
        } else if options.has('v') {
            ctx.print_line(&format!("'{link}' -> '{name}'"))?;
        }
    }
    Ok(status)
}

/// The text that leads from the directory of `link` to `target`.
fn relative(ctx: &Context<'_, '_>, target: &str, link: &str) -> String {
    let target = ctx.task.cwd.join(target);
    let link = ctx.task.cwd.join(link);
    let from: Vec<&str> = link.parent().map(|parent| parent.components().collect()).unwrap_or_default();
    let to: Vec<&str> = target.components().collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - common);
    let path: Vec<&str> = up.chain(to.into_iter().skip(common)).collect();
    if path.is_empty() { ".".into() } else { path.join("/") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("echo a > a; ln a b; stat -c %h a; ln -s a c; readlink c; ln -sf b c; readlink c; ln -s a c", "2\na\nb\nln: c: File exists\n[1]"),
        ]);
    }
}
