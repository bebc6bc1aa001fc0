//! Replacing the variables of an instruction, word by word as BuildKit's dispatch does.

use std::borrow::Cow;

use diag::{Diagnostic, Span};

use crate::text::{Str, Word};
use crate::word::{Lexer, Scope, WordError};

use super::{Add, Copy, Failed, Files, InlineFile, Kind, Mount, Pair, Run, error_at, volume};

/// Replaces variables by the values of a scope, and notes those that are not set.
pub struct Expander<'a> {
    lexer: Lexer,
    scope: &'a dyn Scope,
    /// The variables that were not set, in the order of use. A word that fails notes those before the failure.
    pub undefined: Vec<Undefined>,
}

/// A variable that was used without being set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undefined {
    /// Its name.
    pub name: String,
    /// The word that uses it.
    pub span: Span,
}

impl<'a> Expander<'a> {
    /// An expander with the escape character of the file.
    pub fn new(escape: char, scope: &'a dyn Scope) -> Self {
        Self { lexer: Lexer::new(escape), scope, undefined: Vec::new() }
    }

    /// An expander for the classic builder.
    pub fn classic(escape: char, scope: &'a dyn Scope) -> Self {
        Self { lexer: Lexer::classic(escape), ..Self::new(escape, scope) }
    }

    /// Whether [`Expander::kind`] would change anything or could fail.
    pub fn is_needed(&self, kind: &Kind) -> bool {
        let plain = |word: &Word| self.lexer.is_literal(&word.value);
        let none = |word: &Option<Word>| word.as_ref().is_none_or(plain);
        let files = |files: &Files| {
            !files.sources.iter().all(plain)
                || !plain(&files.destination)
                || files.contents.iter().any(|file| file.expand)
        };
        match kind {
            Kind::Add(add) => {
                files(&add.files) || !none(&add.chown) || !none(&add.chmod) || !none(&add.checksum)
            }
            Kind::Copy(copy) => files(&copy.files) || !none(&copy.chown) || !none(&copy.chmod),
            Kind::Env(pairs) | Kind::Label(pairs) => {
                pairs.iter().any(|pair| !plain(&pair.name) || !plain(&pair.value))
            }
            Kind::Run(run) => !run.mount_flags.is_empty(),
            Kind::Workdir(word) | Kind::User(word) | Kind::Stopsignal(word) => !plain(word),
            Kind::Volume(words) => !words.iter().all(plain),
            Kind::Expose(_) => true,
            _ => false,
        }
    }

    /// The instruction with its variables replaced, as the scope before it sees them. ENV values do not see each
    /// other. Commands (RUN, CMD, ENTRYPOINT, HEALTHCHECK), SHELL, MAINTAINER and ONBUILD stay as they are; of RUN, the
    /// mounts are read. ARG and FROM have scopes of their own and stay too. EXPOSE gives its sorted ports, each word
    /// split at the blanks that variables brought in.
    ///
    /// # Errors
    /// BuildKit's message at the word that cannot be expanded.
    pub fn kind(&mut self, kind: &Kind) -> Result<Kind, Box<Diagnostic>> {
        Ok(match kind {
            Kind::Add(add) => Kind::Add(self.add(add)?),
            Kind::Copy(copy) => Kind::Copy(self.copy(copy)?),
            Kind::Env(pairs) => Kind::Env(self.pairs(pairs)?),
            Kind::Label(pairs) => Kind::Label(self.pairs(pairs)?),
            Kind::Run(run) => Kind::Run(self.run(run)?),
            Kind::Workdir(word) => Kind::Workdir(self.word(word)?),
            Kind::User(word) => Kind::User(self.word(word)?),
            Kind::Stopsignal(word) => Kind::Stopsignal(self.word(word)?),
            Kind::Volume(words) => Kind::Volume(self.volumes(words)?),
            Kind::Expose(words) => Kind::Expose(self.ports(words)?),
            other => other.clone(),
        })
    }

    /// A word as one text.
    ///
    /// # Errors
    /// BuildKit's message.
    pub fn word(&mut self, word: &Word) -> Result<Word, Box<Diagnostic>> {
        self.with(self.lexer, word)
    }

