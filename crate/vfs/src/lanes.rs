//! SHA-256 of many messages, four at once in the lanes of WebAssembly's 128-bit vectors.
//!
//! Hashing the small files of a build context is where the program spends its time in a browser. One message can't use
//! the lanes, since each step of SHA-256 needs the one before; four messages can. A lane takes the next message as soon
//! as its own is done. `sha2` is the reference, and does the work where there are no such vectors or too few messages.

use std::collections::BinaryHeap;

use sha2::block_api::compress256;

use crate::digest::Digest;
use vector::Vector;

/// How many messages are hashed at once.
const LANES: usize = 4;

const BLOCK: usize = 64;

/// The digests of messages, in their order.
pub(crate) fn digest_all(messages: &[&[u8]]) -> Vec<Digest> {
    let mut digests = vec![Digest::from_bytes([0; 32]); messages.len()];
    let mut done = |lane: &Lane<'_>| digests[lane.index] = digest(&lane.state);
    // The longest first, so that the lanes run out of messages at about the same time. A heap is a tenth of the code that
    // sorting is.
    let mut lengths: BinaryHeap<(usize, usize)> =
        messages.iter().enumerate().map(|(index, message)| (message.len(), index)).collect();
    let mut waiting =
        std::iter::from_fn(|| lengths.pop().map(|(_, index)| Lane::new(index, messages[index])));
    let mut lanes: Vec<Lane<'_>> = waiting.by_ref().take(LANES).collect();
    while let Ok(four) = <&mut [Lane<'_>; LANES]>::try_from(&mut lanes[..]) {
        advance(four);
        lanes.retain(|lane| {
            let more = lane.left() > 0;
            if !more {
                done(lane);
            }
            more
        });
        let free = LANES - lanes.len();
        lanes.extend(waiting.by_ref().take(free));
    }
    for lane in &mut lanes {
        lane.finish();
        done(lane);
    }
    digests
}

/// A message on its way.
struct Lane<'a> {
    index: usize,
    /// The message's whole blocks, and its last one or two, which hold its length.
    blocks: &'a [[u8; BLOCK]],
    tail: [[u8; BLOCK]; 2],
    tail_len: usize,
    /// How many blocks are done.
    at: usize,
    state: [u32; 8],
}

impl<'a> Lane<'a> {
    fn new(index: usize, message: &'a [u8]) -> Self {
        let (blocks, rest) = message.as_chunks::<BLOCK>();
        let mut bytes = [0; 2 * BLOCK];
        bytes[..rest.len()].copy_from_slice(rest);
        bytes[rest.len()] = 0x80;
        // One byte for the mark, and eight for the length in bits, must fit behind the rest.
        let tail_len = if rest.len() + 9 <= BLOCK { 1 } else { 2 };
        bytes[tail_len * BLOCK - 8..tail_len * BLOCK]
            .copy_from_slice(&(message.len() as u64 * 8).to_be_bytes());
        let (halves, _) = bytes.as_chunks::<BLOCK>();
        Lane { index, blocks, tail: [halves[0], halves[1]], tail_len, at: 0, state: INITIAL }
    }

    fn left(&self) -> usize {
        self.blocks.len() + self.tail_len - self.at
    }

    fn block(&self, ahead: usize) -> &[u8; BLOCK] {
        let at = self.at + ahead;
        self.blocks.get(at).unwrap_or_else(|| &self.tail[at - self.blocks.len()])
    }

    /// Does the rest by itself.
    fn finish(&mut self) {
        for ahead in 0..self.left() {
            let block = *self.block(ahead);
            compress256(&mut self.state, &[block]);
        }
        self.at += self.left();
    }
}

