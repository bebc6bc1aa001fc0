//! seq.

use super::{Context, Done};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let mut args = ctx.operands();
    let mut separator = "\n".to_string();
    let mut padded = false;
    let mut format = None;
    // Negative numbers look like options, so these are read by hand.
    while let Some(first) = args.first().cloned() {
        let letters = match first.strip_prefix('-') {
            Some(letters) if letters.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '-') => letters.to_string(),
            _ => break,
        };
        args.remove(0);
        match letters.as_str() {
            "w" | "-equal-width" => padded = true,
            "-" => break,
            _ if letters.starts_with('s') || letters.starts_with("-separator=") => {
                let attached = letters.strip_prefix("-separator=").or(letters.strip_prefix('s')).unwrap_or_default();
                separator = if attached.is_empty() && !args.is_empty() { args.remove(0) } else { attached.to_string() };
            }
            "f" if !args.is_empty() => format = Some(args.remove(0)),
            _ => return ctx.misuse(&format!("invalid option -- '{letters}'")),
        }
    }
    let (first, step, last) = match args.as_slice() {
        [last] => ("1", "1", last.as_str()),
        [first, last] => (first.as_str(), "1", last.as_str()),
        [first, step, last] => (first.as_str(), step.as_str(), last.as_str()),
        _ => return ctx.misuse(""),
    };
    let texts = [first, step, last];
    let mut numbers = [0.0; 3];
    for (text, number) in texts.iter().zip(&mut numbers) {
        match text.parse::<f64>() {
            Ok(value) => *number = value,
            Err(_) => return ctx.fail(&format!("invalid number '{text}'")),
        }
    }
    let [start, step, end] = numbers;
    if step == 0.0 {
        return ctx.fail("invalid increment '0'");
    }
    if format.is_some() {
        return Err(ctx.unmodelled("a format (`-f`)"));
    }
    let decimals = |text: &str| text.split_once('.').map_or(0, |(_, behind)| behind.len());
    let places = decimals(first).max(decimals(texts[1]));
    let width = if padded { format!("{start:.places$}").len().max(format!("{end:.places$}").len()) } else { 0 };
    print(ctx, start, step, end, places, width, &separator)
}

fn print(
    ctx: &mut Context<'_, '_>,
    start: f64,
    step: f64,
    end: f64,
    places: usize,
    width: usize,
    separator: &str,
) -> Done<i32> {
    let mut block = String::new();
    let mut index = 0.0f64;
    loop {
        let value = start + index * step;
        // Half a step less than nothing absorbs rounding.
        let past = if step > 0.0 { value > end + step * 1e-9 } else { value < end + step * 1e-9 };
        if past {
            break;
        }
        if index > 0.0 {
            block.push_str(separator);
        }
        block.push_str(&format!("{value:0width$.places$}"));
        ctx.kernel.meter.fuel(2)?;
        if block.len() > 32 * 1024 {
            ctx.print(&block)?;
            block.clear();
        }
        index += 1.0;
    }
    if index > 0.0 {
        block.push('\n');
    }
    ctx.print(&block)?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("seq 3; seq 2 4; seq 5 -2 1; seq -s, 3; seq -w 8 10", "1\n2\n3\n2\n3\n4\n5\n3\n1\n1,2,3\n08\n09\n10\n"),
        ]);
    }
}
