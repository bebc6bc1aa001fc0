//! sed: the stream editor.

mod execute;
mod parse;

use super::{Context, Done, options};
use crate::text::{from_bytes, to_bytes};
use execute::{Machine, Source};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "i::rEnse:f:z", "in-place" => 'i', "regexp-extended" => 'r', "quiet" => 'n', "silent" => 'n',
        "expression" => 'e', "file" => 'f', "separate" => 's', "null-data" => 'z',
    );
    let mut rest = options.rest.clone();
    let mut source = String::new();
    for (letter, value) in options.iter() {
        let piece = match (letter, value) {
            ('e', Some(text)) => text.to_string(),
            ('f', Some(path)) => match ctx.slurp_text(path)? {
                Some(text) => text.strip_suffix('\n').unwrap_or(&text).to_string(),
                None => return Ok(1),
            },
            _ => continue,
        };
        if !source.is_empty() {
            source.push('\n');
        }
        source.push_str(&piece);
    }
    if !options.has('e') && !options.has('f') {
        if rest.is_empty() {
            return ctx.misuse("");
        }
        source = rest.remove(0);
    }
    let extended = options.has('r') || options.has('E');
    let script = match parse::script(&source, extended, ctx.gnu) {
        Ok(script) => script,
        Err(message) => {
            let message = if ctx.gnu { format!("-e expression #1, char {}: {message}", source.len()) } else { message };
            return ctx.fail(&message);
        }
    };
    let in_place = options.has('i');
    let separate = in_place || options.has('s');
    let quiet = options.has('n') || source.starts_with("#n\n");
    let mut machine = Machine::new(&script, quiet, if options.has('z') { '\0' } else { '\n' });
    if rest.is_empty() {
        if in_place {
            return ctx.misuse(if ctx.gnu { "no input files" } else { "" });
        }
        rest.push("-".into());
    }
    let mut status = 0;
    let mut texts = Vec::new();
    for path in &rest {
        let stdin = ctx.task.fds.get(0).filter(|_| path == "-" && !in_place);
        if let Some(handle) = stdin {
            texts.push((path.clone(), Source::Open(handle)));
            continue;
        }
        let bytes = match path.as_str() {
            "-" => ctx.slurp(path)?,
            _ => match ctx.kernel.read(&ctx.task, path) {
                Ok(blob) => Some(blob.bytes().into_owned()),
                Err(error) => {
                    let message = match (ctx.gnu, error.errno) {
                        (true, vfs::Errno::EISDIR) => format!("couldn't edit {path}: not a regular file"),
                        (true, _) => format!("can't read {path}: {error}"),
                        _ => format!("{path}: {error}"),
                    };
                    ctx.complain(&message)?;
                    None
                }
            },
        };
        match bytes {
            Some(bytes) => texts.push((path.clone(), Source::Text(from_bytes(&bytes)))),
            None => status = if ctx.gnu { 2 } else { 1 },
        }
    }
    if !separate {
        let all = texts.into_iter().map(|(_, source)| source).collect();
        machine.run(ctx, all)?;
        let out = machine.take_output();
        ctx.write(&to_bytes(&out))?;
    } else {
        for (path, source) in texts {
            machine.run(ctx, vec![source])?;
            let out = machine.take_output();
            if !in_place {
                ctx.write(&to_bytes(&out))?;
                continue;
            }
            replace(ctx, &path, options.value('i'), to_bytes(&out))?;
            if machine.quit.is_some() {
                break;
            }
        }
    }
    machine.write_files(ctx)?;
    Ok(machine.quit.unwrap_or(status))
}

/// Puts a new file in the place of the old, which is kept under another name if there is a suffix.
fn replace(ctx: &mut Context<'_, '_>, path: &str, suffix: Option<&str>, bytes: Vec<u8>) -> Done<()> {
    let Ok((_, node)) = ctx.kernel.stat(&ctx.task, path, vfs::Follow::All) else { return Ok(()) };
    if let Some(suffix) = suffix {
        let backup = if suffix.contains('*') { suffix.replace('*', path) } else { format!("{path}{suffix}") };
        if let Err(error) = ctx.kernel.rename(&ctx.task, path, &backup) {
            ctx.complain(&format!("can't rename '{path}': {error}"))?;
            return Ok(());
        }
    } else if let Err(error) = ctx.kernel.unlink(&ctx.task, path) {
        ctx.complain(&format!("can't rename '{path}': {error}"))?;
        return Ok(());
    }
    if ctx.save(path, bytes)? {
        let (uid, gid) = (Some(node.meta.uid), Some(node.meta.gid));
        let _ = ctx.kernel.chown(&ctx.task, path, uid, gid, vfs::Follow::All);
        let _ = ctx.kernel.chmod(&ctx.task, path, node.meta.mode);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf '1\\n2\\n3\\n' > f; sed -n 2p f; sed 2d f; sed 's/[0-9]/<&>/' f; sed '$!d' f; sed '1i\\top' f; sed '$a\\end' f; sed -n '/2/,$p' f; sed 'y/123/abc/' f; sed -e 1d -e 's/3/x/' f; sed -i s/1/one/ f; cat f", "2\n1\n3\n<1>\n<2>\n<3>\n3\ntop\n1\n2\n3\n1\n2\n3\nend\n2\n3\na\nb\nc\n2\nx\none\n2\n3\n"),
            ("echo aXbX | sed 's/X/-/2'; echo abc | sed -E 's/(a)(b)/\\2\\1/'; printf 'a\\nb\\n' | sed 'N;s/\\n/+/'; printf 'a\\nb\\nc\\n' | sed '1!G;h;$!d'; echo abc | sed ':a;s/b/x/;ta'", "aXb-\nbac\na+b\nc\nb\na\naxc\n"),
        ]);
    }
}
