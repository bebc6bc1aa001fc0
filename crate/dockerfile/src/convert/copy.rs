//! What COPY and ADD take, as far as it can be judged before anything is fetched.

use crate::check::{self, Report};
use crate::checksum::check_checksum;
use crate::instruction::{Add, Files, GitRef, is_http};
use crate::quote::quote;
use crate::text::Word;

use super::dispatch::Step;
use super::{Stop, Walk};

impl Walk<'_> {
    pub(super) fn mode(&self, step: &Step<'_>, chmod: Option<&Word>) -> Result<(), Stop> {
        match chmod.filter(|mode| !mode.value.is_empty()) {
            Some(mode) => check_mode(&mode.value).map_err(|message| Stop::at(step.place, mode.span, message)),
            None => Ok(()),
        }
    }

    /// The sources of a COPY; `local` if they are those of the build context.
    pub(super) fn copied(
        &self,
        step: &Step<'_>,
        files: &Files,
        local: bool,
        report: &mut Report,
    ) -> Result<(), Stop> {
        for source in &files.sources {
            let stop = |message: String| Err(Stop::at(step.place, source.span, message));
            match GitRef::parse(&source.value) {
                Some(Err(message)) => return stop(message),
                Some(Ok(_)) => return stop("source can't be a git ref for COPY".into()),
                None if is_http(&source.value) => return stop("source can't be a URL for COPY".into()),
                None => {
                    let ignore = self.options.ignore.filter(|_| local);
                    check::copy_ignored_file::check("Copy", source, ignore, step.place, report);
                }
            }
        }
        Ok(())
    }

    /// The sources of an ADD. What the query of a repository says holds for the sources behind it too, as in BuildKit.
    pub(super) fn added(&self, step: &Step<'_>, add: &Add, report: &mut Report) -> Result<(), Stop> {
        self.can_be_compared(step, add)?;
        let mut checksum = add.checksum.as_ref().map(|word| word.value.to_string()).unwrap_or_default();
        let mut keep_git_dir = add.keep_git_dir;
        for source in &add.files.sources {
            let stop = |message: String| Stop::at(step.place, source.span, message);
            match GitRef::parse(&source.value) {
                Some(git) => {
                    let git = git.map_err(stop)?;
                    if git.keep_git_dir.is_some_and(|keep| keep_git_dir.is_some_and(|known| known != keep)) {
                        return Err(stop("inconsistent keep-git-dir configuration".into()));
                    }
                    keep_git_dir = git.keep_git_dir.or(keep_git_dir);
                    if !git.checksum.is_empty() {
                        if !checksum.is_empty() && checksum != git.checksum {
                            let (known, asked) = (quote(&checksum), quote(&git.checksum));
                            return Err(stop(format!("checksum mismatch {known} != {asked}")));
                        }
                        checksum = git.checksum;
                    }
                }
                None if is_http(&source.value) => {
                    let span = add.checksum.as_ref().map_or(source.span, |word| word.span);
                    if !checksum.is_empty() {
                        check_checksum(&checksum).map_err(|message| Stop::at(step.place, span, message))?;
                    }
                }
                None => {
                    check::copy_ignored_file::check("Add", source, self.options.ignore, step.place, report);
                }
            }
        }
        Ok(())
    }

    /// Whether there is one download whose checksum could be compared, if one is given.
    fn can_be_compared(&self, step: &Step<'_>, add: &Add) -> Result<(), Stop> {
        let given = add.checksum.as_ref().filter(|checksum| !checksum.value.is_empty());
        let Some(checksum) = given else { return Ok(()) };
        let stop = |message: &str| Err(Stop::at(step.place, checksum.span, message));
        let [source] = add.files.sources.as_slice() else {
            return stop("checksum can't be specified for multiple sources");
        };
        if is_http(&source.value) || matches!(GitRef::parse(&source.value), Some(Ok(_))) {
            return Ok(());
        }
        stop("checksum requires HTTP(S) or Git sources")
    }
}

/// Octal up to 7777, or a symbolic mode.
fn check_mode(mode: &str) -> Result<(), String> {
    let octal =
        || format!("invalid chmod parameter: '{mode}'. it should be octal string and between 0 and 07777");
    if !mode.is_empty() && mode.bytes().all(|byte| matches!(byte, b'0'..=b'7')) {
        let value = u32::from_str_radix(mode, 8);
        return if value.is_ok_and(|value| value <= 0o7777) { Ok(()) } else { Err(octal()) };
    }
    if mode.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(octal());
    }
    if mode.split(',').all(is_symbolic) {
        Ok(())
    } else {
        Err(format!("mode: invalid syntax: {}", quote(mode)))
    }
}

/// `u=rwX`, `go-w`, `a+x`, `+t`.
fn is_symbolic(clause: &str) -> bool {
    let rest = clause.trim_start_matches(['u', 'g', 'o', 'a']);
    let mut parts = rest.split_inclusive(['+', '-', '=']);
    let signed = parts.next().is_some_and(|first| matches!(first, "+" | "-" | "="));
    signed
        && rest
            .chars()
            .all(|c| matches!(c, '+' | '-' | '=' | 'r' | 'w' | 'x' | 'X' | 's' | 't' | 'u' | 'g' | 'o'))
}
