//! The regular expressions that patterns turn into: characters, classes, `[^/]*`, `.*` and `(.*/)?`.

/// A compiled expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regex {
    text: String,
    items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    /// One character of a set.
    One(Set),
    /// Any number of characters of a set.
    Many(Set),
    /// Nothing, or anything that ends with a slash.
    Directories,
    /// Only at the start of the text.
    Start,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Set {
    negated: bool,
    ranges: Vec<(char, char)>,
}

impl Set {
    fn of(c: char) -> Self {
        Self { negated: false, ranges: vec![(c, c)] }
    }

    /// What `.` means.
    fn any() -> Self {
        Self { negated: true, ranges: vec![('\n', '\n')] }
    }

    fn contains(&self, c: char) -> bool {
        self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != self.negated
    }
}

/// Characters from the first up to and including the second.
type Ranges = &'static [(char, char)];

const DIGIT: Ranges = &[('0', '9')];
const WORD: Ranges = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
const SPACE: Ranges = &[('\t', '\n'), ('\u{c}', '\r'), (' ', ' ')];

impl Regex {
    /// Reads an expression that starts with `^` and ends with `$`; `None` if Go would refuse it.
    pub(super) fn new(text: &str) -> Option<Self> {
        let body = text.strip_prefix('^')?.strip_suffix('$')?;
        let mut items = Vec::new();
        let mut rest = body;
        while let Some(c) = rest.chars().next() {
            if let Some(behind) = rest.strip_prefix("(.*/)?") {
                items.push(Item::Directories);
                rest = behind;
                continue;
            }
            let (set, behind) = match c {
                '^' => {
                    items.push(Item::Start);
                    rest = rest.strip_prefix('^')?;
                    continue;
                }
                '.' => (Set::any(), rest.strip_prefix('.')?),
                '[' => class(rest.strip_prefix('[')?)?,
                '\\' => escape(rest.strip_prefix('\\')?)?,
                c => (Set::of(c), rest.strip_prefix(c)?),
            };
            rest = match behind.strip_prefix('*') {
                Some(behind) => {
                    items.push(Item::Many(set));
                    behind
                }
                None => {
                    items.push(Item::One(set));
                    behind
                }
            };
        }
        Some(Self { text: text.to_owned(), items })
    }

    /// The expression as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the whole text matches. Takes time in proportion to the lengths of both.
    pub(super) fn matches(&self, text: &str) -> bool {
        let mut now = vec![State::default(); self.items.len() + 1];
        let mut next = now.clone();
        if let Some(first) = now.first_mut() {
            first.live = true;
        }
        self.close(&mut now, true);
        for c in text.chars() {
            next.fill(State::default());
            self.step(c, &now, &mut next);
            std::mem::swap(&mut now, &mut next);
            self.close(&mut now, false);
        }
        now.last().is_some_and(|last| last.live)
    }

    fn step(&self, c: char, now: &[State], next: &mut [State]) {
        for (index, item) in self.items.iter().enumerate() {
            let state = now.get(index).copied().unwrap_or_default();
            let (stay, inside, go) = match item {
                Item::One(set) => (false, false, state.live && set.contains(c)),
                Item::Many(set) => (state.live && set.contains(c), false, false),
                Item::Directories => {
                    let open = (state.live || state.inside) && c != '\n';
                    // The part may end at this slash or go on.
                    (false, open, open && c == '/')
                }
                Item::Start => (false, false, false),
            };
            if let Some(cell) = next.get_mut(index) {
                cell.live |= stay;
                cell.inside |= inside;
            }
            if let Some(cell) = next.get_mut(index + 1) {
                cell.live |= go;
            }
        }
    }

    /// Passes over what may be empty.
    fn close(&self, states: &mut [State], at_start: bool) {
        for (index, item) in self.items.iter().enumerate() {
            let passes = match item {
                Item::One(_) => false,
                Item::Many(_) | Item::Directories => true,
                Item::Start => at_start,
            };
            let live = states.get(index).is_some_and(|state| state.live);
            if passes
                && live
                && let Some(cell) = states.get_mut(index + 1)
            {
                cell.live = true;
            }
        }
    }
}

