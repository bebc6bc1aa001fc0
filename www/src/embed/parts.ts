/** The parts of a lab that stand alone, with a lab of their own or with that of a `<layer-lab>` that they name. */
import { LabError } from "../engine/lab.js";
import type { LayerLabPartElement } from "./contract.js";
import type { Running } from "./running.js";
import { LayerLab } from "./shell.js";

abstract class Part extends LayerLab implements LayerLabPartElement {
  get for(): string {
    return this.getAttribute("for") ?? "";
  }
  set for(id: string) {
    this.setAttribute("for", id);
  }

  /** The engine of the lab that is named, which is started if need be. */
  protected override async start(): Promise<Running> {
    if (this.for === "") return super.start();
    const lab = (this.getRootNode() as Document | ShadowRoot).getElementById(this.for);
    if (!(lab instanceof LayerLab)) throw new LabError("no-such-lab", `there is no <layer-lab id="${this.for}">`);
    const [{ session }, { show }] = await Promise.all([lab.activate(), import("./running.js")]);
    return show(this, this.root, session, () => {});
  }
}

/**
 * The editor of a lab.
 * @tagname layer-lab-editor
 * @attr {string} for - Id of the `<layer-lab>` whose project is edited. Default: a lab of its own.
 */
export class LayerLabEditor extends Part {
  protected override get defaultPanes(): string {
    return "editor";
  }
  override get bare(): boolean {
    return true;
  }
}

/**
 * The layers of a lab's last build.
 * @tagname layer-lab-stack
 * @attr {string} for - Id of the `<layer-lab>` whose build is shown. Default: a lab of its own.
 */
export class LayerLabStack extends Part {
  protected override get defaultPanes(): string {
    return "stack";
  }
  override get bare(): boolean {
    // Alone it needs the button; beside a lab that has one it doesn't.
    return this.for !== "";
  }
}

/**
 * A terminal for docker's command line over a lab's project.
 * @tagname layer-lab-terminal
 * @attr {string} for - Id of the `<layer-lab>` that commands run in. Default: a lab of its own.
 */
export class LayerLabTerminal extends Part {
  protected override get defaultPanes(): string {
    return "terminal";
  }
  override get bare(): boolean {
    return true;
  }
}
