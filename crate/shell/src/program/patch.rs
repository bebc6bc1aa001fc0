//! patch: unified diffs.

use super::{Context, Done, Parsed, options};
use crate::text::{from_bytes, to_bytes};

/// The changes of one file.
struct FilePatch {
    old: String,
    new: String,
    hunks: Vec<Hunk>,
}

struct Hunk {
    /// The first line in the old file, from 1.
    at: usize,
    /// ` `, `-` or `+`, and the line with its newline.
    lines: Vec<(char, String)>,
}

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "p:i:RNd:o:sfbElutr:F:", "strip" => 'p', "input" => 'i', "reverse" => 'R', "forward" => 'N', "directory" => 'd', "dry-run" => 't',
        "silent" => 's', "quiet" => 's', "force" => 'f', "batch" => 't', "backup" => 'b', "verbose" => 'l', "no-backup-if-mismatch" => 'l',
    );
    if options.has('o') {
        return Err(ctx.unmodelled("writing elsewhere (`-o`)"));
    }
    let input = options.value('i').or(options.rest.get(1).map(String::as_str)).unwrap_or("-").to_string();
    let Some(bytes) = ctx.slurp(&input)? else { return Ok(2) };
    if let Some(dir) = options.value('d') {
        ctx.task.cwd = ctx.task.cwd.join(dir);
    }
    ctx.kernel.meter.fuel(bytes.len() as u64 / 16)?;
    let patches = parse(&from_bytes(&bytes));
    if patches.is_empty() {
        if ctx.gnu {
            ctx.print_error("patch: **** Only garbage was found in the patch input.\n")?;
        }
        return Ok(if ctx.gnu { 2 } else { 1 });
    }
    let mut status = 0;
    for patch in patches {
        status |= apply(ctx, &options, patch)?;
    }
    Ok(status)
}

fn parse(text: &str) -> Vec<FilePatch> {
    let name = |rest: &str| rest.split(['\t', '\n']).next().unwrap_or_default().trim_end().to_string();
    let mut patches: Vec<FilePatch> = Vec::new();
    let mut lines = text.split_inclusive('\n').peekable();
    let mut old = None;
    while let Some(line) = lines.next() {
        if let Some(rest) = line.strip_prefix("--- ") {
            old = Some(name(rest));
        } else if let (Some(rest), Some(from)) = (line.strip_prefix("+++ "), &old) {
            patches.push(FilePatch { old: from.clone(), new: name(rest), hunks: Vec::new() });
            old = None;
        } else if let (Some(rest), Some(patch)) = (line.strip_prefix("@@ -"), patches.last_mut()) {
            let mut numbers = rest.split([' ', ',', '+']).map(str::parse::<usize>);
            let at = numbers.next().and_then(Result::ok).unwrap_or(1);
            let count = |text: Option<&str>| text.and_then(|text| text.split(' ').next()?.split_once(',').map_or(Some(1), |(_, count)| count.parse().ok())).unwrap_or(1usize);
            let (mut olds, mut news) = (count(Some(rest)), count(rest.split_once('+').map(|(_, rest)| rest)));
            let mut hunk = Hunk { at, lines: Vec::new() };
            while olds + news > 0
                && let Some(line) = lines.next()
            {
                let sign = line.chars().next().unwrap_or(' ');
                let body = if line == "\n" { line } else { line.get(1..).unwrap_or_default() };
                match sign {
                    '-' => olds = olds.saturating_sub(1),
                    '+' => news = news.saturating_sub(1),
                    '\\' => continue,
                    _ => (olds, news) = (olds.saturating_sub(1), news.saturating_sub(1)),
                }
                hunk.lines.push((if "-+".contains(sign) { sign } else { ' ' }, body.to_string()));
            }
            if lines.peek().is_some_and(|line| line.starts_with('\\')) {
                lines.next();
                if let Some((_, last)) = hunk.lines.last_mut() {
                    last.truncate(last.trim_end_matches('\n').len());
                }
            }
            patch.hunks.push(hunk);
        }
    }
    patches
}

fn stripped(path: &str, strip: Option<usize>) -> String {
    match strip {
        Some(count) => path.splitn(count + 1, '/').last().unwrap_or(path).to_string(),
        None => path.rsplit('/').next().unwrap_or(path).to_string(),
    }
}

