//! Why a step missed. The cache is a strict chain: one step breaks it, and all that follow it in their stage only
//! follow.

use std::sync::Arc;

use vfs::{Digest, VPathBuf};

use super::config::RunConfig;
use super::image::{StepImage, StepOrigin};
use super::images::Images;
use crate::cache::RecordId;
use crate::content::Selector;
use crate::explain::files;
use crate::op::VertexId;
use crate::reason::{Hit, Miss, Reason, Surprise, VariableSource};

/// How many files a miss names at most.
const MAX_FILES: usize = 100;

/// A step that is to be explained.
pub(super) struct Wanted<'a> {
    pub(super) parent: Option<Digest>,
    pub(super) config: &'a RunConfig,
    pub(super) origin: &'a StepOrigin,
    /// Whether the cache was not to be used at all.
    pub(super) no_cache: bool,
    /// Images with this number or a higher one come of the same build, and are no earlier state of anything.
    pub(super) before: RecordId,
    /// The step before this one, of its stage or of the one behind FROM, that broke the chain, with its name.
    pub(super) broken_by: Option<&'a (VertexId, String)>,
    /// The step that broke the chain of the stage that it copies from, with its name.
    pub(super) rebuilt: Option<&'a (VertexId, String)>,
}

/// Why no image stood for the step.
pub(super) fn miss(images: &Images, wanted: &Wanted<'_>) -> Miss {
    if wanted.no_cache {
        return Miss { nearest: None, first_break: true, reasons: vec![Reason::NoCache] };
    }
    if let Some(broken_by) = wanted.broken_by {
        let mut reasons = vec![after(broken_by)];
        let nearest = same_place(images, wanted);
        if let Some(image) = &nearest {
            reasons.extend(differences(image, wanted));
        }
        return Miss { nearest: nearest.map(|image| image.number), first_break: false, reasons };
    }
    let first_break = true;
    if images.was_removed(wanted.parent, &wanted.config.created_by()) {
        return Miss { nearest: None, first_break, reasons: vec![Reason::Pruned] };
    }
    if let Some(image) = sibling(images, wanted) {
        let mut reasons = differences(image, wanted);
        // Files that a stage gives differ because of what ran there; words that differ are the step's own.
        let own = |reason: &Reason| !matches!(reason, Reason::File(_));
        let source = wanted.rebuilt.filter(|_| !reasons.iter().any(own));
        reasons.extend(source.map(after));
        if reasons.is_empty() {
            reasons.push(Reason::Instruction {
                before: shown(&image.container_config),
                after: shown(wanted.config),
            });
        }
        return Miss { nearest: Some(image.number), first_break: source.is_none(), reasons };
    }
    match other_base(images, wanted) {
        Some((image, reason)) => Miss { nearest: Some(image.number), first_break, reasons: vec![reason] },
        None => Miss { nearest: None, first_break, reasons: vec![Reason::FirstBuild] },
    }
}

/// That a step ran before.
fn after((vertex, name): &(VertexId, String)) -> Reason {
    Reason::Parent { vertex: *vertex, name: name.clone() }
}

/// Which image stood for the step, and what changed without counting.
pub(super) fn hit(image: &StepImage, origin: &StepOrigin) -> Hit {
    let mut surprises = Vec::new();
    if let (Some((before, old)), Some((after, new))) = (&image.origin.source, &origin.source) {
        let paths = files::times(before, after, &selectors(old.iter().chain(new)), MAX_FILES);
        if !paths.is_empty() {
            surprises.push(Surprise::OnlyTimes { paths });
        }
    }
    let before = &image.origin.instruction;
    if !before.is_empty() && *before != origin.instruction {
        surprises.push(Surprise::Spelling { before: before.clone() });
    } else if !image.origin.written.is_empty() && image.origin.written != origin.written {
        surprises.push(Surprise::Comment { before: image.origin.written.clone() });
    }
    Hit { record: image.number, surprises }
}

/// The step that was made on the same image and resembles this one most; of several, the newest.
fn sibling<'a>(images: &'a Images, wanted: &Wanted<'_>) -> Option<&'a Arc<StepImage>> {
    let likeness = |image: &Arc<StepImage>| {
        let same_text = image.origin.instruction == wanted.origin.instruction;
        let same_keyword = keyword(&image.origin) == keyword(wanted.origin);
        u8::from(same_text) + u8::from(same_keyword)
    };
    let earlier = images.children(wanted.parent).filter(|image| image.number < wanted.before);
    earlier.max_by_key(|image| (likeness(image), image.created, image.number))
}

/// The newest step that stood at the same place of a stage from the same base.
fn same_place(images: &Images, wanted: &Wanted<'_>) -> Option<Arc<StepImage>> {
    let origin = wanted.origin;
    let same = |image: &&Arc<StepImage>| {
        image.number < wanted.before
            && image.origin.base == origin.base
            && image.origin.position == origin.position
            && keyword(&image.origin) == keyword(origin)
    };
    images.iter().filter(same).max_by_key(|image| (image.created, image.number)).cloned()
}

