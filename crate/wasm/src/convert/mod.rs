//! The one way in and out: how values become Rust and JavaScript, and how errors are thrown.

pub(crate) mod event;
pub(crate) mod guest;
pub(crate) mod host;
pub(crate) mod inspect;
pub(crate) mod reason;
pub(crate) mod text;

use js_sys::{Array, Error, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tsify::{Ts, Tsify};
use vfs::Time;
use wasm_bindgen::JsValue;

/// What a method throws: an `Error` named `LabError` with a stable `code`.
pub struct Thrown {
    code: &'static str,
    message: String,
}

impl Thrown {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Thrown {
        Thrown { code, message: message.into() }
    }
}

impl From<docker::Error> for Thrown {
    fn from(error: docker::Error) -> Thrown {
        Thrown::new(error.code(), error.to_string())
    }
}

impl From<Thrown> for JsValue {
    fn from(thrown: Thrown) -> JsValue {
        let error = Error::new(&thrown.message);
        error.set_name("LabError");
        // Setting a property of a plain error cannot fail.
        let _ = Reflect::set(&error, &"code".into(), &thrown.code.into());
        error.into()
    }
}

/// Read an argument. `what` names it in the error.
///
/// Decoding happens inside the methods' bodies: an argument that threw on its way in would leave the object borrowed.
pub(crate) fn decode<T: DeserializeOwned + Tsify>(value: Ts<T>, what: &str) -> Result<T, Thrown> {
    serde_wasm_bindgen::from_value(value.into())
        .map_err(|error| Thrown::new("bad-argument", format!("{what}: {error}")))
}

/// Write a result: maps as objects, `None` as absent.
pub(crate) fn encode<T: Serialize + Tsify>(value: &T) -> Result<Ts<T>, Thrown> {
    Ts::from_rust(value).map_err(|error| Thrown::new("internal", error.to_string()))
}

/// Write a list of results as an array.
pub(crate) fn encode_all<T: Serialize + Tsify>(values: impl Iterator<Item = T>) -> Result<JsValue, Thrown> {
    let array = Array::new();
    for value in values {
        array.push(&encode(&value)?.into());
    }
    Ok(array.into())
}

/// A time in seconds since 1970, fractions included.
pub(crate) fn time(seconds: f64) -> Time {
    let whole = seconds.floor();
    Time { secs: whole as i64, nanos: ((seconds - whole) * 1e9) as u32 }
}
