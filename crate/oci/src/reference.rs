//! Image references: `NAME[:TAG][@DIGEST]`.

use std::fmt;
use std::str::FromStr;

use vfs::Digest;

const DEFAULT_DOMAIN: &str = "docker.io";
const OFFICIAL: &str = "library/";
const MAX_PATH: usize = 255;
const MAX_TAG: usize = 128;

/// A normalised image reference. Displays in full (`docker.io/library/node:20`); [`Reference::familiar`] is how docker
/// shows it (`node:20`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The registry (`docker.io`, `localhost:5000`).
    pub domain: String,
    /// The repository in the registry (`library/node`).
    pub path: String,
    /// The tag, if one was given.
    pub tag: Option<String>,
    /// The digest, if one was given.
    pub digest: Option<Digest>,
}

/// Why a text is no reference, in docker's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ReferenceError {
    /// The message.
    pub message: String,
}

impl Reference {
    /// Reads a reference as docker does, taking the Docker Hub and its `library` for what is left out. Neither tag nor
    /// digest is added.
    pub fn parse(text: &str) -> Result<Reference, ReferenceError> {
        if text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return error(format!(
                "invalid repository name ({text}), cannot specify 64-byte hexadecimal strings"
            ));
        }
        let (domain, folder, remainder) = split_domain(text);
        let repository = remainder.split(':').next().unwrap_or_default();
        if repository.contains(char::is_uppercase) {
            return error(format!(
                "invalid reference format: repository name ({folder}{repository}) must be lowercase"
            ));
        }
        let (name, digest) = match remainder.split_once('@') {
            Some((name, digest)) => (name, Some(parse_digest(digest)?)),
            None => (remainder, None),
        };
        let (path, tag) = match name.split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (name, None),
        };
        if !is_domain(domain) || !path.split('/').all(is_component) || !tag.is_none_or(is_tag) {
            return error("invalid reference format".to_owned());
        }
        if folder.len() + path.len() > MAX_PATH {
            return error(format!(
                "invalid reference format: repository name must not be more than {MAX_PATH} characters"
            ));
        }
        let path = [folder, path].concat();
        Ok(Reference { domain: domain.to_owned(), path, tag: tag.map(str::to_owned), digest })
    }

    /// With the tag `latest`, unless there is a tag or a digest.
    pub fn with_default_tag(mut self) -> Reference {
        if self.tag.is_none() && self.digest.is_none() {
            self.tag = Some("latest".to_owned());
        }
        self
    }

    /// Without tag and digest.
    pub fn repository(&self) -> Reference {
        Reference { tag: None, digest: None, ..self.clone() }
    }

    /// The name as docker shows it, without tag and digest (`node`, `localhost:5000/app`).
    pub fn familiar_name(&self) -> String {
        let official = self.path.strip_prefix("library/").filter(|rest| !rest.contains('/'));
        match (self.domain == DEFAULT_DOMAIN, official) {
            (true, Some(name)) => name.to_owned(),
            (true, None) => self.path.clone(),
            (false, _) => format!("{}/{}", self.domain, self.path),
        }
    }

    /// The reference as docker shows it (`node:20`).
    pub fn familiar(&self) -> String {
        self.suffixed(self.familiar_name())
    }

    fn suffixed(&self, mut text: String) -> String {
        if let Some(tag) = &self.tag {
            text.push(':');
            text.push_str(tag);
        }
        if let Some(digest) = &self.digest {
            text.push('@');
            text.push_str(&digest.to_string());
        }
        text
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.suffixed(format!("{}/{}", self.domain, self.path)))
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        Reference::parse(text)
    }
}

impl serde::Serialize for Reference {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Reference {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Reference::parse(&text).map_err(serde::de::Error::custom)
    }
}

fn error<T>(message: String) -> Result<T, ReferenceError> {
    Err(ReferenceError { message })
}

/// The registry, the folder there that a name leaves out, and the rest. What comes before the first slash is a registry
/// if it looks like one: `localhost`, or with a dot, a port or a capital letter.
fn split_domain(text: &str) -> (&str, &'static str, &str) {
    let (domain, rest) = match text.split_once('/') {
        Some(("index.docker.io", rest)) => (DEFAULT_DOMAIN, rest),
        Some((first, rest))
            if first == "localhost"
                || first.contains(['.', ':'])
                || first.chars().any(char::is_uppercase) =>
        {
            (first, rest)
        }
        _ => (DEFAULT_DOMAIN, text),
    };
    let official = domain == DEFAULT_DOMAIN && !rest.contains('/');
    (domain, if official { OFFICIAL } else { "" }, rest)
}

