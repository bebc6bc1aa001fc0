//! Images as they are stored and shipped: configurations, manifests, layers as tar, archives, the content store, and
//! references.
//!
//! What is written equals what BuildKit and Docker write, byte for byte wherever nothing random enters, so that digests
//! agree: layers ([`Layer`], [`write_layer`]), configurations ([`ImageConfig`]) and manifests ([`Manifest`]). What is
//! read comes from anywhere: [`archive::load`] and [`unpack`] check digests and sizes, keep to limits
//! ([`ArchiveLimits`]), and name the entry that is wrong.
//!
//! ```
//! use oci::{Image, ImageConfig, Layer, TarOptions};
//! use vfs::{Meta, Snapshot, Time, VPathBuf, diff};
//!
//! let mut tree = Snapshot::empty().edit();
//! let meta = Meta::root(0o644, Time::from_secs(1_600_000_000));
//! tree.write(&VPathBuf::normalise("/hello.txt"), "hello\n".into(), &meta)?;
//!
//! let layer = Layer::new(diff(&Snapshot::empty(), &tree.freeze()), TarOptions::BUILDKIT);
//! let image = Image::new(ImageConfig::new("linux", "amd64", ""), vec![layer]);
//! let diff_id = "sha256:abf09828c35b9ddff39c2d10d05448f6cc6896231112ad629699c259a43a24a9";
//! assert_eq!(image.config().rootfs.diff_ids[0].to_string(), diff_id);
//! # Ok::<(), vfs::FsError>(())
//! ```
//!
//! There is no network here: registries are somebody else's. gzip output differs from Go's,
//! so the digests of our compressed layers (and hence of manifests that name them) are not BuildKit's; diff IDs and
//! image ids are. Of an image for several platforms, one is read. Names in layers that are not UTF-8 are read lossily.
#![warn(missing_docs)]

pub mod archive;
mod config;
mod contents;
mod descriptor;
mod error;
pub mod gzip;
mod image;
mod inflate;
pub mod json;
mod layer;
mod reference;
mod sealing;
mod store;
mod tar;
mod time;
mod waste;

pub use config::{ContainerConfig, Healthcheck, History, ImageConfig, RootFs};
pub use contents::{Aspect, Difference, compare, layer_contents};
pub use descriptor::{Descriptor, Index, Manifest, Platform, annotation, media};
pub use error::{ArchiveLimits, Error};
pub use image::{Image, MediaTypes};
pub use inflate::{inflate, is_zstd};
pub use layer::{Compression, Layer, chain_ids, content_size};
pub use reference::{Reference, ReferenceError};
pub use sealing::Sealing;
pub use store::{Freed, Store};
pub use tar::{Flavor, TarOptions, locate, unpack, write_layer};
pub use time::{format_time, parse_time};
pub use waste::{Waste, Why, waste};
