import { codes } from "./codes.js";
import type { Diagnostic } from "./diagnostic.js";

/**
 * Removes the text of the file from a diagnostic: it keeps the position and the meaning of its code. A schema can include
 * any file, and diagnostics are printed to logs that the owner of that file does not control.
 */
export function withoutText({ code, severity, position }: Diagnostic): Diagnostic {
  return {
    code,
    severity,
    message: codes[code],
    position,
    help: "the file is outside of the schema's folder, so its text is not shown; check the file itself to see more",
  };
}
