//! What a machine has left: df, free and ps. Sizes follow from the files of the container and from the limits of the run.

use std::collections::BTreeSet;

use vfs::{Follow, Kind, Node};

use super::{Context, Done, options};

/// Bytes of the modelled disk, on which the container's files and what the run may still write lie.
const DISK: u64 = 64 << 30;
/// Bytes of the modelled machine's memory.
const MEMORY: u64 = 4 << 30;

/// Bytes that the files of the tree occupy, in blocks of 4 KiB; a file with several names counts once.
fn occupied(ctx: &mut Context<'_, '_>) -> Done<(u64, u64)> {
    ctx.kernel.flush();
    let mut linked = BTreeSet::new();
    let (mut bytes, mut nodes) = (0, 0);
    let mut work: Vec<Node> = ctx.kernel.stat(&ctx.task, "/", Follow::All).map(|(_, node)| node).into_iter().collect();
    while let Some(node) = work.pop() {
        ctx.kernel.meter.fuel(1)?;
        if node.as_file().and_then(|file| file.link).is_some_and(|link| !linked.insert(link)) {
            continue;
        }
        nodes += 1;
        bytes += match &node.kind {
            Kind::Dir(dir) => {
                work.extend(dir.iter().map(|entry| entry.node.clone()));
                4096
            }
            Kind::File(_) => node.size().div_ceil(4096) * 4096,
            _ => 0,
        };
    }
    Ok((bytes, nodes))
}

/// A mounted file system: its name, its type, its size and use in bytes, inodes in use, and where it is mounted.
struct Mounted {
    name: &'static str,
    kind: &'static str,
    size: u64,
    used: u64,
    nodes: u64,
    place: &'static str,
}

/// The mounts that every container has.
fn mounts(ctx: &mut Context<'_, '_>) -> Done<Vec<Mounted>> {
    let (used, nodes) = occupied(ctx)?;
    let size = DISK.max(used.saturating_add(ctx.kernel.meter.room()));
    Ok(vec![
        Mounted { name: "overlay", kind: "overlay", size, used, nodes, place: "/" },
        Mounted { name: "tmpfs", kind: "tmpfs", size: 64 << 20, used: 0, nodes: 16, place: "/dev" },
        Mounted { name: "shm", kind: "tmpfs", size: 64 << 20, used: 0, nodes: 1, place: "/dev/shm" },
    ])
}

pub(super) fn df(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "aPkmhHTit:x:B:l", "human-readable" => 'h', "si" => 'h', "print-type" => 'T', "inodes" => 'i', "portability" => 'P', "all" => 'a',
        "type" => 't', "exclude-type" => 'x', "block-size" => 'B', "local" => 'l', "output" => 'U', "total" => 'U',
    );
    let mounts = mounts(ctx)?;
    let (mut shown, mut status) = (Vec::new(), 0);
    for path in &options.rest {
        if let Err(error) = ctx.kernel.stat(&ctx.task, path, Follow::All) {
            let message = if ctx.gnu { format!("{path}: {error}") } else { format!("{path}: can't find mount point") };
            status = ctx.fail(&message)?;
            continue;
        }
        let place = ctx.task.cwd.join(path).to_string();
        let holds = |mount: &&Mounted| mount.place == "/" || place == mount.place || place.starts_with(&format!("{}/", mount.place));
        shown.extend(mounts.iter().rfind(holds));
    }
    if options.rest.is_empty() {
        shown.extend(mounts.iter().filter(|mount| options.value('t').is_none_or(|kind| kind == mount.kind)));
    }
    if shown.is_empty() {
        return Ok(status);
    }
    let human = options.has('h') || options.has('H');
    let unit = if options.has('m') || options.value('B') == Some("M") { 1 << 20 } else { 1024 };
    let amount = |bytes: u64| if human { super::ls::human(bytes) } else { bytes.div_ceil(unit).to_string() };
    let heading: [&str; 3] = match () {
        () if options.has('i') => ["Inodes", if ctx.gnu { "IUsed" } else { "Used" }, if ctx.gnu { "IFree" } else { "Available" }],
        () if human => ["Size", "Used", if ctx.gnu { "Avail" } else { "Available" }],
        () if options.has('P') => ["1024-blocks", "Used", "Available"],
        () => [if unit == 1024 { "1K-blocks" } else { "1M-blocks" }, "Used", "Available"],
    };
    let percent = match () {
        () if options.has('i') && ctx.gnu => "IUse%",
        () if options.has('P') => "Capacity",
        () => "Use%",
    };
    let mut rows = vec![["Filesystem", "Type", heading[0], heading[1], heading[2], percent, "Mounted on"].map(str::to_string)];
    for mount in shown {
        let (size, used) = if options.has('i') { (mount.size / 16384, mount.nodes) } else { (mount.size, mount.used) };
        let share = used.saturating_mul(100).div_ceil(size.max(1));
        let text = |value: u64| if options.has('i') { value.to_string() } else { amount(value) };
        rows.push([mount.name.into(), mount.kind.into(), text(size), text(used), text(size.saturating_sub(used)), format!("{share}%"), mount.place.into()]);
    }
    let text = table(&rows, ctx.gnu, options.has('T'));
    ctx.print(&text)?;
    Ok(status)
}

