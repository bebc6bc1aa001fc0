//! openssl: digests, encodings and random bytes for real; keys and certificates modelled.

use super::sums::hex;
use super::{Context, Done};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let Some((command, args)) = args.split_first().map(|(command, args)| (command.clone(), args.to_vec())) else {
        return Err(ctx.unmodelled("the prompt"));
    };
    match command.as_str() {
        "version" => ctx.print_line("OpenSSL 3.0.15 3 Sep 2024 (Library: OpenSSL 3.0.15 3 Sep 2024)").map(|()| 0),
        "rand" => rand(ctx, &args),
        "dgst" | "md5" | "sha1" | "sha256" | "sha512" => dgst(ctx, &command, &args),
        "base64" => base64(ctx, &args),
        "enc" if args.iter().any(|arg| arg == "-base64") => base64(ctx, &args),
        "genrsa" | "genpkey" | "ecparam" | "req" | "x509" | "rsa" | "dhparam" | "pkey" | "pkcs12" | "ec" => keys(ctx, &command, &args),
        _ => Err(ctx.unmodelled(&format!("`openssl {command}`"))),
    }
}

fn value<'a>(args: &'a [String], option: &str) -> Option<&'a str> {
    args.iter().skip_while(|arg| *arg != option).nth(1).map(String::as_str)
}

fn put(ctx: &mut Context<'_, '_>, args: &[String], bytes: Vec<u8>) -> Done<i32> {
    match value(args, "-out") {
        Some(path) => Ok(if ctx.save(path, bytes)? { 0 } else { 1 }),
        None => ctx.write(&bytes).map(|()| 0),
    }
}

fn rand(ctx: &mut Context<'_, '_>, args: &[String]) -> Done<i32> {
    let Some(count) = args.last().and_then(|count| count.parse::<usize>().ok()) else {
        ctx.print_error("rand: Use -help for summary.\n")?;
        return Ok(1);
    };
    ctx.kernel.meter.hold(count as u64)?;
    ctx.kernel.meter.fuel(count as u64 / 64)?;
    let bytes: Vec<u8> = (0..count.div_ceil(8)).flat_map(|_| ctx.kernel.noise().to_le_bytes()).take(count).collect();
    let has = |option: &str| args.iter().any(|arg| arg == option);
    let out = match () {
        () if has("-hex") => (hex(&bytes) + "\n").into_bytes(),
        () if has("-base64") => wrapped(&bytes),
        () => bytes,
    };
    put(ctx, args, out)
}

/// Base64 in lines of 64.
fn wrapped(bytes: &[u8]) -> Vec<u8> {
    let encoded = super::base64::encode(bytes);
    encoded.as_bytes().chunks(64).flat_map(|line| [line, b"\n"].concat()).collect()
}

fn dgst(ctx: &mut Context<'_, '_>, command: &str, args: &[String]) -> Done<i32> {
    let names = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];
    let chosen = args.iter().map(|arg| arg.trim_start_matches('-')).chain([command]).find(|name| names.contains(name));
    let name = chosen.unwrap_or("sha256");
    if args.iter().any(|arg| matches!(arg.as_str(), "-sign" | "-verify" | "-hmac")) {
        return Err(ctx.unmodelled("signing"));
    }
    let file = args.last().filter(|arg| !arg.starts_with('-')).cloned().unwrap_or_else(|| "-".into());
    let Some(bytes) = ctx.slurp(&file)? else { return Ok(1) };
    let digest = super::sums::named(name, &bytes);
    let shown = if file == "-" { "stdin" } else { &file };
    let line = match () {
        () if args.iter().any(|arg| arg == "-r") => format!("{digest} *{shown}"),
        () => format!("{}({shown})= {digest}", if name == "md5" { "MD5".to_string() } else { format!("SHA{}", if name == "sha1" { "1".to_string() } else { format!("2-{}", name.trim_start_matches("sha")) }) }),
    };
    ctx.print_line(&line)?;
    Ok(0)
}

fn base64(ctx: &mut Context<'_, '_>, args: &[String]) -> Done<i32> {
    let file = value(args, "-in").unwrap_or("-").to_string();
    let Some(bytes) = ctx.slurp(&file)? else { return Ok(1) };
    let has = |option: &str| args.iter().any(|arg| arg == option);
    if has("-d") {
        return match super::base64::decode(&bytes) {
            Some(bytes) => put(ctx, args, bytes),
            None => ctx.fail("error decoding base64"),
        };
    }
    let out = if has("-A") { super::base64::encode(&bytes).into_bytes() } else { wrapped(&bytes) };
    put(ctx, args, out)
}

/// Keys and certificates: files of the right form that protect nothing.
fn keys(ctx: &mut Context<'_, '_>, command: &str, args: &[String]) -> Done<i32> {
    ctx.mark("keys and certificates are stand-ins that protect nothing")?;
    let noise: Vec<u8> = (0..24).flat_map(|_| ctx.kernel.noise().to_le_bytes()).collect();
    let block = |kind: &str, bytes: &[u8]| {
        let body = String::from_utf8_lossy(&wrapped(bytes)).into_owned();
        format!("-----BEGIN {kind}-----\n{body}-----END {kind}-----\n").into_bytes()
    };
    if let Some(path) = value(args, "-keyout") {
        ctx.save(path, block("PRIVATE KEY", &noise))?;
        let _ = ctx.kernel.chmod(&ctx.task, path, 0o600);
    }
    let kind = match command {
        "req" if !args.iter().any(|arg| arg == "-x509") => "CERTIFICATE REQUEST",
        "req" | "x509" => "CERTIFICATE",
        "dhparam" => "DH PARAMETERS",
        _ => "PRIVATE KEY",
    };
    if args.iter().any(|arg| arg == "-noout") {
        return Ok(0);
    }
    put(ctx, args, block(kind, &noise))
}

#[cfg(test)]
mod tests {
    #[test]
    fn digests_and_encodings_are_real() {
        crate::testing::check(&[
            ("printf abc > f; openssl dgst -md5 f; openssl sha256 -r f; printf hi | openssl base64; echo aGk= | openssl base64 -d; openssl rand -hex 8 | wc -c", "MD5(f)= 900150983cd24fb0d6963f7d28e17f72\nba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad *f\naGk=\nhi17\n"),
            ("openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj /CN=x; head -n 1 k c", "openssl: modelled: keys and certificates are stand-ins that protect nothing\n==> k <==\n-----BEGIN PRIVATE KEY-----\n\n==> c <==\n-----BEGIN CERTIFICATE-----\n"),
        ]);
    }
}
