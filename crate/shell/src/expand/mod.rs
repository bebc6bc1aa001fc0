//! Words to fields: tilde, parameters, commands, arithmetic, splitting, pathnames.

pub(crate) mod arith;
mod brace;
mod glob;
mod parameter;
pub(crate) use parameter::array_index;
pub(crate) mod pattern;

use crate::eval::Shell;
use crate::kernel::Unwind;
use crate::meter::Stop;
use crate::syntax::{Dialect, Part, Word};
use pattern::{Glyph, Pattern};

type Done<T> = Result<T, Unwind>;

/// What a character of an expanded word counts against the memory that may be held: words stay below 8 MiB.
const WORD_COST: u64 = 32;

/// Fields in the making.
#[derive(Default)]
pub(super) struct Fields {
    done: Vec<Vec<Glyph>>,
    current: Option<Vec<Glyph>>,
    /// White space of IFS has just ended a field; a separator that follows belongs to it.
    after_blank: bool,
    /// Whether unquoted expansions are split.
    split: bool,
}

impl Fields {
    fn touch(&mut self) -> &mut Vec<Glyph> {
        self.after_blank = false;
        self.current.get_or_insert_default()
    }

    fn end(&mut self) {
        if let Some(field) = self.current.take() {
            self.done.push(field);
        }
    }

    /// Text that is not split.
    pub(super) fn add(&mut self, text: &str, quoted: bool) {
        self.touch().extend(text.chars().map(|c| Glyph { c, quoted }));
    }

    /// The result of an unquoted expansion.
    pub(super) fn add_split(&mut self, text: &str, ifs: &str) {
        if !self.split {
            if !text.is_empty() {
                self.add(text, false);
            }
            return;
        }
        for c in text.chars() {
            if !ifs.contains(c) {
                self.touch().push(Glyph { c, quoted: false });
            } else if matches!(c, ' ' | '\t' | '\n') {
                self.after_blank |= self.current.is_some();
                self.end();
            } else {
                if self.current.is_none() && !self.after_blank {
                    self.current = Some(Vec::new());
                }
                self.end();
                self.after_blank = false;
            }
        }
    }
}

impl Shell<'_, '_> {
    /// Expands the words of a command.
    pub(crate) fn fields(&mut self, words: &[Word]) -> Done<Vec<String>> {
        let mut all = Vec::new();
        for word in words {
            self.kernel.meter.fuel(1)?;
            if self.state.dialect == Dialect::Bash && word.0.iter().any(brace::may_expand) {
                for word in brace::expand(word, &mut self.kernel.meter)? {
                    self.word_fields(&word, &mut all)?;
                }
            } else {
                self.word_fields(word, &mut all)?;
            }
        }
        Ok(all)
    }

    fn word_fields(&mut self, word: &Word, all: &mut Vec<String>) -> Done<()> {
        if let Some(text) = word.literal()
            && !text.contains(['*', '?', '[', '~', '\\'])
        {
            all.push(text.to_string());
            return Ok(());
        }
        let mut fields = Fields { split: true, ..Fields::default() };
        self.expand_into(word, &mut fields)?;
        fields.end();
        let size: usize = fields.done.iter().map(|field| 4 + field.len()).sum();
        self.kernel.meter.fuel(size as u64 / 8)?;
        self.kernel.meter.hold(size as u64 * WORD_COST)?;
        for field in fields.done {
            if self.state.options.noglob || !pattern::is_active(&field, self.state.options.extglob) {
                all.push(text_of(&field));
            } else {
                self.pathnames(&field, all)?;
            }
        }
        Ok(())
    }

    /// Expands without splitting and pathnames: assignments, redirections, here-documents, `case`.
    pub(crate) fn text(&mut self, word: &Word) -> Done<String> {
        match word.0.as_slice() {
            [] => return Ok(String::new()),
            [Part::Quoted(text)] => return Ok(text.clone()),
            _ => {}
        }
        Ok(text_of(&self.glyphs(word)?))
    }

    /// Expands to a pattern, in which quoted characters match themselves.
    pub(crate) fn pattern(&mut self, word: &Word) -> Done<Pattern> {
        let glyphs = self.glyphs(word)?;
        self.kernel.meter.fuel(glyphs.len() as u64 / 64)?;
        Ok(Pattern::new(&glyphs, self.state.options.extglob))
    }

    /// Whether a text matches the pattern that a word expands to. `extended`: groups count even where `shopt -s extglob`
    /// was not said.
    pub(crate) fn fits(&mut self, text: &str, word: &Word, extended: bool) -> Done<bool> {
        let mut glyphs = self.glyphs(word)?;
        let fold = self.state.options.nocasematch;
        if fold {
            pattern::fold(&mut glyphs);
        }
        let pattern = Pattern::new(&glyphs, extended || self.state.options.extglob);
        self.kernel.meter.fuel(pattern.cost(text.len()))?;
        Ok(if fold { pattern.matches(&text.to_lowercase()) } else { pattern.matches(text) })
    }

