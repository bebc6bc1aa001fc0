//! `--call`: what can be said about a Dockerfile without building it.

use engine::Request;

use crate::cli::flags::Values;
use crate::cli::{Session, Step};

/// A method, and whether its answer is wanted as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Call {
    method: Method,
    json: bool,
    ignore_status: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Check,
    Outline,
    Targets,
}

impl Call {
    /// `check,format=json`; nothing for an ordinary build.
    pub(super) fn read(values: &Values) -> Result<Option<Self>, String> {
        let text = if values.on("check") { "check" } else { values.one("call").unwrap_or("build") };
        let mut call = Call { method: Method::Check, json: false, ignore_status: false };
        for (index, field) in text.split(',').enumerate() {
            match (index, field) {
                (0, "build" | "") => return Ok(None),
                (0, "check" | "lint") => call.method = Method::Check,
                (0, "outline") => call.method = Method::Outline,
                (0, "targets") => call.method = Method::Targets,
                (_, "format=json") => call.json = true,
                (_, "format=text") => call.json = false,
                (_, "ignorestatus" | "ignorestatus=true") => call.ignore_status = true,
                _ => return Err(format!("invalid call func: {text}")),
            }
        }
        Ok(Some(call))
    }
}

pub(super) fn run(session: &mut Session<'_>, request: &Request, call: Call) -> Step {
    let _ = request;
    let _ = call;
    session.fail("ERROR: not there")
}
