//! Users and groups: adduser, useradd, usermod, deluser, userdel, addgroup, groupadd, delgroup, groupdel, passwd,
//! chpasswd, getent.

use vfs::Follow;

use super::{Context, Done, options};
use crate::user::Accounts;

/// A user to be made.
struct New {
    name: String,
    uid: Option<u32>,
    /// By name or number.
    group: Option<String>,
    home: Option<String>,
    shell: Option<String>,
    comment: String,
    system: bool,
    make_home: bool,
}

pub(super) fn adduser(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "h:g:s:G:DSHu:k:pN", "home" => 'h', "gecos" => 'g', "comment" => 'g', "shell" => 's', "ingroup" => 'G', "gid" => 'G',
        "disabled-password" => 'D', "disabled-login" => 'D', "system" => 'S', "no-create-home" => 'H', "uid" => 'u',
        "quiet" => 'p', "group" => 'N', "force-badname" => 'p', "allow-bad-names" => 'p',
    );
    match options.rest.as_slice() {
        [user, group] => {
            let (user, group) = (user.clone(), group.clone());
            if ctx.gnu {
                ctx.print_line(&format!("Adding user `{user}' to group `{group}' ..."))?;
            }
            join(ctx, &user, &group)
        }
        [name] => {
            let name = name.clone();
            let system = options.has('S');
            let own_group = options.value('G').is_none();
            let default_home = if system && ctx.gnu { "/nonexistent".to_string() } else { format!("/home/{name}") };
            let home = options.value('h').map_or(default_home, str::to_string);
            let shell = options.value('s').map(str::to_string).or(system.then(|| if ctx.gnu { "/usr/sbin/nologin" } else { "/bin/false" }.to_string()));
            let group = options.value('G').map(str::to_string);
            // A system user without a group of its own is in nogroup.
            let group = group.or((system && !options.has('N')).then(|| "nogroup".to_string()).filter(|_| own_group));
            let group = group.filter(|group| ctx.kernel.accounts().group(group).is_some() || group != "nogroup");
            let comment = options.value('g').map_or(if ctx.gnu { String::new() } else { "Linux User,,,".into() }, str::to_string);
            let uid = options.value('u').and_then(|text| text.parse().ok());
            let make_home = !options.has('H') && !home.starts_with("/nonexistent");
            add(ctx, New { name, uid, group, home: Some(home), shell, comment, system, make_home })
        }
        _ => ctx.misuse(""),
    }
}

pub(super) fn useradd(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "b:c:d:De:f:g:G:k:lmMNorRs:u:Up:", "comment" => 'c', "home-dir" => 'd', "home" => 'd', "gid" => 'g', "groups" => 'G',
        "create-home" => 'm', "no-create-home" => 'M', "no-user-group" => 'N', "non-unique" => 'o', "system" => 'r',
        "shell" => 's', "uid" => 'u', "user-group" => 'U', "no-log-init" => 'l', "password" => 'p', "base-dir" => 'b',
    );
    let Some(name) = options.rest.first().cloned() else { return ctx.misuse("") };
    let base = options.value('b').unwrap_or("/home");
    let new = New {
        uid: options.value('u').and_then(|text| text.parse().ok()),
        group: options.value('g').map(str::to_string).or(options.has('N').then(|| "100".to_string())),
        home: Some(options.value('d').map_or(format!("{base}/{name}"), str::to_string)),
        shell: Some(options.value('s').unwrap_or("/bin/sh").to_string()),
        comment: options.value('c').unwrap_or_default().to_string(),
        system: options.has('r'),
        make_home: options.has('m'),
        name: name.clone(),
    };
    let status = add(ctx, new)?;
    if status != 0 {
        return Ok(status);
    }
    for group in options.values('G').flat_map(|list| list.split(',')).map(str::to_string).collect::<Vec<_>>() {
        if join(ctx, &name, &group)? != 0 {
            return Ok(6);
        }
    }
    Ok(0)
}

