//! What tests of the command line share: a front end over files in memory.
#![allow(dead_code, reason = "every test uses a part of it")]

pub(crate) mod normal;
pub(crate) mod recorder;
pub(crate) mod transcript;

use std::collections::BTreeMap;

use docker::{
    Entry, EntryKind, Event, ExecOptions, Host, HostConfig, HostRequest, Progress, Response, Stream,
    TaskState,
};
use vfs::{Follow, Meta, Snapshot, Time, VPath, VPathBuf};

/// A machine: a host, and the disk and surroundings of its user.
pub(crate) struct Machine {
    pub(crate) host: Host,
    pub(crate) files: Snapshot,
    pub(crate) stdin: Vec<u8>,
    pub(crate) options: ExecOptions,
    /// Paths whose content was asked for.
    pub(crate) read: Vec<String>,
}

/// What a command printed and how it ended.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
    /// Both in the order in which they were printed.
    pub(crate) both: Vec<u8>,
    pub(crate) exit: i32,
    pub(crate) events: Vec<Event>,
}

impl Ran {
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }
}

impl Machine {
    pub(crate) fn new(now: i64) -> Self {
        Machine {
            host: Host::new(HostConfig { seed: 1, now }),
            files: Snapshot::empty(),
            stdin: Vec::new(),
            options: ExecOptions { cwd: "/".to_owned(), ..ExecOptions::default() },
            read: Vec::new(),
        }
    }

    pub(crate) fn write(&mut self, path: &str, bytes: &[u8]) {
        let mut tree = self.files.edit();
        let place = VPathBuf::normalise(path);
        let time = Time::from_secs(1_600_000_000);
        tree.mkdir_all(place.parent().unwrap(), &Meta::root(0o755, time)).unwrap();
        tree.write(&place, vfs::Blob::from(bytes.to_vec()), &Meta::root(0o644, time)).unwrap();
        self.files = tree.freeze();
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.files.lookup(&VPathBuf::normalise(path), Follow::All).is_ok()
    }

    pub(crate) fn is_file(&self, path: &str) -> bool {
        self.files.lookup(&VPathBuf::normalise(path), Follow::All).is_ok_and(|node| !node.is_dir())
    }

    pub(crate) fn make_executable(&mut self, path: &str) {
        let mut tree = self.files.edit();
        tree.set_mode(&VPathBuf::normalise(path), 0o755, Follow::All).unwrap();
        self.files = tree.freeze();
    }

    pub(crate) fn mkdir(&mut self, path: &str) {
        let mut tree = self.files.edit();
        let time = Time::from_secs(1_600_000_000);
        tree.mkdir_all(&VPathBuf::normalise(path), &Meta::root(0o755, time)).unwrap();
        self.files = tree.freeze();
    }

    /// Saves the state of the host and goes on with another host that has taken it in.
    pub(crate) fn reload(&mut self) {
        let index = self.host.state_index();
        let mut host = Host::new(HostConfig { seed: 1, now: self.host.now().secs });
        for digest in host.import_state(&index).unwrap() {
            let blob = self.host.blob(&digest).unwrap();
            host.put_blob(blob.bytes().into_owned()).unwrap();
        }
        host.finish_import().unwrap();
        self.host = host;
    }

    /// Runs a command line, words separated by blanks; single quotes hold blanks together.
    pub(crate) fn run(&mut self, line: &str) -> Ran {
        let argv = words(line);
        self.exec(argv)
    }

