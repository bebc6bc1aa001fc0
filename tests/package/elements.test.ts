/** The elements as pages use them: attributes, properties, events, parts and custom properties, the small ones alone, and what they load. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { launch, serve } from "./browser.js";

const ROOT = join(import.meta.dirname, "../..");
const DOCKERFILE = "FROM alpine\nRUN echo hi > /a\n";

// A Chromium takes its time where other things run beside it.
vi.setConfig({ testTimeout: 240_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

interface Visit {
  page: Page;
  /** Paths that the server was asked for. */
  asked: string[];
}

/** Opens a page with the elements in it, and fails with whatever it logs as an error. */
async function visit(body: string, use: (visit: Visit) => Promise<void>, head = ""): Promise<void> {
  const folder = inject("installed");
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Elements</title>${head}<script type="module" src="../node_modules/layerlab/lib/element/element.js"></script></head><body>${body}</body></html>`;
  mkdirSync(join(folder, "elements"), { recursive: true });
  writeFileSync(join(folder, "elements/index.html"), html);
  cpSync(join(ROOT, "dist/lessons/cache.json"), join(folder, "elements/cache.json"));
  const asked: string[] = [];
  const served = await serve(folder, {}, (path) => asked.push(path));
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  try {
    await page.goto(`${served.address}elements/`);
    await page.waitForFunction(() => customElements.get("layer-lab-terminal") !== undefined);
    await use({ page, asked });
    expect(errors).toEqual([]);
  } finally {
    await page.close();
    served.close();
  }
}

const LAB = (attributes = "", name = "layer-lab"): string => `<${name} ${attributes}><pre>${DOCKERFILE}</pre></${name}>`;

test("every attribute is a property, and the other way round", () =>
  visit(LAB(), async ({ page }) => {
    const seen = await page.evaluate(() => {
      const lab = document.querySelector("layer-lab")!;
      const defaults = { ...pick(lab) };
      function pick(from: typeof lab): object {
        const { src, lesson, height, theme, locale, profile, autorun, readonly, panes, tag, site } = from;
        return { src, lesson, height, theme, locale, profile, autorun, readonly, panes, tag, site };
      }
      Object.assign(lab, { height: "300", theme: "dark", locale: "ko", profile: "book", readonly: true, panes: "editor log", tag: "app", site: "https://example.org/" });
      const attributes = Object.fromEntries([...lab.attributes].filter(({ name }) => name !== "style").map(({ name, value }) => [name, value]));
      const { height, colorScheme } = getComputedStyle(lab);
      lab.files = { Dockerfile: "FROM scratch\n" };
      const part = document.createElement("layer-lab-stack");
      part.for = "one";
      return { defaults, attributes, height, colorScheme, files: lab.files, part: part.getAttribute("for") };
    });
    expect(seen).toEqual({
      defaults: { src: "", lesson: "", height: "", theme: "auto", locale: "en", profile: "v29", autorun: false, readonly: false, panes: "editor stack log", tag: "", site: "" },
      attributes: { height: "300", theme: "dark", locale: "ko", profile: "book", readonly: "", panes: "editor log", tag: "app", site: "https://example.org/" },
      height: "300px",
      colorScheme: "dark",
      files: { Dockerfile: "FROM scratch\n" },
      part: "one",
    });
    // What it shows follows.
    await page.getByText("FROM scratch").waitFor();
    await page.getByRole("button", { name: "빌드" }).waitFor();
  }));

test("events leave shadow roots and carry what the types say", () =>
  visit(`<div id="host"></div>`, async ({ page }) => {
    await page.evaluate((dockerfile) => {
      const seen: [string, unknown][] = [];
      Object.assign(window, { seen });
      for (const name of ["ready", "change", "build-start", "step", "build-end", "cache-miss", "goal", "resize", "error"]) {
        document.addEventListener(name, (event) => seen.push([name, (event as CustomEvent).detail]));
      }
      const lab = document.createElement("layer-lab");
      lab.files = { Dockerfile: dockerfile };
      document.querySelector("#host")!.attachShadow({ mode: "open" }).append(lab);
    }, DOCKERFILE);
    const details = (name: string): Promise<unknown[]> => page.evaluate((name) => (window as unknown as { seen: [string, unknown][] }).seen.filter(([one]) => one === name).map(([, detail]) => detail), name);
    const lab = page.locator("layer-lab");
    await expect.poll(() => details("resize")).not.toEqual([]);
    await lab.getByRole("button", { name: "Build" }).click();
    await expect.poll(() => details("build-end"), { timeout: 60_000 }).toEqual([{ state: "done", image: expect.stringMatching(/^sha256:/) as unknown }]);
    expect(await details("ready")).toEqual([{}]);
    expect(await details("build-start")).toEqual([{ dockerfile: "Dockerfile", tag: "app" }]);
    expect(await details("cache-miss")).toEqual(expect.arrayContaining([expect.objectContaining({ firstBreak: true, reasons: [{ kind: "firstBuild" }] })]));
    expect(await details("step")).toEqual(expect.arrayContaining([expect.objectContaining({ kind: "image" })]));
    await lab.locator(".cm-content").click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText("FROM scratch\n");
    await expect.poll(() => details("change")).toContainEqual({ path: "Dockerfile", text: "FROM scratch\n" });
    await lab.evaluate((lab: HTMLElementTagNameMap["layer-lab"]) => (lab.src = "nosuch.json"));
    await lab.evaluate((lab: HTMLElementTagNameMap["layer-lab"]) => lab.setAttribute("files", "no JSON"));
    // The property comes before the attributes.
    expect(await details("error")).toEqual([]);
    await page.evaluate(() => {
      const other = document.createElement("layer-lab");
      other.src = "nosuch.json";
      document.body.append(other);
    });
    await expect.poll(() => details("error")).toContainEqual({ code: "load", message: expect.stringContaining("404") as unknown });
  }));

test("a lesson tells of its goals", () =>
  visit(`<layer-lab lesson="cache.json"></layer-lab>`, async ({ page }) => {
    const goals = await page.locator("layer-lab").evaluate(async (lab: HTMLElementTagNameMap["layer-lab"]) => {
      const met = new Promise((resolve) => lab.addEventListener("goal", ({ detail }) => resolve(detail)));
      await lab.run("docker build -t web-ping .");
      return met;
    });
    expect(goals).toEqual({ lesson: "cache", id: "1.1", text: expect.any(String) as unknown });
    await page.locator("lab-lesson .goals li.met").first().waitFor();
  }));

const PARTS = ["toolbar", "button", "build", "reset", "panes", "files", "editor", "log", "stack", "terminal"];
const STYLE = `<style>layer-lab { --accent: rgb(1, 2, 3); --surface: rgb(4, 5, 6); --ink: rgb(7, 8, 9); --line: rgb(10, 11, 12); --sans: Courier; --mono: Georgia; } ${PARTS.map((part, at) => `layer-lab::part(${part}) { outline-color: rgb(${at}, 100, 200); }`).join(" ")} layer-lab::part(build) { text-transform: uppercase; }</style>`;

test("parts and custom properties style it, before it is used and then", () =>
  visit(
    LAB(`panes="files editor log stack terminal"`),
    async ({ page }) => {
      const look = (): Promise<unknown> =>
        page.locator("layer-lab").evaluate((lab) => {
          const build = [...lab.shadowRoot!.querySelectorAll("button"), ...(lab.shadowRoot!.querySelector("lab-embed")?.shadowRoot?.querySelectorAll("button") ?? [])].find((button) => button.part.contains("build"))!;
          const { backgroundColor, color, borderTopColor, fontFamily } = getComputedStyle(lab);
          const { backgroundColor: accent, textTransform } = getComputedStyle(build);
          return { accent, textTransform, backgroundColor, color, borderTopColor, fontFamily };
        });
      const styled = { accent: "rgb(1, 2, 3)", textTransform: "uppercase", backgroundColor: "rgb(4, 5, 6)", color: "rgb(7, 8, 9)", borderTopColor: "rgb(10, 11, 12)", fontFamily: "Courier" };
      await page.getByRole("button", { name: "Build" }).waitFor();
      expect(await look()).toEqual(styled);
      await page.locator("layer-lab").evaluate((lab: HTMLElementTagNameMap["layer-lab"]) => lab.build());
      expect(await look()).toEqual(styled);
      const colours = await page.locator("layer-lab").evaluate((lab, parts) => {
        const inside = [...lab.shadowRoot!.querySelector("lab-embed")!.shadowRoot!.querySelectorAll("[part]")];
        return parts.map((part) => inside.filter((one) => one.part.contains(part)).map((one) => getComputedStyle(one).outlineColor));
      }, PARTS);
      // A button is a `button` first and then its own part, whose rule comes later.
      const own = PARTS.map((_, at) => `rgb(${at}, 100, 200)`);
      expect(colours.map(([first]) => first)).toEqual(own.map((colour, at) => (PARTS[at] === "button" ? own[3] : colour)));
    },
    STYLE,
  ));

test("the smaller ones stand alone, each with a lab of its own", () =>
  visit(LAB("", "layer-lab-editor") + LAB("", "layer-lab-stack") + LAB("", "layer-lab-terminal"), async ({ page }) => {
    const ends = await page.evaluate(async () => {
      const ready: string[] = [];
      document.addEventListener("ready", (event) => ready.push((event.target as Element).localName));
      const editor = await document.querySelector("layer-lab-editor")!.build();
      const stack = await document.querySelector("layer-lab-stack")!.build();
      const listed = await document.querySelector("layer-lab-terminal")!.run("image ls --quiet");
      return { ready, editor: editor.state, stack: stack.state, listed };
    });
    expect(ends).toEqual({ ready: ["layer-lab-editor", "layer-lab-stack", "layer-lab-terminal"], editor: "done", stack: "done", listed: { exitCode: 0, stdout: "", stderr: "" } });
    await page.locator("layer-lab-editor .cm-content").getByText("RUN echo hi").waitFor();
    await page.locator("layer-lab-stack lab-slab").first().waitFor();
    await page.locator("layer-lab-terminal").getByText("$ image ls --quiet").waitFor();
    await expect.poll(() => page.workers().length).toBe(3);
  }));

test("nothing heavy comes before a lab is touched, and several share what comes then", () =>
  visit(LAB(`id="one"`) + LAB(`id="two"`) + `<div style="height: 5000px"></div>` + LAB(`id="later" autorun`), async ({ page, asked }) => {
    const heavy = (): string[] => asked.filter((path) => /wasm|worker|\/(running|setup)-/.test(path));
    await page.locator("#two").getByRole("button", { name: "Build" }).waitFor();
    expect([heavy(), page.workers()]).toEqual([[], []]);
    await page.evaluate(() => Promise.all(["one", "two"].map((id) => (document.getElementById(id) as HTMLElementTagNameMap["layer-lab"]).build())));
    await expect.poll(() => page.workers().length).toBe(2);
    expect(heavy().filter((path) => path.endsWith("layerlab_bg.wasm")).length).toBe(1);
    expect(heavy().filter((path) => /\/running-/.test(path)).length).toBe(1);
    // With `autorun` it is enough to be seen.
    await page.locator("#later").scrollIntoViewIfNeeded();
    await page.locator("#later lab-slab").first().waitFor({ timeout: 60_000 });
    expect(heavy().filter((path) => path.endsWith("layerlab_bg.wasm")).length).toBe(1);
  }));

test("files of a lab that is read only can't be edited, and a lab that is moved keeps what it has", () =>
  visit(LAB("readonly"), async ({ page }) => {
    const state = await page.locator("layer-lab").evaluate(async (lab: HTMLElementTagNameMap["layer-lab"]) => {
      await lab.build();
      document.body.append(document.createElement("hr"), lab);
      return (await lab.run("image ls --format {{.Repository}}")).stdout;
    });
    expect(state).toBe("app\n");
    expect(await page.locator("layer-lab .cm-content").count()).toBe(0);
    await expect.poll(() => page.workers().length).toBe(1);
    await page.locator("layer-lab").evaluate((lab) => lab.remove());
    await expect.poll(() => page.workers().length).toBe(0);
  }));