fn apply(ctx: &mut Context<'_, '_>, options: &Parsed, mut patch: FilePatch) -> Done<i32> {
    if options.has('R') {
        std::mem::swap(&mut patch.old, &mut patch.new);
        for (sign, _) in patch.hunks.iter_mut().flat_map(|hunk| &mut hunk.lines) {
            *sign = match *sign {
                '-' => '+',
                '+' => '-',
                other => other,
            };
        }
    }
    let strip = options.value('p').and_then(|count| count.parse().ok());
    let creates = patch.old == "/dev/null";
    let removes = patch.new == "/dev/null";
    let path = match options.rest.first() {
        Some(path) => path.clone(),
        None => stripped(if removes { &patch.old } else { &patch.new }, strip),
    };
    let content = if creates { String::new() } else {
        match ctx.kernel.read(&ctx.task, &path) {
            Ok(blob) => from_bytes(&blob.bytes()),
            Err(error) if ctx.gnu => {
                ctx.print(&format!("can't find file to patch at input line 3\nPerhaps you used the wrong -p or --strip option?\n{path}: {error}\n"))?;
                return Ok(1);
            }
            Err(error) => return ctx.fail(&format!("can't open '{path}': {error}")),
        }
    };
    ctx.print_line(&format!("patching file {path}"))?;
    let mut lines: Vec<String> = content.split_inclusive('\n').map(str::to_string).collect();
    let mut shift = 0isize;
    let mut failed = 0;
    for (index, hunk) in patch.hunks.iter().enumerate() {
        let olds: Vec<&String> = hunk.lines.iter().filter(|(sign, _)| *sign != '+').map(|(_, line)| line).collect();
        let news: Vec<String> = hunk.lines.iter().filter(|(sign, _)| *sign != '-').map(|(_, line)| line.clone()).collect();
        let wanted = (hunk.at as isize - 1 + shift).max(0) as usize;
        ctx.kernel.meter.fuel(1 + lines.len() as u64 * olds.len().max(1) as u64 / 16)?;
        match place(&lines, &olds, wanted) {
            Some(at) => {
                let behind = lines.split_off(at);
                lines.extend(news.iter().cloned());
                lines.extend(behind.into_iter().skip(olds.len()));
                shift += news.len() as isize - olds.len() as isize;
                if at != wanted {
                    ctx.print_line(&format!("Hunk #{} succeeded at {} (offset {} lines).", index + 1, at + 1, at as isize - wanted as isize))?;
                    shift += at as isize - wanted as isize;
                }
            }
            None => {
                failed += 1;
                ctx.print_line(&format!("Hunk #{} FAILED at {}.", index + 1, hunk.at))?;
            }
        }
    }
    if failed > 0 {
        let plural = if patch.hunks.len() == 1 { "" } else { "s" };
        ctx.print_line(&format!("{failed} out of {} hunk{plural} FAILED -- saving rejects to file {path}.rej", patch.hunks.len()))?;
        return Ok(1);
    }
    let text = lines.concat();
    if removes && text.is_empty() {
        let _ = ctx.kernel.unlink(&ctx.task, &path);
        return Ok(0);
    }
    if creates && let Some((above, _)) = path.rsplit_once('/') {
        super::tar::make_parents(ctx, above);
    }
    Ok(if ctx.save(&path, to_bytes(&text))? { 0 } else { 1 })
}

/// Where the old lines stand: as near as can be to where they should.
fn place(lines: &[String], olds: &[&String], wanted: usize) -> Option<usize> {
    if olds.is_empty() {
        return Some(wanted.min(lines.len()));
    }
    let last = lines.len().checked_sub(olds.len())?;
    let fits = |at: &usize| lines.iter().skip(*at).zip(olds).all(|(line, old)| line == *old);
    (0..=last).filter(fits).min_by_key(|at| at.abs_diff(wanted))
}

#[cfg(test)]
mod tests {
    #[test]
    fn unified_diffs_are_applied() {
        crate::testing::check(&[
            ("printf '1\\n2\\n3\\n' > f; printf '1\\ntwo\\n3\\n4\\n' > g; diff -u f g > p; patch f < p; cat f; patch -R f p; cat f; patch -p1 < /dev/null", "patching file f\n1\ntwo\n3\n4\npatching file f\n1\n2\n3\n[1]"),
            ("mkdir d; echo a > d/x; printf -- '--- a/d/x\\n+++ b/d/x\\n@@ -1 +1 @@\\n-a\\n+b\\n' | patch -p1; cat d/x; printf -- '--- d/x\\n+++ d/x\\n@@ -1 +1 @@\\n-nosuch\\n+b\\n' | patch -p0", "patching file d/x\nb\npatching file d/x\nHunk #1 FAILED at 1.\n1 out of 1 hunk FAILED -- saving rejects to file d/x.rej\n[1]"),
            ("printf -- '--- /dev/null\\n+++ b/n/y\\n@@ -0,0 +1 @@\\n+new\\n' | patch -p1; cat n/y", "patching file n/y\nnew\n"),
        ]);
    }
}
