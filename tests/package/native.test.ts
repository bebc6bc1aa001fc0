/** The same build gives the same bytes natively and in WebAssembly. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { readImage, sha256 } from "./archive.js";
import { scratch } from "./command.js";

const ROOT = join(import.meta.dirname, "../..");

test("an example's archive is the same, byte for byte", { timeout: 600_000 }, async () => {
  const folder = scratch();
  const native = join(folder, "native.tar");
  const wasm = join(folder, "wasm.tar");
  execFileSync("cargo", ["run", "--quiet", "-p", "wasm", "--example", "native", "--", "web-ping", native], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const program = `
    import { writeFileSync } from "node:fs";
    import { createLab } from "layerlab";
    const lab = await createLab({ seed: 0, now: 1_700_000_000, example: "web-ping" });
    const { state } = await lab.build({ tags: ["web-ping"] }).result;
    if (state !== "done") throw new Error("the build ended as " + state);
    writeFileSync(${JSON.stringify(wasm)}, await lab.save("web-ping", { format: "oci" }));
    lab.dispose();
  `;
  execFileSync("node", ["--input-type=module", "-e", program], { cwd: inject("installed"), stdio: "inherit" });
  const [ours, theirs] = [readFileSync(wasm), readFileSync(native)];
  expect((await readImage(ours)).layers.length).toBeGreaterThan(1);
  expect(sha256(ours)).toBe(sha256(theirs));
});
