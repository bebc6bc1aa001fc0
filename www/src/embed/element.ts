/** `layerlab/element`: registers `<layer-lab>` and its parts. */
import { LayerLabEditor, LayerLabStack, LayerLabTerminal } from "./parts.js";
import { LayerLab } from "./shell.js";

export type * from "./contract.js";

const ELEMENTS = {
  "layer-lab": LayerLab,
  "layer-lab-editor": LayerLabEditor,
  "layer-lab-stack": LayerLabStack,
  "layer-lab-terminal": LayerLabTerminal,
};

// Two versions of the package on one page: the first one stays.
for (const [name, element] of Object.entries(ELEMENTS)) if (!customElements.get(name)) customElements.define(name, element);
