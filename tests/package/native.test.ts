/** The same builds give the same bytes natively and in WebAssembly: every recorded scenario, through the package's lab. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { scratch } from "./command.js";
import { script } from "./replay.js";

const ROOT = join(import.meta.dirname, "../..");

/** Follows a script with the lab of the installed package; writes what every build came to. */
const PROGRAM = `
  import { createHash } from "node:crypto";
  import { readFileSync, writeFileSync } from "node:fs";
  import { createLab } from "layerlab";
  const sha256 = (bytes) => "sha256:" + createHash("sha256").update(bytes).digest("hex");
  const [script, results] = process.argv.slice(1);
  const newLab = () => createLab({ seed: 0, now: 1_700_000_000 });
  let lab = await newLab();
  async function build(request) {
    const result = await lab.build(request).result;
    if (result.state !== "done") return { state: result.state, message: result.message };
    const { id, manifest, layers } = result.image;
    const archive = sha256(await lab.save(id, { format: "oci" }));
    return { state: "done", id, manifest, layers: layers.map((layer) => layer.diffId), archive };
  }
  const built = [];
  for (const step of JSON.parse(readFileSync(script, "utf8"))) {
    switch (step.op) {
      case "lab": lab.dispose(); lab = await newLab(); break;
      case "build": built.push(await build(step.request)); break;
      case "write": await lab.files.write(step.path, Buffer.from(step.base64, "base64"), step); break;
      case "rename": await lab.files.rename(step.path, step.to); break;
      case "chmod": await lab.files.chmod(step.path, step.mode); break;
      case "symlink": await lab.files.symlink(step.path, step.target); break;
      default: await lab.files[step.op](step.path);
    }
  }
  lab.dispose();
  writeFileSync(results, JSON.stringify(built));
`;

interface Built {
  state: string;
  message?: string;
  layers?: string[];
}

test("recorded builds give the same images and archives, byte for byte", { timeout: 900_000 }, () => {
  const folder = scratch();
  const steps = script();
  const [path, native, wasm] = ["script.json", "native.json", "wasm.json"].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(path, JSON.stringify(steps));
  const cargo = ["run", "--quiet", "-p", "docker", "--example", "native", "--", path, native];
  execFileSync("cargo", cargo, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  execFileSync("node", ["--input-type=module", "-e", PROGRAM, path, wasm], { cwd: inject("installed"), stdio: "inherit" });

  const [ours, theirs] = [wasm, native].map((file) => JSON.parse(readFileSync(file, "utf8")) as Built[]) as [Built[], Built[]];
  const names = steps.flatMap((step) => (step.op === "build" ? [step.name] : []));
  const named = (built: Built[]): [string, Built | undefined][] => names.map((name, at) => [name, built[at]]);
  expect(ours).toHaveLength(names.length);
  const done = ours.filter(({ state }) => state === "done");
  const layers = done.flatMap((built) => built.layers ?? []);
  console.log(`native against WebAssembly: ${names.length} builds, ${done.length} images, ${layers.length} layers`);
  expect(done.length).toBeGreaterThan(names.length / 2);
  expect(named(ours)).toEqual(named(theirs));
});
