//! `jar`: archives of classes. Modelled ones hold stand-ins.

use vfs::Blob;

use super::{Context, Done, seed};

/// From here on an archive counts as one that holds the libraries of its program.
const WITH_LIBRARIES: u64 = 10_000_000;

pub(in super::super) fn jar(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let letters = args.first().map(|word| word.trim_start_matches('-').to_owned()).unwrap_or_default();
    let archive = args.get(1).cloned().unwrap_or_default();
    match letters.chars().next() {
        _ if letters.starts_with("version") => ctx.print_line("jar 21.0.9 (modelled)").map(|()| 0),
        Some('x') if letters.contains('f') => extract(ctx, &archive),
        Some('c' | 'u') if letters.contains('f') => {
            let before = ctx.kernel.read(&ctx.task, &archive).map_or(0, |blob| blob.len());
            let added: u64 = args.iter().skip(2).filter(|name| ctx.is_there(name)).count() as u64 * 1_000;
            let blob = Blob::synthetic(seed(&[&archive]), before + added + 400);
            ctx.mark("the archive is a stand-in")?;
            match ctx.put(&archive, blob, 0o644)? {
                Ok(()) => Ok(0),
                Err(error) => ctx.no_write(&error),
            }
        }
        _ => Err(ctx.unmodelled(&args.join(" "))),
    }
}

fn extract(ctx: &mut Context<'_, '_>, archive: &str) -> Done<i32> {
    let Ok(blob) = ctx.kernel.read(&ctx.task, archive) else {
        ctx.print_error(&format!(
            "java.nio.file.NoSuchFileException: {archive}\n\tat jdk.jartool/sun.tools.jar.Main.run(Main.java:395)\n"
        ))?;
        return Ok(1);
    };
    if blob.seed().is_none() {
        return Err(ctx.unmodelled("an archive that is not modelled"));
    }
    ctx.mark("the archive's files are stand-ins")?;
    let mut files = vec![("META-INF/MANIFEST.MF", 300)];
    if blob.len() > WITH_LIBRARIES {
        files.extend([
            ("BOOT-INF/classes/application.class", 1_500),
            ("BOOT-INF/lib/libraries.jar", blob.len()),
        ]);
    } else {
        files.push(("application.class", 1_500));
    }
    for (path, size) in files {
        if let Err(error) = ctx.put(path, Blob::synthetic(seed(&[archive, path]), size), 0o644)? {
            return ctx.no_write(&error);
        }
    }
    Ok(0)
}
