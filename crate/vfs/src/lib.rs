//! The virtual filesystem: blobs, immutable snapshots, diff and apply, digests.
