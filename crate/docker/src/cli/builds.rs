//! `docker buildx ls`, and `docker buildx history`: the builder, and the builds that it did.

use serde_json::{Map, Value, json};

use super::command::{Arguments, Command, spelled};
use super::container::flags::nanos;
use super::flags::{Flag, Values};
use super::{FORMAT_HELP, Session, Step};
use crate::build::BuildRecord;
use crate::profile::Profile;
use crate::view::format::{self, Row};
use crate::view::table::{Padding, render};
use crate::view::template::Template;
use crate::view::{age, json, time};

pub(super) const LS: Command = Command {
    spellings: &[spelled("buildx ls", "docker buildx ls")],
    usage: "",
    short: "List builder instances",
    flags: &[
        Flag::one("format", "string", "Format the output").default("table"),
        Flag::switch("no-trunc", "Don't truncate output"),
    ],
    arguments: Arguments::None,
    run: ls,
};

pub(super) const HISTORY: Command = Command {
    spellings: &[spelled("buildx history ls", "docker buildx history ls")],
    usage: "[OPTIONS]",
    short: "List build records",
    flags: &[
        BUILDER,
        Flag::many("filter", "stringArray", "Provide filter values (e.g., \"status=error\")"),
        Flag::one("format", "string", FORMAT_HELP).default("table"),
        Flag::switch("local", "List records for current repository only"),
        Flag::switch("no-trunc", "Don't truncate output"),
    ],
    arguments: Arguments::None,
    run: history,
};

pub(super) const INSPECT: Command = Command {
    spellings: &[spelled("buildx history inspect", "docker buildx history inspect")],
    usage: "[OPTIONS] [REF]",
    short: "Inspect a build record",
    flags: &[BUILDER, Flag::one("format", "string", "Format the output").default("pretty")],
    arguments: Arguments::AtMost(1),
    run: inspect,
};

pub(super) const LOGS: Command = Command {
    spellings: &[spelled("buildx history logs", "docker buildx history logs")],
    usage: "[OPTIONS] [REF]",
    short: "Print the logs of a build record",
    flags: &[BUILDER],
    arguments: Arguments::AtMost(1),
    run: |session, values| match find(session, &values) {
        Ok(record) => {
            session.console.error(&record.log);
            Step::Exit(0)
        }
        Err(message) => session.fail(&message),
    },
};

const BUILDER: Flag = Flag::one("builder", "string", "Override the configured builder instance");

/// What the builder of a machine with this processor builds for.
const PLATFORMS: [&str; 4] = ["linux/amd64", "linux/amd64/v2", "linux/amd64/v3", "linux/386"];

fn ls(session: &mut Session<'_>, values: Values) -> Step {
    let format = values.one("format").unwrap_or("table");
    let version = if session.console.profile == Profile::V29 { "v0.25.2" } else { "v0.22.0" };
    if format == "json" {
        let node = json!({
            "Name": "default",
            "Endpoint": "default",
            "Status": "running",
            "Version": version,
            "Platforms": PLATFORMS,
        });
        let builder = json!({ "Current": true, "Driver": "docker", "Name": "default", "Nodes": [node] });
        // It is told of the builder, and again of its node.
        let line = json::compact(&builder);
        session.console.print(&format!("{line}\n{line}\n"));
        return Step::Exit(0);
    }
    let is_table = format.starts_with("table");
    let (star, indent) = if is_table { ("*", " \\_ ") } else { ("", "") };
    let platforms = match is_table && !values.on("no-trunc") {
        true => "linux/amd64 (+3), linux/386".to_owned(),
        false => PLATFORMS.join(", "),
    };
    let row = |[name, endpoint, status, buildkit, platforms]: [String; 5]| {
        format::row([
            ("Name", name),
            ("DriverEndpoint", endpoint),
            ("LastActivity", String::new()),
            ("Status", status),
            ("Buildkit", buildkit),
            ("Platforms", platforms),
        ])
    };
    let node = format!("{indent}default");
    let rows = [
        row([format!("default{star}"), "docker".to_owned(), String::new(), String::new(), String::new()]),
        row([node.clone(), node, "running".to_owned(), version.to_owned(), platforms]),
    ];
    let headers = [
        ("Name", "NAME/NODE"),
        ("DriverEndpoint", "DRIVER/ENDPOINT"),
        ("LastActivity", "LAST ACTIVITY"),
        ("Status", "STATUS"),
        ("Buildkit", "BUILDKIT"),
        ("Platforms", "PLATFORMS"),
    ];
    let columns = ["Name", "DriverEndpoint", "Status", "Buildkit", "Platforms"];
    let text = format::list(Some(format), &headers, &columns, &rows);
    session.finish(text)
}