/// busybox's columns have fixed widths, GNU's are as wide as what they hold.
fn table(rows: &[[String; 7]], gnu: bool, with_type: bool) -> String {
    let least: [usize; 7] = if gnu { [14, 4, 5, 5, 5, 4, 0] } else { [20, 10, 9, 9, 9, 4, 0] };
    let width = |column: usize| {
        let widest = rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        if gnu || column == 2 { least[column].max(widest) } else { least[column] }
    };
    let mut text = String::new();
    for row in rows {
        let mut cells = vec![format!("{:<1$}", row[0], width(0))];
        if with_type {
            cells.push(format!("{:<1$}", row[1], width(1)));
        }
        cells.extend((2..6).map(|column| format!("{:>1$}", row[column], width(column))));
        cells.push(row[6].clone());
        text.push_str(&cells.join(" "));
        text.push('\n');
    }
    text
}

/// What the processes that run hold: a shell or a small program, two MiB each.
fn resident(ctx: &Context<'_, '_>) -> u64 {
    (ctx.kernel.running.len() as u64).max(1) * (2 << 20)
}

pub(super) fn free(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "bkmght", "bytes" => 'b', "kibi" => 'k', "mebi" => 'm', "gibi" => 'g', "human" => 'h', "kilo" => 'k', "mega" => 'm', "giga" => 'g', "total" => 't',
    );
    let show = |bytes: u64| match () {
        () if options.has('h') => super::ls::human(bytes),
        () if options.has('b') => bytes.to_string(),
        () if options.has('m') => (bytes >> 20).to_string(),
        () if options.has('g') => (bytes >> 30).to_string(),
        () => (bytes >> 10).to_string(),
    };
    // What was read and written stays in the page cache.
    let spent = ctx.kernel.meter.spent;
    let used = resident(ctx) + (120 << 20);
    let cache = spent.read.saturating_add(spent.disk).min(MEMORY - used);
    let free = MEMORY - used - cache;
    let first = if ctx.gnu { 8 } else { 7 };
    let line = |name: &str, values: &[u64]| {
        let cells: String = values.iter().map(|value| format!("{:>12}", show(*value))).collect();
        format!("{name:<first$}{cells}\n")
    };
    let heading: String = ["total", "used", "free", "shared", "buff/cache", "available"].iter().map(|name| format!("{name:>12}")).collect();
    let memory = line("Mem:", &[MEMORY, used, free, 0, cache, free + cache]);
    let swap = line("Swap:", &[0, 0, 0]);
    ctx.print(&format!("{:first$}{heading}\n{memory}{swap}", ""))?;
    Ok(0)
}

/// One column of `ps -o`.
fn field(name: &str, pid: u32, above: u32, user: &str, argv: &[String]) -> String {
    let program = argv.first().map_or("", |path| path.rsplit('/').next().unwrap_or(path));
    match name {
        "pid" => pid.to_string(),
        "ppid" => above.to_string(),
        "user" | "uid" | "ruser" | "euser" => user.to_string(),
        "comm" | "ucmd" => program.to_string(),
        "args" | "cmd" | "command" => argv.join(" "),
        "time" => "00:00:00".into(),
        "tty" | "tt" => "?".into(),
        "stat" | "s" => "S".into(),
        _ => "0".into(),
    }
}

