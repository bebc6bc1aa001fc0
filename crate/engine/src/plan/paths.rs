//! Paths in instructions.

/// A path of an instruction, made absolute against a working directory.
///
/// An absolute path stays as it was written. With `keep_slash`, what tells that the path must be a directory (a slash
/// or `/.` at the end) survives.
pub(super) fn normalise(directory: &str, path: &str, keep_slash: bool) -> String {
    let directory = if directory.is_empty() { "/" } else { directory };
    let mut result = match path {
        "" => directory.to_owned(),
        _ if path.starts_with('/') => path.to_owned(),
        _ => clean(&format!("/{directory}/{path}")),
    };
    if keep_slash {
        end_like(&mut result, path);
    }
    result
}

/// The same, clean in any case, as operations keep it.
pub(super) fn canonical(path: &str, keep_slash: bool) -> String {
    let mut result = clean(path);
    if keep_slash {
        end_like(&mut result, path);
    }
    result
}

fn end_like(result: &mut String, path: &str) {
    if path.ends_with('/') && !result.ends_with('/') {
        result.push('/');
    } else if path.ends_with("/.") && !result.ends_with("/.") {
        if result != "/" {
            result.push('/');
        }
        result.push('.');
    }
}

/// The shortest spelling of an absolute path, as Go's `path.Clean`.
pub(super) fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// What is needed of a source, without leading slashes, sorted; nothing if all of it is.
pub(super) fn needed(paths: Vec<String>) -> Vec<String> {
    let mut paths: Vec<String> =
        paths.iter().map(|path| clean(path).trim_start_matches('/').to_owned()).collect();
    if paths.iter().any(String::is_empty) {
        return Vec::new();
    }
    paths.sort_unstable();
    paths.dedup();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_absolute_and_keep_what_makes_them_directories() {
        for (directory, path, want) in [
            ("/app", "x", "/app/x"),
            ("/app", "./", "/app/"),
            ("/app", "../x", "/x"),
            ("/app", "/y/../z", "/y/../z"),
            ("/app", "sub/.", "/app/sub/."),
            ("", "x/", "/x/"),
            ("/app", "", "/app"),
        ] {
            assert_eq!(normalise(directory, path, true), want, "{directory} {path}");
        }
        assert_eq!(normalise("/", "../../a.js", false), "/a.js");
        assert_eq!(canonical("/y/../z/", true), "/z/");
        assert_eq!(canonical("/./", true), "/");
        assert_eq!(canonical("/x/.", true), "/x/.");
    }

    #[test]
    fn what_is_needed_of_a_source() {
        assert_eq!(needed(vec!["/b".into(), "/a/".into(), "b".into()]), ["a", "b"]);
        assert!(needed(vec!["/b".into(), "/".into()]).is_empty());
    }
}
