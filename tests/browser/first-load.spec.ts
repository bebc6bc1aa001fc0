/** What a first visit loads, and when. Sizes are those of gzip, which servers send. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, LabPage, test } from "./lab.js";

const DIST = join(import.meta.dirname, "../../dist");
const TYPES: Record<string, string> = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml", ".wasm": "application/wasm" };

/** What was asked for, in order; by files of `dist/` without the hashes in their names. */
let asked: string[] = [];
let server: Server;
let address: string;

const kilobytes = (files: Iterable<string>): number => {
  const bytes = [...files].map((file) => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length);
  return bytes.reduce((sum, size) => sum + size, 0) / 1000;
};
const loaded = (name: RegExp): string[] => asked.filter((file) => name.test(file));
/** `cargo xtask build --quick` shrinks nothing. */
const QUICK = readdirSync(join(DIST, "assets")).some((file) => file.startsWith("layerlab_bg") && statSync(join(DIST, "assets", file)).size > 3_000_000);

// A server of its own, because it hears of requests from everywhere: page, worker, and what is asked for synchronously.
test.beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname.slice(1);
    const file = path === "" ? "index.html" : path;
    try {
      const bytes = readFileSync(join(DIST, file));
      asked.push(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
test.afterEach(() => {
  server.closeAllConnections();
  server.close();
});

// The service worker would fetch all there is.
test.use({ serviceWorkers: "block" });

test("a first visit sees its first build within the budget of bytes, and nothing comes before it is needed", async ({ page }) => {
  await page.goto(address);
  await expect(page.locator("lab-layers .count")).toHaveText("Build 1");
  await expect(page.locator("lab-verdict h3")).not.toHaveText("Building");
  // The editor's chunks are asked for side by side, in whatever order they come.
  const setup = loaded(/\/setup-/)[0] ?? "";
  const source = readFileSync(join(DIST, setup), "utf8");
  const editor = asked.findIndex((file) => file === setup || (/\/(theme|dist)-/.test(file) && source.includes(file.replace("assets/", "./"))));
  const before = kilobytes(asked.slice(0, editor).filter((file) => file.endsWith(".js") && !/\/worker-/.test(file)));
  const module = kilobytes(loaded(/layerlab_bg/));
  const all = kilobytes(new Set(asked.filter((file) => /\.(js|wasm|bin|html|css)$/.test(file))));
  console.log(`JavaScript before the editor ${before.toFixed(1)} kB, module ${module.toFixed(1)} kB, up to the end of the first build ${all.toFixed(1)} kB in gzip`);
  for (const later of [/layerlab_rest/, /catalog-packages/, /quickjs/, /node-guest/, /\/screen-/, /\/writing-/]) expect(loaded(later)).toEqual([]);
  expect(loaded(/catalog-index/)).toHaveLength(1);
  expect(loaded(/catalog-images/)).toHaveLength(1);
  expect(before).toBeLessThanOrEqual(60);
  test.skip(QUICK, "a module that was built quickly is larger");
  expect(module).toBeLessThanOrEqual(450);
  expect(all).toBeLessThanOrEqual(700);
});

test("packages and the rest of the engine come with the first step that needs them", async ({ page }) => {
  await page.goto(`${address}?quiet`);
  const lab = new LabPage(page);
  await expect(page.locator(".cm-content")).toBeVisible();
  await lab.type("FROM alpine\nRUN apk add --no-cache curl\n");
  await lab.build();
  await expect(lab.slab("RUN apk add")).toBeVisible();
  expect(loaded(/catalog-index/)).toHaveLength(1);
  expect(loaded(/catalog-images/)).toHaveLength(1);
  expect(loaded(/catalog-packages/)).toHaveLength(1);
  expect(loaded(/layerlab_rest/)).toHaveLength(1);
});

test("completion, brackets and search come with the first key, which is not lost", async ({ page }) => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/writing-/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${address}?quiet`);
  const lab = new LabPage(page);
  await expect(page.locator(".cm-content")).toBeVisible();
  expect(loaded(/\/writing-/)).toEqual([]);
  const example = await lab.text();
  await lab.type("FROM alpine\n");
  await page.keyboard.type("RU");
  await expect.poll(() => lab.text()).toBe("FROM alpine\nRU");
  await page.keyboard.press("Enter");
  await page.keyboard.type("x");
  await expect.poll(() => lab.text()).toBe("FROM alpine\nRU\nx");
  await page.keyboard.press("Backspace");
  await expect.poll(() => lab.text()).toBe("FROM alpine\nRU\n");
  await page.keyboard.press("Backspace");
  await expect.poll(() => lab.text()).toBe("FROM alpine\nRU");
  await page.keyboard.press("ControlOrMeta+f");
  await expect(page.locator(".cm-search")).toHaveCount(0);
  release();
  await expect(page.locator(".cm-search")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("N");
  await expect.poll(() => lab.text()).toBe("FROM alpine\nRUN");
  await page.keyboard.type(" echo (");
  await expect.poll(() => lab.text()).toBe("FROM alpine\nRUN echo ()");
  expect(loaded(/\/writing-/)).toHaveLength(1);
  await expect(async () => {
    await page.keyboard.press("ControlOrMeta+z");
    expect(await lab.text()).toBe(example);
  }).toPass();
});
