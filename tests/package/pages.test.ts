/** The package in pages: bundled by Vite and webpack, as a plain module, and under a strict content security policy. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { launch, serve } from "./browser.js";

const ROOT = join(import.meta.dirname, "../..");
/** What each page does: the README's example, with its result on the page. */
const PROGRAM = `
import { createLab } from "layerlab";
const lab = await createLab({ example: "web-ping" });
const build = lab.build({ tags: ["web-ping"] });
let layers = 0;
for await (const event of build) if (event.kind === "layer") layers++;
const cat = lab.open("container run -i alpine cat");
cat.write("said");
cat.end();
document.title = (await build.result).state + " " + (layers > 0) + " " + (await cat.result).stdout;
lab.dispose();
`;
const HTML = (script: string): string => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>waiting</title>${script}</head><body></body></html>`;
const STRICT = { "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'" };

// Bundling and a Chromium take their time where other things run beside them.
vi.setConfig({ testTimeout: 240_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** A folder below the one where the package is installed, with files. */
function app(name: string, files: Record<string, string>): string {
  const folder = join(inject("installed"), name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

interface Visit {
  path?: string;
  headers?: Record<string, string>;
  asked?: (path: string) => void;
}

/** Opens a served folder, and fails with whatever the page logs as an error. */
async function visit(folder: string, use: (page: Page) => Promise<void>, { path = "", headers = {}, asked }: Visit = {}): Promise<void> {
  const served = await serve(folder, headers, asked);
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && !message.text().includes("favicon") && !message.location().url.endsWith("/favicon.ico") && errors.push(message.text()));
  try {
    await page.goto(served.address + path);
    await use(page).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${errors.join("\n")}`);
    });
    expect(errors).toEqual([]);
  } finally {
    await page.close();
    served.close();
  }
}

const built = (page: Page): Promise<void> => page.waitForFunction(() => document.title !== "waiting", undefined, { timeout: 120_000 }).then(async () => expect(await page.title()).toBe("done true said"));

test("Vite bundles it", async () => {
  const folder = app("vite", { "index.html": HTML(`<script type="module" src="./main.js"></script>`), "main.js": PROGRAM });
  execFileSync(join(ROOT, "node_modules/.bin/vite"), ["build", "--base", "./", "--logLevel", "error"], { cwd: folder, stdio: "pipe" });
  await visit(join(folder, "dist"), built);
});

test("webpack bundles it and the elements, with nothing to warn of", async () => {
  const folder = app("webpack", {
    "main.js": PROGRAM,
    "element.js": `import "layerlab/element";`,
    "webpack.config.mjs": `export default { mode: "production", entry: { main: "./main.js", element: "./element.js" }, experiments: { topLevelAwait: true }, performance: false, optimization: { minimize: false }, output: { publicPath: "auto" } };`,
  });
  const said = execFileSync(join(ROOT, "node_modules/.bin/webpack"), [], { cwd: folder, encoding: "utf8" });
  expect(said).toMatch(/ compiled successfully in /);
  writeFileSync(join(folder, "dist/index.html"), HTML(`<script defer src="./main.js"></script><script defer src="./element.js"></script>`));
  await visit(join(folder, "dist"), async (page) => {
    await built(page);
    await page.evaluate(() => document.body.append(document.createElement("layer-lab")));
    await page.getByRole("button", { name: "Build" }).click();
    await page.locator("layer-lab lab-slab").first().waitFor({ timeout: 60_000 });
  });
});

test("a plain module script loads it, found by an import map", async () => {
  app(".", {
    "plain.html": HTML(`<script type="importmap">{ "imports": { "layerlab": "./node_modules/layerlab/lib/src/api/browser.js" } }</script><script type="module">${PROGRAM}</script>`),
  });
  await visit(inject("installed"), built, { path: "plain.html" });
});

