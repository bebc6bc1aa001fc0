//! bash's `{a,b}` and `{1..9}`.

use crate::meter::{Meter, Stop};
use crate::syntax::{Part, Word};

/// A character of a literal, or a part that is carried along.
#[derive(Clone)]
enum Item {
    Char(char),
    Part(Part),
}

/// Braces inside and behind one another; more stay as they are.
const MAX_BRACES: u16 = 64;

pub(super) fn may_expand(part: &Part) -> bool {
    matches!(part, Part::Literal(text) if text.contains('{'))
}

/// All words that a word with braces stands for.
pub(super) fn expand(word: &Word, meter: &mut Meter) -> Result<Vec<Word>, Stop> {
    let mut items = Vec::new();
    for part in &word.0 {
        match part {
            Part::Literal(text) => items.extend(text.chars().map(Item::Char)),
            other => items.push(Item::Part(other.clone())),
        }
    }
    Ok(alternatives(&items, 0, meter)?.iter().map(|items| word_of(items)).collect())
}

fn alternatives(items: &[Item], depth: u16, meter: &mut Meter) -> Result<Vec<Vec<Item>>, Stop> {
    meter.fuel(1 + items.len() as u64)?;
    if depth >= MAX_BRACES {
        return Ok(vec![items.to_vec()]);
    }
    for (open, item) in items.iter().enumerate() {
        if !matches!(item, Item::Char('{')) {
            continue;
        }
        let Some((close, commas)) = closing(items, open) else { continue };
        let (before, inside, after) = (&items[..open], &items[open + 1..close], &items[close + 1..]);
        let mut choices = Vec::new();
        if commas.is_empty() {
            match sequence(inside, meter)? {
                Some(values) => choices.extend(values),
                None => continue,
            }
        } else {
            let ends = commas.iter().copied().chain([close]);
            let starts = [open].into_iter().chain(commas.iter().copied());
            for (start, end) in starts.zip(ends) {
                choices.extend(alternatives(&items[start + 1..end], depth + 1, meter)?);
            }
        }
        let tails = alternatives(after, depth + 1, meter)?;
        let mut all = Vec::new();
        for choice in &choices {
            for tail in &tails {
                meter.fuel(1)?;
                all.push([before, choice, tail].concat());
            }
        }
        return Ok(all);
    }
    Ok(vec![items.to_vec()])
}

/// The matching `}` and the commas between at the same level; nothing if it is not closed.
fn closing(items: &[Item], open: usize) -> Option<(usize, Vec<usize>)> {
    let mut depth = 0usize;
    let mut commas = Vec::new();
    for (at, item) in items.iter().enumerate().skip(open) {
        match item {
            Item::Char('{') => depth += 1,
            Item::Char('}') if depth == 1 => return Some((at, commas)),
            Item::Char('}') => depth -= 1,
            Item::Char(',') if depth == 1 => commas.push(at),
            _ => {}
        }
    }
    None
}

/// `1..5`, `a..e`, `1..9..2`.
fn sequence(inside: &[Item], meter: &mut Meter) -> Result<Option<Vec<Vec<Item>>>, Stop> {
    let text: Option<String> = inside
        .iter()
        .map(|item| match item {
            Item::Char(c) => Some(*c),
            Item::Part(_) => None,
        })
        .collect();
    let Some(text) = text else { return Ok(None) };
    let ends: Vec<&str> = text.split("..").collect();
    let (from, to, step) = match ends.as_slice() {
        [from, to] => (*from, *to, 1),
        [from, to, step] => (*from, *to, step.parse::<i64>().map_or(1, |step| step.unsigned_abs().max(1))),
        _ => return Ok(None),
    };
    let as_letter = |text: &str| {
        text.parse::<char>().ok().filter(char::is_ascii_alphabetic).map(|c| i64::from(u32::from(c)))
    };
    let letters = as_letter(from).zip(as_letter(to));
    let numbers = from.parse::<i64>().ok().zip(to.parse::<i64>().ok());
    let Some((first, last)) = letters.or(numbers) else { return Ok(None) };
    let padded = |text: &str| text.trim_start_matches('-').starts_with('0') && text.len() > 1;
    let width = if padded(from) || padded(to) { from.len().max(to.len()) } else { 0 };
    let count = first.abs_diff(last) / step;
    meter.fuel(count)?;
    let mut values = Vec::new();
    for i in 0..=count {
        let offset = (i * step) as i64;
        let value = if first <= last { first.wrapping_add(offset) } else { first.wrapping_sub(offset) };
        let shown = match u32::try_from(value).ok().and_then(char::from_u32).filter(|_| letters.is_some()) {
            Some(letter) => letter.to_string(),
            None => format!("{value:0width$}"),
        };
        values.push(shown.chars().map(Item::Char).collect());
    }
    Ok(Some(values))
}

fn word_of(items: &[Item]) -> Word {
    let mut parts: Vec<Part> = Vec::new();
    for item in items {
        match (item, parts.last_mut()) {
            (Item::Char(c), Some(Part::Literal(text))) => text.push(*c),
            (Item::Char(c), _) => parts.push(Part::Literal(c.to_string())),
            (Item::Part(part), _) => parts.push(part.clone()),
        }
    }
    Word(parts)
}
