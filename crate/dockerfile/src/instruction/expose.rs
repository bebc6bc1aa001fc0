//! EXPOSE.

use crate::ast::Node;
use crate::text::{Word, lower};

use super::{Failed, Help, at_least_one, flag};

pub(super) const HELP: Help = Help {
    name: "EXPOSE",
    doc: "Documents the ports that the program listens on. It publishes none: `docker run --publish` does.",
    syntax: "EXPOSE PORT[/PROTOCOL] ...",
    flags: flag::NONE,
};

pub(super) fn understand(node: &Node) -> Result<Vec<Word>, Failed> {
    if node.args.is_empty() {
        return Err(at_least_one(node, HELP.name));
    }
    flag::parse(&node.flags, HELP.flags)?;
    Ok(node.args.clone())
}

/// A port of a container.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Port {
    /// 0 to 65535.
    pub number: u16,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: &'static str,
}

impl std::fmt::Display for Port {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.protocol)
    }
}

/// Why a text names no ports, in BuildKit's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPort(pub String);

/// The ports that a word of EXPOSE names, after expansion: `80`, `80/udp`, `80-82`, `127.0.0.1:8080:80`.
///
/// # Errors
/// BuildKit's message.
pub fn ports(word: &str) -> Result<Vec<Port>, BadPort> {
    let (ip, host, container) = split(word);
    let (range, protocol) = range_and_protocol(word, container)?;
    check_ip(ip).map_err(BadPort)?;
    // What is wrong with a number is not said, as recorded from BuildKit.
    let (first, last) =
        port_range(range).ok_or_else(|| BadPort(format!("invalid containerPort: {range}")))?;
    if !host.is_empty() {
        let (host_first, host_last) =
            port_range(host).ok_or_else(|| BadPort(format!("invalid hostPort: {host}")))?;
        if last - first != host_last - host_first && last != first {
            return Err(BadPort(format!(
                "invalid ranges specified for container and host Ports: {range} and {host}"
            )));
        }
    }
    Ok((first..=last).map(|number| Port { number, protocol }).collect())
}

/// Whether a word gets as far as having a port and a protocol, which is when BuildKit's checks look at it.
pub(crate) fn is_port(word: &str) -> bool {
    range_and_protocol(word, split(word).2).is_ok()
}

fn range_and_protocol<'a>(word: &str, container: &'a str) -> Result<(&'a str, &'static str), BadPort> {
    let (range, protocol) = container.split_once('/').unwrap_or((container, ""));
    if range.is_empty() {
        return Err(BadPort(format!("invalid port: {}: no port specified", crate::quote::quote(word))));
    }
    match &*lower(protocol) {
        "" | "tcp" => Ok((range, "tcp")),
        "udp" => Ok((range, "udp")),
        "sctp" => Ok((range, "sctp")),
        other => Err(BadPort(format!("invalid proto: {other}"))),
    }
}

/// Address, host port and container port; what is missing is empty.
fn split(word: &str) -> (&str, &str, &str) {
    match word.rsplit_once(':') {
        None => ("", "", word),
        Some((rest, container)) => match rest.rsplit_once(':') {
            None => ("", rest, container),
            Some((ip, host)) => (ip, host, container),
        },
    }
}

fn check_ip(ip: &str) -> Result<(), String> {
    let bare = match ip.strip_prefix('[') {
        Some(inner) => match inner.strip_suffix(']') {
            Some(bare) => bare,
            None => return Err(format!("invalid IP address {ip}: address {ip}:: missing ']' in address")),
        },
        None => ip,
    };
    // An address may carry a zone nowhere here, which is what the standard library's parser says too.
    if !bare.is_empty() && bare.parse::<std::net::IpAddr>().is_err() {
        return Err(format!("invalid IP address: {bare}"));
    }
    Ok(())
}

fn port_range(range: &str) -> Option<(u16, u16)> {
    let Some((first, last)) = range.split_once('-') else {
        let port = number(range)?;
        return Some((port, port));
    };
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}

fn number(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
