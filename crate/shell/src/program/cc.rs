//! Compilers, linkers and the tools around them, modelled: they read their sources and leave a marked file.

use super::web::{Member, seed};
use super::{Context, Done};

/// What a modelled compiler leaves starts with this, so that it is a binary and says what it is.
const OBJECT: &[u8] = b"\x7fELF\x02\x01\x01\0layerlab: modelled output of ";

/// Options that take the next word.
const WITH_VALUE: &[&str] = &["-I", "-L", "-D", "-U", "-include", "-isystem", "-x", "-MF", "-MT", "-MQ", "-Xlinker", "-l", "-T", "-z", "-arch", "-target", "-soname", "-m", "-e"];

pub(super) fn compile(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let name = ctx.args.first().map(|name| name.rsplit('/').next().unwrap_or(name).to_string()).unwrap_or_default();
    ctx.name.clone_from(&name);
    match args.first().map(String::as_str) {
        Some("--version") => return ctx.print_line(&format!("{name} (modelled) 12.2.0")).map(|()| 0),
        Some("-dumpmachine") => return ctx.print_line("x86_64-linux-gnu").map(|()| 0),
        Some("-dumpversion" | "-dumpfullversion") => return ctx.print_line("12").map(|()| 0),
        _ => {}
    }
    let (mut output, mut inputs) = (None, Vec::new());
    let has = |option: &str| args.iter().any(|arg| arg == option);
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-o" => output = words.next().cloned(),
            "-" => inputs.push(word.clone()),
            option if WITH_VALUE.contains(&option) => drop(words.next()),
            option if option.starts_with("-o") && !option.starts_with("-op") => output = option.get(2..).map(str::to_string),
            option if option.starts_with(['-', '@']) => {}
            input => inputs.push(input.to_string()),
        }
    }
    if inputs.is_empty() {
        ctx.print_error(&format!("{name}: fatal error: no input files\ncompilation terminated.\n"))?;
        return Ok(1);
    }
    let mut size = 0;
    for input in &inputs {
        match ctx.kernel.read(&ctx.task, input) {
            Ok(blob) => size += blob.len(),
            Err(_) if input == "-" => {}
            Err(error) => {
                ctx.print_error(&format!("{name}: error: {input}: {error}\n{name}: fatal error: no input files\ncompilation terminated.\n"))?;
                return Ok(1);
            }
        }
    }
    // About 2 MB of source a second.
    ctx.kernel.meter.spent.waited += 50_000 + size / 2;
    if has("-E") || has("-M") || has("-MM") {
        return Err(ctx.unmodelled("preprocessing"));
    }
    ctx.mark("nothing is compiled; the output is a stand-in that cannot run")?;
    if has("-fsyntax-only") {
        return Ok(0);
    }
    let outputs = match (output, has("-c")) {
        (Some(output), _) => vec![output],
        (None, true) => inputs.iter().map(|input| object_name(input)).collect(),
        (None, false) => vec!["a.out".to_string()],
    };
    for output in outputs {
        if output.starts_with("/dev/") {
            continue;
        }
        let bytes = [OBJECT, name.as_bytes(), b"\n"].concat();
        if !ctx.save(&output, bytes)? {
            return Ok(1);
        }
        if !has("-c") && !name.ends_with("-as") && name != "as" {
            let _ = ctx.kernel.chmod(&ctx.task, &output, 0o777 & !ctx.task.umask);
        }
    }
    Ok(0)
}

fn object_name(input: &str) -> String {
    let base = input.rsplit('/').next().unwrap_or(input);
    format!("{}.o", base.rsplit_once('.').map_or(base, |(stem, _)| stem))
}

/// `ar rcs LIB FILE...`.
pub(super) fn ar(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args: Vec<String> = ctx.operands();
    let [operation, library, ..] = args.as_slice() else { return ctx.misuse("") };
    if !operation.contains(['r', 'q', 's']) {
        return Err(ctx.unmodelled(&format!("the operation `{operation}`")));
    }
    ctx.mark("the library is a stand-in")?;
    let bytes = [b"!<arch>\n", OBJECT, b"ar\n"].concat();
    Ok(if ctx.save(library, bytes)? { 0 } else { 1 })
}

