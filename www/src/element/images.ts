/** The images of the lab: what each weighs, what they share, and what can be done with them. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ImageDetails, ImageRow, LayerRow, WastefulImage } from "../engine/wire.js";
import { t } from "../locale/index.js";
import type { ImageMore, LayerFiles } from "../model/state.js";
import { imageName, sharingOf, type Sharing, type Weights } from "../model/sharing.js";
import { formatSize, shortDigest, sizeShare } from "../model/text.js";
import { imagesStyle } from "../style/images.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import "./changes.js";
import "./copy.js";
import "./run.js";
import { icon } from "./icon.js";

/** Rows of waste that are listed; their sum counts all. */
const MAX_WASTE = 50;

@customElement("lab-images")
export class Images extends LabElement {
  static override styles = [shared, imagesStyle];

  @property(data) images: readonly ImageRow[] = [];
  @property(data) more: ReadonlyMap<string, ImageMore> = new Map();
  @property(data) layerFiles: ReadonlyMap<string, LayerFiles> = new Map();
  @state() private chosen = "";
  /** The diff ID of the layer whose files are shown. */
  @state() private layer = "";
  @state() private running = false;

  override render(): TemplateResult {
    if (this.images.length === 0) return html`<p class="none">${t.images.none}</p>`;
    const sharing = sharingOf(this.images);
    return html`<p class="sum">${t.images.sum(this.images.length, formatSize(sharing.logical), formatSize(sharing.physical))}</p>
      <ul class="list">
        ${this.images.map((image) => this.image(image, sharing))}
      </ul>
      ${this.map(sharing)}`;
  }

  private image(image: ImageRow, sharing: Sharing): TemplateResult {
    const weights = sharing.weights.get(image.id) ?? { logical: 0, shared: 0, unique: 0 };
    const largest = Math.max(...[...sharing.weights.values()].map((one) => one.logical));
    const open = this.chosen === image.id;
    return html`<li class="image ${open ? "open" : ""}">
      <button type="button" class="head" aria-expanded=${open ? "true" : "false"} @click=${() => this.choose(open ? "" : image.id)}>
        ${icon("base")}<span class="name mono">${imageName(image)}</span>
        <span class="weight">${formatSize(weights.logical)}</span>
      </button>
      ${this.bar(weights, largest)}
      <p class="facts">
        <lab-copy .value=${image.id} .short=${shortDigest(image.id)} .what=${t.imageId}></lab-copy>
        <span>${t.images.shared(formatSize(weights.shared))}</span><span>${t.images.unique(formatSize(weights.unique))}</span>
      </p>
      ${open ? this.details(image) : nothing}
    </li>`;
  }

