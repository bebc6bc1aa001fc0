//! gpg and gpgconf, modelled: keys are taken by their name, signatures are not verified; both are said.

use super::{Context, Done, Parsed, options};
use crate::text::from_bytes;

pub(super) fn gpg(ctx: &mut Context<'_, '_>) -> Done<i32> {
    ctx.name = "gpg".into();
    let options = options!(
        ctx, "qvako:u:r:t0123:4567:89cdeABCDEF", "batch" => 'q', "quiet" => 'q', "verbose" => 'v', "armor" => 'a', "output" => 'o', "yes" => 'q',
        "no-tty" => 'q', "no-default-keyring" => 'q', "trust-model" => '3', "homedir" => '3', "keyserver" => '3', "keyring" => '3',
        "keyserver-options" => '3', "options" => '3', "pinentry-mode" => '3', "passphrase" => '3', "logger-fd" => '3', "status-fd" => '3',
        "recv-keys" => '0', "recv-key" => '0', "receive-keys" => '0', "import" => '1', "verify" => '2', "export" => '4', "dearmor" => '5',
        "fingerprint" => '6', "list-keys" => '6', "with-colons" => 'q', "with-fingerprint" => '6', "show-keys" => '6', "version" => '7', "decrypt" => 'd', "refresh-keys" => '8',
        "no-auto-key-locate" => 'q', "ignore-time-conflict" => 'q', "disable-ipv6" => 'q', "check-sigs" => '6', "list-public-keys" => '6',
        "gen-key" => '9', "generate-key" => '9', "sign" => '9', "encrypt" => '9', "symmetric" => '9', "import-ownertrust" => '1', "delete-key" => '8', "delete-keys" => '8',
        "assert-signer" => '3', "auto-key-retrieve" => 'q', "locate-keys" => '0', "fetch-keys" => '0', "enarmor" => '5',
    );
    for (letter, _) in options.iter() {
        match letter {
            '0' => return receive(ctx, &options),
            '1' => return import(ctx, &options),
            '2' => return verify(ctx, &options),
            '4' => return export(ctx, &options),
            '5' => return dearmor(ctx, &options),
            '6' => return fingerprints(ctx, &options),
            '7' => return ctx.print_line("gpg (GnuPG) 2.2.40").map(|()| 0),
            '8' => return Ok(0),
            'd' => return decrypt(ctx, &options),
            '9' => return Err(ctx.unmodelled("making keys and signatures")),
            _ => {}
        }
    }
    Err(ctx.unmodelled("this use of gpg"))
}

pub(super) fn gpgconf(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let known = ctx.operands().iter().any(|arg| matches!(arg.as_str(), "--kill" | "-K" | "--reload" | "--launch" | "--create-socketdir" | "--version"));
    if known { Ok(0) } else { Err(ctx.unmodelled("this use of gpgconf")) }
}

fn home(ctx: &Context<'_, '_>) -> String {
    let home = ctx.task.var("HOME").unwrap_or("/root");
    ctx.task.var("GNUPGHOME").map_or_else(|| format!("{home}/.gnupg"), str::to_string)
}

/// The last 16 digits of a fingerprint, as gpg shows a key.
fn short(key: &str) -> String {
    let digits: Vec<char> = key.trim_start_matches("0x").chars().collect();
    digits.iter().skip(digits.len().saturating_sub(16)).collect()
}

/// Notes a key in the ring.
fn keep(ctx: &mut Context<'_, '_>, key: &str) -> Done<()> {
    let dir = home(ctx);
    super::tar::make_parents(ctx, &dir);
    let ring = format!("{dir}/pubring.kbx");
    let mut bytes = ctx.kernel.read(&ctx.task, &ring).map(|blob| blob.bytes().into_owned()).unwrap_or_default();
    bytes.extend_from_slice(format!("modelled key {key}\n").as_bytes());
    ctx.save(&ring, bytes)?;
    Ok(())
}

fn receive(ctx: &mut Context<'_, '_>, options: &Parsed) -> Done<i32> {
    ctx.mark("keys are not fetched; each is taken as its name says")?;
    for key in &options.rest {
        keep(ctx, key)?;
        ctx.print_error(&format!("gpg: key {}: public key \"modelled\" imported\n", short(key)))?;
    }
    let count = options.rest.len();
    ctx.print_error(&format!("gpg: Total number processed: {count}\ngpg:               imported: {count}\n"))?;
    Ok(0)
}

