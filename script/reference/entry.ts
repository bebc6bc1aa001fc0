/** Everything that the package exports: `layerlab`, and the elements of `layerlab/element`. */
export * from "../../www/src/api/browser.js";
export type * from "../../www/src/embed/contract.js";
