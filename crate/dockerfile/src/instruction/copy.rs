//! COPY.

use crate::ast::{Node, chomp};
use crate::parser::heredoc_word;
use crate::text::{Str, Word};

use super::flag::{self, Flag, Takes};
use super::{Failed, Help, error, error_at};

/// `COPY [flags] SOURCE… DESTINATION`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// What goes where.
    pub files: Files,
    /// A stage, its index, a named context or an image instead of the build context.
    pub from: Option<Word>,
    /// `user:group` of what is copied.
    pub chown: Option<Word>,
    /// Mode of what is copied, octal or symbolic.
    pub chmod: Option<Word>,
    /// Make a layer that does not depend on those before it.
    pub link: bool,
    /// Keep the directories of the sources.
    pub parents: bool,
    /// Patterns of files to leave out.
    pub exclude: Vec<Word>,
}

/// Sources and destination of ADD and COPY.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// Paths, patterns and, for ADD, URLs.
    pub sources: Vec<Word>,
    /// Files written in the Dockerfile itself; they come after the sources.
    pub contents: Vec<InlineFile>,
    /// A path, relative to the working directory.
    pub destination: Word,
}

/// A heredoc as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineFile {
    /// The name of the heredoc, which is the file's name.
    pub name: Str,
    /// The content, leading tabs removed for `<<-`.
    pub data: Str,
    /// Whether variables in the content are expanded.
    pub expand: bool,
    /// The word `<<NAME`.
    pub span: diag::Span,
}

pub(super) const CHOWN: Flag = Flag {
    name: "chown",
    takes: Takes::Text,
    values: &[],
    doc: "Owner of the copied files: `user`, `user:group`, by name or number. Default 0:0.",
};

pub(super) const CHMOD: Flag = Flag {
    name: "chmod",
    takes: Takes::Text,
    values: &["0644", "0755", "u=rwX,go=rX"],
    doc: "Mode of the copied files, octal or symbolic. Default: the mode they have.",
};

pub(super) const LINK: Flag = Flag {
    name: "link",
    takes: Takes::Bool,
    values: &["true", "false"],
    doc: "Make a layer of its own that does not depend on the layers before it, so that it is reused when they change.",
};

pub(super) const EXCLUDE: Flag = Flag {
    name: "exclude",
    takes: Takes::Texts,
    values: &[],
    doc: "Leave out the files that match a pattern. May be given several times.",
};

pub(super) const HELP: Help = Help {
    name: "COPY",
    doc: "Copies files and directories from the build context, from another stage or from an image into the image. \
          The layer is reused as long as the copied files and the destination stay the same.",
    syntax: "COPY [--from=STAGE] [--chown=USER:GROUP] [--chmod=MODE] [--link] [--parents] [--exclude=PATTERN] SOURCE... DESTINATION\n\
             COPY [flags] [\"SOURCE\", \"DESTINATION\"]",
    flags: &[
        Flag {
            name: "from",
            takes: Takes::Text,
            values: &[],
            doc: "Copy from a stage (by name or number), a named context or an image instead of the build context.",
        },
        CHOWN,
        CHMOD,
        LINK,
        Flag {
            name: "parents",
            takes: Takes::Bool,
            values: &["true", "false"],
            doc: "Keep the directories of the sources; `/./` in a source marks where the kept part starts.",
        },
        EXCLUDE,
    ],
};

pub(super) fn understand(node: &Node) -> Result<Copy, Failed> {
    let (given, files) = flags_and_files(node, &HELP)?;
    Ok(Copy {
        files,
        // An empty value is as good as none.
        from: given.text("from").filter(|word| !word.value.is_empty()),
        chown: given.text("chown"),
        chmod: given.text("chmod"),
        link: given.is_on("link"),
        parents: given.is_on("parents"),
        exclude: given.texts("exclude"),
    })
}

pub(super) fn flags_and_files(node: &Node, help: &Help) -> Result<(flag::Flags, Files), Failed> {
    let [sources @ .., destination] = node.args.as_slice() else { return Err(no_destination(node, help)) };
    if sources.is_empty() {
        return Err(no_destination(node, help));
    }
    let given = flag::parse(&node.flags, help.flags)?;
    if heredoc_word(&destination.value).is_some() {
        let message = format!("{} cannot accept a heredoc as a destination", help.name);
        return Err(error_at(destination.span, message));
    }
    let mut files = Files { sources: Vec::new(), contents: Vec::new(), destination: destination.clone() };
    for source in sources {
        match heredoc_word(&source.value) {
            Some(heredoc) => {
                // Of several heredocs of one name, the last gives its content to all.
                let content = node.heredocs.iter().rfind(|known| known.name == heredoc.name);
                let content = content.map(|known| known.content.clone()).unwrap_or_default();
                files.contents.push(InlineFile {
                    data: if heredoc.chomp { chomp(&content) } else { content },
                    expand: heredoc.expand,
                    span: source.span,
                    name: heredoc.name,
                });
            }
            None => files.sources.push(source.clone()),
        }
    }
    Ok((given, files))
}

fn no_destination(node: &Node, help: &Help) -> Failed {
    let name = help.name;
    error(
        node,
        format!(
            "{name} requires at least two arguments, but only one was provided. Destination could not be determined"
        ),
    )
}
