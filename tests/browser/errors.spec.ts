/** Bad input: a clear message at its place, and the state before is kept. */
import { expect, LabPage, test } from "./lab.js";

interface Case {
  name: string;
  before: string;
  after: string;
  message: RegExp;
  line: number;
}

const CASES: Case[] = [
  {
    name: "a Dockerfile that doesn't parse",
    before: "WORKDIR /web-ping",
    after: "WORKDIRR /web-ping",
    message: /unknown instruction: WORKDIRR/,
    line: 7,
  },
  {
    name: "a COPY source that isn't there",
    before: "COPY app.js .",
    after: "COPY missing.js .",
    message: /"\/missing\.js": not found/,
    line: 8,
  },
  {
    name: "a base image that nobody knows",
    before: "FROM diamol/node",
    after: "FROM diamol/no-such-image",
    message: /diamol\/no-such-image/,
    line: 1,
  },
];

for (const { name, before, after, message, line } of CASES) {
  test(`${name}: said at its line; what was built stays in the cache`, async ({ page }) => {
    const lab = await LabPage.open(page);
    const good = await lab.text();
    await lab.build();
    await lab.edit(before, after);
    await lab.build();
    await expect(lab.verdict).toHaveText("The build failed");
    await expect(page.locator("lab-verdict p")).toHaveText(message);
    await expect(lab.log).toContainText(message);

    await lab.log.getByRole("button", { name: `Dockerfile:${line}` }).first().click();
    await expect(page.locator(".cm-activeLine")).toHaveText(after.split("\n")[0]!);

    await lab.type(good);
    await lab.build();
    await expect(lab.verdict).toHaveText("Everything was cached");
  });
}

test("a file of 100 MB that is dropped on the page is refused with its limit, and nothing is lost", async ({ page }) => {
  const lab = await LabPage.open(page);
  const transfer = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(100_000_000)], "huge.bin"));
    return transfer;
  });
  await page.dispatchEvent("lab-page main", "drop", { dataTransfer: transfer });
  await expect(page.getByRole("alert")).toContainText("huge.bin is 100 MB; a file of the project may have at most 32.0 MB");
  await expect(page.getByRole("treeitem")).toHaveText([/Dockerfile/, /app\.js/]);
  await lab.build();
  await expect(lab.verdict).toHaveText("Built");
});

test("a link that leads to itself is a message, not an endless walk", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.edit("COPY app.js .", "COPY app.js .\nRUN ln -s loop loop && cat loop");
  await lab.build();
  await expect(lab.verdict).toHaveText("The build failed");
  await expect(lab.log).toContainText("Too many levels of symbolic links");
});

test("a script without an end is stopped by its limit, and Cancel stops it sooner", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.edit("COPY app.js .", "COPY app.js .\nRUN while true; do :; done");
  await page.getByRole("button", { name: "Build" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  // Until its limit one RUN is one slice; a busy machine takes a while for it.
  await expect(lab.verdict).toHaveText(/Cancelled|The build failed/, { timeout: 30_000 });
  await expect(page.getByRole("button", { name: "Build" })).toBeEnabled();
});
