//! Image config, manifests, layers as tar, archives, the content store, references.
#![warn(missing_docs)]

pub mod archive;
mod config;
mod descriptor;
mod error;
pub mod gzip;
mod image;
pub mod json;
mod layer;
mod reference;
mod store;
mod tar;
mod time;

pub use config::{ContainerConfig, Healthcheck, History, ImageConfig, RootFs};
pub use descriptor::{Descriptor, Index, Manifest, Platform, annotation, media};
pub use error::{ArchiveLimits, Error};
pub use image::{Image, MediaTypes};
pub use layer::{Compression, Layer, chain_ids};
pub use reference::{Reference, ReferenceError};
pub use store::{Freed, Store};
pub use tar::{Flavor, TarOptions, unpack, write_layer};
pub use time::{format_time, parse_time};
