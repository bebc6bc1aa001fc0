//! cp.

use vfs::{Errno, Follow, FsError, Kind, Node};

use super::{Context, Done, Parsed, options};

/// What to do with symbolic links.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    Follow,
    /// Those on the command line only.
    Named,
    Keep,
}

struct How {
    recursive: bool,
    links: Links,
    mode: bool,
    owner: bool,
    times: bool,
    force: bool,
    no_clobber: bool,
    update: bool,
    link: bool,
    symlink: bool,
    verbose: bool,
    /// Files of several names that have been copied, with their copy.
    linked: std::cell::RefCell<Vec<(vfs::LinkId, String)>>,
}

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "arRPLHpfinlsTut:vdxZq:", "archive" => 'a', "recursive" => 'r', "dereference" => 'L', "no-dereference" => 'P',
        "force" => 'f', "no-clobber" => 'n', "link" => 'l', "symbolic-link" => 's', "target-directory" => 't',
        "no-target-directory" => 'T', "verbose" => 'v', "update" => 'u', "interactive" => 'i', "preserve" => 'q',
        "one-file-system" => 'x', "reflink" => 'Z',
    );
    let mut sources = options.rest.clone();
    let target = match options.value('t') {
        Some(target) => Some(target.to_string()),
        None if sources.len() > 1 => sources.pop(),
        None => None,
    };
    let (Some(target), false) = (target, sources.is_empty()) else {
        if let (true, Some(source)) = (ctx.gnu, sources.first()) {
            return ctx.misuse(&format!("missing destination file operand after '{source}'"));
        }
        return ctx.misuse("");
    };
    let how = how(&options);
    let is_dir = ctx.kernel.stat(&ctx.task, &target, Follow::All).is_ok_and(|(_, node)| node.is_dir());
    let into = (is_dir && !options.has('T')) || options.has('t');
    if sources.len() > 1 && !is_dir && ctx.gnu {
        return ctx.fail(&format!("target '{target}' is not a directory"));
    }
    let mut status = 0;
    for source in &sources {
        let destination = if into || sources.len() > 1 { inside(&target, source) } else { target.clone() };
        status |= copy(ctx, &how, source, &destination, true)?;
    }
    Ok(status)
}

/// `dir/name`, with the last name of `source`.
pub(super) fn inside(dir: &str, source: &str) -> String {
    let base = source.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    match base {
        "" | "." | ".." => format!("{}/{}", dir.trim_end_matches('/'), if base == ".." { "" } else { base }),
        base if dir.ends_with('/') => format!("{dir}{base}"),
        base => format!("{dir}/{base}"),
    }
}

fn how(options: &Parsed) -> How {
    let archive = options.has('a');
    let recursive = archive || options.has('r') || options.has('R');
    let preserve = options.values('q').flat_map(|list| list.split(',')).collect::<Vec<_>>();
    let keep = |what: &str| archive || options.has('p') || preserve.iter().any(|item| *item == what || *item == "all");
    let links = match options.last_of("LPHda") {
        Some('L') => Links::Follow,
        Some('H') => Links::Named,
        Some(_) => Links::Keep,
        None if recursive => Links::Keep,
        None => Links::Follow,
    };
    How {
        recursive,
        links,
        mode: keep("mode"),
        owner: keep("ownership"),
        times: keep("timestamps"),
        force: options.has('f'),
        no_clobber: options.has('n'),
        update: options.has('u'),
        link: options.has('l'),
        symlink: options.has('s'),
        verbose: options.has('v'),
        linked: std::cell::RefCell::default(),
    }
}

fn copy(ctx: &mut Context<'_, '_>, how: &How, source: &str, target: &str, named: bool) -> Done<i32> {
    ctx.kernel.meter.fuel(1)?;
    let follow = match how.links {
        Links::Follow => Follow::All,
        Links::Named if named => Follow::All,
        _ => Follow::Parent,
    };
    let (from, node) = match ctx.kernel.stat(&ctx.task, source, follow) {
        Ok(found) => found,
        Err(error) => {
            let what = if ctx.gnu { "cannot stat" } else { "can't stat" };
            return ctx.fs_error(what, source, &error);
        }
    };
    let existing = ctx.kernel.stat(&ctx.task, target, Follow::All).ok();
    if let Some((place, old)) = &existing {
        let same_link = |node: &Node| node.as_file().and_then(|file| file.link);
        if *place == from || (same_link(&node).is_some() && same_link(&node) == same_link(old)) {
            return ctx.fail(&format!("'{source}' and '{target}' are the same file"));
        }
        if !node.is_dir() && (how.no_clobber || (how.update && old.meta.mtime >= node.meta.mtime)) {
            return Ok(0);
        }
    }
    let status = match &node.kind {
        Kind::Dir(_) => return directory(ctx, how, source, target, &from, &node, existing.map(|(_, old)| old)),
        Kind::File(_) => file(ctx, how, source, target, &node)?,
        Kind::Symlink(text) => {
            let text = text.to_string();
            let _ = ctx.kernel.unlink(&ctx.task, target);
            let result = ctx.kernel.symlink(&ctx.task, &text, target);
            report(ctx, "create symlink", target, result)?
        }
        kind => {
            let kind = kind.clone();
            let _ = ctx.kernel.unlink(&ctx.task, target);
            let result = ctx.kernel.mknod(&ctx.task, target, kind, 0o666);
            report(ctx, "create", target, result)?
        }
    };
    if status == 0 && !how.link && !how.symlink {
        preserve(ctx, how, target, &node);
    }
    if status == 0 && how.verbose {
        ctx.print_line(&format!("'{source}' -> '{target}'"))?;
    }
    Ok(status)
}

