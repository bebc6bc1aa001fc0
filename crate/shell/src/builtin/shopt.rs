//! bash's `shopt`.

use super::Done;
use crate::eval::Shell;

pub(super) fn shopt(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let on = words.iter().any(|word| word == "-s");
    let mut status = 0;
    for name in words.iter().skip(1).filter(|word| !word.starts_with('-')) {
        let options = &mut shell.state.options;
        let flag = match name.as_str() {
            "nullglob" => &mut options.nullglob,
            "dotglob" => &mut options.dotglob,
            "expand_aliases" => &mut options.expand_aliases,
            // They change nothing here: interactive features, and defaults of this shell.
            "inherit_errexit" | "checkwinsize" | "cmdhist" | "lastpipe" | "sourcepath" | "login_shell" => {
                continue;
            }
            "extglob" | "globstar" | "nocaseglob" | "nocasematch" | "failglob" if on => {
                return Err(shell.unmodelled(&format!("`shopt -s {name}`")).into());
            }
            "extglob" | "globstar" | "nocaseglob" | "nocasematch" | "failglob" => continue,
            _ => {
                shell.builtin_error("shopt", &format!("{name}: invalid shell option name"))?;
                status = 1;
                continue;
            }
        };
        *flag = on;
    }
    Ok(status)
}
