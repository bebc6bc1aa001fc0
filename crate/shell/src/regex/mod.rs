//! POSIX regular expressions, basic and extended.
//!
//! Ours, because the maintained engines do not fit: `regex` and `regex-lite` take the first alternative
//! instead of the longest match (`foo|foobar`), know no back-references, and cannot be metered.
//! A match is searched by backtracking that never visits the same state at the same place twice, so it takes time in
//! proportion to pattern times text; patterns with back-references may take more and are stopped by the meter.

mod parse;

use crate::expand::pattern::in_class;
use crate::meter::{Meter, Stop};
use parse::Parser;

/// Which of the two languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    Basic,
    Extended,
}

/// A compiled expression.
pub(crate) struct Regex {
    code: Vec<Op>,
    groups: usize,
    /// Two per group, and one per loop that may match nothing.
    slots: usize,
    fold: bool,
    backreferences: bool,
    multiline: bool,
}

/// Where the expression and its groups matched: character offsets, group 0 is the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) groups: Vec<Option<(usize, usize)>>,
}

impl Match {
    pub(crate) fn start(&self) -> usize {
        self.groups.first().copied().flatten().map_or(0, |(start, _)| start)
    }

    pub(crate) fn end(&self) -> usize {
        self.groups.first().copied().flatten().map_or(0, |(_, end)| end)
    }

    /// The text of every group; empty for one that did not take part.
    pub(crate) fn texts(&self, subject: &str) -> Vec<String> {
        let chars: Vec<char> = subject.chars().collect();
        self.groups
            .iter()
            .map(|group| group.map(|(a, b)| chars[a..b].iter().collect()).unwrap_or_default())
            .collect()
    }
}

#[derive(Debug, Clone)]
enum Op {
    Char(char),
    Any,
    Set {
        negated: bool,
        members: Vec<Member>,
    },
    /// Tries the first, then the second.
    Split(usize, usize),
    Jump(usize),
    Save(usize),
    Start,
    End,
    WordStart,
    WordEnd,
    Boundary {
        inside: bool,
    },
    Back(usize),
    /// Fails if nothing was consumed since the save slot was set: ends empty loops.
    Progress(usize),
    Done,
}

#[derive(Debug, Clone)]
enum Member {
    Range(char, char),
    Class(String),
}

#[derive(Debug, Clone)]
enum Node {
    Empty,
    Op(Op),
    Group(usize, Box<Node>),
    Concat(Vec<Node>),
    Either(Vec<Node>),
    Repeat { node: Box<Node>, least: u32, most: Option<u32> },
}

/// Parentheses may nest this deep, and a repetition count be this large.
const MAX_DEPTH: u16 = 64;
const MAX_REPEAT: u32 = 1000;
/// The compiled expression may be this long.
const MAX_CODE: usize = 20_000;

impl Regex {
    pub(crate) fn new(source: &str, syntax: Syntax, fold: bool) -> Result<Regex, String> {
        let mut parser =
            Parser { text: source.chars().collect(), at: 0, syntax, groups: 0, back: false, depth: 0 };
        let node = parser.alternatives()?;
        if parser.at < parser.text.len() {
            return Err("Unmatched ) or \\)".into());
        }
        let mut code = Vec::new();
        let mut slots = (parser.groups + 1) * 2;
        code.push(Op::Save(0));
        compile(&node, &mut code, &mut slots)?;
        code.push(Op::Save(1));
        code.push(Op::Done);
        Ok(Regex { code, groups: parser.groups, slots, fold, backreferences: parser.back, multiline: false })
    }

    /// `^` and `$` match at newlines too (sed's `M`, PCRE's `m`).
    pub(crate) fn multiline(mut self) -> Regex {
        self.multiline = true;
        self
    }

    /// The leftmost match at or behind `from`, the longest of those that start there.
    pub(crate) fn find(&self, subject: &str, from: usize, meter: &mut Meter) -> Result<Option<Match>, Stop> {
        let chars: Vec<char> = subject.chars().collect();
        self.find_chars(&chars, from, meter)
    }

