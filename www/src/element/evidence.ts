/** Why a step could not be taken from the cache: what shows it, for each reason. A single reason is told by the slab already. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { MissReason } from "../engine/wire.js";
import { t } from "../locale/index.js";
import { reasonSentence } from "../locale/sentence.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import "./diff.js";

@customElement("lab-evidence")
export class Evidence extends LabElement {
  static override styles = [
    shared,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li + li {
        margin-top: var(--space-3);
      }
      p {
        margin: 0 0 var(--space-1);
        font-weight: 600;
        font-size: var(--text-1);
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px var(--space-3);
        margin: 0;
        font-size: var(--text-0);
      }
      dt {
        color: var(--ink-soft);
      }
      dd {
        margin: 0;
        font-family: var(--mono);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property(data) reasons: readonly MissReason[] = [];

  override render(): TemplateResult {
    return html`<ul aria-label=${t.evidence}>
      ${this.reasons.map(
        (reason) => html`<li>${this.reasons.length > 1 ? html`<p>${reasonSentence(reason)}</p>` : nothing}${this.proof(reason)}</li>`,
      )}
    </ul>`;
  }

  private proof(reason: MissReason): unknown {
    switch (reason.kind) {
      case "file":
        if (reason.diff !== undefined) return html`<lab-diff .diff=${reason.diff}></lab-diff>`;
        return this.values(reason.before, reason.after);
      case "instruction":
      case "variable":
      case "base":
      case "option":
        return this.values(reason.before, reason.after);
      default:
        return nothing;
    }
  }

  private values(before: string | undefined, after: string | undefined): unknown {
    if (before === undefined && after === undefined) return nothing;
    return html`<dl>
      <dt>${t.before}</dt>
      <dd>${before ?? t.nothing}</dd>
      <dt>${t.now}</dt>
      <dd>${after ?? t.nothing}</dd>
    </dl>`;
  }
}
