//! `docker network …`.

use serde_json::{Value, json};

use super::command::{Arguments, Command, spelled};
use super::container::inspect::{Json, object};
use super::flags::{Flag, Values};
use super::image_inspect::{FORMAT, inspect_with};
use super::{FORMAT_HELP, Session, Step, deleted, read_stdin};
use crate::container::network::{Network, PREDEFINED, mac};
use crate::host::Host;
use crate::view::format::{self, Row};

pub(super) const CREATE: Command = Command {
    spellings: &[spelled("network create", "docker network create")],
    usage: "[OPTIONS] NETWORK",
    short: "Create a network",
    flags: &[
        Flag::switch("attachable", "Enable manual container attachment"),
        Flag::one("driver", "string", "Driver to manage the Network").short('d').default("bridge"),
        Flag::many("gateway", "strings", "IPv4 or IPv6 Gateway for the master subnet"),
        Flag::switch("internal", "Restrict external access to the network"),
        Flag::switch("ipv6", "Enable or disable IPv6 address assignment").book("Enable IPv6 networking"),
        Flag::many("label", "list", "Set metadata on a network"),
        Flag::many("opt", "map", "Set driver specific options").short('o').default("map[]"),
        Flag::many("aux-address", "map", "Auxiliary IPv4 or IPv6 addresses used by Network driver")
            .default("map[]"),
        Flag::one("config-from", "string", "The network from which to copy the configuration"),
        Flag::switch("config-only", "Create a configuration only network"),
        Flag::switch("ingress", "Create swarm routing-mesh network"),
        Flag::many("ip-range", "strings", "Allocate container ip from a sub-range"),
        Flag::one("ipam-driver", "string", "IP Address Management Driver").default("default"),
        Flag::many("ipam-opt", "map", "Set IPAM driver specific options").default("map[]"),
        Flag::switch("ipv4", "Enable or disable IPv4 address assignment").default("true").recent(),
        Flag::one("scope", "string", "Control the network's scope"),
        Flag::many("subnet", "strings", "Subnet in CIDR format that represents a network segment"),
    ],
    arguments: Arguments::Exactly(1),
    run: create,
};

pub(super) const LS: Command = Command {
    spellings: &[spelled("network ls", "docker network ls"), spelled("network list", "docker network ls")],
    usage: "[OPTIONS]",
    short: "List networks",
    flags: &[
        Flag::many("filter", "filter", "Provide filter values (e.g. \"driver=bridge\")")
            .book("Provide filter values (e.g. 'driver=bridge')")
            .short('f'),
        Flag::one("format", "string", FORMAT_HELP).book("Pretty-print networks using a Go template"),
        Flag::switch("no-trunc", "Do not truncate the output"),
        Flag::switch("quiet", "Only display network IDs").short('q'),
    ],
    arguments: Arguments::None,
    run: ls,
};

pub(super) const INSPECT: Command = Command {
    spellings: &[spelled("network inspect", "docker network inspect")],
    usage: "[OPTIONS] NETWORK [NETWORK...]",
    short: "Display detailed information on one or more networks",
    flags: &[FORMAT, Flag::switch("verbose", "Verbose output for diagnostics").short('v')],
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        session.host.ensure_networks();
        let missing = |session: &Session<'_>, name: &str| missing(session.console.profile.is_book(), name);
        inspect_with(session, &values, &describe, &missing)
    },
};

pub(super) const RM: Command = Command {
    spellings: &[spelled("network rm", "docker network rm"), spelled("network remove", "docker network rm")],
    usage: "NETWORK [NETWORK...]",
    short: "Remove one or more networks",
    flags: &[Flag::switch("force", "Do not error if the network does not exist").short('f').recent()],
    arguments: Arguments::AtLeast(1),
    run: |session, values| {
        session.host.ensure_networks();
        let book = session.console.profile.is_book();
        let step = super::container::each(session, &values.arguments, |session, name| {
            let Some(network) = session.host.containers.network(name).cloned() else {
                return Err(missing(book, name));
            };
            if PREDEFINED.contains(&network.name.as_str()) {
                return Err(format!(
                    "Error response from daemon: {} is a pre-defined network and cannot be removed",
                    network.name
                ));
            }
            if users(session.host, &network).next().is_some() {
                return Err(format!(
                    "Error response from daemon: error while removing network: network {} id {} has active endpoints",
                    network.name, network.id
                ));
            }
            session.host.containers.networks.retain(|known| known.id != network.id);
            session.host.note_network("destroy", &network.id, &network.name);
            Ok(())
        });
        // It ends with an error of its own behind those of the networks.
        if !book && matches!(step, Step::Exit(1)) {
            session.console.error("exit status 1\n");
        }
        step
    },
};

