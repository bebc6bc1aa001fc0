//! `cargo xtask size`: how large the wasm package is, and whether that is within the budget.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::{build, catalog, package, root, weight};

/// The most that the first half of the module may weigh over the wire, in bytes of gzip at level 9.
const BUDGET_GZIP: u64 = 450_000;

struct Size {
    name: &'static str,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Print raw, gzip and brotli sizes of the module, its glue and its catalog.
pub(crate) fn report() -> Result<()> {
    measure().map(|_| ())
}

/// As `report`, with what the module consists of; fail when what comes first is over its budget.
pub(crate) fn check() -> Result<()> {
    let module = measure()?;
    weight::print(&build::compile(build::RELEASE.profile)?)?;
    ensure!(
        module.gzip <= BUDGET_GZIP,
        "{} is {} bytes in gzip, over its budget of {BUDGET_GZIP}",
        module.name,
        module.gzip
    );
    println!("within the budget of {BUDGET_GZIP} bytes in gzip");
    Ok(())
}

/// Sizes of the files of the package; the module's is returned.
fn measure() -> Result<Size> {
    let glue = size_of("layerlab.js")?;
    let module = size_of("layerlab_bg.wasm")?;
    let rest = size_of("layerlab_rest.wasm")?;
    println!("{:20} {:>10} {:>10} {:>10}", "bytes", "raw", "gzip", "brotli");
    let [index, images, packages] = catalog::FILES.map(size_of);
    for size in [&glue, &module, &rest, &index?, &images?, &packages?] {
        println!("{:20} {:>10} {:>10} {:>10}", size.name, size.raw, size.gzip, size.brotli);
    }
    Ok(module)
}

/// Node's zlib is there anyway and has both formats.
fn size_of(name: &'static str) -> Result<Size> {
    const SCRIPT: &str = "const z = require('node:zlib'), b = require('node:fs').readFileSync(process.argv[1]);\
        console.log(b.length, z.gzipSync(b, { level: 9 }).length, z.brotliCompressSync(b).length)";
    let output = Command::new("node")
        .args(["-e", SCRIPT])
        .arg(package().join(name))
        .current_dir(root())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("could not start node")?;
    ensure!(output.status.success(), "could not measure pkg/{name}: run `npm run build` first");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().map(str::parse::<u64>);
    let mut next = || numbers.next().context("node printed too little")?.context("node printed no number");
    Ok(Size { name, raw: next()?, gzip: next()?, brotli: next()? })
}
