/** Draws the line that is being edited behind its prompt, over as many rows as it needs. */
import { widthOf } from "./width.js";

const CONTROLS = /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07/g;

export class LineView {
  /** Rows between the first row of the line and the cursor. */
  private row = 0;

  /** What takes the line from the screen and leaves the cursor where it began. */
  clear(): string {
    const up = this.row > 0 ? `\x1b[${this.row}A` : "";
    this.row = 0;
    return `${up}\r\x1b[J`;
  }

  /**
   * What draws prompt and text anew with the cursor in its place.
   * @param at where the cursor stands in the text
   */
  draw(prompt: string, text: string, at: number, columns: number): string {
    const start = widthOf(prompt.replace(CONTROLS, ""));
    const [total, before] = [start + widthOf(text), start + widthOf(text.slice(0, at))];
    const cleared = this.clear();
    // A line that fills its row to the end leaves the cursor there: one character more moves it on.
    const filled = total > 0 && total % columns === 0 ? " \r" : "";
    const up = Math.floor(total / columns) - Math.floor(before / columns);
    this.row = Math.floor(before / columns);
    const column = before % columns;
    return `${cleared}${prompt}${text}${filled}${up > 0 ? `\x1b[${up}A` : ""}\r${column > 0 ? `\x1b[${column}C` : ""}`;
  }

  /** The line is done with: what comes next begins below it. */
  leave(prompt: string, text: string, columns: number): string {
    const last = Math.floor((widthOf(prompt.replace(CONTROLS, "")) + widthOf(text)) / columns);
    const down = last - this.row;
    this.row = 0;
    return `${down > 0 ? `\x1b[${down}B` : ""}\r\n`;
  }
}
