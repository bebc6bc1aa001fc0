/** A file in an editor that lies over the terminal, as `vi` there shows it. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { OverTerminalEditor } from "../editor/vim.js";
import { t } from "../locale/index.js";
import { decodeText, encodeText } from "../model/text.js";
import type { Editing } from "../shell/talk.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";

@customElement("lab-vi")
export class ViElement extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        position: absolute;
        inset: 0;
        background: var(--sunken);
        z-index: 2;
      }
      .box {
        flex: 1;
        min-height: 0;
      }
      footer {
        display: flex;
        flex: none;
        align-items: center;
        gap: var(--space-2);
        padding: var(--space-1) var(--space-3);
        border-top: 1px solid var(--line);
        color: var(--ink-soft);
        font-size: var(--text-1);
      }
      footer span {
        flex: 1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      footer button {
        flex: none;
        min-height: 28px;
        padding: 0 var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
      }
    `,
  ];

  @property(data) editing!: Editing;
  /** Called when it is closed. */
  @property(data) left: () => void = () => {};
  @query(".box") private box!: HTMLElement;
  /** What an editor without a line of its own has to say. */
  @state() private said = "";
  @state() private editor: OverTerminalEditor | undefined;

  override render(): TemplateResult {
    const { program } = this.editing;
    return html`<div class="box"></div>
      <footer>
        <span>${this.editing.path} · ${isModal(program) ? t.vi.how : t.vi.plain}</span>
        <span role="status">${this.said}</span>
        ${this.editor === undefined
          ? nothing
          : html`<button type="button" @click=${() => void this.editor?.saveAndQuit()}>${t.vi.save}</button>
              <button type="button" @click=${() => this.editor?.quit(true)}>${t.vi.leave}</button>`}
      </footer>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.editor?.destroy();
  }

  protected override async firstUpdated(): Promise<void> {
    const { path, bytes, program, save } = this.editing;
    const { OverTerminalEditor } = await import("../editor/vim.js");
    if (!this.isConnected) return;
    const options = { text: decodeText(bytes ?? new Uint8Array()) ?? "", label: t.editorOf(path), modal: isModal(program) };
    const outside = { save: (text: string) => save(encodeText(text)), close: () => this.left(), say: (text: string) => (this.said = text) };
    this.editor = new OverTerminalEditor(this.box, this.renderRoot as ShadowRoot, options, outside);
  }
}

function isModal(program: string): boolean {
  return program === "vi" || program === "vim";
}
