/** What can be done with the project's files, and that all of it can be taken back. */
import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { expect, LabPage, test } from "./lab.js";

const row = (lab: LabPage, path: string) => lab.page.locator(`[role=treeitem][data-path="${path}"]`);

async function addFile(lab: LabPage, path: string, text: string): Promise<void> {
  await lab.page.getByRole("button", { name: "New file" }).click();
  await lab.page.getByRole("textbox", { name: "Name", exact: true }).fill(path);
  await lab.page.keyboard.press("Enter");
  await expect(lab.page.locator("lab-editor h2")).toHaveText(path);
  await lab.type(text);
}

test("several files stay open in tabs, by mouse and by keyboard", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.openFile("app.js");
  const tabs = page.getByRole("tablist", { name: "Open files" }).getByRole("tab");
  await expect(tabs).toHaveText(["Dockerfile", "app.js"]);
  await tabs.nth(0).click();
  await expect(page.locator(".cm-content")).toHaveAccessibleName("Editor: Dockerfile");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".cm-content")).toHaveAccessibleName("Editor: app.js");
  await expect(tabs.nth(1)).toBeFocused();
  await page.keyboard.press("Delete");
  await expect(tabs).toHaveText(["Dockerfile"]);
  await expect(page.locator(".cm-content")).toHaveAccessibleName("Editor: Dockerfile");
});

test("permissions are edited in octal and reach the image's layer", async ({ page }) => {
  const lab = await LabPage.open(page);
  await row(lab, "app.js").focus();
  await page.keyboard.press("F4");
  await page.getByRole("textbox", { name: "Permissions of app.js, in octal" }).fill("0755");
  await page.keyboard.press("Enter");
  await expect(row(lab, "app.js")).toContainText("0755");
  await lab.build();
  await lab.slab("COPY").getByRole("button", { expanded: false }).click();
  await expect(page.getByRole("tree", { name: "Files of this layer" })).toContainText("0755");
});

test("a file moves by being dragged into a folder", async ({ page }) => {
  const lab = await LabPage.open(page);
  await page.getByRole("button", { name: "New folder" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("src");
  await page.keyboard.press("Enter");
  // The new folder stands above the files, which move down for it.
  await expect(row(lab, "src")).toBeVisible();
  await row(lab, "app.js").dragTo(row(lab, "src"));
  await expect(row(lab, "src/app.js")).toBeVisible();
  await expect(row(lab, "app.js")).toHaveCount(0);
});

test("what .dockerignore leaves out is shown, with the line that does it", async ({ page }) => {
  const lab = await LabPage.open(page);
  await addFile(lab, "notes.md", "# notes\n");
  await addFile(lab, ".dockerignore", "# docs\n*.md\n");
  await expect(row(lab, "notes.md")).toContainText("ignored, line 2");
  await expect(page.locator("lab-file-tree .context")).toContainText("Build context: 3 files");
  await page.getByRole("button", { name: "1 left out" }).click();
  await expect(page.locator("lab-editor h2")).toHaveText(".dockerignore");
});

test("the project is downloaded as a zip with its permissions", async ({ page }) => {
  const lab = await LabPage.open(page);
  await addFile(lab, "bin/start.sh", "#!/bin/sh\n");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download the project as a zip" }).click(),
  ]);
  const files = unzipSync(new Uint8Array(readFileSync(await download.path())));
  expect(Object.keys(files).sort()).toEqual(["Dockerfile", "app.js", "bin/", "bin/start.sh"]);
  expect(new TextDecoder().decode(files["bin/start.sh"])).toBe("#!/bin/sh\n");
});

test("undo, redo and the slider go through edits and builds without losing any", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.build();
  const first = await lab.diffId("COPY");
  await lab.openFile("app.js");
  await lab.edit("let count = 0;", "let count = 7;");
  await lab.build();
  const second = await lab.diffId("COPY");
  expect(second).not.toBe(first);
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  const slider = page.getByRole("slider", { name: "Time travel" });
  await expect(slider).toHaveAttribute("aria-valuetext", "4 of 4: Build 2");
  await undo.click();
  await expect(lab.verdict).toHaveText("Built");
  expect(await lab.text()).toContain("let count = 7;");
  await undo.click();
  await expect(page.locator(".cm-content")).toContainText("let count = 0;");
  expect(await lab.diffId("COPY")).toBe(first);
  await slider.fill("3");
  await expect(lab.verdict).toHaveText("Cache broke at COPY app.js .");
  expect(await lab.diffId("COPY")).toBe(second);
  await undo.click();
  await undo.click();
  await lab.edit("let count = 0;", "let count = 9;");
  await expect(slider).toHaveAttribute("aria-valuetext", "6 of 6: Edited app.js");
});
