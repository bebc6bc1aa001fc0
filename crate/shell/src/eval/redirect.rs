//! Redirections.

use vfs::{Errno, FsError};

use super::{Done, Shell};
use crate::io::{Channel, Handle, handle};
use crate::kernel::Open;
use crate::syntax::{Dialect, Redirect, RedirectKind, Word};
use crate::text::to_bytes;

/// Descriptors as they were before.
pub(crate) type Saved = Vec<(u32, Option<Handle>)>;

impl Shell<'_, '_> {
    /// Applies redirections in order. `Err` in the inner result: one failed and has been reported.
    pub(crate) fn redirect(&mut self, redirects: &[Redirect]) -> Done<Result<Saved, i32>> {
        let mut saved = Saved::new();
        for redirect in redirects {
            self.kernel.meter.fuel(1)?;
            self.kernel.meter.weigh(8)?;
            if let Err(message) = self.apply(redirect, &mut saved)? {
                self.restore(saved);
                self.complain(&message)?;
                let status = if self.state.dialect == Dialect::Dash { 2 } else { 1 };
                return Ok(Err(status));
            }
        }
        Ok(Ok(saved))
    }

    pub(crate) fn restore(&mut self, saved: Saved) {
        for (fd, handle) in saved.into_iter().rev() {
            self.state.task.fds.restore(fd, handle);
        }
    }

    fn set(&mut self, fd: u32, handle: Option<Handle>, saved: &mut Saved) {
        saved.push((fd, self.state.task.fds.get(fd)));
        self.state.task.fds.restore(fd, handle);
    }

    fn apply(&mut self, redirect: &Redirect, saved: &mut Saved) -> Done<Result<(), String>> {
        let (word, how, fd) = match &redirect.kind {
            RedirectKind::Read(word) => (word, Open::Read, 0),
            RedirectKind::Write(word) | RedirectKind::Clobber(word) => (word, Open::Write, 1),
            RedirectKind::Append(word) => (word, Open::Append, 1),
            RedirectKind::ReadWrite(word) => (word, Open::Update, 0),
            RedirectKind::Duplicate { input, target } => {
                return self.duplicate(redirect.fd, *input, target, saved);
            }
            RedirectKind::Both { append, target } => {
                let how = if *append { Open::Append } else { Open::Write };
                let opened = self.open(target, how)?;
                return Ok(opened.map(|file| {
                    self.set(1, Some(file.clone()), saved);
                    self.set(2, Some(file), saved);
                }));
            }
            RedirectKind::Here(body) => {
                let text = match body.get() {
                    Some(word) => self.text(word)?,
                    None => String::new(),
                };
                self.set_input(redirect.fd, text, saved);
                return Ok(Ok(()));
            }
            RedirectKind::HereString(word) => {
                let text = self.text(word)? + "\n";
                self.set_input(redirect.fd, text, saved);
                return Ok(Ok(()));
            }
        };
        let protects = self.state.options.noclobber;
        self.state.options.noclobber &= !matches!(redirect.kind, RedirectKind::Clobber(_));
        let opened = self.open(word, how);
        self.state.options.noclobber = protects;
        let opened = opened?;
        Ok(opened.map(|file| self.set(redirect.fd.unwrap_or(fd), Some(file), saved)))
    }

    fn set_input(&mut self, fd: Option<u32>, text: String, saved: &mut Saved) {
        let channel = Channel::Input { bytes: to_bytes(&text), at: 0 };
        self.set(fd.unwrap_or(0), Some(handle(channel)), saved);
    }

    fn duplicate(
        &mut self,
        fd: Option<u32>,
        input: bool,
        target: &Word,
        saved: &mut Saved,
    ) -> Done<Result<(), String>> {
        let fd = fd.unwrap_or(if input { 0 } else { 1 });
        let target = self.text(target)?;
        if target == "-" {
            self.set(fd, None, saved);
            return Ok(Ok(()));
        }
        let Ok(number) = target.parse::<u32>() else {
            return Ok(Err(format!("{target}: ambiguous redirect")));
        };
        match self.state.task.fds.get(number) {
            Some(handle) => {
                self.set(fd, Some(handle), saved);
                Ok(Ok(()))
            }
            None => Ok(Err(format!("{number}: Bad file descriptor"))),
        }
    }

    fn open(&mut self, word: &Word, how: Open) -> Done<Result<Handle, String>> {
        let path = self.text(word)?;
        if how == Open::Write && self.state.options.noclobber {
            let task = self.state.task.clone();
            if self
                .kernel
                .stat(&task, &path, vfs::Follow::All)
                .is_ok_and(|(_, node)| node.as_file().is_some())
            {
                return Ok(Err(match self.state.dialect {
                    Dialect::Ash => format!("can't create {path}: File exists"),
                    Dialect::Dash => format!("cannot create {path}: File exists"),
                    Dialect::Bash => format!("{path}: cannot overwrite existing file"),
                }));
            }
        }
        let task = self.state.task.clone();
        Ok(self
            .kernel
            .open(&task, &path, how)
            .map_err(|error| refusal(self.state.dialect, &path, &error, how)))
    }
}

/// How a shell says that a file could not be opened.
fn refusal(dialect: Dialect, path: &str, error: &FsError, how: Open) -> String {
    let create = how != Open::Read;
    match dialect {
        Dialect::Bash => format!("{path}: {error}"),
        Dialect::Ash => {
            let verb = if create { "create" } else { "open" };
            match error.errno {
                Errno::ENOENT if create => format!("can't create {path}: nonexistent directory"),
                Errno::ENOENT => format!("can't open {path}: no such file"),
                _ => format!("can't {verb} {path}: {error}"),
            }
        }
        Dialect::Dash => {
            let verb = if create { "create" } else { "open" };
            match error.errno {
                Errno::ENOENT if create => format!("cannot create {path}: Directory nonexistent"),
                Errno::ENOENT => format!("cannot open {path}: No such file"),
                _ => format!("cannot {verb} {path}: {error}"),
            }
        }
    }
}
