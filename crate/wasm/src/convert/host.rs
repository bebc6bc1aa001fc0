//! The command line's questions and answers, and the host's rows.

use docker::{Entry, HostRequest, RequestId, Response};
use serde_bytes::ByteBuf;

use super::Thrown;
use super::event::{Events, printed_on};
use crate::wire::{self, HostQuestion, HostResponse};

pub(crate) fn request((id, request): (RequestId, HostRequest)) -> wire::HostRequest {
    let question = match request {
        HostRequest::Stat { path } => HostQuestion::Stat { path },
        HostRequest::ReadFile { path } => HostQuestion::ReadFile { path },
        HostRequest::List { path } => HostQuestion::List { path },
        HostRequest::ReadFiles { root, paths } => HostQuestion::ReadFiles { root, paths },
        HostRequest::ReadStdin => HostQuestion::ReadStdin,
        HostRequest::Input => HostQuestion::Input,
        HostRequest::Edit { path, program } => HostQuestion::Edit { path, program },
        HostRequest::WriteFile { path, bytes, mode } => {
            HostQuestion::WriteFile { path, bytes: ByteBuf::from(bytes), mode: mode.into() }
        }
        HostRequest::MakeDir { path, mode } => HostQuestion::MakeDir { path, mode: mode.into() },
        HostRequest::Symlink { path, target } => HostQuestion::Symlink { path, target },
        HostRequest::Remove { path } => HostQuestion::Remove { path },
    };
    wire::HostRequest { id: id.0, question }
}

pub(crate) fn response(response: HostResponse) -> Result<Response, Thrown> {
    Ok(match response {
        HostResponse::Done => Response::Done,
        HostResponse::Stat { entry: found } => Response::Stat(found.map(entry)),
        HostResponse::Bytes { bytes } => Response::Bytes(bytes.into_vec()),
        HostResponse::List { entries } => Response::List(listing(entries)?),
        HostResponse::Files { contents, failures } => Response::Files(files(contents, failures)?),
        HostResponse::Interrupted => Response::Interrupted,
        HostResponse::Failed { message } => Response::Failed(message),
    })
}

fn entry(entry: wire::HostEntry) -> Entry {
    Entry {
        path: entry.path,
        kind: kind_in(entry.kind),
        mode: entry.mode as u16,
        mtime: (entry.seconds as i64, entry.nanoseconds),
        size: entry.size as u64,
        target: entry.target,
        inode: None,
    }
}

/// The kinds by their number in a listing.
const KINDS: [docker::EntryKind; 5] = [
    docker::EntryKind::File,
    docker::EntryKind::Dir,
    docker::EntryKind::Symlink,
    docker::EntryKind::Fifo,
    docker::EntryKind::Device,
];

fn listing(columns: wire::EntryColumns) -> Result<Vec<Entry>, Thrown> {
    let bad = |what: &str| Thrown::new("bad-argument", format!("response: {what}"));
    let (rows, rest) = columns.numbers.as_chunks::<6>();
    let paths: Vec<&str> = columns.paths.split('\0').collect();
    let targets: Vec<&str> = columns.targets.split('\0').collect();
    if paths.len() != rows.len() || targets.len() != rows.len() || !rest.is_empty() {
        return Err(bad("the columns of the listing have different lengths"));
    }
    let rows = rows.iter().zip(paths).zip(targets);
    rows.map(|((&[kind, mode, seconds, nanoseconds, size, inode], path), target)| {
        Ok(Entry {
            path: path.to_owned(),
            kind: *KINDS.get(kind as usize).ok_or_else(|| bad("there is no kind of this number"))?,
            mode: mode as u16,
            mtime: (seconds as i64, nanoseconds as u32),
            size: size as u64,
            target: (!target.is_empty()).then(|| target.to_owned()),
            inode: (inode > 0.0).then_some(inode as u64),
        })
    })
    .collect()
}

fn files(
    contents: Vec<ByteBuf>,
    failures: Vec<wire::Unread>,
) -> Result<Vec<Result<Vec<u8>, String>>, Thrown> {
    let mut files: Vec<_> = contents.into_iter().map(|bytes| Ok(bytes.into_vec())).collect();
    for failure in failures {
        match files.get_mut(failure.index as usize) {
            Some(file) => *file = Err(failure.message),
            None => return Err(Thrown::new("bad-argument", "response: a failure belongs to no file")),
        }
    }
    Ok(files)
}

fn kind_in(kind: wire::EntryKind) -> docker::EntryKind {
    match kind {
        wire::EntryKind::File => docker::EntryKind::File,
        wire::EntryKind::Dir => docker::EntryKind::Dir,
        wire::EntryKind::Symlink => docker::EntryKind::Symlink,
        wire::EntryKind::Fifo => docker::EntryKind::Fifo,
        wire::EntryKind::Device => docker::EntryKind::Device,
    }
}

pub(crate) fn kind(kind: docker::EntryKind) -> wire::EntryKind {
    match kind {
        docker::EntryKind::File => wire::EntryKind::File,
        docker::EntryKind::Dir => wire::EntryKind::Dir,
        docker::EntryKind::Symlink => wire::EntryKind::Symlink,
        docker::EntryKind::Fifo => wire::EntryKind::Fifo,
        docker::EntryKind::Device => wire::EntryKind::Device,
    }
}

/// The time of a lab that is given none: that of the recorded builds, 2023-11-14 22:13:20 UTC.
const NOW: f64 = 1_700_000_000.0;

pub(crate) fn config(options: wire::LabOptions) -> docker::HostConfig {
    docker::HostConfig {
        seed: options.seed.unwrap_or_default().into(),
        now: options.now.unwrap_or(NOW) as i64,
    }
}

