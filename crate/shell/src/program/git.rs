//! git: repositories of the modelled network are cloned; local ones know their configuration and HEAD only.

use vfs::Follow;

use super::web::{Member, host, seed, sources};
use super::{Context, Done, options};

/// Hosts whose repositories the model answers for, whatever their name.
const HOSTS: &[&str] = &[
    "github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "git.kernel.org", "gitlab.freedesktop.org", "gitlab.gnome.org",
    "go.googlesource.com", "chromium.googlesource.com", "sourceware.org", "git.savannah.gnu.org",
];

const USAGE: &str = "usage: git [-v | --version] [-h | --help] [-C <path>] [-c <name>=<value>]
           [--exec-path[=<path>]] [--html-path] [--man-path] [--info-path]
           <command> [<args>]
";

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let mut args = ctx.operands();
    while let Some(first) = args.first().cloned() {
        match first.as_str() {
            "-C" if args.len() > 1 => {
                let dir = args[1].clone();
                if !ctx.kernel.stat(&ctx.task, &dir, Follow::All).is_ok_and(|(_, node)| node.is_dir()) {
                    ctx.print_error(&format!("fatal: cannot change to '{dir}': No such file or directory\n"))?;
                    return Ok(128);
                }
                ctx.task.cwd = ctx.task.cwd.join(&dir);
                args.drain(..2);
            }
            "-c" if args.len() > 1 => drop(args.drain(..2)),
            "--no-pager" | "--bare" => drop(args.remove(0)),
            option if option.starts_with("--git-dir=") || option.starts_with("--work-tree=") => drop(args.remove(0)),
            _ => break,
        }
    }
    let Some(command) = args.first().cloned() else {
        ctx.print(USAGE)?;
        return Ok(1);
    };
    ctx.args = args;
    match command.as_str() {
        "--version" | "-v" | "version" => {
            ctx.print_line("git version 2.43.0")?;
            Ok(0)
        }
        "--help" | "help" => {
            ctx.print(USAGE)?;
            Ok(0)
        }
        "clone" => clone(ctx),
        "init" => init(ctx),
        "config" => config(ctx),
        "ls-remote" => ls_remote(ctx),
        "lfs" => ctx.mark("`git lfs` does nothing").map(|()| 0),
        _ => in_repository(ctx, &command),
    }
}

fn known(url: &str) -> bool {
    HOSTS.contains(&host(url)) || url.strip_prefix("git@").is_some_and(|rest| HOSTS.iter().any(|host| rest.starts_with(host)))
}

fn unreachable(ctx: &mut Context<'_, '_>, url: &str) -> Done<i32> {
    ctx.offline(url)?;
    ctx.print_error(&format!("fatal: unable to access '{url}/': Could not resolve host: {}\n", host(url)))?;
    Ok(128)
}

/// A commit's name that follows from the repository and what was asked for.
fn commit(url: &str, wanted: &str) -> String {
    if wanted.len() == 40 && wanted.chars().all(|c| c.is_ascii_hexdigit()) {
        return wanted.to_string();
    }
    let [a, b, c] = ["a", "b", "c"].map(|part| seed(&format!("{part}{url}{wanted}")));
    format!("{a:016x}{b:016x}{:08x}", c as u32)
}

