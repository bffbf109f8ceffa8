import type { Condition } from "qapi-ts-generator";
import type { Observation } from "./observations.js";

/**
 * The conditions of one build, inferred from the facts that are present and missing. A name has one value in a build,
 * so observations that imply different values contradict each other.
 */
export class BuildConditions {
  readonly #defines = new Map<string, boolean>();

  constructor(observations: readonly Observation[]) {
    for (const { fact, present } of observations) this.#infer(fact.condition, present);
  }

  get defines(): ReadonlyMap<string, boolean> {
    return this.#defines;
  }

  /** Whether the condition of a fact explains the observation; true if the value of the condition is unknown. */
  explain({ fact, present }: Observation): boolean {
    const value = this.#evaluate(fact.condition);
    return value === undefined || value === present;
  }

  /** Infers the values of names from the value of a condition. The first value is kept; `explain` finds conflicts. */
  #infer(condition: Condition | undefined, value: boolean): void {
    switch (condition?.kind) {
      case undefined:
        return;
      case "defined":
        if (!this.#defines.has(condition.name)) this.#defines.set(condition.name, value);
        return;
      case "not":
        this.#infer(condition.condition, !value);
        return;
      case "all":
        if (value) for (const part of condition.conditions) this.#infer(part, true);
        return;
      case "any":
        if (!value) for (const part of condition.conditions) this.#infer(part, false);
        return;
    }
  }

  #evaluate(condition: Condition | undefined): boolean | undefined {
    switch (condition?.kind) {
      case undefined:
        return true;
      case "defined":
        return this.#defines.get(condition.name);
      case "not":
        return negate(this.#evaluate(condition.condition));
      case "all":
        return allOf(condition.conditions.map((part) => this.#evaluate(part)));
      case "any":
        return negate(allOf(condition.conditions.map((part) => negate(this.#evaluate(part)))));
    }
  }
}

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function allOf(values: readonly (boolean | undefined)[]): boolean | undefined {
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}
