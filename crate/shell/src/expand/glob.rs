//! Pathname expansion.

use vfs::Follow;

use super::pattern::{Glyph, Pattern, is_active};
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
        // What holds no pattern is taken as it stands.
        let plain = segments.iter().take_while(|segment| !is_active(segment)).count();
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
        let pattern = Pattern::new(segment);
        let here = if prefix.is_empty() { "." } else { prefix };
        let Ok(entries) = self.kernel.list(&task, here) else { return Ok(()) };
        self.kernel.meter.fuel(entries.len() as u64)?;
        let mut names: Vec<(String, bool)> = entries
            .into_iter()
            .map(|(name, node)| (name, node.is_dir() || node.as_symlink().is_some()))
            .collect();
        if pattern.starts_with_dot() {
            names.extend([(".".to_string(), true), ("..".to_string(), true)]);
        }
        for (name, may_hold) in names {
            let hidden = name.starts_with('.') && !pattern.starts_with_dot() && !self.state.options.dotglob;
            if hidden || !pattern.matches(&name) {
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
}
