//! `getopts`.

use super::Done;
use crate::eval::Shell;
use crate::syntax::Dialect;

pub(super) fn getopts(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let (Some(spec), Some(variable)) = (words.get(1).cloned(), words.get(2).cloned()) else {
        return Err(shell.builtin_fatal("getopts", "usage: getopts optstring var [arg]"));
    };
    let args = match words.get(3..) {
        Some(args) if !args.is_empty() => args.to_vec(),
        _ => shell.state.positional.clone(),
    };
    let silent = spec.starts_with(':');
    let mut index: usize = shell.variable("OPTIND").and_then(|text| text.parse().ok()).unwrap_or(1).max(1);
    let mut offset = shell.state.getopts_offset;
    let current = args.get(index - 1).map(|arg| arg.chars().collect::<Vec<char>>()).unwrap_or_default();
    if offset == 0 {
        let is_option = current.first() == Some(&'-') && current.len() > 1;
        let ends = current == ['-', '-'];
        if !is_option || ends {
            if ends {
                index += 1;
            }
            store(shell, index, 0)?;
            shell.set_variable(&variable, "?".into())?;
            return Ok(1);
        }
        offset = 1;
    }
    let letter = current.get(offset).copied().unwrap_or('?');
    offset += 1;
    let takes = spec
        .trim_start_matches(':')
        .split_once(letter)
        .filter(|_| letter != ':')
        .map(|(_, rest)| rest.starts_with(':'));
    let mut found = letter.to_string();
    let mut argument = None;
    let mut complaint = None;
    match takes {
        None => {
            found = "?".into();
            argument = silent.then(|| letter.to_string());
            complaint = Some(format!("Illegal option -{letter}"));
        }
        Some(true) => {
            let attached: String = current.iter().skip(offset).collect();
            offset = current.len();
            argument = Some(attached).filter(|text| !text.is_empty());
            if argument.is_none() {
                index += 1;
                argument = args.get(index - 1).cloned();
                offset = usize::MAX;
            }
            if argument.is_none() {
                index = index.min(args.len());
                found = if silent { ":".into() } else { "?".into() };
                argument = silent.then(|| letter.to_string());
                complaint = Some(format!("No arg for -{letter} option"));
            }
        }
        Some(false) => {}
    }
    if offset >= current.len() {
        index += 1;
        offset = 0;
    }
    if let Some(complaint) = complaint.filter(|_| !silent) {
        let line = format!("{complaint}\n");
        shell.print_error(&line)?;
    }
    match argument {
        Some(argument) => shell.set_variable("OPTARG", argument)?,
        // ash and dash leave it empty for an option without an argument.
        None if takes == Some(false) && shell.state.dialect != Dialect::Bash => {
            shell.set_variable("OPTARG", String::new())?;
        }
        None => {
            shell.state.variables.remove("OPTARG");
        }
    }
    store(shell, index, offset)?;
    shell.set_variable(&variable, found)?;
    Ok(0)
}

fn store(shell: &mut Shell<'_, '_>, index: usize, offset: usize) -> Done<()> {
    shell.set_variable("OPTIND", index.to_string())?;
    shell.state.getopts_offset = offset;
    Ok(())
}
