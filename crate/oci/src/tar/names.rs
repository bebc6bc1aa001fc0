//! The names that the classic builder writes beside owners' numbers. The daemon looks them up in its own host's files,
//! not in the image's: these are the numbers that Debian gives out once and for all. Users that a host adds itself have
//! no name here.

/// The name of a user's number; empty, if it has none.
pub(super) fn user(uid: u32) -> &'static str {
    let users = [
        (0, "root"),
        (1, "daemon"),
        (2, "bin"),
        (3, "sys"),
        (4, "sync"),
        (5, "games"),
        (6, "man"),
        (7, "lp"),
        (8, "mail"),
        (9, "news"),
        (10, "uucp"),
        (13, "proxy"),
        (33, "www-data"),
        (34, "backup"),
        (38, "list"),
        (39, "irc"),
        (65534, "nobody"),
    ];
    name(&users, uid)
}

/// The name of a group's number; empty, if it has none.
pub(super) fn group(gid: u32) -> &'static str {
    let groups = [
        (0, "root"),
        (1, "daemon"),
        (2, "bin"),
        (3, "sys"),
        (4, "adm"),
        (5, "tty"),
        (6, "disk"),
        (7, "lp"),
        (8, "mail"),
        (9, "news"),
        (10, "uucp"),
        (12, "man"),
        (13, "proxy"),
        (15, "kmem"),
        (20, "dialout"),
        (21, "fax"),
        (22, "voice"),
        (24, "cdrom"),
        (25, "floppy"),
        (26, "tape"),
        (27, "sudo"),
        (29, "audio"),
        (30, "dip"),
        (33, "www-data"),
        (34, "backup"),
        (37, "operator"),
        (38, "list"),
        (39, "irc"),
        (40, "src"),
        (42, "shadow"),
        (43, "utmp"),
        (44, "video"),
        (45, "sasl"),
        (46, "plugdev"),
        (50, "staff"),
        (60, "games"),
        (100, "users"),
        (65534, "nogroup"),
    ];
    name(&groups, gid)
}

fn name(names: &[(u32, &'static str)], id: u32) -> &'static str {
    names.iter().find(|(known, _)| *known == id).map_or("", |(_, name)| name)
}
