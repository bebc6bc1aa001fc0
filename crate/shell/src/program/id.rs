//! id, whoami, groups.

use super::{Context, Done, options};

pub(super) fn id(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "ugGnrz", "user" => 'u', "group" => 'g', "groups" => 'G', "name" => 'n', "real" => 'r');
    let accounts = ctx.kernel.accounts();
    let (uid, gid, groups) = match options.rest.first() {
        None => (ctx.task.user.uid, ctx.task.user.gid, ctx.task.user.groups.clone()),
        Some(name) => match accounts.account(name) {
            Some(account) => (account.uid, account.gid, accounts.groups_of(&account.name, account.gid)),
            None => {
                let message = if ctx.gnu { format!("'{name}': no such user") } else { format!("unknown user {name}") };
                return ctx.fail(&message);
            }
        },
    };
    let user_name = |uid: u32| accounts.user_name(uid).map(str::to_string);
    let group_name = |gid: u32| accounts.group_name(gid).map(str::to_string);
    let all = || std::iter::once(gid).chain(groups.iter().copied());
    let plain = |name: Option<String>, number: u32| if options.has('n') { name.unwrap_or(number.to_string()) } else { number.to_string() };
    let line = if options.has('u') {
        plain(user_name(uid), uid)
    } else if options.has('g') {
        plain(group_name(gid), gid)
    } else if options.has('G') {
        all().map(|gid| plain(group_name(gid), gid)).collect::<Vec<_>>().join(" ")
    } else {
        let named = |number: u32, name: Option<String>| name.map_or(number.to_string(), |name| format!("{number}({name})"));
        let listed: Vec<String> = all().map(|gid| named(gid, group_name(gid))).collect();
        let tail = if groups.is_empty() && !ctx.gnu && options.rest.is_empty() && accounts.groups.is_empty() { String::new() } else { format!(" groups={}", listed.join(",")) };
        format!("uid={} gid={}{tail}", named(uid, user_name(uid)), named(gid, group_name(gid)))
    };
    ctx.print_line(&line)?;
    Ok(0)
}

pub(super) fn whoami(ctx: &mut Context<'_, '_>) -> Done<i32> {
    if !options!(ctx, "").rest.is_empty() && !ctx.gnu {
        return ctx.misuse("");
    }
    let uid = ctx.task.user.uid;
    match ctx.kernel.accounts().user_name(uid).map(str::to_string) {
        Some(name) => {
            ctx.print_line(&name)?;
            Ok(0)
        }
        None if ctx.gnu => ctx.fail(&format!("cannot find name for user ID {uid}")),
        None => ctx.fail(&format!("unknown uid {uid}")),
    }
}

pub(super) fn groups(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let accounts = ctx.kernel.accounts();
    let options = options!(ctx, "");
    let (gid, groups) = match options.rest.first() {
        None => (ctx.task.user.gid, ctx.task.user.groups.clone()),
        Some(name) => match accounts.account(name) {
            Some(account) => (account.gid, accounts.groups_of(&account.name, account.gid)),
            None => return ctx.fail(&format!("unknown user {name}")),
        },
    };
    let names: Vec<String> = std::iter::once(gid)
        .chain(groups)
        .map(|gid| accounts.group_name(gid).map_or(gid.to_string(), str::to_string))
        .collect();
    ctx.print_line(&names.join(" "))?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("id -u; whoami; id -un", "0\nroot\nroot\n"),
        ]);
    }
}
