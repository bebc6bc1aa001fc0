//! su, sudo, gosu, su-exec, setpriv-less: other programs as other users.

use super::run_other::start;
use super::{Context, Done, options};
use crate::user::User;

fn become_user(ctx: &mut Context<'_, '_>, text: &str) -> Done<Result<(), i32>> {
    ctx.kernel.flush();
    let user = User::find(text, &|path| ctx.kernel.tree.read(path).ok());
    match user {
        Ok(user) => {
            ctx.task.env.retain(|(name, _)| name != "HOME");
            ctx.task.env.push(("HOME".into(), user.home.clone()));
            ctx.task.user = user;
            Ok(Ok(()))
        }
        Err(unknown) => Ok(Err(ctx.fail(&format!("unknown user {}", unknown.name))?)),
    }
}

pub(super) fn gosu(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    if args.first().is_some_and(|arg| arg == "--version" || arg == "-v") {
        ctx.print_line("1.17 (go1.18.2 on linux/amd64; gc)")?;
        return Ok(0);
    }
    let [user, command @ ..] = args.as_slice() else { return ctx.misuse("") };
    if command.is_empty() {
        return ctx.misuse("");
    }
    match become_user(ctx, user)? {
        Ok(()) => start(ctx, command),
        Err(status) => Ok(status),
    }
}

pub(super) fn sudo(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "+u:g:EHnSbi", "user" => 'u', "group" => 'g', "preserve-env" => 'E', "set-home" => 'H', "login" => 'i');
    let user = options.value('u').unwrap_or("root").to_string();
    if let Err(status) = become_user(ctx, &user)? {
        return Ok(status);
    }
    let mut command = options.rest.as_slice();
    while let Some((word, rest)) = command.split_first()
        && let Some((name, value)) = word.split_once('=')
    {
        ctx.task.env.push((name.to_string(), value.to_string()));
        command = rest;
    }
    if command.is_empty() {
        return ctx.misuse("");
    }
    start(ctx, command)
}

pub(super) fn su(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "c:s:lmpf", "command" => 'c', "shell" => 's', "login" => 'l', "preserve-environment" => 'm');
    let mut rest = options.rest.clone();
    let mut login = options.has('l');
    rest.retain(|word| {
        login |= word == "-";
        word != "-"
    });
    let user = rest.first().cloned().unwrap_or_else(|| "root".into());
    let shell = ctx.kernel.accounts().account(&user).map(|account| account.shell.clone()).filter(|shell| !shell.is_empty());
    if let Err(status) = become_user(ctx, &user)? {
        return Ok(status);
    }
    if login {
        ctx.task.cwd = ctx.task.cwd.join(&ctx.task.user.home.clone());
    }
    let shell = options.value('s').map(str::to_string).or(shell).unwrap_or_else(|| "/bin/sh".into());
    let mut words = vec![shell];
    if let Some(command) = options.value('c') {
        words.extend(["-c".to_string(), command.to_string()]);
    }
    words.extend(rest.into_iter().skip(1));
    start(ctx, &words)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("su -c 'id -u' root", "0\n"),
        ]);
    }
}
