//! The names of the instructions.

use super::{ALL, Help};

/// An instruction by its name, in alphabetical order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "an instruction's `Help` says what it does")]
pub enum Keyword {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
}

/// As long as the longest name.
const LONGEST: usize = "healthcheck".len();

impl Keyword {
    /// The instruction of that name, in any case.
    pub fn of(name: &str) -> Option<Self> {
        let mut lower = [0; LONGEST];
        let lower = lower.get_mut(..name.len())?;
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        Some(match &*lower {
            b"add" => Self::Add,
            b"arg" => Self::Arg,
            b"cmd" => Self::Cmd,
            b"copy" => Self::Copy,
            b"entrypoint" => Self::Entrypoint,
            b"env" => Self::Env,
            b"expose" => Self::Expose,
            b"from" => Self::From,
            b"healthcheck" => Self::Healthcheck,
            b"label" => Self::Label,
            b"maintainer" => Self::Maintainer,
            b"onbuild" => Self::Onbuild,
            b"run" => Self::Run,
            b"shell" => Self::Shell,
            b"stopsignal" => Self::Stopsignal,
            b"user" => Self::User,
            b"volume" => Self::Volume,
            b"workdir" => Self::Workdir,
            _ => return None,
        })
    }

    /// What there is to know about it.
    pub fn help(self) -> &'static Help {
        const HELPS: &[Help; 18] = &ALL;
        &HELPS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_their_help() {
        for help in &ALL {
            assert_eq!(Keyword::of(&help.name.to_lowercase()).unwrap().help().name, help.name);
            assert_eq!(Keyword::of(help.name).unwrap().help().name, help.name);
        }
        for other in ["", "runs", "ru", "healthchecks", "entry point"] {
            assert_eq!(Keyword::of(other), None, "{other}");
        }
    }
}