fn add(ctx: &mut Context<'_, '_>, new: New) -> Done<i32> {
    if ctx.task.user.uid != 0 {
        return ctx.fail("permission denied (are you root?)");
    }
    let accounts = ctx.kernel.accounts();
    let name = &new.name;
    if accounts.users.iter().any(|user| user.name == *name) {
        let message = if ctx.gnu { format!("user '{name}' already exists") } else { format!("user '{name}' in use") };
        ctx.complain(&message)?;
        return Ok(if ctx.gnu { 9 } else { 1 });
    }
    if let Some(uid) = new.uid.filter(|uid| accounts.user_name(*uid).is_some()) {
        let message = if ctx.gnu { format!("UID {uid} is not unique") } else { format!("uid '{uid}' in use") };
        ctx.complain(&message)?;
        return Ok(if ctx.gnu { 4 } else { 1 });
    }
    let range = if new.system { 100..1000 } else { 1000..60000 };
    // A group of its own gets the same number, which must then be free too.
    let own_group = new.group.is_none();
    let taken = |id: u32| accounts.user_name(id).is_some() || (own_group && accounts.group_name(id).is_some());
    let mut free: Box<dyn Iterator<Item = u32>> = if new.system && ctx.gnu { Box::new(range.rev()) } else { Box::new(range) };
    let uid = new.uid.or_else(|| free.find(|id| !taken(*id))).unwrap_or(1000);
    let gid = match &new.group {
        Some(group) => match accounts.group(group) {
            Some(gid) => gid,
            None => {
                let message = if ctx.gnu { format!("group '{group}' does not exist") } else { format!("unknown group {group}") };
                ctx.complain(&message)?;
                return Ok(if ctx.gnu { 6 } else { 1 });
            }
        },
        None if accounts.groups.iter().any(|group| group.name == *name) => accounts.group(name).unwrap_or(uid),
        None => {
            append(ctx, "/etc/group", &format!("{name}:x:{uid}:\n"))?;
            uid
        }
    };
    let home = new.home.unwrap_or_else(|| "/".into());
    let shell = new.shell.unwrap_or_else(|| "/bin/sh".into());
    append(ctx, "/etc/passwd", &format!("{name}:x:{uid}:{gid}:{}:{home}:{shell}\n", new.comment))?;
    if ctx.kernel.stat(&ctx.task, "/etc/shadow", Follow::All).is_ok() {
        let days = ctx.kernel.now.secs / 86_400;
        append(ctx, "/etc/shadow", &format!("{name}:!:{days}:0:99999:7:::\n"))?;
    }
    if new.make_home && ctx.kernel.stat(&ctx.task, &home, Follow::All).is_err() {
        if let Err(error) = ctx.kernel.mkdir(&ctx.task, &home, if ctx.gnu { 0o700 } else { 0o2755 }) {
            return ctx.fail(&format!("{home}: {error}"));
        }
        let _ = ctx.kernel.chown(&ctx.task, &home, Some(uid), Some(gid), Follow::All);
    }
    Ok(0)
}

pub(super) fn addgroup(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "g:Srfo", "gid" => 'g', "system" => 'S', "force" => 'f', "non-unique" => 'o', "quiet" => 'o');
    let [name] = options.rest.as_slice() else {
        return match options.rest.as_slice() {
            [user, group] => {
                let (user, group) = (user.clone(), group.clone());
                join(ctx, &user, &group)
            }
            _ => ctx.misuse(""),
        };
    };
    if ctx.task.user.uid != 0 {
        return ctx.fail("permission denied (are you root?)");
    }
    let accounts = ctx.kernel.accounts();
    if accounts.groups.iter().any(|group| group.name == *name) {
        if options.has('f') {
            return Ok(0);
        }
        let message = if ctx.gnu { format!("group '{name}' already exists") } else { format!("group '{name}' in use") };
        ctx.complain(&message)?;
        return Ok(if ctx.gnu { 9 } else { 1 });
    }
    let wanted = match options.value('g') {
        Some(text) => match text.parse::<u32>() {
            Ok(gid) => Some(gid),
            Err(_) => return ctx.fail(&format!("invalid number '{text}'")),
        },
        None => None,
    };
    if let Some(gid) = wanted.filter(|gid| accounts.group_name(*gid).is_some() && !options.has('o')) {
        let message = if ctx.gnu { format!("GID '{gid}' already exists") } else { format!("gid '{gid}' in use") };
        ctx.complain(&message)?;
        return Ok(if ctx.gnu { 4 } else { 1 });
    }
    let system = options.has('S') || options.has('r');
    let range = if system { 100..1000 } else { 1000..60000 };
    let mut free: Box<dyn Iterator<Item = u32>> = if system && ctx.gnu { Box::new(range.rev()) } else { Box::new(range) };
    let gid = wanted.or_else(|| free.find(|gid| accounts.group_name(*gid).is_none())).unwrap_or(1000);
    append(ctx, "/etc/group", &format!("{name}:x:{gid}:\n"))?;
    Ok(0)
}

/// Adds lines to a file that lists accounts.
fn append(ctx: &mut Context<'_, '_>, path: &str, line: &str) -> Done<()> {
    let mut text = match ctx.kernel.read(&ctx.task, path) {
        Ok(blob) => crate::text::from_bytes(&blob.bytes()),
        Err(_) => String::new(),
    };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(line);
    ctx.save(path, crate::text::to_bytes(&text))?;
    Ok(())
}

