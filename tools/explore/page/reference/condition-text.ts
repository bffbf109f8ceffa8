import type { Definition } from "../../data/format.js";

type Condition = NonNullable<Definition["condition"]>;

/** Returns a condition as text: `CONFIG_A and not CONFIG_B`. */
export function conditionText(condition: Condition): string {
  if (typeof condition === "string") return condition;
  if ("not" in condition) return `not ${nested(condition.not)}`;
  if ("all" in condition) return condition.all.map(nested).join(" and ");
  return condition.any.map(nested).join(" or ");
}

function nested(condition: Condition): string {
  const text = conditionText(condition);
  return typeof condition === "string" || "not" in condition ? text : `(${text})`;
}
