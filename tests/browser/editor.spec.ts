/** Writing a Dockerfile: what the engine knows about it is there while one types. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, LabPage, test } from "./lab.js";

const STAGES = `FROM alpine:3.22 AS tools
ARG VERSION=1.2.3
RUN echo one \\
  && echo two
FROM alpine:3.22
COPY --from=tools /etc/hostname /
ENV GREETING=hello
RUN echo "$GREETING"
USER nobody
CMD ["sh"]
`;

/** Puts the cursor behind the last letter of a text. */
async function cursorAfter(page: Page, line: string): Promise<void> {
  await page.locator(".cm-line").filter({ hasText: line }).last().click();
  await page.keyboard.press("End");
}

/** The word on the screen, to point at. */
async function word(page: Page, line: string, text: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(".cm-line").filter({ hasText: line }).last().evaluate((element, text) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = (node.textContent ?? "").indexOf(text);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + text.length);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }
    throw new Error(`${text} is not in this line`);
  }, text);
  return box;
}

/** Takes what is offered first, as somebody does who has seen it: the answer is there, and has been for a moment. */
async function accept(page: Page): Promise<void> {
  await expect(page.locator(".cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled)")).toBeVisible();
  // CodeMirror takes no key for an answer in the first 75 ms, so that nobody accepts what has just appeared.
  await page.waitForTimeout(150);
  await page.keyboard.press("Enter");
}

/** Rests the pointer on a word until its help says what it should; the help of another word goes away before. */
async function expectHelp(page: Page, line: string, text: string, help: string): Promise<void> {
  const tooltip = page.locator(".cm-tooltip .help");
  await expect(async () => {
    const { x, y } = await word(page, line, text);
    await page.mouse.move(10, 10);
    await expect(tooltip).toHaveCount(0, { timeout: 2_000 });
    await page.mouse.move(x, y, { steps: 4 });
    await expect(tooltip).toContainText(help, { timeout: 4_000 });
  }).toPass();
}

/** Waits until a stage's name is selected where it is defined, so that what is typed next renames it. */
/** The text that is selected in the editor, which stands in a shadow tree. */
function selected(page: Page): Promise<string> {
  return page.locator(".cm-content").evaluate((content) => {
    const root = content.getRootNode() as ShadowRoot & { getSelection(): Selection | null };
    return root.getSelection()?.toString() ?? "";
  });
}

async function expectSelectedAt(page: Page, line: string): Promise<void> {
  await expect(page.locator(".cm-activeLine")).toHaveText(line);
  await expect.poll(() => selected(page)).toBe("tools");
}

test("the pointer on a word says what it means here", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.type(STAGES);
  await expectHelp(page, "COPY", "COPY", "Copies files and directories");
  await expectHelp(page, "COPY", "from", "Copy from a stage");
  await expectHelp(page, 'echo "', "GREETING", "GREETING = hello");
});

test("instructions, flags, stages, variables and paths are offered", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.type(STAGES);
  const options = page.locator(".cm-tooltip-autocomplete li");
  await cursorAfter(page, "CMD");
  await page.keyboard.press("Enter");

  await page.keyboard.type("WOR");
  await expect(options).toHaveText(["WORKDIR"]);
  await accept(page);
  await page.keyboard.type(" /srv\n");

  await page.keyboard.type("COPY --fr");
  await expect(options).toHaveText(["--from="]);
  await accept(page);
  await expect(options).toHaveText(["toolsFROM alpine:3.22"]);
  await accept(page);
  await page.keyboard.type(" /a /b\n");

  await page.keyboard.type("RUN echo $GR");
  await expect(options).toHaveText(["GREETINGhello"]);
  await accept(page);
  await page.keyboard.type("\n");

  await page.keyboard.type("COPY ap");
  await expect(options).toHaveText(["app.js"]);
  await accept(page);
  await page.keyboard.type(" .\n");
  const lines = "WORKDIR /srv\nCOPY --from=tools /a /b\nRUN echo $GREETING\nCOPY app.js .\n";
  await expect.poll(() => lab.text()).toContain(lines);
});

test("Enter ends a line that is complete, whatever could be offered", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.type("FROM alpine:3.22\n");
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("COPY . .", { delay: 30 });
  await page.waitForTimeout(200);
  await page.keyboard.press("Enter");
  await page.keyboard.type("USER nobody", { delay: 30 });
  await page.waitForTimeout(200);
  await page.keyboard.press("Enter");
  await expect.poll(() => lab.text()).toBe("FROM alpine:3.22\nCOPY . .\nUSER nobody\n");
});

