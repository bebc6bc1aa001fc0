//! What a command line asks of whoever has the disk.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use tsify::Tsify;

use super::project::EntryKind;

/// A question to whoever has the disk, to be answered under its `id`.
#[derive(Tsify, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HostRequest {
    pub id: u32,
    pub question: HostQuestion,
}

/// Paths are as the user typed them; relative ones count from `cwd`.
#[derive(Tsify, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HostQuestion {
    /// What is there, links followed? Answer: `stat`.
    Stat { path: String },
    /// The content of a file. Answer: `bytes`.
    ReadFile { path: String },
    /// Everything below a folder, links not followed, without contents. Answer: `list`.
    List { path: String },
    /// The contents of regular files that a listing of `root` named. Answer: `files`.
    ReadFiles { root: String, paths: Vec<String> },
    /// All of standard input. Answer: `bytes`.
    ReadStdin,
    /// A line that the user types at the shell's prompt, with its line break. Answer: `bytes`, empty at the end of input
    /// (Ctrl-D), or `interrupted` (Ctrl-C).
    Input,
    /// Edit a file of the project as `program` (`vi`, `nano`, `code`) would, and answer when that is over: `done`.
    Edit { path: String, program: String },
    /// Make or replace a file. Answer: `done`.
    WriteFile {
        path: String,
        #[tsify(type = "Uint8Array")]
        bytes: ByteBuf,
        mode: u32,
    },
    /// Make a folder and those above it; it is fine if it is there. Answer: `done`.
    MakeDir { path: String, mode: u32 },
    /// Make a symbolic link in place of what is there. Answer: `done`.
    Symlink { path: String, target: String },
    /// Remove a file; it is fine if it is not there. Answer: `done`.
    Remove { path: String },
}

/// A path of the host's disk. `mode` holds permission, set-id and sticky bits.
#[derive(Tsify, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HostEntry {
    pub path: String,
    pub kind: EntryKind,
    pub mode: u32,
    pub seconds: f64,
    pub nanoseconds: u32,
    pub size: f64,
    #[tsify(optional)]
    pub target: Option<String>,
}

/// A listing in columns, because one object per path would cost more than reading the folder.
#[derive(Tsify, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EntryColumns {
    /// Paths relative to the folder, separated by NUL; the folder itself is the empty one.
    pub paths: String,
    /// What symbolic links point at, else nothing; as many as paths, separated by NUL.
    pub targets: String,
    /// Six per path: kind (the place of its name in `EntryKind`), mode, seconds and nanoseconds of its time, size, and a
    /// number from 1 that all names of one file share, or 0.
    pub numbers: Vec<f64>,
}

/// A file that could not be read: its place in the question's `paths`, and why in the words of strerror.
#[derive(Tsify, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Unread {
    pub index: u32,
    pub message: String,
}

/// The answer to a `HostQuestion`.
#[derive(Tsify, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HostResponse {
    Done,
    /// Without an entry, nothing is there.
    Stat {
        #[tsify(optional)]
        entry: Option<HostEntry>,
    },
    Bytes {
        #[tsify(type = "Uint8Array")]
        bytes: ByteBuf,
    },
    List {
        entries: EntryColumns,
    },
    /// In the order the question named them. A file that could not be read is empty and stands among the failures.
    Files {
        #[tsify(type = "Uint8Array[]")]
        contents: Vec<ByteBuf>,
        failures: Vec<Unread>,
    },
    /// Ctrl-C instead of a line.
    Interrupted,
    /// In the words of strerror: `no such file or directory`.
    Failed {
        message: String,
    },
}
