//! curl: over the modelled network, and in containers over the simulated one.

use vfs::Blob;

use super::http::{Reply, Request, Url};
use super::web::{Answer, host};
use super::{Context, Done, Parsed, options};
use crate::io::{Channel, handle};
use crate::text::to_bytes;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    if ctx.args.get(1).is_some_and(|arg| arg == "--version" || arg == "-V") {
        ctx.print("curl 8.5.0 (x86_64-pc-linux-gnu) libcurl/8.5.0\nProtocols: file ftp ftps http https\nFeatures: HTTPS-proxy IPv6 Largefile libz SSL\n")?;
        return Ok(0);
    }
    let options = options!(
        ctx, "fsSLo:OJkIiw:X:d:H:u:A:C:m:#gqvNGRYE:b:c:e:T:F:Z01:2:3x:4:5:6:7:8:9:", "fail" => 'f', "silent" => 's', "show-error" => 'S',
        "location" => 'L', "output" => 'o', "remote-name" => 'O', "remote-header-name" => 'J', "insecure" => 'k', "head" => 'I',
        "include" => 'i', "write-out" => 'w', "request" => 'X', "data" => 'd', "header" => 'H', "user" => 'u', "user-agent" => 'A',
        "continue-at" => 'C', "max-time" => 'm', "progress-bar" => '#', "globoff" => 'g', "verbose" => 'v', "compressed" => '0',
        "retry" => '1', "retry-delay" => '2', "retry-max-time" => '2', "connect-timeout" => '2', "proto" => '2', "proto-redir" => '2',
        "url" => '3', "proxy" => 'x', "cacert" => '4', "output-dir" => '5', "max-redirs" => '6', "speed-limit" => '6',
        "speed-time" => '6', "limit-rate" => '6', "referer" => 'e', "create-dirs" => 'R', "remote-time" => 'R', "tlsv1.2" => 'N',
        "tlsv1.3" => 'N', "tlsv1" => 'N', "ssl-reqd" => 'N', "http1.1" => 'N', "http2" => 'N', "ipv4" => 'N', "retry-connrefused" => 'N',
        "retry-all-errors" => 'N', "fail-with-body" => 'f', "no-progress-meter" => 'Y', "remote-name-all" => 'O', "location-trusted" => 'L',
        "no-buffer" => 'N', "cookie" => 'b', "parallel" => 'Z', "upload-file" => 'T', "form" => 'F', "data-binary" => 'd', "key" => '7', "cert" => 'E',
    );
    let mut urls: Vec<String> = options.values('3').map(str::to_string).collect();
    urls.extend(options.rest.iter().cloned());
    if urls.is_empty() {
        ctx.print_error("curl: try 'curl --help' or 'curl --manual' for more information\n")?;
        return Ok(2);
    }
    let outputs: Vec<String> = options.values('o').map(str::to_string).collect();
    for (index, url) in urls.iter().enumerate() {
        let target = match outputs.get(index) {
            Some(path) if path != "-" => Some(path.clone()),
            Some(_) => None,
            None => options.has('O').then(|| url.split(['?', '#']).next().unwrap_or(url).rsplit('/').next().unwrap_or_default().to_string()),
        };
        let status = fetch(ctx, &options, url, target)?;
        if status != 0 {
            return Ok(status);
        }
    }
    Ok(0)
}

fn fetch(ctx: &mut Context<'_, '_>, options: &Parsed, url: &str, target: Option<String>) -> Done<i32> {
    let loud = !options.has('s') || options.has('S');
    let url = if url.contains("://") { url.to_string() } else { format!("http://{url}") };
    if let Some(path) = url.strip_prefix("file://") {
        return match ctx.kernel.read(&ctx.task, path) {
            Ok(blob) => deliver(ctx, options, &Answer { size: blob.len(), blob }, target),
            Err(_) => refuse(ctx, loud, 37, &format!("Couldn't open file {path}")),
        };
    }
    if let Some(answer) = ctx.download(&url)? {
        if options.has('I') || options.has('i') {
            ctx.print(&format!("HTTP/2 200 \r\ncontent-length: {}\r\n\r\n", answer.blob.len()))?;
        }
        let status = if options.has('I') { 0 } else { deliver(ctx, options, &answer, target)? };
        if status == 0 {
            written_out(ctx, options, "200", &url)?;
        }
        return Ok(status);
    }
    let request = match asked(ctx, options, &url) {
        Ok(request) => request,
        Err(path) => return refuse(ctx, loud, 26, &format!("Failed to open {path}")),
    };
    let follows = options.has('L');
    let shows = options.has('I') || options.has('i');
    let verbose = options.has('v');
    if verbose {
        say_request(ctx, &request)?;
    }
    let answer = if follows {
        ctx.request_on(request, &mut |ctx, reply| if shows { ctx.print(&reply.head()) } else { Ok(()) })?
    } else {
        ctx.request(&request)?.map(|answer| (request.url.clone(), answer))
    };
    match answer {
        Some((at, Ok(reply))) => replied(ctx, options, &at, reply, target),
        Some((at, Err(failure))) => failed(ctx, options, &at, &failure.code),
        None => {
            ctx.offline(&url)?;
            let code = if is_local(host(&url)) { "ECONNREFUSED" } else { "ENOTFOUND" };
            failed(ctx, options, &url, code)
        }
    }
}

