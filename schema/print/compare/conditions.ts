import type { Condition } from "qapi-ts-generator";
import type { Observation } from "./facts.js";

/**
 * The conditions of one build, worked out from what is there and what is not. They have to fit together: one
 * name cannot be defined for one member and undefined for another.
 */
export class BuildConditions {
  readonly #defines = new Map<string, boolean>();

  constructor(observations: readonly Observation[]) {
    for (const { fact, present } of observations) this.#learn(fact.condition, present);
  }

  get defines(): ReadonlyMap<string, boolean> {
    return this.#defines;
  }

  /** Whether what was seen follows from its condition; undecided counts as yes. */
  agrees({ fact, present }: Observation): boolean {
    const value = this.#evaluate(fact.condition);
    return value === undefined || value === present;
  }

  /** What a truth value says of the names below; the first word on a name counts, `agrees` finds the rest. */
  #learn(condition: Condition | undefined, value: boolean): void {
    switch (condition?.kind) {
      case undefined:
        return;
      case "defined":
        if (!this.#defines.has(condition.name)) this.#defines.set(condition.name, value);
        return;
      case "not":
        this.#learn(condition.condition, !value);
        return;
      case "all":
        if (value) for (const part of condition.conditions) this.#learn(part, true);
        return;
      case "any":
        if (!value) for (const part of condition.conditions) this.#learn(part, false);
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
