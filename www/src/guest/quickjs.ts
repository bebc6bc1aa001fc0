/** QuickJS, as one self-contained module beside its WebAssembly: bundled into `pkg/` by `script/guest.mjs`. */
import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSWASMModule } from "quickjs-emscripten-core";

export type { QuickJSContext, QuickJSHandle, QuickJSRuntime, QuickJSWASMModule } from "quickjs-emscripten-core";

/** Compiles the engine. One instance serves any number of programs. */
export function loadQuickJs(wasm: ArrayBuffer): Promise<QuickJSWASMModule> {
  return newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmBinary: wasm }));
}
