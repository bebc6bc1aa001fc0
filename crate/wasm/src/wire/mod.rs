//! The values that cross the boundary to JavaScript, as TypeScript sees them.
//!
//! Names are camelCase, alternatives are told apart by `kind`, absent is `undefined`. Text offsets count UTF-16 code
//! units, lines count from 1, sizes are bytes, times are seconds since 1970. Numbers beyond 2⁵³ do not occur.
//!
//! One file per area. A type of a file is reached as `wire::Type`.

mod build;
mod command;
mod diagnostic;
mod editor;
mod guest;
mod host;
mod image;
mod inspect;
mod lab;
mod project;
mod reason;
mod task;

pub use build::*;
pub use command::*;
pub use diagnostic::*;
pub use editor::*;
pub use guest::*;
pub use host::*;
pub use image::*;
pub use inspect::*;
pub use lab::*;
pub use project::*;
pub use reason::*;
pub use task::*;
