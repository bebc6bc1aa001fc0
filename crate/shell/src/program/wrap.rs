//! Programs that run another one in some other way: chroot, flock, run-parts, the cross-compilation helpers of `xx`.

use vfs::Follow;

use super::run_other::start;
use super::{Context, Done, options};

/// A change of root needs a second tree.
pub(super) fn chroot(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words: Vec<String> = ctx.operands().into_iter().skip_while(|word| word.starts_with('-')).collect();
    match words.as_slice() {
        [root, command @ ..] if ctx.task.cwd.join(root).as_str() == "/" && !command.is_empty() => start(ctx, command),
        _ => Err(ctx.unmodelled("another root directory")),
    }
}

/// Nobody else could hold a lock.
pub(super) fn flock(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "+nsxuw:c:E:oF", "nonblock" => 'n', "timeout" => 'w', "exclusive" => 'x', "shared" => 's', "command" => 'c');
    let Some((file, command)) = options.rest.split_first() else { return ctx.misuse("") };
    if file.parse::<u32>().is_err() {
        let _ = ctx.kernel.open(&ctx.task, file, crate::kernel::Open::Update);
    }
    if let Some(text) = options.value('c') {
        return start(ctx, &["/bin/sh".to_string(), "-c".into(), text.to_string()]);
    }
    match command {
        [] => Ok(0),
        [flag, text] if flag == "-c" => start(ctx, &["/bin/sh".to_string(), "-c".into(), text.clone()]),
        command => start(ctx, command),
    }
}

/// Runs the executables of a directory, in the order of their names.
pub(super) fn run_parts(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "a:u:v1:", "test" => '1', "verbose" => 'v', "arg" => 'a', "regex" => '1', "list" => 'v', "report" => 'v', "exit-on-error" => 'v');
    let Some(dir) = options.rest.first() else { return ctx.misuse("") };
    let entries = match ctx.kernel.list(&ctx.task, dir) {
        Ok(entries) => entries,
        Err(error) => return ctx.fail(&format!("failed to open directory {dir}: {error}")),
    };
    for (name, node) in entries {
        let usual = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if usual && node.as_file().is_some() && node.meta.mode & 0o111 != 0 {
            let mut words = vec![format!("{}/{name}", dir.trim_end_matches('/'))];
            words.extend(options.values('a').map(str::to_string));
            let status = start(ctx, &words)?;
            if status != 0 {
                return ctx.fail(&format!("{}: exit status {status}", words[0]));
            }
        }
    }
    Ok(0)
}

/// `rsync -a FROM... TO` on one machine is cp.
pub(super) fn rsync(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    if args.iter().any(|arg| arg == "--version") {
        return ctx.print_line("rsync  version 3.2.7  protocol version 31").map(|()| 0);
    }
    if let Some(option) = args.iter().find(|arg| ["--exclude", "--include", "--filter", "--delete", "--files-from", "-R", "--relative"].iter().any(|known| arg.starts_with(known))) {
        return Err(ctx.unmodelled(&format!("`{option}`")));
    }
    let mut words: Vec<String> = args.into_iter().filter(|arg| !arg.starts_with('-')).collect();
    if words.len() < 2 {
        return ctx.misuse("");
    }
    if words.iter().any(|word| word.contains(':')) {
        ctx.offline("a remote shell")?;
        return Ok(255);
    }
    let target = words.pop().unwrap_or_default();
    // A slash at the end means what the directory holds.
    for word in words.iter_mut().filter(|word| word.ends_with('/')) {
        word.push('.');
    }
    if words.iter().any(|word| word.ends_with("/.")) {
        super::tar::make_parents(ctx, target.trim_end_matches('/'));
    }
    let mut command = vec!["cp".to_string(), "-a".into(), "--".into()];
    command.append(&mut words);
    command.push(target);
    start(ctx, &command)
}

/// The tools of the image `tonistiigi/xx`: they call the compiler or package manager for the target platform.
pub(super) fn xx(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let name = ctx.args.first().map(|name| name.rsplit('/').next().unwrap_or(name).to_string()).unwrap_or_default();
    let args = ctx.operands();
    let with = |program: &str| [program.to_string()].into_iter().chain(args.iter().cloned()).collect::<Vec<_>>();
    match name.as_str() {
        "xx-info" => {
            let alpine = ctx.kernel.stat(&ctx.task, "/etc/alpine-release", Follow::All).is_ok();
            let answer = match args.first().map(String::as_str) {
                Some("arch") => "amd64",
                Some("os") => "linux",
                Some("march" | "pkg-arch" | "alpine-arch" | "rhel-arch") => "x86_64",
                Some("debian-arch") => "amd64",
                Some("vendor") => if alpine { "alpine" } else { "debian" },
                Some("libc") => if alpine { "musl" } else { "gnu" },
                Some("is-cross") => return Ok(1),
                Some("env") => "TARGETOS=linux\nTARGETARCH=amd64\nTARGETPLATFORM=linux/amd64",
                _ => if alpine { "x86_64-alpine-linux-musl" } else { "x86_64-linux-gnu" },
            };
            ctx.print_line(answer)?;
            Ok(0)
        }
        "xx-go" | "xx-cargo" if args.first().is_some_and(|arg| arg == "--wrap") => Ok(0),
        "xx-go" => {
            // `xx-go make …` runs a program with the environment of go.
            let go = ["build", "install", "env", "test", "mod", "version", "list", "generate", "vet", "run", "get"];
            let plain = args.iter().find(|arg| !arg.contains('=')).cloned().unwrap_or_default();
            if go.contains(&plain.as_str()) { start(ctx, &with("go")) } else { start(ctx, &with("env")) }
        }
        "xx-cargo" => start(ctx, &with("cargo")),
        "xx-apk" => start(ctx, &with("apk")),
        "xx-apt" | "xx-apt-get" => start(ctx, &with("apt-get")),
        "xx-clang" | "xx-cc" | "xx-c++" => start(ctx, &with("cc")),
        "xx-verify" => {
            let file = args.iter().rfind(|arg| !arg.starts_with('-')).cloned().unwrap_or_default();
            if ctx.kernel.stat(&ctx.task, &file, Follow::All).is_err() {
                return ctx.fail(&format!("{file}: not found"));
            }
            ctx.mark("what a file was built for is not looked at").map(|()| 0)
        }
        _ => Err(ctx.unmodelled(&name)),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn other_programs_are_run() {
        crate::testing::check(&[
            ("flock /tmp/l echo held; flock -n 9 9>/tmp/m; chroot / echo in; mkdir d; printf '#!/bin/sh\\necho part\\n' > d/p; chmod +x d/p; run-parts d", "held\nin\npart\n"),
            ("mkdir s; echo 1 > s/a; rsync -a s/ t; ls t; rsync -a --delete s/ t", "a\n[not modelled: rsync: `--delete`]"),
        ]);
    }
}
