import { escapeControls } from "../diagnostics/escape.js";
import type { Terminal } from "./terminal.js";

/**
 * Returns a terminal that escapes the control characters of everything that a command prints, except for line ends.
 * Schemas, file names and servers are not trusted: their text could otherwise change the title, the colors or the
 * clipboard of a terminal, or hide what was printed.
 */
export function safeTerminal(terminal: Terminal): Terminal {
  return {
    ...terminal,
    raw: terminal.out,
    out: (text) => {
      terminal.out(escapeControls(text));
    },
    error: (text) => {
      terminal.error(escapeControls(text));
    },
  };
}
