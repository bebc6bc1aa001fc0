/** The site around the lab: every link of every page leads somewhere, and the gallery is in two languages. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "./lab.js";

const DIST = join(import.meta.dirname, "../../dist");
const pages = readdirSync(DIST, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));

test("every link leads somewhere, and none depends on where the site lies", () => {
  const broken: string[] = [];
  for (const page of pages) {
    const text = readFileSync(join(DIST, page), "utf8");
    for (const [, target = ""] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
      if (/^(https?:|data:|mailto:)/.test(target)) continue;
      const [path = "", hash] = target.replace(/&amp;/g, "&").split("#");
      const file = normalize(join(DIST, path === "" ? page : join(dirname(page), decodeURI(path.replace(/\?.*/, "")))));
      const found = !target.startsWith("/") && existsSync(file) && statSync(file).isFile();
      const anchored = hash === undefined || (found && readFileSync(file, "utf8").includes(`id="${hash}"`));
      if (!found || !anchored) broken.push(`${page}: ${target}`);
    }
  }
  expect(pages.length).toBeGreaterThan(8);
  expect(broken).toEqual([]);
});

test("the gallery tells what to notice, in English and Korean", async ({ page }) => {
  await page.goto("./gallery.html", { waitUntil: "domcontentloaded" });
  expect(await page.locator("section").count()).toBeGreaterThanOrEqual(15);
  await expect(page.locator("section h3").first()).toHaveText("What to notice");
  await page.goto("./gallery.ko.html", { waitUntil: "domcontentloaded" });
  await expect(page.locator("section h3").first()).toHaveText("눈여겨볼 점");
});
