//! What builds Java: `mvn` and `gradle` with their wrappers, over a list of artefacts, and `jar`.

mod gradle;
mod jar;
mod mvn;

use std::collections::BTreeMap;

use super::list::List;
use super::{Context, Done, Words, seed};

pub(super) use gradle::gradle;
pub(super) use jar::jar;
pub(super) use mvn::mvn;

/// Where both find what the lists hold.
const CENTRAL: &str = "https://repo.maven.apache.org/maven2";

/// A library or plugin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Artifact {
    group: String,
    name: String,
    version: String,
    size: u64,
}

impl Artifact {
    /// Below a repository: `org/slf4j/slf4j-api/2.0.17`.
    fn folder(&self) -> String {
        format!("{}/{}/{}", self.group.replace('.', "/"), self.name, self.version)
    }

    fn file(&self, suffix: &str) -> String {
        format!("{}-{}.{suffix}", self.name, self.version)
    }
}

/// What a project asks for, by `group:artifact`; without a version, whoever manages the project gives it.
type Wanted = BTreeMap<String, Option<String>>;

/// What is wanted with all that it needs. `boot`: the release of Spring Boot that manages its own artefacts. Something that
/// the list lacks is taken at the project's word.
fn resolve(list: &List<'_>, wanted: &Wanted, boot: Option<&str>) -> Vec<Artifact> {
    let mut work: Vec<(String, Option<String>)> =
        wanted.iter().map(|(name, version)| (name.clone(), version.clone())).collect();
    let mut found: BTreeMap<String, Artifact> = BTreeMap::new();
    while let Some((full, version)) = work.pop() {
        let Some((group, name)) = full.split_once(':') else { continue };
        // What the project itself says counts before what others need.
        let version = version.or_else(|| wanted.get(&full).cloned().flatten());
        if found.contains_key(&full) {
            continue;
        }
        let known = list.get(&full);
        let managed = boot.filter(|_| group == "org.springframework.boot").map(str::to_owned);
        let version = version.or(managed).or_else(|| known.map(|package| package.version.to_owned()));
        let version = version.unwrap_or_else(|| "1.0.0".to_owned());
        let size = known.map_or_else(|| 60_000 + seed(&[&full]) % 1_400_000, |package| package.size);
        let needs = known.iter().flat_map(|package| &package.needs);
        work.extend(needs.map(|need| ((*need).to_owned(), None)));
        let artifact = Artifact { group: group.to_owned(), name: name.to_owned(), version, size };
        found.insert(full, artifact);
    }
    found.into_values().collect()
}