    /// The content of a heredoc: quotes mean nothing, the escape character is `\`.
    ///
    /// # Errors
    /// BuildKit's message.
    pub fn heredoc(&mut self, content: &Word) -> Result<Word, Box<Diagnostic>> {
        self.with(Lexer::heredoc(), content)
    }

    fn with(&mut self, lexer: Lexer, word: &Word) -> Result<Word, Failed> {
        if lexer.is_literal(&word.value) {
            return Ok(word.clone());
        }
        match lexer.process(&word.value, self.scope) {
            Ok(expansion) => {
                self.note(expansion.unmatched, word.span);
                let value = match expansion.text {
                    Cow::Borrowed(_) => word.value.clone(),
                    Cow::Owned(text) => Str::from(text),
                };
                Ok(Word::new(value, word.span))
            }
            Err(error) => Err(self.failed(error, word.span)),
        }
    }

    fn note(&mut self, names: Vec<String>, span: Span) {
        self.undefined.extend(names.into_iter().map(|name| Undefined { name, span }));
    }

    fn failed(&mut self, error: WordError, span: Span) -> Failed {
        self.note(error.unmatched, span);
        Box::new(Diagnostic::error("expansion", span, error.message))
    }

    fn option(&mut self, word: &Option<Word>) -> Result<Option<Word>, Failed> {
        word.as_ref().map(|word| self.word(word)).transpose()
    }

    fn words(&mut self, words: &[Word]) -> Result<Vec<Word>, Failed> {
        words.iter().map(|word| self.word(word)).collect()
    }

    fn pairs(&mut self, pairs: &[Pair]) -> Result<Vec<Pair>, Failed> {
        pairs
            .iter()
            .map(|pair| {
                let (name, value) = (self.word(&pair.name)?, self.word(&pair.value)?);
                Ok(Pair { name, value, legacy: pair.legacy })
            })
            .collect()
    }

    fn files(&mut self, files: &Files) -> Result<Files, Failed> {
        Ok(Files {
            sources: self.words(&files.sources)?,
            destination: self.word(&files.destination)?,
            contents: files.contents.clone(),
        })
    }

    /// Inline files come last, after all words.
    fn contents(&mut self, files: &mut Files) -> Result<(), Failed> {
        for file in files.contents.iter_mut().filter(|file| file.expand) {
            let data = self.heredoc(&Word::new(file.data.clone(), file.span))?.value;
            *file = InlineFile { data, ..file.clone() };
        }
        Ok(())
    }

    fn add(&mut self, add: &Add) -> Result<Add, Failed> {
        let mut add = Add {
            chown: self.option(&add.chown)?,
            chmod: self.option(&add.chmod)?,
            checksum: self.option(&add.checksum)?,
            files: self.files(&add.files)?,
            ..add.clone()
        };
        self.contents(&mut add.files)?;
        Ok(add)
    }

    fn copy(&mut self, copy: &Copy) -> Result<Copy, Failed> {
        let mut copy = Copy {
            chown: self.option(&copy.chown)?,
            chmod: self.option(&copy.chmod)?,
            files: self.files(&copy.files)?,
            ..copy.clone()
        };
        self.contents(&mut copy.files)?;
        Ok(copy)
    }

    fn run(&mut self, run: &Run) -> Result<Run, Failed> {
        let mounts =
            run.mount_flags.iter().map(|flag| Mount::read(flag, Some(self))).collect::<Result<_, _>>()?;
        Ok(Run { mounts, ..run.clone() })
    }

    fn volumes(&mut self, words: &[Word]) -> Result<Vec<Word>, Failed> {
        let volumes = self.words(words)?;
        match volumes.iter().find(|word| word.value.is_empty()) {
            Some(word) => Err(error_at(word.span, volume::EMPTY)),
            None => Ok(volumes),
        }
    }

    fn ports(&mut self, words: &[Word]) -> Result<Vec<Word>, Failed> {
        let mut sorted: Vec<&Word> = words.iter().collect();
        sorted.sort_by(|a, b| a.value.cmp(&b.value));
        let mut ports = Vec::new();
        for word in sorted {
            let expansion = self
                .lexer
                .split(&word.value, self.scope)
                .map_err(|error| error_at(word.span, error.message))?;
            ports.extend(expansion.words.into_iter().map(|port| Word::new(Str::from(port), word.span)));
        }
        Ok(ports)
    }
}
