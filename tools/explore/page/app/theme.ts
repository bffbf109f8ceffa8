import { effect, signal, type Signal } from "@preact/signals";

/** `auto` follows the operating system. */
export type Theme = "auto" | "light" | "dark";

const key = "qapi-explorer-theme";

/** The theme of the page. It is kept in the browser. */
export const theme: Signal<Theme> = signal(readTheme());

/** The theme that follows when the user switches it. */
export function nextTheme(current: Theme): Theme {
  return current === "auto" ? "light" : current === "light" ? "dark" : "auto";
}

/** Applies the theme to the document, and keeps it. */
export function applyTheme(): void {
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
    try {
      localStorage.setItem(key, theme.value);
    } catch {
      // A browser may refuse storage.
    }
  });
}

function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(key);
    return stored === "light" || stored === "dark" ? stored : "auto";
  } catch {
    return "auto";
  }
}
