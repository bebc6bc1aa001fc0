/** Labs in other people's pages: the frame, the loader, and what they cost before they are used. */
import { expect, test } from "./lab.js";
import type { Browser, Page } from "@playwright/test";

/** Serves a page of its own beside the site. */
async function open(page: Page, body: string, head = ""): Promise<void> {
  await page.route("**/some/path/tutorial.html", (route) =>
    route.fulfill({ contentType: "text/html", body: `<!doctype html><html lang="en"><head><title>Tutorial</title>${head}</head><body>${body}</body></html>` }),
  );
  await page.goto("./tutorial.html");
}

const PRE = (text: string): string => `<pre class="layerlab" style="height:460px" data-tag="demo">${text}</pre>`;

test("a frame shows a project as text, and builds it when asked", async ({ page }) => {
  const workers: string[] = [];
  page.on("worker", (worker) => workers.push(worker.url()));
  await page.goto("./embed.html?src=gallery/nginx-static.json");
  await expect(page.getByText("FROM nginx:1.29-alpine")).toBeVisible();
  expect(workers).toEqual([]);
  await page.goto("./embed.html?dockerfile=FROM%20alpine%0ARUN%20echo%20hi%20%3E%20/a%0A&tag=hi");
  await page.getByRole("button", { name: "Build" }).click();
  // The engine is loaded only now.
  await expect(page.locator("lab-slab").first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("log")).toContainText("naming to");
});

test("the loader turns a text into a lab that speaks with the page", async ({ page }) => {
  await open(page, PRE("FROM alpine\nRUN echo one &gt; /a\n"), `<script defer src="loader.js"></script>`);
  const frame = page.frameLocator("iframe");
  await expect(frame.getByText("RUN echo one > /a")).toBeVisible();
  const end = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const frame = document.querySelector("iframe") as HTMLIFrameElement & { layerlab: MessagePort };
        frame.addEventListener("layerlab-build-end", (event) => resolve((event as CustomEvent).detail));
        frame.layerlab.postMessage({ id: 1, method: "build", args: [] });
      }),
  );
  expect(end).toMatchObject({ state: "done", image: expect.stringMatching(/^sha256:/) as unknown });
});

test("the loader turns a link into a lab of the project that it leads to, with its attributes", async ({ page }) => {
  await open(page, `<a class="layerlab" href="gallery/nginx-static.json" data-panes="files editor" data-locale="ko" data-height="300">The project</a>`, `<script defer src="loader.js"></script>`);
  await expect(page.locator("iframe")).toHaveAttribute("title", "The project");
  expect((await page.locator("iframe").boundingBox())?.height).toBe(300);
  const frame = page.frameLocator("iframe");
  await expect(frame.getByText("FROM nginx:1.29-alpine")).toBeVisible();
  await expect(frame.getByRole("button", { name: "빌드" })).toBeVisible();
});

test("every method of the element can be called over the port, and answers as the element does", async ({ page }) => {
  await open(page, PRE("FROM alpine\nRUN echo one &gt; /a\n"), `<script defer src="loader.js"></script>`);
  await expect(page.frameLocator("iframe").getByRole("button", { name: "Build" })).toBeVisible();
  const answers = await page.evaluate(async () => {
    const frame = document.querySelector("iframe") as HTMLIFrameElement & { layerlab: MessagePort };
    let last = 0;
    const call = (method: string, ...args: unknown[]): Promise<{ kind: string; value?: unknown; code?: string }> =>
      new Promise((resolve) => {
        const id = ++last;
        const listen = ({ data }: MessageEvent<{ id?: number; kind: string }>): void => {
          if (data.id !== id) return;
          frame.layerlab.removeEventListener("message", listen);
          resolve(data);
        };
        frame.layerlab.addEventListener("message", listen);
        frame.layerlab.postMessage({ id, method, args });
      });
    const unbuilt = await call("exportImage");
    const build = (await call("build")).value as { state: string };
    const run = (await call("run", "image ls --format {{.Repository}}")).value as { stdout: string };
    const archive = (await call("exportImage", "docker")).value as Uint8Array;
    const loaded = (await call("importImage", archive)).value;
    const link = (await call("permalink")).value as string;
    await call("set", "readonly", "");
    return {
      unbuilt: unbuilt.code,
      build: build.state,
      run: run.stdout,
      loaded,
      link: new URL(link).pathname,
      reset: (await call("reset")).kind,
      unknown: [(await call("nosuch")).code, (await call("set", "onclick", "1")).code],
    };
  });
  expect(answers).toEqual({ unbuilt: "no-such-image", build: "done", run: "demo\n", loaded: "Loaded image: demo:latest", link: "/some/path/", reset: "result", unknown: ["bad-argument", "bad-argument"] });
  // `set` changes an attribute.
  await expect(page.frameLocator("iframe").locator(".cm-content")).toHaveCount(0);
});