    pub(crate) fn find_chars(
        &self,
        text: &[char],
        from: usize,
        meter: &mut Meter,
    ) -> Result<Option<Match>, Stop> {
        let visited = if self.backreferences { 0 } else { self.code.len() * (text.len() + 1) / 64 + 1 };
        meter.hold(visited as u64 * 8)?;
        meter.fuel(1 + visited as u64 / 128 + text.len() as u64 / 64)?;
        let mut run = Run {
            regex: self,
            text,
            visited: vec![0; visited],
            slots: Vec::new(),
            best: None,
            steps: 0,
            meter,
        };
        let anchored = matches!(self.code.get(1), Some(Op::Start)) && !self.multiline;
        for start in from..=text.len() {
            if let Some(Op::Char(c)) = self.code.get(1)
                && !text.get(start).is_some_and(|here| same(*here, *c, self.fold))
            {
                continue;
            }
            run.search(start)?;
            if let Some(slots) = run.best.take() {
                return Ok(Some(Match { groups: slots.chunks(2).take(self.groups + 1).map(pair).collect() }));
            }
            if anchored && start == 0 {
                break;
            }
        }
        Ok(None)
    }

    pub(crate) fn is_match(&self, subject: &str, meter: &mut Meter) -> Result<bool, Stop> {
        Ok(self.find(subject, 0, meter)?.is_some())
    }
}

fn pair(slots: &[Option<usize>]) -> Option<(usize, usize)> {
    match slots {
        [Some(start), Some(end)] => Some((*start, *end)),
        _ => None,
    }
}

fn same(a: char, b: char, fold: bool) -> bool {
    a == b || (fold && a.to_lowercase().eq(b.to_lowercase()))
}

/// What remains to be tried.
enum Todo {
    At(usize, usize),
    Restore(usize, Option<usize>),
}

struct Run<'a> {
    regex: &'a Regex,
    text: &'a [char],
    /// One bit per state and place: tried already, without success.
    visited: Vec<u64>,
    slots: Vec<Option<usize>>,
    best: Option<Vec<Option<usize>>>,
    steps: u64,
    meter: &'a mut Meter,
}

