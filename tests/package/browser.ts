/** A Chromium and a server for the pages that use the package. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { chromium, type Browser } from "@playwright/test";

/** Debian's Chromium where there is one; otherwise the one that Playwright installs. */
const SYSTEM_CHROMIUM = "/usr/bin/chromium";
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

export function launch(): Promise<Browser> {
  return chromium.launch({
    args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--enable-blink-features=ForceEagerMeasureMemory"],
    ...(existsSync(SYSTEM_CHROMIUM) && { executablePath: SYSTEM_CHROMIUM }),
  });
}

export interface Served {
  address: string;
  close(): void;
}

/** Serves a folder on loopback; `headers` are sent with every answer, and `asked` hears of every path that was answered. */
export async function serve(folder: string, headers: Record<string, string> = {}, asked: (path: string) => void = () => {}): Promise<Served> {
  const server: Server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    if (!existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end();
    asked(path);
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", ...headers });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}
