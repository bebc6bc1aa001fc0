/** The shell in the page's terminal, as a person types in it. */
import { expect, LabPage, PATIENT, TerminalPanel, test } from "./lab.js";

test.describe.configure({ timeout: 150_000 });

test("docker builds where the page can watch, the line completes and is found again", async ({ page }) => {
  const lab = await LabPage.open(page);
  const terminal = await TerminalPanel.open(page);
  await terminal.run("docker image build -t web-ping:t1 .", "naming to docker.io/library/web-ping:t1");
  await expect(lab.verdict).toHaveText("Built");
  await page.keyboard.type("docker image his");
  await page.keyboard.press("Tab");
  await terminal.says("docker image history");
  await terminal.run("web-ping:t1 | head -n 3", "buildkit.dockerfile.v0");
  await page.keyboard.press("Control+r");
  await page.keyboard.type("build -t");
  await terminal.says("(reverse-i-search)'build -t': docker image build -t web-ping:t1 .");
  await page.keyboard.press("Enter");
  await expect(lab.verdict).toHaveText("Everything was cached");
  await page.getByRole("tab", { name: "Log" }).click();
  await expect(lab.log).toContainText(/#\d+ CACHED/, PATIENT);
});

test("shell and project are the same files, whichever side changes them", async ({ page }) => {
  const lab = await LabPage.open(page);
  const terminal = await TerminalPanel.open(page);
  await terminal.run("mkdir sub; cd sub; ls .. | wc -l > count.txt; cat count.txt; pwd", "/root/project/sub");
  await expect(page.locator('[role=treeitem][data-path="sub/count.txt"]')).toBeVisible(PATIENT);
  await terminal.enter("cd ..; echo 'LABEL from=shell' >> Dockerfile");
  await expect(page.locator(".cm-content").first()).toContainText("LABEL from=shell", PATIENT);
  await lab.edit("LABEL from=shell", "LABEL from=editor");
  await page.locator("lab-terminal .xterm").click();
  await terminal.run("tail -n 1 Dockerfile", "LABEL from=editor");
  // Every command is a moment of its own, and so is the edit before it.
  await terminal.run("undo", "Went back. The page stands now at: Edited Dockerfile");
  await terminal.run("undo", /now at: echo|now at: .*cd \.\./);
  await terminal.run("grep -c editor Dockerfile", /Dockerfile\s*0/);
});

test("an interactive container has the terminal until it is left or let go of", async ({ page }) => {
  await LabPage.open(page);
  const terminal = await TerminalPanel.open(page);
  await terminal.enter("docker container run -it --name box alpine sh");
  await terminal.says("Downloaded newer image");
  await terminal.run("echo in-$((20+1))", "in-21");
  await page.keyboard.press("Control+p");
  await page.keyboard.press("Control+q");
  await terminal.says("read escape sequence");
  await terminal.run("docker ps --format '{{.Names}}={{.State}}'", "box=running");
  await terminal.enter("docker attach box");
  await terminal.run("echo again-$((40+1))", "again-41");
  await page.keyboard.press("Control+d");
  await terminal.run("docker ps -a --format '{{.Names}}={{.State}}'", "box=exited");
});

test("vi opens over the terminal, for the project's files and for a container's", async ({ page }) => {
  const lab = await LabPage.open(page);
  const terminal = await TerminalPanel.open(page);
  await terminal.enter("vi note.txt");
  await expect(terminal.vi).toBeFocused(PATIENT);
  await page.keyboard.type("iwritten in vi");
  await page.keyboard.press("Escape");
  await page.keyboard.type(":q");
  await page.keyboard.press("Enter");
  await expect(page.locator("lab-vi")).toContainText("No write since last change");
  await page.keyboard.type(":wq");
  await page.keyboard.press("Enter");
  await expect(page.locator("lab-vi")).toHaveCount(0);
  await terminal.run("cat note.txt | tr a-z A-Z", "WRITTEN IN VI");
  await lab.openFile("note.txt");
  await expect(page.locator(".cm-content")).toHaveText("written in vi");
  await page.locator("lab-terminal .xterm").click();
  await terminal.enter("docker run -it --name lab diamol/ch03-lab");
  await terminal.says("/diamol #");
  await terminal.enter("vi ch03.txt");
  await expect(terminal.vi).toContainText("Lab solution, by:", PATIENT);
  await page.keyboard.type("oa learner");
  await page.keyboard.press("Escape");
  await page.keyboard.type(":x");
  await page.keyboard.press("Enter");
  await expect(page.locator("lab-vi")).toHaveCount(0);
  await terminal.run("tail -n 1 ch03.txt; exit", "a learner");
  await terminal.run("docker container diff lab", "C /diamol/ch03.txt");
});

test("a container goes on as time passes, until Ctrl-C", async ({ page }) => {
  await LabPage.open(page);
  const terminal = await TerminalPanel.open(page);
  await terminal.enter("docker run --env INTERVAL=300 diamol/ch03-web-ping");
  await terminal.says("Making request number: 3");
  // Node is process 1 of its container and takes no notice; the third time docker gives up waiting for it.
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("Control+c");
  await terminal.says("forcefully exiting");
  await terminal.run("docker ps --format 'state {{.State}}'", "state running");
});

test("the page's own words: undo, redo, hint, share", async ({ page }) => {
  await LabPage.open(page);
  const terminal = await TerminalPanel.open(page);
  await terminal.run("undo", "There is nothing to go back to.");
  await terminal.enter("touch new.txt");
  await expect(page.locator('[role=treeitem][data-path="new.txt"]')).toBeVisible(PATIENT);
  await terminal.run("undo", "Went back.");
  await expect(page.locator('[role=treeitem][data-path="new.txt"]')).toHaveCount(0);
  await terminal.run("redo", "touch new.txt");
  await expect(page.locator('[role=treeitem][data-path="new.txt"]')).toBeVisible();
  await terminal.run("hint", "Hints belong to lessons");
  await terminal.enter("share");
  await expect(page.getByRole("dialog", { name: "Share and export" })).toBeVisible();
});