/// Host name, IPv4 address or IPv6 address in brackets, with an optional port.
fn is_domain(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) if address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':') => {
            ("", port.strip_prefix(':').or(port.is_empty().then_some("0")))
        }
        Some(_) => return false,
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, Some("0")),
        },
    };
    let label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let host_ok = text.starts_with('[') || host.split('.').all(label);
    host_ok && port.is_some_and(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Lower-case letters and digits, joined by `.`, `_`, `__` or any number of `-`.
fn is_component(text: &str) -> bool {
    let alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let edges =
        text.bytes().next().is_some_and(alphanumeric) && text.bytes().next_back().is_some_and(alphanumeric);
    let separators = text.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    edges
        && separators
            .into_iter()
            .all(|part| matches!(part, "" | "." | "_" | "__") || part.bytes().all(|b| b == b'-'))
}

fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= MAX_TAG
        && text.bytes().next().is_some_and(word)
        && text.bytes().all(|byte| word(byte) || matches!(byte, b'.' | b'-'))
}

fn parse_digest(text: &str) -> Result<Digest, ReferenceError> {
    let Some((algorithm, hex)) = text.split_once(':') else {
        return error("invalid reference format".to_owned());
    };
    let proper = algorithm.starts_with(|c: char| c.is_ascii_alphabetic())
        && algorithm.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_+.".contains(&byte))
        && hex.len() >= 32
        && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    match text.parse() {
        Ok(digest) => Ok(digest),
        Err(_) if !proper => error("invalid reference format".to_owned()),
        Err(_) if algorithm != "sha256" => error("unsupported digest algorithm".to_owned()),
        Err(_) if hex.len() != 64 => error("invalid checksum digest length".to_owned()),
        Err(_) => error("invalid checksum digest format".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, full: &str, familiar: &str) {
        let reference = Reference::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(reference.to_string(), full);
        assert_eq!(reference.familiar(), familiar);
        assert_eq!(Reference::parse(full), Ok(reference));
    }

    #[test]
    fn references_are_normalised() {
        check("node", "docker.io/library/node", "node");
        check("node:20-alpine", "docker.io/library/node:20-alpine", "node:20-alpine");
        check("diamol/node", "docker.io/diamol/node", "diamol/node");
        check("docker.io/node", "docker.io/library/node", "node");
        check("index.docker.io/library/node", "docker.io/library/node", "node");
        check("localhost/app", "localhost/app", "localhost/app");
        check("localhost:5000/a/b:1", "localhost:5000/a/b:1", "localhost:5000/a/b:1");
        check("ghcr.io/a/b", "ghcr.io/a/b", "ghcr.io/a/b");
        check("Registry/app", "Registry/app", "Registry/app");
        check("[::1]:5000/app", "[::1]:5000/app", "[::1]:5000/app");
        check("a__b/c-d.e_f---g", "docker.io/a__b/c-d.e_f---g", "a__b/c-d.e_f---g");
        check("library/a/b", "docker.io/library/a/b", "library/a/b");
        let digest = Digest::of(b"").to_string();
        check(&format!("a:1@{digest}"), &format!("docker.io/library/a:1@{digest}"), &format!("a:1@{digest}"));
    }

    #[test]
    fn anything_else_is_refused_in_dockers_words() {
        let id = Digest::of(b"").hex();
        let long = format!("a/{}", "b".repeat(255));
        let format = "invalid reference format";
        let cases = [
            ("", format),
            ("-a", format),
            ("a:", format),
            ("a b", format),
            ("a//b", format),
            ("a___b", format),
            ("a:b:c", format),
            ("a@sha256:12", format),
            ("a.b:x/c", format),
            (&format!("a@sha512:{id}"), "unsupported digest algorithm"),
            (&format!("a@sha256:{id}00"), "invalid checksum digest length"),
            ("Foo", "invalid reference format: repository name (library/Foo) must be lowercase"),
            ("a/Foo:1", "invalid reference format: repository name (a/Foo) must be lowercase"),
            (&long, "invalid reference format: repository name must not be more than 255 characters"),
            (&id, &format!("invalid repository name ({id}), cannot specify 64-byte hexadecimal strings")),
        ];
        for (text, message) in cases {
            assert_eq!(
                Reference::parse(text).map_err(|error| error.message),
                Err(message.to_owned()),
                "{text}"
            );
        }
    }
}
