import { unknownAvailability } from "./availability.js";
import { documentModel } from "./document.js";
import { printFramed } from "./frame.js";
import type { Print } from "./print-monitor.js";
import { referenceIn } from "./reference.js";
import type { Sentences } from "./sentences.js";
import type { QemuSource } from "./source.js";

/** Prints the schema of the guest agent, which cannot be asked what it offers. */
export function printGuestAgent(
  source: Pick<QemuSource, "version" | "guestAgent">,
  sentences: Sentences,
): Print {
  const documented = documentModel(
    source.guestAgent,
    sentences,
    referenceIn("qemu-ga-ref", "QGA"),
    unknownAvailability,
  );
  const origin = {
    version: `QEMU ${source.version}`,
    sources: [
      `All facts: the guest agent's schema of QEMU ${source.version}; an agent does not answer query-qmp-schema.`,
      "Sentences: schema/print/sentences, our own.",
    ],
  };
  return {
    model: documented.model,
    files: printFramed(documented.model, origin),
    problems: documented.missing.map((what) => `no sentence for ${what}`),
  };
}