/// The programs that run in the container, each a child of the one before.
pub(super) fn ps(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let user = ctx.kernel.accounts().user_name(ctx.task.user.uid).unwrap_or("root").to_string();
    let args = ctx.operands();
    let running = ctx.kernel.running.clone();
    let others = ctx.kernel.others.clone();
    let rows: Vec<(u32, u32, &[String])> = running
        .iter()
        .enumerate()
        .map(|(at, (pid, argv))| (*pid, at.checked_sub(1).and_then(|above| running.get(above)).map_or(0, |(pid, _)| *pid), argv.as_slice()))
        .collect();
    // None of the others is a child of one that is shown.
    let rows: Vec<(u32, u32, &[String])> =
        others.iter().map(|(pid, argv)| (*pid, 0, argv.as_slice())).chain(rows).collect();
    let program = |argv: &[String]| argv.first().map_or("", |path| path.rsplit('/').next().unwrap_or(path)).to_string();
    let columns = args.iter().skip_while(|arg| *arg != "-o").nth(1).or(args.iter().find(|arg| arg.starts_with("-o") && arg.len() > 2));
    let mut text = String::new();
    if let Some(columns) = columns {
        let names: Vec<&str> = columns.trim_start_matches("-o").split(',').collect();
        let heads: Vec<String> = names.iter().map(|name| name.split_once('=').map_or(name.to_uppercase(), |(_, head)| head.to_string())).collect();
        if heads.iter().any(|head| !head.is_empty()) {
            text.push_str(&format!("{}\n", heads.join(" ")));
        }
        for (pid, above, argv) in rows {
            let cells: Vec<String> = names.iter().map(|name| field(name.split('=').next().unwrap_or(name), pid, above, &user, argv)).collect();
            text.push_str(&format!("{}\n", cells.join(" ")));
        }
        ctx.print(&text)?;
        return Ok(0);
    }
    let clock = crate::calendar::format("%H:%M", ctx.kernel.now.secs, 0);
    let letters: String = args.concat();
    let style = match () {
        () if !ctx.gnu => 'b',
        () if letters.contains('u') => 'u',
        () if letters.contains('f') => 'f',
        () => 's',
    };
    text.push_str(match style {
        'b' => "PID   USER     TIME  COMMAND\n",
        'u' => "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n",
        'f' => "UID          PID    PPID  C STIME TTY          TIME CMD\n",
        _ => "    PID TTY          TIME CMD\n",
    });
    for (pid, above, argv) in rows {
        let line = argv.join(" ");
        text.push_str(&match style {
            'b' => format!("{pid:5} {user:<8}  0:00 {line}\n"),
            'u' => format!("{user:<8} {pid:7}  0.0  0.0   2580  2048 ?        S    {clock}   0:00 {line}\n"),
            'f' => format!("{user:<8} {pid:7} {above:7}  0 {clock} ?        00:00:00 {line}\n"),
            _ => format!("{pid:7} ?        00:00:00 {}\n", program(argv)),
        });
    }
    ctx.print(&text)?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_shown_follows_from_the_machine() {
        crate::testing::check(&[
            (
                "before=$(df / | awk 'NR==2 {print $3}'); dd if=/dev/zero of=big bs=1M count=2 2>/dev/null; after=$(df / | awk 'NR==2 {print $3}'); echo $((after - before)); df -h . | head -n 1; df /nosuch",
                "2048\nFilesystem                Size      Used Available Use% Mounted on\ndf: /nosuch: can't find mount point\n[1]",
            ),
            ("free | awk 'NR==2 {print $2, $2 - $3 - $4 - $6}'; free -m | wc -l", "4194304 0\n3\n"),
            ("ps | awk 'END {print $NF}'; ps -o pid,comm | tail -n 1 | cut -d' ' -f2", "ps\nps\n"),
        ]);
    }
}
