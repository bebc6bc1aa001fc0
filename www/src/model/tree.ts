/** Paths as a tree, flattened into the rows that a tree view shows. */

export interface TreeRow<T> {
  path: string;
  name: string;
  /** 0 for the topmost rows. */
  depth: number;
  /** Folders that stand only because something below them does carry no item. */
  item?: T;
  folder: boolean;
  expanded: boolean;
}

interface Branch<T> {
  item?: T;
  folder: boolean;
  below: Map<string, Branch<T>>;
}

/**
 * The visible rows of a tree, folders before files, each by name.
 * @param collapsed paths of the folders whose content is hidden
 */
export function treeRows<T extends { path: string }>(
  items: readonly T[],
  isFolder: (item: T) => boolean,
  collapsed: ReadonlySet<string>,
): TreeRow<T>[] {
  const root: Branch<T> = { folder: true, below: new Map() };
  for (const item of items) plant(root, item, isFolder(item));
  const rows: TreeRow<T>[] = [];
  flatten(root, "", 0, collapsed, rows);
  return rows;
}

function plant<T extends { path: string }>(root: Branch<T>, item: T, folder: boolean): void {
  let branch = root;
  for (const name of item.path.split("/").filter((part) => part !== "")) {
    let next = branch.below.get(name);
    if (next === undefined) {
      next = { folder: true, below: new Map() };
      branch.below.set(name, next);
    }
    branch = next;
  }
  branch.item = item;
  branch.folder = folder || branch.below.size > 0;
}

function flatten<T>(
  branch: Branch<T>,
  prefix: string,
  depth: number,
  collapsed: ReadonlySet<string>,
  rows: TreeRow<T>[],
): void {
  const children = [...branch.below].sort(
    ([a, one], [b, two]) => Number(two.folder) - Number(one.folder) || (a < b ? -1 : a > b ? 1 : 0),
  );
  for (const [name, child] of children) {
    const path = prefix === "" ? name : `${prefix}/${name}`;
    const expanded = child.folder && !collapsed.has(path);
    rows.push({
      path,
      name,
      depth,
      folder: child.folder,
      expanded,
      ...(child.item === undefined ? {} : { item: child.item }),
    });
    if (expanded) flatten(child, path, depth + 1, collapsed, rows);
  }
}

/** The folder part of a path, "" at the top. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** Both parts as one path; the folder may be "". */
export function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** Whether `path` is `folder` or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
