//! `umask` and `ulimit`.

use super::Done;
use super::cd::print;
use crate::eval::Shell;
use crate::program::mode;

pub(super) fn umask(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let symbolic = words.iter().any(|word| word == "-S");
    let mask = shell.state.task.umask;
    let Some(text) = words.iter().skip(1).find(|word| *word != "-S") else {
        let line = if symbolic {
            let digit = |shift: u16| {
                let bits = !mask >> shift;
                [(4, 'r'), (2, 'w'), (1, 'x')]
                    .iter()
                    .filter(|(bit, _)| bits & bit != 0)
                    .map(|(_, c)| *c)
                    .collect::<String>()
            };
            format!("u={},g={},o={}\n", digit(6), digit(3), digit(0))
        } else {
            format!("{mask:04o}\n")
        };
        print(shell, &line)?;
        return Ok(0);
    };
    let parsed = if text.starts_with(|c: char| c.is_ascii_digit()) {
        u16::from_str_radix(text, 8).ok().filter(|mask| *mask <= 0o777)
    } else {
        // Symbolic text says what stays allowed.
        mode::parse(text, !mask & 0o777, false, 0).map(|mode| !mode & 0o777)
    };
    match parsed {
        Some(mask) => {
            shell.state.task.umask = mask;
            Ok(0)
        }
        None => Err(shell.builtin_fatal("umask", &format!("illegal mode: {text}"))),
    }
}

/// Shows the limits of a container, or what was set instead; setting them changes nothing that runs here.
pub(super) fn ulimit(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let letter = words
        .get(1)
        .and_then(|word| word.strip_prefix('-'))
        .and_then(|word| word.trim_start_matches(['S', 'H']).chars().next());
    if let Some(value) = words.iter().skip(1).find(|word| !word.starts_with('-')) {
        shell.state.limits.insert(letter.unwrap_or('f'), value.clone());
        return Ok(0);
    }
    if let Some(value) = shell.state.limits.get(&letter.unwrap_or('f')).cloned() {
        print(shell, &format!("{value}\n"))?;
        return Ok(0);
    }
    let value = match letter {
        Some('n') => "1048576",
        Some('s') => "8192",
        Some('l') => "8192",
        Some('c') | None => "unlimited",
        Some('a') => {
            return Err(shell.unmodelled("`ulimit -a`").into());
        }
        Some(_) => "unlimited",
    };
    print(shell, &format!("{value}\n"))?;
    Ok(0)
}
