//! Programs of containers that the front end runs.

use docker::GuestOwner;
use serde_bytes::ByteBuf;
use vfs::{Kind, Node, Time};

use crate::wire::{self, GuestFileKind};

pub(crate) fn owner(container: String, exec: Option<f64>) -> GuestOwner {
    GuestOwner { container, exec: exec.map(|number| number as u64) }
}

pub(crate) fn guest(guest: docker::Guest) -> wire::Guest {
    let docker::Guest { owner, request, hostname, size: (columns, rows), since, delivered, memory } = guest;
    let (input, input_closed) = match request.stdin {
        shell::GuestStdin::Bytes(bytes) => (bytes, true),
        shell::GuestStdin::Own { bytes, closed } => (bytes, closed),
    };
    let input = if input.is_empty() { Vec::new() } else { vec![text(&input)] };
    wire::Guest {
        container: owner.container,
        exec: owner.exec.map(|number| number as f64),
        id: request.id as f64,
        program: request.program,
        argv: request.argv,
        env: request.env,
        cwd: request.cwd.into_string(),
        uid: request.user.uid,
        gid: request.user.gid,
        pid: request.pid,
        hostname,
        tty: request.tty,
        columns: columns.into(),
        rows: rows.into(),
        input,
        input_closed,
        started: milliseconds(since),
        delivered: delivered as f64,
        memory,
    }
}

/// What means nothing to a program, such as another size of its terminal, is left out.
pub(crate) fn arrival(arrival: shell::Arrival) -> Option<wire::GuestArrival> {
    match arrival {
        shell::Arrival::Input(bytes) => Some(wire::GuestArrival::Input { text: text(&bytes) }),
        shell::Arrival::EndOfInput => Some(wire::GuestArrival::End),
        shell::Arrival::Signal { name, .. } => Some(wire::GuestArrival::Signal { name }),
        shell::Arrival::Nothing | shell::Arrival::Guest(_) | shell::Arrival::Resized { .. } => None,
    }
}

pub(crate) fn answer(pieces: Vec<wire::GuestPiece>, exit: Option<u8>) -> shell::GuestAnswer {
    let piece = |piece: wire::GuestPiece| {
        let stream = match piece.stream {
            wire::Stream::Stdout => shell::Stream::Stdout,
            wire::Stream::Stderr => shell::Stream::Stderr,
        };
        (stream, piece.bytes.into_vec())
    };
    shell::GuestAnswer { pieces: pieces.into_iter().map(piece).collect(), exit }
}

pub(crate) fn file_call(call: wire::FileCall) -> docker::FileCall {
    use docker::FileCall as To;
    use wire::FileCall as From;
    match call {
        From::Read { path } => To::Read { path },
        From::Write { path, bytes, append, mode } => {
            To::Write { path, bytes: bytes.into_vec(), append, mode: bits(mode) }
        }
        From::Stat { path, follow } => To::Stat { path, follow },
        From::List { path } => To::List { path },
        From::ReadLink { path } => To::ReadLink { path },
        From::MakeDir { path, mode } => To::MakeDir { path, mode: bits(mode) },
        From::Remove { path, directory } => To::Remove { path, directory },
        From::Rename { from, to } => To::Rename { from, to },
        From::Chmod { path, mode } => To::Chmod { path, mode: bits(mode) },
        From::Symlink { target, path } => To::Symlink { target, path },
    }
}

pub(crate) fn file_answer(answer: docker::FileAnswer) -> wire::FileAnswer {
    match answer {
        docker::FileAnswer::Done => wire::FileAnswer::Done,
        docker::FileAnswer::Bytes(blob) => {
            wire::FileAnswer::Bytes { bytes: ByteBuf::from(blob.bytes().into_owned()) }
        }
        docker::FileAnswer::Stat(node) => wire::FileAnswer::Stat { stat: stat(&node) },
        docker::FileAnswer::Names(names) => wire::FileAnswer::Names { names },
        docker::FileAnswer::Target(target) => wire::FileAnswer::Target { target },
        docker::FileAnswer::Refused(errno) => wire::FileAnswer::Refused { code: format!("{errno:?}") },
    }
}

fn stat(node: &Node) -> wire::GuestFileStat {
    let kind = match &node.kind {
        Kind::Dir(_) => GuestFileKind::Directory,
        Kind::Symlink(_) => GuestFileKind::Symlink,
        _ => GuestFileKind::File,
    };
    let meta = &node.meta;
    let (mode, uid, gid) = (meta.mode.into(), meta.uid, meta.gid);
    wire::GuestFileStat { kind, mode, size: node.size() as f64, mtime: milliseconds(meta.mtime), uid, gid }
}

fn bits(mode: u32) -> u16 {
    (mode & 0o7777) as u16
}

fn milliseconds(time: Time) -> f64 {
    time.secs as f64 * 1e3 + f64::from(time.nanos) / 1e6
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
