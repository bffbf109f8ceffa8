import { printable } from "./visible.js";

/** Escapes text for one line of a terminal, including its line ends. */
export function singleLine(text: string): string {
  return printable(text.replaceAll("\n", "\\n"));
}
