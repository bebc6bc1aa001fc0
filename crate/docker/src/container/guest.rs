//! What programs that the front end runs do to a container's files, and whom they reach on its networks.

use serde::{Deserialize, Serialize};
use shell::GuestRequest;
use vfs::{Blob, Errno, Follow, FsError, Meta, Node, Time, Tree, VPathBuf};

use super::{Container, files};
use crate::error::Error;
use crate::host::Host;

/// How far a guest's work is known. A front end that has lost it runs the program again from its start, and what was
/// handed over once is not taken a second time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GuestWork {
    /// The request's id.
    pub(crate) id: u64,
    /// Since when it is asked for: seconds and nanoseconds.
    pub(crate) since: (i64, u32),
    /// Bytes that were handed over.
    pub(crate) delivered: u64,
    /// What the program keeps in its memory, in its own words.
    #[serde(default)]
    pub(crate) memory: String,
}

impl GuestWork {
    /// Notes that a process waits for a guest.
    pub(super) fn asked(&mut self, request: &GuestRequest, now: Time) {
        if *self == GuestWork::default() || self.id != request.id {
            *self = GuestWork {
                id: request.id,
                since: (now.secs, now.nanos),
                delivered: 0,
                memory: String::new(),
            };
        }
    }
}

/// An operation on a container's files. Paths are absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileCall {
    Read {
        path: String,
    },
    Write {
        path: String,
        bytes: Vec<u8>,
        append: bool,
        mode: u16,
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
        mode: u16,
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
        mode: u16,
    },
    Symlink {
        target: String,
        path: String,
    },
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum FileAnswer {
    Done,
    Bytes(Blob),
    Stat(Node),
    Names(Vec<String>),
    Target(String),
    Refused(Errno),
}

/// Files, as a program of a user sees them.
impl Host {
    /// Does one operation for a guest. The permissions of files are not looked at.
    pub fn guest_file(
        &mut self,
        container: &str,
        (uid, gid): (u32, u32),
        call: FileCall,
    ) -> Result<FileAnswer, Error> {
        let now = self.now();
        let missing = || Error::NoSuchContainer(container.to_owned());
        let at = self.containers.position(container).ok_or_else(missing)?;
        self.show_project();
        files::mount(&mut self.containers, at, now);
        let held = self.containers.all.get_mut(at).ok_or_else(missing)?;
        if call.writes() && is_read_only(held, call.path()) {
            return Ok(FileAnswer::Refused(Errno::EROFS));
        }
        let meta = |mode| Meta { uid, gid, ..Meta::root(mode, now) };
        let writes = call.writes();
        let answer = call.run(&mut held.tree, &meta, now);
        if writes {
            files::collect(&mut self.containers, at);
            self.take_project();
        }
        Ok(answer.unwrap_or_else(|error| FileAnswer::Refused(error.errno)))
    }

    /// What a name or address means inside a container: itself for `localhost`, those on a common network by address, and by
    /// name where the network has names. Only running ones are reached. The machine itself, which has no id, reaches all
    /// of them by address.
    #[must_use]
    pub fn reach(&self, container: &str, host: &str) -> Option<Reached> {
        let running = self.containers.all.iter().filter(|other| other.is_running());
        if container.is_empty() {
            let mut running = running.filter(|other| other.has_address(host));
            return running.next().map(|other| other.reached(host));
        }
        let from = self.containers.get(container)?;
        if from.has_address(host) || host == "localhost" || host.starts_with("127.") {
            return Some(from.reached(if host == "localhost" { "127.0.0.1" } else { host }));
        }
        if host == from.config.hostname {
            let own = from.endpoints.iter().find_map(|endpoint| endpoint.address.as_deref());
            return Some(from.reached(own.unwrap_or("127.0.0.1")));
        }
        let has_names = |id: &str| {
            self.containers.networks.iter().any(|network| network.id == id && network.resolves_names())
        };
        let shared = from.endpoints.iter().map(|own| own.network.as_str());
        shared.into_iter().find_map(|network| {
            let named = has_names(network);
            running.clone().find_map(|other| {
                let endpoint = other.endpoints.iter().find(|endpoint| endpoint.network == network)?;
                let address = endpoint.address.as_deref()?;
                let by_name = named
                    && (other.name == host
                        || other.config.hostname == host
                        || other.short() == host
                        || endpoint.aliases.iter().any(|alias| alias == host));
                (by_name || address == host).then(|| other.reached(address))
            })
        })
    }