fn clone(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "b:o:j:qvnslc:1:2:3", "branch" => 'b', "depth" => '1', "origin" => 'o', "jobs" => 'j', "quiet" => 'q', "verbose" => 'v', "config" => 'c',
        "recursive" => '3', "recurse-submodules" => '3', "shallow-submodules" => '3', "single-branch" => '3', "no-tags" => '3', "filter" => '2',
        "no-checkout" => 'n', "bare" => '3', "mirror" => '3', "progress" => '3', "shallow-since" => '2', "no-single-branch" => '3', "sparse" => '3',
    );
    let Some(url) = options.rest.first().cloned() else {
        ctx.print_error("fatal: You must specify a repository to clone.\n")?;
        return Ok(129);
    };
    let name = url.trim_end_matches('/').trim_end_matches(".git").rsplit(['/', ':']).next().unwrap_or_default().to_string();
    let dir = options.rest.get(1).cloned().unwrap_or_else(|| name.clone());
    if ctx.kernel.list(&ctx.task, &dir).is_ok_and(|entries| !entries.is_empty()) {
        ctx.print_error(&format!("fatal: destination path '{dir}' already exists and is not an empty directory.\n"))?;
        return Ok(128);
    }
    if !options.has('q') {
        ctx.print_error(&format!("Cloning into '{dir}'...\n"))?;
    }
    if !known(&url) {
        return unreachable(ctx, &url);
    }
    ctx.mark(&format!("the files of {url} are not the real ones"))?;
    ctx.kernel.meter.spent.network += 4_000_000;
    let binary = Member { mode: 0o755, path: format!("bin/{name}"), blob: vfs::Blob::synthetic(seed(&url), 1_000_000) };
    let mut files = sources(".", std::iter::once(binary));
    files.push(Member { mode: 0o644, path: "./go.mod".into(), blob: vfs::Blob::from(format!("module {}/{name}\n\ngo 1.22\n", host(&url)).into_bytes()) });
    files.push(Member { mode: 0o644, path: "./main.go".into(), blob: vfs::Blob::from(b"package main\n\nfunc main() {}\n".to_vec()) });
    let branch = options.value('b').unwrap_or("main").to_string();
    let git = |path: &str, text: String| Member { mode: 0o644, path: format!("./.git/{path}"), blob: vfs::Blob::from(text.into_bytes()) };
    files.push(git("HEAD", format!("{}\n", commit(&url, &branch))));
    files.push(git("config", format!("[core]\n\trepositoryformatversion = 0\n[remote \"origin\"]\n\turl = {url}\n")));
    files.push(git("wanted", format!("{branch}\n")));
    super::tar::make_parents(ctx, &dir);
    for member in files {
        let status = super::tar::lay_out(ctx, &dir, member)?;
        if status != 0 {
            return Ok(128);
        }
    }
    Ok(0)
}

fn init(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "qb:", "quiet" => 'q', "initial-branch" => 'b', "bare" => 'q');
    let dir = options.rest.first().cloned().unwrap_or_else(|| ".".into());
    super::tar::make_parents(ctx, &format!("{dir}/.git"));
    ctx.save(&format!("{dir}/.git/HEAD"), b"ref: refs/heads/master\n".to_vec())?;
    ctx.save(&format!("{dir}/.git/config"), b"[core]\n\trepositoryformatversion = 0\n".to_vec())?;
    if !options.has('q') {
        let place = ctx.task.cwd.join(&dir);
        ctx.print_line(&format!("Initialized empty Git repository in {place}/.git/"))?;
    }
    Ok(0)
}

/// `git config` writes and reads `section.name` in a file.
fn config(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "lf:12345", "global" => '1', "system" => '2', "local" => '3', "add" => '4', "list" => 'l', "file" => 'f', "get" => '5', "unset" => '5',
        "replace-all" => '4', "unset-all" => '5',
    );
    let home = ctx.task.var("HOME").unwrap_or("/root").to_string();
    let file = match () {
        () if options.has('2') => "/etc/gitconfig".to_string(),
        () if options.has('f') => options.value('f').unwrap_or_default().to_string(),
        () if options.has('1') => format!("{home}/.gitconfig"),
        () => ".git/config".to_string(),
    };
    let text = ctx.kernel.read(&ctx.task, &file).map(|blob| crate::text::from_bytes(&blob.bytes())).unwrap_or_default();
    match options.rest.as_slice() {
        [key, value] => {
            let (section, name) = key.rsplit_once('.').unwrap_or((key, ""));
            let section = match section.split_once('.') {
                Some((section, sub)) => format!("{section} \"{sub}\""),
                None => section.to_string(),
            };
            if !file.starts_with('/') && ctx.kernel.stat(&ctx.task, ".git", Follow::All).is_err() {
                ctx.print_error("fatal: not in a git directory\n")?;
                return Ok(128);
            }
            let header = format!("[{section}]\n");
            let line = format!("\t{name} = {value}\n");
            let text = match text.split_once(&header) {
                Some((before, after)) => format!("{before}{header}{line}{after}"),
                None => format!("{text}{header}{line}"),
            };
            ctx.save(&file, text.into_bytes())?;
            Ok(0)
        }
        [key] => {
            let name = key.rsplit('.').next().unwrap_or_default();
            let found = text.lines().filter_map(|line| line.trim().split_once(" = ")).find(|(known, _)| *known == name);
            match found.map(|(_, value)| value.to_string()) {
                Some(value) => ctx.print_line(&value).map(|()| 0),
                None => Ok(1),
            }
        }
        _ => Ok(0),
    }
}

fn ls_remote(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words: Vec<String> = ctx.operands().into_iter().filter(|word| !word.starts_with('-')).collect();
    let Some(url) = words.first() else { return Ok(128) };
    if !known(url) {
        return unreachable(ctx, url);
    }
    ctx.mark(&format!("the commits of {url} are not the real ones"))?;
    let wanted = words.get(1).cloned().unwrap_or_else(|| "HEAD".into());
    let line = format!("{}\t{wanted}", commit(url, &wanted));
    ctx.print_line(&line)?;
    Ok(0)
}

