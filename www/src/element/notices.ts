/** Messages about what could not be done, each with what to do instead. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../locale/index.js";
import { noticeText } from "../locale/sentence.js";
import type { Notice } from "../model/state.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";

@customElement("lab-notices")
export class Notices extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        position: fixed;
        z-index: 10;
        right: var(--space-4);
        bottom: var(--space-4);
        width: min(420px, calc(100vw - 2 * var(--space-4)));
      }
      .notice {
        display: flex;
        align-items: start;
        gap: var(--space-2);
        margin-top: var(--space-2);
        padding: var(--space-3);
        border: 1px solid var(--line-strong);
        border-left: 4px solid var(--accent);
        border-radius: var(--radius-2);
        background: var(--surface);
        box-shadow: 0 6px 24px #0003;
      }
      .notice.error {
        border-left-color: var(--failed);
      }
      .notice.error > .icon {
        color: var(--failed);
      }
      .icon {
        margin-top: 3px;
      }
      p {
        flex: 1;
        margin: 0;
        overflow-wrap: anywhere;
      }
      .quiet .icon {
        margin: 0;
      }
      .undo {
        min-height: 24px;
        padding: 0 var(--space-2);
        font-weight: 600;
        color: var(--accent);
      }
      .undo:hover {
        text-decoration: underline;
      }
    `,
  ];

  @property(data) notices: readonly Notice[] = [];

  override render(): TemplateResult {
    return html`<div role="alert">
      ${repeat(
        this.notices,
        (notice) => notice.id,
        (notice) => html`<div class="notice ${notice.tone}">
          ${icon(notice.tone === "error" ? "error" : "reset")}
          <p>${noticeText(notice.text)}</p>
          ${notice.back === undefined
            ? nothing
            : html`<button type="button" class="undo" @click=${() => this.undo(notice)}>${t.undo}</button>`}
          <button
            type="button"
            class="quiet"
            aria-label=${t.dismiss}
            @click=${() => this.send({ kind: "dismiss", id: notice.id })}
          >
            ${icon("close")}
          </button>
        </div>`,
      )}
    </div>`;
  }

  private undo({ id, back }: Notice): void {
    this.send({ kind: "dismiss", id });
    if (back !== undefined) this.send({ kind: "travel", to: back });
  }
}
