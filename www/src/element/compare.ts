/** Two builds, images or containers side by side: any two of this visit, or the same Dockerfile as BuildKit and as the classic builder build it. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ImageRow } from "../engine/wire.js";
import { t } from "../locale/index.js";
import type { Build, Step } from "../model/build.js";
import { pairsOf, type Pair } from "../model/compare.js";
import type { ContainerRow } from "../model/container.js";
import type { Classic, ImageDifference } from "../model/state.js";
import { formatSize, shortDigest } from "../model/text.js";
import { formatSeconds, timesOf } from "../model/time.js";
import { imagesStyle } from "../style/images.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import "./difference.js";
import { icon } from "./icon.js";

@customElement("lab-compare")
export class Compare extends LabElement {
  static override styles = [
    shared,
    imagesStyle,
    css`
      .choice {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        align-items: end;
        margin-bottom: var(--space-3);
      }
      label {
        display: grid;
        gap: 2px;
        font-size: var(--text-0);
        color: var(--ink-soft);
      }
      .fill {
        flex: 1;
      }
      td {
        vertical-align: top;
        padding: 4px var(--space-2);
        width: 25%;
      }
      .text {
        max-width: 200px;
        padding: 4px var(--space-2);
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .state {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        font-weight: 600;
      }
      .cached .state {
        color: var(--cached);
      }
      .missed .state {
        color: var(--broken);
      }
      .rebuilt .state {
        color: var(--rebuilt);
      }
      .created .state {
        color: var(--created);
      }
      .failed .state {
        color: var(--failed);
      }
      .facts {
        display: block;
        margin: 0;
      }
      .differs .layer {
        background: var(--rebuilt-face);
        color: var(--rebuilt);
      }
      tfoot td,
      tfoot th {
        background: var(--sunken);
        font-weight: 600;
      }
    `,
  ];

  @property(data) builds: readonly Build[] = [];
  @property(data) classic: Classic | undefined;
  @property(data) images: readonly ImageRow[] = [];
  @property(data) containers: readonly ContainerRow[] = [];
  @property(data) difference: ImageDifference | undefined;
  @state() private left = "";
  @state() private right = "";

  override render(): TemplateResult {
    return html`<h3>${t.compare.builds}</h3>
      ${this.builds.length === 0 ? html`<p class="none">${t.compare.none}</p>` : this.twoBuilds()}
      <h3>${t.difference.title}</h3>
      <lab-difference
        .images=${this.images}
        .containers=${this.containers}
        .builds=${this.builds}
        .difference=${this.difference}
      ></lab-difference>`;
  }

  private twoBuilds(): TemplateResult {
    const left = this.find(this.left) ?? this.builds.at(-2) ?? this.builds.at(-1)!;
    const right = this.find(this.right) ?? this.builds.at(-1)!;
    return html`<div class="choice">
        ${this.select(t.compare.left, left, (value) => (this.left = value))} ${this.select(t.compare.right, right, (value) => (this.right = value))}
        <button type="button" class="action" ?disabled=${this.classic?.kind === "running"} @click=${this.useClassic}>
          ${icon("missed")} ${this.classic?.kind === "running" ? t.loading : t.compare.classic}
        </button>
      </div>
      ${this.classic?.kind === "failed" ? html`<p role="alert">${this.classic.message}</p>` : nothing}
      <div class="scroll" tabindex="0" role="region" aria-label=${t.compare.table}>${this.table(left, right)}</div>`;
  }

  private options(): { value: string; label: string; build: Build }[] {
    const builds = this.builds.map((build, at) => ({ value: String(at), label: t.buildNumber(build.number), build }));
    if (this.classic?.kind !== "done") return builds;
    return [...builds, { value: "classic", label: t.compare.classicBuild, build: this.classic.build }];
  }

  private find(value: string): Build | undefined {
    return this.options().find((option) => option.value === value)?.build;
  }

  private select(label: string, chosen: Build, set: (value: string) => void): TemplateResult {
    return html`<label>
      ${label}
      <select @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>
        ${this.options().map(({ value, label, build }) => html`<option value=${value} ?selected=${build === chosen}>${label}</option>`)}
      </select>
    </label>`;
  }

  private useClassic(): void {
    this.left = String(this.builds.length - 1);
    this.right = "classic";
    this.send({ kind: "classic" });
  }

  private table(left: Build, right: Build): TemplateResult {
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t.compare.instruction}</th>
          <th scope="col">${this.name(left)}</th>
          <th scope="col">${this.name(right)}</th>
        </tr>
      </thead>
      <tbody>
        ${pairsOf(left, right).map((pair) => this.pair(pair))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">${t.compare.total}</th>
          <td>${this.total(left)}</td>
          <td>${this.total(right)}</td>
        </tr>
      </tfoot>
    </table>`;
  }

  private name(build: Build): string {
    return this.options().find((option) => option.build === build)?.label ?? "";
  }

  private total(build: Build): string {
    const { took } = timesOf(build, []);
    const layers = build.image?.layers ?? [];
    const size = layers.reduce((sum, layer) => sum + layer.content, 0);
    return `${t.baseLayers(layers.length)}, ${formatSize(size)}, ${formatSeconds(took)}`;
  }

  private pair({ left, right, sameText, sameLayer }: Pair): TemplateResult {
    return html`<tr class=${sameText && !sameLayer ? "differs" : ""}>
      <th scope="row" class="text mono">${(left ?? right)?.row.text}</th>
      ${this.cell(left)}${this.cell(right)}
    </tr>`;
  }

  private cell(step: Step | undefined): TemplateResult {
    if (step === undefined) return html`<td><span class="unseen">${t.compare.missing}</span>–</td>`;
    const { layer, seconds } = step;
    return html`<td class=${step.state}>
      <span class="state">${icon(step.state)}${t.state[step.state]}</span>
      ${layer === undefined
        ? nothing
        : html`<span class="facts"><span class="layer mono">${shortDigest(layer.diffId)}</span> ${formatSize(layer.content ?? layer.tar)}
            ${seconds === undefined ? "" : formatSeconds(seconds)}</span>`}
    </td>`;
  }
}