pub(crate) fn build(request: wire::BuildRequest) -> docker::BuildRequest {
    docker::BuildRequest {
        dockerfile: request.dockerfile,
        tags: request.tags.unwrap_or_default(),
        target: request.target,
        build_args: request.build_args.unwrap_or_default(),
        no_cache: request.no_cache.unwrap_or_default(),
        no_cache_filter: request.no_cache_filter.unwrap_or_default(),
        builder: request.builder.map(builder).unwrap_or_default(),
    }
}

pub(crate) fn builder(builder: wire::Builder) -> docker::Builder {
    match builder {
        wire::Builder::Buildkit => docker::Builder::Buildkit,
        wire::Builder::Classic => docker::Builder::Classic,
    }
}

pub(crate) fn format(format: wire::ArchiveFormat) -> docker::ArchiveFormat {
    match format {
        wire::ArchiveFormat::Oci => docker::ArchiveFormat::Oci,
        wire::ArchiveFormat::Docker => docker::ArchiveFormat::Docker,
    }
}

/// A slice of a command.
pub(crate) fn command(
    mut progress: docker::Progress,
    events: &mut Events,
    now: vfs::Time,
) -> wire::CommandProgress {
    let printed = |output: docker::Output| wire::Printed {
        stream: printed_on(output.stream),
        bytes: ByteBuf::from(output.bytes),
    };
    wire::CommandProgress {
        events: events.events(std::mem::take(&mut progress.events)),
        output: progress.output.into_iter().map(printed).collect(),
        requests: progress.requests.into_iter().map(request).collect(),
        exit_code: progress.exit,
        reads: progress.reads.map(|tty| if tty { wire::Reads::Terminal } else { wire::Reads::Pipe }),
        waits: match progress.wake {
            _ if !progress.follows => None,
            Some(wake) => Some(milliseconds(now, wake)),
            None => Some(-1.0),
        },
        attached: progress.attached,
    }
}

/// From one time to another; 0 if that has passed.
pub(crate) fn milliseconds(now: vfs::Time, then: vfs::Time) -> f64 {
    let seconds = then.secs.saturating_sub(now.secs) as f64;
    (seconds * 1000.0 + (f64::from(then.nanos) - f64::from(now.nanos)) / 1e6).max(0.0).ceil()
}

pub(crate) fn options(options: wire::ExecOptions) -> docker::ExecOptions {
    docker::ExecOptions {
        files: if options.project { docker::Files::Project } else { docker::Files::FrontEnd },
        cwd: options.cwd,
        env: options.env,
        terminal: options.terminal.map(terminal),
        stdout_is_terminal: options.stdout_is_terminal,
        profile: options.profile.and_then(|name| docker::Profile::find(&name)),
        stdin_is_terminal: options.stdin_is_terminal,
    }
}

fn terminal(terminal: wire::Terminal) -> docker::Terminal {
    docker::Terminal {
        columns: terminal.columns as usize,
        rows: terminal.rows as usize,
        colours: terminal.colours,
    }
}

pub(crate) fn shell(options: wire::ShellOptions) -> docker::ShellOptions {
    docker::ShellOptions {
        script: options.script,
        env: options.env,
        terminal: options.terminal.map(terminal),
        stdin: Vec::new(),
        profile: options.profile.and_then(|name| docker::Profile::find(&name)),
    }
}

/// Completions of a line with offsets in UTF-16 units.
pub(crate) fn line_completions(line: &str, found: docker::LineCompletions) -> wire::LineCompletions {
    let before = line.get(..found.from).unwrap_or_default();
    let items = found.items.into_iter().map(|(text, about)| wire::LineCompletion { text, about });
    wire::LineCompletions { from: before.encode_utf16().count() as u32, items: items.collect() }
}

pub(crate) fn project_entry(entry: docker::ProjectEntry) -> wire::ProjectEntry {
    wire::ProjectEntry {
        path: entry.path,
        kind: kind(entry.kind),
        mode: entry.mode.into(),
        size: entry.size as f64,
        mtime: entry.mtime as f64,
        target: entry.target,
        ignored_by: entry.ignored_by.map(|rule| wire::IgnoreRule { line: rule.line, pattern: rule.pattern }),
    }
}

pub(crate) fn layer(row: docker::LayerRow) -> wire::LayerRow {
    wire::LayerRow {
        diff_id: row.diff_id.to_string(),
        size: row.size as f64,
        content: row.content as f64,
        created_by: row.created_by,
        from_base: row.from_base,
        modelled: row.modelled,
        instruction: row.instruction,
    }
}

pub(crate) fn image(row: docker::ImageRow) -> wire::ImageRow {
    wire::ImageRow {
        id: row.id.to_string(),
        names: row.names,
        size: row.size as f64,
        created: row.created as f64,
        layers: row.layers.into_iter().map(layer).collect(),
    }
}

pub(crate) fn change(change: docker::ChangeKind) -> wire::ChangeKind {
    match change {
        docker::ChangeKind::Added => wire::ChangeKind::Added,
        docker::ChangeKind::Modified => wire::ChangeKind::Modified,
        docker::ChangeKind::Removed => wire::ChangeKind::Removed,
    }
}

pub(crate) fn file_change(row: docker::FileChange) -> wire::FileChange {
    wire::FileChange {
        path: row.path,
        kind: kind(row.kind),
        change: change(row.change),
        size: row.size as f64,
        mode: row.mode.into(),
        uid: row.uid,
        gid: row.gid,
        mtime: row.mtime as f64,
        target: row.target,
    }
}
