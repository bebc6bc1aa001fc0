//! What sets a machine up: locales, alternatives, capabilities, host keys, web server modules.

use vfs::Follow;

use super::{Context, Done};
use crate::eval::{DEFAULT_PATH, find_program};

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

/// `locale`: the settings of the environment, or with `-a` what was generated.
pub(super) fn locale(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = ctx.operands();
    let listing = |ctx: &mut Context<'_, '_>| {
        let mut names = vec!["C".to_string(), "C.utf8".into(), "POSIX".into()];
        if ctx.kernel.stat(&ctx.task, "/usr/lib/locale/locale-archive", Follow::All).is_ok() {
            let text = ctx.kernel.read(&ctx.task, "/etc/locale.gen").map(|blob| crate::text::from_bytes(&blob.bytes())).unwrap_or_default();
            let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
            names.extend(lines.filter_map(|line| line.split_whitespace().next()).map(normal_codeset));
        }
        names.sort_unstable();
        names.dedup();
        names.join("\n")
    };
    match words.first().map(String::as_str) {
        Some("-a" | "--all-locales") => {
            let text = listing(ctx);
            ctx.print_line(&text)?;
        }
        Some("-m" | "--charmaps") => ctx.print("ANSI_X3.4-1968\nISO-8859-1\nUTF-8\n")?,
        Some(word) => return Err(ctx.unmodelled(&format!("`{word}`"))),
        None => {
            let var = |name: &str| ctx.task.var(name).unwrap_or_default().to_string();
            let (lang, all) = (var("LANG"), var("LC_ALL"));
            let mut text = format!("LANG={lang}\nLANGUAGE={}\n", var("LANGUAGE"));
            for name in ["CTYPE", "NUMERIC", "TIME", "COLLATE", "MONETARY", "MESSAGES", "PAPER", "NAME", "ADDRESS", "TELEPHONE", "MEASUREMENT", "IDENTIFICATION"] {
                let own = var(&format!("LC_{name}"));
                let line = match (all.is_empty(), own.is_empty()) {
                    (true, false) => format!("LC_{name}={own}\n"),
                    (true, true) => format!("LC_{name}=\"{}\"\n", if lang.is_empty() { "POSIX" } else { &lang }),
                    (false, _) => format!("LC_{name}=\"{all}\"\n"),
                };
                text.push_str(&line);
            }
            ctx.print(&format!("{text}LC_ALL={all}\n"))?;
        }
    }
    Ok(0)
}

/// `en_US.UTF-8` as `locale -a` writes it: `en_US.utf8`.
fn normal_codeset(name: &str) -> String {
    match name.split_once('.') {
        Some((language, codeset)) => format!("{language}.{}", codeset.to_lowercase().replace('-', "")),
        None => name.to_string(),
    }
}

/// `mkcert`: an authority and a certificate of the right form that certify nothing.
pub(super) fn mkcert(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let after = |option: &str| args.iter().skip_while(|arg| *arg != option).nth(1).cloned();
    let home = ctx.task.var("HOME").unwrap_or("/root").to_string();
    let root = ctx.task.var("CAROOT").map_or_else(|| format!("{home}/.local/share/mkcert"), str::to_string);
    if args.iter().any(|arg| arg == "-CAROOT") {
        return ctx.print_line(&root).map(|()| 0);
    }
    let mut files = Vec::new();
    if ctx.kernel.stat(&ctx.task, &format!("{root}/rootCA.pem"), Follow::All).is_err() {
        files.extend([format!("{root}/rootCA-key.pem"), format!("{root}/rootCA.pem")]);
    }
    let valued = ["-cert-file", "-key-file", "-p12-file", "-csr"];
    let hosts: Vec<&String> = args.iter().enumerate().filter(|(at, arg)| {
        !arg.starts_with('-') && !at.checked_sub(1).and_then(|before| args.get(before)).is_some_and(|option| valued.contains(&option.as_str()))
    }).map(|(_, arg)| arg).collect();
    if let Some(host) = hosts.first() {
        let stem = host.replace('*', "_wildcard");
        files.push(after("-key-file").unwrap_or_else(|| format!("{stem}-key.pem")));
        files.push(after("-cert-file").unwrap_or_else(|| format!("{stem}.pem")));
    }
    ctx.mark("keys and certificates are stand-ins that protect nothing")?;
    super::tar::make_parents(ctx, &root);
    for file in files {
        let kind = if file.ends_with("key.pem") { "PRIVATE KEY" } else { "CERTIFICATE" };
        let noise: Vec<u8> = (0..32).flat_map(|_| ctx.kernel.noise().to_le_bytes()).collect();
        let body = super::base64::encode(&noise);
        if !ctx.save(&file, format!("-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n").into_bytes())? {
            return Ok(1);
        }
    }
    Ok(0)
}

/// `jlink --output DIR`: a runtime whose programs are those of the development kit.
pub(super) fn jlink(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let called = ctx.args.first().cloned().unwrap_or_default();
    let own = if called.contains('/') { called } else {
        let path = ctx.task.var("PATH").unwrap_or(DEFAULT_PATH).to_string();
        find_program(ctx.kernel, &ctx.task, "jlink", &path).unwrap_or_default()
    };
    let home = own.strip_suffix("/bin/jlink").unwrap_or("/opt/java/openjdk").to_string();
    let release = ctx.kernel.read(&ctx.task, &format!("{home}/release")).map(|blob| crate::text::from_bytes(&blob.bytes())).unwrap_or_default();
    let version = release.lines().find_map(|line| line.strip_prefix("JAVA_VERSION=")).unwrap_or("\"21\"").trim_matches('"');
    if args.iter().any(|arg| arg == "--version") {
        let version = version.split('+').next().unwrap_or(version).to_string();
        return ctx.print_line(&version).map(|()| 0);
    }
    let output = args.iter().skip_while(|arg| *arg != "--output").nth(1).or(args.iter().find(|arg| arg.starts_with("--output=")));
    let Some(output) = output.map(|output| output.trim_start_matches("--output=").to_string()) else {
        ctx.print_error("Error: --output must be specified\nUsage: jlink <options> --module-path <modulepath> --add-modules <module>[,<module>...]\n")?;
        return Ok(2);
    };
    if ctx.kernel.stat(&ctx.task, &output, Follow::All).is_ok() {
        ctx.print_error(&format!("Error: directory already exists: {output}\n"))?;
        return Ok(1);
    }
    ctx.mark("the runtime is a stand-in")?;
    ctx.kernel.meter.spent.waited += 12_000_000;
    super::tar::make_parents(ctx, &format!("{output}/bin"));
    super::tar::make_parents(ctx, &format!("{output}/lib/server"));
    let blob = |path: &str, size| vfs::Blob::synthetic(super::web::seed(path), size);
    for (path, size, mode) in [("bin/java", 16_000, 0o755), ("bin/keytool", 16_000, 0o755), ("bin/jcmd", 16_000, 0o755), ("lib/modules", 64_000_000, 0o644), ("lib/server/libjvm.so", 24_000_000, 0o755)] {
        let _ = ctx.kernel.write(&ctx.task, &format!("{output}/{path}"), blob(path, size), mode)?;
        let _ = ctx.kernel.chmod(&ctx.task, &format!("{output}/{path}"), mode);
    }
    let _ = ctx.kernel.write(&ctx.task, &format!("{output}/release"), vfs::Blob::from(release.into_bytes()), 0o644)?;
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
