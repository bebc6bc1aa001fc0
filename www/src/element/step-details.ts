/** The details of one instruction: why it ran, where it stands in the Dockerfile, which files its layer holds. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { LayerRow } from "../engine/wire.js";
import { t } from "../locale/index.js";
import { isMetadata, type Step } from "../model/build.js";
import type { LayerFiles } from "../model/state.js";
import { formatSize, shortDigest } from "../model/text.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import "./changes.js";
import "./copy.js";
import "./evidence.js";

@customElement("lab-step-details")
export class StepDetails extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3);
        font-size: var(--text-1);
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1) var(--space-4);
        font-size: var(--text-0);
      }
      .place {
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      p {
        margin: 0;
        overflow-wrap: anywhere;
      }
      h3 {
        margin: 0 0 var(--space-1);
        font-size: var(--text-0);
        font-weight: 600;
      }
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--text-0);
      }
      li {
        display: flex;
        gap: var(--space-3);
        align-items: center;
        min-height: 24px;
      }
      .by {
        flex: 1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        font-family: var(--mono);
      }
    `,
  ];

  @property(data) step!: Step;
  @property(data) dockerfile = "";
  @property(data) files: LayerFiles | undefined;
  /** The layers that a FROM brings along; empty for other instructions. */
  @property(data) baseLayers: readonly LayerRow[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    const diffId = this.step.layer?.diffId;
    if ((changed.has("step") || changed.has("files")) && diffId !== undefined && this.files === undefined) {
      this.send({ kind: "layerFiles", diffId });
    }
  }

  override render(): TemplateResult {
    const { step } = this;
    return html`${step.error === undefined ? nothing : html`<p role="alert">${step.error}</p>`}
    ${step.miss === undefined ? nothing : html`<lab-evidence .reasons=${step.miss.reasons}></lab-evidence>`}
    ${isMetadata(step) ? html`<p>${t.metadataWhy}</p>` : nothing}
    <div class="facts">
      <button
        type="button"
        class="place mono"
        @click=${() => this.send({ kind: "open", path: this.dockerfile, line: step.row.startLine })}
      >
        ${this.dockerfile}:${step.row.startLine}
      </button>
      ${step.seconds === undefined ? nothing : html`<span title=${t.simulatedWhy}>${t.took(step.seconds.toFixed(1))}</span>`}
      ${step.layer === undefined
        ? nothing
        : html`<span title=${t.tarWhy}>${t.tar(formatSize(step.layer.tar))}</span>
            <span
              >${t.diffId}
              <lab-copy .value=${step.layer.diffId} .short=${shortDigest(step.layer.diffId)} .what=${t.diffId}></lab-copy
            ></span>`}
    </div>
    ${this.baseLayers.length === 0 ? nothing : this.base()}
    ${step.layer === undefined ? nothing : this.layer(step.layer.diffId)}`;
  }

  private layer(diffId: string): TemplateResult {
    return html`<section>
      <h3>${t.layerFiles}</h3>
      <lab-changes .diffId=${diffId} .files=${this.files}></lab-changes>
    </section>`;
  }

  private base(): TemplateResult {
    return html`<section>
      <h3>${t.baseLayerList}</h3>
      <ol>
        ${this.baseLayers.map(
          (layer) =>
            html`<li>
              <span class="by" title=${layer.createdBy}>${layer.createdBy}</span>
              <lab-copy .value=${layer.diffId} .short=${shortDigest(layer.diffId)} .what=${t.diffId}></lab-copy>
              <span>${formatSize(layer.content)}</span>
            </li>`,
        )}
      </ol>
    </section>`;
  }
}
