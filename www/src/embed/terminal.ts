/** A terminal for docker's command line, a line at a time. */
import { css, html, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { data, LabElement } from "../element/base.js";
import { LabError } from "../engine/lab.js";
import { t } from "../locale/index.js";
import { shared } from "../style/shared.js";
import type { LayerLabElement } from "./contract.js";
import type { EmbedSession } from "./session.js";

/** Characters that are kept; what is older is let go. */
const KEPT = 200_000;

@customElement("lab-line-terminal")
export class LineTerminal extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
        height: 100%;
        padding: var(--space-2) var(--space-3);
        box-sizing: border-box;
        overflow: auto;
        font: var(--text-1) / 1.5 var(--mono);
      }
      pre {
        margin: 0;
        font: inherit;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      label {
        display: flex;
        gap: 1ch;
      }
      input {
        flex: 1;
        min-width: 0;
        border: 0;
        padding: 0;
        background: none;
        color: inherit;
        font: inherit;
      }
      input:focus {
        outline: none;
      }
      :host(:focus-within) {
        outline: 2px solid var(--focus);
        outline-offset: -2px;
      }
    `,
  ];

  @property(data) session!: EmbedSession;
  @property(data) profile: LayerLabElement["profile"] | undefined;
  @state() private text = "";
  @state() private running = false;
  @query("input") private input!: HTMLInputElement;
  private readonly earlier: string[] = [];
  private at = 0;

  override render(): TemplateResult {
    return html`<pre aria-live="polite" aria-label=${t.embed.panes.terminal}>${this.text}</pre>
      <label ?hidden=${this.running}
        ><span aria-hidden="true">$</span><input aria-label=${t.embed.commandLine} autocomplete="off" autocapitalize="off" spellcheck="false" @keydown=${this.onKey}
      /></label>`;
  }

  /** Runs a line as if it had been typed. */
  async run(line: string): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    this.running = true;
    this.print(`$ ${line}\n`);
    try {
      const command = await this.session.command(line, this.profile);
      for await (const { text } of command) this.print(text);
      return await command.result;
    } catch (error) {
      this.print(`${LabError.from(error).message}\n`);
      throw error;
    } finally {
      this.running = false;
    }
  }

  private print(text: string): void {
    this.text = (this.text + text).slice(-KEPT);
    void this.updateComplete.then(() => (this.scrollTop = this.scrollHeight));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const { input } = this;
    if (event.key === "Enter" && input.value.trim() !== "") {
      const line = input.value;
      input.value = "";
      this.earlier.push(line);
      this.at = this.earlier.length;
      void this.run(line)
        .catch(() => {})
        .then(() => this.updateComplete)
        .then(() => input.focus());
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      this.at = Math.max(0, Math.min(this.earlier.length, this.at + (event.key === "ArrowUp" ? -1 : 1)));
      input.value = this.earlier[this.at] ?? "";
    }
  };
}
