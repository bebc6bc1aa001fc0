//! COPY and ADD.

use dockerfile::Word;
use dockerfile::instruction::{Add, Copy as CopyInstruction, Files, GitRef};

use super::super::drafts::DraftId;
use super::super::stages::{Command, StageIndex};
use super::super::{PlanError, Planner, Result, name, normalise, paths};
use crate::copy::check_mode;
use crate::glob;
use crate::op::file::{Action, ActionKind, Copy, FileOp, Mkfile, Owner, Slot};
use crate::op::{LocalOp, Op};
use crate::remote::{self, is_git, is_remote};

/// What COPY and ADD have in common.
struct Request<'a> {
    keyword: &'static str,
    files: &'a Files,
    chown: Option<&'a str>,
    chmod: Option<&'a str>,
    exclude: Vec<String>,
    parents: bool,
    link: bool,
    unpack: bool,
    /// The ADD that this is, which can take files from elsewhere.
    add: Option<&'a Add>,
    /// Where files come from.
    source: Option<DraftId>,
}

fn text(word: Option<&Word>) -> Option<&str> {
    word.map(|word| word.value.as_str()).filter(|text| !text.is_empty())
}

impl Planner<'_> {
    pub(super) fn copy(
        &mut self,
        index: StageIndex,
        command: &Command,
        copy: &CopyInstruction,
    ) -> Result<()> {
        let source = match command.sources.first().copied().flatten() {
            None => Some(self.context),
            Some(from) => {
                let (from, stage) = (self.stage(from), self.stage(index));
                if !from.dispatched {
                    let name = copy.from.as_ref().map_or("", |from| from.value.as_str());
                    return Err(PlanError::new(format!(
                        "cannot copy from stage {}, it needs to be defined before current stage {}",
                        dockerfile::quote(name),
                        dockerfile::quote(&stage.shown)
                    )));
                }
                from.state.node
            }
        };
        for path in &copy.files.sources {
            if let Some(Err(message)) = GitRef::parse(&path.value) {
                return Err(PlanError::new(message));
            }
            if is_remote(&path.value) {
                let kind = if is_git(&path.value) { "git ref" } else { "URL" };
                return Err(PlanError::new(format!("source can't be a {kind} for COPY")));
            }
        }
        let request = Request {
            keyword: "COPY",
            files: &copy.files,
            chown: text(copy.chown.as_ref()),
            chmod: text(copy.chmod.as_ref()),
            exclude: copy.exclude.iter().map(|word| word.value.to_string()).collect(),
            parents: copy.parents,
            link: copy.link,
            unpack: false,
            add: None,
            source,
        };
        self.copy_files(index, command, &request)?;
        if command.sources.is_empty() {
            self.note_context_paths(index, &copy.files);
        }
        Ok(())
    }

    pub(super) fn add(&mut self, index: StageIndex, command: &Command, add: &Add) -> Result<()> {
        if add.checksum.is_some() {
            let [source] = add.files.sources.as_slice() else {
                return Err(PlanError::new("checksum can't be specified for multiple sources"));
            };
            if !is_remote(&source.value) {
                return Err(PlanError::new("checksum requires HTTP(S) or Git sources"));
            }
        }
        let request = Request {
            keyword: "ADD",
            files: &add.files,
            chown: text(add.chown.as_ref()),
            chmod: text(add.chmod.as_ref()),
            exclude: add.exclude.iter().map(|word| word.value.to_string()).collect(),
            parents: false,
            link: add.link,
            unpack: add.unpack.unwrap_or(true),
            add: Some(add),
            source: Some(self.context),
        };
        self.copy_files(index, command, &request)?;
        self.note_context_paths(index, &add.files);
        Ok(())
    }

    fn note_context_paths(&mut self, index: StageIndex, files: &Files) {
        let local = files.sources.iter().filter(|source| !is_remote(&source.value));
        let paths = local.map(|source| paths::clean(&format!("/{}", source.value)));
        self.stage_mut(index).context_paths.extend(paths);
    }

    fn copy_files(&mut self, index: StageIndex, command: &Command, request: &Request<'_>) -> Result<()> {
        let stage = self.stage(index);
        let destination = &request.files.destination.value;
        let relative =
            if *destination == "." || destination.is_empty() { "./" } else { destination.as_str() };
        let destination = paths::canonical(&normalise(&stage.state.directory, relative, true), true);
        let template = Copy {
            destination,
            owner: request.chown.map(Owner::parse),
            mode: request.chmod.map(check_mode).transpose().map_err(PlanError::new)?,
            exclude: request.exclude.clone(),
            ..Copy::default()
        };
        let lexer = self.lexer();
        let stage = self.stage_mut(index);
        let text = name::expanded(lexer, command.node.code(), &stage.state.env);
        let step = name::numbered(stage, &text, command.onbuild);
        let linked = request.link && template.mode.is_none();
        let base = stage.state.node.filter(|_| !linked);

        let mut builder = Builder { inputs: base.into_iter().collect(), actions: Vec::new() };
        for source in &request.files.sources {
            match request.add.filter(|_| is_remote(&source.value)) {
                Some(add) => {
                    let (node, copy) = self.fetch(add, &source.value, &template, &step)?;
                    builder.copy(base, Some(node), copy);
                }
                None => builder.copy(base, request.source, source_copy(&source.value, request, &template)?),
            }
        }
        for file in &request.files.contents {
            let document = self.inline(&file.name, file.data.as_bytes(), 0o644);
            let copy = Copy { source: paths::clean(&format!("/{}", file.name)), ..template.clone() };
            builder.copy(base, Some(document), copy);
        }
        let op = Op::File(FileOp { actions: builder.actions });
        let node = self.drafts.add(op, builder.inputs, step.clone());
        let below = self.stage(index).state.node;
        self.step(index, command, node, text.clone());
        if request.files.sources.iter().any(|source| is_remote(&source.value)) {
            self.drafts.get_mut(node).group = Some(step.clone());
        }
        if let (true, Some(below)) = (linked, below) {
            self.merge(index, command, below, node, &text, step);
        }
        let created_by = history(request);
        self.commit(index, created_by, true);
        Ok(())
    }

    /// What is copied from a URL or a repository, which shows as one step with the copy.
    fn fetch(&mut self, add: &Add, source: &str, template: &Copy, step: &str) -> Result<(DraftId, Copy)> {
        let checksum = text(add.checksum.as_ref());
        let fetched = remote::fetch(source, &self.input.options.contexts, checksum, add.keep_git_dir)
            .map_err(PlanError::new)?;
        let copy = Copy {
            source: fetched.path,
            contents_only: fetched.is_repository,
            unpack: !fetched.is_repository && add.unpack.unwrap_or(false),
            ..template.clone()
        };
        let op = LocalOp { name: source.to_owned(), paths: Vec::new(), files: fetched.files };
        let node = self.drafts.add(Op::Local(op), Vec::new(), step);
        self.drafts.get_mut(node).group = Some(step.to_owned());
        Ok((node, copy))
    }

    /// Puts what was copied on top of the stage without looking at it.
    fn merge(
        &mut self,
        index: StageIndex,
        command: &Command,
        below: DraftId,
        copied: DraftId,
        text: &str,
        step: String,
    ) {
        let name = name::with_number(self.stage(index), &format!("LINK {text}"), command.onbuild);
        let merge = self.drafts.add(Op::Merge, vec![below, copied], name);
        self.step(index, command, merge, text.to_owned());
        for node in [copied, merge] {
            self.drafts.get_mut(node).group = Some(step.clone());
        }
    }

    /// A file that is written in the Dockerfile.
    pub(super) fn inline(&mut self, name: &str, data: &[u8], mode: u16) -> DraftId {
        let mkfile = Mkfile { path: paths::clean(&format!("/{name}")), mode, data: data.to_vec() };
        let action = Action { input: Slot::Scratch, source: Slot::Scratch, kind: ActionKind::Mkfile(mkfile) };
        let op = Op::File(FileOp { actions: vec![action] });
        self.drafts.add(op, Vec::new(), "[internal] preparing inline document")
    }
}

