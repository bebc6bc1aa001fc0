//! Whose docker is imitated where they differ.

/// A docker client together with the daemon that it was usually met with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Client and daemon 20.10, as many books show them: the classic builder is the one that `docker build` means.
    Book,
    /// Client 28 with BuildKit.
    #[default]
    V28,
    /// Client 29: images are listed as a tree.
    V29,
}

impl Profile {
    /// All of them with the names that a user types.
    pub const ALL: [(&'static str, Profile); 3] =
        [("book", Profile::Book), ("v28", Profile::V28), ("v29", Profile::V29)];

    /// The profile that a user names.
    #[must_use]
    pub fn find(name: &str) -> Option<Profile> {
        Profile::ALL.iter().find(|(known, _)| *known == name).map(|(_, profile)| *profile)
    }

    /// As a user types it.
    #[must_use]
    pub fn name(self) -> &'static str {
        Profile::ALL.iter().find(|(_, profile)| *profile == self).map_or("", |(name, _)| name)
    }

    /// Whether it is the client of 20.10 with its wording.
    #[must_use]
    pub fn is_book(self) -> bool {
        self == Profile::Book
    }
}
