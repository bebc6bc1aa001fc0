/** Arrow keys in a tree of rows, as WAI-ARIA's tree pattern has them. */

/** Moves or toggles for one key press on a focused row; false if the key means nothing to a tree. */
export function moveInTree(key: string, row: HTMLElement): boolean {
  const rows = [...(row.parentElement?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? [])];
  const at = rows.indexOf(row);
  const expanded = row.getAttribute("aria-expanded");
  switch (key) {
    case "ArrowDown":
      rows[at + 1]?.focus();
      return true;
    case "ArrowUp":
      rows[at - 1]?.focus();
      return true;
    case "Home":
      rows[0]?.focus();
      return true;
    case "End":
      rows.at(-1)?.focus();
      return true;
    case "ArrowRight":
      if (expanded === "false") row.click();
      else if (expanded === "true") rows[at + 1]?.focus();
      return true;
    case "ArrowLeft":
      if (expanded === "true") row.click();
      else parentRow(rows, at)?.focus();
      return true;
    case "Enter":
    case " ":
      row.click();
      return true;
    default:
      return false;
  }
}

function parentRow(rows: readonly HTMLElement[], at: number): HTMLElement | undefined {
  const level = Number(rows[at]?.getAttribute("aria-level"));
  return rows.slice(0, at).findLast((row) => Number(row.getAttribute("aria-level")) < level);
}
