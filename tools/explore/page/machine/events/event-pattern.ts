import type { LoggedEvent } from "../../connection/event-log.js";

/**
 * Returns a filter of events: each word of the text has to be in the name or the data. `*` in a word stands for any text, and
 * such a word has to be the whole name.
 */
export function eventFilter(
  text: string,
): (event: Pick<LoggedEvent, "name"> & { readonly text: string }) => boolean {
  const words = text
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const tests = words.map((word) => {
    if (!word.includes("*"))
      return (name: string, data: string) => name.includes(word) || data.includes(word);
    const parts = word.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = new RegExp(`^${parts.join(".*")}$`, "s");
    return (name: string) => pattern.test(name);
  });
  return (event) => {
    const [name, data] = [event.name.toLowerCase(), event.text.toLowerCase()];
    return tests.every((test) => test(name, data));
  };
}