    pub(crate) fn glyphs(&mut self, word: &Word) -> Done<Vec<Glyph>> {
        let mut fields = Fields::default();
        self.expand_into(word, &mut fields)?;
        fields.end();
        let size: usize = fields.done.iter().map(Vec::len).sum();
        self.kernel.meter.fuel(size as u64 / 8)?;
        self.kernel.meter.hold(size as u64 * WORD_COST)?;
        // Only `$@` makes several fields here; they are joined by a blank.
        let mut glyphs = Vec::new();
        for (i, field) in fields.done.into_iter().enumerate() {
            if i > 0 {
                glyphs.push(Glyph { c: ' ', quoted: true });
            }
            glyphs.extend(field);
        }
        Ok(glyphs)
    }

    /// The value of an assignment: tildes count behind every unquoted `:` too.
    pub(crate) fn assigned(&mut self, word: &Word) -> Done<String> {
        let has_tilde = |part: &Part| matches!(part, Part::Literal(text) if text.contains('~'));
        if !word.0.iter().any(has_tilde) {
            return self.text(word);
        }
        let mut parts = Vec::new();
        for (i, part) in word.0.iter().enumerate() {
            let Part::Literal(text) = part else {
                parts.push(part.clone());
                continue;
            };
            let last_part = i + 1 == word.0.len();
            let pieces: Vec<&str> = text.split(':').collect();
            for (at, piece) in pieces.iter().enumerate() {
                if at > 0 {
                    parts.push(Part::Quoted(":".into()));
                }
                let starts = at > 0 || i == 0;
                let complete = at + 1 < pieces.len() || last_part || piece.contains('/');
                match self.tilde(piece).filter(|_| starts && complete) {
                    Some(home) => parts.push(Part::Quoted(home)),
                    None => parts.push(Part::Quoted((*piece).to_string())),
                }
            }
        }
        self.text(&Word(parts))
    }

    fn expand_into(&mut self, word: &Word, fields: &mut Fields) -> Done<()> {
        for (i, part) in word.0.iter().enumerate() {
            if let (0, Part::Literal(text)) = (i, part)
                && text.starts_with('~')
                && (text.contains('/') || word.0.len() == 1)
                && let Some(expanded) = self.tilde(text)
            {
                fields.add(&expanded, true);
                continue;
            }
            self.expand_part(part, false, fields)?;
        }
        Ok(())
    }

    /// `~` and `~name` at the start of a text; nothing if it is no such thing.
    fn tilde(&mut self, text: &str) -> Option<String> {
        let rest = text.strip_prefix('~')?;
        let (name, tail) = match rest.split_once('/') {
            Some((name, tail)) => (name, format!("/{tail}")),
            None => (rest, String::new()),
        };
        let home = if name.is_empty() {
            self.variable("HOME")?
        } else {
            self.kernel
                .accounts()
                .users
                .iter()
                .find(|user| user.name == name)
                .map(|user| user.home.clone())?
        };
        Some(home + &tail)
    }

    pub(super) fn expand_part(&mut self, part: &Part, quoted: bool, fields: &mut Fields) -> Done<()> {
        self.kernel.meter.fuel(1)?;
        match part {
            Part::Literal(text) => fields.add(text, quoted),
            Part::Quoted(text) => fields.add(text, true),
            Part::Double(parts) => self.expand_double(parts, fields)?,
            Part::Parameter(parameter) => self.expand_parameter(parameter, quoted, fields)?,
            Part::Command(list) => {
                let output = self.command_output(list)?;
                self.add_expansion(&output, quoted, fields);
            }
            Part::Arithmetic(word) => {
                let value = self.arithmetic(word)?.to_string();
                self.add_expansion(&value, quoted, fields);
            }
            Part::Array(_) => return Err(self.unmodelled("an array as a word").into()),
            Part::Process { output: true, .. } => {
                return Err(self.unmodelled("process substitution to a command, `>(…)`").into());
            }
            Part::Process { output: false, list } => {
                let path = self.process_output(list)?;
                fields.add(&path, true);
            }
        }
        Ok(())
    }

    fn expand_double(&mut self, parts: &[Part], fields: &mut Fields) -> Done<()> {
        let vanishes = !parts.is_empty() && parts.iter().all(|part| self.is_empty_list(part));
        for part in parts {
            self.expand_part(part, true, fields)?;
        }
        if !vanishes {
            fields.touch();
        }
        Ok(())
    }

    pub(super) fn add_expansion(&self, text: &str, quoted: bool, fields: &mut Fields) {
        if quoted {
            fields.add(text, true);
        } else {
            fields.add_split(text, &self.ifs());
        }
    }

    pub(super) fn ifs(&self) -> String {
        self.variable("IFS").unwrap_or_else(|| " \t\n".into())
    }

    /// Evaluates an arithmetic expression.
    pub(crate) fn arithmetic(&mut self, word: &Word) -> Done<i64> {
        let source = self.text(word)?;
        self.evaluate(&source)
    }

    pub(crate) fn evaluate(&mut self, source: &str) -> Done<i64> {
        self.kernel.meter.fuel(1 + source.len() as u64 / 8)?;
        self.kernel.meter.weigh(12 + source.len() as u64)?;
        match arith::evaluate(source, self) {
            Ok(value) => Ok(value),
            Err(error) => {
                let message = error.message(source, self.state.dialect);
                Err(self.fatal(&message))
            }
        }
    }

    pub(crate) fn unmodelled(&self, what: &str) -> Stop {
        Stop::Unsupported(what.to_string())
    }
}

pub(crate) fn text_of(glyphs: &[Glyph]) -> String {
    glyphs.iter().map(|glyph| glyph.c).collect()
}
