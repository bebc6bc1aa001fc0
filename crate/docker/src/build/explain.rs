//! `--explain`: why steps ran, and why others did not although something changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use engine::{
    Event, FileAspect, Hit, KeyInput, Miss, Part, Reason, StepKey, Surprise, VariableSource, VertexId,
    WordChange,
};
use serde_json::{Value, json};

use crate::view;

/// What was heard about the steps of a build.
#[derive(Debug, Default)]
pub(super) struct Account {
    names: BTreeMap<VertexId, String>,
    /// Lines of the Dockerfile that a step stands for.
    lines: BTreeMap<VertexId, (u32, u32)>,
    /// What a step is known by, as far as the builder had to look.
    keys: BTreeMap<VertexId, StepKey>,
    misses: Vec<(VertexId, Miss)>,
    hits: Vec<(VertexId, Option<Hit>)>,
}

impl Account {
    pub(super) fn hear(&mut self, event: &Event) {
        match event {
            Event::Planned(planned) => {
                for instruction in &planned.instructions {
                    if let Some(vertex) = instruction.vertex {
                        self.lines.insert(vertex, (*instruction.lines.start(), *instruction.lines.end()));
                    }
                }
            }
            Event::Vertex(info) => {
                self.names.insert(info.id, info.name.clone());
            }
            Event::VertexKeyed { vertex, key } => {
                self.keys.insert(*vertex, key.clone());
            }
            Event::VertexMissed { vertex, miss } => self.misses.push((*vertex, miss.clone())),
            Event::VertexCached { vertex, because, .. }
                if !self.hits.iter().any(|(known, _)| known == vertex) =>
            {
                self.hits.push((*vertex, because.clone()));
            }
            _ => {}
        }
    }

    /// For people: first what broke the cache with the evidence, then what followed from it, then what was reused.
    // Only who asks for it loads it: the module's first half is divided from the rest by functions.
    #[inline(never)]
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let (breaks, consequences): (Vec<_>, Vec<_>) =
            self.misses.iter().partition(|(_, miss)| miss.first_break);
        if !breaks.is_empty() {
            out.push_str("Steps that ran, and why:\n");
        }
        for (vertex, miss) in breaks {
            let _ = writeln!(out, "  {}{}", self.name(*vertex), self.place(*vertex));
            for reason in &miss.reasons {
                let _ = writeln!(out, "    {reason}");
                for line in evidence(reason).lines() {
                    let _ = writeln!(out, "      {line}");
                }
            }
        }
        if !consequences.is_empty() {
            out.push_str("Steps that ran because of those:\n");
        }
        for (vertex, miss) in consequences {
            let _ = writeln!(out, "  {} ({})", self.name(*vertex), miss.summary());
        }
        if !self.hits.is_empty() {
            out.push_str("Steps taken from the cache:\n");
        }
        for (vertex, hit) in &self.hits {
            let _ = writeln!(out, "  {}", self.name(*vertex));
            for surprise in hit.iter().flat_map(|hit| &hit.surprises) {
                let _ = writeln!(out, "    {surprise}");
            }
        }
        if out.is_empty() {
            out.push_str("There was nothing to do.\n");
        }
        out
    }

    /// For programs: `{"missed": [{step, lines, key, firstBreak, summary, reasons}], "cached": [{step, lines, key, remarks,
    /// surprises}]}`, where a key is `{digest, parts: [{kind, …}], inputs: [{name, paths, content}]}`, or null of steps that
    /// have none.
    #[inline(never)]
    pub(super) fn json(&self) -> String {
        let missed: Vec<Value> = self
            .misses
            .iter()
            .map(|(vertex, miss)| {
                json!({
                    "step": self.name(*vertex),
                    "lines": self.lines.get(vertex),
                    "key": self.key(*vertex),
                    "firstBreak": miss.first_break,
                    "summary": miss.summary(),
                    "reasons": miss.reasons.iter().map(|reason| self.reason(reason)).collect::<Vec<_>>(),
                })
            })
            .collect();
        let cached: Vec<Value> = self
            .hits
            .iter()
            .map(|(vertex, hit)| {
                let surprises = || hit.iter().flat_map(|hit| &hit.surprises);
                json!({
                    "step": self.name(*vertex),
                    "lines": self.lines.get(vertex),
                    "key": self.key(*vertex),
                    "remarks": surprises().map(ToString::to_string).collect::<Vec<_>>(),
                    "surprises": surprises().map(surprise).collect::<Vec<_>>(),
                })
            })
            .collect();
        format!("{}\n", view::json::pretty(&json!({ "missed": missed, "cached": cached }), "  "))
    }

    fn name(&self, vertex: VertexId) -> &str {
        self.names.get(&vertex).map_or("", String::as_str)
    }

    fn place(&self, vertex: VertexId) -> String {
        match self.lines.get(&vertex) {
            Some((first, last)) if first == last => format!("  (line {first})"),
            Some((first, last)) => format!("  (lines {first}-{last})"),
            None => String::new(),
        }
    }

    fn key(&self, vertex: VertexId) -> Option<Value> {
        let key = self.keys.get(&vertex)?;
        let input = |input: &KeyInput| {
            let content = input.content.map(|digest| digest.to_string());
            json!({ "name": input.name, "paths": input.paths, "content": content })
        };
        let parts: Vec<Value> = key.parts.iter().map(part).collect();
        let inputs: Vec<Value> = key.inputs.iter().map(input).collect();
        Some(json!({ "digest": key.digest.to_string(), "parts": parts, "inputs": inputs }))
    }

    fn reason(&self, reason: &Reason) -> Value {
        match reason {
            Reason::FirstBuild => json!({ "kind": "firstBuild" }),
            Reason::NoCache => json!({ "kind": "noCache" }),
            Reason::Pruned => json!({ "kind": "pruned" }),
            Reason::Instruction { before, after } => {
                let words = reason.words().into_iter().map(|word| {
                    let change = match word.change {
                        WordChange::Kept => "kept",
                        WordChange::Removed => "removed",
                        WordChange::Added => "added",
                    };
                    json!({ "text": word.text, "change": change })
                });
                let words: Vec<Value> = words.collect();
                json!({ "kind": "instruction", "before": before, "after": after, "words": words })
            }
            Reason::File(change) => json!({
                "kind": "file",
                "path": change.path,
                "change": aspect(change.what),
                "before": change.before,
                "after": change.after,
                "diff": change.diff,
                "line": change.line,
            }),
            Reason::Variable { name, source, before, after } => {
                let source = set_by(*source);
                json!({ "kind": "variable", "name": name, "source": source, "before": before, "after": after })
            }
            Reason::Parent { vertex, .. } => json!({ "kind": "parent", "step": self.name(*vertex) }),
            Reason::Base { before, after } => json!({ "kind": "base", "before": before, "after": after }),
            Reason::Option { name, before, after } => {
                json!({ "kind": "option", "name": name, "before": before, "after": after })
            }
        }
    }
}

