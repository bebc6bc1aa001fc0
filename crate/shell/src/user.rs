//! Users and groups, as the image's `/etc/passwd` and `/etc/group` know them.

use std::fmt;

use vfs::{Blob, VPath};

/// Who runs a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub uid: u32,
    pub gid: u32,
    /// Supplementary groups, ascending, without `gid`.
    pub groups: Vec<u32>,
    /// The home directory from `/etc/passwd`; `/` for a number that is not listed.
    pub home: String,
}

impl User {
    /// User 0, group 0.
    pub fn root() -> User {
        User { uid: 0, gid: 0, groups: Vec::new(), home: "/root".into() }
    }

    /// Finds the user that an image's `USER` names: `name`, `uid`, `name:group`, `uid:gid`; empty is root.
    ///
    /// `read` gives a file of the image (`/etc/passwd`, `/etc/group`), if it exists.
    pub fn find(text: &str, read: &dyn Fn(&VPath) -> Option<Blob>) -> Result<User, UnknownUser> {
        let accounts = Accounts::read(read);
        let (name, group) = match text.split_once(':') {
            Some((name, group)) => (name, Some(group).filter(|group| !group.is_empty())),
            None => (text, None),
        };
        let name = if name.is_empty() { "0" } else { name };
        let listed = accounts
            .users
            .iter()
            .find(|user| user.name == name)
            .or_else(|| accounts.users.iter().find(|user| name.parse() == Ok(user.uid)));
        let mut user = match listed {
            Some(entry) => User {
                uid: entry.uid,
                gid: entry.gid,
                groups: accounts.groups_of(&entry.name, entry.gid),
                home: entry.home.clone(),
            },
            None => match name.parse() {
                Ok(uid) => User { uid, gid: 0, groups: Vec::new(), home: "/".into() },
                Err(_) => return Err(UnknownUser { name: name.into(), group: false }),
            },
        };
        if let Some(group) = group {
            user.gid = match accounts.group(group) {
                Some(gid) => gid,
                None => return Err(UnknownUser { name: group.into(), group: true }),
            };
            user.groups.clear();
        }
        Ok(user)
    }
}

/// A name that the image doesn't list. Displays as the container runtime says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownUser {
    pub name: String,
    /// A group rather than a user.
    pub group: bool,
}

impl fmt::Display for UnknownUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, file) = if self.group { ("group", "group") } else { ("user", "passwd") };
        write!(f, "unable to find {kind} {}: no matching entries in {file} file", self.name)
    }
}

impl std::error::Error for UnknownUser {}

/// A line of `/etc/passwd`.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) home: String,
    pub(crate) shell: String,
}

/// A line of `/etc/group`.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) gid: u32,
    pub(crate) members: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Accounts {
    pub(crate) users: Vec<Account>,
    pub(crate) groups: Vec<Group>,
}

impl Accounts {
    pub(crate) fn read(read: &dyn Fn(&VPath) -> Option<Blob>) -> Accounts {
        let text = |path: &str| {
            let blob = VPath::new(path).ok().and_then(read);
            blob.map(|blob| crate::text::from_bytes(&blob.bytes())).unwrap_or_default()
        };
        Accounts {
            users: text("/etc/passwd").lines().filter_map(account).collect(),
            groups: text("/etc/group").lines().filter_map(group).collect(),
        }
    }

    /// A user by name or number.
    pub(crate) fn user(&self, text: &str) -> Option<u32> {
        let named = self.users.iter().find(|user| user.name == text).map(|user| user.uid);
        named.or_else(|| text.parse().ok())
    }

    /// A group by name or number.
    pub(crate) fn group(&self, text: &str) -> Option<u32> {
        let named = self.groups.iter().find(|group| group.name == text).map(|group| group.gid);
        named.or_else(|| text.parse().ok())
    }

    pub(crate) fn user_name(&self, uid: u32) -> Option<&str> {
        self.users.iter().find(|user| user.uid == uid).map(|user| user.name.as_str())
    }

    pub(crate) fn group_name(&self, gid: u32) -> Option<&str> {
        self.groups.iter().find(|group| group.gid == gid).map(|group| group.name.as_str())
    }

    pub(crate) fn account(&self, text: &str) -> Option<&Account> {
        let by_name = self.users.iter().find(|user| user.name == text);
        by_name.or_else(|| self.users.iter().find(|user| text.parse() == Ok(user.uid)))
    }

    pub(crate) fn groups_of(&self, name: &str, primary: u32) -> Vec<u32> {
        let member =
            |group: &&Group| group.gid != primary && group.members.iter().any(|member| member == name);
        let mut groups: Vec<u32> = self.groups.iter().filter(member).map(|group| group.gid).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }
}

fn account(line: &str) -> Option<Account> {
    let fields: Vec<&str> = line.split(':').collect();
    let [name, _, uid, gid, rest @ ..] = fields.as_slice() else { return None };
    Some(Account {
        name: (*name).into(),
        uid: uid.parse().ok()?,
        gid: gid.parse().ok()?,
        home: rest.get(1).copied().filter(|home| !home.is_empty()).unwrap_or("/").into(),
        shell: rest.get(2).copied().unwrap_or_default().into(),
    })
}

fn group(line: &str) -> Option<Group> {
    let fields: Vec<&str> = line.split(':').collect();
    let [name, _, gid, rest @ ..] = fields.as_slice() else { return None };
    let members = rest
        .first()
        .map(|list| list.split(',').filter(|member| !member.is_empty()).map(Into::into).collect());
    Some(Group { name: (*name).into(), gid: gid.parse().ok()?, members: members.unwrap_or_default() })
}
