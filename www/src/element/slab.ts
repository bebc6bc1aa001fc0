/** One instruction of the stack: what it says, where it stands, what it weighs; its details on demand. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { t } from "../locale/index.js";
import { missSentence } from "../locale/sentence.js";
import { isMetadata, type Step } from "../model/build.js";
import { formatSize, plainError, shortDigest, sizeShare } from "../model/text.js";
import { shared } from "../style/shared.js";
import { slabStyle } from "../style/slab.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";
import "./copy.js";

/** What the base image brings along, for a FROM. */
export interface BaseImage {
  /** Number of its layers and their bytes, once the image is known. */
  layers?: { count: number; size: number };
  /** A model of the real image, made for this page. */
  modelled: boolean;
}

@customElement("lab-slab")
export class Slab extends LabElement {
  static override styles = [shared, slabStyle];

  @property(data) step!: Step;
  @property(data) base: BaseImage | undefined;
  /** Size of the heaviest layer, in bytes: the full length of the bar. */
  @property(data) largest = 0;
  @property(data) expanded = false;

  /** Out of sight of a long stack. */
  private isSkipped = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("contentvisibilityautostatechange", this.onSight);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("contentvisibilityautostatechange", this.onSight);
  }

  private readonly onSight = (event: Event): void => {
    this.isSkipped = "skipped" in event && event.skipped === true;
  };

  /** The end of a build changes every slab. Those out of sight get a task each, so that typing never waits for all of them. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.isSkipped) await new Promise((resolve) => setTimeout(resolve));
    await super.scheduleUpdate();
  }

  /** What a new state says replaces the old words instead of changing them: text that grows would count as moving. */
  override render(): TemplateResult {
    const { step } = this;
    const thin = isMetadata(step) || step.state === "unneeded";
    const [keyword, ...rest] = step.row.text.split(/(?<=^\S+)\s+/);
    return html`<article class="slab ${step.state} ${thin ? "thin" : ""}">
      <button
        type="button"
        class="head"
        aria-expanded=${this.expanded ? "true" : "false"}
        @click=${() => this.send({ kind: "select", step: this.expanded ? undefined : step.row.id })}
      >
        ${keyed(step.state, html`<span class="state">${icon(step.state)}<span class="word">${t.state[step.state]}</span></span>`)}
        <span class="text" title=${step.row.text}><b>${keyword}</b> ${rest.join(" ")}</span>
      </button>
      ${thin ? nothing : keyed(`${step.state} ${step.layer?.content} ${this.base?.layers?.count}`, html`<div class="meta">${this.meta()}</div>`)}
      ${this.expanded ? html`<div class="details"><slot></slot></div>` : nothing}
    </article>`;
  }

  private meta(): TemplateResult {
    const { step, base } = this;
    if (base !== undefined && step.state === "base") {
      const { layers, modelled } = base;
      return html`<span class="why">
          ${modelled ? html`<span class="tag" title=${t.modelledWhy}>${t.modelled}</span>` : nothing}
          ${layers === undefined ? nothing : t.baseLayers(layers.count)}
        </span>
        ${layers === undefined ? nothing : this.weight(layers.size)}`;
    }
    return html`<span class="why" title=${this.why()}>${this.why()}</span>
      ${step.layer === undefined
        ? nothing
        : html`<lab-copy
              .value=${step.layer.diffId}
              .short=${shortDigest(step.layer.diffId)}
              .what=${t.diffId}
            ></lab-copy>
            ${step.layer.content === undefined ? nothing : this.weight(step.layer.content)}`}`;
  }

  /** One line: the reason for the state, as far as there is one. */
  private why(): string {
    const { step } = this;
    if (step.state === "failed") return plainError(step.error ?? "");
    if (step.miss !== undefined && step.state !== "cached") return missSentence(step.miss);
    return step.remarks?.[0] ?? t.waitingFor[step.state] ?? "";
  }

  private weight(size: number): TemplateResult {
    const share = sizeShare(size, this.largest);
    return html`<span class="weight" title=${t.sizeScale}>
      <span class="size">${formatSize(size)}</span>
      <svg class="bar" viewBox="0 0 48 6" width="48" height="6" aria-hidden="true">
        <rect class="track" width="48" height="6" rx="3" />
        <rect class="fill" width=${(share * 48).toFixed(1)} height="6" rx="3" />
      </svg>
    </span>`;
  }
}