impl Run<'_> {
    fn search(&mut self, start: usize) -> Result<(), Stop> {
        self.slots = vec![None; self.regex.slots];
        let mut stack = vec![Todo::At(0, start)];
        while let Some(todo) = stack.pop() {
            match todo {
                Todo::Restore(slot, value) => self.slots[slot] = value,
                Todo::At(state, at) => self.follow(state, at, &mut stack)?,
            }
        }
        Ok(())
    }

    fn follow(&mut self, mut state: usize, mut at: usize, stack: &mut Vec<Todo>) -> Result<(), Stop> {
        loop {
            self.steps += 1;
            if self.steps.is_multiple_of(8) {
                self.meter.fuel(1)?;
            }
            if !self.regex.backreferences && self.seen(state, at) {
                return Ok(());
            }
            let here = self.text.get(at).copied();
            let passes = match &self.regex.code[state] {
                Op::Done => {
                    self.keep(at);
                    return Ok(());
                }
                Op::Jump(target) => {
                    state = *target;
                    continue;
                }
                Op::Split(first, second) => {
                    stack.push(Todo::At(*second, at));
                    state = *first;
                    continue;
                }
                Op::Save(slot) => {
                    stack.push(Todo::Restore(*slot, self.slots[*slot]));
                    self.slots[*slot] = Some(at);
                    true
                }
                Op::Progress(slot) => self.slots[*slot] != Some(at),
                Op::Char(c) => advance(here.is_some_and(|here| same(here, *c, self.regex.fold)), &mut at),
                Op::Any => advance(here.is_some(), &mut at),
                Op::Set { negated, members } => {
                    let holds = here.is_some_and(|c| self.in_set(c, members) != *negated);
                    advance(holds, &mut at)
                }
                Op::Start => at == 0 || (self.regex.multiline && self.text.get(at - 1) == Some(&'\n')),
                Op::End => at == self.text.len() || (self.regex.multiline && here == Some('\n')),
                Op::WordStart => !self.word(at.checked_sub(1)) && self.word(Some(at)),
                Op::WordEnd => self.word(at.checked_sub(1)) && !self.word(Some(at)),
                Op::Boundary { inside } => (self.word(at.checked_sub(1)) == self.word(Some(at))) == *inside,
                Op::Back(group) => self.repeat_group(*group, &mut at),
            };
            if !passes {
                return Ok(());
            }
            state += 1;
        }
    }

    fn seen(&mut self, state: usize, at: usize) -> bool {
        let bit = state * (self.text.len() + 1) + at;
        let word = &mut self.visited[bit / 64];
        let seen = *word & (1 << (bit % 64)) != 0;
        *word |= 1 << (bit % 64);
        seen
    }

    fn keep(&mut self, at: usize) {
        let longer =
            self.best.as_ref().is_none_or(|best| best.get(1).copied().flatten().is_none_or(|end| at > end));
        if longer {
            self.best = Some(self.slots.clone());
        }
    }

    fn in_set(&self, c: char, members: &[Member]) -> bool {
        let holds = |c: char| {
            members.iter().any(|member| match member {
                Member::Range(low, high) => (*low..=*high).contains(&c),
                Member::Class(name) => in_class(name, c),
            })
        };
        holds(c) || (self.regex.fold && (c.to_lowercase().any(holds) || c.to_uppercase().any(holds)))
    }

    fn word(&self, at: Option<usize>) -> bool {
        at.and_then(|at| self.text.get(at)).is_some_and(|c| c.is_alphanumeric() || *c == '_')
    }

    fn repeat_group(&self, group: usize, at: &mut usize) -> bool {
        let (Some(Some(start)), Some(Some(end))) = (self.slots.get(group * 2), self.slots.get(group * 2 + 1))
        else {
            return false;
        };
        let wanted = &self.text[*start..*end];
        let here = self.text.get(*at..*at + wanted.len()).unwrap_or_default();
        let fits =
            here.len() == wanted.len() && here.iter().zip(wanted).all(|(a, b)| same(*a, *b, self.regex.fold));
        *at += if fits { wanted.len() } else { 0 };
        fits
    }
}

fn advance(fits: bool, at: &mut usize) -> bool {
    *at += usize::from(fits);
    fits
}

fn compile(node: &Node, code: &mut Vec<Op>, slots: &mut usize) -> Result<(), String> {
    if code.len() > MAX_CODE {
        return Err("Regular expression too big".into());
    }
    match node {
        Node::Empty => {}
        Node::Op(op) => code.push(op.clone()),
        Node::Group(number, inner) => {
            code.push(Op::Save(number * 2));
            compile(inner, code, slots)?;
            code.push(Op::Save(number * 2 + 1));
        }
        Node::Concat(nodes) => {
            for node in nodes {
                compile(node, code, slots)?;
            }
        }
        Node::Either(nodes) => {
            let mut ends = Vec::new();
            for (i, node) in nodes.iter().enumerate() {
                if i + 1 < nodes.len() {
                    let split = code.len();
                    code.push(Op::Done);
                    compile(node, code, slots)?;
                    ends.push(code.len());
                    code.push(Op::Done);
                    code[split] = Op::Split(split + 1, code.len());
                } else {
                    compile(node, code, slots)?;
                }
            }
            let end = code.len();
            for at in ends {
                code[at] = Op::Jump(end);
            }
        }
        Node::Repeat { node, least, most } => {
            for _ in 0..*least {
                compile(node, code, slots)?;
            }
            match most {
                None => loop_forever(node, code, slots)?,
                Some(most) => {
                    let mut splits = Vec::new();
                    for _ in *least..*most {
                        splits.push(code.len());
                        code.push(Op::Done);
                        compile(node, code, slots)?;
                    }
                    let end = code.len();
                    for at in splits {
                        code[at] = Op::Split(at + 1, end);
                    }
                }
            }
        }
    }
    Ok(())
}

