//! Looking closely at images of the store: configuration and history, what two differ in, what an image carries for
//! nothing, and who holds which layers. Plain data for front ends.

mod details;
mod diff;
mod layer;
mod sharing;
mod waste;

pub use details::{HistoryRow, ImageDetails};
pub use diff::{ConfigDifference, ImageDiff, PathDifference};
pub use layer::ContentDiff;
pub use sharing::{ContainerShare, ImageShare, SharedLayer, Sharing};
pub use waste::{WasteRow, WastefulImage};
