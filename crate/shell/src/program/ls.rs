//! ls.

use vfs::{Follow, Kind, Node};

use super::{Context, Done, Parsed, beside, mode, options};
use crate::calendar;

struct Entry {
    /// As shown.
    name: String,
    /// As opened.
    path: String,
    node: Node,
}

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "1AaCxdLHRFplinshrSXvctugokmqbQUNGTw:I:Z", "all" => 'a', "almost-all" => 'A', "directory" => 'd',
        "recursive" => 'R', "reverse" => 'r', "human-readable" => 'h', "classify" => 'F', "inode" => 'i', "size" => 's',
        "numeric-uid-gid" => 'n', "no-group" => 'G', "color" => 'Z', "dereference" => 'L', "full-time" => 'T',
        "group-directories-first" => 'U',
    );
    let paths = if options.rest.is_empty() { vec![".".to_string()] } else { options.rest.clone() };
    let mut files = Vec::new();
    let mut dirs = Vec::new();
    let mut status = 0;
    // Links on the command line are followed unless they are to be described.
    let long = is_long(&options);
    let follow_named = !options.has('d') && (!long || options.has('H')) || options.has('L');
    for path in &paths {
        let follow = if follow_named { Follow::All } else { Follow::Parent };
        let found = ctx.kernel.stat(&ctx.task, path, follow).or_else(|_| ctx.kernel.stat(&ctx.task, path, Follow::Parent));
        match found {
            Ok((_, node)) => {
                let entry = Entry { name: path.clone(), path: path.clone(), node };
                if entry.node.is_dir() && !options.has('d') { dirs.push(entry) } else { files.push(entry) }
            }
            Err(error) => {
                let message = if ctx.gnu { format!("cannot access '{path}': {error}") } else { format!("{path}: {error}") };
                ctx.complain(&message)?;
                status = if ctx.gnu { 2 } else { 1 };
            }
        }
    }
    sort(&mut files, &options);
    sort(&mut dirs, &options);
    let mut started = !files.is_empty();
    show(ctx, &options, &files)?;
    let titles = paths.len() > 1 || options.has('R');
    for dir in dirs {
        status |= directory(ctx, &options, &dir, titles, &mut started)?;
    }
    Ok(status)
}

fn is_long(options: &Parsed) -> bool {
    "lgnoT".chars().any(|letter| options.has(letter))
}

fn directory(ctx: &mut Context<'_, '_>, options: &Parsed, dir: &Entry, titles: bool, started: &mut bool) -> Done<i32> {
    ctx.kernel.meter.fuel(1)?;
    let listed = match ctx.kernel.list(&ctx.task, &dir.path) {
        Ok(listed) => listed,
        Err(error) => {
            let message = if ctx.gnu { format!("cannot open directory '{}': {error}", dir.path) } else { format!("can't open '{}': {error}", dir.path) };
            ctx.complain(&message)?;
            return Ok(if ctx.gnu { 2 } else { 1 });
        }
    };
    if titles {
        ctx.print(&format!("{}{}:\n", if *started { "\n" } else { "" }, dir.name))?;
    }
    *started = true;
    let mut entries = Vec::new();
    if options.has('a') {
        for name in [".", ".."] {
            let path = format!("{}/{name}", dir.path.trim_end_matches('/'));
            if let Ok((_, node)) = ctx.kernel.stat(&ctx.task, &path, Follow::All) {
                entries.push(Entry { name: name.into(), path, node });
            }
        }
    }
    for (name, mut node) in listed {
        if name.starts_with('.') && !options.has('a') && !options.has('A') {
            continue;
        }
        let path = format!("{}/{name}", dir.path.trim_end_matches('/'));
        if options.has('L')
            && let Ok((_, target)) = ctx.kernel.stat(&ctx.task, &path, Follow::All)
        {
            node = target;
        }
        entries.push(Entry { name, path, node });
    }
    sort(&mut entries, options);
    if is_long(options) || options.has('s') {
        let blocks: u64 = entries.iter().map(|entry| blocks(&entry.node)).sum();
        ctx.print_line(&format!("total {blocks}"))?;
    }
    show(ctx, options, &entries)?;
    let mut status = 0;
    if options.has('R') {
        for entry in entries {
            if entry.node.is_dir() && entry.name != "." && entry.name != ".." {
                let below = Entry { name: entry.path.clone(), ..entry };
                status |= directory(ctx, options, &below, true, started)?;
            }
        }
    }
    Ok(status)
}

/// Kilobytes on a disk of 4 kB blocks.
fn blocks(node: &Node) -> u64 {
    match node.kind {
        Kind::Dir(_) => 4,
        Kind::File(_) => node.size().div_ceil(4096) * 4,
        _ => 0,
    }
}

fn sort(entries: &mut [Entry], options: &Parsed) {
    match options.last_of("StXUf") {
        Some('S') => entries.sort_by(|a, b| b.node.size().cmp(&a.node.size()).then_with(|| a.name.cmp(&b.name))),
        Some('t') => entries.sort_by(|a, b| b.node.meta.mtime.cmp(&a.node.meta.mtime).then_with(|| a.name.cmp(&b.name))),
        Some('U' | 'f') => {}
        _ => entries.sort_by(|a, b| a.name.cmp(&b.name)),
    }
    if options.has('r') {
        entries.reverse();
    }
}