/// Changes the line of a name; drops it if nothing comes back. False if there is none.
fn edit(ctx: &mut Context<'_, '_>, path: &str, name: &str, change: impl Fn(Vec<String>) -> Option<Vec<String>>) -> Done<bool> {
    let Ok(blob) = ctx.kernel.read(&ctx.task, path) else { return Ok(false) };
    let mut found = false;
    let mut lines = String::new();
    for line in crate::text::from_bytes(&blob.bytes()).lines() {
        let fields: Vec<String> = line.split(':').map(str::to_string).collect();
        if fields.first().is_some_and(|field| field == name) {
            found = true;
            if let Some(fields) = change(fields) {
                lines.push_str(&(fields.join(":") + "\n"));
            }
        } else {
            lines.push_str(&format!("{line}\n"));
        }
    }
    if found {
        ctx.save(path, crate::text::to_bytes(&lines))?;
    }
    Ok(found)
}

/// Puts a user into a group.
fn join(ctx: &mut Context<'_, '_>, user: &str, group: &str) -> Done<i32> {
    let accounts = ctx.kernel.accounts();
    if !accounts.users.iter().any(|known| known.name == user) {
        return ctx.fail(&format!("unknown user {user}"));
    }
    let found = edit(ctx, "/etc/group", group, |mut fields| {
        let members = fields.get(3).cloned().unwrap_or_default();
        let mut members: Vec<&str> = members.split(',').filter(|member| !member.is_empty()).collect();
        if !members.contains(&user) {
            members.push(user);
        }
        fields.resize(4, String::new());
        fields[3] = members.join(",");
        Some(fields)
    })?;
    if found {
        return Ok(0);
    }
    ctx.fail(&if ctx.gnu { format!("group '{group}' does not exist") } else { format!("unknown group {group}") })
}

pub(super) fn usermod(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "ac:d:e:f:g:G:l:Lmop:s:u:U", "append" => 'a', "comment" => 'c', "home" => 'd', "gid" => 'g', "groups" => 'G',
        "login" => 'l', "move-home" => 'm', "non-unique" => 'o', "shell" => 's', "uid" => 'u', "lock" => 'L', "password" => 'p',
    );
    let Some(name) = options.rest.first().cloned() else { return ctx.misuse("") };
    let accounts: Accounts = ctx.kernel.accounts();
    let gid = match options.value('g').map(|group| (group, accounts.group(group))) {
        Some((group, None)) => return ctx.fail(&format!("group '{group}' does not exist")),
        Some((_, gid)) => gid,
        None => None,
    };
    let value = |letter: char| options.value(letter).map(str::to_string);
    let (uid, comment, home, shell, login) = (value('u'), value('c'), value('d'), value('s'), value('l'));
    let found = edit(ctx, "/etc/passwd", &name, |mut fields| {
        fields.resize(7, String::new());
        let changes = [(0, &login), (2, &uid), (4, &comment), (5, &home), (6, &shell)];
        for (at, change) in changes {
            if let Some(value) = change {
                fields[at] = value.clone();
            }
        }
        if let Some(gid) = gid {
            fields[3] = gid.to_string();
        }
        Some(fields)
    })?;
    if !found {
        ctx.complain(&format!("user '{name}' does not exist"))?;
        return Ok(6);
    }
    for group in options.values('G').flat_map(|list| list.split(',')).map(str::to_string).collect::<Vec<_>>() {
        if join(ctx, &name, &group)? != 0 {
            return Ok(6);
        }
    }
    Ok(0)
}

pub(super) fn groupmod(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "g:n:op:", "gid" => 'g', "new-name" => 'n', "non-unique" => 'o');
    let Some(name) = options.rest.first().cloned() else { return ctx.misuse("") };
    let (gid, new_name) = (options.value('g').map(str::to_string), options.value('n').map(str::to_string));
    let found = edit(ctx, "/etc/group", &name, |mut fields| {
        fields.resize(4, String::new());
        if let Some(gid) = &gid {
            fields[2].clone_from(gid);
        }
        if let Some(name) = &new_name {
            fields[0].clone_from(name);
        }
        Some(fields)
    })?;
    if found { Ok(0) } else { ctx.fail(&format!("group '{name}' does not exist")).map(|_| 6) }
}

