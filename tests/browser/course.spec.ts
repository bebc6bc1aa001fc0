/** Lessons and the forecast, as a learner uses them. */
import { readFileSync } from "node:fs";
import { expect, LabPage, test } from "./lab.js";

test("a lesson is set up, its goals are checked after everything, and say what is missing", async ({ page }) => {
  test.slow();
  const lab = await LabPage.open(page);
  await lab.edit("blog.example.com", "mine.example.com");
  await page.getByRole("tab", { name: "Course" }).click();
  await page.getByRole("button", { name: /The cache, and what breaks it/ }).click();
  const goals = page.locator("lab-course .goals li");
  await expect(goals.first()).toContainText("not met yet");
  await expect(goals.first()).toContainText("0 of 2 steps came from the cache");
  await expect(lab.verdict).toHaveText("Built");
  await page.getByRole("button", { name: "Hint" }).click();
  await expect(page.locator("lab-course .hint")).toContainText("come from the cache");
  await lab.build();
  await expect(goals.first()).toHaveClass("met");
  await page.getByRole("tab", { name: "Files" }).click();
  await lab.openFile("Dockerfile");
  await lab.type((await lab.text()).replaceAll("/web-ping", "/ping"));
  await lab.build();
  await page.getByRole("tab", { name: "Course" }).click();
  await expect(page.locator("lab-course .well")).toContainText("All goals are met");
  await page.getByRole("button", { name: "All lessons" }).click();
  await expect(page.getByRole("button", { name: /The cache, and what breaks it.*done/ })).toBeVisible();
  // What was there before the lesson is an undo away.
  await page.getByRole("slider", { name: "Time travel" }).fill("1");
  await page.getByRole("tab", { name: "Files" }).click();
  await expect(page.locator(".cm-content")).toContainText("mine.example.com");
});

test("before a build, the editor tells what would come from the cache and what would break it", async ({ page }) => {
  const lab = await LabPage.open(page);
  const strip = page.locator("lab-editor .strip");
  await expect(strip).toContainText("0 of 2 steps from the cache");
  await lab.build();
  await expect(strip).toContainText("2 of 2 steps from the cache");
  await expect(page.locator(".forecast.cached")).toHaveCount(2);
  await lab.openFile("app.js");
  await lab.edit("let count = 0;", "let count = 3;");
  await expect(strip).toContainText("1 of 2 steps from the cache. The cache would break here: app.js changed");
  await strip.getByRole("button", { name: "Go to line 8" }).click();
  await expect(page.locator("lab-editor h2")).toHaveText("Dockerfile");
  await expect(page.locator(".forecast.missed")).toHaveAttribute("title", /app\.js changed/);
});

test("what an author does becomes a lesson's file, which an embedded lab takes", async ({ page }) => {
  const lab = await LabPage.open(page);
  const choose = async (name: string): Promise<void> => {
    await page.keyboard.press("F1");
    await page.getByRole("combobox", { name: "Commands" }).fill(name);
    await page.getByRole("option", { name }).click();
  };
  await choose("Record a lesson from here");
  await expect(page.locator("lab-notices")).toContainText("A lesson is recorded from here");
  await lab.edit("blog.example.com", "mine.example.com");
  await lab.build();
  await lab.kept();
  const download = page.waitForEvent("download");
  await choose("Save what I did as a lesson");
  const file = await download;
  expect(file.suggestedFilename()).toBe("recorded.json");
  const lesson = JSON.parse(readFileSync(await file.path(), "utf8")) as { solution: { kind: string }[] };
  expect(lesson.solution.map(({ kind }) => kind)).toEqual(["write", "run"]);
  const headers = { "access-control-allow-origin": "*" };
  await page.route("https://author.example/recorded.json", (route) => route.fulfill({ contentType: "application/json", headers, body: JSON.stringify(lesson) }));
  await page.goto("./embed.html?lesson=https://author.example/recorded.json");
  await page.getByText("COPY app.js .").click();
  const goals = page.locator("lab-lesson .goals li");
  await expect(goals.first()).toContainText("Dockerfile says what it should");
  await expect(page.locator("lab-lesson .goals .met")).toHaveCount(0);
});
