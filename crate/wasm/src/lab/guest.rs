//! Programs of containers that the front end runs, such as `node`.

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::Lab;
use crate::convert::{self, Thrown, decode, encode, encode_all};
use crate::wire::{FileAnswer, FileCall, GuestPiece, PublishedPort, Reached};

#[wasm_bindgen]
impl Lab {
    /// Say which programs the front end runs. Those of processes that start from now on are asked for by `guests`;
    /// without, they say that they are not modelled.
    #[wasm_bindgen(js_name = setGuests)]
    pub fn set_guests(&mut self, programs: Vec<String>) {
        self.host.set_guests(programs);
    }

    /// The programs that are to be run now. One stays until it is answered with an exit status.
    #[wasm_bindgen(unchecked_return_type = "Guest[]")]
    pub fn guests(&self) -> Result<JsValue, Thrown> {
        encode_all(self.host.guests().into_iter().map(convert::guest::guest))
    }

    /// What has arrived for a program since the last call.
    #[wasm_bindgen(js_name = guestArrivals, unchecked_return_type = "GuestArrival[]")]
    pub fn guest_arrivals(&mut self, container: String, exec: Option<f64>) -> Result<JsValue, Thrown> {
        let owner = convert::guest::owner(container, exec);
        encode_all(self.host.guest_arrivals(&owner).into_iter().filter_map(convert::guest::arrival))
    }

    /// Hand over what a program wrote, and its exit status (0 to 255) once it has ended.
    #[wasm_bindgen(js_name = answerGuest)]
    pub fn answer_guest(
        &mut self,
        container: String,
        exec: Option<f64>,
        #[wasm_bindgen(unchecked_param_type = "GuestPiece[]")] pieces: Vec<Ts<GuestPiece>>,
        exit: Option<u8>,
    ) -> Result<(), Thrown> {
        let pieces =
            pieces.into_iter().map(|piece| decode(piece, "pieces")).collect::<Result<Vec<_>, _>>()?;
        let owner = convert::guest::owner(container, exec);
        Ok(self.host.answer_guest(&owner, convert::guest::answer(pieces, exit))?)
    }

    /// Do one operation on a container's files for a program of a user.
    #[wasm_bindgen(js_name = guestFile)]
    pub fn guest_file(
        &mut self,
        container: &str,
        uid: u32,
        gid: u32,
        call: Ts<FileCall>,
    ) -> Result<Ts<FileAnswer>, Thrown> {
        let call = convert::guest::file_call(decode(call, "call")?);
        encode(&convert::guest::file_answer(self.host.guest_file(container, (uid, gid), call)?))
    }

    /// Remember what a program keeps in memory, for a run of it in another process. It is part of the state.
    #[wasm_bindgen(js_name = keepMemory)]
    pub fn keep_memory(&mut self, container: String, exec: Option<f64>, memory: String) {
        self.host.keep_memory(&convert::guest::owner(container, exec), memory);
    }

    /// The container that a host's name or address means inside another one, if it is one that runs. The machine itself
    /// is the container without an id.
    #[wasm_bindgen(unchecked_return_type = "Reached | undefined")]
    pub fn reach(&self, container: &str, host: &str) -> Result<JsValue, Thrown> {
        let Some(docker::Reached { container, address }) = self.host.reach(container, host) else {
            return Ok(JsValue::UNDEFINED);
        };
        Ok(encode(&Reached { container, address })?.into())
    }

    /// What is behind a port of the machine that a running container has published.
    #[wasm_bindgen(unchecked_return_type = "PublishedPort | undefined")]
    pub fn published(&self, port: u16) -> Result<JsValue, Thrown> {
        let Some((docker::Reached { container, address }, port)) = self.host.published(port) else {
            return Ok(JsValue::UNDEFINED);
        };
        Ok(encode(&PublishedPort { container, address, port })?.into())
    }
}
