//! Package managers: one file each. What they find comes with the run ([`crate::Packages`]); what they install are files
//! of the sizes that the list tells, and executables that are found as any other.

mod apk;
mod apt;
mod cargo;
mod composer;
mod conda;
mod dotnet;
mod dpkg;
mod gem;
mod go;
mod jvm;
mod list;
mod manifest;
mod npm;
mod pip;
mod python;
mod rpm;
#[cfg(test)]
mod tests;
mod yarn;

use vfs::{Blob, Follow, VPathBuf};

use super::{Context, Done};
use crate::eval::Program;
use crate::text::from_bytes;
use list::{File, Package};
pub(crate) use list::{count as count_packages, faults as faults_of_packages};

pub(super) const TABLE: &[Program] = &[
    Program { name: "apk", usage: "", main: apk::main },
    Program { name: "apt", usage: "", main: apt::main },
    Program { name: "apt-get", usage: "", main: apt::main },
    Program { name: "apt-cache", usage: "", main: dpkg::apt_cache },
    Program { name: "apt-key", usage: "", main: dpkg::apt_key },
    Program { name: "apt-mark", usage: "", main: dpkg::apt_mark },
    Program { name: "add-apt-repository", usage: "", main: dpkg::add_repository },
    Program { name: "dpkg", usage: "", main: dpkg::dpkg },
    Program { name: "dpkg-query", usage: "", main: dpkg::query },
    Program { name: "dpkg-architecture", usage: "", main: dpkg::architecture },
    Program { name: "dpkg-buildflags", usage: "", main: dpkg::build_flags },
    Program { name: "dpkg-divert", usage: "", main: dpkg::divert },
    Program { name: "dpkg-reconfigure", usage: "", main: dpkg::reconfigure },
    Program { name: "dnf", usage: "", main: rpm::dnf },
    Program { name: "microdnf", usage: "", main: rpm::dnf },
    Program { name: "tdnf", usage: "", main: rpm::dnf },
    Program { name: "yum", usage: "", main: rpm::dnf },
    Program { name: "rpm", usage: "", main: rpm::rpm },
    Program { name: "npm", usage: "", main: npm::main },
    Program { name: "corepack", usage: "", main: yarn::corepack },
    Program { name: "yarn", usage: "", main: yarn::yarn },
    Program { name: "yarnpkg", usage: "", main: yarn::yarn },
    Program { name: "pnpm", usage: "", main: yarn::pnpm },
    Program { name: "pip", usage: "", main: pip::main },
    Program { name: "pip3", usage: "", main: pip::main },
    Program { name: "python", usage: "", main: python::main },
    Program { name: "conda", usage: "", main: conda::main },
    Program { name: "mamba", usage: "", main: conda::main },
    Program { name: "micromamba", usage: "", main: conda::main },
    Program { name: "go", usage: "", main: go::main },
    Program { name: "cargo", usage: "", main: cargo::main },
    Program { name: "rustup-init", usage: "rustup-init [OPTIONS]", main: cargo::rustup_init },
    Program { name: "rustup", usage: "", main: cargo::rustup },
    Program { name: "gem", usage: "", main: gem::gem },
    Program { name: "bundle", usage: "", main: gem::bundle },
    Program { name: "bundler", usage: "", main: gem::bundle },
    Program { name: "composer", usage: "", main: composer::main },
    Program { name: "mvn", usage: "", main: jvm::mvn },
    Program { name: "mvnw", usage: "", main: jvm::mvn },
    Program { name: "jar", usage: "", main: jvm::jar },
    Program { name: "gradle", usage: "", main: jvm::gradle },
    Program { name: "gradlew", usage: "", main: jvm::gradle },
    Program { name: "dotnet", usage: "", main: dotnet::main },
];

/// The words of a command line: options on one side, the rest on the other.
struct Words {
    options: Vec<String>,
    plain: Vec<String>,
}