test("a frame listens to nobody but the origin it was opened from", async ({ page }) => {
  await open(page, `<iframe src="embed.html?origin=https://elsewhere.example"></iframe>`);
  const answered = await page.evaluate(async () => {
    const frame = document.querySelector("iframe")!;
    const channel = new MessageChannel();
    let answered = false;
    channel.port1.onmessage = () => (answered = true);
    frame.contentWindow!.postMessage({ type: "layerlab" }, "*", [channel.port2]);
    channel.port1.postMessage({ id: 1, method: "permalink", args: [] });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return answered;
  });
  expect(answered).toBe(false);
});

/** The longest task that a tutorial may keep a page busy with before a lab is used, in milliseconds. */
const LONGEST_TASK = 100;

/** Opens the tutorial as somebody does who was never there, and tells how long its longest task was, in milliseconds. */
async function longestTask(browser: Browser): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    const seen = { shift: 0, long: [] as number[] };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.long.push(entry.duration);
    }).observe({ type: "longtask", buffered: true });
  });
  const text = "<p>Read this first.</p>".repeat(3);
  await open(page, [1, 2, 3].map((n) => text + PRE(`FROM alpine\nRUN echo ${n} &gt; /a\n`)).join(""), `<script defer src="loader.js"></script>`);
  for (const index of [0, 1, 2]) {
    await page.locator("iframe").nth(index).scrollIntoViewIfNeeded();
    await expect(page.frameLocator("iframe").nth(index).getByRole("button", { name: "Build" })).toBeVisible();
  }
  const frames = await Promise.all(page.frames().map((frame) => frame.evaluate(() => (window as unknown as { seen: { shift: number; long: number[] } }).seen)));
  expect(frames.map(({ shift }) => shift)).toEqual([0, 0, 0, 0]);
  expect(page.workers()).toEqual([]);
  const loaded = await Promise.all(page.frames().slice(1).map((frame) => frame.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name))));
  expect(loaded.flat().filter((name) => /wasm|worker|setup|running/.test(name))).toEqual([]);
  await context.close();
  return Math.max(0, ...frames.flatMap(({ long }) => long));
}

test("a tutorial with three labs moves nothing and blocks nothing until one is used", async ({ browser }) => {
  // A task that waits for the processor counts as long as one that works. What the page itself does is the same every time, so
  // the shortest of a few first visits is nearest to it; a page with a long task of its own has one in each of them.
  const longest = [await longestTask(browser)];
  while (longest.length < 10 && Math.min(...longest) > LONGEST_TASK) longest.push(await longestTask(browser));
  console.log(`longest task of a page with three labs, by visit: ${longest.map((task) => task.toFixed(0)).join(", ")} ms; layout shift 0`);
  expect(Math.min(...longest)).toBeLessThanOrEqual(LONGEST_TASK);
});

test("a lesson in a frame is set up, its goals are told as they are met, and it can be begun again", async ({ page }) => {
  await open(page, `<a class="layerlab" href="#" data-lesson="lessons/cache.json">The cache</a>`, `<script defer src="loader.js"></script>`);
  await page.evaluate(() => {
    const seen: unknown[] = [];
    Object.assign(window, { seen });
    for (const name of ["goal", "lesson-complete"]) {
      document.addEventListener(`layerlab-${name}`, (event) => seen.push([name, (event as CustomEvent).detail]));
    }
  });
  const seen = (): Promise<unknown[]> => page.evaluate(() => (window as unknown as { seen: unknown[] }).seen);
  const frame = page.frameLocator("iframe");
  const goals = frame.locator("lab-lesson .goals li");
  await frame.getByText("COPY app.js .").click();
  await expect(goals.first()).toContainText("0 of 2 steps came from the cache", { timeout: 60_000 });
  await frame.getByRole("textbox", { name: "Command line" }).fill("docker build -t web-ping .");
  await frame.getByRole("textbox", { name: "Command line" }).press("Enter");
  await expect(goals.first()).toHaveClass("met");
  await expect.poll(seen).toEqual([["goal", { lesson: "cache", id: "1.1", text: expect.any(String) as unknown }]]);
  const text = frame.locator(".cm-content");
  await text.click();
  const dockerfile = (await frame.locator(".cm-line").allInnerTexts()).map((line) => line.replace(/\n$/, "")).join("\n");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(dockerfile.replaceAll("/web-ping", "/ping"));
  await expect(frame.locator(".cm-line", { hasText: "WORKDIR /ping" })).toBeVisible();
  await frame.getByRole("button", { name: "Build" }).click();
  await expect(frame.locator("lab-lesson .well")).toContainText("All goals are met");
  await expect.poll(seen).toContainEqual(["lesson-complete", { lesson: "cache" }]);
  await frame.getByRole("button", { name: "Start over" }).click();
  await expect(goals.first()).toContainText("0 of 2 steps came from the cache");
  await expect(frame.locator("lab-lesson .well")).toHaveCount(0);
});
