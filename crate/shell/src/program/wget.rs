//! wget, busybox's and GNU's, over the modelled network.

use super::curl::write;
use super::web::host;
use super::{Context, Done, Parsed, options};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    if ctx.gnu && ctx.args.get(1).is_some_and(|arg| arg == "--version" || arg == "-V") {
        ctx.print("GNU Wget 1.21.4 built on linux-gnu.\n")?;
        return Ok(0);
    }
    let options = options!(
        ctx, "cqO:o:a:P:ST:t:U:Y:dvn:i:NrEkHL4Kp:l:A:1:2", "output-document" => 'O', "quiet" => 'q', "directory-prefix" => 'P', "continue" => 'c',
        "timeout" => 'T', "tries" => 't', "user-agent" => 'U', "no-verbose" => 'd', "no-check-certificate" => '2', "progress" => '1',
        "header" => '1', "show-progress" => '2', "spider" => 'S', "no-cache" => '2', "https-only" => '2', "secure-protocol" => '1', "retry-connrefused" => '2',
        "waitretry" => '1', "read-timeout" => '1', "connect-timeout" => '1', "dns-timeout" => '1', "output-file" => 'o', "no-hsts" => '2',
        "max-redirect" => '1', "post-data" => '1', "method" => '1', "content-disposition" => '2', "trust-server-names" => '2', "server-response" => '2',
        "compression" => '1', "timestamping" => 'N', "inet4-only" => '4', "user" => '1', "password" => '1', "input-file" => 'i', "no-clobber" => '2',
        "ca-certificate" => '1', "no-proxy" => '2',
    );
    if options.rest.is_empty() {
        if ctx.gnu {
            ctx.print_error("wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n")?;
            return Ok(1);
        }
        return ctx.misuse("");
    }
    let mut status = 0;
    for url in options.rest.clone() {
        let failed = fetch(ctx, &options, &url)?;
        if failed != 0 {
            status = failed;
            if !ctx.gnu {
                break;
            }
        }
    }
    Ok(status)
}

fn fetch(ctx: &mut Context<'_, '_>, options: &Parsed, url: &str) -> Done<i32> {
    let quiet = options.has('q');
    let url = if url.contains("://") { url.to_string() } else { format!("http://{url}") };
    let (name, time) = (host(&url).to_string(), crate::calendar::format("%F %T", ctx.kernel.now.secs, 0));
    if ctx.gnu && !quiet && !options.values('n').any(|letters| letters == "v") && !options.has('d') {
        ctx.print_error(&format!("--{time}--  {url}\nResolving {name} ({name})... "))?;
    }
    let Some(answer) = ctx.download(&url)? else {
        ctx.offline(&url)?;
        if !ctx.gnu {
            return ctx.fail(&format!("bad address '{name}'"));
        }
        if !quiet {
            ctx.print_error(&format!("failed: Name or service not known.\nwget: unable to resolve host address ‘{name}’\n"))?;
        }
        return Ok(4);
    };
    if options.has('S') {
        return Ok(0);
    }
    let base = url.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    let base = if base.is_empty() { "index.html" } else { base };
    let target = match options.value('O') {
        Some(target) => target.to_string(),
        None => options.value('P').map_or(base.to_string(), |dir| format!("{}/{base}", dir.trim_end_matches('/'))),
    };
    if target == "-" {
        ctx.kernel.meter.hold(answer.blob.len())?;
        ctx.write(&answer.blob.bytes())?;
        return Ok(0);
    }
    if let Some(dir) = options.value('P') {
        super::tar::make_parents(ctx, dir);
    }
    if let Err(error) = write(ctx, &target, &answer)? {
        let message = if ctx.gnu { format!("{target}: {error}") } else { format!("can't open '{target}': {error}") };
        ctx.complain(&message)?;
        return Ok(if ctx.gnu { 3 } else { 1 });
    }
    let size = answer.size;
    if !quiet {
        let text = if ctx.gnu {
            format!("connected.\nHTTP request sent, awaiting response... 200 OK\nLength: {size} [application/octet-stream]\nSaving to: ‘{target}’\n\n{time} (11.4 MB/s) - ‘{target}’ saved [{size}/{size}]\n\n")
        } else {
            format!("Connecting to {name} (192.0.2.1:443)\nsaving to '{target}'\n{:<20} 100% |********************************| {size:>5}  0:00:00 ETA\n'{target}' saved\n", base)
        };
        ctx.print_error(&text)?;
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn known_urls_answer_and_others_are_offline() {
        crate::testing::check(&[
            ("wget -q https://example.invalid/x; echo $?", "wget: modelled: offline: no row of the table answers https://example.invalid/x\nwget: bad address 'example.invalid'\n1\n"),
            ("wget -qO- https://deb.nodesource.com/setup_20.x 2>/dev/null | head -n 1; wget -q -P d https://github.com/a/b/releases/download/1/b 2>/dev/null; ls d", "#!/bin/bash\nb\n"),
        ]);
    }
}
