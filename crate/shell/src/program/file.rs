//! file: what content looks like.

use vfs::{Follow, Kind};

use super::{Context, Done, options};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "biLhkzs", "brief" => 'b', "mime-type" => 'i', "mime" => 'i', "dereference" => 'L');
    if options.rest.is_empty() {
        ctx.print_error("Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]\n            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]\n            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]\n            <file> ...\n")?;
        return Ok(1);
    }
    for file in &options.rest {
        let kind = describe(ctx, file, options.has('L'), options.has('i'))?;
        let line = if options.has('b') { kind } else { format!("{file}: {kind}") };
        ctx.print_line(&line)?;
    }
    Ok(0)
}

fn describe(ctx: &mut Context<'_, '_>, file: &str, follow: bool, mime: bool) -> Done<String> {
    let follow = if follow { Follow::All } else { Follow::Parent };
    let node = match ctx.kernel.stat(&ctx.task, file, follow) {
        Ok((_, node)) => node,
        Err(error) => return Ok(format!("cannot open `{file}' ({error})")),
    };
    let pick = |text: &str, kind: &str| if mime { kind.to_string() } else { text.to_string() };
    Ok(match &node.kind {
        Kind::Dir(_) => pick("directory", "inode/directory"),
        Kind::Symlink(target) => pick(&format!("symbolic link to {target}"), "inode/symlink"),
        Kind::Fifo => pick("fifo (named pipe)", "inode/fifo"),
        Kind::CharDevice { .. } => pick("character special", "inode/chardevice"),
        Kind::File(found) => {
            let mut head = vec![0; 4096];
            let count = found.blob.read_at(0, &mut head);
            head.truncate(count);
            let executable = node.meta.mode & 0o111 != 0;
            if found.blob.seed().is_some() && executable {
                return Ok(pick("ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, stripped", "application/x-pie-executable"));
            }
            let (text, kind) = content(&head, executable);
            pick(&text, kind)
        }
        _ => pick("socket", "inode/socket"),
    })
}

fn content(head: &[u8], executable: bool) -> (String, &'static str) {
    const MAGIC: [(&[u8], &str, &str); 10] = [
        (b"\x7fELF", "ELF 64-bit LSB executable, x86-64, version 1 (SYSV)", "application/x-executable"),
        (b"\x1f\x8b", "gzip compressed data", "application/gzip"),
        (b"BZh", "bzip2 compressed data, block size = 900k", "application/x-bzip2"),
        (b"\xfd7zXZ", "XZ compressed data", "application/x-xz"),
        (b"PK\x03\x04", "Zip archive data, at least v2.0 to extract", "application/zip"),
        (b"\x89PNG", "PNG image data", "image/png"),
        (b"\xff\xd8\xff", "JPEG image data", "image/jpeg"),
        (b"GIF8", "GIF image data", "image/gif"),
        (b"%PDF-", "PDF document", "application/pdf"),
        (b"!<arch>", "current ar archive", "application/x-archive"),
    ];
    if let Some((_, text, kind)) = MAGIC.iter().find(|(magic, _, _)| head.starts_with(magic)) {
        return ((*text).to_string(), kind);
    }
    if head.is_empty() {
        return ("empty".into(), "inode/x-empty");
    }
    if head.get(257..262) == Some(b"ustar") {
        return ("POSIX tar archive (GNU)".into(), "application/x-tar");
    }
    let Ok(text) = std::str::from_utf8(head) else { return ("data".into(), "application/octet-stream") };
    let charset = if text.is_ascii() { "ASCII text" } else { "Unicode text, UTF-8 text" };
    if let Some(interpreter) = text.strip_prefix("#!").and_then(|rest| rest.lines().next()) {
        let name = match interpreter.trim() {
            "/bin/sh" => "POSIX shell".to_string(),
            "/bin/bash" | "/usr/bin/env bash" => "Bourne-Again shell".to_string(),
            other => other.to_string(),
        };
        let kind = if executable { "executable" } else { "" };
        return (format!("{name} script, {charset} {kind}").trim_end().to_string(), "text/x-shellscript");
    }
    if text.contains('\0') {
        return ("data".into(), "application/octet-stream");
    }
    (if text.ends_with('\n') { charset.to_string() } else { format!("{charset}, with no line terminators") }, "text/plain")
}

#[cfg(test)]
mod tests {
    #[test]
    fn content_is_recognised() {
        crate::testing::check(&[
            ("echo hi > t; printf '' > e; printf '#!/bin/sh\\n' > s; chmod +x s; mkdir d; ln -s t l; echo x | gzip > g.gz; file t e s d l; file -b g.gz; file -b --mime-type t nosuch",
             "t: ASCII text\ne: empty\ns: POSIX shell script, ASCII text executable\nd: directory\nl: symbolic link to t\ngzip compressed data\ntext/plain\ncannot open `nosuch' (No such file or directory)\n"),
        ]);
    }
}
