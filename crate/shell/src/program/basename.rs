//! basename and dirname.

use super::{Context, Done, options};

pub(super) fn basename(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "+as:z", "multiple" => 'a', "suffix" => 's', "zero" => 'z');
    let mut suffix = options.value('s').map(str::to_string);
    let mut names = options.rest.clone();
    if !options.has('a') && suffix.is_none() {
        if names.is_empty() || names.len() > 2 {
            return ctx.misuse("");
        }
        suffix = (names.len() == 2).then(|| names.remove(1));
    }
    for name in &names {
        let trimmed = name.trim_end_matches('/');
        let base = match trimmed.rsplit('/').next().unwrap_or_default() {
            "" if name.starts_with('/') => "/",
            base => base,
        };
        let cut = suffix.as_deref().and_then(|suffix| base.strip_suffix(suffix)).filter(|rest| !rest.is_empty());
        ctx.print_line(cut.unwrap_or(base))?;
    }
    Ok(0)
}

pub(super) fn dirname(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "+z", "zero" => 'z');
    if options.rest.is_empty() {
        return ctx.misuse("");
    }
    for name in &options.rest {
        let trimmed = name.trim_end_matches('/');
        let dir = match trimmed.rsplit_once('/') {
            _ if trimmed.is_empty() && !name.is_empty() => "/",
            None => ".",
            Some((dir, _)) => match dir.trim_end_matches('/') {
                "" => "/",
                dir => dir,
            },
        };
        ctx.print_line(dir)?;
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("basename /a/b.c .c; basename /; basename a/; dirname /a/b/c; dirname a; dirname /", "b\n/\na\n/a/b\n.\n/\n"),
        ]);
    }
}
