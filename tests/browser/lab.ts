/** What a person does on the page, for the tests to read like a story. */
import { expect, test as base, type Locator, type Page } from "@playwright/test";

export { expect };

/**
 * Fails a test whose page logs an error, throws, or runs into its own content security policy. `refused` are the errors
 * with which the browser reports what a test has it refuse.
 */
export const test = base.extend<{ refused: RegExp | undefined; watched: void }>({
  refused: [undefined, { option: true }],
  watched: [
    async ({ page, refused }, use) => {
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      await use();
      expect(errors.filter((error) => !refused?.test(error))).toEqual([]);
    },
    { auto: true },
  ],
});

export class LabPage {
  readonly verdict: Locator;
  readonly log: Locator;
  readonly slabs: Locator;

  constructor(readonly page: Page) {
    this.verdict = page.locator("lab-verdict h3");
    this.log = page.getByRole("log");
    this.slabs = page.locator("lab-slab");
  }

  static async open(page: Page): Promise<LabPage> {
    await page.goto("./?quiet");
    const lab = new LabPage(page);
    await expect(page.getByRole("button", { name: "Build" })).toBeEnabled();
    await expect(page.locator(".cm-content")).toBeVisible();
    return lab;
  }

  /** Presses Build and waits for the build's end. */
  async build(): Promise<void> {
    const counter = this.page.locator("lab-layers .count");
    const before = (await counter.count()) === 0 ? 0 : Number((await counter.innerText()).replace(/\D/g, ""));
    await this.page.getByRole("button", { name: "Build" }).click();
    await expect(counter).toHaveText(`Build ${before + 1}`);
    await expect(this.verdict).not.toHaveText("Building");
  }

  /** Waits until everything that was done is kept for the next visit. */
  async kept(): Promise<void> {
    await expect(this.page.locator("lab-page[data-unsaved]")).toHaveCount(0);
  }

  slab(text: string): Locator {
    return this.slabs.filter({ hasText: text });
  }

  /** The state's word of every instruction that makes a layer or brings one, from the base up. */
  async states(): Promise<string[]> {
    const rows = await this.slabs.evaluateAll((slabs) =>
      slabs.map((slab) => [
        slab.shadowRoot?.querySelector(".text b")?.textContent ?? "",
        slab.shadowRoot?.querySelector(".word")?.textContent ?? "",
      ]),
    );
    return rows.reverse().map(([keyword, word]) => `${keyword} ${word}`);
  }

  /** The short diff ID of an instruction's layer, once it is on the screen. */
  async diffId(text: string): Promise<string> {
    const id = this.slab(text).locator("lab-copy button span").first();
    await expect(id).toHaveText(/^[0-9a-f]{12}$/);
    return id.innerText();
  }

  async openFile(path: string): Promise<void> {
    await this.page.locator(`[role=treeitem][data-path="${path}"]`).click();
    await expect(this.page.locator("lab-editor h2")).toHaveText(path);
    await expect(this.page.locator(".cm-content")).toHaveAccessibleName(`Editor: ${path}`);
  }

  async text(): Promise<string> {
    const lines = await this.page.locator(".cm-line").allInnerTexts();
    return lines.map((line) => line.replace(/\n$/, "")).join("\n");
  }

  /** Replaces the open file's whole text, as a paste does. */
  async type(text: string): Promise<void> {
    await this.page.locator(".cm-content").click();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
  }

  /** Replaces a part of the open file's text. */
  async edit(before: string, after: string): Promise<void> {
    const text = await this.text();
    expect(text).toContain(before);
    await this.type(text.replace(before, after));
  }
}

/** The terminal, used by keyboard alone. */
export class TerminalPanel {
  readonly box: Locator;
  readonly vi: Locator;

  constructor(private readonly page: Page) {
    this.box = page.locator("lab-terminal .xterm-accessibility-tree");
    this.vi = page.locator("lab-vi .cm-content");
  }

  static async open(page: Page): Promise<TerminalPanel> {
    await page.getByRole("tab", { name: "Terminal", exact: true }).click();
    const terminal = new TerminalPanel(page);
    await expect(terminal.box).toContainText(/project #/, PATIENT);
    return terminal;
  }

  async enter(line: string): Promise<void> {
    // Pasted: a machine under load takes its time for every key.
    await this.page.locator("lab-terminal textarea").evaluate((field, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      (field as HTMLElement).focus();
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, line);
    await this.page.keyboard.press("Enter");
  }

  /** Enters a line and waits for what it prints. */
  async run(line: string, printed: string | RegExp): Promise<void> {
    await this.enter(line);
    await this.says(printed);
  }

  async says(printed: string | RegExp): Promise<void> {
    await expect(this.box).toContainText(printed, PATIENT);
  }
}

/** Simulated programs run as fast as the machine lets them. */
export const PATIENT = { timeout: 30_000 };
