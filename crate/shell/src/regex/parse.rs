//! Regular expressions: text to tree.

use super::{MAX_DEPTH, MAX_REPEAT, Member, Node, Op, Syntax};

pub(super) struct Parser {
    pub(super) text: Vec<char>,
    pub(super) at: usize,
    pub(super) syntax: Syntax,
    pub(super) groups: usize,
    pub(super) back: bool,
    pub(super) depth: u16,
}

impl Parser {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    /// Whether the operator `c` stands here, and takes it: `c` in extended, `\c` in basic expressions.
    fn take_operator(&mut self, c: char) -> bool {
        let escaped = self.peek(0) == Some('\\') && self.peek(1) == Some(c);
        let here = match self.syntax {
            Syntax::Extended => self.peek(0) == Some(c),
            Syntax::Basic => escaped,
        };
        self.at += if !here {
            0
        } else if escaped {
            2
        } else {
            1
        };
        here
    }

    fn at_operator(&self, c: char) -> bool {
        match self.syntax {
            Syntax::Extended => self.peek(0) == Some(c),
            Syntax::Basic => self.peek(0) == Some('\\') && self.peek(1) == Some(c),
        }
    }

    pub(super) fn alternatives(&mut self) -> Result<Node, String> {
        if self.depth >= MAX_DEPTH {
            return Err("Regular expression too big".into());
        }
        self.depth += 1;
        let mut nodes = vec![self.sequence()?];
        while self.take_operator('|') {
            nodes.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(match nodes.pop() {
            Some(only) if nodes.is_empty() => only,
            last => Node::Either(nodes.into_iter().chain(last).collect()),
        })
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut nodes = Vec::new();
        while self.at < self.text.len()
            && !self.at_operator('|')
            && !(self.depth > 1 && self.at_operator(')'))
        {
            if self.at_operator(')') && self.syntax == Syntax::Basic {
                return Err("Unmatched ) or \\)".into());
            }
            let first = nodes.is_empty();
            let mut node = self.atom(first)?;
            let mut repeated = 0;
            while let Some((least, most)) = self.repetition()? {
                repeated += 1;
                if repeated > 8 {
                    return Err("Regular expression too big".into());
                }
                node = Node::Repeat { node: Box::new(node), least, most };
            }
            nodes.push(node);
        }
        Ok(if nodes.is_empty() { Node::Empty } else { Node::Concat(nodes) })
    }

    fn repetition(&mut self) -> Result<Option<(u32, Option<u32>)>, String> {
        if self.peek(0) == Some('*') {
            self.at += 1;
            return Ok(Some((0, None)));
        }
        if self.take_operator('+') {
            return Ok(Some((1, None)));
        }
        if self.take_operator('?') {
            return Ok(Some((0, Some(1))));
        }
        let counts = match self.syntax {
            Syntax::Extended => {
                self.peek(0) == Some('{') && self.peek(1).is_some_and(|c| c.is_ascii_digit() || c == ',')
            }
            Syntax::Basic => self.at_operator('{'),
        };
        if !counts {
            return Ok(None);
        }
        self.take_operator('{');
        let least = self.number();
        let most = if self.peek(0) == Some(',') {
            self.at += 1;
            self.number()
        } else {
            least
        };
        let open = self.text.get(self.at.saturating_sub(1)) == Some(&',');
        if !self.take_operator('}') {
            return Err("Unmatched { or \\{".into());
        }
        let (least, most) = (least.unwrap_or(0), if open { None } else { most });
        if least > MAX_REPEAT || most.is_some_and(|most| most > MAX_REPEAT || most < least) {
            return Err("Invalid content of \\{\\}".into());
        }
        Ok(Some((least, most)))
    }

    fn number(&mut self) -> Option<u32> {
        let mut value = None;
        while let Some(digit) = self.peek(0).and_then(|c| c.to_digit(10)) {
            value = Some(value.unwrap_or(0u32).saturating_mul(10).saturating_add(digit));
            self.at += 1;
        }
        value
    }

    fn atom(&mut self, first: bool) -> Result<Node, String> {
        if self.take_operator('(') {
            self.groups += 1;
            let number = self.groups;
            let inner = self.alternatives()?;
            if !self.take_operator(')') {
                return Err("Unmatched ( or \\(".into());
            }
            return Ok(Node::Group(number, Box::new(inner)));
        }
        let basic = self.syntax == Syntax::Basic;
        let c = self.peek(0).unwrap_or('\\');
        self.at += 1;
        Ok(Node::Op(match c {
            '.' => Op::Any,
            '[' => self.set()?,
            '^' if !basic || first => Op::Start,
            '$' if !basic || self.ends_here() => Op::End,
            '*' if first => Op::Char('*'),
            '\\' => return self.escape(),
            c => Op::Char(c),
        }))
    }

    /// Whether a `$` of a basic expression is the last of its alternative.
    fn ends_here(&self) -> bool {
        self.at == self.text.len() || self.at_operator(')') || self.at_operator('|')
    }

    fn escape(&mut self) -> Result<Node, String> {
        let Some(c) = self.peek(0) else { return Err("Trailing backslash".into()) };
        self.at += 1;
        let class = |name: &str, negated: bool| {
            let mut members = vec![Member::Class(name.to_string())];
            if name == "alnum" {
                members.push(Member::Range('_', '_'));
            }
            Op::Set { negated, members }
        };
        Ok(Node::Op(match c {
            '1'..='9' => {
                let group = c.to_digit(10).unwrap_or(0) as usize;
                if group > self.groups {
                    return Err("Invalid back reference".into());
                }
                self.back = true;
                Op::Back(group)
            }
            'w' => class("alnum", false),
            'W' => class("alnum", true),
            's' => class("space", false),
            'S' => class("space", true),
            'd' if self.syntax == Syntax::Extended => Op::Char('d'),
            '<' => Op::WordStart,
            '>' => Op::WordEnd,
            'b' => Op::Boundary { inside: false },
            'B' => Op::Boundary { inside: true },
            '`' => Op::Start,
            '\'' => Op::End,
            'n' => Op::Char('\n'),
            't' => Op::Char('\t'),
            c => Op::Char(c),
        }))
    }

    fn set(&mut self) -> Result<Op, String> {
        let negated = self.peek(0) == Some('^');
        self.at += usize::from(negated);
        let start = self.at;
        let mut members = Vec::new();
        loop {
            let Some(c) = self.peek(0) else { return Err("Unmatched [, [^, [:, [., or [=".into()) };
            if c == ']' && self.at > start {
                self.at += 1;
                return Ok(Op::Set { negated, members });
            }
            if c == '[' && matches!(self.peek(1), Some(':' | '.' | '=')) {
                members.push(self.class()?);
                continue;
            }
            self.at += 1;
            match (self.peek(0), self.peek(1)) {
                (Some('-'), Some(high)) if high != ']' => {
                    self.at += 2;
                    if high < c {
                        return Err("Invalid range end".into());
                    }
                    members.push(Member::Range(c, high));
                }
                _ => members.push(Member::Range(c, c)),
            }
        }
    }

    /// `[:name:]`, `[.c.]`, `[=c=]`.
    fn class(&mut self) -> Result<Member, String> {
        let kind = self.peek(1).unwrap_or(':');
        self.at += 2;
        let mut name = String::new();
        while let Some(c) = self.peek(0) {
            self.at += 1;
            if c == kind && self.peek(0) == Some(']') {
                self.at += 1;
                return match (kind, name.chars().next()) {
                    (':', _) if is_class(&name) => Ok(Member::Class(name)),
                    (':', _) => Err("Invalid character class name".into()),
                    (_, Some(c)) => Ok(Member::Range(c, c)),
                    _ => Err("Invalid collation character".into()),
                };
            }
            name.push(c);
        }
        Err("Unmatched [, [^, [:, [., or [=".into())
    }
}

fn is_class(name: &str) -> bool {
    matches!(
        name,
        "alpha"
            | "digit"
            | "alnum"
            | "upper"
            | "lower"
            | "space"
            | "blank"
            | "punct"
            | "print"
            | "graph"
            | "cntrl"
            | "xdigit"
    )
}
