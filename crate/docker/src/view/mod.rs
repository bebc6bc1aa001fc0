//! Wording and layout shared by the commands: sizes, ages, tables, times, JSON, templates.

pub mod age;
pub mod format;
pub mod json;
pub mod size;
pub mod table;
pub mod template;
pub mod time;
