/** The stack: one slab per instruction, the base at the bottom, as the image is put together. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { LayerRow, StageRow } from "../engine/wire.js";
import { t } from "../locale/index.js";
import { isBase, NO_BUILD, type Build, type Step } from "../model/build.js";
import type { LayerFiles } from "../model/state.js";
import { formatSize, shortDigest } from "../model/text.js";
import { formatSeconds, timesOf } from "../model/time.js";
import { layersStyle } from "../style/layers.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";
import type { BaseImage } from "./slab.js";
import "./slab.js";
import "./verdict.js";

/** Slabs that are made at once. Of a longer stack the others follow frame by frame, so that typing never waits for them. */
const AT_ONCE = 16;

@customElement("lab-layers")
export class Layers extends LabElement {
  static override styles = [shared, layersStyle];

  @property(data) build: Build = NO_BUILD;
  /** The builds before, from which is known what a cached step took when it ran. */
  @property(data) earlier: readonly Build[] = [];
  @property(data) selected: number | undefined;
  @property(data) layerFiles: ReadonlyMap<string, LayerFiles> = new Map();
  /** How many slabs there may be by now. */
  @state() private room = AT_ONCE;

  override render(): TemplateResult {
    return html`<h2 class="unseen">${t.layers}</h2>
      <lab-verdict .build=${this.build}></lab-verdict>
      <div class="stacks">${this.build.steps.length === 0 ? this.empty() : this.stacks()}</div>
      <div class="foot">${this.foot()}</div>`;
  }

  private stacks(): TemplateResult[] {
    const { stages, steps } = this.build;
    const long = steps.length > AT_ONCE ? "long" : "";
    const groups = [...new Set(steps.map((step) => step.row.stage))].sort((a, b) => b - a);
    return groups.map((stage) => {
      const row = stages.find((row) => row.index === stage);
      const named = groups.length > 1 && row !== undefined;
      return html`${named ? html`<h3 class="stage">${this.stageName(row)}</h3>` : nothing}
        <ol class="stack ${long}" aria-label=${named ? this.stageName(row) : t.stackLabel}>
          ${this.slabs(steps.filter((step) => step.row.stage === stage))}
        </ol>`;
    });
  }

  private stageName({ name, index, needed }: StageRow): string {
    return t.stage(name === `stage-${index}` ? String(index) : name, needed);
  }

  /** From the top of the stack down; what stands above the first break is moved aside, as strata are at a fault. */
  private slabs(steps: readonly Step[]): unknown {
    const broken = steps.findIndex((step) => step.state === "missed");
    const largest = Math.max(0, ...this.build.steps.map((step) => this.base(step)?.layers?.size ?? step.layer?.content ?? 0));
    const rows = steps.map((step, at) => ({ step, at })).reverse().slice(0, this.room);
    return repeat(
      rows,
      ({ step }) => `${this.build.number}/${step.row.id}`,
      ({ step, at }) => html`<li
        class="${broken >= 0 && at >= broken ? "moved" : ""} ${at === broken ? "fault" : ""} nth-${Math.min(at, 12)}"
      >
        <lab-slab
          .step=${step}
          .base=${this.base(step)}
          .largest=${largest}
          .expanded=${this.selected === step.row.id}
        >
          ${this.selected === step.row.id ? this.details(step) : nothing}
        </lab-slab>
      </li>`,
    );
  }

  private details(step: Step): TemplateResult {
    void import("./step-details.js");
    return html`<lab-step-details
      .step=${step}
      .dockerfile=${this.build.dockerfile}
      .files=${step.layer && this.layerFiles.get(step.layer.diffId)}
      .baseLayers=${isBase(step) ? this.baseLayers(step) : []}
    ></lab-step-details>`;
  }

  /** The base layers are known for the stage that the image was made of. */
  private baseLayers(step: Step): readonly LayerRow[] {
    const last = Math.max(...this.build.steps.filter((step) => step.state !== "unneeded").map((step) => step.row.stage));
    return step.row.stage === last ? (this.build.image?.layers.filter((layer) => layer.fromBase) ?? []) : [];
  }

  private base(step: Step): BaseImage | undefined {
    if (!isBase(step)) return undefined;
    const modelled = this.build.stages.find((stage) => stage.index === step.row.stage)?.modelled ?? false;
    const layers = this.baseLayers(step);
    if (layers.length === 0) return { modelled };
    const size = layers.reduce((sum, layer) => sum + layer.content, 0);
    return { layers: { count: layers.length, size }, modelled };
  }

  private empty(): TemplateResult {
    return html`<div class="empty" aria-hidden="true"><i></i><i></i><i></i><i class="ground"></i></div>`;
  }

  private foot(): TemplateResult {
    const { image } = this.build;
    if (image === undefined) {
      return html`<span class="none">${this.build.number > 0 ? html`<span class="count">${t.buildNumber(this.build.number)}</span> ` : nothing}${t.noImage}</span>`;
    }
    const name = image.tags[0] ?? shortDigest(image.id);
    return html`<div class="image">
        <strong>${name}</strong>
        <span class="facts"
          ><span class="count">${t.buildNumber(this.build.number)}</span>
          <lab-copy .value=${image.id} .short=${shortDigest(image.id)} .what=${t.imageId}></lab-copy>
          <span>${formatSize(image.size)}</span>${this.times()}</span
        >
      </div>
      <button type="button" class="download" @click=${() => this.send({ kind: "download" })}>
        ${icon("download")} ${t.download}
      </button>`;
  }

  /** What the build would have taken for real, and what the cache spared it. */
  private times(): unknown {
    if (this.build.status !== "done") return nothing;
    const { took, saved } = timesOf(this.build, this.earlier);
    const words = saved > 0 ? t.tookAndSaved(formatSeconds(took), formatSeconds(saved)) : t.tookAll(formatSeconds(took));
    return html`<span class="times" title=${t.simulatedWhy}>${words}</span>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.makeRoom();
    if (!changed.has("selected") || this.selected === undefined) return;
    this.renderRoot.querySelector("lab-step-details")?.parentElement?.scrollIntoView({ block: "nearest" });
  }

  /** One step a frame, however often the build is drawn meanwhile. */
  private makeRoom(): void {
    if (this.build.steps.length <= this.room || this.growing !== undefined) return;
    this.growing = requestAnimationFrame(() => {
      this.growing = undefined;
      this.room += AT_ONCE;
    });
  }

  private growing: number | undefined;
}