/// How a build is named with its builder and node.
fn full(record: &BuildRecord) -> String {
    format!("default/default/{}", record.reference)
}

/// Where Docker Desktop would show a build.
fn link(record: &BuildRecord) -> String {
    format!("docker-desktop://dashboard/build/{}", full(record))
}

fn duration(nanos: i64) -> String {
    let seconds = nanos as f64 / 1e9;
    match seconds < 60.0 {
        true => format!("{seconds:.1}s"),
        false => format!("{}m {:>2}s", nanos / 60_000_000_000, nanos / 1_000_000_000 % 60),
    }
}

fn history(session: &mut Session<'_>, values: Values) -> Step {
    if values.on("local") {
        return session.fail("ERROR: could not find git repository for local filter: not a git repository");
    }
    let now = session.host.now();
    let filters: Result<Vec<Filter>, String> =
        values.many("filter").into_iter().map(|text| Filter::read(text, now.secs)).collect();
    let filters = match filters {
        Ok(filters) => filters,
        Err(message) => return session.fail(&format!("ERROR: {message}")),
    };
    let kept =
        session.host.builds.iter().rev().filter(|record| filters.iter().all(|filter| filter.wants(record)));
    let format = values.one("format").unwrap_or("table");
    if format == "json" {
        let lines: String = kept.map(|record| format!("{}\n", json::compact(&data(record)))).collect();
        session.console.print(&lines);
        return Step::Exit(0);
    }
    let is_table = format.starts_with("table");
    let rows: Vec<Row> = kept
        .map(|record| {
            let name = match is_table && !values.on("no-trunc") {
                true => end_of(&record.name),
                false => record.name.clone(),
            };
            format::row([
                ("Ref", record.reference.clone()),
                ("Name", name),
                ("Status", if record.error.is_some() { "Error" } else { "Completed" }.to_owned()),
                ("CreatedAt", age::ago(record.started / 1_000_000_000, now.secs)),
                ("Duration", duration(record.completed - record.started)),
                ("Link", if is_table { String::new() } else { link(record) }),
            ])
        })
        .collect();
    let headers = [
        ("Ref", "BUILD ID"),
        ("Name", "NAME"),
        ("Status", "STATUS"),
        ("CreatedAt", "CREATED AT"),
        ("Duration", "DURATION"),
        ("Link", ""),
    ];
    let columns = ["Ref", "Name", "Status", "CreatedAt", "Duration", "Link"];
    let text = format::list(Some(format), &headers, &columns, &rows);
    session.finish(text)
}

/// A name as wide as it may be shown, its beginning left out.
fn end_of(name: &str) -> String {
    const WIDTH: usize = 36;
    match name.chars().count().checked_sub(WIDTH) {
        None | Some(0) => name.to_owned(),
        Some(more) => format!("..{}", name.chars().skip(more + 2).collect::<String>()),
    }
}

fn data(record: &BuildRecord) -> Value {
    json!({
        "cached_steps": record.steps.cached,
        "completed_at": time::rfc3339_nanos(record.completed),
        "completed_steps": record.steps.completed,
        "created_at": time::rfc3339_nanos(record.started),
        "name": record.name,
        "ref": full(record),
        "status": if record.error.is_some() { "Error" } else { "Completed" },
        "total_steps": record.steps.total,
    })
}

/// What a record has to be.
struct Filter {
    field: &'static str,
    how: &'static str,
    text: String,
    /// Seconds since the epoch, or nanoseconds that a build took.
    number: i64,
}

impl Filter {
    fn read(text: &str, now: i64) -> Result<Self, String> {
        let how = ["!=", "<=", ">=", "=", "<", ">"].into_iter().find(|how| text.contains(how));
        let Some((how, (name, value))) = how.and_then(|how| Some((how, text.split_once(how)?))) else {
            return Err(format!("invalid filter {text:?}"));
        };
        let fields = ["ref", "repository", "status", "startedAt", "completedAt", "duration"];
        let Some(field) = fields.into_iter().find(|field| *field == name) else {
            return Err(format!("unsupported filter {text:?}"));
        };
        let is_text = matches!(field, "ref" | "repository" | "status");
        let expected = if is_text { "= or !=" } else { "<=, <, >= or >" };
        if is_text != matches!(how, "=" | "!=") {
            return Err(format!("invalid separator for {text:?}, expected {expected}"));
        }
        let number = match (field, nanos(value)) {
            _ if is_text => 0,
            ("duration", Some(nanos)) => nanos,
            ("duration", None) => return Err(format!("invalid duration {value}")),
            (_, Some(nanos)) => now - nanos / 1_000_000_000,
            (_, None) => oci::parse_time(value).ok_or_else(|| format!("invalid time {value}"))?.secs,
        };
        Ok(Filter { field, how, text: value.to_owned(), number })
    }