/// Advances four messages by as many blocks as the shortest has left.
fn advance(lanes: &mut [Lane<'_>; LANES]) {
    let count = lanes.iter().map(Lane::left).min().unwrap_or(0);
    let mut state = [0; 8].map(|_: u32| Vector::splat(0));
    for (word, vector) in state.iter_mut().enumerate() {
        *vector = Vector::new(std::array::from_fn(|lane| lanes[lane].state[word]));
    }
    // Out of the compiler's sight the constants are loaded, which is cheaper than to build each vector from numbers.
    let constants = std::hint::black_box(&CONSTANTS);
    for ahead in 0..count {
        compress(&mut state, std::array::from_fn(|lane| lanes[lane].block(ahead)), constants);
    }
    for (word, vector) in state.iter().enumerate() {
        for (lane, value) in lanes.iter_mut().zip(vector.to_array()) {
            lane.state[word] = value;
        }
    }
    for lane in lanes {
        lane.at += count;
    }
}

/// SHA-256's compression function (FIPS 180-4, 6.2.2), once for each lane.
fn compress(state: &mut [Vector; 8], blocks: [&[u8; BLOCK]; LANES], constants: &[[u32; 16]; 4]) {
    let mut schedule: [Vector; 16] = std::array::from_fn(|word| {
        let (words, at) = (|lane: usize| blocks[lane].as_chunks::<4>().0, word);
        Vector::new(std::array::from_fn(|lane| u32::from_le_bytes(words(lane)[at]))).swap_bytes()
    });
    let mut s = *state;
    let mut differed = s[1].xor(s[2]);
    let [first, second, third, last] = constants;
    sixteen_rounds::<true>(&mut s, &mut differed, &mut schedule, first);
    sixteen_rounds::<true>(&mut s, &mut differed, &mut schedule, second);
    sixteen_rounds::<true>(&mut s, &mut differed, &mut schedule, third);
    sixteen_rounds::<false>(&mut s, &mut differed, &mut schedule, last);
    for (sum, value) in state.iter_mut().zip(s) {
        *sum = sum.add(value);
    }
}

/// Spelt out, so that every index is a constant and the variables can stay out of memory.
#[inline(always)]
fn sixteen_rounds<const MORE: bool>(
    s: &mut [Vector; 8],
    differed: &mut Vector,
    schedule: &mut [Vector; 16],
    constants: &[u32; 16],
) {
    round::<0, MORE>(s, differed, schedule, constants);
    round::<1, MORE>(s, differed, schedule, constants);
    round::<2, MORE>(s, differed, schedule, constants);
    round::<3, MORE>(s, differed, schedule, constants);
    round::<4, MORE>(s, differed, schedule, constants);
    round::<5, MORE>(s, differed, schedule, constants);
    round::<6, MORE>(s, differed, schedule, constants);
    round::<7, MORE>(s, differed, schedule, constants);
    round::<8, MORE>(s, differed, schedule, constants);
    round::<9, MORE>(s, differed, schedule, constants);
    round::<10, MORE>(s, differed, schedule, constants);
    round::<11, MORE>(s, differed, schedule, constants);
    round::<12, MORE>(s, differed, schedule, constants);
    round::<13, MORE>(s, differed, schedule, constants);
    round::<14, MORE>(s, differed, schedule, constants);
    round::<15, MORE>(s, differed, schedule, constants);
}

/// One of sixteen rounds, and the word of the schedule that the next sixteen need in its place, if more follow.
#[inline(always)]
fn round<const WORD: usize, const MORE: bool>(
    s: &mut [Vector; 8],
    differed: &mut Vector,
    schedule: &mut [Vector; 16],
    constants: &[u32; 16],
) {
    // The eight variables stay where they are; their names move on.
    let at = |name: usize| (name + 16 - WORD) % 8;
    let [a, b, d] = [s[at(0)], s[at(1)], s[at(3)]];
    let [e, f, g, h] = [s[at(4)], s[at(5)], s[at(6)], s[at(7)]];
    let big1 = e.rotate::<6>().xor(e.rotate::<11>()).xor(e.rotate::<25>());
    let big0 = a.rotate::<2>().xor(a.rotate::<13>()).xor(a.rotate::<22>());
    let first = h.add(big1).add(e.select(f, g)).add(Vector::splat(constants[WORD])).add(schedule[WORD]);
    // The majority of a, b and c; what b and c differ in is what a and b differed in a round ago.
    let differ = a.xor(b);
    let second = big0.add(differ.and(*differed).xor(b));
    *differed = differ;
    s[at(3)] = d.add(first);
    s[at(7)] = first.add(second);

    if MORE {
        let (w0, w1) = (schedule[WORD], schedule[(WORD + 1) % 16]);
        let (w9, w14) = (schedule[(WORD + 9) % 16], schedule[(WORD + 14) % 16]);
        let small0 = w1.rotate::<7>().xor(w1.rotate::<18>()).xor(w1.shift::<3>());
        let small1 = w14.rotate::<17>().xor(w14.rotate::<19>()).xor(w14.shift::<10>());
        schedule[WORD] = w0.add(small0).add(w9).add(small1);
    }
}

fn digest(state: &[u32; 8]) -> Digest {
    let mut bytes = [0; 32];
    for (target, word) in bytes.chunks_mut(4).zip(state) {
        target.copy_from_slice(&word.to_be_bytes());
    }
    Digest::from_bytes(bytes)
}

/// Four 32-bit words.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vector {
    use std::arch::wasm32::{
        i8x16_shuffle, u32x4, u32x4_add, u32x4_extract_lane, u32x4_shl, u32x4_shr, u32x4_splat, v128,
        v128_and, v128_bitselect, v128_or, v128_xor,
    };

    #[derive(Clone, Copy)]
    pub(super) struct Vector(v128);

    impl Vector {
        pub(super) fn new([a, b, c, d]: [u32; 4]) -> Self {
            Vector(u32x4(a, b, c, d))
        }

        pub(super) fn splat(word: u32) -> Self {
            Vector(u32x4_splat(word))
        }

        pub(super) fn to_array(self) -> [u32; 4] {
            let Vector(v) = self;
            [
                u32x4_extract_lane::<0>(v),
                u32x4_extract_lane::<1>(v),
                u32x4_extract_lane::<2>(v),
                u32x4_extract_lane::<3>(v),
            ]
        }

        pub(super) fn swap_bytes(self) -> Self {
            Vector(i8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(self.0, self.0))
        }

        pub(super) fn add(self, other: Self) -> Self {
            Vector(u32x4_add(self.0, other.0))
        }

        pub(super) fn and(self, other: Self) -> Self {
            Vector(v128_and(self.0, other.0))
        }

        pub(super) fn xor(self, other: Self) -> Self {
            Vector(v128_xor(self.0, other.0))
        }

        pub(super) fn shift<const BITS: u32>(self) -> Self {
            Vector(u32x4_shr(self.0, BITS))
        }

        pub(super) fn rotate<const BITS: u32>(self) -> Self {
            Vector(v128_or(u32x4_shr(self.0, BITS), u32x4_shl(self.0, 32 - BITS)))
        }

        /// Bit by bit: `one` where this is set, `other` where it is not.
        pub(super) fn select(self, one: Self, other: Self) -> Self {
            Vector(v128_bitselect(one.0, other.0, self.0))
        }
    }
}

