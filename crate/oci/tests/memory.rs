//! Bytes that would unpack to far more than they may: what reading them takes in memory.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test fails by panicking and looks at its own process"
)]

use oci::{ArchiveLimits, archive, gzip, inflate, unpack};

const LIMITS: ArchiveLimits = ArchiveLimits { unpacked: 1 << 20, ..ArchiveLimits::STANDARD };
/// What each bomb would unpack to.
const BOMB: usize = 64 << 20;
/// What refusing one may take, beyond what the test holds itself.
const MOST: u64 = 16 << 20;

/// The most memory that this process has had at once, in bytes; `None` where the system does not tell.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? << 10)
}

/// Zeros in gzip, made a piece at a time.
fn packed_zeros() -> Vec<u8> {
    let mut gzip = gzip::Gzip::default();
    let piece = vec![0; 1 << 16];
    for _ in 0..BOMB / piece.len() {
        gzip.update(&piece);
    }
    gzip.finish()
}

/// The header of a file that says it has that many bytes.
fn header(size: u64) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_path("f").unwrap();
    header.set_size(size);
    header.set_cksum();
    header.as_bytes().to_vec()
}

#[test]
fn bombs_are_refused_before_they_take_memory() {
    let bomb = packed_zeros();
    let lie = header(BOMB as u64 * 100);
    let Some(before) = peak() else {
        return;
    };
    for _ in 0..3 {
        assert!(gzip::gunzip("layer", &bomb, &LIMITS).is_err());
        assert!(inflate("layer", &bomb, &LIMITS).is_err());
        assert!(archive::load(&bomb, &LIMITS).is_err());
        assert!(unpack("layer", &lie, &LIMITS).is_err());
        assert!(archive::load(&lie, &LIMITS).is_err());
    }
    let taken = peak().unwrap() - before;
    assert!(taken < MOST, "{taken} bytes");
}
