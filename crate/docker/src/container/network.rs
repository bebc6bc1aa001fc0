//! Networks: names, addresses, and who is on them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vfs::Time;

/// A network of the host.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Network {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `bridge`, `host` or `null`.
    pub(crate) driver: String,
    /// The second number of its addresses, 172.N.0.0/16; none for networks without addresses.
    pub(crate) subnet: Option<u8>,
    pub(crate) internal: bool,
    pub(crate) labels: BTreeMap<String, String>,
    /// Seconds since the epoch and nanoseconds.
    pub(crate) created: (i64, u32),
}

/// What docker itself brings. They can't be removed.
pub(crate) const PREDEFINED: [&str; 3] = ["bridge", "host", "none"];

impl Network {
    pub(crate) fn predefined(id: impl Fn(&str) -> String, now: Time) -> Vec<Network> {
        let network = |name: &str, driver: &str, subnet| Network {
            id: id(name),
            name: name.to_owned(),
            driver: driver.to_owned(),
            subnet,
            internal: false,
            labels: BTreeMap::new(),
            created: (now.secs, now.nanos),
        };
        vec![
            network("bridge", "bridge", Some(17)),
            network("host", "host", None),
            network("none", "null", None),
        ]
    }

    /// Whether containers on it find each other by name. On the default bridge they don't.
    pub(crate) fn resolves_names(&self) -> bool {
        self.subnet.is_some() && self.name != "bridge"
    }

    pub(crate) fn subnet_text(&self) -> String {
        self.subnet.map_or(String::new(), |number| format!("172.{number}.0.0/16"))
    }

    pub(crate) fn gateway(&self) -> String {
        self.subnet.map_or(String::new(), |number| format!("172.{number}.0.1"))
    }
}

/// A container's place on a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Endpoint {
    /// The network's id.
    pub(crate) network: String,
    pub(crate) id: String,
    pub(crate) aliases: Vec<String>,
    /// While it runs.
    pub(crate) address: Option<String>,
}

/// The hardware address that goes with an address, as docker makes it.
pub(crate) fn mac(address: &str) -> String {
    let numbers = address.split('.').map(|part| part.parse::<u8>().unwrap_or(0));
    numbers.fold("02:42".to_owned(), |mac, number| format!("{mac}:{number:02x}"))
}
