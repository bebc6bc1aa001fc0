//! Programs of containers that the front end runs.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use tsify::Tsify;

use super::task::Stream;

/// A program that a process of a container waits for. The same program has the same `container`, `exec` and `id`.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Guest {
    /// The container's id.
    pub container: String,
    /// The number of the `exec` whose process it is; the container's first process without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exec: Option<f64>,
    pub id: f64,
    /// By which name it is asked for, such as `node`.
    pub program: String,
    pub argv: Vec<String>,
    pub env: Vec<(String, String)>,
    pub cwd: String,
    pub uid: u32,
    pub gid: u32,
    pub pid: u32,
    pub hostname: String,
    /// Whether its output is a terminal, of `columns` and `rows`.
    pub tty: bool,
    pub columns: u32,
    pub rows: u32,
    /// What it finds on standard input, and whether nothing more will come.
    pub input: Vec<String>,
    pub input_closed: bool,
    /// Milliseconds since 1970.
    pub started: f64,
    /// Bytes of its output that are known already; a program that is run again from its start gives them once more.
    pub delivered: f64,
    /// What an earlier run of it kept with `keepMemory`, or nothing.
    pub memory: String,
}

/// A container that a name or an address led to.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reached {
    /// The container's id.
    pub container: String,
    pub address: String,
}

/// What is behind a published port of the machine.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublishedPort {
    /// The container's id.
    pub container: String,
    pub address: String,
    pub port: u16,
}

/// Something for a program that runs.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum GuestArrival {
    Input {
        text: String,
    },
    /// The end of standard input.
    End,
    /// By its name without SIG.
    Signal {
        name: String,
    },
}

/// Something that a program wrote.
#[derive(Tsify, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GuestPiece {
    pub stream: Stream,
    #[tsify(type = "Uint8Array")]
    pub bytes: ByteBuf,
}

/// An operation on a container's files. Paths are absolute.
#[derive(Tsify, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FileCall {
    Read {
        path: String,
    },
    Write {
        path: String,
        #[tsify(type = "Uint8Array")]
        bytes: ByteBuf,
        append: bool,
        mode: u32,
    },
    Stat {
        path: String,
        follow: bool,
    },
    List {
        path: String,
    },
    ReadLink {
        path: String,
    },
    MakeDir {
        path: String,
        mode: u32,
    },
    /// A file, or an empty directory.
    Remove {
        path: String,
        directory: bool,
    },
    Rename {
        from: String,
        to: String,
    },
    Chmod {
        path: String,
        mode: u32,
    },
    Symlink {
        target: String,
        path: String,
    },
}

#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum GuestFileKind {
    File,
    Directory,
    Symlink,
}

#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuestFileStat {
    pub kind: GuestFileKind,
    /// Permission, set-id and sticky bits.
    pub mode: u32,
    pub size: f64,
    /// Milliseconds since 1970.
    pub mtime: f64,
    pub uid: u32,
    pub gid: u32,
}

/// What came of a `FileCall`.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum FileAnswer {
    Done,
    Bytes {
        #[tsify(type = "Uint8Array")]
        bytes: ByteBuf,
    },
    Stat {
        stat: GuestFileStat,
    },
    Names {
        names: Vec<String>,
    },
    Target {
        target: String,
    },
    /// The name of the error, such as `ENOENT`.
    Refused {
        code: String,
    },
}
