/** Links, copies, tabs, offline: that work gets around and is never overwritten. */
import { expect, LabPage, test } from "./lab.js";

async function linkOf(lab: LabPage): Promise<string> {
  await lab.page.getByRole("button", { name: "Share", exact: true }).click();
  const field = lab.page.getByRole("textbox", { name: "Link" });
  await expect(field).toHaveValue(/#lab=/);
  const link = await field.inputValue();
  await lab.page.getByRole("button", { name: "Close" }).click();
  return link;
}

test("a link carries the project and opens as a copy, the own work stays", async ({ page, context }) => {
  const lab = await LabPage.open(page);
  await lab.openFile("app.js");
  await lab.edit("let count = 0;", "let count = 77;");
  await lab.build();
  const link = await linkOf(lab);
  expect(link.length).toBeLessThan(2000);
  const other = await context.newPage();
  await other.goto("./?quiet");
  const mine = new LabPage(other);
  await mine.openFile("Dockerfile");
  await mine.edit("blog.example.com", "mine.example.com");
  await mine.kept();
  await other.goto("about:blank");
  await other.goto(link);
  await expect(other.locator("lab-notices")).toContainText("a copy from a link");
  await expect(other.locator(".cm-content")).toContainText("let count = 77;");
  await expect(mine.verdict).toHaveText("Built");
  await mine.edit("let count = 77;", "let count = 78;");
  await mine.kept();
  await other.goto("about:blank");
  await other.goto("./?quiet");
  await expect(other.locator(".cm-content")).toContainText("mine.example.com");
});

test("nothing of a link is sent, and what is copied is what is shown", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const lab = await LabPage.open(page);
  await linkOf(lab);
  await page.keyboard.press("F1");
  await page.getByRole("combobox", { name: "Commands" }).fill("share");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Copy Markdown" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^\[Layerlab: web-ping\]\(http.*#lab=[\w-]+\)$/);
  await expect(page.getByRole("textbox", { name: "Continue with a real Docker" })).toHaveValue(/docker image load --input web-ping\.tar/);
  expect(asked.filter((url) => url.includes("lab=") || !url.startsWith("http://127.0.0.1"))).toEqual([]);
});

for (const [what, hash, words] of [
  ["a damaged link", "#lab=AXyz", "This link is damaged"],
  ["a link of a newer version", "#lab=CXyz", "a newer version"],
  ["a link that is no base64", "#lab=%%%", "This link is damaged"],
] as const) {
  test(`${what} is said, and the page works`, async ({ page }) => {
    await page.goto(`./?quiet${hash}`);
    await expect(page.locator("lab-notices")).toContainText(words);
    await expect(page.getByRole("button", { name: "Build" })).toBeEnabled();
  });
}

test("two tabs don't overwrite each other", async ({ page, context }) => {
  const lab = await LabPage.open(page);
  await lab.edit("blog.example.com", "first.example.com");
  await lab.kept();
  const second = new LabPage(await context.newPage());
  await second.page.goto("./?quiet");
  await expect(second.page.locator("lab-notices")).toContainText("open in another tab");
  await second.edit("first.example.com", "second.example.com");
  await second.kept();
  await page.reload();
  await expect(page.locator(".cm-content")).toContainText("first.example.com");
  await second.page.reload();
  await expect(second.page.locator(".cm-content")).toContainText("second.example.com");
});

test("a browser that refuses storage is told so, and everything else works", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "indexedDB", {
      get: () => ({ open: () => { throw new DOMException("The user denied permission", "SecurityError"); } }),
    });
  });
  const lab = await LabPage.open(page);
  await expect(page.locator("lab-notices")).toContainText("This browser keeps nothing for this page");
  await lab.build();
  await expect(lab.verdict).toHaveText("Built");
});

test("a full storage is told, and nothing is lost before the page is closed", async ({ page }) => {
  const lab = await LabPage.open(page);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => { throw new DOMException("The quota has been exceeded", "QuotaExceededError"); };
  });
  await lab.edit("blog.example.com", "full.example.com");
  await expect(page.locator("lab-notices")).toContainText("quota has been exceeded");
  await lab.build();
  await expect(page.locator(".cm-content")).toContainText("full.example.com");
});

test("a first visit shows a built example and one hint", async ({ page }) => {
  await page.goto("./");
  await expect(page.locator("lab-verdict h3")).toHaveText("Built");
  await expect(page.locator("lab-notices .notice")).toHaveCount(1);
  await expect(page.locator("lab-notices")).toContainText("press Build");
  await new LabPage(page).kept();
  await page.reload();
  await expect(page.locator("lab-verdict h3")).toHaveText("Built");
  await expect(page.locator("lab-notices .notice")).toHaveCount(0);
});

test("the palette and the sheet of shortcuts open by key, act, and close", async ({ page }) => {
  await LabPage.open(page);
  await page.keyboard.press("ControlOrMeta+Shift+p");
  await page.getByRole("combobox", { name: "Commands" }).fill("show gra");
  await expect(page.getByRole("listbox").getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.locator("lab-graph")).toBeVisible();
  await page.locator("section.layers > lab-tabs").getByRole("tab", { name: "Graph" }).focus();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("after the first visit the page works without a network", async ({ page, context }) => {
  await page.goto("./?quiet");
  await expect(page.getByRole("button", { name: "Build" })).toBeEnabled();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.reload();
  const lab = new LabPage(page);
  await expect(page.getByRole("button", { name: "Build" })).toBeEnabled();
  await lab.build();
  await expect(lab.verdict).toHaveText("Built");
  await page.locator("section.layers > lab-tabs").getByRole("tab", { name: "Graph" }).click();
  await expect(page.getByRole("group", { name: "Stages of the Dockerfile" })).toBeVisible();
  await context.setOffline(false);
});