/// Whether a match can have come as far as an item.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// In front of the item.
    live: bool,
    /// In the middle of [`Item::Directories`].
    inside: bool,
}

/// Classes that have names, as in `[[:alpha:]]`.
const NAMED: &[(&str, Ranges)] = &[
    ("alnum", &[('0', '9'), ('A', 'Z'), ('a', 'z')]),
    ("alpha", &[('A', 'Z'), ('a', 'z')]),
    ("ascii", &[('\0', '\x7f')]),
    ("blank", &[('\t', '\t'), (' ', ' ')]),
    ("cntrl", &[('\0', '\x1f'), ('\x7f', '\x7f')]),
    ("digit", DIGIT),
    ("graph", &[('!', '~')]),
    ("lower", &[('a', 'z')]),
    ("print", &[(' ', '~')]),
    ("punct", &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
    ("space", &[('\t', '\r'), (' ', ' ')]),
    ("upper", &[('A', 'Z')]),
    ("word", WORD),
    ("xdigit", &[('0', '9'), ('A', 'F'), ('a', 'f')]),
];

/// The name of a class, if one stands here, and what follows it.
fn named(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("[:")?.split_once(":]")
}

/// The class behind `[`, and what follows it.
fn class(text: &str) -> Option<(Set, &str)> {
    let (negated, mut rest) = match text.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut ranges = Vec::new();
    let mut first = true;
    loop {
        if !first && let Some(behind) = rest.strip_prefix(']') {
            return Some((Set { negated, ranges }, behind));
        }
        first = false;
        if let Some((name, behind)) = named(rest) {
            let (_, known) = NAMED.iter().find(|(known, _)| *known == name)?;
            ranges.extend_from_slice(known);
            rest = behind;
            continue;
        }
        let (low, behind) = class_item(rest, &mut ranges)?;
        rest = behind;
        let Some(low) = low else { continue };
        let dash = rest.strip_prefix('-').filter(|behind| !behind.starts_with(']'));
        let high = match dash {
            Some(behind) => {
                let (high, behind) = class_item(behind, &mut ranges)?;
                rest = behind;
                high?
            }
            None => low,
        };
        if high < low {
            return None;
        }
        ranges.push((low, high));
    }
}

/// A character of a class; `None` inside for an escape that stands for several, which are added to the ranges.
fn class_item<'a>(text: &'a str, ranges: &mut Vec<(char, char)>) -> Option<(Option<char>, &'a str)> {
    let mut chars = text.chars();
    let c = chars.next()?;
    if c != '\\' {
        return Some((Some(c), chars.as_str()));
    }
    let (set, behind) = escape(chars.as_str())?;
    match set.ranges.as_slice() {
        [(low, high)] if low == high && !set.negated => Some((Some(*low), behind)),
        _ if set.negated => None,
        several => {
            ranges.extend_from_slice(several);
            Some((None, behind))
        }
    }
}

/// What stands behind a backslash. Letters and digits without a meaning are errors.
fn escape(text: &str) -> Option<(Set, &str)> {
    let mut chars = text.chars();
    let c = chars.next()?;
    let named = |ranges: &[(char, char)], negated| Set { negated, ranges: ranges.to_vec() };
    let set = match c {
        'd' | 'D' => named(DIGIT, c == 'D'),
        'w' | 'W' => named(WORD, c == 'W'),
        's' | 'S' => named(SPACE, c == 'S'),
        'a' => Set::of('\u{7}'),
        'f' => Set::of('\u{c}'),
        'n' => Set::of('\n'),
        'r' => Set::of('\r'),
        't' => Set::of('\t'),
        'v' => Set::of('\u{b}'),
        c if c.is_ascii_alphanumeric() => return None,
        c => Set::of(c),
    };
    Some((set, chars.as_str()))
}
