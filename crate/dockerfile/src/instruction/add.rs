//! ADD.

use crate::ast::Node;
use crate::text::Word;

use super::copy::{CHMOD, CHOWN, EXCLUDE, Files, LINK, flags_and_files};
use super::flag::{Flag, Takes};
use super::{Failed, Help};

/// `ADD [flags] SOURCE… DESTINATION`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Add {
    /// What goes where.
    pub files: Files,
    /// `user:group` of what is copied.
    pub chown: Option<Word>,
    /// Mode of what is copied, octal or symbolic.
    pub chmod: Option<Word>,
    /// Make a layer that does not depend on those before it.
    pub link: bool,
    /// Keep the `.git` directory of a repository; `None` if not said.
    pub keep_git_dir: Option<bool>,
    /// The digest that a download must have.
    pub checksum: Option<Word>,
    /// Unpack archives; `None` if not said: local ones are, downloads are not.
    pub unpack: Option<bool>,
    /// Patterns of files to leave out.
    pub exclude: Vec<Word>,
}

pub(super) const HELP: Help = Help {
    name: "ADD",
    doc: "Copies files into the image like COPY, and also downloads URLs, clones Git repositories and unpacks local \
          tar archives. Where none of that is wanted, COPY says more clearly what happens.",
    syntax: "ADD [--keep-git-dir] [--checksum=DIGEST] [--unpack] [--chown=USER:GROUP] [--chmod=MODE] [--link] [--exclude=PATTERN] SOURCE... DESTINATION\n\
             ADD [flags] [\"SOURCE\", \"DESTINATION\"]",
    flags: &[
        CHOWN,
        CHMOD,
        LINK,
        Flag {
            name: "keep-git-dir",
            takes: Takes::Bool,
            values: &["true", "false"],
            doc: "Keep the `.git` directory when the source is a Git repository.",
        },
        Flag {
            name: "checksum",
            takes: Takes::Text,
            values: &["sha256:"],
            doc: "The digest of the download (`sha256:…`) or the commit of the repository. The build fails if it differs.",
        },
        Flag {
            name: "unpack",
            takes: Takes::Bool,
            values: &["true", "false"],
            doc: "Whether to unpack tar archives. Default: local archives are unpacked, downloaded ones are not.",
        },
        EXCLUDE,
    ],
};

pub(super) fn understand(node: &Node) -> Result<Add, Failed> {
    let (given, files) = flags_and_files(node, &HELP)?;
    Ok(Add {
        files,
        chown: given.text("chown"),
        chmod: given.text("chmod"),
        link: given.is_on("link"),
        keep_git_dir: given.switch("keep-git-dir"),
        checksum: given.text("checksum"),
        unpack: given.switch("unpack"),
        exclude: given.texts("exclude"),
    })
}
