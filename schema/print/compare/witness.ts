import { BuildConditions } from "./conditions.js";
import type { Fact, Observation, Testimony } from "./facts.js";

/** Notes down what one binary shows and where it contradicts the schema. */
export class Witness {
  readonly #observations: Observation[] = [];
  readonly #disagreements: string[] = [];

  /** The fact is there, or it is not although the place where it would stand is. */
  observe(fact: Fact, path: string, present: boolean): void {
    this.#observations.push({ fact, path, present });
  }

  /** A statement of the binary beside the schema's. */
  compare(path: string, what: string, binary: string, schema: string): void {
    if (binary !== schema) this.disagree(`${path}: ${what} is ${binary}, in the schema ${schema}`);
  }

  disagree(message: string): void {
    this.#disagreements.push(message);
  }

  testimony(): Testimony {
    const conditions = new BuildConditions(this.#observations);
    const strange = this.#observations.filter((observation) => !conditions.agrees(observation));
    const present = this.#observations.filter((observation) => observation.present);
    return {
      offered: new Set(present.map(({ fact }) => fact)),
      disagreements: [...this.#disagreements, ...strange.map(contradiction)],
      defines: conditions.defines,
    };
  }
}

function contradiction({ fact, path, present }: Observation): string {
  const { file, line } = fact.position;
  const shown = present ? "is there" : "is missing";
  const condition = fact.condition ? "its condition says otherwise" : "the schema has it without condition";
  return `${path}: ${shown}, but ${condition} (${file}:${line})`;
}
