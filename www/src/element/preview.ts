/** The content of a file that lies in a layer, over the page. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { t } from "../locale/index.js";
import type { Preview } from "../model/state.js";
import { BLOCK, fieldsOf, hexRows, isEmpty } from "../model/tar-header.js";
import { formatSize } from "../model/text.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import "./diff.js";
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
        max-height: calc(min(80vh, 760px) - 96px);
        font: var(--text-1) / 1.6 var(--mono);
        tab-size: 4;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        justify-content: flex-end;
        padding: var(--space-2) var(--space-4);
        border-top: 1px solid var(--line);
      }
      .action {
        min-height: 30px;
        padding: 0 var(--space-3);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-1);
        font-weight: 600;
      }
      .action[aria-pressed="true"] {
        border-color: var(--accent);
        color: var(--accent);
      }
      .header,
      lab-diff {
        max-height: calc(min(80vh, 760px) - 100px);
        overflow: auto;
      }
      .header h3 {
        margin: 0;
        padding: var(--space-2) var(--space-4);
        font-size: var(--text-1);
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 2px var(--space-3);
        margin: 0;
        padding: 0 var(--space-4);
        font: var(--text-0) / 1.6 var(--mono);
      }
      dt {
        color: var(--ink-soft);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .hex {
        padding: 0 var(--space-4) var(--space-3);
        overflow-x: auto;
        font: var(--text-0) / 1.6 var(--mono);
        white-space: pre;
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

  private content(preview: Preview): TemplateResult {
    const { content, layer, fix } = preview;
    return html`${this.body(content)}
    ${layer === undefined
      ? nothing
      : html`<div class="foot">
          ${this.way("layerFile", t.tarHeader.content, content.kind === "text" || content.kind === "binary", layer)}
          ${this.way("layerDiff", t.diff, content.kind === "diff", layer)}
          ${this.way("layerHeader", t.tarHeader.show, content.kind === "header", layer)}
        </div>`}
    ${fix === undefined
      ? nothing
      : html`<div class="foot"><button type="button" class="action" @click=${() => this.apply(fix)}>${t.fix.apply}</button></div>`}`;
  }

  /** A way to look at a file of a layer. */
  private way(kind: "layerFile" | "layerDiff" | "layerHeader", label: string, isShown: boolean, layer: NonNullable<Preview["layer"]>): TemplateResult {
    return html`<button type="button" class="action" aria-pressed=${isShown ? "true" : "false"} @click=${() => this.send({ kind, ...layer })}>
      ${label}
    </button>`;
  }

  private apply(fix: NonNullable<Preview["fix"]>): void {
    this.send({ kind: "fix", ...fix });
    this.dialog.close();
  }

  private header(bytes: Uint8Array): TemplateResult {
    const rows = hexRows(bytes);
    return html`<div class="header" tabindex="0" role="region" aria-label=${t.tarHeader.show}>
      <p>${t.tarHeader.about} ${bytes.length > BLOCK ? t.tarHeader.extended : ""}</p>
      <h3>${t.tarHeader.fields}</h3>
      <dl>
        ${fieldsOf(bytes.subarray(bytes.length - BLOCK)).map(({ name, text }) => html`<dt>${name}</dt><dd>${text}</dd>`)}
      </dl>
      <h3>${t.tarHeader.bytes}</h3>
      <div class="hex">
        ${rows.map((row, at) => {
          if (!isEmpty(row.hex)) return html`<div>${row.offset}  ${row.hex.padEnd(47)}  ${row.text}</div>`;
          return at > 0 && isEmpty(rows[at - 1]!.hex) ? nothing : html`<div>${t.tarHeader.empty}</div>`;
        })}
      </div>
    </div>`;
  }

  private body(content: Preview["content"]): TemplateResult {
    if (content.kind === "header") return this.header(content.bytes);
    if (content.kind === "diff") return html`<lab-diff .diff=${content.diff}></lab-diff>`;
    if (content.kind === "binary") return html`<p>${t.binary(formatSize(content.size))}</p>`;
    if (content.text === "") return html`<p>${t.emptyFile}</p>`;
    return html`<pre tabindex="0">${content.text.slice(0, MAX_TEXT)}</pre>`;
  }

  protected override updated(): void {
    if (this.preview !== undefined && !this.dialog.open) this.dialog.showModal();
    if (this.preview === undefined && this.dialog.open) this.dialog.close();
  }
}
