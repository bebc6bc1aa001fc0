//! diff.

use similar::{ChangeTag, TextDiff};
use vfs::Follow;

use super::{Context, Done, Parsed, options};
use crate::text::from_bytes;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "abBdiL:NqrTstU:uw", "unified" => 'u', "recursive" => 'r', "brief" => 'q', "new-file" => 'N', "ignore-case" => 'i',
        "ignore-all-space" => 'w', "ignore-space-change" => 'b', "label" => 'L',
    );
    let [first, second] = options.rest.as_slice() else {
        ctx.misuse("")?;
        return Ok(2);
    };
    compare(ctx, &options, first, second, !ctx.gnu || options.has('u') || options.has('U'))
}

fn compare(ctx: &mut Context<'_, '_>, options: &Parsed, first: &str, second: &str, unified: bool) -> Done<i32> {
    ctx.kernel.meter.fuel(1)?;
    let mut paths = [first.to_string(), second.to_string()];
    let is_dir = |ctx: &mut Context<'_, '_>, path: &str| path != "-" && ctx.kernel.stat(&ctx.task, path, Follow::All).is_ok_and(|(_, node)| node.is_dir());
    let kinds = [is_dir(ctx, first), is_dir(ctx, second)];
    match kinds {
        [true, true] => return directories(ctx, options, first, second, unified),
        [true, false] => paths[0] = super::cp::inside(first, second),
        [false, true] => paths[1] = super::cp::inside(second, first),
        [false, false] => {}
    }
    let mut texts = Vec::new();
    for path in &paths {
        let missing = path != "-" && ctx.kernel.stat(&ctx.task, path, Follow::All).is_err();
        let bytes = if missing && options.has('N') { Some(Vec::new()) } else { ctx.slurp(path)? };
        match bytes {
            Some(bytes) => texts.push(from_bytes(&bytes)),
            None => return Ok(2),
        }
    }
    let [left, right] = texts.as_slice() else { return Ok(2) };
    ctx.kernel.meter.fuel((left.len() + right.len()) as u64 / 16)?;
    let [left_name, right_name] = &paths;
    let folded = |text: &str| if options.has('i') { text.to_lowercase() } else { text.to_string() };
    if folded(left) == folded(right) {
        return Ok(0);
    }
    if options.has('q') {
        ctx.print_line(&format!("Files {left_name} and {right_name} differ"))?;
        return Ok(1);
    }
    let diff = TextDiff::from_lines(left.as_str(), right.as_str());
    let text = if unified {
        let radius = options.value('U').and_then(|text| text.parse().ok()).unwrap_or(3);
        let labels: Vec<&str> = options.values('L').collect();
        let names = (labels.first().copied().unwrap_or(left_name), labels.get(1).copied().unwrap_or(right_name));
        diff.unified_diff().context_radius(radius).header(names.0, names.1).to_string()
    } else {
        normal(&diff)
    };
    ctx.print(&text)?;
    Ok(1)
}

fn directories(ctx: &mut Context<'_, '_>, options: &Parsed, first: &str, second: &str, unified: bool) -> Done<i32> {
    let names = |ctx: &mut Context<'_, '_>, path: &str| ctx.kernel.list(&ctx.task, path).unwrap_or_default().into_iter().map(|(name, _)| name).collect::<std::collections::BTreeSet<_>>();
    let (left, right) = (names(ctx, first), names(ctx, second));
    let mut status = 0;
    for name in left.union(&right) {
        let below = |dir: &str| format!("{}/{name}", dir.trim_end_matches('/'));
        let only = match (left.contains(name), right.contains(name)) {
            (true, false) if !options.has('N') => Some(first),
            (false, true) if !options.has('N') => Some(second),
            _ => None,
        };
        if let Some(dir) = only {
            ctx.print_line(&format!("Only in {dir}: {name}"))?;
            status = 1;
            continue;
        }
        let both_dirs = ctx.kernel.stat(&ctx.task, &below(first), Follow::All).is_ok_and(|(_, node)| node.is_dir());
        if both_dirs && !options.has('r') {
            ctx.print_line(&format!("Common subdirectories: {} and {}", below(first), below(second)))?;
            continue;
        }
        status = status.max(compare(ctx, options, &below(first), &below(second), unified)?);
    }
    Ok(status)
}

/// `2c2`, `< old`, `---`, `> new`.
fn normal(diff: &TextDiff<'_, '_, str>) -> String {
    let mut out = String::new();
    for group in diff.grouped_ops(0) {
        for op in group {
            let (old, new) = (op.old_range(), op.new_range());
            let range = |range: &std::ops::Range<usize>| match range.len() {
                0 => range.start.to_string(),
                1 => (range.start + 1).to_string(),
                _ => format!("{},{}", range.start + 1, range.end),
            };
            let kind = match (old.is_empty(), new.is_empty()) {
                (true, true) => continue,
                (true, false) => 'a',
                (false, true) => 'd',
                (false, false) => 'c',
            };
            let mut lines = [String::new(), String::new()];
            for change in diff.iter_changes(&op) {
                let newline = if change.missing_newline() { "\n\\ No newline at end of file\n" } else { "" };
                match change.tag() {
                    ChangeTag::Delete => lines[0].push_str(&format!("< {}{newline}", change.value())),
                    ChangeTag::Insert => lines[1].push_str(&format!("> {}{newline}", change.value())),
                    ChangeTag::Equal => {}
                }
            }
            if lines.iter().all(String::is_empty) {
                continue;
            }
            let [removed, added] = lines;
            let rule = if kind == 'c' { "---\n" } else { "" };
            out.push_str(&format!("{}{kind}{}\n{removed}{rule}{added}", range(&old), range(&new)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf 'a\\nb\\n' > x; printf 'a\\nc\\n' > y; diff -u x y | tail -n +3; diff x x", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n"),
        ]);
    }
}
