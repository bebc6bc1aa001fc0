/** Browser tests: the built site, served on loopback under a sub-path, in real Chromium. */
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** Debian's Chromium where there is one; otherwise the one that Playwright installs. */
const SYSTEM_CHROMIUM = "/usr/bin/chromium";
const PORT = 4199;
const ROOT = new URL("../..", import.meta.url).pathname;

export default defineConfig({
  testDir: ".",
  outputDir: `${ROOT}test-results`,
  fullyParallel: true,
  workers: 2,
  // A machine that stalls for a moment is not a defect; a test that needed this is printed as flaky in the summary.
  retries: process.env.CI === undefined ? 0 : 2,
  // Generous, because nothing is measured here: a condition that comes late on a busy machine is still met.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${PORT}/some/path/`,
    viewport: { width: 1440, height: 900 },
    // What the tests read is English unless they say otherwise.
    locale: "en-US",
    permissions: ["clipboard-read", "clipboard-write"],
    trace: "retain-on-failure",
    launchOptions: {
      args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
      ...(existsSync(SYSTEM_CHROMIUM) && { executablePath: SYSTEM_CHROMIUM }),
    },
  },
  webServer: {
    command: `node serve.mjs ${ROOT}dist ${PORT} /some/path/`,
    port: PORT,
    reuseExistingServer: false,
  },
});
