//! bash's `shopt`.

use super::{Done, cd};
use crate::eval::Shell;

/// They change nothing here: interactive features, and defaults of this shell.
const WITHOUT_EFFECT: [&str; 6] =
    ["inherit_errexit", "checkwinsize", "cmdhist", "lastpipe", "sourcepath", "login_shell"];

pub(super) fn shopt(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let (letters, names): (Vec<&String>, Vec<&String>) =
        words.iter().skip(1).partition(|word| word.starts_with('-'));
    let has = |letter: char| letters.iter().any(|word| word.contains(letter));
    if names.is_empty() {
        return Err(shell.unmodelled("`shopt` without a name").into());
    }
    let mut status = 0;
    for name in names {
        let flag = match has('o') {
            true => shell.state.options.by_name(name),
            false => shell.state.options.by_shopt(name),
        };
        match flag {
            Some(flag) if has('s') || has('u') => *flag = has('s'),
            Some(flag) => {
                let on = *flag;
                status = status.max(i32::from(!on));
                if !has('q') {
                    print(shell, name, on, has('p'), has('o'))?;
                }
            }
            None if WITHOUT_EFFECT.contains(&name.as_str()) => {}
            None if name == "failglob" => {
                if has('s') {
                    return Err(shell.unmodelled("`shopt -s failglob`").into());
                }
            }
            None => {
                shell.builtin_error("shopt", &format!("{name}: invalid shell option name"))?;
                status = 1;
            }
        }
    }
    Ok(status)
}

/// `again`: as a command that sets it so.
fn print(shell: &mut Shell<'_, '_>, name: &str, on: bool, again: bool, of_set: bool) -> Done<()> {
    let line = match (again, of_set) {
        (true, true) => format!("set {}o {name}\n", if on { '-' } else { '+' }),
        (true, false) => format!("shopt -{} {name}\n", if on { 's' } else { 'u' }),
        (false, _) => format!("{name:<15}\t{}\n", if on { "on" } else { "off" }),
    };
    cd::print(shell, &line)
}
