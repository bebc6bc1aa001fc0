/** What is published, and what the lock file gives away. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

/** All files below a folder, relative to it. */
function files(folder: string, below = ""): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? files(folder, path) : [path];
  });
}

test("the tarball holds the library, the module and what they need", () => {
  const folder = join(inject("installed"), "node_modules/layerlab");
  const found = files(folder);
  for (const name of ["package.json", "LICENSE", "README.md", "pkg/layerlab_bg.wasm", "pkg/layerlab_rest.wasm", "pkg/layerlab.js", "pkg/catalog-index.bin", "pkg/catalog-images.bin", "pkg/catalog-packages.bin", "lib/node/layerlab.js"]) {
    expect(found).toContain(name);
  }
  const strays = found.filter((name) => !/^(lib|pkg)\/|^(package\.json|LICENSE|README\.md)$/.test(name));
  expect(strays).toEqual([]);
  expect(statSync(join(folder, "lib/node/layerlab.js")).mode & 0o111).not.toBe(0);
});

test("the notices name what is bundled into the elements, the module and what runs in containers", () => {
  const text = readFileSync(join(inject("installed"), "node_modules/layerlab/lib/element/LICENCES.txt"), "utf8");
  for (const name of ["lit-html", "@codemirror/view", "wasm-bindgen", "readable-stream", "@jitl/quickjs-wasmfile-release-sync"]) expect(text).toMatch(new RegExp(`^${name} \\d`, "m"));
});

test("everything that package.json points at is there", () => {
  const folder = join(inject("installed"), "node_modules/layerlab");
  const { exports, bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, unknown>;
  const found = files(folder);
  const targets = (value: unknown): string[] =>
    typeof value === "string" ? [value] : Object.values(value as Record<string, unknown>).flatMap(targets);
  for (const target of [...targets(exports), ...targets(bin)]) expect(found).toContain(target.replace("./", ""));
});

test("the package needs nothing but Node", () => {
  const { dependencies = {} } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { dependencies?: object };
  expect(dependencies).toEqual({});
});

test("package-lock.json names no registry", () => {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, { resolved?: string; link?: boolean }>;
  };
  const resolved = Object.entries(lock.packages).filter(([, { resolved, link = false }]) => resolved !== undefined && !link);
  expect(resolved).toEqual([]);
});