    /// The container and its port behind a port of the machine.
    #[must_use]
    pub fn published(&self, port: u16) -> Option<(Reached, u16)> {
        let running = self.containers.all.iter().filter(|container| container.is_running());
        running
            .flat_map(|container| container.options.ports.iter().map(move |known| (container, known)))
            .filter(|(_, known)| known.host == port)
            .find_map(|(container, known)| {
                let port = known.container.strip_suffix("/tcp").unwrap_or(&known.container);
                let address = container.endpoints.iter().find_map(|endpoint| endpoint.address.as_deref())?;
                Some((container.reached(address), port.parse().ok()?))
            })
    }
}

/// A container that was found, and the address that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    pub container: String,
    pub address: String,
}

impl Container {
    fn reached(&self, address: &str) -> Reached {
        Reached { container: self.id.clone(), address: address.to_owned() }
    }

    fn has_address(&self, address: &str) -> bool {
        self.endpoints.iter().any(|endpoint| endpoint.address.as_deref() == Some(address))
    }
}

/// Whether a path lies on something that may not be written: the innermost mount decides, else the container itself.
fn is_read_only(container: &Container, path: &str) -> bool {
    let path = VPathBuf::normalise(path);
    let holding =
        container.options.mounts.iter().filter(|mount| path.starts_with(&VPathBuf::normalise(&mount.target)));
    holding
        .max_by_key(|mount| mount.target.len())
        .map_or(container.options.read_only, |mount| mount.read_only)
}

impl FileCall {
    fn writes(&self) -> bool {
        !matches!(
            self,
            FileCall::Read { .. } | FileCall::Stat { .. } | FileCall::List { .. } | FileCall::ReadLink { .. }
        )
    }

    fn path(&self) -> &str {
        match self {
            FileCall::Read { path }
            | FileCall::Write { path, .. }
            | FileCall::Stat { path, .. }
            | FileCall::List { path }
            | FileCall::ReadLink { path }
            | FileCall::MakeDir { path, .. }
            | FileCall::Remove { path, .. }
            | FileCall::Rename { from: path, .. }
            | FileCall::Chmod { path, .. }
            | FileCall::Symlink { path, .. } => path,
        }
    }

    fn run(self, tree: &mut Tree, meta: &dyn Fn(u16) -> Meta, now: Time) -> Result<FileAnswer, FsError> {
        let at = VPathBuf::normalise(self.path());
        let refuse = |errno| Err(FsError::new(&at, errno));
        match self {
            FileCall::Read { .. } => tree.read(&at).map(FileAnswer::Bytes),
            FileCall::Write { bytes, append, mode, .. } => {
                let mut content = match tree.read(&at) {
                    Ok(before) if append => before.bytes().into_owned(),
                    _ => Vec::new(),
                };
                content.extend(bytes);
                tree.write(&at, Blob::from(content), &meta(mode & !0o022)).map(|()| FileAnswer::Done)
            }
            FileCall::Stat { follow, .. } => {
                let follow = if follow { Follow::All } else { Follow::Never };
                tree.lookup(&at, follow).cloned().map(FileAnswer::Stat)
            }
            FileCall::List { .. } => {
                let names = tree.list(&at)?.into_iter().map(|(name, _)| name.to_owned()).collect();
                Ok(FileAnswer::Names(names))
            }
            FileCall::ReadLink { .. } => match tree.lookup(&at, Follow::Never)?.as_symlink() {
                Some(target) => Ok(FileAnswer::Target(target.to_owned())),
                None => refuse(Errno::EINVAL),
            },
            FileCall::MakeDir { mode, .. } => {
                tree.mkdir(&at, &meta(mode & !0o022)).map(|()| FileAnswer::Done)
            }
            FileCall::Remove { directory, .. } => {
                match (tree.lookup(&at, Follow::Never)?.is_dir(), directory) {
                    (true, false) => refuse(Errno::EISDIR),
                    (false, true) => refuse(Errno::ENOTDIR),
                    _ => tree.remove(&at, now).map(|()| FileAnswer::Done),
                }
            }
            FileCall::Rename { to, .. } => {
                tree.rename(&at, &VPathBuf::normalise(&to), now).map(|()| FileAnswer::Done)
            }
            FileCall::Chmod { mode, .. } => tree.set_mode(&at, mode, Follow::All).map(|()| FileAnswer::Done),
            FileCall::Symlink { target, .. } => {
                tree.symlink(&at, &target, &meta(0o777)).map(|()| FileAnswer::Done)
            }
        }
    }
}