/// A file of the repository that the working directory lies in, and where it is.
fn repository(ctx: &mut Context<'_, '_>) -> Option<String> {
    let cwd = ctx.task.cwd.clone();
    let above: Vec<String> = cwd.ancestors().map(|dir| dir.to_string()).collect();
    above.into_iter().find(|dir| ctx.kernel.stat(&ctx.task, &format!("{}/.git/HEAD", dir.trim_end_matches('/')), Follow::All).is_ok())
}

fn in_repository(ctx: &mut Context<'_, '_>, command: &str) -> Done<i32> {
    let Some(root) = repository(ctx) else {
        ctx.print_error("fatal: not a git repository (or any of the parent directories): .git\n")?;
        return Ok(128);
    };
    let root = root.trim_end_matches('/').to_string();
    let read = |ctx: &mut Context<'_, '_>, name: &str| {
        let blob = ctx.kernel.read(&ctx.task, &format!("{root}/.git/{name}"));
        blob.map(|blob| crate::text::from_bytes(&blob.bytes()).trim_end().to_string()).unwrap_or_default()
    };
    let words: Vec<String> = ctx.operands();
    let plain = || words.iter().filter(|word| !word.starts_with('-')).cloned();
    match command {
        "checkout" | "switch" | "reset" | "fetch" | "pull" => {
            let wanted = plain().next_back().filter(|_| matches!(command, "checkout" | "switch") || plain().count() > 1);
            if let Some(wanted) = wanted {
                let text = format!("{}\n", commit(&root, &wanted));
                ctx.save(&format!("{root}/.git/HEAD"), text.into_bytes())?;
                ctx.save(&format!("{root}/.git/wanted"), format!("{wanted}\n").into_bytes())?;
                if command == "checkout" && !words.iter().any(|word| word == "-q" || word == "--quiet") {
                    ctx.print_error(&format!("HEAD is now at {} modelled\n", commit(&root, &wanted).chars().take(7).collect::<String>()))?;
                }
            }
            Ok(0)
        }
        "rev-parse" => {
            let head = read(ctx, "HEAD");
            let line = match () {
                () if words.iter().any(|word| word == "--show-toplevel") => root,
                () if words.iter().any(|word| word == "--abbrev-ref") => "HEAD".into(),
                () if words.iter().any(|word| word.starts_with("--short")) => head.chars().take(7).collect(),
                () => head,
            };
            ctx.print_line(&line)?;
            Ok(0)
        }
        "describe" => {
            let wanted = read(ctx, "wanted");
            let line = if wanted.is_empty() || wanted == "main" { "v0.0.0".to_string() } else { wanted };
            ctx.print_line(&line)?;
            Ok(0)
        }
        "submodule" => ctx.mark("submodules are empty").map(|()| 0),
        // A clone has neither changes nor tags of its own.
        "remote" | "diff" | "status" | "gc" | "clean" | "tag" | "sparse-checkout" | "repack" | "prune" => Ok(0),
        "log" | "show" => {
            let head = read(ctx, "HEAD");
            let line = if words.iter().any(|word| word.contains("%ct") || word.contains("%at")) { "1700000000".to_string() } else { format!("commit {head}") };
            ctx.print_line(&line)?;
            Ok(0)
        }
        other => Err(ctx.unmodelled(&format!("`git {other}`"))),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn known_repositories_are_cloned() {
        crate::testing::check(&[
            ("git clone -q --branch v1.2 https://github.com/a/b.git 2>&1; ls b; cd b; git describe --tags; git rev-parse HEAD | wc -c",
             "git: modelled: the files of https://github.com/a/b.git are not the real ones\nCMakeLists.txt\nLICENSE\nMakefile\nREADME.md\nautogen.sh\nbuildconf\nconfigure\ngo.mod\nmain.go\nsrc\nv1.2\n41\n"),
            ("git clone https://example.invalid/x", "Cloning into 'x'...\ngit: modelled: offline: no row of the table answers https://example.invalid/x\nfatal: unable to access 'https://example.invalid/x/': Could not resolve host: example.invalid\n[128]"),
            ("git config --global user.name me; git config --global user.email m@e; cat $HOME/.gitconfig; git config --global user.name; git status",
             "[user]\n\temail = m@e\n\tname = me\nme\nfatal: not a git repository (or any of the parent directories): .git\n[128]"),
        ]);
    }
}
