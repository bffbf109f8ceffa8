import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { LoadedSchema } from "../load.js";

/** Says that a schema uses the notation of the signal draft, at its first definition in that notation. */
export function draftNote({ definitions }: LoadedSchema): Diagnostic | undefined {
  const first = definitions.find(({ node }) => node.entries[0]?.key.sourceText === "");
  return (
    first && {
      code: "former-language",
      severity: "note",
      message: "this is the notation of the signal draft of 2011",
      position: first.source.position(first.node.offset),
      help: "see docs/declaring-signals.md for today's",
    }
  );
}