fn loop_forever(node: &Node, code: &mut Vec<Op>, slots: &mut usize) -> Result<(), String> {
    let split = code.len();
    code.push(Op::Done);
    // One character always makes progress; anything else might not.
    if matches!(node, Node::Op(Op::Char(_) | Op::Any | Op::Set { .. })) {
        compile(node, code, slots)?;
    } else {
        let slot = *slots;
        *slots += 1;
        code.push(Op::Save(slot));
        compile(node, code, slots)?;
        code.push(Op::Progress(slot));
    }
    code.push(Op::Jump(split));
    code[split] = Op::Split(split + 1, code.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter::Limits;

    fn find(source: &str, syntax: Syntax, text: &str) -> Result<Option<Vec<String>>, String> {
        let regex = Regex::new(source, syntax, false)?;
        let found =
            regex.find(text, 0, &mut Meter::new(Limits::STANDARD)).map_err(|stop| stop.to_string())?;
        Ok(found.map(|found| found.texts(text)))
    }

    #[test]
    fn matches_are_leftmost_and_longest() {
        let check = |source: &str, syntax: Syntax, text: &str, wanted: Option<&[&str]>| {
            let wanted = wanted.map(|groups| groups.iter().map(|text| text.to_string()).collect());
            assert_eq!(find(source, syntax, text), Ok(wanted), "{source} in {text}");
        };
        check("foo|foobar", Syntax::Extended, "a foobar", Some(&["foobar"]));
        check("a*", Syntax::Basic, "baaa", Some(&[""]));
        check("\\(a*\\)b", Syntax::Basic, "xaab", Some(&["aab", "aa"]));
        check("(a|ab)(c|bcd)", Syntax::Extended, "abcd", Some(&["abcd", "a", "bcd"]));
        check("^[0-9]+\\.[0-9]+$", Syntax::Extended, "12.5", Some(&["12.5"]));
        check("[[:alpha:]_]\\{2,3\\}", Syntax::Basic, "1ab_d", Some(&["ab_"]));
        check("(.)\\1", Syntax::Extended, "abccd", Some(&["cc", "c"]));
        check("a+", Syntax::Basic, "a+", Some(&["a+"]));
        check("a\\+", Syntax::Basic, "caa", Some(&["aa"]));
        check("x{0}y", Syntax::Extended, "xy", Some(&["y"]));
        check("[]a]+", Syntax::Extended, "b]a", Some(&["]a"]));
        check("\\bfoo\\b", Syntax::Extended, "a foo", Some(&["foo"]));
        check("(a*)*", Syntax::Extended, "aab", Some(&["aa", "aa"]));
        check("a|b|", Syntax::Extended, "c", Some(&[""]));
        check("nope", Syntax::Extended, "c", None);
        check("a{,2}", Syntax::Extended, "aaa", Some(&["aa"]));
    }

    #[test]
    fn bad_expressions_are_refused() {
        for source in ["(", "[a", "a{2,1}", "\\", "(a)\\2", "[[:nope:]]"] {
            assert!(Regex::new(source, Syntax::Extended, false).is_err(), "{source}");
        }
        assert!(Regex::new(&"(".repeat(100_000), Syntax::Extended, false).is_err());
        assert!(Regex::new("((((a{1000}){1000}){1000}){1000})", Syntax::Extended, false).is_err());
    }

    #[test]
    fn nested_repetition_takes_no_exponential_time() {
        assert_eq!(find("(a*)*(a*)*(a*)*c", Syntax::Extended, &"a".repeat(2000)), Ok(None));
    }
}
