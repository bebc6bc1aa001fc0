/** The chapter on images that the course follows, played in the page from its first command to its last. */
import type { Page } from "@playwright/test";
import { buildSteps, chapter, missing, sizes, type Keys, type Step } from "../chapter/play.js";
import { expect, LabPage, TerminalPanel, test } from "./lab.js";

/** How long one command may take on a machine that is busy with other things. */
const PATIENT = { timeout: 120_000 };

// Wide and high enough that no line of the chapter is broken and no output leaves the screen.
test.use({ viewport: { width: 2600, height: 1400 } });

class Player {
  private readonly remembered = new Map<string, number>();
  private entered = 0;

  constructor(
    private readonly page: Page,
    private readonly lab: LabPage,
    private readonly terminal: TerminalPanel,
  ) {}

  async play(step: Step): Promise<void> {
    for (const [path, text] of Object.entries(step.write ?? {})) {
      await this.lab.openFile(path);
      await this.lab.type(text);
      await this.lab.kept();
    }
    if (step.run === undefined) return;
    await this.enter(step.run);
    if (step.keys !== undefined) await this.press(step.keys);
    if (step.then === "interrupt") await this.interrupt(step);
    await this.ended("project #");
    if (step.again === true) await this.again(step, step.run);
    this.judge(step, await this.shown());
  }

  /** Enters a line on an empty screen, below a mark of its own: what stood there before is never taken for its output. */
  private async enter(line: string): Promise<void> {
    this.entered += 1;
    await this.terminal.enter(`clear; echo '== ${this.entered}'; ${line}`);
  }

  private judge(step: Step, output: string): void {
    expect(missing(step, output), output).toBeUndefined();
    for (const hidden of step.hides ?? []) expect(output).not.toMatch(new RegExp(hidden.slice(1, -1)));
    const steps = [...buildSteps(output)];
    const named = (cached: boolean): string[] => steps.filter(([name, hit]) => hit === cached && !name.includes("FROM")).map(([name]) => name);
    if (step.cached !== undefined) expect(named(true)).toEqual(step.cached);
    if (step.ran !== undefined) expect(named(false)).toEqual(step.ran);
    if (step.takes !== undefined) this.remembered.set(step.takes, sizes(output));
    if (step.smallerThan !== undefined) expect(sizes(output)).toBeLessThan(this.remembered.get(step.smallerThan) ?? 0);
  }

  /** What stands on the screen below the last line that was entered. */
  private async shown(): Promise<string> {
    const rows = await this.terminal.box.locator("[role=listitem]").allInnerTexts();
    const lines = rows.map((row) => row.replaceAll("\u00a0", " ").trimEnd());
    const mark = lines.lastIndexOf(`== ${this.entered}`);
    return mark < 0 ? "" : lines.slice(mark + 1).join("\n").trimEnd();
  }

  /** Waits until a prompt stands in the last line. */
  private async ended(prompt: string): Promise<void> {
    await expect.poll(async () => (await this.shown()).split("\n").at(-1)?.endsWith(prompt) === true, PATIENT).toBe(true);
  }

  private async again(step: Step, line: string): Promise<void> {
    await expect(async () => {
      if (missing(step, await this.shown()) === undefined) return;
      await this.enter(`sleep 1; ${line}`);
      await this.ended("project #");
      expect(missing(step, await this.shown())).toBeUndefined();
    }).toPass(PATIENT);
  }

  private async interrupt(step: Step): Promise<void> {
    await expect.poll(async () => missing(step, await this.shown()), PATIENT).toBeUndefined();
    for (let press = 0; press < 3; press += 1) await this.page.keyboard.press("Control+c");
  }

  private async press(keys: readonly Keys[]): Promise<void> {
    for (const { after, type, vi } of keys) {
      if (after.trim() === "#") await this.ended("#");
      else await expect.poll(() => this.shown(), PATIENT).toContain(after);
      await this.type(type);
      if (vi === undefined) continue;
      await expect(this.terminal.vi).toBeVisible(PATIENT);
      await this.type(vi.keys);
      await expect(this.page.locator("lab-vi")).toHaveCount(0, PATIENT);
    }
  }

  private async type(keys: string): Promise<void> {
    for (const part of keys.split(/([\r\u001b])/)) {
      if (part === "\r") await this.page.keyboard.press("Enter");
      else if (part === "\u001b") await this.page.keyboard.press("Escape");
      else await this.page.keyboard.type(part);
    }
  }
}

test("the chapter works in the page's terminal", async ({ page }) => {
  test.setTimeout(600_000);
  await page.addInitScript(() => localStorage.setItem("layerlab.panes", JSON.stringify({ output: 640 })));
  const lab = await LabPage.open(page);
  const player = new Player(page, lab, await TerminalPanel.open(page));
  for (const step of chapter()) await test.step(step.does, () => player.play(step));
});
