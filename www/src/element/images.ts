/** The images of the lab: what each weighs, what they share, and what can be done with them. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ImageRow } from "../engine/wire.js";
import { t } from "../locale/index.js";
import { imageName, sharingOf, type Sharing, type Weights } from "../model/sharing.js";
import { formatSize, shortDigest, sizeShare } from "../model/text.js";
import { imagesStyle } from "../style/images.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import "./copy.js";
import { icon } from "./icon.js";

@customElement("lab-images")
export class Images extends LabElement {
  static override styles = [shared, imagesStyle];

  @property(data) images: readonly ImageRow[] = [];
  @state() private chosen = "";

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
      <button type="button" class="head" aria-expanded=${open ? "true" : "false"} @click=${() => (this.chosen = open ? "" : image.id)}>
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
        <button type="button" class="action" @click=${() => this.send({ kind: "saveImage", reference, format: "oci" })}>
          ${icon("download")} ${t.download}
        </button>
        <button type="button" class="action" @click=${() => this.send({ kind: "saveImage", reference, format: "docker" })}>
          ${icon("download")} docker save
        </button>
      </div>
      <h3>${t.images.layers}</h3>
      <ol>
        ${[...image.layers].reverse().map(
          (layer) => html`<li>
            <span class="by mono" title=${layer.createdBy}>${layer.createdBy}</span>
            ${layer.modelled ? html`<span class="tag" title=${t.modelledWhy}>${t.modelled}</span>` : nothing}
            <lab-copy .value=${layer.diffId} .short=${shortDigest(layer.diffId)} .what=${t.diffId}></lab-copy>
            <span class="size">${formatSize(layer.content)}</span>
          </li>`,
        )}
      </ol>
    </div>`;
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
