import type { TextStorage } from "./history.js";

/** Returns what the browser stores for the page. If it refuses, texts are kept until the page is closed. */
export function pageStorage(): TextStorage {
  try {
    return localStorage;
  } catch {
    const texts = new Map<string, string>();
    return {
      getItem: (key) => texts.get(key) ?? null,
      setItem: (key, value) => void texts.set(key, value),
    };
  }
}
