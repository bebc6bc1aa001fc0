//! xz, lzma, bzip2 and zstd: what expands.

use std::io::Read;

use super::web::is_modelled;
use super::{Context, Done, Parsed, options};

/// A compressor by the suffix of its files.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Format {
    Xz,
    Lzma,
    Bzip2,
    Zstd,
}

impl Format {
    const ALL: [(Format, &'static str, &'static [u8]); 4] = [
        (Format::Xz, "xz", b"\xfd7zXZ\0"),
        (Format::Lzma, "lzma", b"\x5d\0\0"),
        (Format::Bzip2, "bz2", b"BZh"),
        (Format::Zstd, "zst", b"\x28\xb5\x2f\xfd"),
    ];

    /// What bytes are compressed with, as they start.
    pub(super) fn of(bytes: &[u8]) -> Option<Format> {
        Format::ALL.into_iter().find(|(_, _, magic)| bytes.starts_with(magic)).map(|(format, _, _)| format)
    }

    fn suffix(self) -> &'static str {
        Format::ALL.into_iter().find(|(format, _, _)| *format == self).map_or("", |(_, suffix, _)| suffix)
    }

    /// The bytes that were compressed, at most `most` of them; an error's text if they are damaged.
    pub(super) fn expand(self, bytes: &[u8], most: u64) -> Result<Vec<u8>, String> {
        let mut out = Limited { bytes: Vec::new(), most };
        let text = |error: &dyn std::fmt::Display| error.to_string();
        match self {
            Format::Xz => lzma_rs::xz_decompress(&mut &*bytes, &mut out).map_err(|error| text(&error))?,
            Format::Lzma => lzma_rs::lzma_decompress(&mut &*bytes, &mut out).map_err(|error| text(&error))?,
            Format::Bzip2 => drain(&mut bzip2_rs::DecoderReader::new(bytes), &mut out)?,
            Format::Zstd => drain(&mut ruzstd::decoding::StreamingDecoder::new(bytes).map_err(|error| text(&error))?, &mut out)?,
        }
        Ok(out.bytes)
    }
}

fn drain(from: &mut dyn Read, out: &mut Limited) -> Result<(), String> {
    std::io::copy(from, out).map(drop).map_err(|error| error.to_string())
}

/// Holds so many bytes and refuses more.
struct Limited {
    bytes: Vec<u8>,
    most: u64,
}

impl std::io::Write for Limited {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        if (self.bytes.len() + piece.len()) as u64 > self.most {
            return Err(std::io::Error::other("too large"));
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub(super) fn xz(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, Format::Xz, false, false)
}

pub(super) fn unxz(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, Format::Xz, true, false)
}

pub(super) fn xzcat(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, Format::Xz, true, true)
}

pub(super) fn unlzma(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, Format::Lzma, true, false)
}

pub(super) fn bzip2(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, Format::Bzip2, false, false)
}

pub(super) fn bunzip2(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, Format::Bzip2, true, false)
}

pub(super) fn bzcat(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, Format::Bzip2, true, true)
}

pub(super) fn zstd(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, Format::Zstd, false, false)
}

pub(super) fn unzstd(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, Format::Zstd, true, false)
}

fn run(ctx: &mut Context<'_, '_>, format: Format, expand: bool, cat: bool) -> Done<i32> {
    let options = options!(
        ctx, "cdfkqtvzT:0123456789e", "stdout" => 'c', "to-stdout" => 'c', "decompress" => 'd', "uncompress" => 'd', "force" => 'f',
        "keep" => 'k', "test" => 't', "quiet" => 'q', "threads" => 'T', "rm" => 'q',
    );
    if !expand && !options.has('d') && !options.has('t') {
        return Err(ctx.unmodelled("compressing"));
    }
    let files = if options.rest.is_empty() { vec!["-".to_string()] } else { options.rest.clone() };
    let mut status = 0;
    for file in &files {
        status |= one(ctx, &options, format, file, cat || options.has('c') || file == "-")?;
    }
    Ok(status)
}

fn one(ctx: &mut Context<'_, '_>, options: &Parsed, format: Format, file: &str, to_stdout: bool) -> Done<i32> {
    let suffix = format.suffix();
    let target = match (file.strip_suffix(&format!(".{suffix}")), file.strip_suffix(&format!(".t{suffix}"))) {
        (Some(base), _) => base.to_string(),
        (None, Some(base)) => format!("{base}.tar"),
        (None, None) if to_stdout || options.has('t') => String::new(),
        (None, None) if ctx.gnu => return ctx.fail(&format!("{file}: Filename has an unknown suffix, skipping")),
        (None, None) => return ctx.fail(&format!("{file}: unknown suffix - ignored")),
    };
    let Some(bytes) = ctx.slurp(file)? else { return Ok(1) };
    // A modelled archive is not compressed: it stays what it is.
    let out = if is_modelled(&vfs::Blob::from(bytes.clone())) {
        bytes
    } else if Format::of(&bytes) == Some(format) {
        let most = ctx.kernel.meter.limits().disk;
        ctx.kernel.meter.fuel(bytes.len() as u64 / 16)?;
        match format.expand(&bytes, most) {
            Ok(out) => out,
            Err(_) => return ctx.fail(if ctx.gnu { "Compressed data is corrupt" } else { "corrupted data" }),
        }
    } else {
        let message = if ctx.gnu { format!("{file}: File format not recognized") } else { "invalid magic".into() };
        return ctx.fail(&message);
    };
    if options.has('t') {
        return Ok(0);
    }
    if to_stdout {
        ctx.write(&out)?;
        return Ok(0);
    }
    super::gzip::replace(ctx, options, file, &target, out)
}

#[cfg(test)]
mod tests {
    #[test]
    fn compressed_files_expand() {
        // `printf 'hello\n'` through the real tools.
        let xz = "\\375\\067\\172\\130\\132\\000\\000\\004\\346\\326\\264\\106\\002\\000\\041\\001\\026\\000\\000\\000\\164\\057\\345\\243\\001\\000\\005\\150\\145\\154\\154\\157\\012\\000\\000\\000\\245\\140\\227\\361\\224\\366\\375\\340\\000\\001\\036\\006\\301\\057\\244\\035\\037\\266\\363\\175\\001\\000\\000\\000\\000\\004\\131\\132";
        let script = format!("printf '{xz}' > f.xz; xz -d f.xz; ls; cat f; printf '{xz}' | xzcat; echo x > g.xz; unxz g.xz");
        crate::testing::check(&[(script.as_str(), "f\nhello\nhello\nunxz: invalid magic\n[1]")]);
    }
}