    pub(crate) fn exec(&mut self, argv: Vec<String>) -> Ran {
        let task = self.host.exec(argv, self.options.clone());
        let mut ran = Ran::default();
        let mut given = false;
        loop {
            let Progress { events, state, output, requests, exit, reads, wake, .. } =
                self.host.advance(task).unwrap();
            if reads.is_some() && !given {
                given = true;
                self.host.input(task, self.stdin.clone()).unwrap();
                self.host.close_input(task).unwrap();
            }
            if state == TaskState::Waiting
                && let Some(wake) = wake
            {
                // Nobody else is there, so time may as well have come.
                self.host.tick(wake);
            }
            ran.events.extend(events);
            for part in output {
                ran.both.extend_from_slice(&part.bytes);
                match part.stream {
                    Stream::Stdout => ran.stdout.extend(part.bytes),
                    Stream::Stderr => ran.stderr.push_str(&String::from_utf8_lossy(&part.bytes)),
                }
            }
            for (id, request) in requests {
                let answer = self.answer(&request);
                self.host.answer(task, id, answer).unwrap();
            }
            if !matches!(state, TaskState::Running | TaskState::Waiting) {
                ran.exit = exit.unwrap();
                return ran;
            }
        }
    }

    fn place(&self, path: &str) -> VPathBuf {
        VPathBuf::normalise(&self.options.cwd).join(path)
    }

    fn answer(&mut self, request: &HostRequest) -> Response {
        let time = Time::from_secs(1_600_000_000);
        let failed = |error: vfs::FsError| Response::Failed(error.to_string().to_lowercase());
        let mut tree = self.files.edit();
        let done = match request {
            HostRequest::Stat { path } => {
                let node = self.files.lookup(&self.place(path), Follow::All).ok();
                return Response::Stat(node.map(|node| entry("", node)));
            }
            HostRequest::ReadFile { path } => {
                self.read.push(path.clone());
                let blob = self.files.read(&self.place(path));
                return blob.map_or_else(failed, |blob| Response::Bytes(blob.bytes().into_owned()));
            }
            HostRequest::List { path } => {
                let root = self.place(path);
                if self.files.lookup(&root, Follow::All).is_err() {
                    return Response::Failed("no such file or directory".to_owned());
                }
                let below = |place: &VPath| place.strip_prefix(&root).unwrap().to_owned();
                let walk = self.files.walk(&root);
                return Response::List(walk.map(|(place, node)| entry(&below(&place), node)).collect());
            }
            HostRequest::ReadFiles { root, paths } => {
                self.read.extend(paths.iter().cloned());
                let root = self.place(root);
                let read = |path: &String| match self.files.read(&root.join(path)) {
                    Ok(blob) => Ok(blob.bytes().into_owned()),
                    Err(error) => Err(error.to_string()),
                };
                return Response::Files(paths.iter().map(read).collect());
            }
            // Whoever would type or edit is not there.
            HostRequest::Input | HostRequest::Edit { .. } => return Response::Failed("not here".to_owned()),
            HostRequest::ReadStdin => return Response::Bytes(self.stdin.clone()),
            HostRequest::WriteFile { path, bytes, mode } => {
                let place = self.place(path);
                tree.write(&place, vfs::Blob::from(bytes.clone()), &Meta::root(*mode, time))
                    .and_then(|()| tree.set_mode(&place, *mode, Follow::All))
            }
            HostRequest::MakeDir { path, mode } => {
                tree.mkdir_all(&self.place(path), &Meta::root(*mode, time)).map(drop)
            }
            HostRequest::Symlink { path, target } => {
                let place = self.place(path);
                let _ = tree.remove(&place, time);
                tree.symlink(&place, target, &Meta::root(0o777, time))
            }
            HostRequest::Remove { path } => {
                let _ = tree.remove(&self.place(path), time);
                Ok(())
            }
        };
        match done {
            Ok(()) => {
                self.files = tree.freeze();
                Response::Done
            }
            Err(error) => failed(error),
        }
    }
}

fn entry(path: &str, node: &vfs::Node) -> Entry {
    Entry {
        path: path.to_owned(),
        kind: EntryKind::of(node),
        mode: node.meta.mode,
        mtime: (node.meta.mtime.secs, node.meta.mtime.nanos),
        size: node.size(),
        target: node.as_symlink().map(str::to_owned),
        inode: node.as_file().and_then(|file| file.link).map(link_number),
    }
}

/// Link identities are opaque; their order gives each a number.
fn link_number(link: vfs::LinkId) -> u64 {
    let text = format!("{link:?}");
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// All files below a folder of the real disk.
pub(crate) fn from_disk(root: &std::path::Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}
