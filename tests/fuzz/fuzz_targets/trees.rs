//! Any bytes are an archive of trees or an error; trees are written as ones that read the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vfs::archive::{decode, encode};

fuzz_target!(|bytes: &[u8]| {
    let Ok(trees) = decode(bytes, &mut |_| None) else { return };
    let written = encode(&trees.iter().collect::<Vec<_>>());
    let again = decode(&written, &mut |_| None).expect("what we write can be read");
    assert_eq!(encode(&again.iter().collect::<Vec<_>>()), written);
});
