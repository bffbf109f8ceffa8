import { availabilitySentence, type Model, type Origin } from "qapi-ts-generator";
import type { Answer } from "./answers.js";
import type { Fact } from "./compare/facts.js";
import { partsOf } from "./parts.js";

/** What one binary showed. */
export interface Showing {
  readonly answer: Answer;
  readonly offered: ReadonlySet<Fact>;
}

/**
 * The sentence that says where something exists, of what not every system emulator offers: of a definition, or of a
 * part of one that is in fewer emulators than the definition is.
 */
export interface Availability {
  sentence(definition: string, part?: string): string | undefined;
}

/** The guest agent's binaries cannot be asked. */
export const unknownAvailability: Availability = { sentence: () => undefined };

/** The storage daemon has some of the emulators' commands; that it lacks the others is no news of them. */
export function availabilityIn(model: Model, showings: readonly Showing[]): Availability {
  const emulators = showings
    .filter(({ answer }) => answer.binary !== "qemu-storage-daemon")
    .sort((a, b) => (a.answer.binary < b.answer.binary ? -1 : 1));
  const origins = emulators.map(originOf);
  const places = placesOf(model, emulators);
  const everywhere = new Set(emulators.keys());
  const sentence = (definition: string, part?: string): string | undefined => {
    const whole = part === undefined ? everywhere : places.get(definition);
    const those = places.get(part === undefined ? definition : `${definition} ${part}`);
    if (!whole || !those || those.size === 0 || those.size >= whole.size) return undefined;
    return availabilitySentence(origins, those);
  };
  return { sentence };
}

/** By the names of definitions, and of parts behind those of their definition: the places of the binaries. */
function placesOf(model: Model, showings: readonly Showing[]): ReadonlyMap<string, ReadonlySet<number>> {
  const places = new Map<string, Set<number>>();
  const note = (fact: Fact, key: string): void => {
    const those = showings.flatMap(({ offered }, index) => (offered.has(fact) ? [index] : []));
    places.set(key, new Set(those));
  };
  for (const definition of model.definitions) {
    note(definition, definition.name);
    for (const part of partsOf(definition)) note(part, `${definition.name} ${part.name}`);
  }
  return places;
}

function originOf({ answer: { binary, version } }: Showing): Origin {
  return { name: binary, version, target: binary.replace(/^qemu-(system-)?/, "") };
}