fn show(ctx: &mut Context<'_, '_>, options: &Parsed, entries: &[Entry]) -> Done<()> {
    if !is_long(options) {
        let shown = entries.iter().map(|entry| {
            let prefix = if options.has('s') { format!("{:4} ", blocks(&entry.node)) } else { String::new() };
            format!("{prefix}{}{}", entry.name, mark(&entry.node, options))
        });
        let shown: Vec<String> = shown.collect();
        let across = options.has('x');
        return match width(ctx, options) {
            Some(width) if ctx.gnu => ctx.print(&beside::gnu(&shown, width, across)),
            Some(width) => ctx.print(&beside::busybox(&shown, width, across)),
            None => ctx.print(&shown.iter().map(|name| format!("{name}\n")).collect::<String>()),
        };
    }
    let accounts = ctx.kernel.accounts();
    let numeric = options.has('n');
    let mut rows = Vec::new();
    for entry in entries {
        let meta = &entry.node.meta;
        let user = accounts.user_name(meta.uid).filter(|_| !numeric).map_or(meta.uid.to_string(), str::to_string);
        let group = accounts.group_name(meta.gid).filter(|_| !numeric).map_or(meta.gid.to_string(), str::to_string);
        let size = match entry.node.kind {
            Kind::CharDevice { major, minor } | Kind::BlockDevice { major, minor } => format!("{major:3}, {minor:3}"),
            Kind::Dir(_) => "4096".into(),
            _ if options.has('h') => human(entry.node.size()),
            _ => entry.node.size().to_string(),
        };
        let links = links(ctx, entry);
        let name = match entry.node.as_symlink() {
            Some(target) => format!("{} -> {target}", entry.name),
            None => format!("{}{}", entry.name, mark(&entry.node, options)),
        };
        rows.push((mode::show(entry.node.full_mode()), links.to_string(), user, group, size, date(ctx, options, meta.mtime), name));
    }
    let width = |field: fn(&Row) -> &String| rows.iter().map(|row| field(row).len()).max().unwrap_or(0);
    // busybox has fixed columns, GNU as wide as needed.
    let (links_width, user_width, group_width, size_width) = if ctx.gnu {
        (width(|row| &row.1), width(|row| &row.2), width(|row| &row.3), width(|row| &row.4))
    } else {
        (5, 8, 8, 9)
    };
    for (mode, links, user, group, size, date, name) in &rows {
        let owner = match (options.has('g'), options.has('o') || options.has('G')) {
            (false, false) => format!("{user:<user_width$} {group:<group_width$}"),
            (true, false) => format!("{group:<group_width$}"),
            (false, true) => format!("{user:<user_width$}"),
            (true, true) => String::new(),
        };
        let links_width = if ctx.gnu { links_width } else { links_width.saturating_sub(1) };
        ctx.print_line(&format!("{mode} {links:>links_width$} {owner} {size:>size_width$} {date} {name}"))?;
    }
    Ok(())
}

/// How wide the lines are on which names stand side by side; nothing where each has its own.
fn width(ctx: &Context<'_, '_>, options: &Parsed) -> Option<usize> {
    let terminal = ctx.task.fds.get(1).and_then(|handle| ctx.kernel.terminal_width(&handle));
    let asked = options.value('w').and_then(|text| text.parse().ok()).filter(|width| *width > 0);
    match options.last_of("1Cx") {
        Some('1') => None,
        Some(_) => Some(asked.or(terminal).unwrap_or(80)),
        None => terminal.map(|width| asked.unwrap_or(width)),
    }
}

type Row = (String, String, String, String, String, String, String);

fn links(ctx: &mut Context<'_, '_>, entry: &Entry) -> usize {
    super::stat_links(ctx, &entry.path, &entry.node)
}

fn mark(node: &Node, options: &Parsed) -> &'static str {
    match (&node.kind, options.has('F')) {
        (Kind::Dir(_), _) if options.has('F') || options.has('p') => "/",
        (Kind::Symlink(_), true) => "@",
        (Kind::Fifo, true) => "|",
        (Kind::File(_), true) if node.meta.mode & 0o111 != 0 => "*",
        _ => "",
    }
}

/// Recent files with the time, older ones with the year.
fn date(ctx: &Context<'_, '_>, options: &Parsed, time: vfs::Time) -> String {
    if options.has('T') {
        return calendar::format("%F %T.%N +0000", time.secs, time.nanos);
    }
    let age = ctx.kernel.now.secs - time.secs;
    let recent = (-60 * 15..=60 * 60 * 24 * 365 / 2).contains(&age);
    calendar::format(if recent { "%b %e %H:%M" } else { "%b %e  %Y" }, time.secs, 0)
}

/// `1.5K`, as `-h` shows sizes.
pub(super) fn human(size: u64) -> String {
    let mut value = size as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit < 4 {
        value /= 1024.0;
        unit += 1;
    }
    let letter = ["", "K", "M", "G", "T"].get(unit).copied().unwrap_or_default();
    if unit == 0 { size.to_string() } else { format!("{value:.1}{letter}") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("mkdir d; touch b a .h; ls; ls -a d; ls -A; ls -p; ls -r; ls -d d", "a\nb\nd\n.\n..\n.h\na\nb\nd\na\nb\nd/\nd\nb\na\nd\n"),
            ("ls nofile", "ls: nofile: No such file or directory\n[1]"),
        ]);
    }
}
