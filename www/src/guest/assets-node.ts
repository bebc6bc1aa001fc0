/** QuickJS and Node's modules from the package's folder, for Node. */
import { readFileSync } from "node:fs";
import type { Assets } from "./node.js";
import type * as QuickJs from "./quickjs.js";

export async function loadAssets(): Promise<Assets> {
  const packaged = (name: string): URL => new URL(`../../../pkg/${name}`, import.meta.url);
  const { loadQuickJs } = (await import(packaged("quickjs.js").href)) as typeof QuickJs;
  const wasm = readFileSync(packaged("quickjs.wasm"));
  const bytes = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer;
  return { quickjs: await loadQuickJs(bytes), modules: readFileSync(packaged("node-guest.js"), "utf8") };
}
