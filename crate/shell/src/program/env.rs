//! env and printenv.

use super::{Context, Done, options};
use crate::eval::spawn;

pub(super) fn env(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "+iu:0S:C:", "ignore-environment" => 'i', "unset" => 'u', "null" => '0', "split-string" => 'S', "chdir" => 'C');
    let mut rest: Vec<String> = options.values('S').flat_map(|text| text.split_whitespace().map(str::to_string)).collect();
    rest.extend(options.rest.iter().cloned());
    let mut words = rest.as_slice();
    if options.has('i') || words.first().is_some_and(|word| word == "-") {
        ctx.task.env.clear();
    }
    if words.first().is_some_and(|word| word == "-") {
        words = &words[1..];
    }
    for name in options.values('u') {
        ctx.task.env.retain(|(key, _)| key != name);
    }
    while let Some((word, rest)) = words.split_first()
        && let Some((name, value)) = word.split_once('=')
    {
        ctx.task.env.retain(|(key, _)| key != name);
        ctx.task.env.push((name.to_string(), value.to_string()));
        words = rest;
    }
    if words.is_empty() {
        let end = if options.has('0') { "\0" } else { "\n" };
        let text: String = ctx.task.env.iter().map(|(name, value)| format!("{name}={value}{end}")).collect();
        ctx.print(&text)?;
        return Ok(0);
    }
    match spawn(ctx.kernel, &ctx.task, words)? {
        Ok(status) => Ok(status),
        Err(failure) => {
            let name = words.first().cloned().unwrap_or_default();
            let message = if ctx.gnu { format!("'{name}': {}", failure.text()) } else { format!("can't execute '{name}': {}", failure.text()) };
            ctx.complain(&message)?;
            Ok(failure.status())
        }
    }
}

pub(super) fn printenv(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let names = ctx.operands();
    if names.is_empty() {
        let text: String = ctx.task.env.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        ctx.print(&text)?;
        return Ok(0);
    }
    let mut status = 0;
    for name in names {
        match ctx.task.var(&name).map(str::to_string) {
            Some(value) => ctx.print_line(&value)?,
            None => status = 1,
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("env -i A=1 env | grep A=; env nosuch", "A=1\nenv: can't execute 'nosuch': No such file or directory\n[127]"),
            ("A=5 printenv A", "5\n"),
        ]);
    }
}
