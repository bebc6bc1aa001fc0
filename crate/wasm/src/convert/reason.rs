//! Why steps ran or did not.

use docker::SideBySide;
use engine::{Failure, FileAspect, FileChange, KeyInput, Part, Reason, Surprise, Verdict, WordChange};

use super::event;
use crate::wire::{self, MissReason};

pub(crate) fn reason(reason: Reason) -> MissReason {
    let words = reason.words().into_iter().map(|word| wire::Word {
        text: word.text,
        change: match word.change {
            WordChange::Kept => wire::WordChange::Kept,
            WordChange::Removed => wire::WordChange::Removed,
            WordChange::Added => wire::WordChange::Added,
        },
    });
    let words = words.collect();
    match reason {
        Reason::FirstBuild => MissReason::FirstBuild,
        Reason::NoCache => MissReason::NoCache,
        Reason::Pruned => MissReason::Pruned,
        Reason::Instruction { before, after } => MissReason::Instruction { before, after, words },
        Reason::File(change) => file(change),
        Reason::Variable { name, source: from, before, after } => {
            MissReason::Variable { name, source: source(from), before, after }
        }
        Reason::Parent { vertex, name } => MissReason::Parent { vertex: vertex.0, name },
        Reason::Base { before, after } => MissReason::Base { before, after },
        Reason::Option { name, before, after } => MissReason::Option { name, before, after },
    }
}

fn source(source: engine::VariableSource) -> wire::VariableSource {
    match source {
        engine::VariableSource::Arg => wire::VariableSource::Arg,
        engine::VariableSource::Env => wire::VariableSource::Env,
    }
}

fn file(change: FileChange) -> MissReason {
    MissReason::File {
        change: match change.what {
            FileAspect::Added => wire::FileEdit::Added,
            FileAspect::Removed => wire::FileEdit::Removed,
            FileAspect::Renamed => wire::FileEdit::Renamed,
            FileAspect::Content => wire::FileEdit::Content,
            FileAspect::Mode => wire::FileEdit::Mode,
            FileAspect::Owner => wire::FileEdit::Owner,
            FileAspect::Kind => wire::FileEdit::Kind,
            FileAspect::Target => wire::FileEdit::Target,
        },
        path: change.path,
        before: change.before,
        after: change.after,
        diff: change.diff,
        line: change.line,
    }
}

pub(crate) fn surprise(surprise: Surprise) -> wire::Surprise {
    match surprise {
        Surprise::OnlyTimes { paths } => wire::Surprise::OnlyTimes { paths },
        Surprise::OtherOrigin { name } => wire::Surprise::OtherOrigin { name },
        Surprise::Spelling { before } => wire::Surprise::Spelling { before },
        Surprise::Comment { before } => wire::Surprise::Comment { before },
        Surprise::SameContent { name } => wire::Surprise::SameContent { name },
    }
}

pub(crate) fn part(part: Part) -> wire::KeyPart {
    match part {
        Part::Word(text) => wire::KeyPart::Word { text },
        Part::Variable { name, value, source: from } => {
            wire::KeyPart::Variable { name, value, source: source(from) }
        }
        Part::Option { name, value } => wire::KeyPart::Option { name, value },
    }
}

pub(crate) fn input(input: KeyInput) -> wire::KeyInput {
    wire::KeyInput {
        vertex: input.vertex.map(|vertex| vertex.0),
        name: input.name,
        paths: input.paths,
        content: input.content.map(|digest| digest.to_string()),
    }
}

fn verdict(verdict: Verdict) -> wire::Verdict {
    match verdict {
        Verdict::Hit(hit) => wire::Verdict::Hit {
            remarks: hit.surprises.iter().map(ToString::to_string).collect(),
            surprises: hit.surprises.into_iter().map(surprise).collect(),
        },
        Verdict::Miss(miss) => wire::Verdict::Miss {
            first_break: miss.first_break,
            summary: miss.summary(),
            reasons: miss.reasons.into_iter().map(reason).collect(),
        },
        Verdict::Depends { on } => wire::Verdict::Depends { vertex: on.0 },
        Verdict::Fails { message } => wire::Verdict::Fails { message },
    }
}

pub(crate) fn forecast(forecast: Result<Vec<SideBySide>, Box<Failure>>) -> wire::Forecast {
    let row = |row: SideBySide| wire::ForecastRow {
        instruction: event::instruction(row.instruction),
        buildkit: row.buildkit.map(verdict),
        classic: row.classic.map(verdict),
    };
    match forecast {
        Ok(rows) => wire::Forecast { rows: rows.into_iter().map(row).collect(), failure: None },
        Err(failure) => wire::Forecast { rows: Vec::new(), failure: Some(failure.message) },
    }
}
