//! Image config, manifests, layers as tar, archives, the content store, references.
