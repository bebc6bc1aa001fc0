/** What tools that judge packages say, and what the package weighs. */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, inject, test, vi } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

// are-the-types-wrong compiles a program per way of importing.
vi.setConfig({ testTimeout: 240_000 });

/** Entries of the package and everything that a page loads with them at once, and the most that they may weigh in gzip. */
const BUDGETS: [string, number][] = [
  ["lib/src/api/browser.js", 20_000],
  ["lib/src/api/node.js", 41_000],
  ["lib/element/element.js", 7_500],
  ["lib/src/engine/worker.js", 30_000],
  ["lib/node/layerlab.js", 38_000],
];
/** The most that the tarball may weigh, in bytes; nearly all of it is the module. */
const TARBALL = 4_500_000;

/** A module with what it imports statically, each file once. */
function graph(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, found = ""] of text.matchAll(/(?:^|[;\n}])\s*(?:import|export)[^"'()]*?["'](\.[^"']+)["']/g)) graph(join(file, "..", found), seen);
  return seen;
}

test("publint finds nothing", () => {
  const { stdout, status } = spawnSync(join(ROOT, "node_modules/.bin/publint"), ["--strict", "--pack", "false", join(inject("installed"), "node_modules/layerlab")], { cwd: ROOT, encoding: "utf8" });
  expect(stdout).not.toMatch(/Warnings|Errors|Suggestions/);
  expect(status).toBe(0);
});

test("are-the-types-wrong finds nothing", () => {
  const tarball = readdirSync(inject("installed")).find((name) => name.endsWith(".tgz")) ?? "";
  // The package is ESM only, and the module and the manifest of elements have no types.
  const { stdout, status } = spawnSync(join(ROOT, "node_modules/.bin/attw"), [tarball, "--profile", "esm-only", "--exclude-entrypoints", "./wasm", "./custom-elements.json", "./worker"], { cwd: inject("installed"), encoding: "utf8" });
  expect(status, stdout).toBe(0);
});

test("entries and tarball keep to their budgets", () => {
  const folder = join(inject("installed"), "node_modules/layerlab");
  const over: string[] = [];
  for (const [entry, budget] of BUDGETS) {
    const files = [...graph(join(folder, entry))];
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
    console.log(`${entry}: ${bytes} bytes in gzip, ${files.length} files, budget ${budget}`);
    if (bytes > budget) over.push(entry);
  }
  const tarball = readdirSync(inject("installed")).find((name) => name.endsWith(".tgz")) ?? "";
  const { size } = statSync(join(inject("installed"), tarball));
  console.log(`${tarball}: ${size} bytes, budget ${TARBALL}`);
  expect(over).toEqual([]);
  expect(size).toBeLessThanOrEqual(TARBALL);
});

test("the loader is small and the manifest of elements names every element", () => {
  expect(statSync(join(ROOT, "www/public/loader.js")).size).toBeLessThanOrEqual(3_000);
  const manifest = JSON.parse(readFileSync(join(inject("installed"), "node_modules/layerlab/lib/custom-elements.json"), "utf8")) as {
    modules: { declarations: { tagName?: string; events?: { name: string }[] }[] }[];
  };
  const elements = manifest.modules.flatMap(({ declarations }) => declarations).filter(({ tagName }) => tagName !== undefined);
  expect(elements.map(({ tagName }) => tagName).sort()).toEqual(["layer-lab", "layer-lab-editor", "layer-lab-stack", "layer-lab-terminal"]);
  for (const { events = [] } of elements) {
    expect(events.map(({ name }) => name)).toEqual(["ready", "change", "build-start", "step", "build-end", "cache-miss", "goal", "lesson-complete", "resize", "error"]);
  }
});

test("the manifest of elements says what docs/embedding.md says", () => {
  const manifest = JSON.parse(readFileSync(join(inject("installed"), "node_modules/layerlab/lib/custom-elements.json"), "utf8")) as {
    modules: { declarations: Record<"attributes" | "cssParts" | "cssProperties" | "members", { name: string }[]>[] }[];
  };
  const [lab] = manifest.modules.flatMap(({ declarations }) => declarations);
  const names = (of: "attributes" | "cssParts" | "cssProperties" | "members"): string[] => (lab?.[of] ?? []).map(({ name }) => name).sort();
  const text = readFileSync(join(ROOT, "docs/embedding.md"), "utf8");
  const listed = (pattern: RegExp): string[] => [...(pattern.exec(text)?.[1] ?? "").matchAll(/`([\w-]+)(?:\([^)]*\))?`/g)].map(([, name = ""]) => name).sort();
  const attributes = [...text.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, name = ""]) => name).sort();
  expect(attributes).toEqual(names("attributes"));
  expect(listed(/parts are ([^.]*)\./)).toEqual(names("cssParts"));
  expect(listed(/custom properties \(([^)]*)\)/)).toEqual(names("cssProperties"));
  expect(names("members")).toEqual([...listed(/^Methods: (.*?)\. They/m), ...attributes].sort());
});

test("no type of the package is any", () => {
  const folder = join(inject("installed"), "node_modules/layerlab/lib");
  const declarations = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".d.ts"));
  const code = (file: string): string => readFileSync(join(folder, file), "utf8").replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "").replace(/"[^"]*"/g, "");
  expect(declarations.length).toBeGreaterThan(20);
  expect(declarations.filter((file) => /\bany\b/.test(code(file)))).toEqual([]);
});

test("every file of JavaScript has its source map, with the source in it", () => {
  const folder = join(inject("installed"), "node_modules/layerlab/lib");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js") && !file.includes("preload-helper"));
  for (const file of files) {
    const map = JSON.parse(readFileSync(join(folder, `${file}.map`), "utf8")) as { sourcesContent?: (string | null)[] };
    expect(map.sourcesContent?.length, file).toBeGreaterThan(0);
  }
  execFileSync("node", ["--check", join(folder, "node/layerlab.js")]);
});
