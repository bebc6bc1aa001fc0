/** The site around the lab: every link of every page leads somewhere, and the gallery is in two languages. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "./lab.js";

const DIST = join(import.meta.dirname, "../../dist");
const pages = readdirSync(DIST, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));

test("every link leads somewhere, and none depends on where the site lies", () => {
  const broken: string[] = [];
  for (const page of pages) {
    const text = readFileSync(join(DIST, page), "utf8");
    for (const [, target = ""] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
      if (/^(https?:|data:|mailto:)/.test(target)) continue;
      const [path = "", hash] = target.replace(/&amp;/g, "&").split("#");
      const file = normalize(join(DIST, path === "" ? page : join(dirname(page), decodeURI(path.replace(/\?.*/, "")))));
      const found = !target.startsWith("/") && existsSync(file) && statSync(file).isFile();
      const anchored = hash === undefined || (found && readFileSync(file, "utf8").includes(`id="${hash}"`));
      if (!found || !anchored) broken.push(`${page}: ${target}`);
    }
  }
  expect(pages.length).toBeGreaterThan(8);
  expect(broken).toEqual([]);
});

/** What a tag with an attribute of this value says. */
const said = (text: string, name: string): string | undefined => new RegExp(`<(?:meta|link)[^>]*(?:name|property|rel)="${name}"[^>]*(?:content|href)="([^"]*)"`).exec(text)?.[1];

test("every page has a title, a description, a preview, an icon and a manifest", () => {
  const frame = "embed.html";
  for (const page of pages.filter((page) => page !== frame)) {
    const text = readFileSync(join(DIST, page), "utf8");
    expect(/<title>[^<]*Layerlab/.test(text), page).toBe(true);
    for (const name of ["description", "og:title", "og:description", "og:locale", "og:image:alt", "twitter:card"]) expect(said(text, name), `${page}: ${name}`).toMatch(/\S{4}/);
    expect((said(text, "description") ?? "").length, page).toBeLessThanOrEqual(202);
    for (const name of ["og:image", "icon", "apple-touch-icon", "manifest"]) expect(existsSync(join(DIST, dirname(page), said(text, name) ?? "")), `${page}: ${name}`).toBe(true);
  }
  expect(said(readFileSync(join(DIST, "gallery.ko.html"), "utf8"), "description")).toMatch(/[가-힣]/);
});

test("pictures have the sizes that are told of them", () => {
  const size = (file: string): [number, number] => {
    const bytes = readFileSync(join(DIST, file));
    expect(bytes.toString("latin1", 1, 4)).toBe("PNG");
    return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  };
  const index = readFileSync(join(DIST, "index.html"), "utf8");
  expect(size("preview.png")).toEqual([Number(said(index, "og:image:width")), Number(said(index, "og:image:height"))]);
  expect(statSync(join(DIST, "preview.png")).size).toBeLessThan(300_000);
  expect(size("icon-180.png")).toEqual([180, 180]);
  const { icons, ...manifest } = JSON.parse(readFileSync(join(DIST, "manifest.webmanifest"), "utf8")) as { icons: { src: string; sizes: string; type: string }[]; start_url: string; scope: string; name: string };
  expect(manifest).toMatchObject({ start_url: "./", scope: "./", name: expect.stringContaining("Layerlab") as unknown });
  for (const { src, sizes, type } of icons) {
    expect(existsSync(join(DIST, src)), src).toBe(true);
    if (type === "image/png") expect(size(src).join("x")).toBe(sizes);
  }
});

test("the browser finds nothing to say against installing the site", async ({ page }) => {
  await page.goto("./?quiet");
  await page.evaluate(() => navigator.serviceWorker.ready);
  const devtools = await page.context().newCDPSession(page);
  const { errors } = await devtools.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  // A test's context is like a private window, from which nothing can be installed.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
});

test("the notices name whatever is bundled, with the text of its licence", () => {
  const text = readFileSync(join(DIST, "licences.html"), "utf8");
  const notices = new Map([...text.matchAll(/<summary>(\S+) [^<]*<\/summary><pre>([^<]*)/g)].map(([, name = "", licence = ""]) => [name, licence]));
  const folders = JSON.parse(readFileSync(join(DIST, "../pkg/guest-packages.json"), "utf8")) as string[];
  const bundled = folders.map((folder) => folder.replace(/^.*node_modules\//, ""));
  expect(bundled.length).toBeGreaterThan(20);
  // In the page, in the module, in what runs in containers, and in the pages' looks.
  const wanted = [...bundled, "lit-html", "@codemirror/view", "@xterm/xterm", "wasm-bindgen", "sha2", "@fontsource-variable/ibm-plex-sans", "@fontsource/ibm-plex-mono"];
  expect(wanted.filter((name) => (notices.get(name) ?? "").length < 200)).toEqual([]);
});

/** What the gallery has an example of. */
const SHOWN = [/node/, /python/, /^go/, /rust/, /java/, /dotnet/, /php/, /ruby/, /nginx/, /multi-stage/, /cache-mount/, /monorepo/, /distroless/, /-bad$/, /-better$/];

test("what docs/ holds is there to read: the guide, embedding, lessons, the API, fidelity and the architecture", () => {
  for (const name of ["index", "guide", "embedding", "lessons", "api/index", "fidelity", "ARCHITECTURE", "explain", "explain-ci", "catalog"]) expect(pages).toContain(`docs/${name}.html`);
});

test("the gallery tells what to notice, in English and Korean", async ({ page }) => {
  await page.goto("./gallery.html", { waitUntil: "domcontentloaded" });
  const sections = await page.locator("section").evaluateAll((all) => all.map(({ id }) => id));
  expect(sections.length).toBeGreaterThanOrEqual(15);
  expect(SHOWN.filter((kind) => !sections.some((id) => kind.test(id))).map(String)).toEqual([]);
  for (const bad of sections.filter((id) => id.endsWith("-bad"))) expect(sections).toContain(bad.replace("-bad", "-better"));
  await expect(page.locator("section h3").first()).toHaveText("What to notice");
  await page.goto("./gallery.ko.html", { waitUntil: "domcontentloaded" });
  await expect(page.locator("section h3").first()).toHaveText("눈여겨볼 점");
});
