use super::*;

/// The advice on a file, as `rule: the text it points at`.
fn check(text: &str, want: &[&str]) {
    check_in(text, &Context::default(), want);
}

fn check_in(text: &str, context: &Context<'_>, want: &[&str]) {
    let file = crate::parse(text).tree;
    let found: Vec<String> = advise(&file, context)
        .iter()
        .map(|remark| format!("{}: {}", remark.code, remark.span.text(text)))
        .collect();
    assert_eq!(found, want, "{text}");
}

#[test]
fn packages() {
    check(
        "FROM a:1\nRUN apt-get update\n",
        &["apt-lists-left: RUN apt-get update", "apt-update-alone: RUN apt-get update"],
    );
    check(
        "FROM a:1\nRUN apt-get update && apt-get install -y x\n",
        &["apt-lists-left: RUN apt-get update && apt-get install -y x"],
    );
    check("FROM a:1\nRUN apt-get update && apt-get -y install x && rm -rf /var/lib/apt/lists/*\n", &[]);
    check(
        "FROM a:1\nRUN --mount=type=cache,target=/var/lib/apt/lists apt-get update && apt-get install -y x\n",
        &[],
    );
    check("FROM a:1\nRUN <<EOF\napt-get update\napt-get install x\nrm -r /var/lib/apt/lists\nEOF\n", &[]);
}

#[test]
fn caches() {
    check("FROM a:1\nRUN npm ci\n", &["cache-mount: RUN npm ci"]);
    check("FROM a:1\nRUN --mount=type=cache,target=/root/.npm npm ci\n", &[]);
    check("FROM a:1\nRUN pip install --no-cache-dir -r r.txt\n", &[]);
    check("FROM a:1\nRUN echo 'npm ci'\n", &[]);
}

#[test]
fn versions() {
    let run = |command: &str| format!("FROM a:1\nRUN {command}\n");
    for command in
        ["pip install --no-cache-dir flask", "gem install rails", "pip install --no-cache-dir a==1 b"]
    {
        check(&run(command), &[&format!("unpinned-package: RUN {command}")]);
    }
    let pinned = [
        "pip install --no-cache-dir flask==3.0.0",
        "pip install --no-cache-dir -r requirements.txt",
        "pip install --no-cache-dir .",
        "gem install rails -v 7.1",
        "npm cache clean && npm install -g yarn@1.22",
        "npm cache clean && npm install",
        "npm cache clean && npm install -g @scope/tool@$VERSION",
    ];
    for command in pinned {
        check(&run(command), &[]);
    }
}

#[test]
fn order() {
    check(
        "FROM a:1\nCOPY . .\nRUN --mount=type=cache,target=/x npm ci\n",
        &["copy-before-install: COPY . ."],
    );
    check("FROM a:1\nCOPY package.json .\nRUN --mount=type=cache,target=/x npm ci\nCOPY . .\n", &[]);
    check("FROM a:1\nARG GIT_SHA\nRUN a\nRUN b $GIT_SHA\n", &["argument-too-early: GIT_SHA"]);
    check("FROM a:1\nARG GIT_SHA\nRUN b $GIT_SHA\n", &[]);
}

#[test]
fn images() {
    check("FROM alpine\n", &["latest-base: alpine"]);
    check("FROM alpine:latest AS x\nFROM x\n", &["latest-base: alpine:latest"]);
    check("FROM localhost:5000/a:1\nFROM scratch\nFROM a@sha256:x\nFROM $x\n", &[]);
    check("FROM a:1\nCMD [\"x\"]\n", &["missing-user: CMD"]);
    check("FROM a:1 AS b\nUSER u\nFROM b\nCMD [\"x\"]\n", &[]);
}

