import type { Branch, Definition, EnumValue, Feature, Member } from "qapi-ts-generator";
import { BuildConditions } from "./conditions.js";

/** A node of the schema's model that a binary may report. */
export type Fact = Definition | Member | EnumValue | Branch | Feature;

/** Whether a binary reports a fact. */
export interface Observation {
  readonly fact: Fact;
  /** The name in messages: `Type.member`. */
  readonly path: string;
  readonly present: boolean;
}

/** The result of comparing an answer with the schema. */
export interface AnswerComparison {
  /** The facts that the binary reports. */
  readonly facts: ReadonlySet<Fact>;
  readonly contradictions: readonly string[];
  /** The conditions whose value in this build follows from the reported facts. */
  readonly defines: ReadonlyMap<string, boolean>;
}

/** Collects the observations of one answer. */
export class ObservationLog {
  readonly #observations: Observation[] = [];
  readonly #contradictions: string[] = [];

  /** Records whether a fact is present in a definition that the binary reports. */
  observe(fact: Fact, path: string, present: boolean): void {
    this.#observations.push({ fact, path, present });
  }

  /** Compares a property in the answer with the same property in the schema. */
  compare(path: string, property: string, reported: string, defined: string): void {
    if (reported !== defined) {
      this.contradict(`${path}: ${property} is ${reported} in the answer, but ${defined} in the schema`);
    }
  }

  contradict(message: string): void {
    this.#contradictions.push(message);
  }

  result(): AnswerComparison {
    const conditions = new BuildConditions(this.#observations);
    const inconsistent = this.#observations.filter((observation) => !conditions.explain(observation));
    const present = this.#observations.filter((observation) => observation.present);
    return {
      facts: new Set(present.map(({ fact }) => fact)),
      contradictions: [...this.#contradictions, ...inconsistent.map(describe)],
      defines: conditions.defines,
    };
  }
}

function describe({ fact, path, present }: Observation): string {
  const { file, line } = fact.position;
  const state = present ? "is present" : "is missing";
  const reason = fact.condition ? "its condition requires the opposite" : "it is unconditional in the schema";
  return `${path}: ${state}, but ${reason} (${file}:${line})`;
}
