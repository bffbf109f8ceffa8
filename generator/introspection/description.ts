import type { Condition, Feature } from "../model/index.js";

/** An entry of the answer to `query-qmp-schema`, as JSON has it. */
export type Entry = Readonly<Record<string, unknown>>;

/** What is to be said of a command, an event or a type, and when it exists. */
export interface Description {
  readonly metaType: string;
  readonly condition: Condition | undefined;
  readonly features: readonly Feature[];
  readonly details: Entry;
}
