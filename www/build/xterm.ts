/**
 * Makes xterm.js live under a policy without inline styles: what it writes into style attributes goes through the style
 * object instead, and it asks the document it was given for style elements (see `terminal/screen.ts`), not the window's.
 */
import type { Plugin } from "vite";

const CHANGES: readonly (readonly [RegExp, string])[] = [
  [/(\w+)\.setAttribute\("style",`\$\{\1\.getAttribute\("style"\)\|\|""\}\$\{(\w+)\};`\)/, '$1.style.cssText+=$2+";"'],
  [/this\._document\?\?typeof window<"u"\?window\.document:null/, "this._document"],
];

export function xtermUnderPolicy(): Plugin {
  return {
    name: "xterm-under-policy",
    enforce: "pre",
    transform(code, id) {
      if (!/@xterm\/xterm\/lib\/xterm\.mjs/.test(id)) return undefined;
      let changed = code;
      for (const [pattern, replacement] of CHANGES) {
        // A new version that is written otherwise must not slip through.
        if (!pattern.test(changed)) this.error(`xterm.js no longer contains ${pattern.source}`);
        changed = changed.replace(pattern, replacement);
      }
      return { code: changed, map: null };
    },
  };
}