/// patchelf changes what the loader reads, which the model does not hold.
pub(super) fn patchelf(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let file = ctx.args.last().cloned().unwrap_or_default();
    if ctx.kernel.stat(&ctx.task, &file, vfs::Follow::All).is_err() {
        ctx.print_error(&format!("patchelf: getting info about '{file}': No such file or directory\n"))?;
        return Ok(1);
    }
    if ctx.args.iter().any(|arg| arg.starts_with("--print")) {
        return Err(ctx.unmodelled("what a program needs"));
    }
    ctx.mark("what the loader reads of a program is not kept").map(|()| 0)
}

/// strip, ranlib and the like change nothing that the model knows of.
pub(super) fn strip(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let mut status = 0;
    for file in ctx.operands().into_iter().filter(|word| !word.starts_with('-')) {
        match ctx.kernel.read(&ctx.task, &file) {
            Ok(blob) if blob.seed().is_some() || blob.bytes().starts_with(b"\x7fELF") || blob.bytes().starts_with(b"!<arch>") => {}
            Ok(_) => {
                let name = ctx.name.clone();
                ctx.print_error(&format!("{name}:{file}: file format not recognized\n"))?;
                status = 1;
            }
            Err(error) => {
                let name = ctx.name.clone();
                ctx.print_error(&format!("{name}: '{file}': {error}\n"))?;
                status = 1;
            }
        }
    }
    Ok(status)
}

/// autoconf, automake, libtoolize …: the sources of the model have their `configure`.
pub(super) fn autotools(ctx: &mut Context<'_, '_>) -> Done<i32> {
    if ctx.args.iter().any(|arg| arg == "--version") {
        let line = format!("{} (modelled)", ctx.name);
        return ctx.print_line(&line).map(|()| 0);
    }
    ctx.mark("nothing is generated").map(|()| 0)
}

/// cmake and meson: a build directory whose Makefile installs what the modelled sources hold.
pub(super) fn cmake(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let after = |option: &str| args.iter().skip_while(|arg| *arg != option).nth(1).cloned();
    if args.iter().any(|arg| arg == "--version") {
        return ctx.print("cmake version 3.25.1\n").map(|()| 0);
    }
    if let Some(dir) = after("--build") {
        let target = after("--target").or(after("-t"));
        let mut words = vec!["make".to_string(), "-s".into(), "-C".into(), dir];
        words.extend(target);
        return super::run_other::start(ctx, &words);
    }
    if let Some(dir) = after("--install") {
        return super::run_other::start(ctx, &["make".to_string(), "-s".into(), "-C".into(), dir, "install".into()]);
    }
    let mut plain = Vec::new();
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-B" | "-S" | "-G" | "-D" | "-C" | "--preset" => drop(words.next()),
            word if word.starts_with('-') => {}
            word => plain.push(word.to_string()),
        }
    }
    let attached = |flag: &str| args.iter().find_map(|arg| arg.strip_prefix(flag)).filter(|rest| !rest.is_empty()).map(str::to_string);
    let source = after("-S").or(plain.first().cloned()).unwrap_or_else(|| ".".into());
    let build = after("-B").or(attached("-B")).unwrap_or_else(|| ".".into());
    if ctx.kernel.stat(&ctx.task, &format!("{source}/CMakeLists.txt"), vfs::Follow::All).is_err() {
        let place = ctx.task.cwd.join(&source);
        ctx.print_error(&format!("CMake Error: The source directory \"{place}\" does not appear to contain CMakeLists.txt.\nSpecify --help for usage, or press the help button on the CMake GUI.\n"))?;
        return Ok(1);
    }
    let prefix = args.iter().find_map(|arg| arg.strip_prefix("-DCMAKE_INSTALL_PREFIX=").or(arg.strip_prefix("-DCMAKE_INSTALL_PREFIX:PATH="))).unwrap_or("/usr/local");
    let place = ctx.task.cwd.join(&source);
    let text = format!(
        "# Modelled.\nprefix ?= {prefix}\nall:\n\t@:\ninstall: all\n\tmkdir -p $(DESTDIR)$(prefix)\n\tif [ -d {place}/.modelled ]; then cp -R {place}/.modelled/. $(DESTDIR)$(prefix)/; fi\n%: all\n\t@:\n"
    );
    let blob = vfs::Blob::from(text.clone().into_bytes());
    super::tar::make_parents(ctx, &build);
    super::tar::lay_out(ctx, &build, Member { mode: 0o644, path: "Makefile".into(), blob: blob.clone() })?;
    super::tar::lay_out(ctx, &build, Member { mode: 0o644, path: "build.ninja".into(), blob })?;
    ctx.mark("nothing is configured but the installation")?;
    let place = ctx.task.cwd.join(&build);
    ctx.print(&format!("-- Configuring done\n-- Generating done\n-- Build files have been written to: {place}\n"))?;
    Ok(0)
}

