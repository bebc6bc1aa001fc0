//! Flags of a command: the table that says what there is, and values read by it.
//!
//! `lexopt` cuts the words; which flag takes a value, and what docker says about a wrong one, is decided here.

use std::ffi::OsString;

use lexopt::Arg;

use super::container::flags::nanos;

/// What a flag takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Nothing, or `=true`/`=false`.
    Switch,
    /// One value, the last one counts; `named` is how help calls it.
    One { named: &'static str },
    /// A value each time it is given.
    Many { named: &'static str },
    /// A value behind `=`, or else this one.
    Maybe { named: &'static str, otherwise: &'static str },
}

/// A row of a command's table of flags. Help lists them by name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flag {
    pub(crate) name: &'static str,
    pub(crate) short: Option<char>,
    pub(crate) takes: Takes,
    pub(crate) help: &'static str,
    /// What help shows as the default.
    pub(crate) default: Option<&'static str>,
    /// Understood, but not listed.
    pub(crate) hidden: bool,
    /// Client 20.10 has not got it.
    pub(crate) recent: bool,
    /// Client 20.10 lists it, and later ones take it without a word.
    pub(crate) older: bool,
    /// What the help of client 20.10 says, default and all, if something else.
    pub(crate) book: Option<&'static str>,
}

impl Flag {
    pub(crate) const fn switch(name: &'static str, help: &'static str) -> Self {
        Flag {
            name,
            short: None,
            takes: Takes::Switch,
            help,
            default: None,
            hidden: false,
            recent: false,
            older: false,
            book: None,
        }
    }

    pub(crate) const fn one(name: &'static str, named: &'static str, help: &'static str) -> Self {
        Flag { takes: Takes::One { named }, ..Flag::switch(name, help) }
    }

    pub(crate) const fn many(name: &'static str, named: &'static str, help: &'static str) -> Self {
        Flag { takes: Takes::Many { named }, ..Flag::switch(name, help) }
    }

    pub(crate) const fn maybe(
        name: &'static str,
        named: &'static str,
        help: &'static str,
        otherwise: &'static str,
    ) -> Self {
        Flag { takes: Takes::Maybe { named, otherwise }, ..Flag::switch(name, help) }
    }

    pub(crate) const fn short(self, short: char) -> Self {
        Flag { short: Some(short), ..self }
    }

    pub(crate) const fn default(self, default: &'static str) -> Self {
        Flag { default: Some(default), ..self }
    }

    pub(crate) const fn hidden(self) -> Self {
        Flag { hidden: true, ..self }
    }

    pub(crate) const fn recent(self) -> Self {
        Flag { recent: true, ..self }
    }

    pub(crate) const fn older(self) -> Self {
        Flag { older: true, ..self }
    }

    pub(crate) const fn book(self, help: &'static str) -> Self {
        Flag { book: Some(help), ..self }
    }

    /// As a client shows it.
    pub(crate) fn of(self, is_book: bool) -> Self {
        match self.book.filter(|_| is_book) {
            Some(help) => Flag { help, default: None, ..self },
            None => Flag { hidden: self.hidden || self.older && !is_book, ..self },
        }
    }
}

/// The flags and arguments that were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Values {
    /// What messages call the command.
    pub(crate) shown: String,
    flags: Vec<(&'static str, String)>,
    pub(crate) arguments: Vec<String>,
    /// `--help` was among them.
    pub(crate) help: bool,
}

impl Values {
    /// The last value given for a flag.
    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        self.flags.iter().rev().find(|(flag, _)| *flag == name).map(|(_, value)| value.as_str())
    }

    /// All values given for a flag, in their order.
    pub(crate) fn many(&self, name: &str) -> Vec<&str> {
        self.flags.iter().filter(|(flag, _)| *flag == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Whether a switch is on.
    pub(crate) fn on(&self, name: &str) -> bool {
        self.one(name) == Some("true")
    }

    /// The last value given for a flag that takes a whole number.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.one(name)?.parse().ok()
    }

    /// Whether a flag was given at all.
    pub(crate) fn given(&self, name: &str) -> bool {
        self.one(name).is_some()
    }
}

/// Reads the words after a command's name. If `foreign`, all words behind the first argument are arguments. The error is the sentence that docker prints about a flag.
pub(crate) fn parse(flags: &[Flag], words: &[String], foreign: bool) -> Result<Values, String> {
    let mut parser = lexopt::Parser::from_args(words.iter().map(OsString::from));
    let mut values = Values::default();
    loop {
        let word = match parser.next() {
            Ok(None) => return Ok(values),
            Ok(Some(word)) => word,
            // `-p=false`: a switch takes its value behind `=` only.
            Err(lexopt::Error::UnexpectedValue { option, value }) => {
                let mut letters = option.chars().skip(1);
                let named = |letter| flags.iter().find(|flag| flag.short == Some(letter));
                let flag = letters.next().and_then(named).filter(|_| letters.next().is_none());
                let flag = flag.ok_or_else(|| format!("unexpected argument for option '{option}'"))?;
                values.flags.push((flag.name, switched(flag, &text(value))?));
                continue;
            }
            Err(error) => return Err(error.to_string()),
        };
        match word {
            Arg::Value(value) => {
                values.arguments.push(text(value));
                if foreign {
                    let rest = parser.raw_args().map_err(|error| error.to_string())?;
                    values.arguments.extend(rest.map(text));
                    return Ok(values);
                }
            }
            Arg::Long("help") => values.help = parser.optional_value().is_none_or(|value| value != "false"),
            Arg::Long(name) => {
                let name = name.to_owned();
                let Some(flag) = flags.iter().find(|flag| flag.name == name) else {
                    return Err(format!("unknown flag: --{name}"));
                };
                take(flag, &format!("--{name}"), &mut parser, &mut values)?;
            }
            Arg::Short(letter) => match flags.iter().find(|flag| flag.short == Some(letter)) {
                Some(flag) => take(flag, &format!("'{letter}' in -{letter}"), &mut parser, &mut values)?,
                None if letter == 'h' => values.help = true,
                None => {
                    let rest = parser.optional_value().map(text).unwrap_or_default();
                    return Err(format!("unknown shorthand flag: '{letter}' in -{letter}{rest}"));
                }
            },
        }
    }
}

