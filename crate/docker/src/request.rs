//! What the command line asks of the machine it runs on: the front end answers, on a disk or from the project.

/// Number of a question within a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(pub u32);

/// A question. Paths are as the user typed them; relative ones count from [`crate::ExecOptions::cwd`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostRequest {
    /// What is there, links followed? Answer: [`Response::Stat`].
    Stat { path: String },
    /// The content of a file. Answer: [`Response::Bytes`].
    ReadFile { path: String },
    /// Everything below a directory, links not followed, contents left out. Answer: [`Response::List`].
    List { path: String },
    /// The contents of regular files that a listing of `root` named. Answer: [`Response::Files`].
    ReadFiles { root: String, paths: Vec<String> },
    /// All of standard input. Answer: [`Response::Bytes`].
    ReadStdin,
    /// A line that the user types at the shell's prompt, with its line break. Answer: [`Response::Bytes`], empty at the
    /// end of input (Ctrl-D), or [`Response::Interrupted`] (Ctrl-C).
    Input,
    /// Edit a file of the project, as `program` (`vi`, `nano`, `code`) would, and say when that is done. Answer:
    /// [`Response::Done`].
    Edit { path: String, program: String },
    /// Replace or make a file. Answer: [`Response::Done`].
    WriteFile { path: String, bytes: Vec<u8>, mode: u16 },
    /// Make a directory and those above; it is fine if it is there. Answer: [`Response::Done`].
    MakeDir { path: String, mode: u16 },
    /// Make a symbolic link in place of what is there. Answer: [`Response::Done`].
    Symlink { path: String, target: String },
    /// Remove a file; it is fine if it is not there. Answer: [`Response::Done`].
    Remove { path: String },
}

impl HostRequest {
    /// What it is about; empty for standard input.
    pub(crate) fn path(&self) -> &str {
        match self {
            HostRequest::Stat { path }
            | HostRequest::ReadFile { path }
            | HostRequest::List { path }
            | HostRequest::ReadFiles { root: path, .. }
            | HostRequest::WriteFile { path, .. }
            | HostRequest::MakeDir { path, .. }
            | HostRequest::Symlink { path, .. }
            | HostRequest::Remove { path } => path,
            HostRequest::Edit { path, .. } => path,
            HostRequest::ReadStdin | HostRequest::Input => "",
        }
    }
}

/// An answer. Whatever was asked, `Failed` may come instead: the words of strerror, such as `no such file or
/// directory`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    Done,
    /// `None` if nothing is there.
    Stat(Option<Entry>),
    Bytes(Vec<u8>),
    /// The root itself (with an empty path) and everything below, in any order.
    List(Vec<Entry>),
    /// In the order in which they were asked for; a file that could not be read says why.
    Files(Vec<Result<Vec<u8>, String>>),
    /// Ctrl-C instead of a line.
    Interrupted,
    Failed(String),
}

/// A path on the front end's disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Relative to the root of the listing, separated by `/`; empty for the root itself.
    pub path: String,
    pub kind: crate::EntryKind,
    /// Permission, set-id and sticky bits.
    pub mode: u16,
    /// Seconds since the epoch and nanoseconds.
    pub mtime: (i64, u32),
    /// Bytes.
    pub size: u64,
    /// Where a link points.
    pub target: Option<String>,
    /// The same number for all names of one file, if it has several.
    pub inode: Option<u64>,
}
