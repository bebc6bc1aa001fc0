//! Any bytes are a layer or an error; a layer is written as one that reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oci::{ArchiveLimits, Layer, TarOptions, unpack};

fuzz_target!(|bytes: &[u8]| {
    let limits = ArchiveLimits { unpacked: 1 << 20, ..ArchiveLimits::STANDARD };
    let Ok(changes) = unpack("layer", bytes, &limits) else { return };
    let _ = vfs::apply(&vfs::Snapshot::empty(), &changes);
    let layer = Layer::new(changes, TarOptions::BUILDKIT);
    let again = unpack("layer", &layer.tar(), &ArchiveLimits::STANDARD).expect("what we write can be read");
    assert_eq!(Layer::new(again, TarOptions::BUILDKIT).diff_id(), layer.diff_id());
});