fn report(ctx: &mut Context<'_, '_>, verb: &str, path: &str, result: Result<(), FsError>) -> Done<i32> {
    match result {
        Ok(()) => Ok(0),
        Err(error) if ctx.gnu => ctx.fail(&format!("cannot {verb} '{path}': {error}")),
        Err(error) => ctx.fail(&format!("can't {verb} '{path}': {error}")),
    }
}

fn file(ctx: &mut Context<'_, '_>, how: &How, source: &str, target: &str, node: &Node) -> Done<i32> {
    let link = node.as_file().and_then(|file| file.link).filter(|_| how.mode && how.owner && how.times);
    let earlier = link.and_then(|link| how.linked.borrow().iter().find(|(id, _)| *id == link).map(|(_, path)| path.clone()));
    if let Some(earlier) = earlier {
        let _ = ctx.kernel.unlink(&ctx.task, target);
        let result = ctx.kernel.hard_link(&ctx.task, &earlier, target);
        return report(ctx, "create", target, result);
    }
    if how.link || how.symlink {
        if how.force {
            let _ = ctx.kernel.unlink(&ctx.task, target);
        }
        let result = if how.link {
            ctx.kernel.hard_link(&ctx.task, source, target)
        } else {
            ctx.kernel.symlink(&ctx.task, source, target)
        };
        return report(ctx, "create", target, result);
    }
    let blob = match ctx.kernel.read(&ctx.task, source) {
        Ok(blob) => blob,
        Err(error) if ctx.gnu => return ctx.fail(&format!("cannot open '{source}' for reading: {error}")),
        Err(error) => return ctx.fs_error("can't open", source, &error),
    };
    let mode = node.meta.mode & 0o777;
    let mut result = ctx.kernel.write(&ctx.task, target, blob.clone(), mode)?;
    if how.force && result.as_ref().is_err_and(|error| error.errno == Errno::EACCES) {
        let _ = ctx.kernel.unlink(&ctx.task, target);
        result = ctx.kernel.write(&ctx.task, target, blob, mode)?;
    }
    if let (Some(link), Ok(())) = (link, &result) {
        how.linked.borrow_mut().push((link, target.to_string()));
    }
    let verb = if ctx.gnu { "create regular file" } else { "create" };
    report(ctx, verb, target, result)
}

fn directory(
    ctx: &mut Context<'_, '_>,
    how: &How,
    source: &str,
    target: &str,
    from: &vfs::VPathBuf,
    node: &Node,
    existing: Option<Node>,
) -> Done<i32> {
    if !how.recursive {
        let message = if ctx.gnu { format!("-r not specified; omitting directory '{source}'") } else { format!("omitting directory '{source}'") };
        return ctx.fail(&message);
    }
    if let Ok(place) = ctx.kernel.path(&ctx.task, target)
        && place.starts_with(from)
        && place != *from
    {
        return if ctx.gnu {
            ctx.fail(&format!("cannot copy a directory, '{source}', into itself, '{target}'"))
        } else {
            ctx.fail(&format!("recursion detected, omitting directory '{source}'"))
        };
    }
    let made = existing.is_none();
    if made {
        let result = ctx.kernel.mkdir(&ctx.task, target, node.meta.mode & 0o777 | 0o700);
        let status = report(ctx, "create directory", target, result)?;
        if status != 0 {
            return Ok(status);
        }
    } else if existing.is_some_and(|old| !old.is_dir()) {
        let message = if ctx.gnu { format!("cannot overwrite non-directory '{target}' with directory '{source}'") } else { format!("target '{target}' is not a directory") };
        return ctx.fail(&message);
    }
    let mut status = 0;
    let entries = match ctx.kernel.list(&ctx.task, source) {
        Ok(entries) => entries,
        Err(error) => return ctx.fs_error("can't open", source, &error),
    };
    for (name, _) in entries {
        let below = |dir: &str| format!("{}/{name}", dir.trim_end_matches('/'));
        status |= copy(ctx, how, &below(source), &below(target), false)?;
    }
    if made && !how.mode {
        let mode = node.meta.mode & 0o777 & !ctx.task.umask;
        // The directory is ours, so its mode can be set.
        let _ = ctx.kernel.chmod(&ctx.task, target, mode);
    }
    preserve(ctx, how, target, node);
    Ok(status)
}

/// Gives a copy what `-p` keeps. What may not be kept is given up silently, as cp does for owners.
fn preserve(ctx: &mut Context<'_, '_>, how: &How, target: &str, node: &Node) {
    if how.owner {
        let (uid, gid) = (Some(node.meta.uid), Some(node.meta.gid));
        let _ = ctx.kernel.chown(&ctx.task, target, uid, gid, Follow::Parent);
    }
    if how.mode && node.as_symlink().is_none() {
        let _ = ctx.kernel.chmod(&ctx.task, target, node.meta.mode);
    }
    if how.times {
        let _ = ctx.kernel.set_mtime(&ctx.task, target, node.meta.mtime, Follow::Parent);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("echo a > a; mkdir d; cp a d; cp -r d e; ls e; cp d f", "a\ncp: omitting directory 'd'\n[1]"),
            ("cp nofile x", "cp: can't stat 'nofile': No such file or directory\n[1]"),
        ]);
    }
}