impl Words {
    /// `valued` are the options whose value is the next word.
    fn of(ctx: &Context<'_, '_>, valued: &[&str]) -> Words {
        let (mut options, mut plain) = (Vec::new(), Vec::new());
        let mut args = ctx.operands().into_iter();
        while let Some(arg) = args.next() {
            if arg == "--" {
                plain.extend(args);
                break;
            }
            if !arg.starts_with('-') || arg == "-" {
                plain.push(arg);
            } else if valued.contains(&arg.as_str()) {
                let value = args.next().unwrap_or_default();
                options.push(format!("{arg}={value}"));
            } else {
                options.push(arg);
            }
        }
        Words { options, plain }
    }

    /// Whether one of the options was given.
    fn has(&self, names: &[&str]) -> bool {
        self.options.iter().any(|option| names.contains(&option.as_str()))
    }

    /// The value of an option, `--x=value` or given as the next word.
    fn value(&self, names: &[&str]) -> Option<&str> {
        let value = |option: &'_ String| -> Option<usize> {
            names
                .iter()
                .find_map(|name| option.strip_prefix(name)?.starts_with('=').then_some(name.len() + 1))
        };
        self.options.iter().rev().find_map(|option| option.get(value(option)?..))
    }

    fn values<'w>(&'w self, name: &'w str) -> impl Iterator<Item = &'w str> {
        self.options.iter().filter_map(move |option| option.strip_prefix(name)?.strip_prefix('='))
    }

    /// The command and what follows it.
    fn command(&self) -> (&str, &[String]) {
        match self.plain.split_first() {
            Some((command, rest)) => (command, rest),
            None => ("", &[]),
        }
    }
}

impl Context<'_, '_> {
    /// Says on stderr that it is the model that ends here, not the real package manager.
    fn catalog_limit(&mut self, what: &str) -> Done<()> {
        let text = if self.kernel.packages.is_empty() {
            "(modelled: no catalog of packages was loaded)\n".to_owned()
        } else {
            format!("(modelled: the catalog has no {what}; docs/catalog.md tells how to add it)\n")
        };
        self.print_error(&text)
    }

    /// A file's text, if it is there.
    fn text_of(&mut self, path: &str) -> Option<String> {
        let blob = self.kernel.read(&self.task, path).ok()?;
        // Modelled content is no text.
        blob.seed().is_none().then(|| from_bytes(&blob.bytes()))
    }

    fn is_there(&mut self, path: &str) -> bool {
        self.kernel.stat(&self.task, path, Follow::All).is_ok()
    }

