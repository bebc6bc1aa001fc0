/** Small choices that outlive a visit: language, theme, pane sizes. A browser that keeps nothing is no error. */

export type Theme = "auto" | "light" | "dark";

export type Preference = "locale" | "theme" | "panes" | "lessons" | "history";

export function recall(name: Preference): string | undefined {
  try {
    return localStorage.getItem(`layerlab.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(name: Preference, value: string): void {
  try {
    localStorage.setItem(`layerlab.${name}`, value);
  } catch {
    // Without storage the choice holds until the page is closed, which is all that can be had.
  }
}

export function preferredTheme(): Theme {
  const theme = recall("theme");
  return theme === "light" || theme === "dark" ? theme : "auto";
}

/** The style sheet follows the attribute; `auto` follows the system. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
}
