//! `cargo xtask build`: the wasm package from source to `pkg/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::reach::{self, Reach};
use crate::toolchain::Toolchain;
use crate::{catalog, package, root, size, split};

const MODULE: &str = "layerlab_bg.wasm";
/// What is loaded when something first calls it.
const REST: &str = "layerlab_rest.wasm";
/// Tells what belongs to the first half, which is what a first visit executes.
const PROFILE: &str = "crate/xtask/src/profile.mjs";
const VISIT: &str = "crate/xtask/src/visit.mjs";

/// Features are named one by one: binaryen's `--all-features` emits imports that Chromium and Node refuse to load.
const WASM_OPT: [&str; 9] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-debug",
    "--strip-producers",
];

/// How the module is compiled.
pub(crate) struct Variant {
    /// The name of Cargo's profile.
    pub(crate) profile: &'static str,
    /// Whether `wasm-opt` goes over it.
    shrinks: bool,
}

pub(crate) const RELEASE: Variant = Variant { profile: "release", shrinks: true };
pub(crate) const QUICK: Variant = Variant { profile: "quick", shrinks: false };

pub(crate) fn run(variant: &Variant) -> Result<()> {
    catalog::pack()?;
    let compiled = compile(variant.profile)?;
    // Both variants publish to the same place, so a note beside their folders says whose module lies there.
    let note = compiled.with_file_name("../published-profile");
    let same = fs::read_to_string(&note).is_ok_and(|name| name == variant.profile);
    if same
        && up_to_date(&[compiled.clone(), root().join(PROFILE), root().join(VISIT)], &package().join(MODULE))
    {
        println!("pkg/ is up to date");
    } else {
        // Beside the compiled module and not in pkg/, where somebody may be serving or packing the last one.
        let draft = compiled.with_file_name("pkg");
        let module = fs::read(&compiled).context("could not read the compiled module")?;
        bind(&module, &draft)?;
        divide(&module, &draft)?;
        if variant.shrinks {
            // People wait for what comes first while they type.
            optimise(&[(draft.join(MODULE), "-O3"), (draft.join(REST), "-Oz")])?;
        }
        load_once(&draft)?;
        publish(&draft)?;
        fs::write(&note, variant.profile).context("could not note what was published")?;
    }
    if variant.shrinks { size::report() } else { Ok(()) }
}

/// Compile the crate and return the path of the module.
pub(crate) fn compile(profile: &str) -> Result<PathBuf> {
    let output = Toolchain::find()?
        .cargo_rustc()
        .args(["--profile", profile, "--package", "wasm", "--message-format=json-render-diagnostics"])
        // What refers to which data says what data each half of the module needs.
        .args(["--", "-C", "link-arg=--emit-relocs"])
        .current_dir(root())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("could not start cargo")?;
    ensure!(output.status.success(), "the wasm crate does not compile");
    let messages = String::from_utf8(output.stdout).context("cargo's messages are not UTF-8")?;
    for line in messages.lines() {
        let message: serde_json::Value = serde_json::from_str(line)?;
        let files = message["filenames"].as_array().into_iter().flatten();
        let mut files = files.filter_map(serde_json::Value::as_str);
        if let Some(file) = files.find(|file| file.ends_with("/wasm.wasm")) {
            return Ok(PathBuf::from(file));
        }
    }
    bail!("cargo did not say where it put wasm.wasm")
}

/// Whether the package was made from these very files; cargo leaves an unchanged module untouched.
fn up_to_date(from: &[PathBuf], made: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    let made = time(made);
    from.iter().all(|from| time(from).is_some_and(|from| made.is_some_and(|made| made > from)))
}

/// Write the JavaScript glue, its types and the module it loads.
fn bind(compiled: &[u8], folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_bytes("layerlab", reach::without_notes(compiled)?)
        // The names of functions say which of the compiled ones they are.
        .demangle(false)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(false)
        .generate(folder)
        .context("wasm-bindgen failed")
}

/// Divide the module into what a first visit executes, which is found out by trying, and the rest.
fn divide(compiled: &[u8], folder: &Path) -> Result<()> {
    let reach = Reach::read(compiled)?;
    let place = folder.join(MODULE);
    let module = fs::read(&place).context("could not read the module")?;
    let instrumented = folder.join("instrumented.wasm");
    fs::write(&instrumented, split::instrument(&module)?).context("could not write a module to try")?;
    let output = Command::new("node")
        .arg(root().join(PROFILE))
        .arg(folder)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("could not start node")?;
    ensure!(output.status.success(), "Node does not run the module that tells what a first visit executes");
    let numbers = String::from_utf8(output.stdout).context("node printed no text")?;
    let hot: BTreeSet<u32> = numbers.lines().map(str::parse).collect::<Result<_, _>>()?;
    let (first, rest) = split::split(&module, &hot, &reach)?;
    fs::write(place, first)
        .and_then(|()| fs::write(folder.join(REST), rest))
        .context("could not write the halves")
}

/// Optimise modules side by side, each in its place and for its own aim.
fn optimise(modules: &[(PathBuf, &str)]) -> Result<()> {
    let tool = root().join("node_modules/binaryen/bin/wasm-opt");
    ensure!(tool.exists(), "npm `binaryen` is missing: run `npm install` first");
    let start = |(module, aim): &(PathBuf, &str)| {
        let mut command = Command::new("node");
        command.arg(&tool).arg(aim).args(WASM_OPT).arg(module).arg("-o").arg(module.with_extension("opt"));
        command.stdin(Stdio::null()).spawn().context("could not start wasm-opt")
    };
    let running = modules.iter().map(start).collect::<Result<Vec<_>>>()?;
    for (mut child, (module, _)) in running.into_iter().zip(modules) {
        ensure!(child.wait()?.success(), "wasm-opt failed");
        fs::rename(module.with_extension("opt"), module).context("could not put a module in place")?;
    }
    Ok(())
}

/// A module that no engine accepts must not get out of here, so Node has to make a `Lab` of it.
fn load_once(folder: &Path) -> Result<()> {
    let status = Command::new("node")
        .arg(root().join("crate/xtask/src/load.mjs"))
        .arg(folder)
        .stdin(Stdio::null())
        .status()
        .context("could not start node")?;
    ensure!(status.success(), "Node does not load the built module");
    Ok(())
}

/// Put the package where it is used: the module last, because its age says what it was made from.
fn publish(draft: &Path) -> Result<()> {
    let package = package();
    fs::create_dir_all(&package).context("could not make pkg/")?;
    for name in ["layerlab.d.ts", "layerlab.js", REST, MODULE] {
        fs::copy(draft.join(name), package.join(name))
            .with_context(|| format!("could not write pkg/{name}"))?;
    }
    Ok(())
}
