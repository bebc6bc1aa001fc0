/**
 * The rest of the engine's module, beside what a first build executes: it is loaded when something first calls it.
 *
 * That happens in the middle of the engine's work, which can't wait for a promise, so loading is synchronous; workers and
 * Node may do that. `crate/xtask/src/split.rs` divides the module.
 */

/** What the first half exports for the second. */
interface Shared extends WebAssembly.Exports {
  rest_table: WebAssembly.Table;
  rest_loaded: WebAssembly.Global;
}

/** A module that passes a function of JavaScript on, because a table takes only functions that a module exports. */
const PASS_ON = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0],
  ...[2, 6, 1, 0, 1, 0x66, 0, 0],
  ...[7, 5, 1, 1, 0x66, 0, 0],
]);

/** Lets an instance load its rest with `load` when it is needed; one that was not divided has none. */
export function loadRestOnDemand(exports: object, load: () => WebAssembly.Module): void {
  if (!isDivided(exports)) return;
  const { rest_table: table, rest_loaded: loaded } = exports;
  const f = (): void => {
    new WebAssembly.Instance(load(), { "": exports });
    loaded.value = 1;
  };
  const passing = new WebAssembly.Instance(new WebAssembly.Module(PASS_ON), { "": { f } });
  // The last element is kept free for it.
  table.set(table.length - 1, passing.exports.f);
}

function isDivided(exports: object): exports is Shared {
  return "rest_table" in exports && "rest_loaded" in exports;
}
