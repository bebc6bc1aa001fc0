/** A unified diff, every line marked by sign and colour. */
import { css, html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../locale/index.js";
import { diffLines, type DiffLine } from "../model/text.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";

const SIGNS: Record<DiffLine["kind"], string> = { same: " ", added: "+", removed: "−", hunk: "" };

@customElement("lab-diff")
export class Diff extends LabElement {
  static override styles = [
    shared,
    css`
      .diff {
        margin: 0;
        overflow-x: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius-1);
        background: var(--surface);
        color: var(--ink);
        font: var(--text-0) / 1.6 var(--mono);
      }
      .lines {
        display: table;
        min-width: 100%;
      }
      .line {
        white-space: pre;
        padding: 0 var(--space-2);
        tab-size: 4;
      }
      .sign {
        display: inline-block;
        width: 1.5ch;
        user-select: none;
      }
      .added {
        background: var(--added-wash);
      }
      .added .sign {
        color: var(--added);
      }
      .removed {
        background: var(--removed-wash);
      }
      .removed .sign {
        color: var(--removed);
      }
      .hunk {
        color: var(--ink-faint);
        background: var(--sunken);
      }
    `,
  ];

  @property(data) diff = "";

  override render(): TemplateResult {
    const lines = diffLines(this.diff);
    return html`<div class="diff" role="region" aria-label=${t.diff} tabindex="0">
      <div class="lines">
        ${lines.map(
          (line) => html`<div class="line ${line.kind}"><span class="sign">${SIGNS[line.kind]}</span>${line.text}</div>`,
        )}
      </div>
    </div>`;
  }
}
