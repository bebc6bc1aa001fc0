/** Starts the engine's worker, wherever this module comes from. */

/**
 * This module's own address. Bundlers take `new URL("./worker.js", import.meta.url)` for theirs; here it must stay an
 * address. webpack puts a `file:` one in its place, which tells that it has bundled the worker.
 */
const here = import.meta.url;

/** A worker may only be started from the page's own origin; from elsewhere, such as a CDN, a worker of the page imports it. */
export function startWorker(): Worker {
  const options = { type: "module", name: "layerlab" } as const;
  const { origin, protocol } = new URL(here);
  if (origin === location.origin || !protocol.startsWith("http")) {
    return new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "layerlab" });
  }
  const bootstrap = new Blob([`import ${JSON.stringify(new URL("worker.js", here).href)};`], { type: "text/javascript" });
  const url = URL.createObjectURL(bootstrap);
  const worker = new Worker(url, options);
  worker.addEventListener("message", () => URL.revokeObjectURL(url), { once: true });
  return worker;
}
