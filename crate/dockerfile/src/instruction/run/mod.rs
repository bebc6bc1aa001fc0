//! RUN.

mod device;
mod mount;

use crate::ast::{Heredoc, Node};
use crate::quote::quote;
use crate::text::Word;

use super::flag::{self, Flag, Flags, Takes};
use super::{Command, Failed, Help, command_line, error_at};

pub use self::device::Device;
pub use self::mount::{Mount, MountKind, Sharing};

/// `RUN [flags] COMMAND`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What is run.
    pub command: Command,
    /// Its heredocs. With a single word `<<NAME` as command, the first is the script.
    pub heredocs: Vec<Heredoc>,
    /// The values of `--mount` as written.
    pub mount_flags: Vec<Word>,
    /// The mounts. Before expansion only their `from` is known.
    pub mounts: Vec<Mount>,
    /// `--network`.
    pub network: Network,
    /// `--security`.
    pub security: Security,
    /// `--device`.
    pub devices: Vec<Device>,
    /// The names of the flags in use, sorted.
    pub flags_used: Vec<&'static str>,
}

/// What network a command sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Network {
    /// The builder's.
    Default,
    /// None but loopback.
    None,
    /// The host's.
    Host,
}

/// What a command may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Security {
    /// What containers may.
    Sandbox,
    /// What root may.
    Insecure,
}

pub(super) const HELP: Help = Help {
    name: "RUN",
    doc: "Runs a command and keeps what it changes as a layer. It runs again when its text, an earlier layer, or an ENV \
          or ARG above it changes; what it downloads is not looked at.",
    syntax: "RUN [--mount=...] [--network=...] [--security=...] [--device=...] COMMAND LINE\n\
             RUN [flags] [\"PROGRAM\", \"ARGUMENT\"]\n\
             RUN [flags] <<EOF",
    flags: &[
        Flag {
            name: "mount",
            takes: Takes::Texts,
            values: &[
                "type=cache,target=",
                "type=bind,target=",
                "type=secret,id=",
                "type=ssh",
                "type=tmpfs,target=",
            ],
            doc: "Something to mount while the command runs; it does not become part of the layer.",
        },
        Flag {
            name: "network",
            takes: Takes::Text,
            values: &["default", "none", "host"],
            doc: "The network that the command sees.",
        },
        Flag {
            name: "security",
            takes: Takes::Text,
            values: &["sandbox", "insecure"],
            doc: "`insecure` runs the command privileged; the builder must allow it.",
        },
        Flag {
            name: "device",
            takes: Takes::Texts,
            values: &[],
            doc: "A device of the Container Device Interface: `vendor.com/class=name[,required]`.",
        },
    ],
};

pub(super) fn understand(node: &Node) -> Result<Run, Failed> {
    let given = flag::parse(&node.flags, HELP.flags)?;
    let devices = given.texts("device").iter().map(Device::read).collect::<Result<_, _>>()?;
    let mount_flags = given.texts("mount");
    let mounts = mount_flags.iter().map(|flag| Mount::read(flag, None)).collect::<Result<_, _>>()?;
    Ok(Run {
        command: command_line(node, &node.args),
        heredocs: node.heredocs.clone(),
        mount_flags,
        mounts,
        network: network(&given)?,
        security: security(&given)?,
        devices,
        flags_used: given.names(),
    })
}

fn network(given: &Flags) -> Result<Network, Failed> {
    let Some(word) = given.text("network") else { return Ok(Network::Default) };
    Ok(match word.value.as_str() {
        "default" => Network::Default,
        "none" => Network::None,
        "host" => Network::Host,
        other => return Err(error_at(word.span, format!("invalid network mode {}", quote(other)))),
    })
}

fn security(given: &Flags) -> Result<Security, Failed> {
    let Some(word) = given.text("security") else { return Ok(Security::Sandbox) };
    Ok(match word.value.as_str() {
        "sandbox" => Security::Sandbox,
        "insecure" => Security::Insecure,
        other => return Err(error_at(word.span, format!("security {} is not valid", quote(other)))),
    })
}
