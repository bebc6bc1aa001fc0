/** Names, texts and contents that look like markup or code are shown as text and do nothing, wherever they come from. */
import { createHash } from "node:crypto";
import tar from "tar-stream";
import type { Page } from "@playwright/test";
import { expect, LabPage, test } from "./lab.js";

/** Each would set `harmed`, or leave an element that gives it away, if anything took it for more than text. */
const CORPUS = [
  "<img src=x onerror=window.harmed=1>",
  "<svg onload=window.harmed=1>",
  "<script>window.harmed=1</script>",
  "</textarea></style><iframe srcdoc=x>",
  '"onmouseover="window.harmed=1" x="',
  "javascript:window.harmed=1",
  "${window.harmed=1}{{window.harmed=1}}",
  "&lt;img src=x onerror=window.harmed=1&gt;",
  "\u202egnp.exe\u202c",
];
const NAMES = CORPUS.filter((text) => !text.includes("/"));
const PATIENT = { timeout: 60_000 };

/** Nothing has run, and no element has come of a text. */
async function unharmed(page: Page): Promise<void> {
  for (const frame of page.frames()) {
    expect(await frame.evaluate(() => "harmed" in window)).toBe(false);
    await expect(frame.locator("img[src=x], [onerror], [onload], [onmouseover], iframe[srcdoc=x], a[href^='javascript:']")).toHaveCount(0);
  }
}

async function drop(page: Page, files: Record<string, Buffer>): Promise<void> {
  const texts = Object.entries(files).map(([name, bytes]) => [name, bytes.toString("base64")] as const);
  const transfer = await page.evaluateHandle((texts) => {
    const transfer = new DataTransfer();
    for (const [name, text] of texts) transfer.items.add(new File([Uint8Array.from(atob(text), (char) => char.charCodeAt(0))], name));
    return transfer;
  }, texts);
  await page.dispatchEvent("lab-page main", "drop", { dataTransfer: transfer });
}

async function packed(files: Record<string, string | Buffer>): Promise<Buffer> {
  const pack = tar.pack();
  for (const [name, content] of Object.entries(files)) pack.entry({ name }, content);
  pack.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of pack) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

test("the names and texts of a project, and of a link that carries it", async ({ page, context }) => {
  const lab = await LabPage.open(page);
  await drop(page, Object.fromEntries(NAMES.map((name) => [name, Buffer.from(`${CORPUS.join("\n")}\n`)])));
  for (const name of NAMES) await expect(page.getByRole("treeitem").filter({ hasText: name })).toBeVisible();
  await lab.type(`FROM alpine\nLABEL ${CORPUS.map((text, index) => `l${index}='${text}'`).join(" ")}\nCOPY . /copied/\nRUN cat /copied/java*\n`);
  await lab.build();
  await expect(lab.verdict).toHaveText("Built", PATIENT);
  for (const text of CORPUS) await expect(lab.log).toContainText(text);
  await lab.slab("COPY").click();
  await expect(page.getByRole("tree", { name: "Files of this layer" })).toContainText(NAMES[0]!);
  await unharmed(page);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const field = page.getByRole("textbox", { name: "Link" });
  await expect(field).toHaveValue(/#lab=/);
  const other = await context.newPage();
  await other.goto(await field.inputValue());
  await expect(other.locator("lab-notices")).toContainText("a copy from a link", PATIENT);
  for (const name of NAMES) await expect(other.getByRole("treeitem").filter({ hasText: name })).toBeVisible();
  await unharmed(other);
});

test("the contents of a tar that is dropped", async ({ page }) => {
  const layer = await packed(Object.fromEntries(CORPUS.map((text) => [`odd/${text.replaceAll("/", "_")}`, `${text}\n`])));
  const config = {
    architecture: "amd64",
    os: "linux",
    config: { Env: CORPUS.map((text, index) => `E${index}=${text}`), Cmd: CORPUS, Labels: Object.fromEntries(CORPUS.map((text) => [text, text])) },
    rootfs: { type: "layers", diff_ids: [`sha256:${createHash("sha256").update(layer).digest("hex")}`] },
    history: [{ created: "2026-01-01T00:00:00Z", created_by: CORPUS.join(" "), comment: CORPUS[0] }],
  };
  const image = await packed({
    "config.json": JSON.stringify(config),
    "layer.tar": layer,
    "manifest.json": JSON.stringify([{ Config: "config.json", RepoTags: ["hostile:1"], Layers: ["layer.tar"] }]),
  });
  await LabPage.open(page);
  await drop(page, { "hostile.tar": image });
  await page.getByRole("tab", { name: "Images" }).click();
  const shown = page.locator("lab-images .image").filter({ hasText: "hostile:1" });
  await shown.getByRole("button", { expanded: false }).first().click(PATIENT);
  for (const text of CORPUS) await expect(shown).toContainText(text);
  await unharmed(page);
});

test("the texts of a lesson", async ({ page }) => {
  const words = { title: CORPUS[0], about: CORPUS.join(" "), texts: { step1: CORPUS.join(" "), "step1.hint1": CORPUS.join(" ") } };
  const lesson = {
    version: 1,
    id: "hostile",
    start: { files: { Dockerfile: `FROM alpine\n# ${CORPUS.join(" ")}\n` } },
    steps: [{ text: "step1", hints: ["step1.hint1"], goals: [{ kind: "ignored", path: NAMES[0] }] }],
    solution: [],
    words: { en: words, ko: words },
  };
  await page.route("**/lessons/cache.json", (route) => route.fulfill({ json: lesson }));
  await page.goto("./embed.html?lesson=lessons/cache.json");
  await page.getByText("FROM alpine").click();
  const panel = page.locator("lab-lesson");
  await expect(panel).toContainText(CORPUS[0]!, PATIENT);
  await panel.getByRole("button", { name: "Hint" }).click();
  for (const text of CORPUS) await expect(panel).toContainText(text);
  await unharmed(page);
});
