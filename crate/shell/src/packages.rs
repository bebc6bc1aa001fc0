//! What the package managers of a run find on the network.

use std::collections::BTreeMap;
use std::rc::Rc;

/// Lists of packages by name of the list (`debian`, `alpine`, `npm` …), as texts in the form that `docs/catalog.md`
/// describes. A clone is a reference. Empty: the network cannot be reached, and package managers say so.
#[derive(Debug, Clone, Default)]
pub struct Packages {
    lists: Rc<BTreeMap<String, String>>,
}

impl Packages {
    /// The given lists.
    #[must_use]
    pub fn new(lists: BTreeMap<String, String>) -> Self {
        Packages { lists: Rc::new(lists) }
    }

    /// Whether there is anything to be had.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// How many packages a list has.
    #[must_use]
    pub fn count(&self, list: &str) -> usize {
        self.list(list).map_or(0, crate::program::count_packages)
    }

    /// What is wrong with a list: rows that make no sense, and dependencies that it does not have.
    #[must_use]
    pub fn faults(&self, list: &str) -> Vec<String> {
        self.list(list)
            .map_or_else(|| vec!["there is no such list".to_owned()], crate::program::faults_of_packages)
    }

    pub(crate) fn list(&self, name: &str) -> Option<&str> {
        self.lists.get(name).map(String::as_str)
    }
}