#[test]
fn files() {
    check("FROM a:1\nADD a.txt /\n", &["add-instead-of-copy: ADD"]);
    check("FROM a:1\nADD a.tar.gz /\nADD https://x/y /\nADD --unpack=false a /\n", &[]);
    check(
        "FROM a:1\nCOPY .npmrc certs/server.key /\n",
        &["secret-in-layer: .npmrc", "secret-in-layer: certs/server.key"],
    );
    check("FROM a:1\nCOPY id_rsa.pub /\n", &[]);
    let files = [("node_modules/a/index.js", 2_000_000), ("app.js", 10)];
    let bare = Context { files: &files, ..Context::default() };
    check_in("FROM a:1\nCOPY . .\n", &bare, &["missing-dockerignore: ."]);
    let ignore = Ignore::parse("node_modules\n").tree;
    check_in("FROM a:1\nCOPY . .\n", &Context { ignore: Some(&ignore), ..bare }, &[]);
    let files = [("certs/server.key", 9), ("certs2/other.key", 9)];
    let keys = Context { files: &files, ..Context::default() };
    check_in("FROM a:1\nCOPY . .\n", &keys, &["secret-in-layer: ."]);
    check_in("FROM a:1\nCOPY certs /\n", &keys, &["secret-in-layer: certs"]);
    check_in("FROM a:1\nCOPY cert /\n", &keys, &[]);
}

#[test]
fn costs_are_told() {
    let messages = |text: &str, context: &Context<'_>| -> Vec<String> {
        let found = advise(&crate::parse(text).tree, context);
        found.into_iter().map(|remark| remark.message).collect()
    };
    let files = [("node_modules/a", 2_500_000), ("app.js", 500)];
    let context = Context { files: &files, ..Context::default() };
    let text = "FROM a:1\nCOPY . .\nRUN --mount=type=cache,target=/x npm ci\n";
    let want = [
        "an edit of any of 2 files (2.5 MB) makes npm install everything again; \
         copy package.json and package-lock.json first",
        "copies 2.5 MB of node_modules (2.5 MB)",
    ];
    assert_eq!(messages(text, &context), want);

    // What ran before is known by its text.
    let step = |source, seconds, apt_lists| Step { source, seconds, apt_lists };
    let steps = [
        step("RUN npm ci", 2.0, 0),
        step("# tools\nRUN apt-get update \\\n && apt-get install x\n", 4.0, 18_500_000),
        step("RUN npm ci", 12.34, 0),
    ];
    let context = Context { steps: &steps, ..Context::default() };
    let text = "FROM a:1\nARG GIT_SHA\nCOPY . .\nRUN apt-get update \\\n && apt-get install x\nRUN npm ci\n";
    let want = [
        "2 RUN instructions that do not use GIT_SHA run again when it changes (16.3 s)",
        "every edit makes npm install everything again (12.3 s); copy package.json and package-lock.json first",
        "the package lists (18.5 MB) stay in the layer",
        "npm downloads everything again when this layer is made again (12.3 s)",
    ];
    assert_eq!(messages(text, &context), want);
}

/// The text after the first fix that is offered; the same text if there is none.
fn check_fixed(text: &str, want: &str) {
    let found = advise(&crate::parse(text).tree, &Context::default());
    let fixed = found.into_iter().find_map(|remark| remark.fix).map(|fix| fix.apply(text));
    assert_eq!(fixed.as_deref().unwrap_or(text), want, "{text}");
}

#[test]
fn fixes() {
    let install = "FROM a:1\nRUN apt-get update && apt-get install -y x";
    check_fixed(&format!("{install}\n"), &format!("{install} && rm -rf /var/lib/apt/lists/*\n"));
    check_fixed(
        &format!("{install} \\\n  y\n"),
        &format!("{install} \\\n  y && rm -rf /var/lib/apt/lists/*\n"),
    );
    let unclear = format!("{install} || true\n");
    check_fixed(&unclear, &unclear);
    check_fixed("FROM a:1\nADD x /\n", "FROM a:1\nCOPY x /\n");
}

#[test]
fn names_are_sorted() {
    assert!(rules().is_sorted_by_key(|rule| rule.name));
}