    fn wants(&self, record: &BuildRecord) -> bool {
        let text = match self.field {
            "ref" => record.reference.as_str(),
            "status" => record.status(),
            _ => "",
        };
        let number = match self.field {
            "startedAt" => record.started / 1_000_000_000,
            "completedAt" => record.completed / 1_000_000_000,
            _ => record.completed - record.started,
        };
        match self.how {
            "=" if self.field == "status" => text == self.text,
            "=" => text.contains(&self.text),
            "!=" => text != self.text,
            ">=" => number >= self.number,
            "<=" => number <= self.number,
            ">" => number > self.number,
            _ => number < self.number,
        }
    }
}

/// The record that is meant: by its name, by how many came after it (`^1`), or the last one.
fn find(session: &Session<'_>, values: &Values) -> Result<BuildRecord, String> {
    let wanted = values.arguments.first().map_or("", String::as_str);
    let mut records = session.host.builds.iter().rev();
    let found = match wanted.strip_prefix('^') {
        Some(offset) => {
            let number: usize = offset.parse().map_err(|_| {
                format!("ERROR: invalid offset {wanted:?}: strconv.Atoi: parsing {offset:?}: invalid syntax")
            })?;
            let missing = number.saturating_sub(records.len());
            return records.nth(number).cloned().ok_or_else(|| match missing {
                0 => "ERROR: no records found".to_owned(),
                missing => format!("ERROR: no completed build found with offset {missing}"),
            });
        }
        None => records.find(|record| wanted.is_empty() || record.reference == wanted),
    };
    found.cloned().ok_or_else(|| match wanted {
        "" => "ERROR: no records found".to_owned(),
        wanted => format!("ERROR: no record found for ref {wanted:?}"),
    })
}

fn inspect(session: &mut Session<'_>, values: Values) -> Step {
    let record = match find(session, &values) {
        Ok(record) => record,
        Err(message) => return session.fail(&message),
    };
    let text = match values.one("format").unwrap_or("pretty") {
        "json" => json::pretty(&whole(&record, &session.console.options.cwd), "  ") + "\n",
        "pretty" => pretty(&record, &session.console.options.cwd, values.arguments.is_empty()),
        format => {
            let data = whole(&record, &session.console.options.cwd);
            match Template::parse(format).and_then(|template| template.render(&data)) {
                Ok(text) => text + "\n",
                Err(error) => return session.fail(&format!("ERROR: {error}")),
            }
        }
    };
    session.console.print(&text);
    Step::Exit(0)
}

/// A folder as seen from the working directory, if it is not above it.
fn seen(context: &str, cwd: &str) -> String {
    let cwd = vfs::VPathBuf::normalise(cwd);
    match vfs::VPathBuf::normalise(context).strip_prefix(&cwd) {
        _ if context == "-" => context.to_owned(),
        Some("") => ".".to_owned(),
        Some(below) => below.to_owned(),
        None => context.to_owned(),
    }
}

/// An image as a package: `pkg:docker/alpine@3.20?platform=linux%2Famd64`.
fn package(name: &str) -> String {
    let Ok(name) = oci::Reference::parse(name) else { return name.to_owned() };
    let tag = name.clone().with_default_tag().tag.unwrap_or_default();
    format!("pkg:docker/{}@{tag}?platform=linux%2Famd64", name.familiar_name())
}

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

fn pairs<'a>(map: impl IntoIterator<Item = (&'a String, &'a String)>) -> Vec<Value> {
    map.into_iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect()
}