/// Four 32-bit words without vectors, so that the rest can be tested anywhere.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod vector {
    #[derive(Clone, Copy)]
    pub(super) struct Vector([u32; 4]);

    impl Vector {
        pub(super) fn new(words: [u32; 4]) -> Self {
            Vector(words)
        }

        pub(super) fn splat(word: u32) -> Self {
            Vector([word; 4])
        }

        pub(super) fn to_array(self) -> [u32; 4] {
            self.0
        }

        pub(super) fn swap_bytes(self) -> Self {
            Vector(self.0.map(u32::swap_bytes))
        }

        pub(super) fn add(self, other: Self) -> Self {
            self.zip(other, u32::wrapping_add)
        }

        pub(super) fn and(self, other: Self) -> Self {
            self.zip(other, |a, b| a & b)
        }

        pub(super) fn xor(self, other: Self) -> Self {
            self.zip(other, |a, b| a ^ b)
        }

        pub(super) fn shift<const BITS: u32>(self) -> Self {
            Vector(self.0.map(|word| word >> BITS))
        }

        pub(super) fn rotate<const BITS: u32>(self) -> Self {
            Vector(self.0.map(|word| word.rotate_right(BITS)))
        }

        pub(super) fn select(self, one: Self, other: Self) -> Self {
            let flipped = other.zip(self, |word, mask| word & !mask);
            self.zip(one, |mask, word| word & mask).xor(flipped)
        }

        fn zip(self, other: Self, with: impl Fn(u32, u32) -> u32) -> Self {
            Vector(std::array::from_fn(|lane| with(self.0[lane], other.0[lane])))
        }
    }
}

const INITIAL: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

#[rustfmt::skip]
const CONSTANTS: [[u32; 16]; 4] = [
    [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    ],
    [
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    ],
    [
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    ],
    [
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ],
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(messages: &[Vec<u8>]) {
        let slices: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
        let expected: Vec<Digest> = slices.iter().map(|message| Digest::of(message)).collect();
        assert_eq!(digest_all(&slices), expected);
    }

    #[test]
    fn every_length_around_a_block() {
        check(&[]);
        for len in 0..200usize {
            let message = |seed: usize| (0..len).map(|at| (at * 31 + seed) as u8).collect();
            check(&(0..5).map(message).collect::<Vec<_>>());
        }
        check(&(0..200).map(|len| vec![len as u8; len]).collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn any_messages(messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..700), 0..20)) {
            check(&messages);
        }
    }
}
