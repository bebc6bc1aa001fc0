//! `docker system events`.

use serde_json::{Map, Value, json};
use vfs::Time;

use super::command::{Arguments, Command, spelled};
use super::container::logs::moment;
use super::flags::{Flag, Values};
use super::follow::{SECOND, every, until};
use super::{BOOK_FORMAT, INSPECT_FORMAT, Session, Step};
use crate::happened::Happened;
use crate::view::template::{Template, TemplateError};
use crate::view::{json, time};

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("system events", "docker system events"), spelled("events", "docker events")],
    usage: "[OPTIONS]",
    short: "Get real time events from the server",
    flags: &[
        Flag::many("filter", "filter", "Filter output based on conditions provided").short('f'),
        Flag::one("format", "string", INSPECT_FORMAT).book(BOOK_FORMAT),
        Flag::one("since", "string", "Show all events created since timestamp"),
        Flag::one("until", "string", "Stream events until this timestamp"),
    ],
    arguments: Arguments::None,
    run,
};

/// Which events are printed, and how.
struct Wish {
    /// By what; values of one kind are alternatives.
    filters: Vec<(String, String)>,
    template: Option<Template>,
    json: bool,
    since: Option<Time>,
    until: Option<Time>,
}

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let given = values.many("filter");
    let filters = given.iter().filter_map(|filter| filter.split_once('='));
    let filters: Vec<(String, String)> =
        filters.map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned())).collect();
    let format = session.format(&values);
    let json = format.as_deref() == Some("json");
    let template = match format.filter(|_| !json).map(|format| Template::parse(&format)).transpose() {
        Ok(template) => template,
        Err(error) => return session.fail(&error.to_string()),
    };
    let now = session.host.now();
    let moment = |name: &str| match values.one(name).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => moment(text, now).map(Some).ok_or_else(|| text.to_owned()),
    };
    let (since, until) = match (moment("since"), moment("until")) {
        (Ok(since), Ok(until)) => (since, until),
        (Err(text), _) | (_, Err(text)) => {
            return session.fail(&format!("failed to parse value as time or duration: {text:?}"));
        }
    };
    follow(session, Wish { filters, template, json, since, until })
}

/// Prints what has happened, and goes on with what happens until it is time to end.
fn follow(session: &mut Session<'_>, wish: Wish) -> Step {
    // Without a beginning only what is still to come is told.
    let first = session.host.log.events.back().map_or(0, |event| event.number + 1);
    let mut next = if wish.since.is_some() || wish.until.is_some() { 0 } else { first };
    let ends = wish.until.is_some();
    let look = move |session: &mut Session<'_>| {
        let fresh: Vec<Happened> =
            session.host.log.events.iter().filter(|event| event.number >= next).cloned().collect();
        for event in fresh {
            next = event.number + 1;
            if wish.wants(&event) {
                match wish.show(&event) {
                    Ok(line) => session.console.print(&format!("{line}\n")),
                    Err(error) => return Some(session.fail(&error.to_string())),
                }
            }
        }
        wish.until.filter(|until| *until <= session.host.now()).map(|_| Step::Exit(0))
    };
    if ends { every(SECOND, look) } else { until(look) }
}

impl Wish {
    fn wants(&self, event: &Happened) -> bool {
        let inside = self.since.is_none_or(|since| event.time >= since)
            && self.until.is_none_or(|until| event.time <= until);
        let mut kinds: Vec<&str> = self.filters.iter().map(|(name, _)| name.as_str()).collect();
        kinds.dedup();
        inside
            && kinds.into_iter().all(|kind| {
                let mut values = self.filters.iter().filter(|(name, _)| name == kind);
                values.any(|(_, value)| matches(event, kind, value))
            })
    }

    fn show(&self, event: &Happened) -> Result<String, TemplateError> {
        match &self.template {
            Some(template) => template.render(&fields(event)),
            None if self.json => Ok(json::compact(&data(event))),
            None => Ok(line(event)),
        }
    }
}

fn matches(event: &Happened, kind: &str, value: &str) -> bool {
    let is = |kind: &str| {
        let named = event.attributes.get("name").is_some_and(|name| name == value);
        event.kind == kind && (event.id.starts_with(value) || named)
    };
    match kind {
        "type" => event.kind == value,
        // What was executed may be left out.
        "event" => {
            event.action == value
                || event.action.strip_prefix(value).is_some_and(|rest| rest.starts_with(':'))
        }
        "scope" => value == "local",
        "label" => {
            let (key, wanted) =
                value.split_once('=').map_or((value, None), |(key, value)| (key, Some(value)));
            event.attributes.get(key).is_some_and(|has| wanted.is_none_or(|wanted| has == wanted))
        }
        "image" => is("image") || event.attributes.get("image").is_some_and(|image| image == value),
        // What a daemon does not know picks nothing out.
        "builder" | "container" | "daemon" | "network" | "plugin" | "volume" => is(kind),
        _ => true,
    }
}

/// `2026-11-23T19:23:20.723741506Z container die ID (exitCode=0, …)`.
fn line(event: &Happened) -> String {
    let moment = time::fixed_nanos(event.time);
    let pairs: Vec<String> = event.attributes.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let pairs = if pairs.is_empty() { String::new() } else { format!(" ({})", pairs.join(", ")) };
    format!("{moment} {} {} {}{pairs}", event.kind, event.action, event.id)
}

/// What templates find: what stands in JSON under the names that Go has for it.
fn fields(event: &Happened) -> Value {
    let data = data(event);
    let field = |name: &str| data.get(name).cloned().unwrap_or_else(|| json!(""));
    json!({
        "Status": field("status"),
        "ID": field("id"),
        "From": field("from"),
        "Type": field("Type"),
        "Action": field("Action"),
        "Actor": field("Actor"),
        "Scope": field("scope"),
        "Time": field("time"),
        "TimeNano": field("timeNano"),
    })
}

fn data(event: &Happened) -> Value {
    let mut out = Map::new();
    if event.kind == "container" || event.kind == "image" {
        out.insert("status".to_owned(), json!(event.action));
        out.insert("id".to_owned(), json!(event.id));
    }
    if let Some(image) = event.attributes.get("image") {
        out.insert("from".to_owned(), json!(image));
    }
    let Value::Object(rest) = json!({
        "Type": event.kind,
        "Action": event.action,
        "Actor": { "ID": event.id, "Attributes": event.attributes },
        "scope": "local",
        "time": event.time.secs,
        "timeNano": event.time.secs * 1_000_000_000 + i64::from(event.time.nanos),
    }) else {
        return Value::Null;
    };
    out.extend(rest);
    Value::Object(out)
}
