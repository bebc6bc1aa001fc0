// Typing into a Dockerfile of 300 lines in the page: what a keystroke costs the page's main thread, and how long it
// takes until a problem that was typed is shown.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "@playwright/test";
import { loadLab } from "../../lib/src/engine/node.js";
import { median, milliseconds, table } from "./measure.mjs";

const LINES = 300;
const KEYSTROKES = 60;
const PORT = 4198;
const SYSTEM_CHROMIUM = "/usr/bin/chromium";

const DOCKERFILE = `FROM debian:bookworm-slim\n${Array.from({ length: (LINES - 2) / 2 }, (_, i) => `ENV NAME_${i}=value\nRUN echo "$NAME_${i}" > /file-${i}`).join("\n")}\n`;

export async function typing() {
  const lab = loadLab();
  const bytes = new TextEncoder().encode(DOCKERFILE);
  const engine = await median(() => {
    lab.writeFile("Dockerfile", bytes);
    lab.tokens(DOCKERFILE);
    lab.check("Dockerfile");
  });
  lab.free();

  const server = spawn(process.execPath, ["tests/browser/serve.mjs", "dist", String(PORT), "/"], { stdio: "inherit" });
  const browser = await chromium.launch({
    args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    ...(existsSync(SYSTEM_CHROMIUM) && { executablePath: SYSTEM_CHROMIUM }),
  });
  try {
    const { main, processor, shown } = await inPage(browser, await browser.newPage());
    table(`Typing into ${LINES} lines`, [
      ["", "per keystroke"],
      ["engine: write, colour and check, in its worker", milliseconds(engine)],
      ["page: all tasks of the main thread, waiting for the compositor included, median", milliseconds(main)],
      ...(processor === undefined ? [] : [["page: processor time of the main thread, median", milliseconds(processor)]]),
      ["until a typed problem is shown", milliseconds(shown)],
    ]);
  } finally {
    await browser.close();
    server.kill();
    await once(server, "exit");
  }
}

async function inPage(browser, page) {
  await open(page);
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(DOCKERFILE);
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("End");
  await sleep(1_000);

  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const busy = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration").value * 1_000;
  };
  const processor = await processorTime(browser);
  const costs = [];
  const processors = [];
  for (let i = 0; i < KEYSTROKES; i++) {
    const [before, used] = [await busy(), processor()];
    await page.keyboard.press("x");
    // Long enough for the worker's answer and everything that is drawn because of it.
    await sleep(100);
    costs.push((await busy()) - before);
    if (used !== undefined) processors.push(processor() - used);
  }

  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.insertText("COPPY a b");
  const began = performance.now();
  await page.locator(".cm-lintRange-error").waitFor();
  return { main: middle(costs), processor: middle(processors), shown: performance.now() - began };
}

function middle(times) {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

/**
 * Milliseconds that the page's main thread has run, where Linux tells it. Unlike the length of its tasks this leaves out
 * the time in which other programs had the processor.
 */
async function processorTime(browser) {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  const [page] = processInfo.filter(({ type }) => type === "renderer").sort((a, b) => b.cpuTime - a.cpuTime);
  const file = `/proc/${page.id}/task/${page.id}/schedstat`;
  return () => (existsSync(file) ? Number(readFileSync(file, "utf8").split(" ")[0]) / 1e6 : undefined);
}

/** The page on its example, once its server answers and the editor is there. */
async function open(page) {
  for (let tries = 0; ; tries++) {
    try {
      await page.goto(`http://127.0.0.1:${PORT}/`);
      break;
    } catch (error) {
      if (tries === 50) throw error;
      await sleep(100);
    }
  }
  await page.getByRole("treeitem", { name: "Dockerfile" }).click();
  await page.locator(".cm-content").waitFor();
}
