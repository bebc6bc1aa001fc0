/** The content of a file that lies in a layer, over the page. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { t } from "../locale/index.js";
import type { Preview } from "../model/state.js";
import { formatSize } from "../model/text.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";

/** Characters shown at most: a dialog is for looking, not for reading a bundle. */
const MAX_TEXT = 200_000;

@customElement("lab-preview")
export class FilePreview extends LabElement {
  static override styles = [
    shared,
    css`
      dialog {
        width: min(820px, calc(100vw - 32px));
        max-height: min(80vh, 760px);
        padding: 0;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-2);
        background: var(--surface);
        color: var(--ink);
        box-shadow: 0 16px 64px #0006;
      }
      dialog::backdrop {
        background: #0008;
      }
      .pane-title {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        font-family: var(--mono);
        color: var(--ink);
      }
      pre {
        margin: 0;
        padding: var(--space-4);
        overflow: auto;
        max-height: calc(min(80vh, 760px) - 42px);
        font: var(--text-1) / 1.6 var(--mono);
        tab-size: 4;
      }
      p {
        margin: 0;
        padding: var(--space-4);
        color: var(--ink-soft);
      }
    `,
  ];

  @property(data) preview: Preview | undefined;
  @query("dialog") private dialog!: HTMLDialogElement;

  override render(): TemplateResult {
    const { preview } = this;
    return html`<dialog aria-label=${preview?.title ?? ""} @close=${() => this.send({ kind: "closePreview" })}>
      ${preview === undefined
        ? nothing
        : html`<div class="pane-head">
              <h2 class="pane-title">${preview.title}</h2>
              <button type="button" class="quiet" aria-label=${t.close} @click=${() => this.dialog.close()}>${icon("close")}</button>
            </div>
            ${this.content(preview)}`}
    </dialog>`;
  }

  private content({ content }: Preview): TemplateResult {
    if (content.kind === "binary") return html`<p>${t.binary(formatSize(content.size))}</p>`;
    if (content.text === "") return html`<p>${t.emptyFile}</p>`;
    return html`<pre tabindex="0">${content.text.slice(0, MAX_TEXT)}</pre>`;
  }

  protected override updated(): void {
    if (this.preview !== undefined && !this.dialog.open) this.dialog.showModal();
    if (this.preview === undefined && this.dialog.open) this.dialog.close();
  }
}
