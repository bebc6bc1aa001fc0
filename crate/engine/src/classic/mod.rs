//! The classic builder (`DOCKER_BUILDKIT=0`): one instruction, one step, one image.
//!
//! There is no graph. Every step starts from the image of the step before, and its cache is the host's [`Images`]: a
//! step is not run if an image exists that was made on the same image by a container with the same configuration. The
//! text of the instruction, with a checksum of what it copies, is part of that configuration. So one miss makes all
//! that follow it in its stage miss too. All stages are built, needed or not.
//!
//! Rules and texts are those of Docker 20.10. What it is not: it pulls no images ([`Build::wants`] says which one is
//! needed next), names none, and keeps no containers.

mod args;
mod build;
mod commit;
mod config;
mod container;
mod context;
mod copying;
mod dialect;
mod explain;
mod forecast;
mod image;
mod images;
mod probe;
mod request;
mod resolve;
mod save;
mod side;
mod source;
mod stage;
mod step;
mod tarsum;
mod text;
mod work;

pub use self::build::Build;
pub use self::config::RunConfig;
pub use self::container::{KERNEL, MOUNTED_FILES, layer_without, with_init_layer};
pub use self::forecast::forecast;
pub use self::image::{StepImage, StepOrigin};
pub use self::images::Images;
pub use self::request::{Remove, Request};
pub use self::save::ImagesState;
pub use self::side::{SideBySide, side_by_side};
