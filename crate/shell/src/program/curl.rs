//! curl, over the modelled network.

use super::{Context, Done, Parsed, options};
use super::web::{Answer, host};
use crate::io::{Channel, handle};

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
    let answer = match url.strip_prefix("file://") {
        Some(path) => match ctx.kernel.read(&ctx.task, path) {
            Ok(blob) => Some(Answer { size: blob.len(), blob }),
            Err(_) => return refuse(ctx, loud, 37, &format!("Couldn't open file {path}")),
        },
        None => ctx.download(&url)?,
    };
    if !options.has('s') && !options.has('Y') && !options.has('#') {
        progress(ctx, answer.as_ref().map_or(0, |answer| answer.size))?;
    }
    let Some(answer) = answer else {
        ctx.offline(&url)?;
        let host = host(&url);
        if host == "localhost" || host.starts_with("127.") {
            let port = url.split_once("://").and_then(|(_, rest)| rest.split('/').next()?.rsplit_once(':')).map_or("80", |(_, port)| port);
            return refuse(ctx, loud, 7, &format!("Failed to connect to {host} port {port} after 0 ms: Couldn't connect to server"));
        }
        return refuse(ctx, loud, 6, &format!("Could not resolve host: {host}"));
    };
    if options.has('I') || options.has('i') {
        ctx.print(&format!("HTTP/2 200 \r\ncontent-length: {}\r\n\r\n", answer.blob.len()))?;
    }
    if !options.has('I') {
        let status = put(ctx, options, &answer, target)?;
        if status != 0 {
            return Ok(status);
        }
    }
    if let Some(format) = options.value('w') {
        let text = format.replace("%{http_code}", "200").replace("%{url_effective}", &url).replace("%{redirect_url}", "").replace("\\n", "\n");
        ctx.print(&text)?;
    }
    Ok(0)
}

fn put(ctx: &mut Context<'_, '_>, options: &Parsed, answer: &Answer, target: Option<String>) -> Done<i32> {
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
        if !options.has('s') || options.has('S') {
            ctx.print_error(&format!("Warning: Failed to open the file {target}: {error}\n"))?;
        }
        return refuse(ctx, !options.has('s') || options.has('S'), 23, "Failure writing output to destination");
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
