//! Where packages come from, and `apt-get update`.

use vfs::Blob;

use super::{Context, Done, LISTS, Request, decimal, seed};

/// A place that packages come from, for one suite.
pub(super) struct Source {
    pub(super) url: String,
    suite: String,
    components: Vec<String>,
}

/// The sources that `/etc/apt` names, in one-line and in deb822 style.
pub(super) fn sources(ctx: &mut Context<'_, '_>) -> Vec<Source> {
    let mut paths = vec!["/etc/apt/sources.list".to_owned()];
    let entries = ctx.kernel.list(&ctx.task, "/etc/apt/sources.list.d").unwrap_or_default();
    paths.extend(entries.into_iter().map(|(name, _)| format!("/etc/apt/sources.list.d/{name}")));
    let mut found = Vec::new();
    for path in paths {
        let text = ctx.text_of(&path).unwrap_or_default();
        if path.ends_with(".sources") {
            found.extend(text.split("\n\n").flat_map(stanza));
        } else if path.ends_with(".list") {
            found.extend(text.lines().filter_map(one_line));
        }
    }
    found
}

fn one_line(line: &str) -> Option<Source> {
    let rest = line.trim().strip_prefix("deb ")?.trim_start();
    let rest = if rest.starts_with('[') { rest.split_once(']')?.1.trim_start() } else { rest };
    let mut words = rest.split_whitespace().map(str::to_owned);
    Some(Source {
        url: words.next()?.trim_end_matches('/').to_owned(),
        suite: words.next()?,
        components: words.collect(),
    })
}

fn stanza(text: &str) -> Vec<Source> {
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_default().split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let (urls, suites, components) = (field("URIs"), field("Suites"), field("Components"));
    let pairs = urls.iter().flat_map(|url| suites.iter().map(move |suite| (url, suite)));
    pairs
        .map(|(url, suite)| Source {
            url: url.trim_end_matches('/').to_owned(),
            suite: suite.clone(),
            components: components.clone(),
        })
        .collect()
}

/// Whether `apt-get update` has been here.
pub(in super::super) fn has_lists(ctx: &mut Context<'_, '_>) -> bool {
    let entries = ctx.kernel.list(&ctx.task, LISTS).unwrap_or_default();
    entries.iter().any(|(name, _)| name.contains("_Packages"))
}

pub(super) fn update(ctx: &mut Context<'_, '_>, request: &Request) -> Done<i32> {
    if ctx.kernel.packages.is_empty() {
        ctx.print_error(
            "E: Failed to fetch http://deb.debian.org/debian/dists/stable/InRelease  Could not connect\n",
        )?;
        ctx.catalog_limit("")?;
        return Ok(100);
    }
    let (mut number, mut total, mut said) = (0, 0, String::new());
    for source in sources(ctx) {
        let place =
            source.url.split_once("://").map_or(source.url.as_str(), |(_, place)| place).replace('/', "_");
        let main = source.url.ends_with("deb.debian.org/debian") || source.url.contains("archive.ubuntu.com");
        let partial = source.suite.contains('-');
        let suite = source.suite.trim_end_matches('/').replace('/', "_");
        let mut fetched = vec![(
            format!("{place}_dists_{suite}_InRelease"),
            source.suite.clone() + " InRelease",
            if partial || !main { 52_100 } else { 151_000 },
            1,
        )];
        for component in &source.components {
            // An index expands to a little more than five times what comes over the wire; lz4 keeps half of that.
            let size = match (main, partial, component.as_str()) {
                (true, false, "main" | "universe") => 8_790_000,
                (false, ..) => 283_000,
                _ => 6_900,
            };
            fetched.push((
                format!("{place}_dists_{suite}_{component}_binary-amd64_Packages.lz4"),
                format!("{}/{component} amd64 Packages", source.suite),
                size,
                2,
            ));
        }
        for (file, what, size, growth) in fetched {
            number += 1;
            total += size;
            said.push_str(&format!("Get:{number} {} {what} [{}]\n", source.url, decimal(size)));
            if let Err(error) =
                ctx.put(&format!("{LISTS}/{file}"), Blob::synthetic(seed(&[&file]), size * growth), 0o644)?
            {
                return ctx.no_write(&error);
            }
        }
    }
    ctx.kernel.meter.spent.network += total;
    if let Err(error) = ctx.put(&format!("{LISTS}/lock"), Blob::empty(), 0o640)? {
        return ctx.no_write(&error);
    }
    if request.quiet < 2 {
        ctx.print(&format!(
            "{said}Fetched {} in 1s ({}/s)\nReading package lists...\n",
            decimal(total),
            decimal(total)
        ))?;
        if ctx.name == "apt" {
            ctx.print(
                "Building dependency tree...\nReading state information...\nAll packages are up to date.\n",
            )?;
        }
    }
    Ok(0)
}