/// The chain of actions while it grows.
struct Builder {
    inputs: Vec<DraftId>,
    actions: Vec<Action>,
}

impl Builder {
    fn copy(&mut self, base: Option<DraftId>, source: Option<DraftId>, copy: Copy) {
        let input = match (self.actions.is_empty(), base) {
            (false, _) => Slot::Previous,
            (true, Some(_)) => Slot::Input(0),
            (true, None) => Slot::Scratch,
        };
        let source = match source {
            None => Slot::Scratch,
            Some(source) => Slot::Input(self.slot(source)),
        };
        self.actions.push(Action { input, source, kind: ActionKind::Copy(copy) });
    }

    fn slot(&mut self, node: DraftId) -> usize {
        match self.inputs.iter().position(|input| *input == node) {
            Some(slot) => slot,
            None => {
                self.inputs.push(node);
                self.inputs.len() - 1
            }
        }
    }
}

/// A copy of one source.
fn source_copy(source: &str, request: &Request<'_>, template: &Copy) -> Result<Copy> {
    let mut copy = Copy {
        follow_links: true,
        contents_only: true,
        unpack: request.unpack,
        wildcard: true,
        ..template.clone()
    };
    let mut path = source.to_owned();
    if request.parents {
        let (parent, pattern) = match source.split_once("/./") {
            Some((parent, pattern)) => (parent.to_owned(), pattern.to_owned()),
            None => ("/".to_owned(), source.to_owned()),
        };
        let pattern = normalise("/", &pattern, false);
        if !glob::has_wildcards(&parent) && !glob::has_wildcards(&pattern) {
            copy.required = vec![paths::clean(&format!("/{parent}/{pattern}"))];
        }
        copy.include = vec![pattern.strip_prefix('/').unwrap_or(&pattern).to_owned()];
        path = parent;
    }
    copy.source = paths::canonical(&normalise("/", &path, false), false);
    Ok(copy)
}

/// What history says; `--from`, `--link` and `--exclude` are left out, as BuildKit does.
fn history(request: &Request<'_>) -> String {
    let mut text = request.keyword.to_owned();
    if request.parents {
        text.push_str(" --parents");
    }
    if let Some(chown) = request.chown {
        text.push_str(&format!(" --chown={chown}"));
    }
    if let Some(chmod) = request.chmod {
        text.push_str(&format!(" --chmod={chmod}"));
    }
    for source in &request.files.sources {
        text.push_str(&format!(" {}", source.value));
    }
    for file in &request.files.contents {
        text.push_str(&format!(" <<{}", file.name));
    }
    text.push_str(&format!(" {} # buildkit", request.files.destination.value));
    text
}
