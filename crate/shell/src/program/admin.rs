//! What sets a machine up: locales, alternatives, capabilities, host keys, web server modules.

use vfs::Follow;

use super::{Context, Done};

fn plain(ctx: &Context<'_, '_>) -> Vec<String> {
    ctx.operands().into_iter().filter(|word| !word.starts_with('-')).collect()
}

/// Generates what /etc/locale.gen or the arguments name.
pub(super) fn locale_gen(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let mut names = plain(ctx);
    if names.is_empty() {
        let text = ctx.kernel.read(&ctx.task, "/etc/locale.gen").map(|blob| crate::text::from_bytes(&blob.bytes())).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        names = lines.filter_map(|line| line.split_whitespace().next().map(str::to_string)).collect();
    }
    ctx.print("Generating locales (this might take a while)...\n")?;
    for name in &names {
        ctx.kernel.meter.spent.waited += 1_500_000;
        ctx.print_line(&format!("  {name}... done"))?;
    }
    archive(ctx)?;
    ctx.print("Generation complete.\n")?;
    Ok(0)
}

pub(super) fn localedef(ctx: &mut Context<'_, '_>) -> Done<i32> {
    ctx.kernel.meter.spent.waited += 1_500_000;
    archive(ctx).map(|()| 0)
}

/// The file into which locales are compiled.
fn archive(ctx: &mut Context<'_, '_>) -> Done<()> {
    super::tar::make_parents(ctx, "/usr/lib/locale");
    let blob = vfs::Blob::synthetic(super::web::seed("locale-archive"), 3_055_776);
    let _ = ctx.kernel.write(&ctx.task, "/usr/lib/locale/locale-archive", blob, 0o644)?;
    Ok(())
}

/// `update-alternatives --install LINK NAME PATH PRIORITY` and `--set NAME PATH`.
pub(super) fn update_alternatives(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let link = |ctx: &mut Context<'_, '_>, target: &str, path: &str| {
        let _ = ctx.kernel.unlink(&ctx.task, path);
        let _ = ctx.kernel.symlink(&ctx.task, target, path);
    };
    super::tar::make_parents(ctx, "/etc/alternatives");
    let mut words = args.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "--install" | "--slave" => {
                let (Some(path), Some(name), Some(target)) = (words.next(), words.next(), words.next()) else { return ctx.fail("--install needs <link> <name> <path> <priority>").map(|_| 2) };
                if word == "--install" {
                    words.next();
                    if ctx.kernel.stat(&ctx.task, target, Follow::All).is_err() {
                        ctx.print_error(&format!("update-alternatives: error: alternative path {target} doesn't exist\n"))?;
                        return Ok(2);
                    }
                    ctx.print_line(&format!("update-alternatives: using {target} to provide {path} ({name}) in auto mode"))?;
                }
                let alternative = format!("/etc/alternatives/{name}");
                link(ctx, target, &alternative);
                link(ctx, &alternative, path);
            }
            "--set" => {
                let (Some(name), Some(target)) = (words.next(), words.next()) else { return Ok(2) };
                link(ctx, target, &format!("/etc/alternatives/{name}"));
            }
            "--remove" | "--remove-all" | "--auto" | "--config" => return Ok(0),
            _ => {}
        }
    }
    Ok(0)
}

/// Capabilities are attributes of files, which layers of the model do not hold.
pub(super) fn setcap(ctx: &mut Context<'_, '_>) -> Done<i32> {
    for file in plain(ctx).into_iter().skip(1) {
        if let Err(error) = ctx.kernel.stat(&ctx.task, &file, Follow::All) {
            return ctx.fail(&format!("{file}: {error}"));
        }
    }
    ctx.mark("capabilities of files are not kept").map(|()| 0)
}

