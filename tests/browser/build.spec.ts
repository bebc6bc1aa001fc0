/** The views of a build: its log, its graph, its images, and comparisons. */
import type { Page } from "@playwright/test";
import { expect, LabPage, test } from "./lab.js";

const MULTI_STAGE = `FROM diamol/node AS base
WORKDIR /app
FROM base AS build
COPY app.js .
RUN echo built > out.txt
FROM base AS unused
RUN echo unused
FROM diamol/node
COPY --from=build /app/out.txt /out.txt
`;

async function side(page: Page, name: string): Promise<void> {
  await page.locator("section.layers > lab-tabs").getByRole("tab", { name }).click();
}

test("the log is searched, copied, and jumps from an error to its line", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.edit("COPY app.js .", "COPY missing.js .");
  await lab.build();
  await page.getByRole("searchbox", { name: "Search the log" }).fill("missing.js");
  await expect(page.locator("lab-log .tools [role=status]")).toHaveText(/1 of \d+/);
  await expect(page.locator("lab-log .now")).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("lab-log .tools [role=status]")).toHaveText(/2 of \d+/);
  await page.getByRole("button", { name: "Copy Log" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("[internal] load build definition");
  await lab.openFile("app.js");
  await lab.log.getByRole("button", { name: "Dockerfile:8" }).first().click();
  await expect(page.locator("lab-editor h2")).toHaveText("Dockerfile");
  await expect(page.locator(".cm-activeLine")).toHaveText("COPY missing.js .");
});

test("the graph names the stages, what they copy, and what was skipped", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.type(MULTI_STAGE);
  await lab.build();
  await side(page, "Graph");
  const graph = page.getByRole("group", { name: "Stages of the Dockerfile" });
  await expect(graph.getByRole("button", { name: "Stage unused: 2 instructions, Not needed" })).toBeVisible();
  await expect(page.locator("lab-graph li")).toHaveText([
    "base is built on diamol/node",
    "build is built on base",
    "unused is built on base",
    "3 is built on diamol/node",
    "3 copies files from build",
  ]);
  await graph.getByRole("button", { name: /^Stage build/ }).press("Enter");
  await expect(page.locator(".cm-activeLine")).toHaveText("FROM base AS build");
});

test("two images share their base, and the map shows it", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.build();
  await page.getByRole("textbox", { name: "Name of the image" }).fill("web-ping:v2");
  await page.keyboard.press("Tab");
  await lab.openFile("app.js");
  await lab.edit("let count = 0;", "let count = 5;");
  await lab.build();
  await side(page, "Images");
  await expect(page.locator("lab-images .sum")).toContainText("2 images: 144 MB added up, 72.0 MB on the disk");
  const second = page.locator("lab-images .image").filter({ hasText: "web-ping:v2" });
  await expect(second).toContainText("shared 72.0 MB");
  await expect(second).toContainText("unique 853 B");
  await second.getByRole("button", { expanded: false }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), second.getByRole("button", { name: "docker save" }).click()]);
  expect(download.suggestedFilename()).toBe("web-ping-v2.tar");
});

test("two builds stand side by side, and so do both builders", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.build();
  await lab.openFile("app.js");
  await lab.edit("let count = 0;", "let count = 5;");
  await lab.build();
  await side(page, "Compare");
  const copy = page.getByRole("region", { name: "Comparison" }).locator("tbody tr").filter({ hasText: "COPY app.js ." });
  await expect(copy).toContainText("Created");
  await expect(copy).toContainText("Cache broke here");
  await expect(copy).toHaveClass("differs");
  await page.getByRole("button", { name: "Build it as the classic builder" }).click();
  await expect(page.getByRole("columnheader", { name: "Classic builder" })).toBeVisible();
  const env = page.getByRole("region", { name: "Comparison" }).locator("tbody tr").filter({ hasText: "ENV METHOD" });
  await expect(env).toContainText("Metadata only");
  await side(page, "Layers");
  await expect(lab.verdict).toHaveText("Cache broke at COPY app.js .");
});

test("the verdict says how much simulated time the cache saved", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.type("FROM diamol/node\nRUN echo one > /one && sleep 2\nCOPY app.js /app.js\n");
  await lab.build();
  await lab.build();
  await expect(page.locator("lab-layers .times")).toHaveText(/the cache saved [1-9]/);
});

test("an image shows its layers' files, its configuration, its history, and what it carries for nothing", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.type("FROM diamol/node\nENV COLOUR=blue\nRUN dd if=/dev/zero of=/big bs=1000000 count=3\nRUN rm /big\n");
  await lab.build();
  await side(page, "Images");
  const image = page.locator("lab-images .image");
  await image.getByRole("button", { expanded: false }).first().click();
  await expect(image).toContainText("3.00 MB could be saved");
  await expect(image).toContainText("deleted later, line 3");
  await expect(image).toContainText("COLOUR=blue");
  await image.getByRole("button", { name: /rm \/big/ }).click();
  await expect(image.getByRole("tree", { name: "Files of this layer" })).toContainText("Deleted");
});
