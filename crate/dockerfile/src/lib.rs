//! Dockerfile and .dockerignore: text to nodes to typed instructions and stages; words; checks.
//!
//! Everything here is a pure function of text. Parsing is total: [`parse`] always gives a tree, and what is wrong
//! stands in diagnostics that point at what the user typed. The rules, down to the wording of errors, are those of
//! BuildKit. Nothing is read from disk, no image is looked up and nothing is built: what a base image sets or a context
//! holds is given as a parameter where it matters.
//!
//! From text to meaning: [`parser`] makes nodes of lines and [`instruction`] typed instructions of nodes, both kept in
//! the tree of [`ast`]; [`word`] and [`args`] give variables their values; [`ignore`] is `.dockerignore`. On top of the
//! tree: [`convert`] follows a build without building and runs the checks of [`check`], [`advice`] is our own,
//! [`editor`] serves editors, [`columns`] and [`dump`](fn@dump) hand the nodes out.
//!
//! ```
//! use dockerfile::instruction::{Expander, Kind};
//! use dockerfile::word::Env;
//!
//! let parsed = dockerfile::parse("FROM alpine AS base\nWORKDIR $HOME/app\n");
//! assert!(parsed.diagnostics.is_empty());
//! let stage = &parsed.tree.stages[0];
//! assert_eq!(stage.name.as_deref(), Some("base"));
//!
//! let env = Env::from_entries(["HOME=/root"]);
//! let mut expander = Expander::new(parsed.tree.directives.escape, &env);
//! let workdir = expander.kind(&parsed.tree.body(stage)[0].kind).unwrap();
//! assert!(matches!(workdir, Kind::Workdir(path) if path.value == "/root/app"));
//! ```

#![warn(missing_docs)]

pub mod advice;
pub mod args;
pub mod ast;
pub mod check;
pub mod columns;
pub mod convert;
pub mod editor;
pub mod ignore;
pub mod instruction;
pub mod parser;
pub mod platform;
pub mod word;

mod checksum;
mod dump;
mod quote;
mod reference;
mod suggest;
mod text;

pub use crate::ast::{Directives, Dockerfile, Failure, Heredoc, Instruction, Lines, Node, Phase, Stage};
pub use crate::checksum::check_checksum;
pub use crate::dump::dump;
pub use crate::parser::{parse, parse_classic};
pub use crate::quote::quote;
pub use crate::reference::check_reference;
pub use crate::suggest::{nearest, with_suggestion};
pub use crate::text::{Logical, Str, Word};
