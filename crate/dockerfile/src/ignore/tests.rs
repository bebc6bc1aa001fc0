use super::*;

/// Patterns, and paths that they exclude or, with `+`, include.
fn check(file: &str, paths: &[&str]) {
    let ignore = Ignore::parse(file).tree;
    for path in paths {
        let (path, excluded) = match path.strip_prefix('+') {
            Some(path) => (path, false),
            None => (*path, true),
        };
        assert_eq!(ignore.decide(path).excluded, excluded, "{path} under {file:?}");
    }
}

/// Patterns, a tree in walk order (directories end with a slash), and what arrives, in order.
fn check_walk(file: &str, tree: &[&str], want: &[&str]) {
    let ignore = Ignore::parse(file).tree;
    let mut walk = ignore.walk();
    let mut arrived = Vec::new();
    let mut skipped: Option<&str> = None;
    for entry in tree {
        if skipped.is_some_and(|prefix| entry.starts_with(prefix)) {
            continue;
        }
        let path = entry.trim_end_matches('/');
        let is_dir = path.len() < entry.len();
        let fate = walk.visit(path, is_dir);
        arrived.extend(fate.revived.clone());
        if fate.included() {
            arrived.push(path.to_owned());
        }
        skipped = (is_dir && !fate.descend).then_some(*entry);
    }
    assert_eq!(arrived, want, "{file:?}");
}

#[test]
fn patterns() {
    check("*.md\n!README.md\n", &["a.md", "+README.md", "+b/a.md"]);
    check("**/*.md\n", &["a.md", "b/c/a.md", "+a.mdx"]);
    check("a/**\n", &["a/b", "a/b/c", "+a", "+ab"]);
    check("**/node_modules\n", &["node_modules", "x/node_modules/y", "+x_node_modules"]);
    check("/a/./b/../c\n", &["a/c", "+a/b"]);
    check("a?[b-d][^x]\n", &["a1cy", "+a1cx", "+a/cy"]);
    check("# x\n\n  b  \n", &["b", "+# x"]);
    check("\\#x\na\\*\n", &["#x", "a*", "+ab"]);
    check("**/a/**/b*\n", &["a/b", "x/a/y/z/bc", "+a"]);
    check("a[[:digit:]x]\n", &["a1", "ax", "+ad", "+a[1"]);
    check("a[\\w]\n", &["a_", "+a-"]);
    check("a^*\n", &["+a^b", "+ab"]);
}

#[test]
fn the_last_line_that_matches_decides() {
    let ignore = Ignore::parse("# all\n*\n!src\nsrc/*.log\n").tree;
    let by = |path: &str| {
        ignore.decide(path).by.map(|by| (ignore.patterns[by].line, ignore.patterns[by].text.as_str()))
    };
    assert_eq!(by("a"), Some((2, "*")));
    assert_eq!(by("src/a"), Some((3, "src")));
    assert_eq!(by("src/a.log"), Some((4, "src/*.log")));
    assert_eq!(Ignore::default().decide("a").by, None);
}

#[test]
fn bad_patterns_are_errors() {
    let cases = [
        ("a\n!\n", "illegal exclusion pattern: \"!\"", "!"),
        ("[a\n", "syntax error in pattern", "[a"),
        ("a\\\n", "syntax error in pattern", "a\\"),
        ("[a-\n", "syntax error in pattern", "[a-"),
    ];
    for (text, want, at) in cases {
        let parsed = Ignore::parse(text);
        assert_eq!(
            (parsed.diagnostics[0].message.as_str(), parsed.diagnostics[0].span.text(text)),
            (want, at)
        );
    }
}

#[test]
fn walks() {
    let tree = ["a", "b/", "b/c", "b/d/", "b/d/e", "f/", "f/g"];
    check_walk("", &tree, &["a", "b", "b/c", "b/d", "b/d/e", "f", "f/g"]);
    check_walk("b\n", &tree, &["a", "f", "f/g"]);
    // A directory that is not excluded itself arrives empty.
    check_walk("b/*\n", &tree, &["a", "b", "f", "f/g"]);
    // An excluded directory arrives with what is included again.
    check_walk("b\n!b/d/e\n", &tree, &["a", "b", "b/d", "b/d/e", "f", "f/g"]);
    check_walk("*\n!b/d\n", &tree, &["b", "b/d", "b/d/e"]);
    // With a wildcard in an exception, no subtree is skipped.
    check_walk("**\n!**/g\n", &tree, &["f", "f/g"]);
    check_walk("b\n!b/d/x\n", &tree, &["a", "f", "f/g"]);
}

#[test]
fn subtrees_without_exceptions_are_skipped() {
    let descends = |file: &str, path: &str| Ignore::parse(file).tree.walk().visit(path, true).descend;
    assert!(!descends("a\n", "a"));
    assert!(!descends("a\n!b/c\n", "a"));
    assert!(descends("a\n!a/c\n", "a"));
    assert!(descends("a\n!a/**\n", "a"));
    assert!(descends("a\n!*/c\n", "a"));
}

#[test]
fn cleaning() {
    for (path, want) in
        [("", "."), ("./", "."), ("a//b/", "a/b"), ("../a", "../a"), ("/..", "/"), ("a/../..", "..")]
    {
        assert_eq!(clean(path), want);
    }
}
