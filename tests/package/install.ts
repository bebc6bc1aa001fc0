/** Packs the package once and installs the tarball into an empty folder, for all test files. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder in which the package is installed. */
    installed: string;
  }
}

const ROOT = join(import.meta.dirname, "../..");

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "layerlab-package-"));
  npm(ROOT, "pack", "--ignore-scripts", "--pack-destination", folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack wrote no tarball");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  // The package depends on nothing, so it has to install without a registry.
  npm(folder, "install", "--offline", "--no-audit", "--no-fund", `./${tarball}`);
  project.provide("installed", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

function npm(cwd: string, ...args: string[]): void {
  execFileSync("npm", ["--loglevel=error", ...args], { cwd, stdio: ["ignore", "ignore", "inherit"] });
}