test("elements work under a strict content security policy, and share what they name", async () => {
  app(".", {
    "strict.html": HTML(`<script type="module" src="./node_modules/layerlab/lib/element/element.js"></script>`).replace(
      "<body>",
      `<body><layer-lab id="one" tag="strict"><pre>FROM alpine\nRUN echo hi > /a</pre></layer-lab><layer-lab-stack for="one"></layer-lab-stack><layer-lab-terminal for="one"></layer-lab-terminal>`,
    ),
  });
  const use = async (page: Page): Promise<void> => {
    const before = page.workers().length;
    const result = await page.evaluate(async () => {
      const lab = document.querySelector("layer-lab")!;
      const seen: string[] = [];
      for (const name of ["ready", "build-start", "build-end", "cache-miss"] as const) document.addEventListener(name, () => seen.push(name));
      const end = await lab.build();
      const ran = await document.querySelector("layer-lab-terminal")!.run("image ls --format {{.Repository}}");
      const archive = await lab.exportImage("docker");
      lab.files = { Dockerfile: "FROM alpine\nRUN echo other > /b\n" };
      const second = await lab.build();
      return { seen: [...new Set(seen)], state: end.state, stdout: ran.stdout, bytes: archive.length > 0, second: second.state, link: (await lab.permalink()).slice(0, 5) };
    });
    expect({ before, ...result }).toEqual({
      before: 0,
      seen: ["ready", "build-start", "cache-miss", "build-end"],
      state: "done",
      stdout: "strict\n",
      bytes: true,
      second: "done",
      link: "#lab=",
    });
    await expect.poll(() => page.workers().length).toBe(1);
  };
  await visit(inject("installed"), use, { path: "strict.html", headers: STRICT });
});

/** What a page holds once its garbage is gone: bytes of its own heap, of everything with its workers and their WebAssembly, and workers. */
async function held(page: Page): Promise<{ heap: number; all: number; workers: number }> {
  const devtools = await page.context().newCDPSession(page);
  // What the first collection finds is let go of by finalisers, which the second one sees.
  for (const _ of [1, 2]) await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  await devtools.detach();
  const all = await page.evaluate(async () => (await (performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> }).measureUserAgentSpecificMemory()).bytes);
  return { heap: usedSize, all, workers: page.workers().length };
}

test("two engines live side by side, and fifty cycles leave neither workers nor memory behind", async () => {
  // Counted where they are made: from outside, one that lives for a moment only may be missed.
  const counted = `<script>window.workers = { begun: 0, ended: 0 }; window.Worker = class extends Worker {
    constructor(...args) { super(...args); workers.begun++; }
    terminate() { super.terminate(); workers.ended++; }
  };</script>`;
  app(".", { "cycles.html": HTML(`${counted}<script type="module">import * as layerlab from "./node_modules/layerlab/lib/src/api/browser.js"; window.layerlab = layerlab;</script>`) });
  let modules = 0;
  const use = async (page: Page): Promise<void> => {
    await page.waitForFunction(() => "layerlab" in window);
    /** Makes two labs, uses both, and lets go of them unless they are to stay. */
    const cycles = (count: number, stay = false): Promise<void> =>
      page.evaluate(
        async ({ count, stay }) => {
          const { createLab } = (window as unknown as { layerlab: typeof import("../../www/src/api/browser.js") }).layerlab;
          for (let cycle = 0; cycle < count; cycle++) {
            const labs = await Promise.all([createLab(), createLab({ files: { Dockerfile: "FROM scratch\n" } })]);
            if ((await labs[0]!.files.list()).length !== 0 || (await labs[1]!.files.list()).length !== 1) throw new Error("the labs are not apart");
            if (stay) Object.assign(window, { labs });
            else for (const lab of labs) lab.dispose();
          }
        },
        { count, stay },
      );
    const settled = (workers: number): Promise<void> => expect.poll(() => page.workers().length, { timeout: 60_000 }).toBe(workers);
    await cycles(2);
    await settled(0);
    const before = await held(page);
    await cycles(1, true);
    await settled(2);
    const living = await held(page);
    await page.evaluate(() => (window as unknown as { labs: { dispose(): void }[] }).labs.splice(0).forEach((lab) => lab.dispose()));
    await cycles(50);
    await settled(0);
    const after = await held(page);
    for (const [when, { heap, all, workers }] of Object.entries({ "after 2 cycles": before, "with two engines": living, "after 50 more cycles": after })) {
      console.log(`${when}: ${workers} workers, ${heap} bytes in the page's heap, ${all} bytes with workers and WebAssembly`);
    }
    const workers = await page.evaluate(() => (window as unknown as { workers: Record<"begun" | "ended", number> }).workers);
    console.log(`workers: ${workers.begun} begun, ${workers.ended} ended; the module was fetched ${modules} times`);
    expect(workers).toEqual({ begun: 106, ended: 106 });
    expect(modules).toBe(1);
    // What is measured has to be able to see an engine, or it would see no leak of one either.
    expect(living.all - before.all).toBeGreaterThan(2_000_000);
    expect(after.heap - before.heap).toBeLessThan(500_000);
    expect(after.all - before.all).toBeLessThan(1_000_000);
  };
  // A page is told of its memory only if nothing of others can be in it.
  const isolated = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
  const asked = (path: string): void => void (path.endsWith("/layerlab_bg.wasm") && modules++);
  await visit(inject("installed"), use, { path: "cycles.html", headers: isolated, asked });
});
