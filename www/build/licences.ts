/** Notices of everything that is bundled: the npm packages that the page is made of and the crates in the module. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One library with the text of its licence. */
export interface Notice {
  name: string;
  version: string;
  licence: string;
  text: string;
}

/** All of them, as a part of a page; `modules` are the files of which the scripts were made. */
export function licencePage(root: string, modules: Iterable<string>): string {
  const items = notices(root, modules).map(
    ({ name, version, licence, text }) => `<details><summary>${escape(name)} ${escape(version)} (${escape(licence)})</summary><pre>${escape(text)}</pre></details>`,
  );
  return `<h1>Licences</h1><p>Layerlab is licensed under Apache-2.0. It contains these libraries:</p>${items.join("\n")}`;
}

/** All of them as plain text. */
export function licenceText(root: string, modules: Iterable<string>): string {
  const line = "=".repeat(80);
  const items = notices(root, modules).map(({ name, version, licence, text }) => `${line}\n${name} ${version} (${licence})\n\n${text}\n`);
  return `Layerlab is licensed under Apache-2.0. It contains these libraries:\n\n${items.join("\n")}`;
}

function notices(root: string, modules: Iterable<string>): Notice[] {
  return [...npmNotices([...modules, ...guestModules(root)]), ...cargoNotices(root)];
}

/** A file in the folder of each package that containers' JavaScript is made of, as `script/guest.mjs` bundled it. */
function guestModules(root: string): string[] {
  const list = join(root, "pkg/guest-packages.json");
  const folders = existsSync(list) ? (JSON.parse(readFileSync(list, "utf8")) as string[]) : [];
  return folders.map((folder) => join(root, folder, "package.json"));
}

const PACKAGE = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** The packages in whose folders the modules lie. */
function npmNotices(modules: Iterable<string>): Notice[] {
  const folders = new Set([...modules].flatMap((module) => PACKAGE.exec(module.replace(/^\0|\?.*$/g, ""))?.[0] ?? []));
  return [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, string>;
    return { name: name ?? "", version: version ?? "", licence: license ?? "see text", text: licenceIn(folder) };
  });
}

interface Metadata {
  packages: { id: string; name: string; version: string; license: string | null; manifest_path: string; source: string | null }[];
  resolve: { nodes: { id: string; deps: { pkg: string; dep_kinds: { kind: string | null }[] }[] }[] };
}

function cargoNotices(root: string): Notice[] {
  const args = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", "wasm32-unknown-unknown"];
  const metadata = JSON.parse(execFileSync("cargo", args, { cwd: root, encoding: "utf8", maxBuffer: 64_000_000 })) as Metadata;
  const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
  const start = metadata.packages.find(({ name, source }) => name === "wasm" && source === null);
  const reached = new Set<string>();
  const visit = (id: string): void => {
    if (reached.has(id)) return;
    reached.add(id);
    // Crates that only build or test something don't end up in the module.
    for (const { pkg, dep_kinds } of nodes.get(id)?.deps ?? []) if (dep_kinds.some(({ kind }) => kind === null)) visit(pkg);
  };
  if (start !== undefined) visit(start.id);
  return metadata.packages
    .filter(({ id, source }) => reached.has(id) && source !== null)
    .map(({ name, version, license, manifest_path }) => ({ name, version, licence: license ?? "see text", text: licenceIn(join(manifest_path, "..")) }));
}

/** The licence files of a folder; their texts stand as their authors wrote them. */
function licenceIn(folder: string): string {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|unlicense)/i.test(file)) : [];
  const texts = files.filter((file) => !file.includes("/")).map((file) => readText(join(folder, file)));
  return texts.filter((text) => text !== "").join("\n\n") || "The library ships no text of its licence, only its name.";
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}
