//! md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum, cksum.

use super::{Context, Done, options};
use crate::text::from_bytes;

type Digest = fn(&[u8]) -> String;

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn digest<D: sha2::Digest>(bytes: &[u8]) -> String {
    hex(&D::digest(bytes))
}

/// The digest of that name, as `openssl` calls them.
pub(super) fn named(name: &str, bytes: &[u8]) -> String {
    let digest: Digest = match name {
        "md5" => digest::<md5::Md5>,
        "sha1" => digest::<sha1::Sha1>,
        "sha224" => digest::<sha2::Sha224>,
        "sha384" => digest::<sha2::Sha384>,
        "sha512" => digest::<sha2::Sha512>,
        _ => digest::<sha2::Sha256>,
    };
    digest(bytes)
}

pub(super) fn md5(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, digest::<md5::Md5>)
}

pub(super) fn sha1(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, digest::<sha1::Sha1>)
}

pub(super) fn sha224(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, digest::<sha2::Sha224>)
}

pub(super) fn sha256(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, digest::<sha2::Sha256>)
}

pub(super) fn sha384(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, digest::<sha2::Sha384>)
}

pub(super) fn sha512(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, digest::<sha2::Sha512>)
}

fn run(ctx: &mut Context<'_, '_>, digest: Digest) -> Done<i32> {
    let options = options!(
        ctx, "csbtwqz", "check" => 'c', "status" => 's', "binary" => 'b', "text" => 't', "warn" => 'w', "quiet" => 'q',
        "strict" => 'w', "ignore-missing" => 'z',
    );
    let files = if options.rest.is_empty() { vec!["-".to_string()] } else { options.rest.clone() };
    let mut status = 0;
    for file in &files {
        if options.has('c') {
            status |= check(ctx, digest, file, options.has('s'), options.has('s') || options.has('q'))?;
            continue;
        }
        match ctx.slurp(file)? {
            Some(bytes) => {
                ctx.kernel.meter.fuel(bytes.len() as u64 / 1024)?;
                let mark = if options.has('b') && ctx.gnu { '*' } else { ' ' };
                ctx.print_line(&format!("{} {mark}{file}", digest(&bytes)))?;
            }
            None => status = 1,
        }
    }
    Ok(status)
}

/// Checks the sums that a file lists.
fn check(ctx: &mut Context<'_, '_>, digest: Digest, list: &str, silent: bool, quiet: bool) -> Done<i32> {
    let Some(bytes) = ctx.slurp(list)? else { return Ok(1) };
    let (mut failed, mut missing, mut good) = (0u32, 0u32, 0u32);
    for line in from_bytes(&bytes).lines() {
        let split = line.split_once(' ').and_then(|(sum, name)| Some((sum, name.strip_prefix([' ', '*'])?)));
        let Some((sum, name)) = split.filter(|(sum, name)| !sum.is_empty() && !name.is_empty()) else {
            // GNU passes over lines of another form; for busybox they are failures.
            failed += u32::from(!ctx.gnu);
            continue;
        };
        match ctx.slurp(name)? {
            Some(bytes) if digest(&bytes).eq_ignore_ascii_case(sum) => {
                good += 1;
                if !quiet {
                    ctx.print_line(&format!("{name}: OK"))?;
                }
            }
            Some(bytes) if modelled(ctx, name, &bytes) => {
                ctx.mark(&format!("{name} is not the real file, so its checksum is not compared"))?;
                good += 1;
                if !quiet {
                    ctx.print_line(&format!("{name}: OK"))?;
                }
            }
            found => {
                if found.is_none() {
                    missing += 1;
                } else {
                    failed += 1;
                }
                if !silent {
                    let what = if found.is_none() && ctx.gnu { "FAILED open or read" } else { "FAILED" };
                    ctx.print_line(&format!("{name}: {what}"))?;
                }
            }
        }
    }
    let bad = failed + missing;
    if bad > 0 && !silent {
        let message = if ctx.gnu {
            let plural = if failed == 1 { "" } else { "s" };
            format!("WARNING: {failed} computed checksum{plural} did NOT match")
        } else {
            format!("WARNING: {bad} of {} computed checksums did NOT match", bad + good)
        };
        if failed > 0 || !ctx.gnu {
            ctx.complain(&message)?;
        }
    }
    if bad == 0 && good == 0 {
        let message = if ctx.gnu { format!("{list}: no properly formatted checksum lines found") } else { "no checksum lines found".into() };
        return ctx.fail(&message);
    }
    Ok(i32::from(bad > 0))
}

/// Whether a file came from the modelled network or a modelled package, so that no real checksum fits it.
fn modelled(ctx: &mut Context<'_, '_>, name: &str, bytes: &[u8]) -> bool {
    let generated = name != "-" && ctx.kernel.read(&ctx.task, name).is_ok_and(|blob| blob.seed().is_some());
    generated || super::web::is_modelled(&vfs::Blob::from(bytes.to_vec()))
}

pub(super) fn cksum(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "");
    let files = if options.rest.is_empty() { vec!["-".to_string()] } else { options.rest.clone() };
    let mut status = 0;
    for file in &files {
        let Some(bytes) = ctx.slurp(file)? else {
            status = 1;
            continue;
        };
        let mut crc = 0u32;
        let mut feed = |byte: u8| {
            crc ^= u32::from(byte) << 24;
            for _ in 0..8 {
                crc = if crc & 0x8000_0000 != 0 { (crc << 1) ^ 0x04c1_1db7 } else { crc << 1 };
            }
        };
        bytes.iter().for_each(|byte| feed(*byte));
        let mut length = bytes.len();
        while length > 0 {
            feed((length & 0xff) as u8);
            length >>= 8;
        }
        let name = if file == "-" { String::new() } else { format!(" {file}") };
        ctx.print_line(&format!("{} {}{name}", !crc, bytes.len()))?;
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf abc > f; md5sum f; sha1sum f; sha256sum f | cut -c1-16; sha512sum f | cut -c1-16; sha256sum f | sha256sum -c", "900150983cd24fb0d6963f7d28e17f72  f\na9993e364706816aba3e25717850c26c9cd0d89d  f\nba7816bf8f01cfea\nddaf35a193617aba\nf: OK\n"),
            ("echo '00 f' > l; sha256sum -c l", "sha256sum: WARNING: 1 of 1 computed checksums did NOT match\n[1]"),
        ]);
    }
}
