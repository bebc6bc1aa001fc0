//! awk's tokens.

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    Regex(String),
    /// A name directly followed by `(`.
    Function(String),
    Name(String),
    Builtin(String),
    Keyword(&'static str),
    Op(&'static str),
    Newline,
    End,
}

const KEYWORDS: &[&str] = &[
    "BEGIN", "END", "function", "func", "if", "else", "while", "do", "for", "in", "break", "continue", "next", "nextfile", "exit",
    "return", "delete", "print", "printf", "getline",
];

const BUILTINS: &[&str] = &[
    "length", "substr", "index", "split", "sub", "gsub", "match", "sprintf", "sin", "cos", "atan2", "exp", "log", "sqrt", "int",
    "rand", "srand", "tolower", "toupper", "system", "close", "fflush", "systime", "strftime", "gensub", "and", "or", "xor",
    "lshift", "rshift", "compl", "mktime",
];

const OPERATORS: &[&str] = &[
    "**=", "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "**", "==", "<=", ">=", "!=", ">>", "!~", "{", "}", "(",
    ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "^", "!", ">", "<", "|", "?", ":", "~", "$", "=",
];

pub(super) fn tokens(source: &str) -> Result<Vec<Token>, String> {
    let text: Vec<char> = source.chars().collect();
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(&c) = text.get(at) {
        let next = text.get(at + 1).copied();
        if c == '\n' {
            tokens.push(Token::Newline);
            at += 1;
        } else if c.is_whitespace() {
            at += 1;
        } else if c == '\\' && next == Some('\n') {
            at += 2;
        } else if c == '\\' && next == Some('\r') {
            at += 3;
        } else if c == '#' {
            while text.get(at).is_some_and(|c| *c != '\n') {
                at += 1;
            }
        } else if c == '"' {
            at += 1;
            tokens.push(Token::Text(string(&text, &mut at)?));
        } else if c == '/' && !divides(tokens.last()) {
            at += 1;
            tokens.push(Token::Regex(regex(&text, &mut at)?));
        } else if c.is_ascii_digit() || (c == '.' && next.is_some_and(|c| c.is_ascii_digit())) {
            tokens.push(Token::Number(number(&text, &mut at)));
        } else if c.is_ascii_alphabetic() || c == '_' {
            tokens.push(name(&text, &mut at));
        } else {
            let rest = |op: &str| op.chars().enumerate().all(|(i, c)| text.get(at + i) == Some(&c));
            let Some(op) = OPERATORS.iter().find(|op| rest(op)) else { return Err("Unexpected token".into()) };
            at += op.len();
            tokens.push(Token::Op(match *op {
                "**" => "^",
                "**=" => "^=",
                op => op,
            }));
        }
    }
    tokens.push(Token::End);
    Ok(tokens)
}

/// Whether a `/` behind this token is a division.
fn divides(before: Option<&Token>) -> bool {
    match before {
        Some(Token::Number(_) | Token::Text(_) | Token::Regex(_) | Token::Name(_)) => true,
        Some(Token::Builtin(name)) => name == "length",
        Some(Token::Op(op)) => matches!(*op, ")" | "]" | "$" | "++" | "--"),
        _ => false,
    }
}

fn string(text: &[char], at: &mut usize) -> Result<String, String> {
    let mut out = String::new();
    loop {
        let c = text.get(*at).copied();
        *at += 1;
        match c {
            None | Some('\n') => return Err("Unexpected end of string".into()),
            Some('"') => return Ok(out),
            Some('\\') => {
                let c = text.get(*at).copied();
                *at += 1;
                match c {
                    Some('n') => out.push('\n'),
                    Some('t') => out.push('\t'),
                    Some('r') => out.push('\r'),
                    Some('a') => out.push('\u{7}'),
                    Some('b') => out.push('\u{8}'),
                    Some('f') => out.push('\u{c}'),
                    Some('v') => out.push('\u{b}'),
                    Some('\n') => {}
                    Some(c @ ('"' | '\\' | '/')) => out.push(c),
                    Some(c @ '0'..='7') => {
                        let mut value = c.to_digit(8).unwrap_or(0);
                        for _ in 0..2 {
                            let Some(digit) = text.get(*at).and_then(|c| c.to_digit(8)) else { break };
                            value = value * 8 + digit;
                            *at += 1;
                        }
                        out.push_str(&crate::text::from_bytes(&[(value & 0xff) as u8]));
                    }
                    Some(c) => {
                        out.push('\\');
                        out.push(c);
                    }
                    None => return Err("Unexpected end of string".into()),
                }
            }
            Some(c) => out.push(c),
        }
    }
}

fn regex(text: &[char], at: &mut usize) -> Result<String, String> {
    let mut out = String::new();
    let mut bracket = false;
    loop {
        let c = text.get(*at).copied();
        *at += 1;
        match c {
            None | Some('\n') => return Err("Unexpected end of regex".into()),
            Some('/') if !bracket => return Ok(out),
            Some('\\') => {
                let c = text.get(*at).copied().unwrap_or('\\');
                *at += 1;
                let control = [('r', '\r'), ('f', '\u{c}'), ('v', '\u{b}'), ('a', '\u{7}')];
                if let Some((_, control)) = control.iter().find(|(letter, _)| *letter == c) {
                    out.push(*control);
                    continue;
                }
                if c != '/' {
                    out.push('\\');
                }
                out.push(c);
            }
            Some(c) => {
                bracket = match c {
                    '[' => true,
                    ']' => false,
                    _ => bracket,
                };
                out.push(c);
                // The first `]` of a bracket expression is a member.
                if c == '[' {
                    for first in ['^', ']'] {
                        if text.get(*at) == Some(&first) {
                            out.push(first);
                            *at += 1;
                        }
                    }
                }
            }
        }
    }
}

fn number(text: &[char], at: &mut usize) -> f64 {
    let start = *at;
    if text.get(start) == Some(&'0') && matches!(text.get(start + 1), Some('x' | 'X')) {
        *at += 2;
        let digits: String = text.iter().skip(*at).take_while(|c| c.is_ascii_hexdigit()).collect();
        *at += digits.len();
        return u64::from_str_radix(&digits, 16).unwrap_or(0) as f64;
    }
    while text.get(*at).is_some_and(|c| c.is_ascii_digit() || *c == '.') {
        *at += 1;
    }
    if matches!(text.get(*at), Some('e' | 'E')) {
        let sign = usize::from(matches!(text.get(*at + 1), Some('+' | '-')));
        if text.get(*at + 1 + sign).is_some_and(char::is_ascii_digit) {
            *at += 1 + sign;
            while text.get(*at).is_some_and(char::is_ascii_digit) {
                *at += 1;
            }
        }
    }
    text.get(start..*at).unwrap_or_default().iter().collect::<String>().parse().unwrap_or(0.0)
}

fn name(text: &[char], at: &mut usize) -> Token {
    let start = *at;
    while text.get(*at).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_') {
        *at += 1;
    }
    let name: String = text.get(start..*at).unwrap_or_default().iter().collect();
    if let Some(keyword) = KEYWORDS.iter().find(|keyword| **keyword == name) {
        return Token::Keyword(if *keyword == "func" { "function" } else { keyword });
    }
    if BUILTINS.contains(&name.as_str()) {
        return Token::Builtin(name);
    }
    if text.get(*at) == Some(&'(') { Token::Function(name) } else { Token::Name(name) }
}
