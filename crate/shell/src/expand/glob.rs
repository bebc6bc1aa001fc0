//! Pathname expansion.

use vfs::Follow;

use super::pattern::{Glyph, Pattern, fold as fold_glyphs, is_active};
use super::{Done, text_of};
use crate::eval::Shell;

impl Shell<'_, '_> {
    /// Adds the paths that match, sorted, or the text itself if there are none.
    pub(super) fn pathnames(&mut self, field: &[Glyph], all: &mut Vec<String>) -> Done<()> {
        let mut found = Vec::new();
        let absolute = field.first().is_some_and(|glyph| glyph.c == '/');
        let segments: Vec<&[Glyph]> = field.split(|glyph| glyph.c == '/').collect();
        let start = if absolute { "/" } else { "" };
        let segments = segments.get(usize::from(absolute)..).unwrap_or_default();
        self.match_segments(start, segments, &mut found)?;
        if found.is_empty() {
            if !self.state.options.nullglob {
                all.push(text_of(field));
            }
            return Ok(());
        }
        found.sort_unstable();
        all.append(&mut found);
        Ok(())
    }

    fn match_segments(&mut self, prefix: &str, segments: &[&[Glyph]], found: &mut Vec<String>) -> Done<()> {
        self.kernel.meter.fuel(1)?;
        let task = self.state.task.clone();
        let extended = self.state.options.extglob;
        // What holds no pattern is taken as it stands.
        let plain = segments.iter().take_while(|segment| !is_active(segment, extended)).count();
        let mut prefix = prefix.to_string();
        for (i, segment) in segments.iter().take(plain).enumerate() {
            prefix.push_str(&text_of(segment));
            prefix.push_str(if i + 1 < segments.len() { "/" } else { "" });
        }
        let prefix = prefix.as_str();
        let Some((segment, rest)) = segments.get(plain..).and_then(<[_]>::split_first) else {
            if self.kernel.stat(&task, prefix, Follow::Parent).is_ok() {
                found.push(prefix.to_string());
            }
            return Ok(());
        };
        let star = Glyph { c: '*', quoted: false };
        if self.state.options.globstar && **segment == [star, star] {
            return self.match_below(prefix, rest, found);
        }
        let fold = self.state.options.nocaseglob;
        let mut segment = segment.to_vec();
        if fold {
            fold_glyphs(&mut segment);
        }
        let pattern = Pattern::new(&segment, extended);
        let here = if prefix.is_empty() { "." } else { prefix };
        let Ok(entries) = self.kernel.list(&task, here) else { return Ok(()) };
        let longest = entries.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        self.kernel.meter.fuel(pattern.cost(longest).saturating_mul(entries.len() as u64))?;
        let mut names: Vec<(String, bool)> = entries
            .into_iter()
            .map(|(name, node)| (name, node.is_dir() || node.as_symlink().is_some()))
            .collect();
        if pattern.starts_with_dot() {
            names.extend([(".".to_string(), true), ("..".to_string(), true)]);
        }
        for (name, may_hold) in names {
            let hidden = name.starts_with('.') && !pattern.starts_with_dot() && !self.state.options.dotglob;
            let fits = if fold { pattern.matches(&name.to_lowercase()) } else { pattern.matches(&name) };
            if hidden || !fits {
                continue;
            }
            let path = format!("{prefix}{name}");
            if rest.is_empty() {
                found.push(path);
            } else if may_hold {
                self.match_segments(&format!("{path}/"), rest, found)?;
            }
        }
        Ok(())
    }

    /// `**` of `shopt -s globstar`: this directory and everything below it, but for what links lead to.
    fn match_below(&mut self, prefix: &str, rest: &[&[Glyph]], found: &mut Vec<String>) -> Done<()> {
        self.kernel.meter.enter()?;
        self.kernel.meter.fuel(1)?;
        if !rest.is_empty() {
            self.match_segments(prefix, rest, found)?;
        } else if !prefix.is_empty() && !found.iter().any(|path| *path == prefix.trim_end_matches('/')) {
            found.push(prefix.to_string());
        }
        let task = self.state.task.clone();
        let here = if prefix.is_empty() { "." } else { prefix };
        let entries: Vec<(String, bool)> = match self.kernel.list(&task, here) {
            Ok(entries) => entries.into_iter().map(|(name, node)| (name, node.is_dir())).collect(),
            Err(_) => Vec::new(),
        };
        self.kernel.meter.fuel(entries.len() as u64)?;
        for (name, is_dir) in entries {
            if name.starts_with('.') && !self.state.options.dotglob {
                continue;
            }
            if rest.is_empty() {
                found.push(format!("{prefix}{name}"));
            }
            if is_dir {
                self.match_below(&format!("{prefix}{name}/"), rest, found)?;
            }
        }
        self.kernel.meter.leave();
        Ok(())
    }
}
