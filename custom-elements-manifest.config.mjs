/** `custom-elements.json`: what editors and documentation tools read about the elements. */

/** What is for users of the package only, under the file that they import. */
function published() {
  const hidden = (member) => member.privacy === "private" || member.privacy === "protected" || INTERNAL.has(member.name);
  return {
    name: "published",
    packageLinkPhase({ customElementsManifest }) {
      for (const module of customElementsManifest.modules) {
        module.path = "lib/element/element.js";
        for (const declaration of module.declarations) {
          declaration.members = declaration.members?.filter((member) => !hidden(member));
          // The analyzer takes the variable in `new CustomEvent(name)` for a name.
          declaration.events = declaration.events?.filter((event) => event.name !== "name");
        }
      }
    },
  };
}

const INTERNAL = new Set(["activate", "bare", "shown"]);

export default {
  globs: ["www/src/embed/shell.ts", "www/src/embed/parts.ts", "www/src/embed/element.ts"],
  outdir: "lib",
  packagejson: false,
  plugins: [published()],
};