pub(super) const CONNECT: Command = Command {
    spellings: &[spelled("network connect", "docker network connect")],
    usage: "[OPTIONS] NETWORK CONTAINER",
    short: "Connect a container to a network",
    flags: &[
        Flag::many("alias", "strings", "Add network-scoped alias for the container"),
        Flag::many("driver-opt", "strings", "driver options for the network"),
        Flag::one(
            "gw-priority",
            "int",
            "Highest gw-priority provides the default gateway. Accepts positive and negative values.",
        )
        .recent(),
        Flag::one("ip", "string", "IPv4 address (e.g., \"172.30.100.104\")")
            .book("IPv4 address (e.g., 172.30.100.104)"),
        Flag::one("ip6", "string", "IPv6 address (e.g., \"2001:db8::33\")")
            .book("IPv6 address (e.g., 2001:db8::33)"),
        Flag::many("link", "list", "Add link to another container"),
        Flag::many("link-local-ip", "strings", "Add a link-local address for the container"),
    ],
    arguments: Arguments::Exactly(2),
    run: |session, values| {
        let aliases = values.many("alias").into_iter().map(str::to_owned).collect();
        let (network, container) = (&values.arguments[0], &values.arguments[1]);
        match session.host.connect_network(network, container, aliases) {
            Ok(()) => Step::Exit(0),
            Err(message) => session.refuse(&message),
        }
    },
};

pub(super) const DISCONNECT: Command = Command {
    spellings: &[spelled("network disconnect", "docker network disconnect")],
    usage: "[OPTIONS] NETWORK CONTAINER",
    short: "Disconnect a container from a network",
    flags: &[Flag::switch("force", "Force the container to disconnect from a network").short('f')],
    arguments: Arguments::Exactly(2),
    run: |session, values| {
        let (network, container) = (&values.arguments[0], &values.arguments[1]);
        match session.host.disconnect_network(network, container) {
            Ok(()) => Step::Exit(0),
            Err(message) => session.refuse(&message),
        }
    },
};

pub(super) const PRUNE: Command = Command {
    spellings: &[spelled("network prune", "docker network prune")],
    usage: "[OPTIONS]",
    short: "Remove all unused networks",
    flags: &[
        Flag::many("filter", "filter", "Provide filter values (e.g. \"until=<timestamp>\")")
            .book("Provide filter values (e.g. 'until=<timestamp>')"),
        Flag::switch("force", "Do not prompt for confirmation").short('f'),
    ],
    arguments: Arguments::None,
    run: |session, values| {
        let prune = |session: &mut Session<'_>| {
            let text = prune(session.host);
            session.console.print(&text);
            Step::Exit(0)
        };
        if values.on("force") {
            return prune(session);
        }
        session.console.print(
            "WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to \
             continue? [y/N] ",
        );
        read_stdin(move |session, answer| match answer.first() {
            Some(b'y' | b'Y') => prune(session),
            _ => Step::Exit(0),
        })
    },
};

/// What is said of a network that is not there.
fn missing(book: bool, name: &str) -> String {
    match book {
        true => format!("Error: No such network: {name}"),
        false => format!("Error response from daemon: network {name} not found"),
    }
}

fn users<'a>(host: &'a Host, network: &'a Network) -> impl Iterator<Item = &'a crate::container::Container> {
    let on = move |container: &&crate::container::Container| {
        container
            .endpoints
            .iter()
            .any(|endpoint| endpoint.network == network.id && endpoint.address.is_some())
    };
    host.containers.all.iter().filter(on)
}

fn create(session: &mut Session<'_>, values: Values) -> Step {
    session.host.ensure_networks();
    let name = values.arguments.first().cloned().unwrap_or_default();
    if PREDEFINED.contains(&name.as_str()) {
        return session.refuse(&format!("operation is not permitted on predefined {name} network"));
    }
    if session.host.containers.networks.iter().any(|network| network.name == name) {
        return session.refuse(&format!("network with name {name} already exists"));
    }
    let driver = values.one("driver").unwrap_or("bridge").to_owned();
    if driver != "bridge" {
        return session.refuse(&format!("plugin \"{driver}\" not found"));
    }
    let taken: Vec<u8> =
        session.host.containers.networks.iter().filter_map(|network| network.subnet).collect();
    let asked = values.many("subnet").first().and_then(|text| text.split('.').nth(1)?.parse().ok());
    let Some(subnet) = asked.or_else(|| (18..=254).find(|number| !taken.contains(number))) else {
        return session.refuse("could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network");
    };
    let labels = values.many("label").into_iter().map(|label| label.split_once('=').unwrap_or((label, "")));
    let labels = labels.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let now = session.host.now();
    let id = session.host.draw_id("network");
    session.host.containers.networks.push(Network {
        id: id.clone(),
        name: name.clone(),
        driver,
        subnet: Some(subnet),
        internal: values.on("internal"),
        labels,
        created: (now.secs, now.nanos),
    });
    session.host.note_network("create", &id, &name);
    session.console.print(&format!("{id}\n"));
    Step::Exit(0)
}