test("F12 and a click with Ctrl lead from a stage's use to its FROM", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.type(STAGES);
  const active = page.locator(".cm-activeLine");
  await expect(page.locator(".cm-foldGutter [title='Fold line']")).toHaveCount(3);
  const use = await word(page, "--from=tools", "tools");
  await page.mouse.click(use.x, use.y);
  await expect(active).toHaveText("COPY --from=tools /etc/hostname /");
  await page.keyboard.press("F12");
  await expectSelectedAt(page, "FROM alpine:3.22 AS tools");
  await page.keyboard.press("ControlOrMeta+End");
  await expect.poll(() => selected(page)).toBe("");
  const again = await word(page, "--from=tools", "tools");
  await page.keyboard.down("ControlOrMeta");
  await page.mouse.click(again.x, again.y);
  await page.keyboard.up("ControlOrMeta");
  await expectSelectedAt(page, "FROM alpine:3.22 AS tools");
  await page.keyboard.type("kit");
  await expect.poll(() => lab.text()).toContain("FROM alpine:3.22 AS kit\n");
});

test("stages and long instructions fold", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.type(STAGES);
  const fold = page.locator(".cm-foldGutter [title='Fold line']");
  await expect(fold).toHaveCount(3);
  await fold.nth(1).click();
  await expect(page.locator(".cm-foldPlaceholder")).toHaveCount(1);
  await expect.poll(() => lab.text()).not.toContain("echo two");
  await page.locator(".cm-foldPlaceholder").click();
  await expect.poll(() => lab.text()).toContain("echo two");
});

test("Format puts the file into its stable form, and one undo takes it back", async ({ page }) => {
  const lab = await LabPage.open(page);
  const wild = "from alpine:3.22\n\n\n\n  run   echo hi\nuser nobody\n";
  await lab.type(wild);
  await page.getByRole("button", { name: "Format", exact: true }).click();
  await expect.poll(() => lab.text()).toBe("FROM alpine:3.22\n\nRUN echo hi\nUSER nobody\n");
  await page.keyboard.press("ControlOrMeta+z");
  await expect.poll(() => lab.text()).toBe(wild);
});

test("advice stands apart from what a build remarks, with its reason and its fix", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.type('FROM alpine:3.22\nADD app.js /srv/\nUSER nobody\nCMD ["sh"]\n');
  await expect(page.locator(".cm-lint-marker-hint")).toHaveCount(1);
  const tab = page.getByRole("tab", { name: /Problems/ });
  await tab.click();
  await expect(tab).toHaveText(/^\s*Problems\s*0\s*$/);
  const advice = page.getByRole("list", { name: "Advice" }).getByRole("listitem");
  await expect(advice).toHaveCount(1);
  await expect(advice).toContainText("add-instead-of-copy");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await advice.getByRole("button", { name: "Change to COPY" }).click();
  await expect.poll(() => lab.text()).toContain("COPY app.js /srv/");
  await expect(advice).toHaveCount(0);
  await expect(page.locator(".cm-lint-marker-hint")).toHaveCount(0);
});

test("a mark in the gutter tells the problem and its fix, which is one click away in the list", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.type("FROM alpine:3.22 as base\nUSER nobody\n");
  const marker = page.locator(".cm-lint-marker-warning");
  await expect(marker).toBeVisible();
  await expect(async () => {
    const { x, y, width, height } = (await marker.boundingBox())!;
    await page.mouse.move(x + 200, y + 200);
    await page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
    await expect(page.locator(".cm-tooltip")).toContainText("Change to AS", { timeout: 2_000 });
  }).toPass();
  await page.getByRole("tab", { name: /Problems/ }).click();
  await page.getByRole("list", { name: "Problems" }).getByRole("button", { name: "Change to AS" }).click();
  await expect.poll(() => lab.text()).toContain("FROM alpine:3.22 AS base");
  await expect(marker).toHaveCount(0);
});

test("in Korean, help and advice are Korean, with code set as code", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.type('FROM alpine\nRUN echo\nUSER nobody\nCMD ["sh"]\n');
  await page.locator("lab-top-bar select").selectOption("ko");
  await expectHelp(page, "RUN echo", "RUN", "명령을 실행하고 바뀐 것을 레이어로 남깁니다");
  await page.getByRole("tab", { name: /문제/ }).click();
  const advice = page.getByRole("list", { name: "조언" }).getByRole("listitem").filter({ hasText: "latest-base" });
  await expect(advice).toContainText("버전이 없어 alpine:latest와 같습니다: alpine");
  await expect(advice.locator(".more code")).toHaveText("latest");
  await expect(advice).not.toContainText("`");
});
