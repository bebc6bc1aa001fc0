/** A long build does not hold up whoever types meanwhile. */
import type { Browser, Page } from "@playwright/test";
import { expect, LabPage, test } from "./lab.js";

const STEPS = 200;
/** The longest that typing may have to wait for, in milliseconds. */
const LONGEST = 50;

// Recording what a test does takes pictures of the page, in tasks of the page's own.
test.use({ trace: "off" });

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  tdur?: number;
  args?: { name?: string };
}

/**
 * The processor time of the longest task that the page's main thread had meanwhile, in milliseconds. Its length on the
 * clock, which a long-task observer tells, is that of the machine: other tests run beside this one.
 */
async function longestTask(browser: Browser, page: Page, act: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ["toplevel"] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const thread = (event: TraceEvent): string => `${event.pid}/${event.tid}`;
  const pages = new Set(traceEvents.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain").map(thread));
  const tasks = traceEvents.filter((event) => event.tdur !== undefined && pages.has(thread(event)));
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1000));
}

test(`typing never waits long while a build of ${STEPS} steps runs`, async ({ page, browser }) => {
  test.setTimeout(300_000);
  const lab = await LabPage.open(page);
  const longest: number[] = [];
  // The best of five: what a machine does at the same moment can only make it worse.
  while (longest.length < 5 && Math.min(...longest) >= LONGEST) {
    const round = longest.length;
    // What is typed goes into a comment: a letter may still reach the build that was asked for before it.
    await lab.type(`# Typed here: \nFROM alpine\n${Array.from({ length: STEPS }, (_, step) => `RUN echo ${round} ${step} > /file-${step}`).join("\n")}\n`);
    await lab.kept();
    const typed = async (): Promise<void> => {
      await page.keyboard.press("ControlOrMeta+Enter");
      await page.keyboard.press("ControlOrMeta+Home");
      do await page.keyboard.press("x");
      while ((await lab.verdict.innerText()) === "Building" || (await page.locator("lab-layers .count").innerText()) !== `Build ${round + 1}`);
    };
    longest.push(await longestTask(browser, page, typed));
    await expect(lab.verdict).toHaveText(round === 0 ? "Built" : /Cache broke/);
    await expect(lab.slabs).toHaveCount(STEPS + 1);
  }
  console.log(`longest tasks while typing: ${longest.map((time) => time.toFixed(0)).join(", ")} ms of processor time`);
  expect(Math.min(...longest)).toBeLessThan(LONGEST);
});
