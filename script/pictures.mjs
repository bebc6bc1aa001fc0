// Draws the pictures that programs show for the site: the preview of a link to it, and its icon as pixels. They are committed,
// so that a build needs no browser: `node script/pictures.mjs` after a change of the icon or of the words. Where pngquant is
// installed, they become smaller.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const SYSTEM_CHROMIUM = "/usr/bin/chromium";
const icon = readFileSync("www/public/icon.svg", "utf8");
const font = (path) => `url(data:font/woff2;base64,${readFileSync(`node_modules/${path}`).toString("base64")})`;

/** A Dockerfile, the highest layer first, and what becomes of its steps when app.js has changed. */
const STEPS = [
  ["COPY", "app.js .", "runs: app.js, line 3", "broken"],
  ["ENV", "INTERVAL=3000", "reused", "cached"],
  ["WORKDIR", "/web-ping", "reused", "cached"],
  ["FROM", "diamol/node", "reused", "base"],
];

const PREVIEW = `<style>
  @font-face { font-family: Sans; font-weight: 100 700; src: ${font("@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2")} }
  @font-face { font-family: Mono; font-weight: 400; src: ${font("@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2")} }
  @font-face { font-family: Mono; font-weight: 600; src: ${font("@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-600-normal.woff2")} }
  body { margin: 0; width: 1200px; height: 630px; display: grid; grid-template-columns: 540px 1fr; align-items: center; background: #eceff0; color: #142027; font-family: Sans }
  .words { padding: 0 40px 0 72px }
  svg { width: 132px; height: auto }
  h1 { margin: 18px 0 10px; font-size: 84px; line-height: 1; letter-spacing: -2px }
  p { margin: 0; font-size: 34px; line-height: 1.35; color: #4a5a64 }
  ul { margin: 0 64px 0 0; padding: 0; list-style: none; display: grid; gap: 14px }
  li { display: flex; justify-content: space-between; align-items: center; gap: 16px; height: 88px; padding: 0 24px; border: 2px solid; border-radius: 10px; font: 25px Mono; white-space: nowrap }
  small { font: 600 20px Sans }
  .broken { background: #fff0e2; border-color: #ec9a53 } .broken small { color: #a33a00 }
  .cached { background: #eef3f1; border-color: #cddad4 } .cached small { color: #3f6b5c }
  .base { background: #3b4a54; border-color: #26323a; color: #f4f7f8 } .base small { color: #c9d3d9 }
</style>
<div class="words">${icon}<h1>Layerlab</h1><p>A Docker build you can watch: every layer created, hashed and reused, and why.</p></div>
<ul>${STEPS.map(([keyword, rest, verdict, kind]) => `<li class="${kind}"><span><b>${keyword}</b> ${rest}</span><small>${verdict}</small></li>`).join("")}</ul>`;

const iconPage = (size) => `<style>body { margin: 0; width: ${size}px; height: ${size}px; display: grid; place-items: center; background: #eceff0 } svg { width: 72% }</style>${icon}`;

const browser = await chromium.launch({ args: ["--no-sandbox"], ...(existsSync(SYSTEM_CHROMIUM) && { executablePath: SYSTEM_CHROMIUM }) });
const page = await browser.newPage();

async function draw(path, width, height, html) {
  await page.setViewportSize({ width, height });
  await page.setContent(`<!doctype html><body>${html}</body>`);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path });
  spawnSync("pngquant", ["--force", "--skip-if-larger", "--speed", "1", "--quality", "80-98", "--ext", ".png", path]);
}

await draw("www/public/preview.png", 1200, 630, PREVIEW);
for (const size of [180, 512]) await draw(`www/public/icon-${size}.png`, size, size, iconPage(size));
await browser.close();
