/** The keys of the page on one sheet. */
import { css, html, type TemplateResult } from "lit";
import { customElement, query } from "lit/decorators.js";
import { t } from "../locale/index.js";
import { shortcuts } from "../model/commands.js";
import { dialogStyle } from "../style/dialog.js";
import { shared } from "../style/shared.js";
import { LabElement } from "./base.js";
import { icon } from "./icon.js";

@customElement("lab-shortcuts")
export class Shortcuts extends LabElement {
  static override styles = [
    shared,
    dialogStyle,
    css`
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--space-2) var(--space-4);
        margin: 0;
      }
      dt {
        font: 600 var(--text-1) / 1.5 var(--mono);
      }
      dd {
        margin: 0;
      }
    `,
  ];

  @query("dialog") private dialog!: HTMLDialogElement;

  override render(): TemplateResult {
    return html`<dialog aria-label=${t.shortcuts.title} @close=${() => this.send({ kind: "overlay", overlay: undefined })}>
      <div class="pane-head">
        <h2 class="pane-title">${t.shortcuts.title}</h2>
        <button type="button" class="quiet" aria-label=${t.close} @click=${() => this.dialog.close()}>${icon("close")}</button>
      </div>
      <dl class="body">
        ${shortcuts().map(({ keys, label }) => html`<dt>${keys}</dt>
            <dd>${label}</dd>`)}
      </dl>
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }
}
