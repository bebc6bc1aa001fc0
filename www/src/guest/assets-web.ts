/** QuickJS and Node's modules from beside the engine's module, for browsers. */
import { LabError } from "../engine/lab.js";
import type { Assets } from "./node.js";
import type * as QuickJs from "./quickjs.js";

async function load(url: URL): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new LabError("worker", `what runs JavaScript could not be loaded: ${response.status} ${response.url}`);
  return response;
}

export async function loadAssets(): Promise<Assets> {
  // Spelled out one by one: bundlers look for just this.
  const [wasm, modules, { loadQuickJs }] = await Promise.all([
    load(new URL("../../../pkg/quickjs.wasm", import.meta.url)).then((response) => response.arrayBuffer()),
    load(new URL("../../../pkg/node-guest.js", import.meta.url)).then((response) => response.text()),
    import(/* @vite-ignore */ /* webpackIgnore: true */ new URL("../../../pkg/quickjs.js", import.meta.url).href) as Promise<typeof QuickJs>,
  ]);
  return { quickjs: await loadQuickJs(wasm), modules };
}