  private bar({ logical, shared }: Weights, largest: number): TemplateResult {
    const width = 100 * sizeShare(logical, largest);
    const part = logical === 0 ? 0 : (shared / logical) * width;
    return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="100" height="6" /><rect class="unique" width=${width} height="6" /><rect class="shared" width=${part} height="6" />
    </svg>`;
  }

  private details(image: ImageRow): TemplateResult {
    const reference = image.names[0] ?? image.id;
    return html`<div class="details">
      <div class="actions">
        <button type="button" class="action" aria-expanded=${this.running ? "true" : "false"} @click=${() => (this.running = !this.running)}>
          ${icon("play")} ${t.run.button}
        </button>
        <button type="button" class="action" @click=${() => this.send({ kind: "saveImage", reference, format: "oci" })}>
          ${icon("download")} ${t.download}
        </button>
        <button type="button" class="action" @click=${() => this.send({ kind: "saveImage", reference, format: "docker" })}>
          ${icon("download")} docker save
        </button>
      </div>
      ${this.running ? html`<lab-run .image=${reference}></lab-run>` : nothing}
      <h3>${t.images.layers}</h3>
      <ol>
        ${[...image.layers].reverse().map((layer) => this.layerRow(layer))}
      </ol>
      ${this.known(this.more.get(image.id))}
    </div>`;
  }

  private choose(id: string): void {
    this.chosen = id;
    this.running = false;
    if (id !== "" && !this.more.has(id)) this.send({ kind: "imageMore", id });
  }

  private layerRow(layer: LayerRow): TemplateResult {
    const open = this.layer === layer.diffId;
    return html`<li>
        <button type="button" class="by mono" aria-expanded=${open ? "true" : "false"} title=${layer.createdBy} @click=${() => this.chooseLayer(open ? "" : layer.diffId)}>
          ${layer.createdBy || shortDigest(layer.diffId)}
        </button>
        ${layer.modelled ? html`<span class="tag" title=${t.modelledWhy}>${t.modelled}</span>` : nothing}
        <lab-copy .value=${layer.diffId} .short=${shortDigest(layer.diffId)} .what=${t.diffId}></lab-copy>
        <span class="size">${formatSize(layer.content)}</span>
      </li>
      ${open
        ? html`<li class="files"><lab-changes .diffId=${layer.diffId} .files=${this.layerFiles.get(layer.diffId)}></lab-changes></li>`
        : nothing}`;
  }

  private chooseLayer(diffId: string): void {
    this.layer = diffId;
    if (diffId !== "") this.send({ kind: "layerFiles", diffId });
  }

  private known(more: ImageMore | undefined): TemplateResult {
    if (more === undefined) return html`<p role="status">${t.loading}</p>`;
    return html`${this.waste(more.waste)}${this.config(more.details)}${this.history(more.details)}`;
  }

  private waste({ reclaimable, rows }: WastefulImage): TemplateResult {
    return html`<h3>${t.images.waste}</h3>
      <p class="none">${rows.length === 0 ? t.images.noWaste : t.images.reclaimable(formatSize(reclaimable))}</p>
      <ol>
        ${rows.slice(0, MAX_WASTE).map(({ path, bytes, cause, shipped }) => {
          const line = shipped.startLine;
          return html`<li>
            <span class="by mono" title=${shipped.createdBy}>${path}</span>
            <span>${t.images[cause]}${line === undefined ? "" : `, ${t.images.line(line)}`}</span>
            <span class="size">${formatSize(bytes)}</span>
          </li>`;
        })}
      </ol>`;
  }

  private config({ config }: ImageDetails): TemplateResult {
    const rows: [string, string][] = [
      ...config.env.map((pair): [string, string] => ["ENV", pair]),
      ["ENTRYPOINT", config.entrypoint.join(" ")],
      ["CMD", config.cmd.join(" ")],
      ["WORKDIR", config.workingDir ?? ""],
      ["USER", config.user ?? ""],
      ...config.exposedPorts.map((port): [string, string] => ["EXPOSE", port]),
      ...config.volumes.map((path): [string, string] => ["VOLUME", path]),
      ...Object.entries(config.labels).map(([name, value]): [string, string] => ["LABEL", `${name}=${value}`]),
    ];
    return html`<h3>${t.images.config}</h3>
      <ol>
        ${rows
          .filter(([, value]) => value !== "")
          .map(([name, value]) => html`<li><b class="mono">${name}</b><span class="by mono" title=${value}>${value}</span></li>`)}
      </ol>`;
  }

  private history({ history, layers }: ImageDetails): TemplateResult {
    return html`<h3>${t.images.history}</h3>
      <ol>
        ${[...history].reverse().map(
          ({ createdBy, layer }) => html`<li>
            <span class="by mono" title=${createdBy}>${createdBy}</span>
            <span class="size">${layer === undefined ? formatSize(0) : formatSize(layers[layer]?.content ?? 0)}</span>
          </li>`,
        )}
      </ol>`;
  }

  /** Layers against images: a filled cell is a layer that the image holds. */
  private map({ layers }: Sharing): TemplateResult {
    return html`<h3 id="map">${t.images.map}</h3>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="map">
        <table>
          <thead>
            <tr>
              <th scope="col">${t.images.layer}</th>
              <th scope="col" class="size">${t.images.size}</th>
              ${this.images.map((image) => html`<th scope="col" class="mono">${imageName(image)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${layers.map(
              ({ layer, images }) => html`<tr class=${images.size > 1 ? "common" : ""}>
                <th scope="row" class="mono" title=${layer.createdBy}>${layer.createdBy}</th>
                <td class="size">${formatSize(layer.content)}</td>
                ${this.images.map((image) =>
                  images.has(image.id)
                    ? html`<td class="cell"><span class="mark">${icon("cached")}<span class="unseen">${t.images.holds}</span></span></td>`
                    : html`<td class="cell"><span class="unseen">${t.images.lacks}</span></td>`,
                )}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }
}
