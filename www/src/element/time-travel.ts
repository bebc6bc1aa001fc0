/** Undo, redo, and a slider over every moment of this visit. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../locale/index.js";
import { deedSentence } from "../locale/sentence.js";
import { NO_TIMELINE, type Timeline } from "../model/timeline.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";

@customElement("lab-time-travel")
export class TimeTravel extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 2px;
        min-width: 0;
      }
      .quiet {
        min-width: 32px;
        min-height: 32px;
      }
      input {
        width: 112px;
        margin: 0 var(--space-1);
        accent-color: var(--accent);
        cursor: pointer;
      }
      .deed {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        max-width: 220px;
        font-size: var(--text-0);
        color: var(--ink-soft);
      }
      @media (max-width: 1240px) {
        .deed {
          display: none;
        }
      }
      @media (max-width: 1000px) {
        input {
          display: none;
        }
      }
    `,
  ];

  @property(data) timeline: Timeline = NO_TIMELINE;

  override render(): TemplateResult {
    const { first, moments, at } = this.timeline;
    const last = first + moments.length - 1;
    const deed = moments[at - first];
    const words = deed === undefined ? "" : deedSentence(deed);
    return html`<button type="button" class="quiet" ?disabled=${at <= first} title=${t.undo} aria-label=${t.undo} @click=${() => this.go(at - 1)}>
        ${icon("undo")}
      </button>
      <button type="button" class="quiet" ?disabled=${at >= last} title=${t.redo} aria-label=${t.redo} @click=${() => this.go(at + 1)}>
        ${icon("redo")}
      </button>
      ${moments.length < 2
        ? nothing
        : html`<input
              type="range"
              min=${first}
              max=${last}
              .value=${String(at)}
              aria-label=${t.timeTravel}
              aria-valuetext=${t.moment(at - first + 1, moments.length, words)}
              @input=${(event: Event) => this.go(Number((event.target as HTMLInputElement).value))}
            />
            <span class="deed" title=${words}>${words}</span>`}`;
  }

  private go(to: number): void {
    this.send({ kind: "travel", to });
  }
}
