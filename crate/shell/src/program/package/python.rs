//! `python`: what it does for packages — `-m pip`, `-m venv` — is modelled; scripts are not run.

use vfs::Blob;

use super::{Context, Done, seed};
use crate::eval::{DEFAULT_PATH, find_program};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let called = ctx.args.first().cloned().unwrap_or_default();
    let args: Vec<String> = ctx.operands().into_iter().skip_while(|arg| is_plain_switch(arg)).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--version" | "-V"] => {
            let version = version(ctx);
            ctx.print(&format!("Python {version}\n"))?;
            Ok(0)
        }
        ["-m", "pip", rest @ ..] => {
            let folder = called.rsplit_once('/').map(|(dir, _)| format!("{dir}/pip"));
            ctx.args = vec![folder.unwrap_or_else(|| "pip".to_owned())];
            ctx.args.extend(rest.iter().map(|arg| (*arg).to_owned()));
            super::pip::main(ctx)
        }
        ["-m", "venv" | "virtualenv", rest @ ..] => {
            let dirs: Vec<String> =
                rest.iter().filter(|arg| !arg.starts_with('-')).map(|arg| (*arg).to_owned()).collect();
            if dirs.is_empty() {
                ctx.print_error("usage: venv [-h] [--system-site-packages] [--symlinks | --copies] [--clear] [--upgrade] [--without-pip] ENV_DIR [ENV_DIR ...]\nvenv: error: the following arguments are required: ENV_DIR\n")?;
                return Ok(2);
            }
            let pip = !rest.contains(&"--without-pip");
            for dir in dirs {
                let status = environment(ctx, &called, &dir, pip)?;
                if status != 0 {
                    return Ok(status);
                }
            }
            Ok(0)
        }
        ["-m", "ensurepip" | "compileall", ..] => Ok(0),
        _ => ctx.elsewhere("running Python"),
    }
}

/// A switch of the interpreter that changes nothing that the model knows of: `-u`, `-E`, `-s`, `-I`, `-B`.
fn is_plain_switch(arg: &str) -> bool {
    matches!(arg, "-u" | "-E" | "-s" | "-I" | "-B" | "-q" | "-O")
}

/// The full version, as the image's settings tell it, else that of its library.
fn version(ctx: &mut Context<'_, '_>) -> String {
    match ctx.task.var("PYTHON_VERSION") {
        Some(version) => version.to_owned(),
        None => format!("{}.0", super::pip::python(ctx)),
    }
}

/// A virtual environment: links to the interpreter, a pip of its own, and the script that turns it on.
fn environment(ctx: &mut Context<'_, '_>, called: &str, dir: &str, pip: bool) -> Done<i32> {
    let minor = super::pip::python(ctx);
    let full = version(ctx);
    let root = ctx.task.cwd.join(dir).to_string();
    let own = if called.starts_with('/') { called.to_owned() } else { which(ctx, called) };
    let home = own.rsplit_once('/').map_or("/usr/bin", |(home, _)| home).to_owned();
    let settings = format!(
        "home = {home}\ninclude-system-site-packages = false\nversion = {full}\nexecutable = {home}/python{minor}\ncommand = {own} -m venv {root}\n"
    );
    let activate = format!(
        "VIRTUAL_ENV={root}\nexport VIRTUAL_ENV\nPATH=\"$VIRTUAL_ENV/bin:$PATH\"\nexport PATH\ndeactivate () {{\n    PATH=\"${{PATH#\"$VIRTUAL_ENV/bin:\"}}\"\n    unset VIRTUAL_ENV\n    unset -f deactivate\n}}\n"
    );
    let site = format!("lib/python{minor}/site-packages");
    let mut files = vec![
        ("pyvenv.cfg".to_owned(), Blob::from(settings.into_bytes()), 0o644),
        ("bin/activate".to_owned(), Blob::from(activate.into_bytes()), 0o644),
    ];
    if pip {
        for name in ["pip".to_owned(), "pip3".to_owned(), format!("pip{minor}")] {
            files.push((format!("bin/{name}"), Blob::synthetic(seed(&["pip", dir]), 240), 0o755));
        }
        let library = Blob::synthetic(seed(&["pip", &minor]), 7_900_000);
        files.push((format!("{site}/pip/__init__.py"), library, 0o644));
    }
    for (path, blob, mode) in files {
        if let Err(error) = ctx.put(&format!("{root}/{path}"), blob, mode)? {
            return ctx.no_write(&error);
        }
    }
    for made in [ctx.make_dirs(&format!("{root}/{site}"))?, ctx.make_dirs(&format!("{root}/include"))?] {
        if let Err(error) = made {
            return ctx.no_write(&error);
        }
    }
    let names = [("python", own.as_str()), ("python3", "python"), (&format!("python{minor}"), "python")];
    for (name, target) in names {
        // One that is there already stays.
        let _ = ctx.kernel.symlink(&ctx.task, target, &format!("{root}/bin/{name}"));
    }
    ctx.kernel.meter.spent.waited += if pip { 2_500_000 } else { 100_000 };
    Ok(0)
}

/// Where PATH leads for a name.
fn which(ctx: &mut Context<'_, '_>, name: &str) -> String {
    let path = ctx.task.var("PATH").unwrap_or(DEFAULT_PATH).to_owned();
    find_program(ctx.kernel, &ctx.task, name, &path).unwrap_or_else(|_| format!("/usr/bin/{name}"))
}