fn is_local(host: &str) -> bool {
    host == "localhost" || host.starts_with("127.")
}

/// The request that the options describe. The error is the name of a file of data that can't be read.
fn asked(ctx: &mut Context<'_, '_>, options: &Parsed, url: &str) -> Result<Request, String> {
    let mut headers = vec![("User-Agent".to_string(), "curl/8.5.0".to_string()), ("Accept".to_string(), "*/*".to_string())];
    let mut body = Vec::new();
    for data in options.values('d') {
        if !body.is_empty() {
            body.push(b'&');
        }
        match data.strip_prefix('@') {
            Some(path) => body.extend(&*ctx.kernel.read(&ctx.task, path).map_err(|_| path.to_string())?.bytes()),
            None => body.extend(to_bytes(data)),
        }
    }
    let posts = options.value('d').is_some();
    if posts {
        headers.push(("Content-Length".to_string(), body.len().to_string()));
        headers.push(("Content-Type".to_string(), "application/x-www-form-urlencoded".to_string()));
    }
    let named = options.value('A').map(|agent| ("User-Agent".to_string(), agent.to_string()));
    let user = options.value('u').map(str::to_string).or_else(|| Url::parse(url)?.user);
    let user = user.map(|user| ("Authorization".to_string(), format!("Basic {}", super::base64::encode(user.as_bytes()))));
    let own = options.values('H').filter_map(|line| line.split_once(':'));
    let own: Vec<(String, String)> = own.map(|(name, value)| (name.to_string(), value.trim().to_string())).collect();
    for (name, value) in named.into_iter().chain(user).chain(own) {
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
        headers.push((name, value));
    }
    let method = match options.value('X') {
        Some(method) => method.to_string(),
        None if options.has('I') => "HEAD".to_string(),
        None if posts => "POST".to_string(),
        None => "GET".to_string(),
    };
    Ok(Request { method, url: url.to_string(), headers, body })
}

fn say_request(ctx: &mut Context<'_, '_>, request: &Request) -> Done<()> {
    let Some(url) = Url::parse(&request.url) else { return Ok(()) };
    let headers: String = request.headers.iter().map(|(name, value)| format!("> {name}: {value}\n")).collect();
    ctx.print_error(&format!("> {} {} HTTP/1.1\n> Host: {}\n{headers}>\n", request.method, url.path, url.authority()))
}

/// An answer over the simulated network.
fn replied(ctx: &mut Context<'_, '_>, options: &Parsed, url: &str, reply: Reply, target: Option<String>) -> Done<i32> {
    if options.has('v') {
        let head = reply.head();
        let lines: String = head.trim_end().split("\r\n").map(|line| format!("< {line}\n")).collect();
        ctx.print_error(&format!("{lines}<\n"))?;
    }
    if options.has('I') || options.has('i') {
        ctx.print(&reply.head())?;
    }
    let status = reply.status;
    if options.has('f') && status >= 400 {
        written_out(ctx, options, &status.to_string(), url)?;
        let loud = !options.has('s') || options.has('S');
        return refuse(ctx, loud, 22, &format!("The requested URL returned error: {status}"));
    }
    if !options.has('I') {
        let answer = Answer { size: reply.body.len() as u64, blob: Blob::from(reply.body) };
        let status = deliver(ctx, options, &answer, target)?;
        if status != 0 {
            return Ok(status);
        }
    }
    written_out(ctx, options, &status.to_string(), url)?;
    Ok(0)
}

/// No answer, by the name of the error.
fn failed(ctx: &mut Context<'_, '_>, options: &Parsed, url: &str, code: &str) -> Done<i32> {
    let parts = Url::parse(url);
    let (host, port) = parts.map_or((host(url).to_string(), 80), |url| (url.host, url.port));
    let (status, message) = match code {
        "ENOTFOUND" => (6, format!("Could not resolve host: {host}")),
        "ETIMEDOUT" => (28, format!("Failed to connect to {host} port {port} after 10000 ms: Timeout was reached")),
        "ECONNRESET" => (52, "Empty reply from server".to_string()),
        "EPROTO" => (35, "TLS connect error: error:0A00010B:SSL routines::wrong version number".to_string()),
        "ELOOP" => (47, "Maximum (50) redirects followed".to_string()),
        _ => (7, format!("Failed to connect to {host} port {port} after 0 ms: Couldn't connect to server")),
    };
    if !options.has('s') && !options.has('Y') && !options.has('#') {
        progress(ctx, 0)?;
    }
    written_out(ctx, options, "000", url)?;
    refuse(ctx, !options.has('s') || options.has('S'), status, &message)
}