fn take(flag: &Flag, shown: &str, parser: &mut lexopt::Parser, values: &mut Values) -> Result<(), String> {
    let value = match flag.takes {
        Takes::One { named } | Takes::Many { named } => match parser.value() {
            Ok(value) => checked(flag, named, text(value))?,
            Err(_) => return Err(format!("flag needs an argument: {shown}")),
        },
        Takes::Maybe { otherwise, .. } => parser.optional_value().map_or(otherwise.to_owned(), text),
        // In a cluster of short flags what follows a switch is the next flag, not its value.
        Takes::Switch if !shown.starts_with("--") => "true".to_owned(),
        Takes::Switch => match parser.optional_value().map(text) {
            None => "true".to_owned(),
            Some(value) => switched(flag, &value)?,
        },
    };
    values.flags.push((flag.name, value));
    Ok(())
}

/// A value of the kind that the flag takes.
fn checked(flag: &Flag, named: &str, value: String) -> Result<String, String> {
    let number = |go: &str| format!("strconv.{go}: parsing \"{value}\": invalid syntax");
    let (is_fine, why) = match named {
        "int" => (value.parse::<i64>().is_ok(), number("ParseInt")),
        "uint" | "uint16" => (value.parse::<u64>().is_ok(), number("ParseUint")),
        "decimal" => (value.parse::<f64>().is_ok(), format!("failed to parse {value} as a rational number")),
        "duration" => (nanos(&value).is_some(), format!("time: invalid duration \"{value}\"")),
        "filter" => {
            (value.is_empty() || value.contains('='), "bad format of filter (expected name=value)".to_owned())
        }
        _ => return Ok(value),
    };
    if is_fine { Ok(value) } else { Err(wrong(flag, &value, &why)) }
}

/// What docker says about a value that a flag can't take.
fn wrong(flag: &Flag, value: &str, why: &str) -> String {
    let named = flag.short.map_or(format!("--{}", flag.name), |short| format!("-{short}, --{}", flag.name));
    format!("invalid argument \"{value}\" for \"{named}\" flag: {why}")
}

/// What a switch is set to.
fn switched(flag: &Flag, value: &str) -> Result<String, String> {
    truth(value)
        .ok_or_else(|| wrong(flag, value, &format!("strconv.ParseBool: parsing \"{value}\": invalid syntax")))
}

/// The words that Go takes for a boolean.
pub(crate) fn truth(word: &str) -> Option<String> {
    match word {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some("true".to_owned()),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some("false".to_owned()),
        _ => None,
    }
}

fn text(word: OsString) -> String {
    word.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAGS: &[Flag] = &[
        Flag::switch("all", "").short('a'),
        Flag::switch("no-trunc", ""),
        Flag::many("tag", "stringArray", "").short('t'),
        Flag::one("file", "string", "").short('f'),
    ];

    fn check(words: &str, expected: &str) {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        let got = match parse(FLAGS, &words, false) {
            Err(message) => message,
            Ok(values) => {
                let mut shown: Vec<String> =
                    values.flags.iter().map(|(name, value)| format!("{name}={value}")).collect();
                shown.extend(values.arguments.clone());
                if values.help {
                    shown.push("HELP".to_owned());
                }
                shown.join(" ")
            }
        };
        assert_eq!(got, expected, "{words:?}");
    }

    #[test]
    fn flags_and_arguments_in_any_order() {
        check("-a x --no-trunc y", "all=true no-trunc=true x y");
        check("-t a -tb --tag c --tag=d -t=e .", "tag=a tag=b tag=c tag=d tag=e .");
        check("-af F", "all=true file=F");
        check("-a=false x", "all=true all=false x");
        check("-fa=b", "file=a=b");
        check("--all=false --all=T", "all=false all=true");
        check("-- -a", "-a");
        check("-", "-");
        check("--help", "HELP");
        check("-h", "HELP");
    }

    #[test]
    fn mistakes_in_dockers_words() {
        check("--bogus", "unknown flag: --bogus");
        check("--bogus=1", "unknown flag: --bogus");
        check("-x", "unknown shorthand flag: 'x' in -x");
        check("-axy", "unknown shorthand flag: 'x' in -xy");
        check("--tag", "flag needs an argument: --tag");
        check("-t", "flag needs an argument: 't' in -t");
        check(
            "--all=maybe",
            "invalid argument \"maybe\" for \"-a, --all\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax",
        );
    }
}
