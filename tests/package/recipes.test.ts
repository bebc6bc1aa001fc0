/** The recipes of docs/embedding.md and of the README, taken out of the text and used as their readers would. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Browser, Frame, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { parse } from "yaml";
import { launch, serve, type Served } from "./browser.js";
import { scratch } from "./command.js";
import { blocks, documented } from "./documented.js";

const ROOT = join(import.meta.dirname, "../..");
const DIST = join(ROOT, "dist");
/** Where the tools of the recipes are found. */
const tools = createRequire(join(import.meta.dirname, "recipes/package.json"));
const PROJECT = JSON.stringify({ name: "recipe", files: { Dockerfile: "FROM alpine\nRUN echo recipe > /note\n" } });

// Installing, bundling and a Chromium take their time where other things run beside them.
vi.setConfig({ testTimeout: 240_000 });

/** The code of a language below a heading of a text. */
function recipe(heading: string, language: string, file = "docs/embedding.md"): string {
  const text = readFileSync(join(ROOT, file), "utf8");
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  const [code] = blocks(section, language);
  expect(code, `${file} has no ${language} below "${heading}"`).toBeDefined();
  return code ?? "";
}

const whole = (body: string): string => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A tutorial</title></head><body>${body}</body></html>`;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** A folder below the one where the package is installed, with these files, and links to the tools that it needs. */
function project(name: string, files: Record<string, string>, needs: readonly string[] = []): string {
  const folder = join(inject("installed"), name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  for (const tool of needs) {
    mkdirSync(dirname(join(folder, "node_modules", tool)), { recursive: true });
    symlinkSync(folderOf(tool), join(folder, "node_modules", tool));
  }
  return folder;
}

/** Where an npm package lies; not all of them let their package.json be asked for. */
function folderOf(name: string): string {
  const found = (tools.resolve.paths(name) ?? []).map((folder) => join(folder, name)).find(existsSync);
  if (found === undefined) throw new Error(`${name} is not installed`);
  return found;
}

interface Seen {
  events: string[];
}

/** Opens a page, uses every lab that it shows, and fails with whatever the page or one of its frames logs as an error. */
async function use(address: string, labs: number): Promise<void> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && !message.location().url.endsWith("/favicon.ico") && errors.push(message.text()));
  await page.addInitScript(() => {
    const seen: Seen = { events: [] };
    Object.assign(window, { seen });
    for (const name of ["ready", "build-end", "error"]) {
      document.addEventListener(name, (event) => seen.events.push(`${name} ${String((event as CustomEvent<{ state?: string; message?: string } | null>).detail?.state ?? "")}`.trim()));
    }
  });
  try {
    await page.goto(address);
    const found = await labsOf(page, labs);
    for (const [index, { frame, nth }] of found.entries()) {
      await frame.locator("layer-lab").nth(nth).getByRole("button", { name: "Build" }).click({ timeout: 60_000 });
      const ended = found.slice(0, index + 1).filter((lab) => lab.frame === frame).length;
      await frame.waitForFunction((ended) => (window as unknown as { seen: Seen }).seen.events.filter((event) => event.startsWith("build-end")).length >= ended, ended, { timeout: 120_000 });
      expect(await frame.evaluate(() => (window as unknown as { seen: Seen }).seen.events)).toEqual(Array.from({ length: ended }, () => ["ready", "build-end done"]).flat());
    }
    expect(errors).toEqual([]);
  } catch (error) {
    throw new Error(`${String(error)}\n${errors.join("\n")}`);
  } finally {
    await page.close();
  }
}

/** All labs of a page, in it and in its frames, once there are as many as expected. */
async function labsOf(page: Page, wanted: number): Promise<{ frame: Frame; nth: number }[]> {
  const all = async (): Promise<{ frame: Frame; nth: number }[]> => {
    // Frames are loaded when they come near what is seen.
    for (const frame of await page.locator("iframe").all()) await frame.scrollIntoViewIfNeeded();
    const counts = await Promise.all(page.frames().map(async (frame) => ({ frame, count: await frame.locator("layer-lab").count() })));
    return counts.flatMap(({ frame, count }) => Array.from({ length: count }, (_, nth) => ({ frame, nth })));
  };
  await expect.poll(async () => (await all()).length, { timeout: 60_000 }).toBe(wanted);
  return all();
}

/** A page beside a project and the site, as a tutorial's author would serve it. */
async function tutorial(body: (site: string) => string): Promise<Served & { site: string }> {
  const folder = scratch();
  symlinkSync(DIST, join(folder, "layerlab"));
  writeFileSync(join(folder, "project.json"), PROJECT);
  const served = await serve(folder);
  const site = `${served.address}layerlab`;
  writeFileSync(join(folder, "index.html"), whole(body(site)));
  return { ...served, site };
}

const HTML: [string, string, number][] = [
  ["the README's tag", recipe("What you can do with it", "html", "README.md"), 1],
  ["plain HTML", recipe("Plain HTML", "html"), 2],
  ["a frame", recipe("A frame", "html"), 1],
];

test.each(HTML)("%s", async (_, code, labs) => {
  const served = await tutorial((site) => code.replaceAll("SITE", site));
  await use(served.address, labs);
  served.close();
});

test("a frame is spoken with as the recipe says", async () => {
  const code = recipe("A frame", "js");
  const served = await tutorial((site) => `<iframe src="${site}/embed.html"></iframe>`);
  const page = await browser.newPage();
  await page.goto(served.address);
  await page.frameLocator("iframe").getByRole("button", { name: "Build" }).waitFor();
  const heard = await page.evaluate(async (code) => {
    const said: { kind: string; id?: number; name?: string; value?: { state: string } }[] = [];
    const answered = new Promise<void>((resolve) => {
      const listen = (message: (typeof said)[number]): void => {
        said.push(message);
        if (message.kind !== "event") resolve();
      };
      // The recipe prints what it hears.
      new Function("frame", "SITE_ORIGIN", "console", code)(document.querySelector("iframe"), location.origin, { log: listen });
    });
    await answered;
    return said.map(({ kind, name, id, value }) => (kind === "event" ? name : [kind, id, value?.state]));
  }, code);
  expect(heard).toEqual(expect.arrayContaining(["connected", "ready", "build-start", "step", "build-end"]));
  expect(heard.at(-1)).toEqual(["result", 1, "done"]);
  await page.close();
  served.close();
});

test("an element, bundled by Vite", async () => {
  const folder = project("recipe-element", { "index.html": whole(recipe("As an element", "html")) });
  vite(folder);
  await visit(join(folder, "dist"), 1);
});

/** What the examples of the elements print in the end, in their order. */
const PRINTED: (string | RegExp)[][] = [["done", "app\n", "Loaded image: app:latest", /^#lab=/], ["0"]];

test.each(documented("html").map(([name, code], at) => ({ name, code, printed: PRINTED[at] ?? [] })))("the example of $name", async ({ name, code, printed }) => {
  const folder = project(`example-${name.replace(/\W/g, "-")}`, { "index.html": whole(code) });
  vite(folder);
  const served = await serve(join(folder, "dist"));
  const page = await browser.newPage();
  const seen: string[] = [];
  page.on("console", (message) => message.type() === "log" && seen.push(message.text()));
  page.on("pageerror", (error) => seen.push(error.message));
  await page.goto(served.address);
  expect(printed.length).toBeGreaterThan(0);
  // Before these it may tell of steps.
  const wanted = printed.map((line) => (typeof line === "string" ? line : (expect.stringMatching(line) as unknown)));
  await expect.poll(() => seen.slice(-printed.length), { timeout: 120_000 }).toEqual(wanted);
  await page.close();
  served.close();
});

test("MDX, compiled and rendered on a server and in the page as Docusaurus does", async () => {
  const folder = project(
    "recipe-mdx",
    {
      "index.html": whole(`<div id="root"><!--rendered--></div><script type="module" src="./client.js"></script>`),
      "page.mdx": recipe("MDX and Docusaurus", "mdx"),
      "client.js": `import { createElement } from "react"; import { hydrateRoot } from "react-dom/client"; import Page from "./page.mdx"; hydrateRoot(document.getElementById("root"), createElement(Page));`,
      "server.js": `import { createElement } from "react"; import { renderToString } from "react-dom/server"; import Page from "./page.mdx"; console.log(renderToString(createElement(Page)));`,
      "public/labs/project.json": PROJECT,
      "vite.config.mjs": `import mdx from "@mdx-js/rollup"; export default { base: "./", logLevel: "error", plugins: [mdx()] };`,
    },
    ["@mdx-js/rollup", "react", "react-dom"],
  );
  vite(folder, "--ssr", "server.js", "--outDir", "server");
  const rendered = execFileSync("node", ["server/server.js"], { cwd: folder, encoding: "utf8" }).trim();
  expect(rendered).toBe(`<layer-lab src="/labs/project.json" height="460"></layer-lab>`);
  writeFileSync(join(folder, "index.html"), readFileSync(join(folder, "index.html"), "utf8").replace("<!--rendered-->", rendered));
  vite(folder);
  await visit(join(folder, "dist"), 1);
});

test("VitePress", async () => {
  const folder = project(
    "recipe-vitepress",
    {
      "index.md": recipe("VitePress", "vue"),
      ".vitepress/config.mjs": recipe("VitePress", "js"),
      "public/labs/project.json": PROJECT,
    },
    ["vitepress", "vue"],
  );
  execFileSync("node", [join(folderOf("vitepress"), "bin/vitepress.js"), "build"], { cwd: folder, stdio: "pipe", env: { ...process.env, NODE_ENV: "production" } });
  await visit(join(folder, ".vitepress/dist"), 1);
});

/** Prints the last expression of a cell as a notebook shows it. */
const CELL = `
import ast, sys
cell = ast.parse(sys.stdin.read())
last = ast.Expression(cell.body.pop().value)
names = {}
exec(compile(cell, "cell", "exec"), names)
print(eval(compile(last, "cell", "eval"), names)._repr_html_())
`;

test("Jupyter", async ({ skip }) => {
  const python = notebookPython();
  if (!("path" in python)) return skip(python.missing);
  const served = await tutorial(() => "");
  const shown = execFileSync(python.path, ["-c", CELL], { input: recipe("Jupyter", "python").replaceAll("SITE", served.site), encoding: "utf8" });
  // A notebook is served from elsewhere.
  const folder = scratch();
  writeFileSync(join(folder, "index.html"), whole(shown));
  await visit(folder, 1);
  served.close();
});

/** A Python that has IPython: the system's, or one in a folder of its own. */
function notebookPython(): { path: string } | { missing: string } {
  const works = (path: string): boolean => spawnSync(path, ["-c", "import IPython"], { stdio: "ignore" }).status === 0;
  if (works("python3")) return { path: "python3" };
  const folder = scratch();
  const [python, pip] = [join(folder, "bin/python"), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "ipython"]];
  if (spawnSync("python3", ["-m", "venv", folder], { stdio: "ignore" }).status !== 0) return { missing: "Python 3 with venv is not installed" };
  const { status, stderr } = spawnSync(python, pip, { encoding: "utf8", timeout: 120_000 });
  return status === 0 && works(python) ? { path: python } : { missing: `pip could not install IPython: ${stderr.trim().split("\n").at(-1) ?? ""}` };
}

test("the workflow for GitHub Pages builds what a clone can build and hands on what is built", () => {
  const { jobs, permissions } = parse(recipe("The site on GitHub Pages", "yaml")) as {
    permissions: Record<string, string>;
    jobs: { site: { environment: { name: string }; steps: { uses?: string; run?: string; with?: Record<string, unknown> }[] } };
  };
  expect(permissions).toEqual({ contents: "read", pages: "write", "id-token": "write" });
  expect(jobs.site.environment.name).toBe("github-pages");
  const { steps } = jobs.site;
  for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^actions\/[a-z-]+@v\d+$/);
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };
  // `npm start` begins with the same, and this suite runs on what it leaves.
  for (const { run } of steps) if (run !== undefined) expect(scripts["start"]).toContain(run);
  expect(steps.flatMap(({ with: options }) => (options !== undefined && "path" in options ? [options["path"]] : []))).toEqual(["dist"]);
  expect(existsSync(join(DIST, "index.html"))).toBe(true);
});

function vite(folder: string, ...options: string[]): void {
  execFileSync(join(ROOT, "node_modules/.bin/vite"), ["build", ...options], { cwd: folder, stdio: "pipe" });
}

/** Serves a folder and uses the labs of its first page. */
async function visit(folder: string, labs: number): Promise<void> {
  const served = await serve(folder);
  try {
    await use(served.address, labs);
  } finally {
    served.close();
  }
}
