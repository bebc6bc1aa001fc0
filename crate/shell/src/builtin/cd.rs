//! `cd` and `pwd`.

use vfs::{Errno, Follow, FsError, VPathBuf};

use super::Done;
use crate::eval::Shell;
use crate::kernel::may_execute;
use crate::syntax::Dialect;

pub(super) fn cd(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let physical = words.iter().any(|word| word == "-P");
    let operand =
        words.iter().skip(1).find(|word| !matches!(word.as_str(), "-P" | "-L" | "--" | "-e")).cloned();
    let (mut target, mut announce) = match operand {
        None => (shell.variable("HOME").unwrap_or_default(), false),
        Some(dash) if dash == "-" => (shell.variable("OLDPWD").unwrap_or_default(), true),
        Some(target) => (target, false),
    };
    if target.is_empty() {
        // Without a directory to go back to, all but bash stay and say where they are.
        if announce && shell.state.dialect == Dialect::Bash {
            shell.builtin_error("cd", "OLDPWD not set")?;
            return Ok(1);
        }
        if announce {
            let line = format!("{}\n", shell.state.task.cwd);
            print(shell, &line)?;
        }
        return Ok(0);
    }
    let relative = !target.starts_with('/') && !target.starts_with("./") && !target.starts_with("../");
    if relative
        && target != ".."
        && target != "."
        && let Some(search) = shell.variable("CDPATH")
    {
        for dir in search.split(':').filter(|dir| !dir.is_empty()) {
            let candidate = format!("{dir}/{target}");
            if enter(shell, &candidate, false).is_ok() {
                (target, announce) = (candidate, true);
                break;
            }
        }
    }
    match enter(shell, &target, physical) {
        Ok(path) => {
            let old = shell.variable("PWD").unwrap_or_default();
            shell.set_variable("OLDPWD", old)?;
            shell.set_variable("PWD", path.as_str().to_string())?;
            shell.state.task.cwd = path;
            if announce {
                let line = format!("{}\n", shell.state.task.cwd);
                print(shell, &line)?;
            }
            Ok(0)
        }
        Err(error) => {
            let message = match shell.state.dialect {
                Dialect::Ash => format!("can't cd to {target}: {error}"),
                Dialect::Dash => format!("can't cd to {target}"),
                Dialect::Bash => format!("{target}: {error}"),
            };
            shell.builtin_error("cd", &message)?;
            Ok(if shell.state.dialect == Dialect::Bash { 1 } else { 2 })
        }
    }
}

fn enter(shell: &mut Shell<'_, '_>, target: &str, physical: bool) -> Result<VPathBuf, FsError> {
    let task = shell.state.task.clone();
    // Logically, `..` takes back what was typed; the text must still lead somewhere.
    let logical = task.cwd.join(target);
    let (place, node) = shell.kernel.stat(&task, logical.as_str(), Follow::All)?;
    if !node.is_dir() {
        return Err(FsError::new(&place, Errno::ENOTDIR));
    }
    if !may_execute(&task, &node.meta) {
        return Err(FsError::new(&place, Errno::EACCES));
    }
    Ok(if physical { place } else { logical })
}

pub(super) fn pwd(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let mut path = shell.state.task.cwd.clone();
    if words.iter().any(|word| word == "-P") {
        let task = shell.state.task.clone();
        path = shell.kernel.stat(&task, path.as_str(), Follow::All).map_or(path, |(place, _)| place);
    }
    print(shell, &format!("{path}\n"))?;
    Ok(0)
}

/// Text on the shell's stdout.
pub(super) fn print(shell: &mut Shell<'_, '_>, text: &str) -> Done<()> {
    if let Some(handle) = shell.state.task.fds.get(1) {
        let _ = shell.kernel.write_to(&handle, &crate::text::to_bytes(text))?;
    }
    Ok(())
}
