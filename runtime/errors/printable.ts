import { shown } from "./shown.js";

/**
 * Text from a peer, made fit for an error message: harmless on a terminal, one line, and no longer than
 * a thousand characters.
 */
export function printable(text: string): string {
  // A page loads all that the package's entry hands on as it is, and few show such text.
  return shown(text);
}
