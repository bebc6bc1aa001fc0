//! stat.

use vfs::{Follow, Kind, Node};

use super::{Context, Done, mode, options, stat_links};
use crate::calendar;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "c:Lft", "format" => 'c', "printf" => 'c', "dereference" => 'L', "terse" => 't', "file-system" => 'f');
    if options.rest.is_empty() {
        return ctx.misuse("");
    }
    if options.has('f') {
        return Err(ctx.unmodelled("filesystems (`-f`)"));
    }
    let printf = ctx.args.iter().any(|arg| arg.starts_with("--printf"));
    let follow = if options.has('L') { Follow::All } else { Follow::Parent };
    let mut status = 0;
    for path in &options.rest {
        let node = match ctx.kernel.stat(&ctx.task, path, follow) {
            Ok((_, node)) => node,
            Err(error) => {
                let message = if ctx.gnu { format!("cannot statx '{path}': {error}") } else { format!("can't stat '{path}': {error}") };
                status = ctx.fail(&message)?;
                continue;
            }
        };
        let format = match options.value('c') {
            Some(format) => format.to_string(),
            None if options.has('t') => "%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %o".to_string(),
            None => full(&node),
        };
        let text = expand(ctx, &format, path, &node);
        if printf {
            let mut bytes = Vec::new();
            super::printf::escapes(&text, super::printf::Octal::Plain, &mut bytes);
            ctx.write(&bytes)?;
        } else {
            ctx.print_line(&text)?;
        }
    }
    Ok(status)
}

fn full(node: &Node) -> String {
    let name = if node.as_symlink().is_some() { "%N" } else { "%n" };
    format!(
        "  File: {name}\n  Size: %s\tBlocks: %b\tIO Block: %o\t%F\nDevice: 0h/0d\tInode: %i\tLinks: %h\n\
         Access: (%a/%A)  Uid: (%u/%U)   Gid: (%g/%G)\nAccess: %x\nModify: %y\nChange: %z"
    )
}

pub(super) fn kind(node: &Node) -> &'static str {
    match &node.kind {
        Kind::File(_) if node.size() == 0 => "regular empty file",
        Kind::File(_) => "regular file",
        Kind::Dir(_) => "directory",
        Kind::Symlink(_) => "symbolic link",
        Kind::Fifo => "fifo",
        Kind::CharDevice { .. } => "character special file",
        Kind::BlockDevice { .. } => "block special file",
    }
}

fn expand(ctx: &mut Context<'_, '_>, format: &str, path: &str, node: &Node) -> String {
    let accounts = ctx.kernel.accounts();
    let meta = &node.meta;
    let time = |time: vfs::Time| calendar::format("%F %T.%N +0000", time.secs, time.nanos);
    let (major, minor) = match node.kind {
        Kind::CharDevice { major, minor } | Kind::BlockDevice { major, minor } => (major, minor),
        _ => (0, 0),
    };
    let size = if node.is_dir() { 4096 } else { node.size() };
    let mut out = String::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut flags = String::new();
        while let Some(flag) = chars.next_if(|c| c.is_ascii_digit() || matches!(c, '-' | '#' | '.')) {
            flags.push(flag);
        }
        let text = match chars.next().unwrap_or('%') {
            'n' => path.to_string(),
            'N' if ctx.gnu => match node.as_symlink() {
                Some(target) => format!("'{path}' -> '{target}'"),
                None => format!("'{path}'"),
            },
            'N' => match node.as_symlink() {
                Some(target) => format!("'{path}' -> '{target}'"),
                None => path.to_string(),
            },
            's' => size.to_string(),
            'b' => (size.div_ceil(4096) * 8).to_string(),
            'B' => "512".into(),
            'o' => "4096".into(),
            'a' => format!("{:o}", meta.mode),
            'A' => mode::show(node.full_mode()),
            'f' => format!("{:x}", node.full_mode()),
            'F' => kind(node).into(),
            'h' => stat_links(ctx, path, node).to_string(),
            'i' => inode(path).to_string(),
            'd' | 'D' => "0".into(),
            'm' => "/".into(),
            't' => format!("{major:x}"),
            'T' => format!("{minor:x}"),
            'u' => meta.uid.to_string(),
            'g' => meta.gid.to_string(),
            'U' => accounts.user_name(meta.uid).unwrap_or("UNKNOWN").into(),
            'G' => accounts.group_name(meta.gid).unwrap_or("UNKNOWN").into(),
            'X' | 'Y' | 'Z' => meta.mtime.secs.to_string(),
            'x' | 'y' | 'z' => time(meta.mtime),
            'W' => "0".into(),
            'w' => "-".into(),
            other => other.to_string(),
        };
        let zero = flags.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        let left = flags.starts_with('-');
        let width: usize = flags.trim_start_matches('-').parse().unwrap_or(0).min(1000);
        out.push_str(&match (left, zero) {
            (true, _) => format!("{text:<width$}"),
            (false, true) => format!("{text:0>width$}"),
            (false, false) => format!("{text:>width$}"),
        });
    }
    out
}

/// A number that stays the same for the same path. Trees have no inodes.
fn inode(path: &str) -> u64 {
    path.bytes().fold(1_000_003, |hash: u64, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte)) % 100_000_007)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf 12345 > f; chmod 604 f; stat -c '%n %s %a %A %F' f; stat -c %04a f", "f 5 604 -rw----r-- regular file\n0604\n"),
            (" stat nofile", "stat: can't stat 'nofile': No such file or directory\n[1]"),
        ]);
    }
}
