import type { Branch, Definition, EnumValue, Feature, Member } from "qapi-ts-generator";

/** Something that a schema states and a binary may show, identified by its place in the model. */
export type Fact = Definition | Member | EnumValue | Branch | Feature;

/** Whether a binary showed a fact where it would have stood. */
export interface Observation {
  readonly fact: Fact;
  /** `Type.member`, for messages. */
  readonly path: string;
  readonly present: boolean;
}

/** What came of holding one binary's answer against the schema. */
export interface Testimony {
  readonly offered: ReadonlySet<Fact>;
  /** Where the binary and the schema contradict each other. */
  readonly disagreements: readonly string[];
  /** The conditions whose truth in this binary follows from what it showed. */
  readonly defines: ReadonlyMap<string, boolean>;
}
