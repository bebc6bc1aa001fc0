/** How the page behaves as a page: accessible, steady, light, at every width, in both themes and languages. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, LabPage, test } from "./lab.js";

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary ?? ""}`));
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test("axe finds nothing on any view", async ({ page }) => {
      test.slow();
      await page.emulateMedia({ reducedMotion: "reduce" });
      const lab = await LabPage.open(page);
      expect(await violations(page)).toEqual([]);
      await lab.build();
      await lab.slab("COPY").getByRole("button", { expanded: false }).click();
      await expect(page.getByRole("tree", { name: "Files of this layer" })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await lab.openFile("app.js");
      await lab.edit("let count = 0;", "let count = 1;");
      await lab.build();
      await page.getByRole("button", { name: "Show why" }).click();
      expect(await violations(page)).toEqual([]);
      await lab.openFile("Dockerfile");
      await lab.edit("ENV METHOD=", "ENV METHOD ");
      await page.getByRole("tab", { name: /Problems/ }).click();
      await expect(page.locator("lab-problems li").first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await lab.edit("COPY", "COPPY");
      await lab.build();
      await expect(lab.verdict).toHaveText("The build failed");
      expect(await violations(page)).toEqual([]);
    });
  });
}

test("nothing moves while a build runs", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.build();
  await lab.openFile("app.js");
  await lab.edit("let count = 0;", "let count = 2;");
  // Shifts within half a second of an input don't count as unexpected; the build must not need that excuse.
  await page.waitForTimeout(600);
  await page.evaluate(() => {
    const shifts: string[] = [];
    Reflect.set(window, "shifts", shifts);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push(JSON.stringify(entry));
    }).observe({ type: "layout-shift" });
  });
  await page.evaluate(() => document.querySelector("lab-page")?.dispatchEvent(new CustomEvent("lab-intent", { detail: { kind: "build" } })));
  await expect(lab.verdict).toHaveText("Cache broke at COPY app.js .");
  await page.waitForTimeout(600);
  expect(await page.evaluate(() => Reflect.get(window, "shifts") as string[])).toEqual([]);
});

test("the first load needs at most 60 kB of JavaScript, the editor comes after", async ({ page }) => {
  const before: string[] = [];
  page.on("request", (request) => before.push(request.url()));
  await page.goto("./");
  await expect(page.locator(".cm-content")).toBeVisible();
  const dist = new URL("../../dist/", import.meta.url);
  const html = readFileSync(new URL("index.html", dist), "utf8");
  const first = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]!);
  const bytes = first.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length, 0);
  expect(first.length).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(60_000);
  const editor = readdirSync(new URL("assets/", dist)).find((file) => /^setup-.*\.js$/.test(file))!;
  expect(html).not.toContain(editor);
  expect(before.some((url) => url.endsWith(editor))).toBe(true);
});

test("splitters move by arrow keys and remember", async ({ page }) => {
  await LabPage.open(page);
  const splitter = page.getByRole("separator", { name: "Width of the project" });
  const width = Number(await splitter.getAttribute("aria-valuenow"));
  await splitter.focus();
  await page.keyboard.press("ArrowRight");
  await expect(splitter).toHaveAttribute("aria-valuenow", String(width + 16));
  await page.reload();
  await expect(splitter).toHaveAttribute("aria-valuenow", String(width + 16));
});

for (const [width, height] of [
  [1440, 900],
  [900, 1000],
  [390, 844],
] as const) {
  test(`at ${width} pixels everything can be reached and nothing sticks out`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto("./?quiet");
    const build = page.getByRole("button", { name: "Build" });
    await expect(build).toBeEnabled();
    await build.click();
    await expect(page.locator("lab-verdict h3")).toHaveText("Built");
    await expect(page.locator("lab-slab").first()).toBeVisible();
    for (const name of width < 800 ? ["Project", "Editor", "Output", "Layers"] : []) {
      await page.locator("lab-tabs.views").getByRole("tab", { name }).click();
      await expect(page.locator(`section.${name.toLowerCase()}`)).toBeVisible();
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
}

test("the page speaks Korean and remembers it; the theme too", async ({ page }) => {
  const lab = await LabPage.open(page);
  await page.getByRole("combobox", { name: "Language" }).selectOption("ko");
  await expect(page.getByRole("button", { name: "빌드" })).toBeVisible();
  await expect(lab.verdict).toHaveText("아직 빌드하지 않았습니다");
  await page.getByRole("button", { name: /테마/ }).click();
  await page.getByRole("button", { name: /테마/ }).click();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
