//! The catalog's files, which are part of the program.

macro_rules! listings {
    ($($name:literal),* $(,)?) => {
        const LISTINGS: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../catalog/", $name)))),*];
    };
}

pub(super) const IMAGES: &str = include_str!("../../catalog/images.json");
pub(super) const DIGESTS: &str = include_str!("../../catalog/digests.json");

listings![
    "alpine/3.10.txt",
    "alpine/3.22.txt",
    "alpine/common.txt",
    "busybox/glibc.txt",
    "debian/bookworm-slim.txt",
    "debian/bookworm.txt",
    "node/10.txt",
    "node/22.txt",
    "node/buildpack-curl.txt",
    "node/buildpack-deps.txt",
    "node/buildpack-scm.txt",
    "node/entrypoint.txt",
    "node/home.txt",
    "node/user-alpine.txt",
    "node/user-debian.txt",
    "node/yarn-1.17.txt",
    "node/yarn-1.22.txt",
];

pub(super) fn listing(name: &str) -> Option<&'static str> {
    LISTINGS.iter().find(|(listed, _)| *listed == name).map(|(_, text)| *text)
}
