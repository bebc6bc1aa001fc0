/** The main job, end to end: a Dockerfile builds in the page, and the second build is cached. */
import { expect, LabPage, test } from "./lab.js";

const FIRST = [
  "FROM Base image",
  "ENV Metadata only",
  "ENV Metadata only",
  "ENV Metadata only",
  "WORKDIR Created",
  "COPY Created",
  "CMD Metadata only",
];

test("a first build creates the layers, the second takes all of them from the cache", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.build();
  await expect(lab.verdict).toHaveText("Built");
  expect(await lab.states()).toEqual(FIRST);
  await expect(lab.log).toContainText("[internal] load build definition from Dockerfile");
  await expect(lab.log).toContainText("[3/3] COPY app.js .");

  const diffId = await lab.diffId("COPY");
  await lab.build();
  await expect(lab.verdict).toHaveText("Everything was cached");
  expect(await lab.states()).toEqual(FIRST.map((state) => state.replace("Created", "CACHED")));
  await expect(lab.log).toContainText("CACHED");
  expect(await lab.diffId("COPY")).toBe(diffId);
});

test("an edited file breaks the cache at its COPY, and the changed line is shown", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.build();
  await lab.openFile("app.js");
  await lab.edit("process.env.METHOD;", 'process.env.METHOD ?? "HEAD";');
  await lab.build();
  await expect(lab.verdict).toHaveText("Cache broke at COPY app.js .");
  expect(await lab.states()).toContain("WORKDIR CACHED");
  expect(await lab.states()).toContain("COPY Cache broke here");
  await expect(lab.slab("COPY")).toContainText("app.js changed");

  await page.getByRole("button", { name: "Show why" }).click();
  const diff = page.locator("lab-diff");
  await expect(diff.locator(".removed")).toHaveText(/const method = process\.env\.METHOD;/);
  await expect(diff.locator(".added")).toHaveText(/const method = process\.env\.METHOD \?\? "HEAD";/);
});

test("what follows a break is told apart from it", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.edit("COPY app.js .", "COPY app.js .\nRUN echo ready > /ready");
  await lab.build();
  await lab.openFile("app.js");
  await lab.edit("let count = 0;", "let count = 10;");
  await lab.build();
  const states = await lab.states();
  expect(states.filter((state) => /^(WORKDIR|COPY|RUN)/.test(state))).toEqual([
    "WORKDIR CACHED",
    "COPY Cache broke here",
    "RUN Rebuilt",
  ]);
  await expect(lab.slab("RUN")).toContainText("It stands on a rebuilt step");
});

test("a changed ENV breaks the RUN that sees it, not the COPY before it", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.edit("COPY app.js .", "COPY app.js .\nRUN echo $TARGET > /target");
  await lab.build();
  await lab.edit("blog.example.com", "docs.example.com");
  await lab.build();
  const states = await lab.states();
  expect(states).toContain("COPY CACHED");
  expect(states).toContain("RUN Cache broke here");
  await expect(lab.slab("RUN")).toContainText("TARGET has another value");
});

test("moving COPY up costs what stands above it; moving it back costs nothing", async ({ page }) => {
  const lab = await LabPage.open(page);
  const before = await lab.text();
  await lab.build();
  await lab.type(before.replace("WORKDIR /web-ping\nCOPY app.js .", "COPY app.js /web-ping/\nWORKDIR /web-ping"));
  await lab.build();
  await expect(lab.verdict).toHaveText("New here: COPY app.js /web-ping/");
  expect(await lab.states()).toContain("WORKDIR Rebuilt");
  await lab.type(before);
  await lab.build();
  await expect(lab.verdict).toHaveText("Everything was cached");
});

test("a layer shows its files, marked, and a file its content", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.build();
  await lab.slab("COPY").getByRole("button", { expanded: false }).click();
  const file = page.getByRole("tree", { name: "Files of this layer" }).getByRole("treeitem", { name: "app.js" });
  await expect(file).toContainText("Added");
  await file.click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("setInterval(ping, interval);");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("a build that is asked for at once after another is not lost", async ({ page }) => {
  const lab = await LabPage.open(page);
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(lab.verdict).toHaveText("Built");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(lab.verdict).toHaveText("Everything was cached");
});

test("the whole story works from the keyboard", async ({ page }) => {
  const lab = await LabPage.open(page);
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(lab.verdict).toHaveText("Built");
  await page.locator('[role=treeitem][data-path="Dockerfile"]').focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.locator("lab-editor h2")).toHaveText("app.js");
  await page.locator(".cm-content").focus();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("// first line\n");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(lab.verdict).toHaveText("Cache broke at COPY app.js .");
  await page.getByRole("button", { name: "Show why" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("lab-diff .added")).toContainText("// first line");
});