/// `ssh-keygen -A` and `-f FILE`: files of the right form that protect nothing.
pub(super) fn ssh_keygen(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let after = |option: &str| args.iter().skip_while(|arg| *arg != option).nth(1).cloned();
    let kind = after("-t").unwrap_or_else(|| "rsa".into());
    let files = match after("-f") {
        Some(file) if !args.iter().any(|arg| arg == "-A") => vec![(file, kind)],
        _ if args.iter().any(|arg| arg == "-A") => ["rsa", "ecdsa", "ed25519"].map(|kind| (format!("/etc/ssh/ssh_host_{kind}_key"), kind.to_string())).to_vec(),
        _ => return Err(ctx.unmodelled("this use of ssh-keygen")),
    };
    ctx.mark("keys are stand-ins that protect nothing")?;
    for (file, kind) in files {
        if let Some((above, _)) = file.rsplit_once('/') {
            super::tar::make_parents(ctx, above);
        }
        let noise: Vec<u8> = (0..32).flat_map(|_| ctx.kernel.noise().to_le_bytes()).collect();
        let body = super::base64::encode(&noise);
        ctx.save(&file, format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{body}\n-----END OPENSSH PRIVATE KEY-----\n").into_bytes())?;
        let _ = ctx.kernel.chmod(&ctx.task, &file, 0o600);
        ctx.save(&format!("{file}.pub"), format!("ssh-{kind} {body} root@modelled\n").into_bytes())?;
    }
    Ok(0)
}

/// a2enmod, a2enconf, a2ensite and their opposites: links between two directories.
pub(super) fn a2(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let name = ctx.args.first().map(|name| name.rsplit('/').next().unwrap_or(name).to_string()).unwrap_or_default();
    let enable = name.starts_with("a2en");
    let (kind, suffix) = match name.as_str() {
        name if name.ends_with("mod") => ("mods", "load"),
        name if name.ends_with("conf") => ("conf", "conf"),
        _ => ("sites", "conf"),
    };
    let what = match kind {
        "mods" => "Module",
        "conf" => "Conf",
        _ => "Site",
    };
    for item in plain(ctx) {
        let item = item.trim_end_matches(".conf").to_string();
        let available = format!("/etc/apache2/{kind}-available/{item}.{suffix}");
        let enabled = format!("/etc/apache2/{kind}-enabled/{item}.{suffix}");
        if ctx.kernel.stat(&ctx.task, &available, Follow::All).is_err() {
            ctx.print_error(&format!("ERROR: {what} {item} does not exist!\n"))?;
            return Ok(1);
        }
        if enable {
            super::tar::make_parents(ctx, &format!("/etc/apache2/{kind}-enabled"));
            let _ = ctx.kernel.symlink(&ctx.task, &format!("../{kind}-available/{item}.{suffix}"), &enabled);
            ctx.print(&format!("Enabling {} {item}.\n", what.to_lowercase()))?;
        } else {
            let _ = ctx.kernel.unlink(&ctx.task, &enabled);
            ctx.print(&format!("{what} {item} disabled.\n"))?;
        }
    }
    Ok(0)
}

/// What keeps a cache that the model does not hold: `fc-cache`, `mandb`, `update-mime-database`, `depmod` …
pub(super) fn cache(_: &mut Context<'_, '_>) -> Done<i32> {
    Ok(0)
}

/// Services do not run while an image is built.
pub(super) fn service(ctx: &mut Context<'_, '_>) -> Done<i32> {
    Err(ctx.unmodelled("services"))
}

/// `systemctl enable`: a link; what would talk to a running systemd fails as it does in a build.
pub(super) fn systemctl(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = plain(ctx);
    match words.split_first() {
        Some((command, _)) if matches!(command.as_str(), "enable" | "disable" | "mask" | "unmask" | "set-default" | "preset") => Ok(0),
        Some(_) => {
            ctx.print_error("System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n")?;
            Ok(1)
        }
        None => Ok(0),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_machine_is_set_up() {
        crate::testing::check(&[
            ("echo 'en_US.UTF-8 UTF-8' > /etc/locale.gen; locale-gen; stat -c %s /usr/lib/locale/locale-archive", "Generating locales (this might take a while)...\n  en_US.UTF-8... done\nGeneration complete.\n3055776\n"),
            ("echo x > t; update-alternatives --install /bin/e e /work/t 10; readlink /bin/e; readlink /etc/alternatives/e", "update-alternatives: using /work/t to provide /bin/e (e) in auto mode\n/etc/alternatives/e\n/work/t\n"),
            ("a2enmod rewrite", "ERROR: Module rewrite does not exist!\n[1]"),
        ]);
    }
}
