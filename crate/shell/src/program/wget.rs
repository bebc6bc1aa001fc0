//! wget, busybox's and GNU's: over the modelled network, and in containers over the simulated one.

use vfs::Blob;

use super::curl::write;
use super::http::{Failure, Reply, Request, Url};
use super::web::{Answer, host};
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
    let reply = match ctx.download(&url)? {
        Some(answer) => {
            let headers = vec![("Content-Type".to_string(), "application/octet-stream".to_string())];
            let head = Got { address: "192.0.2.1".to_string(), port: 443, headers };
            return save(ctx, options, &url, &head, &answer);
        }
        None => {
            let headers = vec![("User-Agent".to_string(), "Wget".to_string()), ("Connection".to_string(), "close".to_string())];
            let request = Request { method: "GET".to_string(), url: url.clone(), headers, body: Vec::new() };
            ctx.request_on(request, &mut |_, _| Ok(()))?
        }
    };
    let Some((at, reply)) = reply else {
        ctx.offline(&url)?;
        return unresolved(ctx, options, &name);
    };
    let port = Url::parse(&at).map_or(80, |url| url.port);
    match reply {
        Err(failure) => failed(ctx, options, host(&at), port, &failure),
        Ok(reply) if reply.status >= 400 => refused(ctx, options, &at, port, &reply),
        Ok(reply) => {
            let head = Got { address: reply.address, port, headers: reply.headers };
            save(ctx, options, &url, &head, &Answer { size: reply.body.len() as u64, blob: Blob::from(reply.body) })
        }
    }
}

/// Where an answer came from and what stood above it.
struct Got {
    address: String,
    port: u16,
    headers: Vec<(String, String)>,
}

fn unresolved(ctx: &mut Context<'_, '_>, options: &Parsed, name: &str) -> Done<i32> {
    if !ctx.gnu {
        return ctx.fail(&format!("bad address '{name}'"));
    }
    if !options.has('q') {
        ctx.print_error(&format!("failed: Name or service not known.\nwget: unable to resolve host address '{name}'\n"))?;
    }
    Ok(4)
}

/// Nobody answered.
fn failed(ctx: &mut Context<'_, '_>, options: &Parsed, name: &str, port: u16, failure: &Failure) -> Done<i32> {
    let why = match failure.code.as_str() {
        "ENOTFOUND" => return unresolved(ctx, options, name),
        "ECONNREFUSED" => "Connection refused",
        "ETIMEDOUT" => "Operation timed out",
        "ELOOP" => "too many redirections",
        _ => "Connection reset by peer",
    };
    if !ctx.gnu {
        if !options.has('q') {
            ctx.print_error(&format!("Connecting to {name} ({}:{port})\n", failure.address))?;
        }
        return ctx.fail(&format!("can't connect to remote host ({}): {why}", failure.address));
    }
    if !options.has('q') {
        let address = &failure.address;
        ctx.print_error(&format!("{address}\nConnecting to {name} ({name})|{address}|:{port}... failed: {why}.\n"))?;
    }
    Ok(4)
}

/// The server refuses.
fn refused(ctx: &mut Context<'_, '_>, options: &Parsed, url: &str, port: u16, reply: &Reply) -> Done<i32> {
    let (name, address) = (host(url), &reply.address);
    if !ctx.gnu {
        if !options.has('q') {
            ctx.print_error(&format!("Connecting to {name} ({address}:{port})\n"))?;
        }
        return ctx.fail(&format!("server returned error: {}", reply.status_line));
    }
    if !options.has('q') {
        let time = crate::calendar::format("%F %T", ctx.kernel.now.secs, 0);
        let why = reply.status_line.split_once(' ').map_or("", |(_, why)| why);
        ctx.print_error(&format!(
            "{address}\nConnecting to {name} ({name})|{address}|:{port}... connected.\nHTTP request sent, awaiting response... {why}\n{time} ERROR {}: {}.\n\n",
            reply.status,
            why.split_once(' ').map_or("", |(_, why)| why)
        ))?;
    }
    Ok(8)
}

/// Writes what came to a file or to stdout.
fn save(ctx: &mut Context<'_, '_>, options: &Parsed, url: &str, got: &Got, answer: &Answer) -> Done<i32> {
    let quiet = options.has('q');
    let (name, size, Got { address, port, .. }) = (host(url), answer.size, got);
    if options.has('S') {
        if !quiet && !ctx.gnu {
            ctx.print_error(&format!("Connecting to {name} ({address}:{port})\nremote file exists\n"))?;
        }
        return Ok(0);
    }
    let base = url.split(['?', '#']).next().unwrap_or_default();
    let base = base.split_once("://").map_or(base, |(_, rest)| rest).split_once('/').map_or("", |(_, path)| path);
    let base = base.rsplit('/').next().unwrap_or_default();
    let base = if base.is_empty() { "index.html" } else { base };
    let target = match options.value('O') {
        Some(target) => target.to_string(),
        None => options.value('P').map_or(base.to_string(), |dir| format!("{}/{base}", dir.trim_end_matches('/'))),
    };
    let to_stdout = target == "-";
    if let Some(dir) = options.value('P').filter(|_| !to_stdout) {
        super::tar::make_parents(ctx, dir);
    }
    let mut failure = None;
    if to_stdout {
        ctx.kernel.meter.hold(answer.blob.len())?;
        ctx.write(&answer.blob.bytes())?;
    } else if let Err(error) = write(ctx, &target, answer)? {
        failure = Some(if ctx.gnu { format!("{target}: {error}") } else { format!("can't open '{target}': {error}") });
    }
    if let Some(message) = failure {
        ctx.complain(&message)?;
        return Ok(if ctx.gnu { 3 } else { 1 });
    }
    if !quiet {
        let time = crate::calendar::format("%F %T", ctx.kernel.now.secs, 0);
        let text = match (ctx.gnu, to_stdout) {
            (true, _) => {
                let kind = got.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
                let kind = kind.map_or("application/octet-stream", |(_, kind)| kind.split(';').next().unwrap_or(kind));
                let target = if to_stdout { "STDOUT" } else { &target };
                let done = if to_stdout { "written to stdout" } else { "saved" };
                let shown = if to_stdout { "-".to_string() } else { format!("'{target}'") };
                format!("{address}\nConnecting to {name} ({name})|{address}|:{port}... connected.\nHTTP request sent, awaiting response... 200 OK\nLength: {size} [{kind}]\nSaving to: '{target}'\n\n{time} (11.4 MB/s) - {shown} {done} [{size}/{size}]\n\n")
            }
            (false, true) => format!("Connecting to {name} ({address}:{port})\nwriting to stdout\n{:<20} 100% |********************************| {size:>5}  0:00:00 ETA\nwritten to stdout\n", "-"),
            (false, false) => format!("Connecting to {name} ({address}:{port})\nsaving to '{target}'\n{base:<20} 100% |********************************| {size:>5}  0:00:00 ETA\n'{target}' saved\n"),
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