fn import(ctx: &mut Context<'_, '_>, options: &Parsed) -> Done<i32> {
    let files = if options.rest.is_empty() { vec!["-".to_string()] } else { options.rest.clone() };
    ctx.mark("keys are taken without looking into them")?;
    for file in &files {
        if ctx.slurp(file)?.is_none() {
            return Ok(2);
        }
        keep(ctx, file)?;
        ctx.print_error("gpg: key 6D6F64656C6C6564: public key \"modelled\" imported\n")?;
    }
    ctx.print_error(&format!("gpg: Total number processed: {0}\ngpg:               imported: {0}\n", files.len()))?;
    Ok(0)
}

fn verify(ctx: &mut Context<'_, '_>, options: &Parsed) -> Done<i32> {
    for file in &options.rest {
        if ctx.kernel.stat(&ctx.task, file, vfs::Follow::All).is_err() && file != "-" {
            ctx.print_error(&format!("gpg: can't open '{file}': No such file or directory\ngpg: verify signatures failed: No such file or directory\n"))?;
            return Ok(2);
        }
    }
    ctx.mark("the signature is taken as good without verifying it")?;
    Ok(0)
}

fn decrypt(ctx: &mut Context<'_, '_>, options: &Parsed) -> Done<i32> {
    let file = options.rest.first().cloned().unwrap_or_else(|| "-".into());
    let Some(bytes) = ctx.slurp(&file)? else { return Ok(2) };
    ctx.mark("the signature is taken as good without verifying it")?;
    put(ctx, options, bytes)
}

fn export(ctx: &mut Context<'_, '_>, options: &Parsed) -> Done<i32> {
    ctx.mark("the exported keys are not real ones")?;
    let text = format!("modelled keys {}\n", options.rest.join(" "));
    put(ctx, options, text.into_bytes())
}

fn dearmor(ctx: &mut Context<'_, '_>, options: &Parsed) -> Done<i32> {
    let file = options.rest.first().cloned().unwrap_or_else(|| "-".into());
    let Some(bytes) = ctx.slurp(&file)? else { return Ok(2) };
    let text = from_bytes(&bytes);
    let body = text.lines().skip_while(|line| !line.is_empty()).filter(|line| !line.starts_with(['-', '=']));
    let encoded: String = body.collect();
    let Some(bytes) = super::base64::decode(encoded.as_bytes()).filter(|bytes| !bytes.is_empty()) else {
        ctx.print_error("gpg: no valid OpenPGP data found.\n")?;
        return Ok(2);
    };
    put(ctx, options, bytes)
}

fn fingerprints(ctx: &mut Context<'_, '_>, options: &Parsed) -> Done<i32> {
    for key in &options.rest {
        ctx.print(&format!("pub   rsa4096 2020-01-01 [SC]\n      {key}\nuid           [ unknown] modelled\n\n"))?;
    }
    Ok(0)
}

fn put(ctx: &mut Context<'_, '_>, options: &Parsed, bytes: Vec<u8>) -> Done<i32> {
    match options.value('o') {
        Some(path) if path != "-" => Ok(if ctx.save(path, bytes)? { 0 } else { 2 }),
        _ => ctx.write(&bytes).map(|()| 0),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_not_verified_is_said() {
        crate::testing::check(&[
            ("echo x > f; echo s > f.asc; gpg --batch --verify f.asc f; gpg --batch --verify nosuch f", "gpg: modelled: the signature is taken as good without verifying it\ngpg: can't open 'nosuch': No such file or directory\ngpg: verify signatures failed: No such file or directory\n[2]"),
            ("export GNUPGHOME=$(mktemp -d); gpg --batch --keyserver k --recv-keys 0xB42F6819007F00F88E364FD4036A9C25BF357DD4 2>&1 | sed -n 2p; gpgconf --kill all; ls $GNUPGHOME", "gpg: key 036A9C25BF357DD4: public key \"modelled\" imported\npubring.kbx\n"),
            ("printf -- '-----BEGIN X-----\\n\\naGk=\\n=abcd\\n-----END X-----\\n' | gpg --dearmor -o k; cat k", "hi"),
        ]);
    }
}
