//! Any bytes are an image archive or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oci::{ArchiveLimits, archive};

fuzz_target!(|bytes: &[u8]| {
    let limits = ArchiveLimits { unpacked: 1 << 22, ..ArchiveLimits::STANDARD };
    for loaded in archive::load(bytes, &limits).into_iter().flatten() {
        let _ = loaded.image.rootfs();
    }
});