    /// The release that `/etc/os-release` names: the value of one of its fields.
    fn os_release(&mut self, field: &str) -> String {
        let text = self.text_of("/etc/os-release").unwrap_or_default();
        let value = text.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix('='));
        value.unwrap_or_default().trim_matches('"').to_owned()
    }

    /// Makes the directories of a path that are missing.
    fn make_dirs(&mut self, dir: &str) -> Done<Result<(), vfs::FsError>> {
        let ends = dir.match_indices('/').map(|(at, _)| at).chain([dir.len()]);
        for end in ends.collect::<Vec<_>>() {
            let Some(above) = dir.get(..end).filter(|above| !above.is_empty()) else { continue };
            if self.kernel.stat(&self.task, above, Follow::All).is_err()
                && let Err(error) = self.kernel.mkdir(&self.task, above, 0o755)
            {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }

    /// Writes a file and the directories above it.
    fn put(&mut self, path: &str, blob: Blob, mode: u16) -> Done<Result<(), vfs::FsError>> {
        let dir = path.rsplit_once('/').map_or("", |(dir, _)| dir);
        if let Err(error) = self.make_dirs(dir)? {
            return Ok(Err(error));
        }
        if let Err(error) = self.kernel.write(&self.task, path, blob, mode)? {
            return Ok(Err(error));
        }
        Ok(if mode & 0o111 == 0 { Ok(()) } else { self.kernel.chmod(&self.task, path, mode) })
    }

    /// Adds lines to the end of a text; one that is missing is made.
    fn append(&mut self, path: &str, more: &str) -> Done<Result<(), vfs::FsError>> {
        let text = self.text_of(path).unwrap_or_default() + more;
        self.put(path, Blob::from(text.into_bytes()), 0o644)
    }

    /// Lays out the files of a package and returns their paths. What its size leaves over becomes documentation.
    fn lay_out(&mut self, package: &Package<'_>, rest: &str) -> Done<Result<Vec<String>, vfs::FsError>> {
        self.kernel.meter.spent.network += package.size;
        let known: u64 = package
            .files
            .iter()
            .map(|file| if let File::Bytes(Some(size), _) = file { *size } else { 0 })
            .sum();
        let shares = |file: &&File<'_>| matches!(file, File::Bytes(None, path) if !path.ends_with('/'));
        let open = package.files.iter().filter(shares).count() as u64;
        let left = package.installed.saturating_sub(known);
        let share = (left / 10 * 9).checked_div(open).unwrap_or(0);
        let mut paths = Vec::new();
        for file in &package.files {
            let written = match file {
                File::Bytes(_, path) if path.ends_with('/') => {
                    self.make_dirs(&format!("/{}", path.trim_end_matches('/')))?
                }
                File::Bytes(size, path) => {
                    let size = size.unwrap_or(share);
                    let executable = path.contains("bin/") || path.contains(".so");
                    let blob = Blob::synthetic(seed(&[path, package.version]), size);
                    paths.push((*path).to_owned());
                    self.put(&format!("/{path}"), blob, if executable { 0o755 } else { 0o644 })?
                }
                File::Text(path, text) => {
                    paths.push((*path).to_owned());
                    self.put(
                        &format!("/{path}"),
                        Blob::from(format!("{text}\n").into_bytes()),
                        if path.contains("bin/") { 0o755 } else { 0o644 },
                    )?
                }
                File::Link(path, target) => {
                    paths.push((*path).to_owned());
                    self.link(path, target)?
                }
            };
            if let Err(error) = written {
                return Ok(Err(error));
            }
        }
        let over = left - share * open;
        if over > 0 && !rest.is_empty() {
            let blob = Blob::synthetic(seed(&[rest, package.name, package.version]), over);
            paths.push(rest.to_owned());
            if let Err(error) = self.put(&format!("/{rest}"), blob, 0o644)? {
                return Ok(Err(error));
            }
        }
        Ok(Ok(paths))
    }

    fn link(&mut self, path: &str, target: &str) -> Done<Result<(), vfs::FsError>> {
        let path = format!("/{path}");
        let dir = path.rsplit_once('/').map_or("", |(dir, _)| dir);
        if let Err(error) = self.make_dirs(dir)? {
            return Ok(Err(error));
        }
        if self.kernel.stat(&self.task, &path, Follow::Parent).is_ok() {
            return Ok(Ok(()));
        }
        Ok(self.kernel.symlink(&self.task, target, &path))
    }

    /// Takes a file away; it is fine if it is not there.
    fn take_away(&mut self, path: &str) {
        let place = VPathBuf::normalise(path);
        // What is not there needs no removing.
        let _ = self.kernel.tree.remove_all(&place, self.kernel.now);
    }

    /// Ends with the message of a program that may not write.
    fn no_write(&mut self, error: &vfs::FsError) -> Done<i32> {
        let text = format!("{}: {}: {}", error.path, error.errno.text(), "the file system refused");
        self.fail(&text)
    }
}

/// FNV-1a over texts: the same package has the same bytes everywhere.
fn seed(texts: &[&str]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// `1,234 kB` as apt writes it: three digits or more, decimal units.
fn decimal(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if value < 10_000.0 {
            return if value >= 100.0 || unit == "B" {
                format!("{value:.0} {unit}")
            } else {
                format!("{value:.1} {unit}")
            };
        }
        value /= 1000.0;
    }
    format!("{value:.1} TB")
}

/// `99 kB` or `1.2 MB`, as pip and others do.
fn short(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// The names of a set, in lines of at most 78 characters behind two blanks, as apt lists them.
fn columns(names: &[&str]) -> String {
    let mut out = String::new();
    let mut width = 0;
    for name in names {
        if width == 0 || width + name.len() + 1 > 78 {
            out.push_str(if width == 0 { "  " } else { "\n  " });
            width = 2 + name.len();
        } else {
            out.push(' ');
            width += name.len() + 1;
        }
        out.push_str(name);
    }
    out.push('\n');
    out
}
