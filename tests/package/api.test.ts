/** The package in plain Node: what the README shows, run as a program of its own. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";

/** Run an ES module in the folder where the package is installed and return what it prints, as JSON. */
function run(program: string): unknown {
  const folder = inject("installed");
  writeFileSync(join(folder, "program.mjs"), program);
  return JSON.parse(execFileSync("node", ["program.mjs"], { cwd: folder, encoding: "utf8" }));
}

test("a project builds, and builds again from the cache", () => {
  const states = run(`
    import { createLab } from "layerlab";
    const lab = await createLab();
    await lab.loadExample("web-ping");
    const builds = [];
    for (let build = 0; build < 2; build++) {
      const events = [];
      let state;
      for await (const progress of lab.build({ tags: ["web-ping"] })) {
        events.push(...progress.events);
        state = progress.state;
      }
      const count = (kind) => events.filter((event) => event.kind === kind).length;
      builds.push({ state, cached: count("vertexCached"), missed: count("vertexMissed"), images: count("image") });
    }
    lab.dispose();
    console.log(JSON.stringify(builds));
  `);
  expect(states).toMatchObject([
    { state: "done", images: 1 },
    { state: "done", missed: 0, images: 1 },
  ]);
});

test("errors are LabErrors with a code, and a disposed lab says so", () => {
  const codes = run(`
    import { createLab, LabError } from "layerlab";
    const lab = await createLab();
    const code = (thrown) => (thrown instanceof LabError ? thrown.code : String(thrown));
    const codes = [await lab.readFile("nosuch").catch(code), await lab.loadExample("nosuch").catch(code)];
    lab.dispose();
    codes.push(await lab.files().catch(code));
    console.log(JSON.stringify(codes));
  `);
  expect(codes).toEqual(["not-found", "unknown-example", "disposed"]);
});

test("a build can be cancelled", () => {
  const states = run(`
    import { createLab } from "layerlab";
    const lab = await createLab();
    await lab.writeFile("Dockerfile", new TextEncoder().encode("FROM alpine\\nRUN while true; do :; done\\n"));
    const controller = new AbortController();
    const states = [];
    for await (const progress of lab.build({}, { signal: controller.signal })) {
      states.push(progress.state);
      controller.abort();
    }
    console.log(JSON.stringify(states.at(-1)));
  `);
  expect(states).toBe("cancelled");
});

test("the raw module can be found", () => {
  expect(run(`
    import { readFileSync } from "node:fs";
    const url = import.meta.resolve("layerlab/wasm");
    console.log(JSON.stringify(WebAssembly.validate(readFileSync(new URL(url)))));
  `)).toBe(true);
});
