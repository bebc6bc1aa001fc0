/** The terminal of the lab; the heavy part of it comes when it is first shown. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { t } from "../locale/index.js";
import { shared } from "../style/shared.js";
import type { Surroundings } from "../terminal/complete.js";
import type { Screen } from "../terminal/screen.js";
import { data, LabElement } from "./base.js";

/** Keys that a phone's keyboard lacks. */
const KEYS: readonly { label: string; data: string }[] = [
  { label: "Tab", data: "\t" },
  { label: "Ctrl-C", data: "\x03" },
  { label: "↑", data: "\x1b[A" },
  { label: "↓", data: "\x1b[B" },
  { label: "|", data: "|" },
  { label: "-", data: "-" },
  { label: "/", data: "/" },
  { label: "docker ", data: "docker " },
];

/** Runs a line and prints what it prints. */
export type RunLine = (line: string, print: (text: string) => void, signal: AbortSignal) => Promise<void>;

@customElement("lab-terminal")
export class TerminalElement extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
      }
      .box {
        flex: 1;
        min-height: 0;
        padding: var(--space-2) 0 0 var(--space-3);
        font-family: var(--mono);
        overflow: hidden;
      }
      .keys {
        display: none;
      }
      @media (max-width: 799px) {
        .keys {
          display: flex;
          flex: none;
          gap: var(--space-1);
          padding: var(--space-1) var(--space-2);
          overflow-x: auto;
          border-top: 1px solid var(--line);
        }
        .keys button {
          flex: none;
          min-width: 40px;
          min-height: 36px;
          padding: 0 var(--space-2);
          border: 1px solid var(--line-strong);
          border-radius: var(--radius-1);
          font: var(--text-1) / 1 var(--mono);
        }
      }
      p {
        margin: 0;
        padding: var(--space-3) var(--space-4);
        color: var(--ink-soft);
      }
    `,
  ];

  @property(data) runLine: RunLine = async () => {};
  @property(data) around: Surroundings = { images: [], files: [] };
  @query(".box") private box!: HTMLElement;
  @state() private screen: Screen | undefined;

  override render(): TemplateResult {
    return html`<div class="box" role="group" aria-label=${t.terminal}></div>
      ${this.screen === undefined ? html`<p role="status">${t.loading}</p>` : nothing}
      <div class="keys">
        ${KEYS.map(({ label, data }) => html`<button type="button" @click=${() => this.press(data)}>${label.trim()}</button>`)}
      </div>`;
  }

  private press(data: string): void {
    this.screen?.typed(data);
    this.screen?.focus();
  }

  protected override async firstUpdated(): Promise<void> {
    const { Screen } = await import("../terminal/screen.js");
    const host = { run: (...args: Parameters<RunLine>) => this.runLine(...args), around: () => this.around };
    this.screen = new Screen(this.box, this.renderRoot as ShadowRoot, host, t.terminalGreeting);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.screen?.recolour());
    new MutationObserver(() => this.screen?.recolour()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.screen.focus();
  }
}
