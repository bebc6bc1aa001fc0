/** Which images hold which layers: what an image weighs, what of it others hold too, and what removing it would free. */
import type { ImageRow, LayerRow } from "../engine/wire.js";
import { familiar, shortDigest } from "./text.js";

export interface Weights {
  /** All layers together: what `docker image ls` shows. */
  logical: number;
  /** What other images hold too. */
  shared: number;
  /** What removing the image would free. */
  unique: number;
}

export interface SharedLayer {
  layer: LayerRow;
  /** Ids of the images that hold it. */
  images: ReadonlySet<string>;
}

export interface Sharing {
  weights: ReadonlyMap<string, Weights>;
  /** Every layer once, those that most images stand on first. */
  layers: readonly SharedLayer[];
  /** Bytes on the disk: every layer once. */
  physical: number;
  /** The images' sizes added up. */
  logical: number;
}

export function sharingOf(images: readonly ImageRow[]): Sharing {
  const chains = new Map<string, { layer: LayerRow; images: Set<string>; depth: number }>();
  for (const image of images) {
    let chain = "";
    image.layers.forEach((layer, depth) => {
      // The same bytes on top of other layers are stored again, so a layer is told apart by all below it.
      chain += layer.diffId;
      const known = chains.get(chain);
      if (known === undefined) chains.set(chain, { layer, images: new Set([image.id]), depth });
      else known.images.add(image.id);
    });
  }
  const all = [...chains.values()];
  const weights = new Map(images.map((image) => [image.id, weigh(all.filter((entry) => entry.images.has(image.id)))]));
  const layers = [...all].sort((a, b) => b.images.size - a.images.size || a.depth - b.depth);
  const physical = all.reduce((sum, { layer }) => sum + layer.content, 0);
  return { weights, layers, physical, logical: [...weights.values()].reduce((sum, { logical }) => sum + logical, 0) };
}

function weigh(entries: readonly { layer: LayerRow; images: ReadonlySet<string> }[]): Weights {
  const size = (some: typeof entries): number => some.reduce((sum, { layer }) => sum + layer.content, 0);
  const unique = size(entries.filter((entry) => entry.images.size === 1));
  const logical = size(entries);
  return { logical, shared: logical - unique, unique };
}

/** An image by the first of its names, or by its id where it has none. */
export function imageName(image: ImageRow): string {
  const [name] = image.names;
  return name === undefined ? shortDigest(image.id) : familiar(name);
}
