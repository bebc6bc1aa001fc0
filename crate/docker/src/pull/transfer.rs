//! When which layer of an image is in which state.

use std::collections::BTreeMap;

use oci::Image;

use crate::host::Host;
use crate::profile::Profile;

/// How many layers are downloaded at once.
const AT_ONCE: usize = 3;
/// Bytes that arrive in a second over all downloads, and bytes that are unpacked in a second (`docs/cost.md`).
const NETWORK: u64 = 12_000_000;
const UNPACKING: u64 = 200_000_000;
/// Milliseconds until the registry has answered.
const ANSWER: u64 = 150;
/// The least that a layer takes to arrive, or to be unpacked, in milliseconds.
const LEAST: u64 = 20;
/// How often progress in bytes is told, in milliseconds.
pub(super) const TICK: u64 = 100;

/// What is said of a layer at some moment.
pub(super) struct State {
    /// The layer's place in the image, from the bottom.
    pub(super) layer: usize,
    pub(super) id: String,
    pub(super) what: What,
}

pub(super) enum What {
    Word(&'static str),
    /// So many bytes of so many; told to terminals only.
    Bytes(&'static str, u64, u64),
    /// Seconds; told to terminals only.
    Seconds(&'static str, u64),
}

/// A layer that has to be fetched.
struct Wanted {
    place: usize,
    bytes: u64,
}

/// The changes of state with their times in milliseconds: downloads side by side, extraction strictly in order. Layers
/// travel as the catalog's manifests have them, not compressed.
pub(super) fn changes(host: &Host, image: &Image, profile: Profile) -> Vec<(u64, State)> {
    let held = host.store.sharing();
    let ids: Vec<String> = image.layers().iter().map(|layer| layer.diff_id().short()).collect();
    let wanted: Vec<Wanted> = image
        .layers()
        .iter()
        .enumerate()
        .filter(|(_, layer)| !held.contains_key(&layer.diff_id()))
        .map(|(place, layer)| Wanted { place, bytes: layer.tar_size() })
        .collect();
    let mut out = Vec::new();
    let mut say =
        |at: u64, layer: usize, what: What| out.push((at, State { layer, id: ids[layer].clone(), what }));
    for place in 0..ids.len() {
        let is_new = wanted.iter().any(|wanted| wanted.place == place);
        say(0, place, What::Word(if is_new { "Pulling fs layer" } else { "Already exists" }));
    }
    // A store that is containerd's neither tells who waits nor what it verifies.
    let containerd = profile == Profile::V29;
    for waiting in wanted.iter().skip(AT_ONCE).filter(|_| !containerd) {
        say(0, waiting.place, What::Word("Waiting"));
    }
    let arrived = downloads(&wanted, containerd, &mut say);
    let mut free = 0;
    for Wanted { place, bytes } in &wanted {
        let from = free.max(arrived.get(place).copied().unwrap_or_default());
        let to = from + LEAST + bytes * 1000 / UNPACKING;
        for tick in ticks(from, to) {
            say(
                tick,
                *place,
                match containerd {
                    true => What::Seconds("Extracting", (tick - from) / 1000 + 1),
                    false => What::Bytes("Extracting", bytes * (tick - from) / (to - from), *bytes),
                },
            );
        }
        if !containerd {
            say(to, *place, What::Bytes("Extracting", *bytes, *bytes));
        }
        say(to, *place, What::Word("Pull complete"));
        free = to;
    }
    out.sort_by_key(|(at, _)| *at);
    out
}

/// A lane takes the next layer as soon as it is free; a lane has its share of the network. Returns when each layer has
/// arrived, by its place.
fn downloads(
    wanted: &[Wanted],
    containerd: bool,
    say: &mut impl FnMut(u64, usize, What),
) -> BTreeMap<usize, u64> {
    let mut lanes = [ANSWER; AT_ONCE];
    let share = NETWORK / wanted.len().clamp(1, AT_ONCE) as u64;
    let mut arrived = BTreeMap::new();
    for Wanted { place, bytes } in wanted {
        let Some(lane) = lanes.iter_mut().min() else { continue };
        let (from, to) = (*lane, *lane + (bytes * 1000 / share).max(LEAST));
        for tick in ticks(from, to) {
            say(tick, *place, What::Bytes("Downloading", bytes * (tick - from) / (to - from), *bytes));
        }
        if !containerd {
            say(to, *place, What::Word("Verifying Checksum"));
        }
        say(to, *place, What::Word("Download complete"));
        *lane = to;
        arrived.insert(*place, to);
    }
    arrived
}

/// The moments between two at which progress is told.
fn ticks(from: u64, to: u64) -> impl Iterator<Item = u64> {
    (from / TICK + 1..).map(|tick| tick * TICK).take_while(move |tick| *tick < to)
}
