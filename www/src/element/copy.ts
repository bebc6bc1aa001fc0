/** A value that can be copied: its short form, and a button that says when it is done. */
import { css, html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../locale/index.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";

const THANKS_MS = 2000;

@customElement("lab-copy")
export class Copy extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        display: inline-block;
      }
      button {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        padding: 1px 5px;
        border-radius: var(--radius-1);
        font: var(--text-0) / 1.5 var(--mono);
        color: inherit;
      }
      button:hover {
        background: var(--hover);
      }
      .icon {
        width: 12px;
        height: 12px;
      }
    `,
  ];

  /** What goes to the clipboard. */
  @property(data) value = "";
  /** What is shown for it. */
  @property(data) short = "";
  /** What the value is, for the button's name. */
  @property(data) what = "";
  @state() private copied = false;

  override render(): TemplateResult {
    const name = this.copied ? t.copied : t.copy(this.what);
    return html`<button type="button" title=${this.value} aria-label=${`${this.short} – ${name}`} @click=${this.copy}>
        <span>${this.short}</span>${icon(this.copied ? "cached" : "copy")}
      </button>
      <span class="unseen" role="status">${this.copied ? t.copied : ""}</span>`;
  }

  private async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.value);
    this.copied = true;
    setTimeout(() => (this.copied = false), THANKS_MS);
  }
}
