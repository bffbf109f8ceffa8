import type { Model } from "qapi-ts-generator";
import type { Origin } from "../../generator/dist/import/answer.js";
import { availabilitySentence } from "../../generator/dist/import/build/documentation.js";
import type { Answer } from "./answers.js";
import type { Fact } from "./compare/observations.js";
import { partsOf } from "./parts.js";

/** The facts that one binary reports. */
export interface ReportedFacts {
  readonly answer: Answer;
  readonly facts: ReadonlySet<Fact>;
}

/**
 * Returns the sentence that lists the system emulators with a definition, or with a part of one; undefined if all of
 * them, or all that have the definition, have it.
 */
export type AvailabilitySentences = (definition: string, part?: string) => string | undefined;

/** The guest agent does not support introspection. */
export const noAvailability: AvailabilitySentences = () => undefined;

/** Ignores the storage daemon, which has only some of the commands of the emulators. */
export function availabilityIn(model: Model, reports: readonly ReportedFacts[]): AvailabilitySentences {
  const emulators = reports
    .filter(({ answer }) => answer.binary !== "qemu-storage-daemon")
    .sort((a, b) => (a.answer.binary < b.answer.binary ? -1 : 1));
  const origins = emulators.map(originOf);
  const presence = presenceByName(model, emulators);
  const everywhere = new Set(emulators.keys());
  return (definition, part) => {
    const whole = part === undefined ? everywhere : presence.get(definition);
    const present = presence.get(part === undefined ? definition : partKey(definition, part));
    if (!whole || !present || present.size === 0 || present.size >= whole.size) return undefined;
    return availabilitySentence(origins, present);
  };
}

/** Maps the names of definitions, and the keys of their parts, to indexes of the emulators that have them. */
function presenceByName(
  model: Model,
  emulators: readonly ReportedFacts[],
): ReadonlyMap<string, ReadonlySet<number>> {
  const presence = new Map<string, ReadonlySet<number>>();
  const add = (key: string, fact: Fact): void => {
    const indexes = emulators.flatMap(({ facts }, index) => (facts.has(fact) ? [index] : []));
    presence.set(key, new Set(indexes));
  };
  for (const definition of model.definitions) {
    add(definition.name, definition);
    for (const part of partsOf(definition)) add(partKey(definition.name, part.name), part);
  }
  return presence;
}

function partKey(definition: string, part: string): string {
  return `${definition} ${part}`;
}

function originOf({ answer: { binary, version } }: ReportedFacts): Origin {
  return { name: binary, version, target: binary.replace(/^qemu-(system-)?/, "") };
}