fn set_by(source: VariableSource) -> &'static str {
    match source {
        VariableSource::Arg => "arg",
        VariableSource::Env => "env",
    }
}

fn part(part: &Part) -> Value {
    match part {
        Part::Word(text) => json!({ "kind": "word", "text": text }),
        Part::Variable { name, value, source } => {
            json!({ "kind": "variable", "name": name, "value": value, "source": set_by(*source) })
        }
        Part::Option { name, value } => json!({ "kind": "option", "name": name, "value": value }),
    }
}

fn surprise(surprise: &Surprise) -> Value {
    match surprise {
        Surprise::OnlyTimes { paths } => json!({ "kind": "onlyTimes", "paths": paths }),
        Surprise::OtherOrigin { name } => json!({ "kind": "otherOrigin", "name": name }),
        Surprise::Spelling { before } => json!({ "kind": "spelling", "before": before }),
        Surprise::Comment { before } => json!({ "kind": "comment", "before": before }),
        Surprise::SameContent { name } => json!({ "kind": "sameContent", "name": name }),
    }
}

fn aspect(what: FileAspect) -> &'static str {
    match what {
        FileAspect::Added => "added",
        FileAspect::Removed => "removed",
        FileAspect::Renamed => "renamed",
        FileAspect::Content => "content",
        FileAspect::Mode => "mode",
        FileAspect::Owner => "owner",
        FileAspect::Kind => "kind",
        FileAspect::Target => "target",
    }
}

/// What can be shown of a change beyond its name.
fn evidence(reason: &Reason) -> String {
    match reason {
        Reason::File(change) => change.diff.clone().unwrap_or_default(),
        Reason::Instruction { .. } => format!("{}\n", words(reason)),
        Reason::Base { before, after } => format!("- {before}\n+ {after}\n"),
        _ => String::new(),
    }
}

/// The words of a changed instruction, as `git diff --word-diff` shows them.
fn words(reason: &Reason) -> String {
    let mut runs: Vec<(WordChange, Vec<String>)> = Vec::new();
    for word in reason.words() {
        match runs.last_mut() {
            Some((change, run)) if *change == word.change => run.push(word.text),
            _ => runs.push((word.change, vec![word.text])),
        }
    }
    let shown = runs.into_iter().map(|(change, run)| match change {
        WordChange::Kept => run.join(" "),
        WordChange::Removed => format!("[-{}-]", run.join(" ")),
        WordChange::Added => format!("{{+{}+}}", run.join(" ")),
    });
    shown.collect::<Vec<_>>().join(" ")
}
