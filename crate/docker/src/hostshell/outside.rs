//! Programs of the host's shell that the front end runs: those that use the network.

use std::collections::{BTreeMap, BTreeSet};

use shell::{GuestAnswer, GuestRequest};
use vfs::Time;

use crate::container::{Guest, GuestOwner};

/// Programs of the front end that the machine has too.
const NETWORKED: [&str; 4] = ["net", "nc", "nslookup", "ping"];

/// Which of the programs that the front end runs belong to the machine.
pub(super) fn of(front: &BTreeSet<String>) -> impl Iterator<Item = String> {
    NETWORKED.iter().filter(|name| front.contains(**name)).map(|name| (*name).to_owned())
}

/// Whether it is one of them.
pub(super) fn is_networked(program: &str) -> bool {
    NETWORKED.contains(&program)
}

/// What sessions of the host's shell have asked for. Their owner has no container.
#[derive(Debug, Default)]
pub(crate) struct MachineGuests {
    last: u64,
    asked: BTreeMap<u64, Asked>,
}

#[derive(Debug)]
struct Asked {
    request: GuestRequest,
    since: Time,
    answer: GuestAnswer,
}

impl MachineGuests {
    /// Asks for a program; its number.
    pub(super) fn ask(&mut self, request: GuestRequest, since: Time) -> u64 {
        self.last += 1;
        self.asked.insert(self.last, Asked { request, since, answer: GuestAnswer::default() });
        self.last
    }

    /// What it did since the last call, if anything. After its exit status it is gone.
    pub(super) fn take(&mut self, number: u64) -> Option<GuestAnswer> {
        let asked = self.asked.get_mut(&number)?;
        let answer = std::mem::take(&mut asked.answer);
        if answer.exit.is_some() {
            self.asked.remove(&number);
        }
        (answer.exit.is_some() || !answer.pieces.is_empty()).then_some(answer)
    }

    pub(super) fn give_up(&mut self, number: u64) {
        self.asked.remove(&number);
    }

    pub(crate) fn answer(&mut self, number: u64, answer: GuestAnswer) {
        if let Some(asked) = self.asked.get_mut(&number) {
            asked.answer.pieces.extend(answer.pieces);
            asked.answer.exit = answer.exit;
        }
    }

    /// Those that have not ended.
    pub(crate) fn pending(&self) -> impl Iterator<Item = Guest> {
        self.asked.iter().filter(|(_, asked)| asked.answer.exit.is_none()).map(|(number, asked)| Guest {
            owner: GuestOwner { container: String::new(), exec: Some(*number) },
            request: asked.request.clone(),
            hostname: "layerlab".to_owned(),
            size: (80, 24),
            since: asked.since,
            delivered: 0,
            memory: String::new(),
        })
    }
}
