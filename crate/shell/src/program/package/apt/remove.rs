//! `apt-get remove`, `purge` and `autoremove`.

use std::collections::{BTreeMap, BTreeSet};

use super::super::dpkg::{self, Database};
use super::super::list::List;
use super::{Context, Done, Request, automatic, columns, decimal, reading, set_automatic};

pub(super) fn remove(
    ctx: &mut Context<'_, '_>,
    list: &List<'_>,
    request: &Request,
    command: &str,
    names: &[String],
) -> Done<i32> {
    reading(ctx, request)?;
    let mut database = dpkg::database(ctx, list);
    let mut gone: BTreeMap<String, String> = BTreeMap::new();
    for word in names {
        let name = word.split(['=', ':']).next().unwrap_or(word);
        match list
            .get(name)
            .map(|package| package.name)
            .filter(|name| database.contains_key(*name))
            .or(database.contains_key(name).then_some(name))
        {
            Some(found) => gone.extend(database.remove_entry(found)),
            None if list.get(name).is_some() || word.contains('*') => {
                if request.quiet < 2 {
                    ctx.print(&format!("Package '{name}' is not installed, so not removed\n"))?;
                }
            }
            None => {
                ctx.print_error(&format!("E: Unable to locate package {name}\n"))?;
                return Ok(100);
            }
        }
    }
    take_dependants(list, &mut database, &mut gone);
    let auto = automatic(ctx);
    if command.starts_with("auto") || request.auto_remove {
        take_unneeded(list, &auto, &mut database, &mut gone);
    }
    if request.quiet < 2 {
        let star = if request.purge || command == "purge" { "*" } else { "" };
        let shown: Vec<String> = gone.keys().map(|name| format!("{name}{star}")).collect();
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        let heading = if gone.is_empty() {
            String::new()
        } else {
            format!("The following packages will be REMOVED:\n{}", columns(&shown))
        };
        let freed: u64 = gone.keys().filter_map(|name| list.get(name)).map(|package| package.installed).sum();
        let after = if gone.is_empty() {
            String::new()
        } else {
            format!("After this operation, {} disk space will be freed.\n", decimal(freed))
        };
        ctx.print(&format!(
            "{heading}0 upgraded, 0 newly installed, {} to remove and 0 not upgraded.\n{after}",
            gone.len()
        ))?;
    }
    if !gone.is_empty() && !request.yes {
        ctx.print("Do you want to continue? [Y/n] Abort.\n")?;
        return Ok(1);
    }
    for (index, (name, version)) in gone.iter().enumerate() {
        let reading = if index == 0 {
            "(Reading database ... 9100 files and directories currently installed.)\n"
        } else {
            ""
        };
        ctx.print(&format!("{reading}Removing {name} ({version}) ...\n"))?;
        dpkg::remove_files(ctx, name);
    }
    let auto: BTreeSet<String> = auto.into_iter().filter(|name| !gone.contains_key(name)).collect();
    for saved in [dpkg::save(ctx, list, &database)?, set_automatic(ctx, &auto)?] {
        if let Err(error) = saved {
            return ctx.no_write(&error);
        }
    }
    Ok(0)
}

/// What needs something that goes away goes too.
fn take_dependants(list: &List<'_>, database: &mut Database, gone: &mut BTreeMap<String, String>) {
    loop {
        let broken = |name: &String| {
            list.get(name).is_some_and(|package| {
                !package.base && package.needs.iter().any(|need| gone.contains_key(*need))
            })
        };
        let names: Vec<String> = database.keys().filter(|name| broken(name)).cloned().collect();
        if names.is_empty() {
            return;
        }
        gone.extend(names.iter().filter_map(|name| database.remove_entry(name)));
    }
}

/// What came with others and is needed no more goes too.
fn take_unneeded(
    list: &List<'_>,
    auto: &BTreeSet<String>,
    database: &mut Database,
    gone: &mut BTreeMap<String, String>,
) {
    let mut kept = BTreeSet::new();
    let mut work: Vec<&str> =
        database.keys().map(String::as_str).filter(|name| !auto.contains(*name)).collect();
    while let Some(name) = work.pop() {
        let Some(package) = list.get(name) else { continue };
        if database.contains_key(package.name) && kept.insert(package.name.to_owned()) {
            work.extend(package.needs.iter().chain(&package.recommends));
        }
    }
    let names: Vec<String> = auto.iter().filter(|name| !kept.contains(*name)).cloned().collect();
    gone.extend(names.iter().filter_map(|name| database.remove_entry(name)));
}