/// What JSON and templates show.
fn whole(record: &BuildRecord, cwd: &str) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| {
        let is_empty =
            value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty) || value.is_null();
        if !is_empty {
            out.insert(name.to_owned(), value);
        }
    };
    let status = if record.status() == "error" { "failed" } else { record.status() };
    let mut config = Map::new();
    config.insert("ImageResolveMode".to_owned(), "local".into());
    if record.no_cache {
        config.insert("NoCache".to_owned(), true.into());
    }
    if !record.no_cache_filter.is_empty() {
        config.insert("NoCacheFilter".to_owned(), json!(record.no_cache_filter));
    }
    put("Name", json!(record.name));
    put("Ref", json!(record.reference));
    put("Context", json!(seen(&record.context, cwd)));
    put("Dockerfile", json!(record.dockerfile));
    put("Target", json!(record.target));
    put("StartedAt", json!(time::rfc3339_nanos(record.started)));
    put("CompletedAt", json!(time::rfc3339_nanos(record.completed)));
    put("Duration", json!(record.completed - record.started));
    put("Status", json!(status));
    put("Error", record.error.as_ref().map_or(Value::Null, |error| json!({ "Code": 2, "Message": error })));
    put("NumCompletedSteps", json!(record.steps.completed));
    put("NumTotalSteps", json!(record.steps.total));
    put("NumCachedSteps", json!(record.steps.cached));
    put("BuildArgs", json!(pairs(&record.build_args)));
    put("Labels", json!(pairs(&record.labels)));
    put("Config", Value::Object(config));
    let materials = record.materials.iter();
    let materials: Vec<Value> =
        materials.map(|(name, digest)| json!({ "URI": package(name), "Digests": [digest] })).collect();
    put("Materials", json!(materials));
    let made = record.manifest.iter();
    let made: Vec<Value> =
        made.map(|digest| json!({ "Digest": digest, "Platform": "linux/amd64", "Type": MANIFEST })).collect();
    put("Attachments", json!(made));
    Value::Object(out)
}

/// A part of what is printed: rows of two or more cells.
fn block(rows: Vec<Vec<String>>) -> String {
    render(&rows, Padding::Tabs)
}

fn row(name: &str, value: impl Into<String>) -> Vec<String> {
    vec![format!("{name}:"), value.into()]
}

fn pretty(record: &BuildRecord, cwd: &str, with_reference: bool) -> String {
    let mut rows = Vec::new();
    for (name, value) in [
        ("Name", record.name.clone()),
        ("Ref", if with_reference { record.reference.clone() } else { String::new() }),
        ("Context", seen(&record.context, cwd)),
        ("Dockerfile", record.dockerfile.clone()),
        ("Target", record.target.clone().unwrap_or_default()),
    ] {
        if !value.is_empty() {
            rows.push(row(name, value));
        }
    }
    let mut out = block(rows) + "\n";
    let steps = record.steps;
    let share = steps.cached as f64 * 100.0 / (steps.total.max(1)) as f64;
    let started = time::go(record.started / 1_000_000_000);
    let mut rows = vec![
        row("Started", started.trim_end_matches(" +0000 UTC")),
        row("Duration", duration(record.completed - record.started)),
    ];
    match (&record.error, record.status()) {
        (Some(_), "canceled") => rows.push(row("Status", "Canceled")),
        (Some(error), _) => rows.push(row("Error", format!("Unknown {error}"))),
        (None, _) => {}
    }
    rows.push(row("Build Steps", format!("{}/{} ({share:.0}% cached)", steps.completed, steps.total)));
    out.push_str(&(block(rows) + "\n"));
    let mut rows = vec![row("Image Resolve Mode", "local")];
    if record.no_cache {
        rows.push(row("No Cache", "true"));
    }
    if !record.no_cache_filter.is_empty() {
        rows.push(row("No Cache Filter", record.no_cache_filter.join(", ")));
    }
    out.push_str(&(block(rows) + "\n"));
    for (heading, map) in [("BUILD ARG", &record.build_args), ("LABEL", &record.labels)] {
        if !map.is_empty() {
            let mut rows = vec![vec![heading.to_owned(), "VALUE".to_owned()]];
            rows.extend(map.iter().map(|(name, value)| vec![name.clone(), value.clone()]));
            out.push_str(&(block(rows) + "\n"));
        }
    }
    if !record.materials.is_empty() {
        let mut rows = vec![vec!["URI".to_owned(), "DIGEST".to_owned()]];
        rows.extend(record.materials.iter().map(|(name, digest)| vec![package(name), digest.clone()]));
        out.push_str(&format!("Materials:\n{}\n", block(rows)));
    }
    if let Some(digest) = &record.manifest {
        let heading = ["DIGEST", "PLATFORM", "TYPE"].map(str::to_owned).to_vec();
        let rows = vec![heading, vec![digest.to_string(), "linux/amd64".to_owned(), MANIFEST.to_owned()]];
        out.push_str(&format!("Attachments:\n{}\n", block(rows)));
    }
    out.push_str(&format!("Print build logs: docker buildx history logs {}\n", record.reference));
    out.push_str(&format!("View build in Docker Desktop: {}\n", link(record)));
    out
}
