/** The terminal of the lab; the heavy part of it comes when it is first shown. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { t } from "../locale/index.js";
import { shared } from "../style/shared.js";
import type { Editing, TalkHost } from "../shell/talk.js";
import { recall, remember } from "../preferences.js";
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

/** Lines that are kept for the next visit. */
const KEPT_LINES = 200;

/** What a terminal needs of the page, and where it says that it can show files of containers in an editor. */
export interface TerminalHost extends TalkHost {
  showEditor?: (file: Editing) => Promise<void> | undefined;
}

@customElement("lab-terminal")
export class TerminalElement extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        position: relative;
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

  @property(data) host!: TerminalHost;
  @query(".box") private box!: HTMLElement;
  @state() private screen: Screen | undefined;
  @state() private editing: { file: Editing; left: () => void } | undefined;

  override render(): TemplateResult {
    return html`<div class="box" role="group" aria-label=${t.terminal} ?inert=${this.editing !== undefined}></div>
      ${this.screen === undefined ? html`<p role="status">${t.loading}</p>` : nothing}
      ${this.editing === undefined ? nothing : html`<lab-vi .editing=${this.editing.file} .left=${this.editing.left}></lab-vi>`}
      <div class="keys">
        ${KEYS.map(({ label, data }) => html`<button type="button" @click=${() => this.press(data)}>${label.trim()}</button>`)}
      </div>`;
  }

  private press(data: string): void {
    this.screen?.typed(data);
    this.screen?.focus();
  }

  /** Shows a file until its editor is closed, or whoever wanted it edited is gone. */
  private readonly edit = async (file: Editing): Promise<void> => {
    void import("./vi.js");
    await new Promise<void>((resolve) => {
      this.editing = { file, left: resolve };
      file.gone?.addEventListener("abort", () => resolve());
    });
    this.editing = undefined;
  };

  protected override async firstUpdated(): Promise<void> {
    const { Screen } = await import("../terminal/screen.js");
    const words = { greeting: t.terminalGreeting, ended: t.terminalEnded };
    this.screen = new Screen(this.box, this.renderRoot as ShadowRoot, this.host, words, history(), this.edit);
    this.host.showEditor = (file) => this.screen?.edit(file);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.screen?.recolour());
    new MutationObserver(() => this.screen?.recolour()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    window.addEventListener("pagehide", () => remember("history", JSON.stringify(this.screen?.history.slice(-KEPT_LINES) ?? [])));
    this.screen.focus();
  }
}

/** What was typed in earlier visits. */
function history(): string[] {
  try {
    const lines: unknown = JSON.parse(recall("history") ?? "[]");
    return Array.isArray(lines) ? lines.filter((line) => typeof line === "string") : [];
  } catch {
    return [];
  }
}