pub(super) fn deluser(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "rfZ", "remove-home" => 'r', "remove" => 'r', "force" => 'f', "quiet" => 'Z', "system" => 'Z');
    let Some(name) = options.rest.first().cloned() else { return ctx.misuse("") };
    let home = ctx.kernel.accounts().account(&name).map(|account| account.home.clone());
    if let Some(group) = options.rest.get(1).cloned() {
        leave(ctx, &name, &group)?;
        return Ok(0);
    }
    if !edit(ctx, "/etc/passwd", &name, |_| None)? {
        let message = if ctx.gnu { format!("user '{name}' does not exist") } else { format!("unknown user {name}") };
        ctx.complain(&message)?;
        return Ok(if ctx.gnu { 6 } else { 1 });
    }
    edit(ctx, "/etc/shadow", &name, |_| None)?;
    let alone = ctx.kernel.accounts().groups.iter().any(|group| group.name == name && group.members.is_empty());
    if alone {
        edit(ctx, "/etc/group", &name, |_| None)?;
    }
    let groups: Vec<String> = ctx.kernel.accounts().groups.iter().map(|group| group.name.clone()).collect();
    for group in groups {
        leave(ctx, &name, &group)?;
    }
    if let Some(home) = home.filter(|_| options.has('r')) {
        let place = ctx.task.cwd.join(&home);
        let _ = ctx.kernel.tree.remove_all(&place, ctx.kernel.now);
    }
    Ok(0)
}

fn leave(ctx: &mut Context<'_, '_>, user: &str, group: &str) -> Done<()> {
    edit(ctx, "/etc/group", group, |mut fields| {
        if let Some(members) = fields.get_mut(3) {
            *members = members.split(',').filter(|member| *member != user).collect::<Vec<_>>().join(",");
        }
        Some(fields)
    })?;
    Ok(())
}

pub(super) fn delgroup(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "f", "quiet" => 'f', "system" => 'f', "only-if-empty" => 'f');
    let Some(name) = options.rest.first().cloned() else { return ctx.misuse("") };
    if edit(ctx, "/etc/group", &name, |_| None)? {
        return Ok(0);
    }
    ctx.fail(&if ctx.gnu { format!("group '{name}' does not exist") } else { format!("unknown group {name}") })
}

/// Passwords are taken and forgotten: nobody logs into a build.
pub(super) fn passwd(ctx: &mut Context<'_, '_>) -> Done<i32> {
    if let Some(handle) = ctx.task.fds.get(0) {
        ctx.read_all(&handle, "-")?;
    }
    Ok(0)
}

pub(super) fn getent(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let (file, keys) = match args.split_first() {
        Some((database, keys)) if matches!(database.as_str(), "passwd" | "group" | "hosts" | "shadow") => (format!("/etc/{database}"), keys),
        Some((database, _)) => return ctx.fail(&format!("Unknown database: {database}")),
        None => return ctx.misuse(""),
    };
    let text = ctx.kernel.read(&ctx.task, &file).map(|blob| crate::text::from_bytes(&blob.bytes())).unwrap_or_default();
    let mut status = 0;
    for line in text.lines().filter(|_| keys.is_empty()) {
        ctx.print_line(line)?;
    }
    for key in keys {
        let fits = |line: &&str| {
            let mut fields = line.split(':');
            fields.next() == Some(key) || fields.nth(1) == Some(key) || (file == "/etc/hosts" && line.split_whitespace().any(|word| word == key))
        };
        match text.lines().find(fits) {
            Some(line) if file == "/etc/hosts" => ctx.print_line(&hosts_line(line, key))?,
            Some(line) => ctx.print_line(line)?,
            None => match (file == "/etc/hosts").then(|| resolve(ctx, key)).transpose()?.flatten() {
                Some(address) => ctx.print_line(&format!("{address:<15} {key}"))?,
                None => status = 2,
            },
        }
    }
    Ok(status)
}

/// A line of /etc/hosts as the resolver gives it: the name that was asked for comes first.
fn hosts_line(line: &str, key: &str) -> String {
    let mut words = line.split_whitespace();
    let address = words.next().unwrap_or_default();
    let others = words.filter(|word| *word != key && key != address);
    let first = if key == address { line.split_whitespace().nth(1).unwrap_or_default() } else { key };
    others.fold(format!("{address:<15} {first}"), |line, word| format!("{line} {word}"))
}

/// The address that the network knows for a name.
fn resolve(ctx: &mut Context<'_, '_>, name: &str) -> Done<Option<String>> {
    let asked = ["resolve".to_owned(), name.to_owned()];
    let answer = ctx.kernel.ask_network(&ctx.task, &asked, Vec::new())?;
    Ok(answer.filter(|(_, status)| *status == 0).map(|(address, _)| crate::text::from_bytes(&address)))
}