/// The first step of a stage as it was made on another image: the name behind FROM stood for that image then, or
/// another name stood there.
fn other_base<'a>(images: &'a Images, wanted: &Wanted<'_>) -> Option<(&'a Arc<StepImage>, Reason)> {
    if wanted.origin.position != 1 {
        return None;
    }
    let same_name = |image: &Arc<StepImage>| image.origin.base == wanted.origin.base;
    let moved = |image: &&Arc<StepImage>| {
        image.number < wanted.before
            && image.origin.position == 1
            && image.parent.is_some()
            && image.parent != wanted.parent
            && (same_name(image) || image.origin.instruction == wanted.origin.instruction)
    };
    let newest =
        images.iter().filter(moved).max_by_key(|image| (same_name(image), image.created, image.number));
    let image = newest?;
    let named = |base: &str, id: Option<Digest>| match id {
        Some(id) => format!("{base}@{id}"),
        None => base.to_owned(),
    };
    let before = named(&image.origin.base, image.parent);
    Some((image, Reason::Base { before, after: named(&wanted.origin.base, wanted.parent) }))
}

/// What the step's own words, files and arguments differ in.
fn differences(image: &StepImage, wanted: &Wanted<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let (before, after) = (&image.origin, wanted.origin);
    if let (Some((old_tree, old)), Some((new_tree, new))) = (&before.source, &after.source) {
        let changes = files::compare(old_tree, new_tree, &selectors(old.iter().chain(new)), MAX_FILES);
        reasons.extend(changes.into_iter().map(Reason::File));
    }
    for (name, value) in &after.args {
        let old = before.args.iter().find(|(other, _)| other == name).map(|(_, value)| value);
        if old != Some(value) && is_run(after) {
            reasons.push(variable(name, old, Some(value)));
        }
    }
    for (name, value) in &before.args {
        if is_run(after) && !after.args.iter().any(|(other, _)| other == name) {
            reasons.push(variable(name, Some(value), None));
        }
    }
    let (old_text, new_text) = (shown(&image.container_config), shown(wanted.config));
    if without_sums(&old_text) != without_sums(&new_text) {
        // What the user wrote, unless only what it stands for has changed.
        let (before, after) = match before.instruction != after.instruction {
            true => (before.instruction.clone(), after.instruction.clone()),
            false => (without_sums(&old_text), without_sums(&new_text)),
        };
        reasons.insert(0, Reason::Instruction { before, after });
    }
    reasons
}

fn variable(name: &str, before: Option<&String>, after: Option<&String>) -> Reason {
    let source = VariableSource::Arg;
    Reason::Variable { name: name.to_owned(), source, before: before.cloned(), after: after.cloned() }
}

fn selectors<'a>(paths: impl Iterator<Item = &'a VPathBuf>) -> Vec<Selector> {
    let mut paths: Vec<&VPathBuf> = paths.collect();
    paths.sort();
    paths.dedup();
    paths.into_iter().map(|path| Selector::path(path.as_str())).collect()
}

fn keyword(origin: &StepOrigin) -> String {
    origin.instruction.split_whitespace().next().unwrap_or_default().to_uppercase()
}

fn is_run(origin: &StepOrigin) -> bool {
    keyword(origin) == "RUN"
}

/// The text of a step without the shell in front of it and without build arguments.
fn shown(config: &RunConfig) -> String {
    let text = config.created_by();
    if let Some((_, text)) = text.split_once("#(nop) ") {
        return text.trim().to_owned();
    }
    let Some(rest) = text.strip_prefix('|') else { return text };
    let count = rest.split(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0usize);
    config.cmd.iter().flatten().skip(count + 1).cloned().collect::<Vec<_>>().join(" ")
}

/// A text without the checksums in it.
fn without_sums(text: &str) -> String {
    const HEX: usize = 64;
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = ["file:", "dir:", "multi:"].iter().filter_map(|kind| rest.find(kind)).min() {
        let (head, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let (kind, sum) = tail.split_once(':').unwrap_or((tail, ""));
        let digits = sum.bytes().take_while(u8::is_ascii_hexdigit).count();
        out.push_str(head);
        if digits == HEX {
            rest = sum.get(HEX..).unwrap_or_default();
        } else {
            out.push_str(kind);
            out.push(':');
            rest = sum;
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_without_what_was_computed() {
        let sum = "0".repeat(64);
        assert_eq!(without_sums(&format!("COPY file:{sum} in / ")), "COPY  in / ");
        assert_eq!(without_sums("RUN cat profile:x"), "RUN cat profile:x");
        let config =
            |cmd: &[&str]| RunConfig::default().with_cmd(cmd.iter().map(|word| (*word).to_owned()).collect());
        assert_eq!(shown(&config(&["/bin/sh", "-c", "#(nop) ", "ENV A=1"])), "ENV A=1");
        assert_eq!(shown(&config(&["|1", "A=1", "/bin/sh", "-c", "echo"])), "/bin/sh -c echo");
    }
}
