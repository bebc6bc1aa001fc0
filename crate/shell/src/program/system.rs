//! What a machine says about itself: uname, df, du, free, ps, uptime, getconf, mount; and ldconfig, update-ca-certificates.

use vfs::{Follow, Kind};

use super::{Context, Done, options};

pub(super) fn uname(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "asnrvmpio", "all" => 'a', "kernel-name" => 's', "nodename" => 'n', "kernel-release" => 'r', "machine" => 'm',
        "processor" => 'p', "operating-system" => 'o', "kernel-version" => 'v', "hardware-platform" => 'i',
    );
    let fields = [
        ('s', "Linux".to_string()),
        ('n', ctx.kernel.hostname.clone()),
        ('r', "6.6.0".into()),
        ('v', "#1 SMP".into()),
        ('m', "x86_64".into()),
        ('p', if ctx.gnu { "x86_64" } else { "unknown" }.into()),
        ('i', if ctx.gnu { "x86_64" } else { "unknown" }.into()),
        ('o', "GNU/Linux".into()),
    ];
    let none = !"asnrvmpio".chars().any(|letter| options.has(letter));
    let shown = fields.iter().filter(|(letter, value)| {
        options.has(*letter) || (options.has('a') && value != "unknown" && !(ctx.gnu && matches!(letter, 'p' | 'i'))) || (none && *letter == 's')
    });
    let line = shown.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" ");
    ctx.print_line(&line)?;
    Ok(0)
}

pub(super) fn du(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "aHLdclsxhmkbd:S", "summarize" => 's', "human-readable" => 'h', "all" => 'a', "total" => 'c', "max-depth" => 'd',
        "bytes" => 'b', "apparent-size" => 'b',
    );
    let paths = if options.rest.is_empty() { vec![".".to_string()] } else { options.rest.clone() };
    let depth = if options.has('s') { 0 } else { options.value('d').and_then(|text| text.parse().ok()).unwrap_or(usize::MAX) };
    let show = |size: u64| match () {
        () if options.has('h') => super::ls::human(size),
        () if options.has('b') => size.to_string(),
        () if options.has('m') => size.div_ceil(1 << 20).to_string(),
        () => (size / 1024).to_string(),
    };
    let mut total = 0;
    let mut status = 0;
    for path in &paths {
        if let Err(error) = ctx.kernel.stat(&ctx.task, path, Follow::Parent) {
            let message = if ctx.gnu { format!("cannot access '{path}': {error}") } else { format!("{path}: {error}") };
            status = ctx.fail(&message)?;
            continue;
        }
        let mut lines = Vec::new();
        total += weigh(ctx, path, 0, depth, options.has('a'), options.has('b'), &mut lines)?;
        for (size, name) in lines {
            ctx.print_line(&format!("{}\t{name}", show(size)))?;
        }
    }
    if options.has('c') {
        ctx.print_line(&format!("{}\ttotal", show(total)))?;
    }
    Ok(status)
}

/// The size of a path with what lies below; adds the lines that are to be shown.
fn weigh(
    ctx: &mut Context<'_, '_>,
    path: &str,
    level: usize,
    most: usize,
    files: bool,
    apparent: bool,
    lines: &mut Vec<(u64, String)>,
) -> Done<u64> {
    ctx.kernel.meter.fuel(1)?;
    let Ok((_, node)) = ctx.kernel.stat(&ctx.task, path, Follow::Parent) else { return Ok(0) };
    let mut size = match node.kind {
        Kind::Dir(_) => 4096,
        Kind::File(_) if apparent => node.size(),
        Kind::File(_) => node.size().div_ceil(4096) * 4096,
        _ => 0,
    };
    if node.is_dir() {
        for (name, _) in ctx.kernel.list(&ctx.task, path).unwrap_or_default() {
            let below = format!("{}/{name}", path.trim_end_matches('/'));
            size += weigh(ctx, &below, level + 1, most, files, apparent, lines)?;
        }
    }
    if level == 0 || (level <= most && (node.is_dir() || files)) {
        lines.push((size, path.to_string()));
    }
    Ok(size)
}

pub(super) fn getconf(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let name = ctx.args.get(1).cloned().unwrap_or_default();
    let value = match name.as_str() {
        "_NPROCESSORS_ONLN" | "_NPROCESSORS_CONF" => "2",
        "LONG_BIT" => "64",
        "PAGESIZE" | "PAGE_SIZE" => "4096",
        "ARG_MAX" => "2097152",
        "PATH" => "/bin:/usr/bin",
        "GNU_LIBC_VERSION" => "glibc 2.36",
        _ => return ctx.fail(&format!("Unrecognized variable `{name}'")),
    };
    ctx.print_line(value)?;
    Ok(0)
}

/// Rebuilds a cache that the model does not hold: nothing to do, and nothing is said, as in reality.
pub(super) fn ldconfig(_: &mut Context<'_, '_>) -> Done<i32> {
    Ok(0)
}

pub(super) fn update_ca_certificates(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let added = ctx.kernel.list(&ctx.task, "/usr/local/share/ca-certificates").unwrap_or_default();
    let added: Vec<String> = added.into_iter().map(|(name, _)| name).filter(|name| name.ends_with(".crt")).collect();
    let bundle = "/etc/ssl/certs/ca-certificates.crt";
    let mut bytes = ctx.kernel.read(&ctx.task, bundle).map(|blob| blob.bytes().into_owned()).unwrap_or_default();
    for name in &added {
        if let Ok(blob) = ctx.kernel.read(&ctx.task, &format!("/usr/local/share/ca-certificates/{name}")) {
            bytes.extend_from_slice(&blob.bytes());
        }
    }
    if !added.is_empty() && !ctx.save(bundle, bytes)? {
        return Ok(1);
    }
    if ctx.gnu {
        ctx.print("Updating certificates in /etc/ssl/certs...\n")?;
        ctx.print(&format!("{} added, 0 removed; done.\nRunning hooks in /etc/ca-certificates/update.d...\ndone.\n", added.len()))?;
    }
    Ok(0)
}

/// `trust extract`: the certificates of the system in one file, modelled.
pub(super) fn trust(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let ([verb, rest @ ..], Some(target)) = (args.as_slice(), args.last()) else { return ctx.misuse("") };
    if verb != "extract" || rest.is_empty() || target.starts_with('-') {
        return Err(ctx.unmodelled(&args.join(" ")));
    }
    if !rest.iter().any(|arg| arg == "--overwrite") && ctx.kernel.stat(&ctx.task, target, vfs::Follow::All).is_ok() {
        return ctx.fail(&format!("couldn't complete writing of file: {target}: File exists"));
    }
    ctx.mark("the certificates of the system")?;
    Ok(i32::from(!ctx.save(target, b"modelled: certificates\n".to_vec())?))
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("uname -s; mkdir d; du -s d >/dev/null; echo $?", "Linux\n0\n"),
        ]);
    }
}
