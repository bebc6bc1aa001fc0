//! Ready-made projects.

/// A project: its name and its files.
pub(crate) struct Example {
    pub(crate) name: &'static str,
    pub(crate) files: &'static [(&'static str, &'static str)],
}

const EXAMPLES: &[Example] = &[Example {
    name: "web-ping",
    files: &[
        ("Dockerfile", include_str!("../example/web-ping/Dockerfile")),
        ("app.js", include_str!("../example/web-ping/app.js")),
    ],
}];

pub(crate) fn find(name: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.name == name)
}

/// All names, separated by commas.
pub(crate) fn names() -> String {
    EXAMPLES.iter().map(|example| example.name).collect::<Vec<_>>().join(", ")
}
