//! `cargo xtask build`: the wasm package from source to `pkg/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::toolchain::Toolchain;
use crate::{catalog, package, root, size};

const MODULE: &str = "layerlab_bg.wasm";

/// Features are named one by one: binaryen's `--all-features` emits imports that Chromium and Node refuse to load.
const WASM_OPT: [&str; 10] = [
    "-O3",
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
    profile: &'static str,
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
    if same && up_to_date(&compiled, &package().join(MODULE)) {
        println!("pkg/ is up to date");
    } else {
        // Beside the compiled module and not in pkg/, where somebody may be serving or packing the last one.
        let draft = compiled.with_file_name("pkg");
        bind(&compiled, &draft)?;
        if variant.shrinks {
            optimise(&draft.join(MODULE))?;
        }
        load_once(&draft)?;
        publish(&draft)?;
        fs::write(&note, variant.profile).context("could not note what was published")?;
    }
    if variant.shrinks { size::report() } else { Ok(()) }
}

/// Compile the crate and return the path of the module.
fn compile(profile: &str) -> Result<PathBuf> {
    let output = Toolchain::find()?
        .cargo_build()
        .args(["--profile", profile, "--package", "wasm", "--message-format=json-render-diagnostics"])
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

/// Whether the package was made from this very module; cargo leaves an unchanged one untouched.
fn up_to_date(compiled: &Path, made: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    match (time(compiled), time(made)) {
        (Some(compiled), Some(made)) => made > compiled,
        _ => false,
    }
}

/// Write the JavaScript glue, its types and the module it loads.
fn bind(compiled: &Path, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(false)
        .out_name("layerlab")
        .generate(folder)
        .context("wasm-bindgen failed")
}

fn optimise(module: &Path) -> Result<()> {
    let tool = root().join("node_modules/binaryen/bin/wasm-opt");
    ensure!(tool.exists(), "npm `binaryen` is missing: run `npm install` first");
    let small = module.with_extension("opt");
    let status = Command::new("node")
        .arg(tool)
        .args(WASM_OPT)
        .arg(module)
        .arg("-o")
        .arg(&small)
        .stdin(Stdio::null())
        .status()
        .context("could not start wasm-opt")?;
    ensure!(status.success(), "wasm-opt failed");
    fs::rename(small, module).context("could not put the optimised module in place")
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
    for name in ["layerlab.d.ts", "layerlab.js", MODULE] {
        fs::copy(draft.join(name), package.join(name))
            .with_context(|| format!("could not write pkg/{name}"))?;
    }
    Ok(())
}
