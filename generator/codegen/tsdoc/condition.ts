import type { Condition } from "../../model/index.js";
import { codeSpan } from "./code.js";

/** A condition in words: "CONFIG_X and not CONFIG_Y", the names as code. */
export function describeCondition(condition: Condition): string {
  switch (condition.kind) {
    case "defined":
      return codeSpan(condition.name);
    case "not":
      return `not ${grouped(condition.condition)}`;
    case "all":
      return joined(condition.conditions, " and ");
    case "any":
      return joined(condition.conditions, " or ");
  }
}

function joined(conditions: readonly Condition[], word: string): string {
  return conditions.map(conditions.length > 1 ? grouped : describeCondition).join(word);
}

function grouped(condition: Condition): string {
  const text = describeCondition(condition);
  const several = (condition.kind === "all" || condition.kind === "any") && condition.conditions.length > 1;
  return several ? `(${text})` : text;
}
