/** The project's files, and that they outlive a reload and a crash. */
import { expect, LabPage, test } from "./lab.js";

test("files are added, renamed and deleted in the tree", async ({ page }) => {
  const lab = await LabPage.open(page);
  const rows = page.getByRole("tree", { name: "Files of the project" }).getByRole("treeitem");
  await page.getByRole("button", { name: "New file" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("src/config.json");
  await page.keyboard.press("Enter");
  await expect(rows).toHaveText([/src/, /config\.json/, /Dockerfile/, /app\.js/]);
  await lab.type("{}");
  await rows.filter({ hasText: "config.json" }).focus();
  await page.keyboard.press("F2");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("settings.json");
  await page.keyboard.press("Enter");
  await expect(page.locator("lab-editor h2")).toHaveText("src/settings.json");
  expect(await lab.text()).toContain("{}");
  await rows.filter({ hasText: "settings.json" }).focus();
  await page.keyboard.press("Delete");
  await expect(rows.filter({ hasText: "settings.json" })).toHaveCount(0);
});

test("names with markup in them are names", async ({ page }) => {
  await LabPage.open(page);
  await page.getByRole("button", { name: "New file" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("<img src=x onerror=alert(1)>.txt");
  await page.keyboard.press("Enter");
  await expect(page.locator("lab-editor h2")).toHaveText("<img src=x onerror=alert(1)>.txt");
  await expect(page.locator("lab-file-tree img, lab-editor img")).toHaveCount(0);
});

test("a reload brings back the project, the cache and the last build", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.edit("blog.example.com", "docs.example.com");
  await lab.build();
  const diffId = await lab.diffId("COPY");
  await lab.kept();
  await page.reload();
  await expect(page.locator(".cm-content")).toContainText("docs.example.com");
  await expect(lab.verdict).toHaveText("Built");
  await lab.build();
  await expect(lab.verdict).toHaveText("Everything was cached");
  expect(await lab.diffId("COPY")).toBe(diffId);
});

test("a crash of the worker is said, and nothing is lost", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.build();
  await lab.openFile("app.js");
  await lab.edit("let count = 0;", "let count = 41;");
  const [worker] = page.workers();
  await worker!.evaluate(() => self.postMessage([{ kind: "trap", id: -1, message: "unreachable executed" }]));
  await expect(page.getByRole("alert")).toContainText("The engine crashed and was started again");
  await expect(page.locator(".cm-content")).toContainText("let count = 41;");
  await lab.build();
  await expect(lab.verdict).toHaveText("Cache broke at COPY app.js .");
});

test("problems are marked while typing, and a click fixes them", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.edit('ENV METHOD="HEAD"', "ENV METHOD HEAD");
  const tab = page.getByRole("tab", { name: /Problems/ });
  await tab.click();
  const problem = page.locator("lab-problems li").filter({ hasText: "LegacyKeyValueFormat" });
  await expect(problem).toContainText("Dockerfile:4");
  await expect(page.locator(".cm-lint-marker-warning").first()).toBeVisible();
  await problem.locator(".fix").click();
  await expect(problem).toHaveCount(0);
  expect(await lab.text()).toContain("ENV METHOD=HEAD");
});