/// What `-w` asks for.
fn written_out(ctx: &mut Context<'_, '_>, options: &Parsed, code: &str, url: &str) -> Done<()> {
    let Some(format) = options.value('w') else { return Ok(()) };
    let text = format.replace("%{http_code}", code).replace("%{response_code}", code).replace("%{url_effective}", url).replace("%{redirect_url}", "").replace("\\n", "\n");
    ctx.print(&text)
}

/// Puts what came where it was asked to go.
fn deliver(ctx: &mut Context<'_, '_>, options: &Parsed, answer: &Answer, target: Option<String>) -> Done<i32> {
    // Text that goes to a terminal has no meter in front of it.
    let to_terminal = target.is_none() && ctx.task.fds.get(1).is_some_and(|handle| ctx.kernel.is_terminal(&handle));
    if !options.has('s') && !options.has('Y') && !options.has('#') && !to_terminal {
        progress(ctx, answer.size)?;
    }
    let Some(target) = target else {
        ctx.kernel.meter.hold(answer.blob.len())?;
        ctx.write(&answer.blob.bytes())?;
        return Ok(0);
    };
    let target = match options.value('5') {
        Some(dir) => format!("{dir}/{target}"),
        None => target,
    };
    if options.has('R')
        && let Some((above, _)) = target.rsplit_once('/')
    {
        super::tar::make_parents(ctx, above);
    }
    if let Err(error) = write(ctx, &target, answer)? {
        let loud = !options.has('s') || options.has('S');
        if loud {
            ctx.print_error(&format!("Warning: Failed to open the file {target}: {error}\n"))?;
        }
        return refuse(ctx, loud, 23, "Failure writing output to destination");
    }
    Ok(0)
}

/// Writes what came to a path, which may be a device.
pub(super) fn write(ctx: &mut Context<'_, '_>, target: &str, answer: &Answer) -> Done<Result<(), String>> {
    if target.starts_with("/dev/") {
        let handle = ctx.kernel.open(&ctx.task, target, crate::kernel::Open::Write).unwrap_or_else(|_| handle(Channel::Null));
        ctx.kernel.meter.hold(answer.blob.len())?;
        let _ = ctx.kernel.write_to(&handle, &answer.blob.bytes())?;
        return Ok(Ok(()));
    }
    Ok(ctx.kernel.write(&ctx.task, target, answer.blob.clone(), 0o666)?.map_err(|error| error.to_string()))
}

fn refuse(ctx: &mut Context<'_, '_>, loud: bool, status: i32, message: &str) -> Done<i32> {
    if loud {
        ctx.print_error(&format!("curl: ({status}) {message}\n"))?;
    }
    Ok(status)
}

fn progress(ctx: &mut Context<'_, '_>, size: u64) -> Done<()> {
    let shown = short(size);
    let done = if size > 0 { 100 } else { 0 };
    let text = format!(
        "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n{done:3} {shown:>5}  {done:3} {shown:>5}    0     0  11.4M      0 --:--:-- --:--:-- --:--:-- 11.4M\n"
    );
    ctx.print_error(&text)
}

/// A number of bytes as curl shows it in five places.
fn short(size: u64) -> String {
    match size {
        0..100_000 => size.to_string(),
        100_000..10_240_000 => format!("{}k", size >> 10),
        _ => format!("{:.1}M", size as f64 / 1_048_576.0),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn known_urls_answer_and_others_are_offline() {
        crate::testing::check(&[
            (
                "curl -fsSL https://example.invalid/x -o x; echo $?; ls",
                "curl: modelled: offline: no row of the table answers https://example.invalid/x\ncurl: (6) Could not resolve host: example.invalid\n6\n",
            ),
            (
                "curl -fsSLO https://nodejs.org/dist/v22.1.0/node-v22.1.0-linux-x64.tar.xz 2>/dev/null; ls; echo 'aa  node-v22.1.0-linux-x64.tar.xz' | sha256sum -c; tar -xJf node-v22.1.0-linux-x64.tar.xz --strip-components=1; ls -l bin/node | cut -c1-10",
                "node-v22.1.0-linux-x64.tar.xz\nsha256sum: modelled: node-v22.1.0-linux-x64.tar.xz is not the real file, so its checksum is not compared\nnode-v22.1.0-linux-x64.tar.xz: OK\n-rwxr-xr-x\n",
            ),
            ("curl -s http://localhost:8080/; echo $?; curl -fsS http://localhost:8080/ 2>&1 | tail -n 1", "curl: modelled: offline: no row of the table answers http://localhost:8080/\n7\ncurl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server\n"),
            ("curl", "curl: try 'curl --help' or 'curl --manual' for more information\n[2]"),
        ]);
    }
}