fn ls(session: &mut Session<'_>, values: Values) -> Step {
    session.host.ensure_networks();
    let known = ["dangling", "driver", "id", "label", "name", "scope", "type"];
    if let Some(name) = super::unknown_filter(&values, &known) {
        return session.refuse(&format!("Invalid filter '{name}'"));
    }
    let truncate = !values.on("no-trunc");
    let mut networks: Vec<&Network> = session.host.containers.networks.iter().collect();
    networks.sort_by(|a, b| a.name.cmp(&b.name));
    networks.retain(|network| {
        values.many("filter").iter().all(|filter| match filter.split_once('=') {
            Some(("name", value)) => network.name.contains(value),
            Some(("driver", value)) => network.driver == value,
            Some(("id", value)) => network.id.starts_with(value),
            Some(("type", "custom")) => !PREDEFINED.contains(&network.name.as_str()),
            Some(("type", "builtin")) => PREDEFINED.contains(&network.name.as_str()),
            _ => true,
        })
    });
    let rows: Vec<Row> = networks
        .iter()
        .map(|network| {
            let id = if truncate { network.id.get(..12).unwrap_or(&network.id) } else { &network.id };
            let created = crate::view::time::go(network.created.0);
            let labels: Vec<String> =
                network.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
            format::row([
                ("ID", id.to_owned()),
                ("Name", network.name.clone()),
                ("Driver", network.driver.clone()),
                ("Scope", "local".to_owned()),
                ("CreatedAt", created),
                ("IPv6", "false".to_owned()),
                ("Internal", network.internal.to_string()),
                ("Labels", labels.join(",")),
            ])
        })
        .collect();
    if values.on("quiet") && !values.given("format") {
        let ids: String =
            rows.iter().filter_map(|row| row.get("ID")?.as_str()).map(|id| format!("{id}\n")).collect();
        session.console.print(&ids);
        return Step::Exit(0);
    }
    const HEADERS: &[(&str, &str)] = &[
        ("ID", "NETWORK ID"),
        ("Name", "NAME"),
        ("Driver", "DRIVER"),
        ("Scope", "SCOPE"),
        ("CreatedAt", "CREATED AT"),
        ("IPv6", "IPV6"),
        ("Internal", "INTERNAL"),
        ("Labels", "LABELS"),
    ];
    let text = format::list(values.one("format"), HEADERS, &["ID", "Name", "Driver", "Scope"], &rows);
    session.finish(text)
}

/// A network as docker describes it.
pub(super) fn describe(host: &Host, name: &str) -> Option<Json> {
    let network = host.containers.network(name)?;
    let pool = match network.subnet {
        None => json!([]).into(),
        Some(_) => {
            Json::List(vec![object! { "Subnet": network.subnet_text(), "Gateway": network.gateway() }])
        }
    };
    let members = users(host, network).filter_map(|container| {
        let endpoint = container.endpoints.iter().find(|endpoint| endpoint.network == network.id)?;
        let address = endpoint.address.clone()?;
        let member = object! {
            "Name": &container.name,
            "EndpointID": &endpoint.id,
            "MacAddress": mac(&address),
            "IPv4Address": format!("{address}/16"),
            "IPv6Address": "",
        };
        Some((container.id.clone(), member))
    });
    let (secs, nanos) = network.created;
    Some(object! {
        "Name": &network.name,
        "Id": &network.id,
        "Created": oci::format_time(vfs::Time { secs, nanos }),
        "Scope": "local",
        "Driver": &network.driver,
        "EnableIPv6": false,
        "IPAM": object! { "Driver": "default", "Options": Value::Null, "Config": pool },
        "Internal": network.internal,
        "Attachable": false,
        "Ingress": false,
        "ConfigFrom": object! { "Network": "" },
        "ConfigOnly": false,
        "Containers": Json::Map(members.collect()),
        "Options": json!({}),
        "Labels": json!(network.labels),
    })
}

/// Removes networks that nobody is on; says which.
pub(super) fn prune(host: &mut Host) -> String {
    host.ensure_networks();
    let unused: Vec<String> = host
        .containers
        .networks
        .iter()
        .filter(|network| {
            !PREDEFINED.contains(&network.name.as_str()) && users(host, network).next().is_none()
        })
        .map(|network| network.name.clone())
        .collect();
    for name in &unused {
        let id = host.containers.network(name).map(|network| network.id.clone()).unwrap_or_default();
        host.note_network("destroy", &id, name);
    }
    host.containers.networks.retain(|network| !unused.contains(&network.name));
    host.note_prune("network", 0);
    deleted("Networks", &unused)
}