/// ninja: as make over the same rules.
pub(super) fn ninja(ctx: &mut Context<'_, '_>) -> Done<i32> {
    if ctx.args.iter().any(|arg| arg == "--version") {
        return ctx.print_line("1.11.1").map(|()| 0);
    }
    let mut words = vec!["make".to_string(), "-s".into(), "-f".into(), "build.ninja".into()];
    let args = ctx.operands();
    let mut given = args.iter();
    while let Some(word) = given.next() {
        match word.as_str() {
            "-C" => words.extend(["-C".to_string()].into_iter().chain(given.next().cloned())),
            "-j" | "-k" | "-l" => drop(given.next()),
            word if word.starts_with('-') => {}
            word => words.push(word.to_string()),
        }
    }
    super::run_other::start(ctx, &words)
}

/// ldd: a modelled program needs the C library only.
pub(super) fn ldd(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let files: Vec<String> = ctx.operands().into_iter().filter(|word| !word.starts_with('-')).collect();
    let mut status = 0;
    for file in &files {
        let Ok(blob) = ctx.kernel.read(&ctx.task, file) else {
            let message = format!("ldd: {file}: No such file or directory\n");
            ctx.print_error(&message)?;
            status = 1;
            continue;
        };
        if files.len() > 1 {
            ctx.print_line(&format!("{file}:"))?;
        }
        if blob.seed().is_none() && !blob.bytes().starts_with(b"\x7fELF") {
            ctx.print_line("\tnot a dynamic executable")?;
            status = 1;
            continue;
        }
        let at = seed(file) & 0xfff_f000;
        ctx.print(&format!(
            "\tlinux-vdso.so.1 (0x00007ffc{at:08x})\n\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f2a{at:08x})\n\t/lib64/ld-linux-x86-64.so.2 (0x00007f2b{at:08x})\n"
        ))?;
    }
    Ok(status)
}

/// scanelf: the model's programs need the C library only, so nothing is listed.
pub(super) fn scanelf(ctx: &mut Context<'_, '_>) -> Done<i32> {
    ctx.mark("what programs need is not known; nothing is listed").map(|()| 0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn outputs_are_marked() {
        crate::testing::check(&[
            ("echo 'int main(){}' > a.c; gcc -O2 -c a.c -o a.o && ls; gcc nosuch.c; gcc", "gcc: modelled: nothing is compiled; the output is a stand-in that cannot run\na.c\na.o\ngcc: error: nosuch.c: No such file or directory\ngcc: fatal error: no input files\ncompilation terminated.\ngcc: fatal error: no input files\ncompilation terminated.\n[1]"),
            ("echo 'int main(){}' > a.c; gcc a.c 2>/dev/null; ./a.out", "[not modelled: the program `/work/a.out`]"),
        ]);
    }
}
