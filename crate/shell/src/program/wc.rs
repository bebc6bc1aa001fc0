//! wc.

use super::{Context, Done, options};
use crate::text::from_bytes;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "cmlwL", "bytes" => 'c', "chars" => 'm', "lines" => 'l', "words" => 'w', "max-line-length" => 'L',
    );
    let shown: Vec<char> = match "lwmcL".chars().filter(|letter| options.has(*letter)).collect::<Vec<_>>() {
        letters if letters.is_empty() => vec!['l', 'w', 'c'],
        letters => letters,
    };
    let files = if options.rest.is_empty() { vec!["-".to_string()] } else { options.rest.clone() };
    let mut rows: Vec<(Vec<u64>, Option<String>)> = Vec::new();
    let mut totals = vec![0; shown.len()];
    let mut status = 0;
    for file in &files {
        let Some(handle) = open(ctx, file)? else {
            status = 1;
            continue;
        };
        let Some(bytes) = ctx.read_all(&handle, file)? else {
            status = 1;
            continue;
        };
        let counts: Vec<u64> = shown.iter().map(|letter| count(&bytes, *letter)).collect();
        for ((total, count), letter) in totals.iter_mut().zip(&counts).zip(&shown) {
            *total = if *letter == 'L' { *count.max(total) } else { *total + count };
        }
        rows.push((counts, (!options.rest.is_empty()).then(|| file.clone())));
    }
    if files.len() > 1 {
        rows.push((totals.clone(), Some("total".into())));
    }
    let width = if ctx.gnu { gnu_width(&rows, &totals, shown.len(), &files) } else { 9 };
    for (counts, name) in rows {
        // One number alone is not padded by busybox unless several files line up.
        let single = shown.len() == 1 && files.len() == 1;
        let mut line = String::new();
        for (i, count) in counts.iter().enumerate() {
            let space = if i > 0 { " " } else { "" };
            line.push_str(&match (single, ctx.gnu) {
                (true, _) => count.to_string(),
                (false, true) => format!("{space}{count:>width$}"),
                (false, false) => format!("{space}{count:>w$}", w = width),
            });
        }
        if let Some(name) = name {
            line.push_str(&format!(" {name}"));
        }
        ctx.print_line(&line)?;
    }
    Ok(status)
}

fn open(ctx: &mut Context<'_, '_>, file: &str) -> Done<Option<crate::io::Handle>> {
    if file == "-" {
        return Ok(ctx.task.fds.get(0));
    }
    match ctx.kernel.open(&ctx.task, file, crate::kernel::Open::Read) {
        Ok(handle) => Ok(Some(handle)),
        Err(error) => {
            ctx.complain(&format!("{file}: {error}"))?;
            Ok(None)
        }
    }
}

/// GNU's columns are as wide as the total size, at least 7 for stdin.
fn gnu_width(rows: &[(Vec<u64>, Option<String>)], totals: &[u64], columns: usize, files: &[String]) -> usize {
    let widest = rows.iter().flat_map(|(counts, _)| counts).chain(totals).max().copied().unwrap_or(0).to_string().len();
    let from_stdin = files.iter().any(|file| file == "-");
    if from_stdin && columns > 1 { widest.max(7) } else { widest }
}

fn count(bytes: &[u8], what: char) -> u64 {
    match what {
        'l' => bytes.iter().filter(|byte| **byte == b'\n').count() as u64,
        'c' => bytes.len() as u64,
        'm' => from_bytes(bytes).chars().count() as u64,
        'w' => bytes.split(|byte| byte.is_ascii_whitespace() || *byte == 11).filter(|word| !word.is_empty()).count() as u64,
        _ => {
            let widths = bytes.split(|byte| *byte == b'\n').map(|line| from_bytes(line).chars().count());
            widths.max().unwrap_or(0) as u64
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf 'a b\\nc\\n' > f; wc f; wc -l f; wc -w < f; wc -c f f", "        2         3         6 f\n2 f\n3\n        6 f\n        6 f\n       12 total\n"),
        ]);
    }
}
