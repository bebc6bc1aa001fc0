/** Closer looks: headers of a layer's tar, comparisons, fixes before they are made, and what was done in earlier visits. */
import AxeBuilder from "@axe-core/playwright";
import { expect, LabPage, PATIENT, TerminalPanel, test } from "./lab.js";

test.describe.configure({ timeout: 150_000 });

test("a file of a layer shows the header that its tar has for it", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.build();
  await lab.slab("COPY").getByRole("button", { expanded: false }).click();
  await page.getByRole("tree", { name: "Files of this layer" }).getByRole("treeitem").filter({ hasText: "app.js" }).click();
  const dialog = page.getByRole("dialog", { name: "web-ping/app.js" });
  await dialog.getByRole("button", { name: "Header in the layer's tar" }).click();
  await expect(dialog).toContainText("ustar", PATIENT);
  await expect(dialog.locator("dl")).toContainText("web-ping/app.js");
  await expect(dialog.locator(".hex div").first()).toHaveText(/^0000 +77 65 62 2d 70 69 6e 67 2f 61 70 70 2e 6a 73 00/);
  await dialog.getByRole("button", { name: "Content", exact: true }).click();
  await expect(dialog).toContainText("let count = 0;");
});

test("two images differ in files and settings, and a container from its image", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.build();
  await lab.openFile("app.js");
  await lab.edit("let count = 0;", "let count = 5;");
  await page.getByLabel("Name of the image").fill("web-ping:v2");
  await lab.build();
  await page.getByRole("tab", { name: "Compare" }).click();
  const difference = page.locator("lab-difference");
  await expect(difference.getByRole("status")).toContainText("1 path differs", PATIENT);
  await difference.getByRole("button", { name: /web-ping\/app\.js/ }).click();
  await expect(difference.locator("lab-diff .added")).toContainText("let count = 5;");
  const terminal = await TerminalPanel.open(page);
  await terminal.enter("docker run --name box web-ping:v2 sh -c 'echo kept > /kept.txt'");
  await difference.getByLabel("Compare").selectOption({ label: "web-ping:v2 (Build 2)" }, PATIENT);
  await difference.getByLabel("with").selectOption({ label: "container box" }, PATIENT);
  await expect(difference.getByRole("list", { name: "Paths that differ" })).toContainText("kept.txt", PATIENT);
});

test("what a fix would change is shown before it is made", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.edit('ENV METHOD="HEAD"', "ENV METHOD HEAD");
  await page.getByRole("tab", { name: /Problems/ }).click();
  await page.getByRole("button", { name: /^Show the change/ }).first().click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator(".removed")).toContainText("ENV METHOD HEAD");
  await expect(dialog.locator(".added")).toContainText("ENV METHOD=HEAD");
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(page.locator(".cm-content")).toContainText("ENV METHOD=HEAD");
});

test("after a reload, what was done before can still be undone", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.build();
  await lab.openFile("app.js");
  await lab.edit("let count = 0;", "let count = 9;");
  await lab.build();
  await expect(lab.verdict).toHaveText("Cache broke at COPY app.js .");
  await lab.kept();
  await page.reload();
  await expect(page.locator(".cm-content")).toContainText("let count = 9;", PATIENT);
  const slider = page.getByRole("slider", { name: "Time travel" });
  await expect(slider).toHaveAttribute("max", /^[3-9]$/);
  await slider.fill("1");
  await expect(page.locator(".cm-content")).toContainText("let count = 0;", PATIENT);
  await expect(lab.verdict).toHaveText("Built", PATIENT);
  await lab.build();
  await expect(lab.verdict).toHaveText("Everything was cached");
});

test("a folder of the disk becomes the project's files", async ({ page }, info) => {
  const { mkdir, writeFile } = await import("node:fs/promises");
  const folder = info.outputPath("picked");
  await mkdir(`${folder}/src`, { recursive: true });
  await writeFile(`${folder}/Dockerfile`, "FROM alpine\nCOPY src /src\n");
  await writeFile(`${folder}/src/<b>odd.txt`, "odd\n");
  await LabPage.open(page);
  await page.locator("lab-file-tree input.folder").setInputFiles(folder);
  await expect(page.locator('[role=treeitem][data-path="src"]')).toBeVisible(PATIENT);
  await expect(page.getByRole("treeitem", { name: /<b>odd\.txt/ })).toBeVisible();
  await expect(page.locator(".cm-content")).toContainText("COPY src /src");
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test("axe finds nothing on terminal, vi, containers and comparisons", async ({ page }) => {
      const violations = async (): Promise<string[]> => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary ?? ""}`));
      };
      await page.emulateMedia({ reducedMotion: "reduce" });
      await LabPage.open(page);
      const terminal = await TerminalPanel.open(page);
      await terminal.enter("docker run --name box alpine touch /new.txt; docker run -d --name up alpine sleep 1000");
      await page.getByRole("tab", { name: "Containers" }).click();
      const containers = page.locator("lab-containers");
      await containers.getByRole("button", { name: /^box/ }).click({ timeout: PATIENT.timeout });
      await expect(containers.locator(".details ol")).toContainText("/new.txt", PATIENT);
      expect(await violations()).toEqual([]);
      await page.getByRole("tab", { name: "Compare" }).click();
      await expect(page.locator("lab-difference").getByRole("status")).toContainText("in common", PATIENT);
      expect(await violations()).toEqual([]);
      await page.getByRole("tab", { name: "Images" }).click();
      await page.getByRole("button", { name: /^alpine/ }).click();
      await page.locator("lab-images").getByRole("button", { name: "Run", exact: true }).click();
      await expect(page.locator("lab-run")).toBeVisible();
      expect(await violations()).toEqual([]);
      await page.locator("lab-terminal .xterm").click();
      await terminal.enter("vi Dockerfile");
      await expect(terminal.vi).toBeFocused(PATIENT);
      expect(await violations()).toEqual([]);
    });
  });
}
